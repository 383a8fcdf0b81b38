//! Why a portal's certificate is not believed, told apart by what a person can do about it.
//!
//! The verifier of the operating system says what is wrong, not always what kind of certificate it
//! was wrong about: it is asked first, and where it refuses, the certificate itself is read.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, DigitallySignedStruct, OtherError, SignatureScheme};

/// What is wrong with a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum CertificateFault {
    /// Nobody vouches for it: issuer and owner are one, and this computer does not trust it.
    #[error("it was signed by itself")]
    SelfSigned,
    /// Somebody signed it whom this computer does not trust: an inspecting proxy, or a chain with a
    /// gap.
    #[error("its issuer is not known to this computer")]
    UnknownIssuer,
    /// Also where this computer's clock runs ahead.
    #[error("it is past its time by this computer's clock")]
    Expired,
    /// Also where this computer's clock runs behind.
    #[error("it is not yet valid by this computer's clock")]
    NotYetValid,
    /// The address that was called is not among its names.
    #[error("it is for another name")]
    WrongName,
    /// Its issuer has taken it back.
    #[error("it was revoked")]
    Revoked,
    /// Anything else, such as a signature that does not fit.
    #[error("it does not hold")]
    Other,
}

/// Verifies as another does, and says of what it refuses which fault it was.
#[derive(Debug)]
pub(crate) struct Telling(pub Arc<dyn ServerCertVerifier>);

impl ServerCertVerifier for Telling {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let verified =
            self.0.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now);
        verified.map_err(|error| match error {
            rustls::Error::InvalidCertificate(error) => {
                let fault = fault_of(&error, end_entity, now.as_secs());
                let fault = OtherError(Arc::new(fault));
                rustls::Error::InvalidCertificate(CertificateError::Other(fault))
            }
            error => error,
        })
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.0.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.0.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_verify_schemes()
    }
}

/// The fault behind an error of TLS; nothing if it was not about a certificate.
pub(crate) fn told(error: &rustls::Error) -> Option<CertificateFault> {
    match error {
        rustls::Error::InvalidCertificate(CertificateError::Other(OtherError(fault))) => {
            Some(fault.downcast_ref().copied().unwrap_or(CertificateFault::Other))
        }
        rustls::Error::InvalidCertificate(error) => Some(fault_of(error, &[], 0)),
        _ => None,
    }
}

/// What the verifier's error means of this certificate (DER), at `now` in seconds since 1970. Some
/// systems say "expired" of one that is not yet valid, and "unknown issuer" of one without any.
fn fault_of(error: &CertificateError, certificate: &[u8], now: u64) -> CertificateFault {
    let read = Read::of(certificate);
    let early = read.as_ref().is_some_and(|read| now < read.not_before);
    match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } if early => {
            CertificateFault::NotYetValid
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            CertificateFault::Expired
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            CertificateFault::NotYetValid
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            CertificateFault::WrongName
        }
        CertificateError::Revoked => CertificateFault::Revoked,
        _ if read.is_some_and(|read| read.self_signed) => CertificateFault::SelfSigned,
        CertificateError::UnknownIssuer => CertificateFault::UnknownIssuer,
        _ => CertificateFault::Other,
    }
}

/// What is read from a certificate (RFC 5280 4.1) after it was refused. Nothing is ever believed
/// because of it.
struct Read {
    /// Seconds since 1970.
    not_before: u64,
    /// Whether issuer and subject are one.
    self_signed: bool,
}

impl Read {
    fn of(certificate: &[u8]) -> Option<Self> {
        const SEQUENCE: u8 = 0x30;
        const INTEGER: u8 = 0x02;
        const VERSION: u8 = 0xa0;
        let (_, whole, _) = element(certificate).filter(|(tag, ..)| *tag == SEQUENCE)?;
        let (_, mut rest, _) = element(whole).filter(|(tag, ..)| *tag == SEQUENCE)?;
        let mut next = |wanted: u8| {
            let (tag, content, after) = element(rest)?;
            if tag != wanted {
                return None;
            }
            rest = after;
            Some(content)
        };
        // A version is there from v2 on.
        let _ = next(VERSION);
        let _serial = next(INTEGER)?;
        let _signature = next(SEQUENCE)?;
        let issuer = next(SEQUENCE)?;
        let validity = next(SEQUENCE)?;
        let subject = next(SEQUENCE)?;
        let (tag, not_before, _) = element(validity)?;
        Some(Self { not_before: seconds(tag, not_before)?, self_signed: issuer == subject })
    }
}

/// One element of DER: its tag, its content, and what follows it.
fn element(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = bytes.split_first()?;
    let (&length, rest) = rest.split_first()?;
    let (length, rest) = match usize::from(length) {
        short @ ..0x80 => (short, rest),
        long => {
            let (digits, rest) = rest.split_at_checked(long - 0x80)?;
            if digits.len() > 4 {
                return None;
            }
            (digits.iter().fold(0, |sum, digit| sum << 8 | usize::from(*digit)), rest)
        }
    };
    let (content, after) = rest.split_at_checked(length)?;
    Some((tag, content, after))
}

/// A `UTCTime` or `GeneralizedTime`; nothing before 1970.
fn seconds(tag: u8, text: &[u8]) -> Option<u64> {
    const UTC_TIME: u8 = 0x17;
    const GENERALIZED_TIME: u8 = 0x18;
    let text = std::str::from_utf8(text).ok()?;
    let whole = match tag {
        // Two digits of a year: from 1950 to 2049 (RFC 5280 4.1.2.5.1).
        UTC_TIME if text.get(..2)? < "50" => format!("20{text}"),
        UTC_TIME => format!("19{text}"),
        GENERALIZED_TIME => text.to_owned(),
        _ => return None,
    };
    let instant = chrono::NaiveDateTime::parse_from_str(&whole, "%Y%m%d%H%M%SZ").ok()?;
    u64::try_from(instant.and_utc().timestamp()).ok()
}

#[cfg(test)]
mod tests;
