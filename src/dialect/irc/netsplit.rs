//! Servers that lose and find each other: one batch each, or its lines alone (IRCv3 netsplit and netjoin).

use std::sync::Arc;

use super::event::join_words;
use super::write::Writer;
use crate::model::{Caps, ChannelName, Stamp, Who};

/// Those behind a link are gone; the names of its two ends are their farewell (RFC 1459 4.1.6).
pub(super) fn split(w: &mut Writer, stamp: &Stamp, ends: [&str; 2], people: &[Arc<Who>]) {
    open(w, stamp, "netsplit", ends);
    for who in people {
        begin(w, stamp, who, "QUIT").last(ends.join(" "));
    }
    close(w, stamp);
}

/// Those behind a link are back, each in their channels.
pub(super) fn merged(w: &mut Writer, stamp: &Stamp, ends: [&str; 2], joins: &[(Arc<Who>, ChannelName)]) {
    open(w, stamp, "netjoin", ends);
    for (who, channel) in joins {
        join_words(begin(w, stamp, who, "JOIN"), who, channel);
    }
    close(w, stamp);
}

fn open(w: &mut Writer, stamp: &Stamp, kind: &str, [near, far]: [&str; 2]) {
    if w.caps.has(Caps::BATCH) {
        w.of_server(stamp.at, "BATCH").word_of(format_args!("+{}", stamp.id)).word(kind).word(near).word(far).end();
    }
}

fn begin<'a, 'w>(w: &'a mut Writer<'w>, stamp: &Stamp, who: &Who, verb: &str) -> &'a mut Writer<'w> {
    if w.caps.has(Caps::BATCH) { w.in_batch(who, stamp, false, verb) } else { w.again(who, stamp, verb) }
}

fn close(w: &mut Writer, stamp: &Stamp) {
    if w.caps.has(Caps::BATCH) {
        w.end_batch(stamp);
    }
}

#[cfg(test)]
mod tests {
    use crate::dialect::{Dialect, Flavor, render_event};
    use crate::model::{Caps, ChannelName, Event, Nick, Stamp, Who};

    fn rendered(event: &Event, caps: Caps) -> Vec<String> {
        let mut out = String::new();
        let flavor = Flavor::new(Dialect::Irc, false, false, caps);
        render_event(event, &Stamp::default(), flavor, "near.net", &mut out);
        out.lines().map(str::to_owned).collect()
    }

    fn ann() -> std::sync::Arc<Who> {
        Who::named(Nick::new("ann").unwrap()).into()
    }

    const ID: &str = "0000000000000";

    #[test]
    fn a_split_is_one_batch_of_quits() {
        let event = Event::Split { near: "near.net".into(), far: "far.net".into(), people: vec![ann()] };
        assert_eq!(
            rendered(&event, Caps::BATCH),
            [
                format!(":near.net BATCH +{ID} netsplit near.net far.net"),
                format!("@batch={ID} :ann!ann@localhost QUIT :near.net far.net"),
                format!(":near.net BATCH -{ID}"),
            ]
        );
        assert_eq!(rendered(&event, Caps::NONE), [":ann!ann@localhost QUIT :near.net far.net"]);
    }

    #[test]
    fn a_merge_is_one_batch_of_joins() {
        let joins = vec![(ann(), ChannelName::new("#tp").unwrap())];
        let people = vec![ann()];
        let event = Event::Merged { near: "near.net".into(), far: "far.net".into(), people, joins };
        assert_eq!(
            rendered(&event, Caps::BATCH | Caps::EXTENDED_JOIN)[..2],
            [
                format!(":near.net BATCH +{ID} netjoin near.net far.net"),
                format!("@batch={ID} :ann!ann@localhost JOIN #tp * :ann"),
            ]
        );
        assert_eq!(rendered(&event, Caps::NONE), [":ann!ann@localhost JOIN #tp"]);
    }
}
