//! What the gazetteer costs: opening it, finding one name, and reading a French text.
//!
//! `cargo bench --bench gazetteer`; BENCHMARKS.md keeps the figures.

use arobase::label::gazetteer::Gazetteer;
use divan::{Bencher, black_box, counter::BytesCount};

fn main() {
    divan::main();
}

/// One page of a palmarès and one of running text, in words of our own, forty times over.
fn text() -> String {
    let page = "Le palmarès a été proclamé jeudi soir : Villeneuve-d'Ascq (59) et Vandœuvre-lès-\
        Nancy (54) conservent cinq arobases, la communauté d'agglomération Amiens Métropole quatre, \
        la ville des Mureaux trois. Le maire rappelle que la commune accueille chaque année un \
        atelier pour les aînés, à deux pas de la médiathèque, et que « rien ne remplace la \
        rencontre ». Les élus de Saint-Médard-en-Jalles, du Havre et de L'Haÿ-les-Roses étaient \
        présents, comme ceux de Sens, de Vers ou de Son.\n";
    page.repeat(40)
}

#[divan::bench]
fn open() -> Option<Gazetteer> {
    Gazetteer::open().ok()
}

#[divan::bench]
fn by_name_in() {
    let gazetteer = Gazetteer::shipped();
    black_box(gazetteer.by_name_in(black_box("vandoeuvre les nancy"), "54"));
}

#[divan::bench]
fn near() {
    let gazetteer = Gazetteer::shipped();
    black_box(gazetteer.near(black_box("Hazebrouk"), "59"));
}

#[divan::bench]
fn by_host() {
    black_box(Gazetteer::shipped().by_host(black_box("www.metz.fr")));
}

#[divan::bench]
fn matches(bencher: Bencher) {
    let text = text();
    bencher
        .counter(BytesCount::of_str(&text))
        .bench_local(|| Gazetteer::shipped().matches(black_box(&text)));
}
