-- The database of an archive home: index/arobase.db. SQLite, write-ahead log, one writer.
-- Times are RFC 3339 in UTC. A claim's evidence leads to its page, the page to its capture, the
-- capture to the bytes in a WARC file.

create table if not exists meta (
    key   text primary key,
    value text not null
) strict, without rowid;

-- One run of `crawl`, `import`, `reread`, `verify --repair`, `conflicts decide` or `forget`.
create table if not exists run (
    id       integer primary key,
    kind     text not null,                 -- crawl, import, reread, repair, decide, forget
    started  text not null,
    ended    text,                          -- null while it runs, and for ever if it was killed
    status   text not null,                 -- running, done, interrupted, abandoned
    settings text not null default '{}',    -- JSON
    summary  text not null default '{}',    -- JSON
    config   text not null default ''       -- first 16 hex digits of the SHA-256 of the settings
) strict;

-- What came of each host that a crawl asked; of the last hundred crawls.
create table if not exists run_host (
    run       integer not null references run (id) on delete cascade,
    host      text not null,                -- without www.
    requests  integer not null,
    captured  integer not null,             -- pages archived, new or changed
    unchanged integer not null,
    gone      integer not null,
    claims    integer not null,
    outcome   text not null,                -- done, budget, resting, failed
    reason    text,                         -- why it failed, or until when it rests
    primary key (run, host)
) strict, without rowid;
create index if not exists run_host_host on run_host (host, run desc);

-- What was told as new, so that nothing is told twice: each claim, the state of each record, each host that is broken.
create table if not exists told (
    what  text primary key,                 -- claim:ID, record:ID, host:NAME
    state text not null                     -- of a record: its status and its grades
) strict, without rowid;

-- What the runs told as new, as it is sent; written with the end of its run.
create table if not exists bulletin (
    id   integer primary key,
    key  text not null unique,              -- the same however often it is sent
    run  integer not null,
    at   text not null,
    news text not null                      -- JSON
) strict;

-- Who is to have a bulletin: the outbox. Where nobody is configured there is no row.
create table if not exists delivery (
    bulletin  integer not null references bulletin (id) on delete cascade,
    receiver  text not null,                -- hook, webhook
    attempts  integer not null default 0,
    tried     text,                         -- the last time
    error     text,                         -- why it was in vain
    delivered text,                         -- null while it waits
    primary key (bulletin, receiver)
) strict, without rowid;
create index if not exists delivery_waits on delivery (receiver, bulletin) where delivered is null;

-- Every address known to the frontier, and what came of it.
create table if not exists visit (
    url      text primary key,              -- canonical URL
    host     text not null,                 -- scheme://authority, the key of politeness
    kind     text not null,                 -- robots, reservations, page, sitemap, feed, search
    state    text not null,                 -- queued, done, dropped
    depth    integer not null,              -- hops from the seed
    priority integer not null default 0,
    via      text,                          -- the address that led here
    found_in integer,                       -- run that first met it
    asked_in integer,                       -- run that last asked it
    attempts integer not null default 0,    -- failed tries in a row
    outcome  text,                          -- captured, unchanged, read, moved, forbidden, reserved, forgotten, gone, blocked, refused, unreachable, skipped
    status   integer,                       -- HTTP status, where there was an answer
    detail   text,                          -- reason, Location, matched robots rule
    asked_at text,
    due_at   text,                          -- when it is asked next; null where no answer said
    interval integer,                       -- seconds, that end then
    etag     text,                          -- as the last answer had it, to ask again on condition
    last_modified text,
    digest   text                           -- SHA-256 of the last body, hex; a page's stands with its capture
) strict, without rowid;
create index if not exists visit_queue on visit (host, priority desc) where state = 'queued';

-- robots.txt as last seen, one row a host.
create table if not exists robots (
    host    text primary key,
    asked_at text not null,
    status  integer,                        -- null: unreachable
    body    blob not null default x''
) strict, without rowid;

-- A WARC file that was closed, and the hash of all its bytes: the digests inside it say nothing of a
-- bit in the head of a gzip member, or in a record that no capture names.
create table if not exists warc_file (
    name   text primary key,
    length integer not null,
    sha256 text not null                    -- hex
) strict, without rowid;

