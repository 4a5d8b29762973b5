//! What people in IRC send: every verb there is, with words that are nearly right, tags, modes, and what is none of it.

use std::sync::LazyLock;

use chat::command::{Command, Tongue};
use chat::model::Caps;
use chat::server::jobs;

use super::super::script::Script;

/// People: by the nicks they take, in another case, by masks, and names that nobody has.
const PEOPLE: &str = "n20000|n20001|N20002|n20003|n20004|toto|Toto|boss|prof|eve|zoé|guest-20000|server|chat.localhost|*|*!*@*|\
    n2*!*@*|~u@127.0.0.1|eve,toto|n20000,n20001,nobody|nobody|a b|:|";

/// Channels, and what is none.
const CHANNELS: &str = "#a|#a|#a|#b|#b|#A|#c|&l|+m|!x|!!y|#a,#b|#b,,#c|@#a|+#a|#é|#|##|#lobby|0";

/// Mode letters, as they are changed.
const MODES: &str = "+o|-o|+v|-v|+ov|-o+v|b|+b|-b|e|+e|I|+I-I|+i|-i|+m|-m|+n-t|+s|+p|+k|-k|+l|-l|+C|+c|+fQ|+RMBgwOz";

/// Masks, as bans have them.
const MASKS: &str =
    "eve|n20001!*@*|*!*@10.0.0.7|*!*@*|*!~u@*|m:*!*@*|$a:toto|$a|$|m:$a:x|~q:x|a!b!c@d@e|?|*\u{e9}*!*@*";

/// Anything else: numbers, texts, capabilities, subcommands.
const OTHERS: &str = "0|1|5|-1|61|18446744073709551616|LS|302|REQ|END|LIST|+|-|C|L|S|%tcuihsnfdlaor,9|o|>1|C<5|T>0|!#a*|key|sesame|\
    k1,k2|:hello there|:|:\u{1}ACTION waves\u{1}|:\u{1}VERSION\u{1}|:\u{3}4,2red\u{f}|:é🦀|: |::-)|GET|SET|SUB|url|\
    +q1|-q1|draft/multiline";

/// Lines that do something in most worlds.
const TELLING: &str = "NICK n20000|NICK toto|NICK eve|NICK boss|USER u 0 * :r|CAP LS 302|CAP END|CAP LIST|JOIN #a|JOIN #a|JOIN #b|\
    JOIN #b key|JOIN #a,#b,#c|JOIN &l|JOIN 0|PART #a|PART #a,#b :enough|MODE #a +o n20001|MODE #a +v n20002|\
    MODE #a -o n20001|MODE #b +k key|MODE #a +b n20002!*@*|MODE #a +lk 3 key|MODE #a -lk key|MODE #a -imlkbs|\
    MODE #a|MODE toto +i|MODE eve +w|TOPIC #a :here we are|TOPIC #a|TOPIC #a :|NAMES #a|NAMES|LIST|\
    INVITE n20003 #a|INVITE eve #b|KICK #a n20002|KICK #b eve,toto :out|PRIVMSG #a :hello|\
    PRIVMSG n20000,#b :hello|NOTICE @#a :psst|AWAY :lunch|AWAY|WHO #a|WHOIS n20001|WHOWAS eve|ISON eve toto|\
    USERHOST n20000 eve|MONITOR + eve,toto,n20001|MONITOR S|KNOCK #a|SETNAME :somebody else|RENAME #a #c :why not|\
    BATCH +q1 draft/multiline #a|@batch=q1 PRIVMSG #a :one|@batch=q1;draft/multiline-concat PRIVMSG #a :two|\
    BATCH -q1|@+typing=active TAGMSG #a|@label=l1 PING 1|@label=l2 JOIN #a,#b|\
    @label=l1;+draft/react=x PRIVMSG #a :hi|OPER prof sesame|PING 7|QUIT :bye|MODE #b +i|MODE #b -i|MODE #c +l 2|\
    MODE #c +m-n|MODE #c -m|MODE #a +e *!*@10.0.0.7|MODE #b +I n2*!*@*|MODE #c +f #a|MODE #a +Cc|INVITE n20001 #b|\
    MODE n20000 +Bg|ACCEPT n20001|METADATA * SET url :x|METADATA * SUB url|SAJOIN n20001 #b|\
    MODE #a +ooo n20001 n20002 n20003";

