//! What the fuzz targets do. The tests of the program do it too, with every seed (`tests/it/seeds.rs`).

#[path = "../../tests/it/generate/mod.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod generate;
#[path = "../../tests/it/report/html.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod html;
#[path = "../../tests/it/oracle/mod.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod oracle;
mod report {
    pub(crate) use crate::html;
}
pub mod targets;
