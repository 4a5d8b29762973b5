//! People come, go, and change: who is in which channel, and how it is told.

use super::hear::Told;
use super::row::{Mark, Move};
use super::session::line;
use super::window::Member;
use super::{Kind, State};
use crate::client::texts::fill;

/// Lines of the past that are asked for at once.
pub(super) const HISTORY: u32 = 50;

impl State {
    pub(super) fn hear_join(&mut self, told: &Told, mine: bool) {
        let channel = told.param(0).to_owned();
        let folded = self.session.support.fold(&told.nick);
        let member = Member { nick: told.nick.clone(), ..Member::default() };
        if mine {
            self.session.remember(&channel);
            let at = self.open(&channel);
            let window = &mut self.windows[at];
            window.leave();
            (window.joined, window.quiet_names) = (true, true);
            window.members.insert(folded, member);
            self.note_at(at, told.time, Mark::Info, fill(self.texts.you_joined, &[&channel]));
            let asked = self.joining.iter().position(|known| *known == self.session.support.fold(&channel));
            if let Some(place) = asked {
                self.joining.remove(place);
            }
            if self.active == 0 || asked.is_some() {
                self.show(at);
            }
            self.ask_for_the_past(at);
            return;
        }
        let Some(at) = self.find(&channel) else { return };
        self.windows[at].members.insert(folded, member);
        self.windows[at].moved(told.time, Move { nick: told.nick.clone(), came: true, why: String::new() }, &self.zone);
    }

    /// Asks what was said in a channel before, where the server keeps it (IRCv3 chathistory).
    fn ask_for_the_past(&mut self, window: usize) {
        let most = self.session.support.history.filter(|_| self.session.has("draft/chathistory"));
        if let Some(most) = most {
            let name = self.windows[window].name.clone();
            self.send(line("CHATHISTORY", &["LATEST", &name, "*", &most.min(HISTORY).to_string()]));
        }
    }

    pub(super) fn hear_part(&mut self, told: &Told, mine: bool) {
        let channel = told.param(0).to_owned();
        let Some(at) = self.find(&channel) else { return };
        if mine {
            self.session.forget(&channel);
            self.windows[at].leave();
            return self.note_at(at, told.time, Mark::Info, fill(self.texts.you_left, &[&channel]));
        }
        self.gone(at, told, told.param(1).to_owned());
    }

    /// Somebody is no longer in a channel.
    fn gone(&mut self, window: usize, told: &Told, why: String) {
        let folded = self.session.support.fold(&told.nick);
        self.windows[window].typing.retain(|(nick, _)| *nick != told.nick);
        if self.windows[window].members.remove(&folded).is_some() {
            let one = Move { nick: told.nick.clone(), came: false, why };
            self.windows[window].moved(told.time, one, &self.zone);
        }
    }

    pub(super) fn hear_quit(&mut self, told: &Told, mine: bool) {
        if mine {
            return;
        }
        for at in 0..self.windows.len() {
            self.gone(at, told, told.param(0).to_owned());
            if self.windows[at].kind == Kind::Query && self.session.support.same(&self.windows[at].name, &told.nick) {
                let one = Move { nick: told.nick.clone(), came: false, why: told.param(0).to_owned() };
                self.windows[at].moved(told.time, one, &self.zone);
            }
        }
    }

    pub(super) fn hear_kick(&mut self, told: &Told) {
        let (channel, whom, why) = (told.param(0).to_owned(), told.param(1).to_owned(), told.param(2));
        let why = if why.is_empty() || why == told.nick { String::new() } else { format!(" ({why})") };
        let Some(at) = self.find(&channel) else { return };
        if self.session.is_me(&whom) {
            self.session.forget(&channel);
            self.windows[at].leave();
            let text = fill(self.texts.you_kicked, &[&told.nick, &channel]) + &why;
            return self.note_at(at, told.time, Mark::Error, text);
        }
        let folded = self.session.support.fold(&whom);
        self.windows[at].members.remove(&folded);
        self.note_at(at, told.time, Mark::Info, fill(self.texts.kicked, &[&told.nick, &whom]) + &why);
    }

    pub(super) fn hear_nick(&mut self, told: &Told, mine: bool) {
        let new = told.param(0).to_owned();
        let (old_folded, new_folded) = (self.session.support.fold(&told.nick), self.session.support.fold(&new));
        let text =
            if mine { fill(self.texts.you_renamed, &[&new]) } else { fill(self.texts.renamed, &[&told.nick, &new]) };
        self.answers_move(&told.nick, &new);
        for at in 0..self.windows.len() {
            let window = &mut self.windows[at];
            let is_query = window.kind == Kind::Query && self.session.support.fold(&window.name) == old_folded;
            if is_query {
                window.name.clone_from(&new);
            }
            let was_in = window.members.remove(&old_folded).map(|member| {
                window.members.insert(new_folded.clone(), Member { nick: new.clone(), ..member });
            });
            if was_in.is_some() || is_query || mine && at == 0 {
                self.note_at(at, told.time, Mark::Info, text.clone());
            }
        }
    }

