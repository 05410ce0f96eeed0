//! The page of `reattempt report`: what is in it, that it holds whatever is put into it, and that it is right.

pub(crate) mod html;
mod page;
