//! `WHO` in IRC: who is in a channel, bears a nick, or matches a mask, with the fields that are asked for (WHOX).
use crate::prelude::*;

inventory::submit! {
    Command {
        name: "whox",
        irc_params: Some("[mask] [flags]"),
        source: "RFC 2812 3.6.1",
        help: "List who is in a channel, bears a nick, or matches a mask; with o only the server's operators.",
        example: "WHO #tp %tnuhar,42",
        verbs: Verbs { line: NOT_HERE, irc: &["WHO"], ..Verbs::DEFAULT },
        run: who,
        ..Command::DEFAULT
    }
}

fn who(cx: &mut Context, args: &mut Args) -> Outcome {
    let asked = args.optional().map_or_else(|| "*".to_owned(), Into::into);
    let form = Form::new(args.optional().unwrap_or_default());
    let (mut whom, mask) = (whom(cx, &asked), asked.clone());
    cx.answer_in_pages(move |cx| {
        let more = whom.next(cx, &form);
        if !more {
            cx.numeric(RPL_ENDOFWHO, [&mask]);
        }
        more
    });
    Ok(())
}

/// Those who are still to be looked at.
enum Whom {
    /// These: of a channel those who were in it.
    These(Option<ChannelId>, std::vec::IntoIter<UserId>),
    /// Everybody with a nick behind this one who matches.
    Matching(Matcher, Option<Fold>),
}

/// Whom a word means: a channel's members; else the bearer of a nick, whom everybody may ask about who knows it; else all
/// who match and are visible. `0`, or no word, is everybody.
fn whom(cx: &Context, asked: &str) -> Whom {
    if asked.starts_with(ChannelName::is_prefix) {
        let found = ChannelName::new(asked).ok().and_then(|name| cx.world.find_channel(&name));
        let channel = found.filter(|id| cx.world.sees(cx.me, *id));
        let members = channel.map(|id| cx.world.channel(id).members.clone()).unwrap_or_default();
        return Whom::These(channel, members.into_iter());
    }
    match cx.world.find_person(asked) {
        Some(id) => Whom::These(None, vec![id].into_iter()),
        None => Whom::Matching(Matcher::new(asked), None),
    }
}

impl Whom {
    /// Tells of the next ones; whether there are more.
    fn next(&mut self, cx: &mut Context, form: &Form) -> bool {
        let page = cx.page();
        match self {
            Whom::These(channel, people) => {
                let inside = channel.is_none_or(|id| cx.world.user(cx.me).rank(id).is_some());
                for id in people.by_ref().take(page) {
                    let there = |id| channel.is_none_or(|channel| cx.world.user(id).rank(channel).is_some());
                    if cx.world.is_here(id) && there(id) && (inside || cx.world.is_visible(id, cx.me)) {
                        form.tell(cx, id, *channel);
                    }
                }
                people.len() > 0
            }
            Whom::Matching(matcher, behind) => {
                let next: Vec<UserId> = cx.world.people_behind(behind.as_ref()).take(page).collect();
                *behind = next.last().map(|id| cx.world.who(*id).nick.fold());
                for id in &next {
                    if cx.world.is_visible(*id, cx.me) && matcher.matches(cx, *id) {
                        form.tell(cx, *id, None);
                    }
                }
                next.len() == page
            }
        }
    }
}

/// What a mask is compared with (RFC 2812 3.6.1): the nick, the host, the server and the real name; the user name, too, as
/// today's servers do; one with `!` or `@` also with all of `nick!user@host`.
struct Matcher {
    all: bool,
    mask: Mask,
    whole: Option<UserMask>,
}

impl Matcher {
    fn new(asked: &str) -> Self {
        let whole = asked.contains(['!', '@']).then(|| UserMask::new(asked));
        Matcher { all: matches!(asked, "0" | "*"), mask: Mask::new(asked), whole }
    }

    fn matches(&self, cx: &Context, id: UserId) -> bool {
        let who = &cx.world.user(id).who;
        let server = &cx.world.shown_server(id, cx.me).name;
        let nick = who.nick.as_str();
        self.all
            || [nick, &who.user, &who.host, &who.real, server].into_iter().any(|text| self.mask.matches(text))
            || self.whole.as_ref().is_some_and(|whole| whole.matches(nick, &who.user, &who.host))
    }
}