struct Words {
    /// Every command, once for each of its verbs.
    commands: Vec<(String, &'static Command)>,
    /// The capabilities there are.
    caps: Vec<&'static str>,
}

static ALL: LazyLock<Words> = LazyLock::new(|| {
    let table = jobs::table().unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let commands = table.verbs(Tongue::Irc).map(|(verb, command)| (verb.to_owned(), command)).collect();
    Words { commands, caps: Caps::ALL.iter().map(|(name, _)| *name).collect() }
});

/// A line, without its end.
pub fn line(script: &mut Script) -> String {
    match script.byte() % 16 {
        0..=5 => one(script, TELLING).to_owned(),
        6 => caps(script),
        7 => format!("{}{}", tags(script), one(script, TELLING)),
        8 => junk(script),
        _ => typed(script),
    }
}

/// One of these, which `|` separates.
fn one(script: &mut Script, all: &'static str) -> &'static str {
    script.pick(&all.split('|').collect::<Vec<_>>())
}

/// The line by which one asks for some capabilities.
pub fn caps(script: &mut Script) -> String {
    let mut line = String::from("CAP REQ :");
    for _ in 0..=script.below(8) {
        line += script.pick(&["", "", "", "", "", "", "-"]);
        line += script.pick(&ALL.caps);
        line.push(' ');
    }
    line.pop();
    line
}

/// A verb that exists, with words that its form asks for, or nearly.
fn typed(script: &mut Script) -> String {
    let mut line = if script.below(4) == 0 { tags(script) } else { String::new() };
    line += script.pick(&["", "", "", "", "", "", ":n20000 ", "  "]);
    let (verb, command) = &ALL.commands[script.below(ALL.commands.len().min(256))];
    line += &if script.below(6) == 0 { verb.to_lowercase() } else { verb.clone() };
    let form = command.irc_params.unwrap_or(command.params);
    for slot in form.split(' ').filter(|slot| !slot.is_empty()) {
        let left_out = script.below(if slot.starts_with('[') { 3 } else { 16 }) == 0;
        if left_out {
            continue;
        }
        line.push(' ');
        line += word(script, slot);
    }
    for _ in 0..script.below(12).saturating_sub(9) {
        line += script.pick(&[" ", "  ", " :", " "]);
        line += word(script, "");
    }
    if script.below(24) == 0 {
        line += &"x é".repeat(8 << script.below(8));
    }
    line
}

/// A word for this place of a form, or one for another place.
fn word(script: &mut Script, slot: &str) -> &'static str {
    let about = |word: &str| slot.contains(word);
    match script.below(12) {
        0 => one(script, OTHERS),
        1 => one(script, CHANNELS),
        2 => one(script, PEOPLE),
        _ if about("channel") || about("target") => one(script, CHANNELS),
        _ if about("nick") || about("whom") || about("user") || about("server") => one(script, PEOPLE),
        _ if about("mode") => one(script, MODES),
        _ if about("mask") => one(script, MASKS),
        _ => match script.below(4) {
            0 => one(script, MODES),
            1 => one(script, MASKS),
            2 => one(script, PEOPLE),
            _ => one(script, OTHERS),
        },
    }
}

/// Tags, with the space behind them.
fn tags(script: &mut Script) -> String {
    let mut tags = String::from("@");
    for _ in 0..=script.below(3) {
        tags += script.pick(&[
            "label=l1",
            "label=l2",
            "label",
            "+typing=active",
            "+draft/reply=x",
            "+a=b\\:c\\s\\\\d",
            "batch=q1",
            "+b",
            "msgid=x",
            "time=1",
            "account=x",
            "draft/multiline-concat",
            "",
            "=",
            "+=x",
            "+\u{e9}=\u{e9}",
        ]);
        tags.push(';');
    }
    if script.below(32) == 0 {
        tags += "+long=";
        tags += &"x".repeat(4000 + script.below(200));
    }
    tags + script.pick(&[" ", " ", " ", "  ", ""])
}

/// What is no message, or hardly one.
fn junk(script: &mut Script) -> String {
    let mut line = String::new();
    for _ in 0..script.below(8) {
        line += script.pick(&[
            " ", ":", "@", "PRIVMSG", "#a", "\0", "\u{1}", "é", "\u{202e}", ",", "001", "n20000", "!", "JOIN 0", ";",
            "\r",
        ]);
    }
    line
}
