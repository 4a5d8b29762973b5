//! What every newcomer is told in the same words: made once for each configuration.

use std::sync::{Arc, Mutex, PoisonError};

use super::{isupport, status};
use crate::config::Config;
use crate::model::numeric::{RPL_CREATED, RPL_ISUPPORT, RPL_MYINFO, RPL_YOURHOST};
use crate::model::{Sheet, Time};

/// The sheets of the configuration that was asked for last.
#[derive(Debug, Default)]
pub(super) struct Sheets(Mutex<Option<(Arc<Config>, Time, Handout)>>);

/// What newcomers are told.
#[derive(Clone, Debug)]
pub(super) struct Handout {
    /// Which server this is: 002, 003, 004 (RFC 2812 5.1).
    pub(super) about: Arc<Sheet>,
    /// What it announces of itself and its limits.
    pub(super) isupport: Arc<Sheet>,
    /// The message of the day, or that there is none.
    pub(super) motd: Arc<Sheet>,
}

impl Sheets {
    /// The sheets of this configuration, on a server that was started then.
    pub(super) fn of(&self, config: &Arc<Config>, started: Time) -> Handout {
        let mut made = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &*made {
            Some((known, at, handout)) if Arc::ptr_eq(known, config) && *at == started => handout.clone(),
            _ => {
                let handout = Handout::new(config, started);
                *made = Some((config.clone(), started, handout.clone()));
                handout
            }
        }
    }
}

impl Handout {
    fn new(config: &Config, started: Time) -> Self {
        let (server, version, modes) = (&config.server.name, status::VERSION, isupport::MODES);
        let my_info = [server, version, modes.user, modes.channel, modes.with_word];
        let about = vec![
            (RPL_YOURHOST, vec![format!("Your host is {server}, running version {version}")]),
            (RPL_CREATED, vec![format!("This server was started on {}", started.iso())]),
            (RPL_MYINFO, my_info.map(str::to_owned).to_vec()),
        ];
        let isupport = isupport::lines(isupport::tokens(config)).into_iter().map(|tokens| (RPL_ISUPPORT, tokens));
        Handout {
            about: Arc::new(Sheet::new(about)),
            isupport: Arc::new(Sheet::new(isupport.collect())),
            motd: Arc::new(Sheet::new(status::motd(config))),
        }
    }
}
