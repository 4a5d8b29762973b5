//! Which channel a name means, and which may be made (RFC 2811 3).

use super::World;
use crate::model::{BadName, ChannelId, ChannelName, Fold, Outcome, Refusal};

impl World {
    /// The channel of this name, whatever its case. A safe one is also found by what its maker called it, `!talk`.
    #[must_use]
    pub fn find_channel(&self, name: &ChannelName) -> Option<ChannelId> {
        let short = name.short().filter(|_| !name.is_full() && !name.asks_for_new());
        self.names.get(&name.fold()).copied().or_else(|| self.find_safe(short?))
    }

    /// The channel whose own name this text is, whatever its case. Beyond ASCII a text must be a name first: it may have what
    /// no name has, and yet compare like one.
    #[must_use]
    pub fn channel_written(&self, text: &str) -> Option<ChannelId> {
        if text.is_ascii() { self.names.get(&Fold::of(text)).copied() } else { None }
    }

    /// The safe channel whose maker called it so: there is never more than one. It looks at each safe channel there is.
    fn find_safe(&self, short: &str) -> Option<ChannelId> {
        let short = Fold::of(short);
        let is_it = |id: &ChannelId| self.channel(*id).name.short().is_some_and(|name| Fold::of(name) == short);
        // Their names stand together: `"` is the character behind `!`.
        self.names.range(Fold::of("!")..Fold::of("\"")).map(|(_, id)| *id).find(is_it)
    }

    /// The own name of the channel that JOIN enters or makes. `!!talk` makes a safe channel, which nothing else does, and
    /// only while there is none of this short name (RFC 2811 3.2, 5.2.4).
    ///
    /// # Errors
    /// When there is no such safe channel, or there is one; and when none may be made of this name.
    pub(super) fn name_to_join(&self, asked: ChannelName) -> Result<ChannelName, Refusal> {
        if let Some(known) = self.find_channel(&asked) {
            return Ok(self.channel(known).name.clone());
        }
        self.may_be_made(&asked)?;
        let Some(short) = asked.short() else { return Ok(asked) };
        if !asked.asks_for_new() {
            return Err(Refusal::NoSuchChannel { channel: asked.into() });
        }
        if self.find_safe(short).is_some() {
            return Err(Refusal::BadChannel { channel: asked.into(), why: BadName::Short });
        }
        Ok(ChannelName::safe(self.now.seconds(), short))
    }

    /// That the configuration lets a channel have this name.
    ///
    /// # Errors
    /// Says what of the name it does not let a channel have.
    pub(super) fn may_be_made(&self, name: &ChannelName) -> Outcome {
        let allowed = self.config.names.allow_channel(name);
        allowed.map_err(|why| Refusal::BadChannel { channel: name.to_string(), why })
    }

