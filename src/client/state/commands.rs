//! The commands that begin with `/`, one line each; what stands in no line goes to the server.

use super::row::{Manner, Mark};
use super::{Kind, State};
use crate::client::texts::fill;

/// A command.
pub struct Command {
    /// Its name, without `/`.
    pub name: &'static str,
    /// What stands behind it.
    pub form: &'static str,
    /// What it does, in English and in French.
    pub help: [&'static str; 2],
    run: fn(&mut State, &str),
}

impl std::fmt::Debug for Command {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "/{} {}", self.name, self.form)
    }
}

macro_rules! commands {
    ($($name:literal $form:literal $en:literal $fr:literal $run:expr;)*) => {
        /// All of them, sorted by name.
        pub const COMMANDS: &[Command] =
            &[$(Command { name: $name, form: $form, help: [$en, $fr], run: $run }),*];
    };
}

commands! {
    "away" "[message]" "Say that you are away; alone: that you are back." "Se dire absent ; seul : de retour." State::away;
    "bye" "[message]" "Leave the server and the program." "Quitter le serveur et le programme." State::leave;
    "close" "" "Close this window (a channel is left)." "Fermer cette fenêtre (on quitte le canal)." |state, _| state.close_here();
    "current" "[#channel]" "Tell where you talk, or talk in another channel." "Dire où vous parlez, ou parler dans un autre canal." State::current;
    "grant" "nick" "Make somebody an operator of this channel." "Nommer quelqu'un opérateur du canal." |state, rest| state.mode_of(rest, "+o", "/grant nick");
    "help" "[command]" "List the commands, or tell what one does." "Lister les commandes, ou expliquer l'une d'elles." State::help;
    "invite" "nick [#channel]" "Invite somebody to a channel." "Inviter quelqu'un dans un canal." State::invite;
    "join" "#channel [key]" "Go to a channel; it is created if there is none." "Aller dans un canal ; il est créé au besoin." State::join;
    "kick" "nick [reason]" "Put somebody out of this channel." "Exclure quelqu'un du canal." State::kick;
    "leave" "[#channel] [reason]" "Leave a channel." "Quitter un canal." State::part;
    "list" "[pattern]" "List the channels of the server." "Lister les canaux du serveur." |state, rest| state.pass("LIST", rest);
    "me" "text" "Say what you do." "Dire ce que vous faites." State::me;
    "mode" "[#channel] [modes]" "Show or change modes." "Montrer ou changer des modes." State::mode;
    "msg" "[nick|#channel] text" "Say something to somebody, or in a channel." "Dire quelque chose à quelqu'un, ou dans un canal." State::msg;
    "names" "[#channel]" "Tell who is in a channel." "Dire qui est dans un canal." State::names_of;
    "nick" "nick" "Change your name." "Changer de pseudo." |state, rest| state.need(rest, "NICK", "/nick nick");
    "nicks" "" "Show or hide the nick list (Alt-N)." "Montrer ou cacher la liste des pseudos (Alt-N)." |state, _| state.nicks_hidden ^= true;
    "notice" "nick|#channel text" "Say something as programs do." "Dire quelque chose comme un programme." State::notice;
    "part" "[#channel] [reason]" "Leave a channel." "Quitter un canal." State::part;
    "query" "nick [text]" "Open a window to talk with somebody." "Ouvrir une fenêtre pour parler à quelqu'un." State::query;
    "quit" "[message]" "Leave the server and the program." "Quitter le serveur et le programme." State::leave;
    "raw" "line" "Send a line to the server as it stands." "Envoyer une ligne telle quelle au serveur." |state, rest| state.ask_line(rest);
    "reconnect" "" "Connect again, at once." "Se reconnecter tout de suite." |state, _| state.reconnect();
    "rename" "#new" "Give this channel another name." "Donner un autre nom au canal." State::rename;
    "revoke" "nick" "Take the rank of operator away." "Retirer le rang d'opérateur." |state, rest| state.mode_of(rest, "-o", "/revoke nick");
    "search" "text" "Look for a text above (Ctrl-R)." "Chercher un texte plus haut (Ctrl-R)." |state, rest| state.begin_search(rest);
    "topic" "[text]" "Show or set the topic of this channel." "Montrer ou choisir le sujet du canal." State::topic;
    "who" "[#channel|nick]" "List people." "Lister des gens." State::who;
    "whois" "nick" "Tell who somebody is." "Dire qui est quelqu'un." State::whois;
    "window" "number" "Show another window (Alt-1 to Alt-9)." "Montrer une autre fenêtre (Alt-1 à Alt-9)." State::window_of;
}

