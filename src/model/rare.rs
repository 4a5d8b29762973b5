//! What few have: where it is not there, it takes the room of a pointer.

use std::ops::Deref;

use serde::{Deserialize, Serialize};

/// Something that is empty for most, and is read as if it were there for all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rare<T>(Option<Box<T>>);

/// What has an empty form that takes no room.
pub trait Empty: 'static {
    /// That form.
    const EMPTY: &'static Self;
}

impl<T> Rare<T> {
    /// With nothing in it.
    pub const NONE: Self = Rare(None);

    /// What is there, to be changed; none where nothing was put in.
    pub fn there(&mut self) -> Option<&mut T> {
        self.0.as_deref_mut()
    }
}

impl<T: Default> Rare<T> {
    /// It, to put something in.
    pub fn made(&mut self) -> &mut T {
        self.0.get_or_insert_default()
    }

    /// Takes all out.
    pub fn take(&mut self) -> T {
        self.0.take().map_or_else(T::default, |it| *it)
    }
}

impl<T> Default for Rare<T> {
    fn default() -> Self {
        Rare::NONE
    }
}

impl<T: Empty> Deref for Rare<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0.as_deref().unwrap_or(T::EMPTY)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default)]
    struct Shelf {
        books: Vec<&'static str>,
    }

    impl Empty for Shelf {
        const EMPTY: &'static Shelf = &Shelf { books: Vec::new() };
    }

    #[test]
    fn it_is_empty_until_something_is_put_in() {
        let mut shelf: Rare<Shelf> = Rare::default();
        assert!(shelf.books.is_empty() && shelf.there().is_none());
        shelf.made().books.push("RFC 1459");
        assert_eq!(shelf.books, ["RFC 1459"]);
        assert_eq!(shelf.take().books, ["RFC 1459"]);
        assert!(shelf.there().is_none());
        assert_eq!(size_of::<Rare<Shelf>>(), size_of::<usize>());
    }
}
