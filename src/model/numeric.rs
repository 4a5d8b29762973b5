//! The numeric replies of IRC: number, name and the words that end each.
//!
//! Numbers and names come from RFC 1459 6, RFC 2812 5, modern.ircdocs.horse ("Numerics"), the IRCv3 specifications and,
//! for what today's servers added, defs.ircdocs.horse; where they disagree on a name, modern.ircdocs.horse decides.

/// A numeric reply: its number and the standard text that ends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numeric {
    /// Three digits on the wire: 1 is sent as `001`.
    pub code: u16,
    /// Its last parameter; empty where that is content.
    pub text: &'static str,
}

impl Numeric {
    /// True for the `ERR_` family: what was asked for was not done (RFC 2812 5.2, and later numbers outside its range).
    pub fn is_error(self) -> bool {
        (400..=599).contains(&self.code) || LATER_ERRORS.contains(&self.code)
    }

    /// True where a list ends and nothing more is said: one who reads it in a terminal needs no such line.
    ///
    /// `RPL_ENDOFHELP` is none: it carries the help's last line.
    pub fn is_end(self) -> bool {
        ENDS.contains(&self.code)
    }
}

/// Errors above 599.
const LATER_ERRORS: [u16; 27] = [
    691, 696, 697, 698, 707, 712, 713, 714, 715, 716, 723, 734, 742, 743, 764, 765, 767, 768, 769, 774, 902, 904, 905,
    906, 907, 972, 974,
];

/// Those that only end a list.
const ENDS: [u16; 24] = [
    7, 219, 232, 235, 262, 272, 282, 315, 318, 323, 337, 347, 349, 363, 365, 366, 368, 369, 374, 376, 394, 729, 733,
    762,
];

macro_rules! numerics {
    ($($name:ident = $code:literal, $text:literal;)*) => {
        $(
            #[doc = concat!("`", stringify!($code), "`")]
            pub const $name: Numeric = Numeric { code: $code, text: $text };
        )*

        /// Every numeric with its name, sorted by number.
        pub const ALL: &[(&str, Numeric)] = &[$((stringify!($name), $name),)*];
    };
}