/// The fields of WHOX in the order in which they are told.
const FIELDS: &str = "tcuihsnfdlaor";

/// How each person is told of: `o` for admins only; behind `%` fields, and behind a comma the token they bear.
struct Form {
    admins_only: bool,
    fields: Option<String>,
    token: String,
}

impl Form {
    fn new(flags: &str) -> Self {
        let (flags, fields) = flags.split_once('%').map_or((flags, None), |(flags, fields)| (flags, Some(fields)));
        let (fields, token) = fields.map_or((None, ""), |fields| match fields.split_once(',') {
            Some((fields, token)) => (Some(fields), token),
            None => (Some(fields), ""),
        });
        let is_token = (1..=3).contains(&token.len()) && token.bytes().all(|byte| byte.is_ascii_digit());
        let fields = fields.map(|fields| FIELDS.chars().filter(|field| fields.contains(*field)).collect());
        let token = if is_token { token } else { "0" };
        Form { admins_only: flags.contains('o'), fields, token: token.to_owned() }
    }

    /// Tells of one person, as a member of a channel: the one asked about, else one that may be named.
    fn tell(&self, cx: &mut Context, id: UserId, asked: Option<ChannelId>) {
        let user = cx.world.user(id);
        if self.admins_only && !user.is_admin() {
            return;
        }
        let mut named = user.channels.iter().map(|at| at.channel).filter(|channel| cx.world.shows(cx.me, *channel));
        let channel = asked.or_else(|| named.next());
        let Some(fields) = &self.fields else {
            let mut words: Vec<String> = "cuhsnf".chars().map(|field| self.field(cx, field, id, channel)).collect();
            words.push(format!("{} {}", cx.world.shown_server(id, cx.me).hops, user.who.real));
            return cx.numeric(RPL_WHOREPLY, words);
        };
        let words: Vec<String> = fields.chars().map(|field| self.field(cx, field, id, channel)).collect();
        cx.numeric(RPL_WHOSPCRPL, words);
    }

    fn field(&self, cx: &Context, field: char, id: UserId, channel: Option<ChannelId>) -> String {
        let user = cx.world.user(id);
        match field {
            't' => self.token.clone(),
            'c' => channel.map_or_else(|| "*".to_owned(), |channel| cx.world.channel(channel).name.to_string()),
            'u' => user.who.user.to_string(),
            'i' => cx.address_of(id),
            'h' => user.who.host.to_string(),
            's' => cx.world.shown_server(id, cx.me).name.into(),
            'n' => user.who.nick.to_string(),
            'f' => flags(cx, id, channel),
            'd' => cx.world.shown_server(id, cx.me).hops.to_string(),
            // Only their own server knows how long somebody has been silent.
            'l' => cx.world.way_to(id).map_or_else(|| cx.world.idle(id), |_| 0).to_string(),
            'a' => user.who.account.as_deref().unwrap_or("0").to_owned(),
            'o' => "n/a".to_owned(),
            _ => user.who.real.to_string(),
        }
    }
}

/// `G*@+B`: away or here, an operator of the server, the signs in the channel, a program (modern.ircdocs.horse "352").
fn flags(cx: &Context, id: UserId, channel: Option<ChannelId>) -> String {
    let user = cx.world.user(id);
    let at = user.channels.iter().find(|at| Some(at.channel) == channel);
    let mut flags = String::from(if user.rare.away.is_some() { "G" } else { "H" });
    if user.is_admin() {
        flags.push('*');
    }
    let sign = at.map_or("", |at| at.effective().sign());
    flags += sign;
    if sign == Rank::Op.sign() && at.is_some_and(|at| at.voice) && cx.caps().has(Caps::MULTI_PREFIX) {
        flags += Rank::Voice.sign();
    }
    if user.who.bot {
        flags.push('B');
    }
    flags
}

#[cfg(test)]
mod tests {
    use crate::scene::{Network, Scene};

    fn asks(scene: &mut Scene, who: &str, line: &str) -> Vec<String> {
        scene.line(who, line);
        let heard = scene.heard(who).into_iter();
        heard.map(|line| line.trim_start_matches(":chat.localhost ").to_owned()).collect()
    }