/// The first word, and what stands behind it.
fn cut(text: &str) -> (&str, &str) {
    let text = text.trim_start();
    text.split_once(' ').map_or((text, ""), |(word, rest)| (word, rest.trim_start()))
}

impl State {
    /// Does what one wrote and ended with Enter.
    pub(super) fn enter(&mut self, text: &str) {
        if let Some(command) = text.strip_prefix('/').filter(|rest| !rest.starts_with('/') && !rest.starts_with(' ')) {
            let (name, rest) = command.split_once(' ').unwrap_or((command, ""));
            let lower = name.to_ascii_lowercase();
            if name.is_empty() {
                return;
            }
            return match COMMANDS.iter().find(|command| command.name == lower) {
                Some(command) => (command.run)(self, rest.trim_start()),
                None => self.ask_line(format!("{} {rest}", name.to_uppercase()).trim_end()),
            };
        }
        let text = if text.starts_with("//") { &text[1..] } else { text };
        if let Some((name, rest)) =
            text.strip_prefix('@').map(cut).filter(|(name, rest)| !name.is_empty() && !rest.is_empty())
        {
            return self.say_at(name, rest);
        }
        self.say_here(text, Manner::Message);
    }

    fn say_here(&mut self, text: &str, manner: Manner) {
        if !self.talks_in(self.active) {
            return self.note(Mark::Error, self.texts.nobody_here.to_owned());
        }
        let target = self.here().name.clone();
        self.say(&target, text, manner);
    }

    /// `@nick text`, `@nick;nick text`, and `@tous text`, which goes to every channel one is in.
    fn say_at(&mut self, names: &str, text: &str) {
        if names.eq_ignore_ascii_case("tous") || names.eq_ignore_ascii_case("all") {
            let joined = self.windows.iter().filter(|window| window.joined);
            let channels: Vec<String> = joined.map(|window| window.name.clone()).collect();
            if channels.is_empty() {
                return self.note(Mark::Error, self.texts.no_channels.to_owned());
            }
            return channels.iter().for_each(|channel| self.say(channel, text, Manner::Message));
        }
        names
            .split([';', ','])
            .filter(|name| !name.is_empty())
            .for_each(|name| self.say_to(name, text, Manner::Message));
    }

    /// Says something to others than those of this window, and shows here that it went.
    fn say_to(&mut self, target: &str, text: &str, manner: Manner) {
        let here = self.here().name.clone();
        self.say(target, text, manner);
        if self.online && !self.session.support.same(&here, target) {
            self.note(Mark::Info, format!("→ {target}: {text}"));
        }
    }

    fn usage(&mut self, form: &str) {
        self.note(Mark::Error, fill(self.texts.usage, &[form]));
    }

    fn channel_here(&mut self) -> Option<String> {
        let here = self.here();
        let name = (here.kind == Kind::Channel).then(|| here.name.clone());
        if name.is_none() {
            self.note(Mark::Error, self.texts.no_channel.to_owned());
        }
        name
    }