numerics! {
    RPL_WELCOME = 1, "";
    RPL_YOURHOST = 2, "";
    RPL_CREATED = 3, "";
    RPL_MYINFO = 4, "";
    RPL_ISUPPORT = 5, "are supported by this server";
    RPL_MAP = 6, "";
    RPL_MAPEND = 7, "End of /MAP";
    RPL_SNOMASK = 8, "Server notice mask";
    RPL_BOUNCE = 10, "";
    RPL_MAPUSERS = 18, "";
    RPL_YOURID = 42, "your unique ID";
    RPL_SAVENICK = 43, "";
    RPL_REMOTEISUPPORT = 105, "are supported by this server";
    RPL_TRACELINK = 200, "";
    RPL_TRACECONNECTING = 201, "";
    RPL_TRACEHANDSHAKE = 202, "";
    RPL_TRACEUNKNOWN = 203, "";
    RPL_TRACEOPERATOR = 204, "";
    RPL_TRACEUSER = 205, "";
    RPL_TRACESERVER = 206, "";
    RPL_TRACESERVICE = 207, "";
    RPL_TRACENEWTYPE = 208, "";
    RPL_TRACECLASS = 209, "";
    RPL_TRACERECONNECT = 210, "";
    RPL_STATSLINKINFO = 211, "";
    RPL_STATSCOMMANDS = 212, "";
    RPL_STATSCLINE = 213, "";
    RPL_STATSNLINE = 214, "";
    RPL_STATSILINE = 215, "";
    RPL_STATSKLINE = 216, "";
    RPL_STATSQLINE = 217, "";
    RPL_STATSYLINE = 218, "";
    RPL_ENDOFSTATS = 219, "End of /STATS report";
    RPL_UMODEIS = 221, "";
    RPL_STATSDLINE = 225, "";
    RPL_SERVICEINFO = 231, "";
    RPL_ENDOFSERVICES = 232, "End of services";
    RPL_SERVICE = 233, "";
    RPL_SERVLIST = 234, "";
    RPL_SERVLISTEND = 235, "End of service listing";
    RPL_STATSVLINE = 240, "";
    RPL_STATSLLINE = 241, "";
    RPL_STATSUPTIME = 242, "";
    RPL_STATSOLINE = 243, "";
    RPL_STATSHLINE = 244, "";
    RPL_STATSSLINE = 245, "";
    RPL_STATSPING = 246, "";
    RPL_STATSBLINE = 247, "";
    RPL_STATSULINE = 248, "";
    RPL_STATSDEBUG = 249, "";
    RPL_STATSCONN = 250, "";
    RPL_LUSERCLIENT = 251, "";
    RPL_LUSEROP = 252, "operator(s) online";
    RPL_LUSERUNKNOWN = 253, "unknown connection(s)";
    RPL_LUSERCHANNELS = 254, "channels formed";
    RPL_LUSERME = 255, "";
    RPL_ADMINME = 256, "Administrative info";
    RPL_ADMINLOC1 = 257, "";
    RPL_ADMINLOC2 = 258, "";
    RPL_ADMINEMAIL = 259, "";
    RPL_TRACELOG = 261, "";
    RPL_TRACEEND = 262, "End of TRACE";
    RPL_TRYAGAIN = 263, "Please wait a while and try again.";
    RPL_LOCALUSERS = 265, "";
    RPL_GLOBALUSERS = 266, "";
    RPL_SILELIST = 271, "";
    RPL_ENDOFSILELIST = 272, "End of silence list";
    RPL_WHOISCERTFP = 276, "";
    RPL_ACCEPTLIST = 281, "";
    RPL_ENDOFACCEPT = 282, "End of /ACCEPT list";
    RPL_NONE = 300, "";
    RPL_AWAY = 301, "";
    RPL_USERHOST = 302, "";
    RPL_ISON = 303, "";
    RPL_TEXT = 304, "";
    RPL_UNAWAY = 305, "You are no longer marked as being away";
    RPL_NOWAWAY = 306, "You have been marked as being away";
    RPL_WHOISREGNICK = 307, "has identified for this nick";
    RPL_WHOISHELPOP = 310, "is available for help";
    RPL_WHOISUSER = 311, "";
    RPL_WHOISSERVER = 312, "";
    RPL_WHOISOPERATOR = 313, "is an IRC operator";
    RPL_WHOWASUSER = 314, "";
    RPL_ENDOFWHO = 315, "End of /WHO list";
    RPL_WHOISCHANOP = 316, "";
    RPL_WHOISIDLE = 317, "seconds idle, signon time";
    RPL_ENDOFWHOIS = 318, "End of /WHOIS list";
    RPL_WHOISCHANNELS = 319, "";
    RPL_WHOISSPECIAL = 320, "";
    RPL_LISTSTART = 321, "Users  Name";
    RPL_LIST = 322, "";
    RPL_LISTEND = 323, "End of /LIST";
    RPL_CHANNELMODEIS = 324, "";
    RPL_UNIQOPIS = 325, "";
    RPL_CHANNEL_URL = 328, "";
    RPL_CREATIONTIME = 329, "";
    RPL_WHOISACCOUNT = 330, "is logged in as";
    RPL_NOTOPIC = 331, "No topic is set";
    RPL_TOPIC = 332, "";
    RPL_TOPICWHOTIME = 333, "";
    RPL_WHOISBOT = 335, "is a bot";
    RPL_INVITELIST = 336, "";
    RPL_ENDOFINVITELIST = 337, "End of /INVITE list";
    RPL_WHOISACTUALLY = 338, "is actually using host";
    RPL_USERIP = 340, "";
    RPL_INVITING = 341, "";
    RPL_SUMMONING = 342, "Summoning user to IRC";
    RPL_INVEXLIST = 346, "";
    RPL_ENDOFINVEXLIST = 347, "End of channel invite exception list";
    RPL_EXCEPTLIST = 348, "";
    RPL_ENDOFEXCEPTLIST = 349, "End of channel exception list";
    RPL_WHOISGATEWAY = 350, "";
    RPL_VERSION = 351, "";
    RPL_WHOREPLY = 352, "";
    RPL_NAMREPLY = 353, "";
    RPL_WHOSPCRPL = 354, "";
    RPL_KILLDONE = 361, "";
    RPL_CLOSING = 362, "";
    RPL_CLOSEEND = 363, "Connections closed";
    RPL_LINKS = 364, "";
    RPL_ENDOFLINKS = 365, "End of /LINKS list";
    RPL_ENDOFNAMES = 366, "End of /NAMES list";
    RPL_BANLIST = 367, "";
    RPL_ENDOFBANLIST = 368, "End of channel ban list";
    RPL_ENDOFWHOWAS = 369, "End of WHOWAS";
    RPL_INFO = 371, "";
    RPL_MOTD = 372, "";
    RPL_INFOSTART = 373, "";
    RPL_ENDOFINFO = 374, "End of /INFO list";
    RPL_MOTDSTART = 375, "";
    RPL_ENDOFMOTD = 376, "End of /MOTD command";
    RPL_WHOISHOST = 378, "";
    RPL_WHOISMODES = 379, "";
    RPL_YOUREOPER = 381, "You are now an IRC operator";
    RPL_REHASHING = 382, "Rehashing";
    RPL_YOURESERVICE = 383, "";
    RPL_MYPORTIS = 384, "";
    RPL_TIME = 391, "";
    RPL_USERSSTART = 392, "UserID   Terminal  Host";
    RPL_USERS = 393, "";
    RPL_ENDOFUSERS = 394, "End of users";
    RPL_NOUSERS = 395, "Nobody logged in";
    RPL_VISIBLEHOST = 396, "is now your visible host";
    ERR_UNKNOWNERROR = 400, "";
    ERR_NOSUCHNICK = 401, "No such nick/channel";
    ERR_NOSUCHSERVER = 402, "No such server";
    ERR_NOSUCHCHANNEL = 403, "No such channel";
    ERR_CANNOTSENDTOCHAN = 404, "Cannot send to channel";
    ERR_TOOMANYCHANNELS = 405, "You have joined too many channels";
    ERR_WASNOSUCHNICK = 406, "There was no such nickname";
    ERR_TOOMANYTARGETS = 407, "Too many targets";
    ERR_NOSUCHSERVICE = 408, "No such service";
    ERR_NOORIGIN = 409, "No origin specified";
    ERR_INVALIDCAPCMD = 410, "Invalid CAP command";
    ERR_NORECIPIENT = 411, "No recipient given";
    ERR_NOTEXTTOSEND = 412, "No text to send";
    ERR_NOTOPLEVEL = 413, "No toplevel domain specified";
    ERR_WILDTOPLEVEL = 414, "Wildcard in toplevel domain";
    ERR_BADMASK = 415, "Bad Server/host mask";
    ERR_TOOMANYMATCHES = 416, "Output too long";
    ERR_INPUTTOOLONG = 417, "Input line was too long";
    ERR_UNKNOWNCOMMAND = 421, "Unknown command";
    ERR_NOMOTD = 422, "MOTD File is missing";
    ERR_NOADMININFO = 423, "No administrative info available";
    ERR_FILEERROR = 424, "File error";
    ERR_NONICKNAMEGIVEN = 431, "No nickname given";
    ERR_ERRONEUSNICKNAME = 432, "Erroneous nickname";
    ERR_NICKNAMEINUSE = 433, "Nickname is already in use";
    ERR_BANONCHAN = 435, "Cannot change nickname while banned from channel";
    ERR_NICKCOLLISION = 436, "Nickname collision";
    ERR_UNAVAILRESOURCE = 437, "Nick/channel is temporarily unavailable";
    ERR_NICKTOOFAST = 438, "Nick changes too fast, wait a while";
    ERR_TARGETTOOFAST = 439, "Targets change too fast, wait a while";
    ERR_USERNOTINCHANNEL = 441, "They aren't on that channel";
    ERR_NOTONCHANNEL = 442, "You're not on that channel";
    ERR_USERONCHANNEL = 443, "is already on channel";
    ERR_NOLOGIN = 444, "User not logged in";
    ERR_SUMMONDISABLED = 445, "SUMMON has been disabled";
    ERR_USERSDISABLED = 446, "USERS has been disabled";
    ERR_NONICKCHANGE = 447, "Nick changes are not allowed here";
    ERR_FORBIDDENCHANNEL = 448, "Channel is forbidden";
    ERR_NOTIMPLEMENTED = 449, "Not implemented";
    ERR_NOTREGISTERED = 451, "You have not registered";
    ERR_ACCEPTFULL = 456, "Accept list is full";
    ERR_ACCEPTEXIST = 457, "is already on your accept list";
    ERR_ACCEPTNOT = 458, "is not on your accept list";
    ERR_NEEDMOREPARAMS = 461, "Not enough parameters";
    ERR_ALREADYREGISTERED = 462, "You may not reregister";
    ERR_NOPERMFORHOST = 463, "Your host isn't among the privileged";
    ERR_PASSWDMISMATCH = 464, "Password incorrect";
    ERR_YOUREBANNEDCREEP = 465, "You are banned from this server";
    ERR_YOUWILLBEBANNED = 466, "You will be banned from this server";
    ERR_KEYSET = 467, "Channel key already set";
    ERR_INVALIDUSERNAME = 468, "Your username is not valid";
    ERR_LINKCHANNEL = 470, "Forwarding to another channel";
    ERR_CHANNELISFULL = 471, "Cannot join channel (+l)";
    ERR_UNKNOWNMODE = 472, "is unknown mode char to me";
    ERR_INVITEONLYCHAN = 473, "Cannot join channel (+i)";
    ERR_BANNEDFROMCHAN = 474, "Cannot join channel (+b)";
    ERR_BADCHANNELKEY = 475, "Cannot join channel (+k)";
    ERR_BADCHANMASK = 476, "Bad Channel Mask";
    ERR_NOCHANMODES = 477, "Channel doesn't support modes";
    ERR_NEEDREGGEDNICK = 477, "Cannot join channel (+R): log in to an account first";
    ERR_BANLISTFULL = 478, "Channel list is full";
    ERR_BADCHANNAME = 479, "Illegal channel name";
    ERR_CANNOTKNOCK = 480, "Cannot knock on this channel";
    ERR_THROTTLE = 480, "Cannot join channel (throttled)";
    ERR_NOPRIVILEGES = 481, "Permission Denied- You're not an IRC operator";
    ERR_CHANOPRIVSNEEDED = 482, "You're not channel operator";
    ERR_CANTKILLSERVER = 483, "You can't kill a server!";
    ERR_RESTRICTED = 484, "Your connection is restricted!";
    ERR_UNIQOPPRIVSNEEDED = 485, "You're not the original channel operator";
    ERR_NONONREG = 486, "You must be logged in to an account to message this user";
    ERR_SECUREONLYCHAN = 489, "Cannot join channel (+S): you are not on a secure connection";
    ERR_NOOPERHOST = 491, "No O-lines for your host";
    ERR_NOSERVICEHOST = 492, "No service may connect from your host";
    ERR_UMODEUNKNOWNFLAG = 501, "Unknown MODE flag";
    ERR_USERSDONTMATCH = 502, "Cannot change mode for other users";
    ERR_SILELISTFULL = 511, "Your silence list is full";
    ERR_BADPING = 513, "";
    ERR_DISABLED = 517, "Command disabled";
    ERR_NOINVITE = 518, "Cannot invite to this channel";
    ERR_OPERONLY = 520, "Cannot join channel (+O)";
    ERR_HELPNOTFOUND = 524, "No help available on this topic";
    ERR_INVALIDKEY = 525, "Key is not well-formed";
    ERR_CANTSENDTOUSER = 531, "You are not permitted to send private messages to this user";
    RPL_STARTTLS = 670, "STARTTLS successful, proceed with TLS handshake";
    RPL_WHOISSECURE = 671, "is using a secure connection";
    ERR_STARTTLS = 691, "STARTTLS failed";
    ERR_INVALIDMODEPARAM = 696, "";
    ERR_LISTMODEALREADYSET = 697, "is already in the list";
    ERR_LISTMODENOTSET = 698, "is not in the list";
    RPL_HELPSTART = 704, "";
    RPL_HELPTXT = 705, "";
    RPL_ENDOFHELP = 706, "";
    ERR_TARGCHANGE = 707, "Targets changing too fast, message dropped";
    RPL_KNOCK = 710, "has asked for an invite.";
    RPL_KNOCKDLVR = 711, "Your KNOCK has been delivered.";
    ERR_TOOMANYKNOCK = 712, "Too many KNOCKs, wait a while.";
    ERR_CHANOPEN = 713, "Channel is open.";
    ERR_KNOCKONCHAN = 714, "You are already on that channel.";
    ERR_KNOCKDISABLED = 715, "KNOCK has been disabled";
    ERR_TARGUMODEG = 716, "is in +g mode (server-side ignore.)";
    RPL_TARGNOTIFY = 717, "has been informed that you messaged them.";
    RPL_UMODEGMSG = 718, "is messaging you, and you have umode +g.";
    ERR_NOPRIVS = 723, "Insufficient oper privileges.";
    RPL_QUIETLIST = 728, "";
    RPL_ENDOFQUIETLIST = 729, "End of channel quiet list";
    RPL_MONONLINE = 730, "";
    RPL_MONOFFLINE = 731, "";
    RPL_MONLIST = 732, "";
    RPL_ENDOFMONLIST = 733, "End of MONITOR list";
    ERR_MONLISTFULL = 734, "Monitor list is full.";
    ERR_MLOCKRESTRICTED = 742, "MODE cannot be set: the mode is locked";
    ERR_INVALIDBAN = 743, "Invalid ban mask";
    RPL_WHOISKEYVALUE = 760, "";
    RPL_KEYVALUE = 761, "";
    RPL_METADATAEND = 762, "end of metadata";
    ERR_METADATALIMIT = 764, "metadata limit reached";
    ERR_TARGETINVALID = 765, "invalid metadata target";
    RPL_KEYNOTSET = 766, "no matching key";
    ERR_KEYINVALID = 767, "invalid metadata key";
    ERR_KEYNOTSET = 768, "key not set";
    ERR_KEYNOPERMISSION = 769, "permission denied";
    RPL_METADATASUBOK = 770, "";
    RPL_METADATAUNSUBOK = 771, "";
    RPL_METADATASUBS = 772, "";
    ERR_METADATASYNCLATER = 774, "";
    RPL_LOGGEDIN = 900, "";
    RPL_LOGGEDOUT = 901, "You are now logged out";
    ERR_NICKLOCKED = 902, "You must use a nick assigned to you";
    RPL_SASLSUCCESS = 903, "SASL authentication successful";
    ERR_SASLFAIL = 904, "SASL authentication failed";
    ERR_SASLTOOLONG = 905, "SASL message too long";
    ERR_SASLABORTED = 906, "SASL authentication aborted";
    ERR_SASLALREADY = 907, "You have already authenticated using SASL";
    RPL_SASLMECHS = 908, "are available SASL mechanisms";
    ERR_CANNOTDOCOMMAND = 972, "";
    ERR_CANNOTCHANGECHANMODE = 974, "";
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn sorted_by_number_and_each_name_once() {
        for pair in ALL.windows(2) {
            assert!(pair[0].1.code <= pair[1].1.code, "{} stands before {}", pair[0].0, pair[1].0);
        }
        let mut names = HashSet::new();
        ALL.iter().for_each(|(name, _)| assert!(names.insert(name), "{name} stands twice"));
        assert!(ALL.iter().all(|(_, numeric)| (1..=999).contains(&numeric.code)));
    }

    #[test]
    fn errors_are_those_named_so() {
        for (name, numeric) in ALL {
            assert!(name.starts_with("ERR_") || name.starts_with("RPL_"), "{name}");
            assert_eq!(numeric.is_error(), name.starts_with("ERR_"), "{name} {}", numeric.code);
        }
    }

    #[test]
    fn ends_are_those_named_so() {
        for (name, numeric) in ALL {
            let named = name.starts_with("RPL_ENDOF") || name.starts_with("RPL_") && name.ends_with("END");
            let named = named && *name != "RPL_ENDOFHELP";
            assert_eq!(numeric.is_end(), named, "{name} {}", numeric.code);
            assert!(!named || !numeric.text.is_empty(), "{name} ends a list without a word");
        }
    }

    #[test]
    fn a_text_is_one_parameter() {
        for (name, Numeric { text, .. }) in ALL {
            assert!(text.len() <= 80 && text.trim() == *text && !text.contains(['\r', '\n', '\0']), "{name}: {text:?}");
        }
    }
}
