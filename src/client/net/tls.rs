//! TLS: whom the system trusts is trusted, and else the certificate that was there the first time.

use std::fmt;
use std::io;
use std::net::TcpStream;
use std::sync::{Arc, Mutex, PoisonError};

use ::ring::digest;
use futures_rustls::TlsConnector;
use futures_rustls::client::TlsStream;
use futures_rustls::rustls::client::WebPkiServerVerifier;
use futures_rustls::rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use futures_rustls::rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use futures_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use futures_rustls::rustls::{
    AlertDescription, CertificateError, ClientConfig, DigitallySignedStruct, Error, InvalidMessage, ProtocolVersion,
    RootCertStore, SignatureScheme,
};
use smol::Async;

use super::known::KnownHosts;
use crate::client::texts::{Texts, fill};

/// An encrypted connection.
pub struct Encrypted {
    /// The connection.
    pub stream: TlsStream<Async<TcpStream>>,
    /// With what, in a few words.
    pub version: String,
    /// The certificate's fingerprint, where it was seen for the first time.
    pub new: Option<String>,
}

/// Why there is none; both are sentences for people.
#[derive(Debug, PartialEq, Eq)]
pub enum Failure {
    /// It will not work, however often one tries.
    Refused(String),
    /// It may work another time.
    Lost(String),
}

/// What was found of a certificate that nobody vouches for.
#[derive(Clone, Debug)]
enum Verdict {
    New(String),
    Changed { before: String, shown: String },
    Unknowable(String),
}

/// Encrypts a connection to `host`; `place` is what it is remembered by.
///
/// # Errors
/// When the server speaks no TLS, or its certificate is not the one it had, or is not to be trusted.
pub async fn encrypt(
    stream: Async<TcpStream>,
    host: &str,
    place: &str,
    known: Option<&KnownHosts>,
    texts: &Texts,
) -> Result<Encrypted, Failure> {
    let provider = Arc::new(ring::default_provider());
    let verdict = Arc::new(Mutex::new(None));
    let verifier = Verifier {
        roots: roots(&provider),
        provider: provider.clone(),
        place: place.to_owned(),
        known: known.cloned(),
        verdict: verdict.clone(),
    };
    let refused = |why: &dyn fmt::Display| Failure::Refused(fill(texts.tls_refused, &[place, &why.to_string()]));
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.map_err(|why| refused(&why))?;
    let config = config.dangerous().with_custom_certificate_verifier(Arc::new(verifier)).with_no_client_auth();
    // A zone behind an IPv6 address is this machine's own affair.
    let host = host.split('%').next().unwrap_or(host).to_owned();
    let name = ServerName::try_from(host).map_err(|why| refused(&why))?;
    let stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await;
    let verdict = verdict.lock().unwrap_or_else(PoisonError::into_inner).take();
    let stream = match (stream, &verdict) {
        (Ok(stream), _) => stream,
        (Err(_), Some(Verdict::Changed { before, shown })) => {
            let file = known.map(|known| known.file().display().to_string()).unwrap_or_default();
            return Err(Failure::Refused(fill(texts.certificate_changed, &[place, before, shown, &file])));
        }
        (Err(_), Some(Verdict::Unknowable(why))) => return Err(refused(why)),
        (Err(why), _) => return Err(failure(place, &why, texts)),
    };
    let version = match stream.get_ref().1.protocol_version() {
        Some(ProtocolVersion::TLSv1_2) => "TLS 1.2".to_owned(),
        _ => "TLS 1.3".to_owned(),
    };
    let new = match verdict {
        Some(Verdict::New(fingerprint)) => Some(fingerprint),
        _ => None,
    };
    if let (Some(fingerprint), Some(known)) = (&new, known) {
        let forgotten = |why: io::Error| fill(texts.certificate_forgotten, &[place, &why.to_string()]);
        known.remember(place, fingerprint).map_err(|why| Failure::Refused(forgotten(why)))?;
    }
    Ok(Encrypted { stream, version, new })
}

/// What a handshake that failed tells people.
fn failure(place: &str, why: &io::Error, texts: &Texts) -> Failure {
    let inner = why.get_ref().and_then(|why| why.downcast_ref::<Error>());
    match inner {
        Some(Error::InvalidMessage(InvalidMessage::InvalidContentType | InvalidMessage::UnknownProtocolVersion)) => {
            Failure::Refused(fill(texts.tls_none, &[place]))
        }
        Some(Error::InvalidCertificate(wrong)) => Failure::Refused(certificate(place, wrong, texts)),
        Some(Error::AlertReceived(AlertDescription::HandshakeFailure | AlertDescription::ProtocolVersion)) => {
            Failure::Refused(fill(texts.tls_nothing_common, &[place]))
        }
        _ => Failure::Lost(fill(texts.tls_failed, &[place, &why.to_string()])),
    }
}

fn certificate(place: &str, wrong: &CertificateError, texts: &Texts) -> String {
    match wrong {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            fill(texts.certificate_expired, &[place])
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            fill(texts.certificate_elsewhere, &[place])
        }
        other => fill(texts.certificate_invalid, &[place, &other.to_string()]),
    }
}

/// SHA-256 in hexadecimal, with colons.
fn fingerprint(certificate: &CertificateDer) -> String {
    let digest = digest::digest(&digest::SHA256, certificate);
    let bytes: Vec<String> = digest.as_ref().iter().map(|byte| format!("{byte:02X}")).collect();
    bytes.join(":")
}

/// Those whom the system trusts; none where it trusts nobody.
fn roots(provider: &Arc<CryptoProvider>) -> Option<Arc<WebPkiServerVerifier>> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider.clone()).build().ok()
}

#[derive(Debug)]
struct Verifier {
    roots: Option<Arc<WebPkiServerVerifier>>,
    provider: Arc<CryptoProvider>,
    place: String,
    known: Option<KnownHosts>,
    verdict: Arc<Mutex<Option<Verdict>>>,
}

impl Verifier {
    fn decide(&self, verdict: Verdict) {
        *self.verdict.lock().unwrap_or_else(PoisonError::into_inner) = Some(verdict);
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let vouched = match &self.roots {
            Some(roots) => roots.verify_server_cert(end, between, name, ocsp, now),
            None => Err(CertificateError::UnknownIssuer.into()),
        };
        let Err(why) = vouched else { return Ok(ServerCertVerified::assertion()) };
        let shown = fingerprint(end);
        let before = match self.known.as_ref().map(|known| known.get(&self.place)).transpose() {
            Ok(before) => before.flatten(),
            Err(unreadable) => {
                self.decide(Verdict::Unknowable(unreadable.to_string()));
                return Err(why);
            }
        };
        match before {
            Some(before) if before == shown => Ok(ServerCertVerified::assertion()),
            Some(before) => {
                self.decide(Verdict::Changed { before, shown });
                Err(why)
            }
            None if is_of_nobody(&why) => {
                self.decide(Verdict::New(shown));
                Ok(ServerCertVerified::assertion())
            }
            None => Err(why),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        end: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, end, signature, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        end: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, end, signature, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// Whether no authority at all stands behind a certificate: one that an authority signed and that is wrong is not pinned.
fn is_of_nobody(why: &Error) -> bool {
    let Error::InvalidCertificate(why) = why else { return false };
    // OpenSSL makes self-signed certificates those of an authority, unless it is told otherwise.
    let own_authority = matches!(why, CertificateError::Other(_)) && format!("{why:?}").contains("CaUsedAsEndEntity");
    matches!(why, CertificateError::UnknownIssuer) || own_authority
}