    /// The channel that the first word names, else that of this window; and what stands behind.
    fn channel_of<'t>(&mut self, rest: &'t str) -> Option<(String, &'t str)> {
        let (word, behind) = cut(rest);
        if self.session.support.is_channel(word) {
            return Some((word.to_owned(), behind));
        }
        Some((self.channel_here()?, rest))
    }

    fn pass(&mut self, verb: &str, rest: &str) {
        self.ask_line(format!("{verb} {rest}").trim_end());
    }

    fn need(&mut self, rest: &str, verb: &str, form: &str) {
        if rest.is_empty() { self.usage(form) } else { self.pass(verb, rest) }
    }

    fn away(&mut self, rest: &str) {
        if rest.is_empty() { self.ask("AWAY", &[]) } else { self.ask("AWAY", &[rest]) }
    }

    fn leave(&mut self, rest: &str) {
        self.quit((!rest.is_empty()).then(|| rest.to_owned()));
    }

    fn close_here(&mut self) {
        let here = self.here();
        if here.joined {
            let name = here.name.clone();
            self.session.forget(&name);
            self.ask("PART", &[&name]);
        }
        self.close(self.active);
    }

    fn current(&mut self, rest: &str) {
        if rest.is_empty() {
            let text = match self.here().kind {
                Kind::Status => self.texts.current_none.to_owned(),
                _ => fill(self.texts.current, &[&self.here().name]),
            };
            return self.note(Mark::Info, text);
        }
        let name = self.session.support.channel(cut(rest).0).into_owned();
        match self.find(&name) {
            Some(window) => self.show(window),
            None => self.note(Mark::Error, fill(self.texts.not_in, &[&name])),
        }
    }

    fn mode_of(&mut self, rest: &str, change: &str, form: &str) {
        let nick = cut(rest).0;
        if nick.is_empty() {
            return self.usage(form);
        }
        if let Some(channel) = self.channel_here() {
            self.ask("MODE", &[&channel, change, nick]);
        }
    }

    fn help(&mut self, rest: &str) {
        let name = cut(rest).0.trim_start_matches('/').to_ascii_lowercase();
        let texts = self.texts;
        let told = |command: &Command| {
            format!("/{} {}", command.name, command.form).trim_end().to_owned()
                + " — "
                + command.help[usize::from(texts.french)]
        };
        if !name.is_empty() {
            return match COMMANDS.iter().find(|command| command.name == name) {
                Some(command) => self.note(Mark::Info, told(command)),
                None => {
                    self.note(Mark::Info, fill(texts.unknown_topic, &[&name]));
                    self.ask("HELP", &[&name]);
                }
            };
        }
        let head = self.here().rows.back().map_or(0, |row| row.id + 1);
        self.note(Mark::Info, texts.help_head.to_owned());
        COMMANDS.iter().for_each(|command| self.note(Mark::Info, told(command)));
        self.note(Mark::Info, texts.help_keys.to_owned());
        if self.online {
            self.note(Mark::Info, texts.help_server.to_owned());
            self.ask("HELP", &[]);
        }
        self.show_from(head);
    }

    fn invite(&mut self, rest: &str) {
        let (nick, behind) = cut(rest);
        if nick.is_empty() {
            return self.usage("/invite nick [#channel]");
        }
        if let Some((channel, _)) = self.channel_of(behind) {
            self.ask("INVITE", &[nick, &channel]);
        }
    }

    fn join(&mut self, rest: &str) {
        let (names, key) = cut(rest);
        if names.is_empty() {
            return self.usage("/join #channel [key]");
        }
        let names: Vec<String> = names.split(',').map(|name| self.session.support.channel(name).into_owned()).collect();
        if let [only] = &*names {
            if let Some(window) = self.find(only).filter(|window| self.windows[*window].joined) {
                return self.show(window);
            }
            if !key.is_empty() {
                self.session.remember_key(only, key);
            }
        }
        self.joining = names.iter().map(|name| self.session.support.fold(name)).collect();
        let names = names.join(",");
        if key.is_empty() { self.ask("JOIN", &[&names]) } else { self.ask("JOIN", &[&names, key]) }
    }

    fn kick(&mut self, rest: &str) {
        let Some((channel, rest)) = self.channel_of(rest) else { return };
        match cut(rest) {
            ("", _) => self.usage("/kick nick [reason]"),
            (nick, "") => self.ask("KICK", &[&channel, nick]),
            (nick, reason) => self.ask("KICK", &[&channel, nick, reason]),
        }
    }

    fn part(&mut self, rest: &str) {
        let Some((channel, reason)) = self.channel_of(rest) else { return };
        if reason.is_empty() { self.ask("PART", &[&channel]) } else { self.ask("PART", &[&channel, reason]) }
    }

    fn me(&mut self, rest: &str) {
        if rest.is_empty() { self.usage("/me text") } else { self.say_here(rest, Manner::Action) }
    }

    fn mode(&mut self, rest: &str) {
        let (word, _) = cut(rest);
        let names_target = self.session.support.is_channel(word) || self.session.is_me(word);
        let target = match self.here().kind {
            Kind::Channel if !names_target => format!("{} ", self.here().name),
            _ if !names_target => format!("{} ", self.session.nick),
            _ => String::new(),
        };
        self.pass("MODE", &format!("{target}{rest}"));
    }

    fn msg(&mut self, rest: &str) {
        let (target, text) = cut(rest);
        if rest.is_empty() {
            return self.usage("/msg nick text");
        }
        // 001: the receiver may be left out; one word alone is said here.
        if text.is_empty() {
            return self.say_here(target, Manner::Message);
        }
        target
            .split([',', ';'])
            .filter(|target| !target.is_empty())
            .for_each(|target| self.say_to(target, text, Manner::Message));
    }

    fn notice(&mut self, rest: &str) {
        let (target, text) = cut(rest);
        if text.is_empty() { self.usage("/notice nick text") } else { self.say_to(target, text, Manner::Notice) }
    }

    fn names_of(&mut self, rest: &str) {
        match (rest, self.here().kind) {
            ("", Kind::Channel) => {
                let name = self.here().name.clone();
                self.ask("NAMES", &[&name]);
            }
            _ => self.pass("NAMES", rest),
        }
    }

    fn query(&mut self, rest: &str) {
        let (nick, text) = cut(rest);
        if nick.is_empty() {
            return self.usage("/query nick [text]");
        }
        let window = self.open(nick);
        self.show(window);
        if !text.is_empty() {
            self.say(nick, text, Manner::Message);
        }
    }

    fn reconnect(&mut self) {
        self.effects.push(super::Effect::Net(super::ToNet::Reconnect));
    }

    fn rename(&mut self, rest: &str) {
        let new = cut(rest).0;
        if new.is_empty() {
            return self.usage("/rename #new");
        }
        let new = self.session.support.channel(new).into_owned();
        if let Some(channel) = self.channel_here() {
            self.ask("RENAME", &[&channel, &new]);
        }
    }

    fn topic(&mut self, rest: &str) {
        let Some((channel, text)) = self.channel_of(rest) else { return };
        if text.is_empty() { self.ask("TOPIC", &[&channel]) } else { self.ask("TOPIC", &[&channel, text]) }
    }

    fn who(&mut self, rest: &str) {
        let here =
            if rest.is_empty() && self.here().kind == Kind::Channel { self.here().name.clone() } else { String::new() };
        self.pass("WHO", &format!("{here}{rest}"));
    }

    fn whois(&mut self, rest: &str) {
        let here =
            if rest.is_empty() && self.here().kind == Kind::Query { self.here().name.clone() } else { String::new() };
        let whom = format!("{here}{rest}");
        self.need(&whom, "WHOIS", "/whois nick");
    }

    fn window_of(&mut self, rest: &str) {
        let found = match cut(rest).0 {
            word if word.bytes().all(|byte| byte.is_ascii_digit()) => {
                word.parse::<usize>().ok().and_then(|number| number.checked_sub(1))
            }
            word => self.find(word),
        };
        match found.filter(|window| *window < self.windows.len()) {
            Some(window) => self.show(window),
            None => self.note(Mark::Error, fill(self.texts.no_window, &[rest])),
        }
    }
}