    /// The nicks that are told of, and that the end names the mask as it was asked.
    fn told(scene: &mut Scene, who: &str, mask: &str) -> Vec<String> {
        let mut heard = asks(scene, who, &format!("WHO {mask}"));
        let mask = mask.split(' ').next().filter(|mask| !mask.is_empty()).unwrap_or("*");
        assert_eq!(heard.pop().unwrap(), format!("315 {who} {mask} :End of /WHO list"));
        heard.iter().map(|line| line.split(' ').nth(6).unwrap().to_owned()).collect()
    }

    #[test]
    fn the_members_of_a_channel_are_told_with_their_flags() {
        // RFC 2812 5.1, 352; the channel is the one asked about, in the case it has.
        let mut scene = Scene::many("#tp @toto irc:eve irc:bob");
        scene.make_admin("bob");
        scene.line("bob", "AWAY :lunch");
        scene.forget();
        assert_eq!(
            asks(&mut scene, "eve", "WHO #TP"),
            [
                "352 eve #tp ~toto 127.0.0.1 chat.localhost toto H@ :0 toto",
                "352 eve #tp ~eve 127.0.0.1 chat.localhost eve H :0 eve of the scene",
                "352 eve #tp ~bob 127.0.0.1 chat.localhost bob G* :0 bob of the scene",
                "315 eve #TP :End of /WHO list",
            ]
        );
        assert_eq!(told(&mut scene, "eve", "#tp o"), ["bob"]);
        assert_eq!(told(&mut scene, "eve", "#nowhere"), [""; 0]);
    }

    #[test]
    fn a_nick_or_a_mask_over_all_that_is_known() {
        let mut scene = Scene::many("#tp @toto irc:eve");
        scene.connect_irc("bob");
        scene.line("bob", "NICK bob");
        scene.line("bob", "USER builder 0 * :Robert the Builder");
        scene.line("bob", "MODE bob -i");
        assert_eq!(
            asks(&mut scene, "eve", "WHO BOB")[0],
            "352 eve * ~builder 127.0.0.1 chat.localhost bob H :0 Robert the Builder"
        );
        for (mask, nicks) in [
            ("", &["bob", "eve", "toto"][..]),
            ("0", &["bob", "eve", "toto"]),
            ("*", &["bob", "eve", "toto"]),
            ("b*", &["bob"]),
            ("t?to", &["toto"]),
            ("~build*", &["bob"]),
            ("*builder", &["bob"]),
            ("*of?the?scene", &["eve"]),
            ("127.*", &["bob", "eve", "toto"]),
            ("chat.localhost", &["bob", "eve", "toto"]),
            ("*!*@127.0.0.1", &["bob", "eve", "toto"]),
            ("b*!*@*", &["bob"]),
            ("~toto@127.0.0.?", &["toto"]),
            ("nobody", &[]),
            ("server", &[]),
            ("* o", &[]),
        ] {
            assert_eq!(told(&mut scene, "eve", mask), nicks, "{mask}");
        }
    }

    #[test]
    fn the_invisible_show_to_those_who_share_a_channel() {
        // RFC 2812 3.6.1 and modern.ircdocs.horse "WHO message"; who knows the nick may ask about it.
        let mut scene = Scene::many("irc:eve irc:bob irc:toto");
        for nick in ["eve", "toto"] {
            scene.line(nick, &format!("MODE {nick} -i"));
        }
        scene.line("bob", "JOIN #tp");
        scene.forget();
        assert_eq!(told(&mut scene, "eve", "*"), ["eve", "toto"]);
        assert_eq!(told(&mut scene, "eve", "b*"), [""; 0]);
        assert_eq!(told(&mut scene, "eve", "#tp"), [""; 0]);
        assert_eq!(told(&mut scene, "eve", "bob"), ["bob"]);
        assert_eq!(told(&mut scene, "bob", "*"), ["bob", "eve", "toto"]);
        scene.line("toto", "JOIN #tp");
        scene.forget();
        assert_eq!(told(&mut scene, "toto", "*"), ["bob", "eve", "toto"]);
        scene.make_admin("eve");
        scene.forget();
        assert_eq!(told(&mut scene, "eve", "#tp"), ["bob", "toto"]);
    }

