//! Ids: a person, a connection, a channel. An id that has gone is never mistaken for a newer one's.

slotmap::new_key_type! {
    /// A person, however many sessions they have.
    pub struct UserId;
    /// One connection.
    pub struct SessionId;
    /// A channel, whatever it is renamed to.
    pub struct ChannelId;
}
