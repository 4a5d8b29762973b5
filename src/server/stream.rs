//! A stream: what a crowd hears in the same words, kept once for all of them.

use std::cell::RefCell;
use std::rc::Rc;

use crate::dialect::Flavor;

/// Bytes after which another stream is begun: whoever has not read the end of one by then has it copied.
const LONG: usize = 256 << 10;

/// Streams there may be: as many flavors as crowds have, and then some.
const MOST: usize = 16;

/// The bytes of a stream; those for whom some of them wait hold it, too.
pub type Bytes = Rc<RefCell<Vec<u8>>>;

/// What was put into a stream last.
#[derive(Clone)]
pub struct Piece {
    /// The stream.
    pub bytes: Bytes,
    /// Where the piece begins.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
}

/// The streams, one for each flavor.
#[derive(Default)]
pub struct Streams(Vec<(Flavor, Bytes)>);

impl Streams {
    /// Puts bytes into the stream of a flavor.
    pub fn put(&mut self, flavor: Flavor, bytes: &[u8]) -> Piece {
        let place = self.0.iter().position(|(known, _)| *known == flavor).unwrap_or_else(|| {
            if self.0.len() == MOST {
                self.0.clear();
            }
            self.0.push((flavor, Bytes::default()));
            self.0.len() - 1
        });
        let stream = &mut self.0[place].1;
        if Rc::strong_count(stream) == 1 {
            stream.borrow_mut().clear();
        } else if stream.borrow().len() > LONG {
            *stream = Bytes::default();
        }
        let start = stream.borrow().len();
        stream.borrow_mut().extend_from_slice(bytes);
        Piece { bytes: stream.clone(), start, end: start + bytes.len() }
    }
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;
    use crate::server::deliver::CROWD;

    /// A crowd in `#tp`, by the names m0, m1, ...
    fn crowd() -> Scene {
        let names: Vec<String> = (0..CROWD + 50).map(|number| format!("m{number}")).collect();
        Scene::many(&format!("#tp @toto {}", names.join(" ")))
    }

    #[test]
    fn what_one_of_the_crowd_hears_alone_comes_between() {
        let mut scene = crowd();
        scene.bytes("toto", b"MSG #tp one\n@m7 psst\nMSG #tp two\nMSG #tp three\n@m7 again\nMSG #tp four\n");
        assert_eq!(
            scene.heard("m7"),
            ["[toto] one", "[toto -> m7] psst", "[toto] two", "[toto] three", "[toto -> m7] again", "[toto] four"]
        );
        for other in ["m0", "m6", "m8", "m99", &format!("m{CROWD}")] {
            assert_eq!(scene.heard(other), ["[toto] one", "[toto] two", "[toto] three", "[toto] four"]);
        }
    }

    #[test]
    fn two_crowds_hear_nothing_of_each_other() {
        let mut scene = crowd();
        scene.line("toto", "JOIN #lab");
        for number in 0..CROWD + 5 {
            scene.line(&format!("m{number}"), "JOIN #lab");
        }
        scene.forget();
        scene.bytes("toto", b"MSG #lab one\nMSG #tp two\nMSG #lab three\nMSG #tp four\n");
        assert_eq!(scene.heard(&format!("m{}", CROWD + 40)), ["[toto] two", "[toto] four"]);
        let both =
            scene.heard("m0").iter().map(|line| line.rsplit(' ').next().unwrap_or("").to_owned()).collect::<Vec<_>>();
        assert_eq!(both, ["one", "two", "three", "four"]);
    }
}
