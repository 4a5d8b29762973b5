//! Doors: who enters a channel that keeps people out, and by what right.

use chat::model::{ChannelName, Flag, List};
use chat::world::World;

use super::people::Person;

/// A channel that somebody wants to enter, as their server has it before they do.
pub enum Door {
    /// Whatever they type, it is not about entering a channel that keeps them out.
    Open,
    /// They must not be in it afterwards.
    Shut(ChannelName),
}

impl Door {
    /// What must come of a line that somebody types.
    pub fn of(person: &Person, world: &World, line: &str) -> Self {
        let mut words = line.split(' ');
        if words.next() != Some("JOIN") {
            return Door::Open;
        }
        let name = words.next().and_then(|name| ChannelName::new(name).ok());
        let Some((name, id)) = name.zip(person.user(world)) else { return Door::Open };
        let Some(at) = world.find_channel(&name) else { return Door::Open };
        let (user, channel, key) = (world.user(id), world.channel(at), words.next());
        if user.rank(at).is_some() || user.rare.invited.iter().any(|invitation| invitation.to == at) {
            return Door::Open;
        }
        let modes = &channel.modes;
        // Whoever is always invited is not kept out by `i` alone: such channels are passed over.
        let by_invitation = channel.has(Flag::InviteOnly) && channel.lists.of(List::Invited).is_empty();
        let locked = modes.key.is_some() && modes.key.as_deref() != key;
        let full = modes.limit.is_some_and(|most| channel.members.len() >= most);
        if by_invitation || locked || full { Door::Shut(name) } else { Door::Open }
    }

    /// Checks that whoever was to be kept out is out.
    pub fn check(&self, person: &Person, world: &World) -> Result<(), String> {
        let Door::Shut(name) = self else { return Ok(()) };
        let inside =
            person.user(world).zip(world.find_channel(name)).is_some_and(|(id, at)| world.user(id).rank(at).is_some());
        if inside { Err(format!("somebody entered {name}, which was to keep them out")) } else { Ok(()) }
    }
}