    #[test]
    fn a_secret_channel_is_not_named() {
        let mut scene = Scene::many("irc:eve irc:bob");
        scene.line("bob", "JOIN #a");
        scene.line("bob", "MODE #a +s");
        scene.forget();
        assert_eq!(told(&mut scene, "eve", "#a"), [""; 0]);
        assert_eq!(
            asks(&mut scene, "eve", "WHO bob")[0],
            "352 eve * ~bob 127.0.0.1 chat.localhost bob H :0 bob of the scene"
        );
        assert_eq!(
            asks(&mut scene, "bob", "WHO bob")[0],
            "352 bob #a ~bob 127.0.0.1 chat.localhost bob H@ :0 bob of the scene"
        );
    }

    #[test]
    fn all_signs_are_told_to_those_who_asked_for_that() {
        // IRCv3 multi-prefix.
        let mut scene = Scene::many("irc:bob");
        scene.enter_irc("eve", "multi-prefix");
        scene.line("eve", "JOIN #tp");
        scene.line("eve", "MODE #tp +v eve");
        scene.line("bob", "JOIN #tp");
        scene.forget();
        assert!(asks(&mut scene, "eve", "WHO eve")[0].contains(" eve H@+ :"));
        assert!(asks(&mut scene, "bob", "WHO eve")[0].contains(" eve H@ :"));
        assert_eq!(asks(&mut scene, "eve", "WHO eve %f")[0], "354 eve :H@+");
    }

    #[test]
    fn fields_come_in_one_order_whatever_the_order_they_are_asked_in() {
        // IRCv3 WHOX.
        let mut scene = Scene::many("#tp @toto irc:eve");
        scene.wait(7);
        let all = "354 eve 42 #tp ~toto 127.0.0.1 127.0.0.1 chat.localhost toto H@ 0 7 0 n/a :toto";
        for fields in ["%tcuihsnfdlaor,42", "%roaldfnshiuct,42", "o%xtcuihsnfdlaoryz,42"] {
            let heard = asks(&mut scene, "eve", &format!("WHO toto {fields}"));
            let admin = fields.starts_with('o');
            assert_eq!(heard[0], if admin { "315 eve toto :End of /WHO list" } else { all });
        }
        for (fields, words) in
            [("%na", "toto :0"), ("%tn,1", "1 :toto"), ("%tn,1234", "0 :toto"), ("%tn", "0 :toto"), ("%c", ":#tp")]
        {
            assert_eq!(asks(&mut scene, "eve", &format!("WHO toto {fields}"))[0], format!("354 eve {words}"));
        }
    }

    #[test]
    fn everybody_is_told_of_however_many_they_are() {
        // With so small a SendQ, a page is of sixteen lines.
        let mut scene = Scene::lobby_with("limits.sendq = 65536", "irc:eve");
        for n in 0..70 {
            let nick = scene.enter(&format!("u{n}")).to_owned();
            scene.line(&nick, "JOIN tp");
        }
        scene.forget();
        for mask in ["*", "#tp", "u*"] {
            scene.line("eve", &format!("WHO {mask}"));
            scene.line("eve", "PING x");
            let heard = scene.heard("eve");
            assert_eq!(heard.iter().filter(|line| line.contains(" 352 ")).count(), if mask == "*" { 71 } else { 70 });
            assert!(heard.last().unwrap().ends_with("PONG chat.localhost :x"), "{:?}", heard.last());
        }
    }

    /// RFC 2812 5.1, 352, and WHOX `s` and `d`: the server somebody is on, and how far it is.
    #[test]
    fn people_on_other_servers_are_told_with_theirs() {
        let mut network = Network::start(&["7001", "7002 7001", "7003 7002"]);
        network.enter_irc("7001", "eve", "");
        network.enter_irc("7003", "bob", "");
        network.line("eve", "JOIN #tp");
        network.line("bob", "JOIN #tp");
        network.forget();
        network.line("eve", "WHO #tp");
        let told = ["352 eve #tp ~eve 127.0.0.1 7001 eve H@ :0 eve of the scene"];
        let told = told.into_iter().chain(["352 eve #tp ~bob 127.0.0.1 7003 bob H :2 bob of the scene"]);
        let told = told.chain(["315 eve #tp :End of /WHO list"]).map(|line| format!(":7001 {line}"));
        assert_eq!(network.heard("eve"), told.collect::<Vec<_>>());
        network.line("eve", "WHO bob %nsd");
        assert_eq!(network.heard("eve")[0], ":7001 354 eve 7003 bob :2");
        network.line("eve", "WHO 7003");
        assert!(network.heard("eve")[0].contains(" 7003 bob "));
    }
}