-- One archived answer; with `warc`, `offset`, `length` it is a CDXJ line too.
create table if not exists capture (
    id        integer primary key,
    run       integer not null references run (id),
    kind      text not null default 'response', -- response, revisit, resource: the WARC record that holds it
    purpose   text not null default 'page', -- page, robots, policy: only pages are read
    refers_to integer references capture (id), -- a revisit: the response whose payload is its own
    url       text not null,
    at        text not null,                -- WARC-Date of the response
    status    integer not null,             -- 200 for an imported file
    mime      text not null,                -- of a revisit: that of the response it refers to
    digest    text not null,                -- WARC-Payload-Digest, sha1:BASE32
    sha256    text not null,                -- of the payload as archived, hex
    etag          text,                     -- as the answer had it, to ask again on condition
    last_modified text,
    record_id text not null,                -- WARC-Record-ID of the response
    warc      text not null,                -- file name inside index/warc
    offset    integer not null,
    length    integer not null              -- of the gzip member
) strict;
create index if not exists capture_url on capture (url, at);
create index if not exists capture_refers_to on capture (refers_to) where refers_to is not null;

-- One capture, read by the reader named in `reader`.
create table if not exists page (
    capture        integer primary key references capture (id) on delete cascade,
    url            text not null,           -- canonical where the page gives one on its own host, else the capture's
    title          text,
    site           text,
    lang           text,
    published      text,                    -- YYYY-MM-DD, YYYY-MM or YYYY
    published_from text,
    text           text not null,
    noindex        integer not null default 0,
    reader         text not null
) strict;

-- One statement of one page, as `label::claim::Claim`.
create table if not exists claim (
    id         text primary key,            -- hex, first 12 of the SHA-256 of what makes it this claim
    capture    integer not null references page (capture) on delete cascade,
    position   integer not null,            -- order on the page
    code       text,
    name       text not null,
    place_kind text not null,
    written    text not null,
    year       integer,
    year_basis text,
    arobases   integer check (arobases between 1 and 5),
    kind       text not null,               -- award, history, mention
    mention    text,
    exact      text not null,
    prefix     text not null,
    suffix     text not null,
    block      integer not null,
    start      integer not null,
    css        text not null,
    rule       text not null,
    confidence real not null
) strict, without rowid;
create index if not exists claim_capture on claim (capture, position);

-- What the blocks of a page's article are compared by, to learn what a host repeats
-- (`label::furniture`); no row where nothing on the page speaks of the label.
create table if not exists page_marks (
    capture integer primary key references page (capture) on delete cascade,
    marks   blob not null
) strict;

-- What a host with a claim repeats from page to page: hashes of its blocks. Recomputed with the
-- records, never edited.
create table if not exists furniture (
    host text not null,                     -- without www.
    text integer not null,
    primary key (host, text)
) strict, without rowid;

-- A claim that counts in no record, and why: its words are furniture of the host. Recomputed with
-- the records, never edited.
create table if not exists refusal (
    claim text primary key,
    why   text not null
) strict, without rowid;

-- What a page prints of an edition as a whole, as `label::fact::Fact`.
create table if not exists edition_fact (
    capture  integer not null references page (capture) on delete cascade,
    position integer not null,              -- order of the kinds of facts
    year     integer,                       -- of the edition; null where the page does not settle it
    kind     text not null,                 -- ordinal, laureates, territories, towns, villages, five-at, date, place
    value    text not null,
    exact    text not null,
    prefix   text not null,
    suffix   text not null,
    block    integer not null,
    start    integer not null,
    css      text not null,
    primary key (capture, position)
) strict, without rowid;
create index if not exists edition_fact_year on edition_fact (year, kind);

-- Collectivity + year, reconciled from all claims and from seeds/decisions.toml; recomputed, never edited.
create table if not exists record (
    id         text primary key,            -- "59009-2018"; "59009-2018-territoire-d-excellence-numerique" for a mention
    code       text,
    name       text not null,
    place_kind text not null,
    department text,
    year       integer,
    kind       text not null,               -- level, mention
    arobases   integer check (arobases between 1 and 5),
    mention    text,
    status     text not null,               -- confirmed, single, contested, decided
    sources    integer not null,            -- independent sources (copies of one text count once)
    confidence real not null,
    best_claim text not null                -- the claim shown first
) strict, without rowid;

create table if not exists record_claim (
    record text not null references record (id) on delete cascade,
    claim  text not null,
    side   text not null default '',        -- what this claim says, where sources disagree
    primary key (record, claim)
) strict, without rowid;
