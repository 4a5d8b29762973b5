//! The way of a request to its command: look up, switched on, access, shape the words, run once per list element.

use std::borrow::Cow;

use super::table::Entry;
use super::{Args, BARE_LINE, Command, Context, Order, Table, Tongue};
use crate::config::Switch;
use crate::model::{Access, Limit, Refusal, Request, Rest, SessionId, UserId, nearest};
use crate::world::World;

/// Somebody's turn: all that a request is run with.
pub struct Turn<'a> {
    /// Everyone and every channel.
    pub world: &'a mut World,
    /// All commands.
    pub table: &'a Table,
    /// What commands ask of the server.
    pub orders: &'a mut Vec<Order>,
    /// The one who asks.
    pub me: UserId,
    /// The connection they ask on.
    pub session: SessionId,
    /// The verbs they use.
    pub tongue: Tongue,
}

/// A request whose command is found: the verb as the table has it, and what stands behind it.
struct Call<'t, 'r> {
    entry: &'t Entry,
    switch: Switch,
    verb: Cow<'r, str>,
    rest: Rest<'r>,
    bare_channels: bool,
}

/// Runs a request; a refusal is answered. Returns what it cost of the flood budget.
pub fn dispatch(turn: &mut Turn, request: Request) -> u32 {
    let call = match look_up(turn, request) {
        Ok(call) => call,
        Err(refusal) => {
            turn.world.reply(turn.session, Err(refusal));
            return 1;
        }
    };
    call.entry.count();
    let cost = call.switch.cost.unwrap_or(call.entry.command.cost);
    // RFC 2812 3.3.2: to a notice nothing is answered, not even that it names too many.
    let silent = turn.tongue == Tongue::Irc && call.verb == "NOTICE";
    if let Err(refusal) = run(turn, call)
        && !silent
    {
        turn.world.reply(turn.session, Err(refusal));
    }
    cost
}

/// The command of the verb, if it is switched on and one may use it; a line without a verb may be something said.
fn look_up<'t, 'r>(turn: &Turn<'t>, request: Request<'r>) -> Result<Call<'t, 'r>, Refusal> {
    let Request { verb: typed, rest, slash, said, bare_channels } = request;
    let (table, config) = (turn.table, turn.world.config());
    let find = |verb: &str| table.find(turn.tongue, verb);
    let on = |entry: &'t Entry| Some((entry, config.switch(entry.command.name))).filter(|(_, switch)| switch.enabled);
    let upper = in_upper_case(&typed);
    // What is written as a command is never taken for another one, nor for something said, not even when it is
    // switched off: a secret would be told to all.
    let slashed = slash.then(|| format!("/{upper}")).filter(|slashed| find(slashed).is_some());
    let verb = slashed.map_or(upper, Cow::Owned);
    let named = if verb == BARE_LINE { None } else { find(&verb) };
    // "who wants to play?" begins with a verb, but is no `WHO [channel]`: where lines are said, it is.
    let talks = turn.world.user(turn.me).here.is_some() && *typed != *verb;
    // Nor is "time flies" a question to a server, unless there is one of this name.
    let fits = |entry: &Entry| {
        let params = entry.params(turn.tongue);
        let knows = |server: &str| turn.world.knows_server(server) || config.link(server).is_some();
        params.shape(&rest).is_some_and(|slots| params.server(&slots).is_none_or(knows))
    };
    let is_said = named.is_none_or(|entry| talks && !fits(entry));
    let said = said.filter(|_| is_said && !slash).and_then(|line| Some((line, on(find(BARE_LINE)?)?)));
    let (entry, switch, verb, rest) = if let Some((line, (entry, switch))) = said {
        (entry, switch, BARE_LINE.into(), Rest::Text(line))
    } else if let Some((entry, switch)) = named.and_then(on) {
        (entry, switch, verb, rest)
    } else {
        let verbs = table.verbs(turn.tongue).filter(|(_, command)| usable(turn.world, turn.me, command));
        let near = nearest(&typed, verbs.map(|(verb, _)| verb)).map(str::to_owned);
        return Err(Refusal::UnknownVerb { verb: typed.into_owned(), near });
    };
    if turn.me == turn.world.nobody() && entry.command.access != Access::Anyone {
        return Err(Refusal::NotRegistered);
    }
    if !may_use(turn.world, turn.me, entry.command, switch) {
        let admin = turn.world.is_admin_here(turn.me);
        let verb = verb.into_owned();
        return Err(if admin { Refusal::ConsoleOnly { verb } } else { Refusal::AdminsOnly { verb } });
    }
    Ok(Call { entry, switch, verb, rest, bare_channels })
}

/// A verb as the table has it.
fn in_upper_case<'r>(verb: &Cow<'r, str>) -> Cow<'r, str> {
    let is_upper = verb.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_lowercase());
    if is_upper { verb.clone() } else { verb.to_uppercase().into() }
}

/// Whether a command is switched on, and somebody may use it.
pub(super) fn usable(world: &World, who: UserId, command: &Command) -> bool {
    let switch = world.config().switch(command.name);
    switch.enabled && may_use(world, who, command, switch)
}

fn may_use(world: &World, who: UserId, command: &Command, switch: Switch) -> bool {
    match switch.access.unwrap_or(command.access) {
        Access::Anyone | Access::User => true,
        Access::Admin => world.is_admin_here(who),
        Access::Server => who == world.server(),
    }
}

fn run(turn: &mut Turn, call: Call) -> Result<(), Refusal> {
    let Call { entry, verb, rest, bare_channels, .. } = call;
    let limits = &turn.world.config().limits;
    let params = entry.params(turn.tongue);
    let sets = params.shape(&rest).map(|slots| params.each(slots, turn.tongue)).unwrap_or_default();
    if sets.is_empty() {
        let form = entry.form(&verb, turn.tongue);
        return Err(Refusal::Usage { verb: verb.into_owned(), form });
    }
    if sets.len() > limits.targets {
        return Err(Refusal::Limit { what: Limit::Targets, most: limits.targets });
    }
    for set in sets {
        let Turn { world, table, orders, me, session, tongue } = turn;
        if !world.is_here(*me) {
            break;
        }
        let mut cx = Context { world, me: *me, session: *session, tongue: *tongue, verb: &verb, table, orders };
        let mut args = Args::new(set, bare_channels);
        let done = (entry.command.run)(&mut cx, &mut args);
        *me = cx.me;
        match done {
            Ok(()) => {}
            Err(Refusal::Elsewhere { server }) => {
                let words = args.words().map(Into::into).collect();
                let name = entry.command.verbs(Tongue::Irc).next().unwrap_or_default();
                turn.orders.push(Order::Ask { server, verb: name.into(), words });
            }
            Err(refusal) => turn.world.reply(turn.session, Err(refusal)),
        }
    }
    Ok(())
}
