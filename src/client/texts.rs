//! What the program says to people, in French and in English. `{0}` and `{1}` stand for what is filled in.

macro_rules! texts {
    ($($name:ident: $en:literal, $fr:literal;)*) => {
        /// Every sentence of a program, in one language.
        #[derive(Debug, PartialEq, Eq)]
        #[allow(rustdoc::broken_intra_doc_links)] // brackets in a sentence are no link
        pub struct Texts {
            /// Which of the two this is.
            pub french: bool,
            $(#[doc = $en] pub $name: &'static str,)*
        }

        /// In English.
        pub const EN: Texts = Texts { french: false, $($name: $en,)* };

        /// In French.
        pub const FR: Texts = Texts { french: true, $($name: $fr,)* };
    };
}

pub(crate) use texts;

texts! {
    welcome: "Hello {0}. /help tells what these do; Ctrl-D leaves:", "Bonjour {0}. /help explique ces commandes ; Ctrl-D pour partir :";
    connecting: "Connecting to {0}…", "Connexion à {0}…";
    connecting_again: "Connecting to {0} again, try {1}…", "Nouvelle connexion à {0}, essai {1}…";
    connected: "Connected.", "Connecté.";
    connected_tls: "Connected, encrypted with {0}.", "Connecté, chiffré avec {0}.";
    lost: "{0}", "{0}";
    lost_again: "{0} Trying again in {1} s; /reconnect does it at once.", "{0} Nouvel essai dans {1} s ; /reconnect le fait tout de suite.";
    fingerprint: "{0} signed its certificate itself. Its fingerprint, remembered from here on: {1}", "{0} a signé lui-même son certificat. Son empreinte, retenue désormais : {1}";
    offline: "offline", "hors ligne";
    not_connected: "There is no connection: nothing was sent. /reconnect tries again.", "Pas de connexion : rien n'a été envoyé. /reconnect réessaie.";
    nick_taken: "{0} is in use: asking for {1}. /nick chooses another.", "{0} est déjà pris : essai avec {1}. /nick en choisit un autre.";
    signed_in: "Signed in as {0}.", "Identifié comme {0}.";
    sasl_failed: "Not signed in: {0}", "Identification refusée : {0}";
    sasl_missing: "This server takes no password of an account (no SASL PLAIN): it was not sent.", "Ce serveur ne prend pas de mot de passe de compte (pas de SASL PLAIN) : il n'a pas été envoyé.";
    you_joined: "You are in {0}.", "Vous êtes dans {0}.";
    you_left: "You left {0}.", "Vous avez quitté {0}.";
    joined: "{0} joined", "{0} arrive";
    left: "{0} left", "{0} s'en va";
    joined_many: "{0} joined", "{0} arrivent";
    left_many: "{0} left", "{0} s'en vont";
    came_and_went: "{0} came and went", "passage éclair de {0}";
    came_back: "{0} left and came back", "départ et retour de {0}";
    renamed: "{0} is called {1}", "{0} s'appelle désormais {1}";
    you_renamed: "You are called {0}.", "Vous vous appelez désormais {0}.";
    kicked: "{0} put {1} out", "{0} a exclu {1}";
    you_kicked: "{0} put you out of {1}", "{0} vous a exclu de {1}";
    topic_set: "{0} set the topic: {1}", "{0} change le sujet : {1}";
    topic_removed: "{0} removed the topic", "{0} enlève le sujet";
    topic_is: "Topic: {0}", "Sujet : {0}";
    topic_by: "Topic set by {0}, {1}", "Sujet choisi par {0}, {1}";
    no_topic: "No topic is set.", "Pas de sujet.";
    modes_set: "{0} sets {1}", "{0} change les modes : {1}";
    modes_are: "Modes: {0}", "Modes : {0}";
    invited_you: "{0} invites you to {1}: /join {1}", "{0} vous invite dans {1} : /join {1}";
    invited: "{0} invited {1}", "{0} a invité {1}";
    channel_renamed: "{0} is called {1}", "{0} s'appelle désormais {1}";
    is_away: "{0} is away: {1}", "{0} est absent : {1}";
    you_away: "You are marked as away.", "Vous êtes marqué comme absent.";
    you_back: "You are no longer away.", "Vous n'êtes plus absent.";
    named: "{0} is really called {1}", "{0} a pour vrai nom {1}";
    account_in: "{0} signed in as {1}", "{0} est identifié comme {1}";
    account_out: "{0} signed out", "{0} n'est plus identifié";
    present: "{0} here: {1}", "{0} présents : {1}";
    alone: "Nobody else is here.", "Il n'y a personne d'autre ici.";
    ctcp_asked: "{0} asks for {1}", "{0} demande {1}";
    ctcp_said: "{0} answers {1}: {2}", "{0} répond à {1} : {2}";
    typing_one: "{0} is typing…", "{0} écrit…";
    typing_many: "{0} are typing…", "{0} écrivent…";
    status: "status", "statut";
    more_below: "more below: End", "suite en bas : Fin";
    search: "search: ", "chercher : ";
    not_found: "nothing found", "rien trouvé";
    paste: "Send {0} lines to {1}? (y/n)", "Envoyer {0} lignes à {1} ? (o/n)";
    paste_where: "Open a channel or a query first: /join #channel", "Ouvrez d'abord un canal ou une discussion : /join #canal";
    nobody_here: "Nobody hears you in this window. /join #channel, or /msg nick text.", "Personne ne vous entend ici. /join #canal, ou /msg pseudo texte.";
    usage: "Write {0}", "Écrivez {0}";
    no_channel: "This window is no channel: name one.", "Cette fenêtre n'est pas un canal : nommez-en un.";
    no_window: "There is no window {0}.", "Il n'y a pas de fenêtre {0}.";
    not_in: "You are not in {0}.", "Vous n'êtes pas dans {0}.";
    current: "You talk in {0}.", "Vous parlez dans {0}.";
    current_none: "You talk nowhere yet: /join #channel.", "Vous ne parlez nulle part : /join #canal.";
    no_channels: "You are in no channel: /join #channel.", "Vous n'êtes dans aucun canal : /join #canal.";
    help_head: "Commands of this program (what it does not know goes to the server as it stands):", "Commandes du programme (ce qu'il ne connaît pas va tel quel au serveur) :";
    help_keys: "Tab completes · Alt-1…9, Alt-←→ windows · Alt-A next unread · PgUp PgDn scroll · Ctrl-R search · Alt-N nick list · Ctrl-D leave", "Tab complète · Alt-1…9, Alt-←→ fenêtres · Alt-A non lu suivant · PgPréc PgSuiv défiler · Ctrl-R chercher · Alt-N liste des pseudos · Ctrl-D partir";
    help_server: "Commands of the server:", "Commandes du serveur :";
    unknown_topic: "{0} is no command of this program; the server says:", "{0} n'est pas une commande du programme ; le serveur dit :";
    idle: "{0} has been silent for {1}", "{0} n'a rien dit depuis {1}";
    // Why there is no connection, or none any more.
    host_unknown: "no address is known for `{0}`: {1}", "aucune adresse connue pour `{0}` : {1}";
    host_nameless: "no address is known for `{0}`", "aucune adresse connue pour `{0}`";
    nobody_listens: "nobody listens on {0}", "personne n'écoute sur {0}";
    no_answer: "{0} does not answer", "{0} ne répond pas";
    unreachable: "{0} cannot be reached: {1}", "{0} est injoignable : {1}";
    or: " or ", " ou ";
    closed: "{0} closed the connection.", "{0} a fermé la connexion.";
    closed_saying: "{0} closed the connection: {1}.", "{0} a fermé la connexion : {1}.";
    closed_mute: "{0} closed the connection without a word: it may be no IRC server, or want TLS (--tls).", "{0} a fermé la connexion sans un mot : ce n'est peut-être pas un serveur IRC, ou il exige TLS (--tls).";
    broke: "The connection to {0} broke: {1}.", "La connexion à {0} a été coupée : {1}.";
    silent: "{0} has not answered for {1} s.", "{0} ne répond plus depuis {1} s.";
    mute: "{0} takes the connection, and says nothing: it may be no IRC server.", "{0} accepte la connexion et ne dit rien : ce n'est peut-être pas un serveur IRC.";
    // What it is instead of an IRC server.
    is_web: "{0} is a web server.", "{0} est un serveur web.";
    is_ssh: "{0} is an SSH server.", "{0} est un serveur SSH.";
    is_mail_or_ftp: "{0} is a mail or FTP server.", "{0} est un serveur de courrier ou FTP.";
    is_mail: "{0} is a mail server.", "{0} est un serveur de courrier.";
    is_lines: "{0} is a port for netcat and telnet: ask for the port of IRC, or use `nc`.", "{0} est un port pour netcat et telnet : demandez le port d'IRC, ou utilisez `nc`.";
    is_vnc: "{0} is a VNC server.", "{0} est un serveur VNC.";
    wants_tls: "{0} wants TLS: --tls, or ircs:// for irc://.", "{0} exige TLS : --tls, ou ircs:// au lieu de irc://.";
    is_other: "{0} is no IRC server: it says `{1}`.", "{0} n'est pas un serveur IRC : il dit `{1}`.";
    // TLS.
    tls_mute: "{0} takes the connection, and begins no TLS: it may be a port without TLS.", "{0} accepte la connexion sans commencer TLS : c'est peut-être un port sans TLS.";
    tls_none: "{0} answers, but speaks no TLS: leave out --tls, or irc:// for ircs://.", "{0} répond, mais ne parle pas TLS : enlevez --tls, ou écrivez irc:// au lieu de ircs://.";
    tls_nothing_common: "{0} and this program have no way to encrypt in common.", "{0} et ce programme n'ont aucun chiffrement en commun.";
    tls_failed: "{0}: the encryption could not begin: {1}.", "{0} : le chiffrement n'a pas pu commencer : {1}.";
    tls_refused: "{0}: {1}.", "{0} : {1}.";
    certificate_changed: "{0} shows another certificate than before: it may be somebody else who answers, and nothing was sent. Before: {1}. This time: {2}. If the server's owner says that it was changed, delete the line of {0} in {3}.", "{0} montre un autre certificat qu'avant : c'est peut-être quelqu'un d'autre qui répond, et rien n'a été envoyé. Avant : {1}. Cette fois : {2}. Si le propriétaire du serveur dit qu'il l'a changé, supprimez la ligne de {0} dans {3}.";
    certificate_expired: "{0}: its certificate has expired.", "{0} : son certificat a expiré.";
    certificate_elsewhere: "{0}: its certificate is that of another host.", "{0} : son certificat est celui d'une autre machine.";
    certificate_invalid: "{0}: its certificate is not valid: {1}.", "{0} : son certificat n'est pas valable : {1}.";
    certificate_forgotten: "{0}: its certificate cannot be remembered: {1}.", "{0} : impossible de retenir son certificat : {1}.";
    // The command line.
    wrong_scheme: "`{0}://` is no address of IRC: irc://host/channel or ircs://host/channel", "`{0}://` n'est pas une adresse IRC : irc://machine/canal ou ircs://machine/canal";
    wrong_secret: "your name and password do not belong in the address: irc NICK SERVER --password-file FILE", "votre nom et votre mot de passe n'ont rien à faire dans l'adresse : irc PSEUDO SERVEUR --password-file FICHIER";
    wrong_bracket: "a `]` is missing: [::1]:7777", "il manque un `]` : [::1]:7777";
    wrong_behind: "`{0}` stands behind the `]`: [::1]:7777", "`{0}` suit le `]` : [::1]:7777";
    wrong_nothing: "there is no host: localhost, irc.example.org, 7777", "il n'y a pas de machine : localhost, irc.example.org, 7777";
    wrong_hostless: "there is no host before the port: localhost:7777", "il n'y a pas de machine devant le port : localhost:7777";
    wrong_space: "a host has no space in it", "un nom de machine n'a pas d'espace";
    wrong_port: "`{0}` is no port: a port is a number from 1 to 65535", "`{0}` n'est pas un port : un port est un nombre de 1 à 65535";
    wrong_utf8: "behind the `/` is no UTF-8", "ce qui suit le `/` n'est pas de l'UTF-8";
    wrong_control: "behind the `/` is a control character", "il y a un caractère de contrôle après le `/`";
    wrong_part: "`{0}`: {1}", "`{0}` : {1}";
    password_unread: "{0}: {1}", "{0} : {1}";
    password_empty: "{0}: its first line, the password, is empty", "{0} : sa première ligne, le mot de passe, est vide";
}

impl Texts {
    /// In the language of the locale that these variables name: the first that is not empty of `LC_ALL`, `LC_MESSAGES`, `LANG`.
    #[must_use]
    pub fn of(variables: [Option<String>; 3]) -> &'static Texts {
        if is_french(variables) { &FR } else { &EN }
    }

    /// In the language of the environment's locale.
    #[must_use]
    pub fn of_locale() -> &'static Texts {
        Texts::of(locale())
    }
}

