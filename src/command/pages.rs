//! Long answers, a page at a time: the next one is asked for when its reader has read most of those before, and others
//! have had their turn.

use super::{Context, Order, Turn};

/// A long answer: it gives the next page, and says whether more follow. A page looks at [`Context::page`] things at most.
pub type Pages = Box<dyn FnMut(&mut Context) -> bool + Send>;

/// Lines a page has at most.
const LONGEST: usize = 256;

/// The part of the SendQ that one line of a page may take: a page fits in what is free when it is asked for.
const SHARE: usize = 4096;

impl Context<'_> {
    /// Answers in pages, behind what was answered in pages before: what belongs after such an answer goes in its last.
    pub fn answer_in_pages(&mut self, pages: impl FnMut(&mut Context) -> bool + Send + 'static) {
        self.order(Order::Answer(Box::new(pages)));
    }

    /// How many things a page may look at, and how many lines it may have.
    #[must_use]
    pub fn page(&self) -> usize {
        (self.world.config().limits.sendq / SHARE).clamp(1, LONGEST)
    }
}

impl Turn<'_> {
    /// Gives the next page of a long answer; whether more follow.
    pub fn turn_page(&mut self, pages: &mut Pages) -> bool {
        let Turn { world, table, orders, me, session, tongue } = self;
        pages(&mut Context { world, me: *me, session: *session, tongue: *tongue, verb: "", table, orders })
    }
}
