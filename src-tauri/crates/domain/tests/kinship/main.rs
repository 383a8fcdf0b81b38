//! Relations in words that the lists do not hold.

mod composed;
mod fresh;