    /// That a channel may change its name to this one: it stays what it is, and a safe one has its name for good.
    ///
    /// # Errors
    /// Says what such a channel is called.
    pub(super) fn may_be_renamed(&self, old: &ChannelName, new: &ChannelName) -> Outcome {
        let prefix = old.kind().prefix();
        if old.short().is_some() {
            return Err(Refusal::because(format!("{old} is a safe channel: it keeps its name.")));
        }
        if new.kind() != old.kind() {
            return Err(Refusal::because(format!(
                "{old} stays a channel with {prefix}: choose a name like {prefix}tp."
            )));
        }
        self.may_be_made(new)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::config::{Config, Names};
    use crate::model::{BadName, ChannelName, Nick, Outcome, Rank, Refusal, Time, UserId};
    use crate::world::{Origin, Profile, World};

    fn world(names: Names) -> (World, UserId, UserId) {
        let mut world = World::new(Arc::new(Config { names, ..Config::default() }), Time(37_000), 1);
        let profile = Profile { lobby: false, many: true };
        let mut arrive = |nick: &str| {
            let origin = Origin::from(std::net::SocketAddr::from(([127, 0, 0, 1], 50_000)));
            let session = world.open(origin, profile).unwrap();
            world.arrive(session, Some(Nick::new(nick).unwrap())).unwrap()
        };
        let (toto, bob) = (arrive("toto"), arrive("bob"));
        (world, toto, bob)
    }

    fn name(text: &str) -> ChannelName {
        ChannelName::new(text).unwrap()
    }

    fn join(world: &mut World, who: UserId, channel: &str) -> Outcome {
        let joined = world.join(who, name(channel), None);
        world.check().unwrap();
        joined
    }

    #[test]
    fn a_safe_channel_is_made_on_purpose_and_entered_by_its_short_name() {
        let (mut world, toto, bob) = world(Names::default());
        assert_eq!(join(&mut world, bob, "!tp"), Err(Refusal::NoSuchChannel { channel: "!tp".into() }));
        assert_eq!(join(&mut world, bob, "!AAABBtp"), Err(Refusal::NoSuchChannel { channel: "!AAABBtp".into() }));
        assert_eq!(join(&mut world, toto, "!!tp"), Ok(()));
        let made = world.find_channel(&name("!TP")).unwrap();
        assert_eq!(world.channel(made).name, name("!AAABBtp"));
        assert_eq!(world.user(toto).rank(made), Some(Rank::Creator));
        assert_eq!(world.find_channel(&name("!AAABBTP")), Some(made));
        assert_eq!(world.find_channel(&name("!!tp")), None);
        let taken = Refusal::BadChannel { channel: "!!TP".into(), why: BadName::Short };
        assert_eq!(join(&mut world, bob, "!!TP"), Err(taken));
        assert_eq!(join(&mut world, bob, "!tp"), Ok(()));
        assert_eq!(world.user(bob).rank(made), Some(Rank::Member));
        assert_eq!(join(&mut world, bob, "!!other"), Ok(()));
        assert!(world.rename_channel(toto, made, name("!AAABBnew")).is_err());
        assert!(world.rename_channel(toto, made, name("#tp")).is_err());
    }

    #[test]
    fn a_name_in_full_never_means_a_channel_that_is_only_called_so() {
        let (mut world, toto, bob) = world(Names::default());
        assert_eq!(join(&mut world, toto, "!!AAAAAtp"), Ok(()));
        assert_eq!(world.find_channel(&name("!AAAAAtp")), None);
        assert!(join(&mut world, bob, "!AAAAAtp").is_err());
        assert_eq!(join(&mut world, bob, "!AAABBAAAAAtp"), Ok(()));
    }

    #[test]
    fn a_channel_without_modes_is_ruled_by_nobody() {
        let (mut world, toto, bob) = world(Names::default());
        world.join(toto, name("+tp"), Some("sesame")).unwrap();
        assert_eq!(join(&mut world, bob, "+TP"), Ok(()));
        let channel = world.find_channel(&name("+tp")).unwrap();
        assert_eq!(world.user(toto).rank(channel), Some(Rank::Member));
        assert!(world.set_topic(toto, channel, "mine").is_err());
        assert!(world.kick(toto, channel, bob, None).is_err());
        assert!(world.rename_channel(toto, channel, name("+other")).is_err());
        world.part(toto, channel).unwrap();
        world.check().unwrap();
        assert_eq!(world.user(bob).rank(channel), Some(Rank::Member));
    }

    #[test]
    fn a_local_channel_is_one_of_its_own() {
        let (mut world, toto, bob) = world(Names::default());
        assert_eq!((join(&mut world, toto, "#tp"), join(&mut world, toto, "&tp")), (Ok(()), Ok(())));
        assert_eq!(join(&mut world, bob, "&tp"), Ok(()));
        let local = world.find_channel(&name("&tp")).unwrap();
        assert_eq!(
            (world.user(toto).rank(local), world.user(bob).rank(local)),
            (Some(Rank::Creator), Some(Rank::Member))
        );
        assert!(world.rename_channel(toto, local, name("#other")).is_err());
        assert_eq!(world.rename_channel(toto, local, name("&other")), Ok(()));
        world.check().unwrap();
    }

    #[test]
    fn what_the_configuration_does_not_have_is_not_made() {
        let names = Names { channel_types: "#".into(), characters: crate::config::Characters::Ascii };
        let (mut world, toto, _) = world(names);
        for (channel, why) in [
            ("&tp", BadName::Kind('&')),
            ("!!tp", BadName::Kind('!')),
            ("!tp", BadName::Kind('!')),
            ("#télé", BadName::NotAscii('é')),
        ] {
            let refused = Refusal::BadChannel { channel: channel.into(), why };
            assert_eq!(join(&mut world, toto, channel), Err(refused));
        }
        assert_eq!(join(&mut world, toto, "#tp"), Ok(()));
        let tp = world.find_channel(&name("#tp")).unwrap();
        assert!(world.rename_channel(toto, tp, name("#été")).is_err());
    }

    #[test]
    fn a_channel_that_exists_stays_when_no_other_could_be_made() {
        let (mut world, toto, bob) = world(Names::default());
        assert_eq!(join(&mut world, toto, "#été"), Ok(()));
        let names = Names { characters: crate::config::Characters::Ascii, ..Names::default() };
        world.set_config(Arc::new(Config { names, ..Config::default() }));
        assert_eq!(join(&mut world, bob, "#ÉTÉ"), Ok(()));
    }
}
