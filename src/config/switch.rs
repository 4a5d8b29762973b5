//! `[commands]`: a command switched off, kept for some, or made dearer.

use std::fmt;

use serde::de::{self, MapAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Deserializer, Serialize};

use crate::model::Access;

/// What the configuration says of one command: `dice = false`, `dice = "admin"`, or
/// `dice = { enabled = true, access = "admin", cost = 5 }`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Switch {
    /// Off: the command is unknown to everybody.
    pub enabled: bool,
    /// Who may use it; none: as its file says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access: Option<Access>,
    /// What it costs of the flood budget; none: as its file says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<u32>,
}

impl Default for Switch {
    fn default() -> Self {
        Switch { enabled: true, access: None, cost: None }
    }
}

impl<'de> Deserialize<'de> for Switch {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(SwitchVisitor)
    }
}

struct SwitchVisitor;

impl<'de> Visitor<'de> for SwitchVisitor {
    type Value = Switch;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("true, false, one of \"anyone\", \"user\", \"admin\", \"server\", or { enabled, access, cost }")
    }

    fn visit_bool<E: de::Error>(self, enabled: bool) -> Result<Switch, E> {
        Ok(Switch { enabled, ..Switch::default() })
    }

    fn visit_str<E: de::Error>(self, access: &str) -> Result<Switch, E> {
        let access = Access::deserialize(de::value::StrDeserializer::new(access))?;
        Ok(Switch { access: Some(access), ..Switch::default() })
    }

    fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<Switch, M::Error> {
        #[derive(Deserialize)]
        #[serde(default, deny_unknown_fields)]
        struct Table {
            enabled: bool,
            access: Option<Access>,
            cost: Option<u32>,
        }
        impl Default for Table {
            fn default() -> Self {
                Table { enabled: true, access: None, cost: None }
            }
        }
        let Table { enabled, access, cost } = Table::deserialize(MapAccessDeserializer::new(map))?;
        Ok(Switch { enabled, access, cost })
    }
}