    pub(super) fn hear_mode(&mut self, told: &Told) {
        let target = told.param(0).to_owned();
        let Some(at) = self.find(&target).filter(|_| self.session.support.is_channel(&target)) else {
            return self.note_at(0, told.time, Mark::Info, fill(self.texts.modes_set, &[&told.nick, &told.words(1)]));
        };
        let words: Vec<&str> = told.message.params.iter().skip(2).map(|word| &**word).collect();
        for (on, letter, word) in self.session.support.mode_changes(told.param(1), &words) {
            let mark = self.session.support.ranks.iter().find(|(mode, _)| *mode == letter).map(|(_, mark)| *mark);
            let (Some(mark), Some(nick)) = (mark, word) else { continue };
            let folded = self.session.support.fold(&nick);
            if let Some(member) = self.windows[at].members.get_mut(&folded) {
                member.marks.retain(|other| other != mark);
                if on {
                    member.marks.push(mark);
                }
                member.marks = self.session.support.sorted(&member.marks);
            }
        }
        self.note_at(at, told.time, Mark::Info, fill(self.texts.modes_set, &[&told.nick, &told.words(1)]));
    }

    pub(super) fn hear_topic(&mut self, told: &Told) {
        let Some(at) = self.find(told.param(0)) else { return };
        let topic = told.param(1).to_owned();
        let text = match &*topic {
            "" => fill(self.texts.topic_removed, &[&told.nick]),
            topic => fill(self.texts.topic_set, &[&told.nick, topic]),
        };
        self.windows[at].topic = topic;
        self.note_at(at, told.time, Mark::Info, text);
    }

    pub(super) fn hear_invite(&mut self, told: &Told) {
        let (whom, channel) = (told.param(0).to_owned(), told.param(1).to_owned());
        if self.session.is_me(&whom) {
            let text = fill(self.texts.invited_you, &[&told.nick, &channel]);
            self.note_at(self.active, told.time, Mark::Info, text);
        } else if let Some(at) = self.find(&channel) {
            self.note_at(at, told.time, Mark::Info, fill(self.texts.invited, &[&told.nick, &whom]));
        }
    }

    pub(super) fn hear_rename(&mut self, told: &Told) {
        let (old, new) = (told.param(0).to_owned(), told.param(1).to_owned());
        let Some(at) = self.find(&old) else { return };
        self.windows[at].name.clone_from(&new);
        self.answers_move(&old, &new);
        self.session.forget(&old);
        self.session.remember(&new);
        self.note_at(at, told.time, Mark::Info, fill(self.texts.channel_renamed, &[&old, &new]));
    }

    /// What was asked in a window of this name is answered in the window as it is called since.
    fn answers_move(&mut self, old: &str, new: &str) {
        let support = &self.session.support;
        let asked = self.labels.iter_mut().map(|(_, asked)| asked);
        asked.filter(|asked| support.same(&asked.window, old)).for_each(|asked| new.clone_into(&mut asked.window));
    }

    pub(super) fn hear_away(&mut self, told: &Told) {
        let folded = self.session.support.fold(&told.nick);
        let (away, why) = (!told.message.params.is_empty() && !told.param(0).is_empty(), told.param(0).to_owned());
        for at in 0..self.windows.len() {
            if let Some(member) = self.windows[at].members.get_mut(&folded) {
                member.away = away;
            }
            if away
                && self.windows[at].kind == Kind::Query
                && self.session.support.same(&self.windows[at].name, &told.nick)
            {
                self.note_at(at, told.time, Mark::Info, fill(self.texts.is_away, &[&told.nick, &why]));
            }
        }
    }

    /// An account or a real name changed: told where one talks with them alone, and of oneself in the status.
    pub(super) fn hear_identity(&mut self, told: &Told, mine: bool) {
        let what = told.param(0).to_owned();
        let text = match &*told.message.verb {
            "SETNAME" => fill(self.texts.named, &[&told.nick, &what]),
            _ if what == "*" => fill(self.texts.account_out, &[&told.nick]),
            _ => fill(self.texts.account_in, &[&told.nick, &what]),
        };
        let window = if mine { Some(0) } else { self.find(&told.nick) };
        if let Some(at) = window {
            self.note_at(at, told.time, Mark::Info, text);
        }
    }
}
