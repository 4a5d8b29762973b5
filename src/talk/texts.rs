//! What `chat talk` says to people, in French and in English.

use crate::client::texts::{is_french, locale, texts};

texts! {
    mine: "It is your turn.", "C'est à vous.";
    theirs: "It is the other's turn.", "C'est à l'autre.";
    not_yet: "It is the other's turn: your line was not sent.", "C'est à l'autre : votre ligne n'a pas été envoyée.";
    hearing_on: "Your input has ended: hearing on until the other leaves.", "Votre entrée est finie : l'écoute continue jusqu'au départ de l'autre.";
    talking: "You talk with {0} port {1}; Ctrl-D leaves.", "Vous parlez avec {0} port {1} ; Ctrl-D pour partir.";
    waiting: "Waiting on port {0}: the other types `chat talk {1} {0}`.", "En attente sur le port {0} : l'autre tape `chat talk {1} {0}`.";
    nobody_called: "Nobody has called.", "Personne n'a appelé.";
    hung_up: "You have hung up before anybody answered.", "Vous avez raccroché avant toute réponse.";
    nobody_yet: "Nobody is there yet: your line was not sent.", "Il n'y a encore personne : votre ligne n'a pas été envoyée.";
    you_left: "You have left.", "Vous avez quitté la conversation.";
    they_left: "The other has left.", "L'autre a quitté la conversation.";
    other: "[other] {0}", "[autre] {0}";
    broke: "the connection broke: {0}", "la connexion a été coupée : {0}";
    output: "standard output: {0}", "sortie standard : {0}";
    cannot_wait: "cannot wait on port {0}: {1}", "impossible d'attendre sur le port {0} : {1}";
    or_wait: "{0}; to wait for a call: chat talk --listen {1}", "{0} ; pour attendre un appel : chat talk --listen {1}";
    not_both: "one end waits, the other calls: give --listen or a host, not both", "l'un attend, l'autre appelle : donnez --listen ou une machine, pas les deux";
    which_port: "which port of {0}? As in `chat talk {0} 7000`", "quel port de {0} ? Par exemple `chat talk {0} 7000`";
    whom: "whom with? `chat talk --listen 7000` waits, `chat talk localhost 7000` calls", "avec qui ? `chat talk --listen 7000` attend, `chat talk localhost 7000` appelle";
    too_many: "one host and one port are enough, as in `chat talk localhost 7000`", "une machine et un port suffisent, par exemple `chat talk localhost 7000`";
    no_port: "`{0}` is no port: a port is a number from 1 to 65535, as in `chat talk localhost 7000`", "`{0}` n'est pas un port : un port est un nombre de 1 à 65535, par exemple `chat talk localhost 7000`";
    no_address: "`{0}` is no port, and no address with a port: `--listen 7000` or `--listen 127.0.0.1:7000`", "`{0}` n'est ni un port, ni une adresse avec un port : `--listen 7000` ou `--listen 127.0.0.1:7000`";
}

impl Texts {
    /// In the language of the environment's locale, as `irc` chooses it.
    #[must_use]
    pub fn of_locale() -> &'static Texts {
        if is_french(locale()) { &FR } else { &EN }
    }
}
