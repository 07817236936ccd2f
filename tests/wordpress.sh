#!/bin/sh
# Builds a real WordPress (PHP, SQLite instead of a database server) with 200 posts of which six are about the
# label, gives arobase nothing but its host name, and counts the requests until all six were asked: twelve at
# most, with the REST interface open and with it closed.
#
#     tests/wordpress.sh [FOLDER]      FOLDER keeps the packages; default: a temporary one
#
# Needs php (8.2, with sqlite3, mbstring, xml), npm and unzip; npm fetches two packages (160 MB) through its own
# registry, once a FOLDER. Nothing of WordPress (GPL-2.0) is part of this repository. The binary is
# target/release/arobase, or what AROBASE_BIN names.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
bin=${AROBASE_BIN:-$here/target/release/arobase}
[ -x "$bin" ] || { echo "no program at $bin: cargo build --release" >&2; exit 2; }
for tool in php npm unzip; do
    command -v "$tool" >/dev/null || { echo "skipped: $tool is not here"; exit 0; }
done
work=$(mktemp -d)
cache=${1:-$work}
mkdir -p "$cache"
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$work"' EXIT

fetch() { # PACKAGE@VERSION  FILE
    [ -f "$cache/$2" ] || (cd "$cache" && npm pack --silent "$1" >/dev/null)
}
fetch @wp-playground/wordpress-builds@0.9.19 wp-playground-wordpress-builds-0.9.19.tgz
fetch @wp-playground/cli@3.1.56 wp-playground-cli-3.1.56.tgz

cd "$work"
tar xf "$cache/wp-playground-wordpress-builds-0.9.19.tgz" package/src/wordpress/wp-6.5.zip
tar xf "$cache/wp-playground-cli-3.1.56.tgz" package/sqlite-database-integration.zip
unzip -q package/src/wordpress/wp-6.5.zip -d wp
rm -rf wp/wp-content/database
unzip -q package/sqlite-database-integration.zip -d wp/wp-content/plugins
mv wp/wp-content/plugins/*sqlite-database-integration* wp/wp-content/plugins/sqlite-database-integration
plugin=$work/wp/wp-content/plugins/sqlite-database-integration
sed -e "s|{SQLITE_IMPLEMENTATION_FOLDER_PATH}|$plugin|" \
    -e "s|{SQLITE_PLUGIN}|sqlite-database-integration/load.php|" "$plugin/db.copy" >wp/wp-content/db.php

cat >wp/wp-config.php <<'PHP'
<?php
define('DB_NAME', 'x'); define('DB_USER', ''); define('DB_PASSWORD', ''); define('DB_HOST', '');
define('DB_CHARSET', 'utf8'); define('DB_COLLATE', '');
define('WP_HOME', 'http://www.ville.example'); define('WP_SITEURL', 'http://www.ville.example');
define('WP_HTTP_BLOCK_EXTERNAL', true); define('DISABLE_WP_CRON', true);
foreach (['AUTH_KEY', 'SECURE_AUTH_KEY', 'LOGGED_IN_KEY', 'NONCE_KEY', 'AUTH_SALT', 'SECURE_AUTH_SALT',
          'LOGGED_IN_SALT', 'NONCE_SALT'] as $name) { define($name, 'a test keeps no secret'); }
$table_prefix = 'wp_';
if (!defined('ABSPATH')) { define('ABSPATH', __DIR__ . '/'); }
require_once ABSPATH . 'wp-settings.php';
PHP
cat >install.php <<'PHP'
<?php
define('WP_INSTALLING', true);
$_SERVER += ['HTTP_HOST' => 'www.ville.example', 'REQUEST_URI' => '/', 'SERVER_PROTOCOL' => 'HTTP/1.1', 'REQUEST_METHOD' => 'GET'];
require __DIR__ . '/wp/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
function wp_mail(...$all) { return true; }
wp_install('Ville', 'admin', 'admin@example.invalid', true, '', 'not-a-secret');
update_option('permalink_structure', '/%year%/%monthnum%/%postname%/');
global $wp_rewrite; $wp_rewrite->init(); $wp_rewrite->flush_rules(true);
for ($i = 1; $i <= 200; $i++) {
    $label = $i % 30 == 0;
    // Every other post about the label names it only in its text.
    $title = $label && $i % 60 == 0 ? "La commune obtient quatre arobases ($i)" : "Actualité municipale numéro $i";
    $text = $label ? 'Le label Territoires, Villes et Villages Internet 2018 nous donne quatre arobases.' : 'Conseil municipal, travaux.';
    $id = wp_insert_post(['post_title' => $title, 'post_content' => "<p>Texte de l'article $i. $text</p>", 'post_status' => 'publish',
        'post_author' => 1, 'post_date' => date('Y-m-d H:i:s', 1500000000 + 86400 * 7 * $i)]);
    if ($label) { file_put_contents(__DIR__ . '/labelled', parse_url(get_permalink($id), PHP_URL_PATH) . "\n", FILE_APPEND); }
}
PHP
cat >router.php <<'PHP'
<?php
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
file_put_contents(__DIR__ . '/log', $_SERVER['REQUEST_URI'] . "\n", FILE_APPEND | LOCK_EX);
if ($path !== '/' && is_file(__DIR__ . '/wp' . $path)) { return false; }
if (is_file(__DIR__ . '/closed') && str_starts_with($path, '/wp-json/')) { http_response_code(401); exit; }
$_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = '/index.php';
chdir(__DIR__ . '/wp'); require __DIR__ . '/wp/index.php';
PHP
php install.php >install.log 2>&1 || { tail -5 install.log >&2; exit 1; }
[ "$(wc -l <labelled)" -eq 6 ] || { echo "WordPress was not installed:" >&2; tail -5 install.log >&2; exit 1; }

# A free port: PHP takes none by itself.
port=$(php -r '$s = stream_socket_server("tcp://127.0.0.1:0"); echo explode(":", stream_socket_get_name($s, false))[1];')
php -S "127.0.0.1:$port" -t wp router.php >server.log 2>&1 &
server=$!
until grep -q started server.log; do kill -0 "$server"; done

status=0
count() { # WORDS  HOME
    : >log
    mkdir -p "$2"
    "$bin" -C "$2" -q crawl --contact test@ville.example --delay 0 --budget 20 \
        --connect-to "http://127.0.0.1:$port" http://www.ville.example/
    found=0
    while read -r path; do
        at=$(grep -nxF "$path" log | head -1 | cut -d: -f1)
        [ -n "$at" ] || { echo "$1: $path was not asked"; status=1; return; }
        [ "$at" -le "$found" ] || found=$at
    done <labelled
    echo "$1: all 6 pages about the label of 200 posts after $found requests"
    [ "$found" -le 12 ] || { head -30 log; status=1; }
}
count "REST interface open" open
touch closed
count "REST interface closed" shut
: >log
"$bin" -C open -q crawl --contact test@ville.example --delay 0 --budget 1 \
    --connect-to "http://127.0.0.1:$port" http://www.ville.example/ || true
sed -n 1,12p log | sed 's/^/    later run: /'
exit $status