/// The variables of the environment that name the locale of messages, the strongest first (POSIX.1-2017 8.2).
#[must_use]
pub fn locale() -> [Option<String>; 3] {
    ["LC_ALL", "LC_MESSAGES", "LANG"].map(|name| std::env::var(name).ok())
}

/// Whether the first of these variables that is not empty names a locale of French.
#[must_use]
pub fn is_french(variables: [Option<String>; 3]) -> bool {
    let locale = variables.into_iter().flatten().find(|value| !value.is_empty()).unwrap_or_default();
    locale.to_ascii_lowercase().starts_with("fr")
}

/// Puts words in the places of a sentence.
#[must_use]
pub fn fill(sentence: &str, words: &[&str]) -> String {
    let mut filled = String::with_capacity(sentence.len() + 16);
    let mut rest = sentence;
    while let Some(at) = rest.find('{') {
        filled.push_str(&rest[..at]);
        let place = rest[at + 1..].bytes().next().filter(u8::is_ascii_digit).map(|digit| usize::from(digit - b'0'));
        match place.filter(|_| rest[at + 2..].starts_with('}')) {
            Some(place) => {
                filled.push_str(words.get(place).unwrap_or(&""));
                rest = &rest[at + 3..];
            }
            None => {
                filled.push('{');
                rest = &rest[at + 1..];
            }
        }
    }
    filled + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_and_braces_of_others_stay() {
        assert_eq!(fill("{0} put {1} out", &["{1}", "bob"]), "{1} put bob out");
        assert_eq!(fill("{1}{0}{2} {x} {", &["a", "b"]), "ba {x} {");
    }

    #[test]
    fn both_languages_fill_in_the_same() {
        let places = |text: &str| {
            let mut places: Vec<&str> = text.split('{').skip(1).map(|part| &part[..1]).collect();
            places.sort_unstable();
            places.dedup();
            places.join("")
        };
        // The tables as they print: a line for each sentence.
        let [english, french] = [&EN, &FR].map(|texts| format!("{texts:#?}"));
        for (english, french) in english.lines().skip(2).zip(french.lines().skip(2)).filter(|(line, _)| *line != "}") {
            assert_eq!(places(english), places(french), "{english} {french}");
        }
    }

    #[test]
    fn the_first_variable_that_says_something_chooses_the_language() {
        let of = |words: [&str; 3]| Texts::of(words.map(|word| Some(word.to_owned()))).french;
        assert!(of(["", "", "fr_FR.UTF-8"]));
        assert!(of(["fr", "en_US", "en_US"]));
        assert!(!of(["C.UTF-8", "", "fr_FR"]));
        assert!(!Texts::of([None, None, None]).french);
    }
}
