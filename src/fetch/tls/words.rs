//! What went wrong with TLS, in words for people.

use rustls::{AlertDescription, CertificateError, Error, PeerIncompatible};
use url::Url;

use super::verifier::NoChain;

/// The TLS error among an error and its causes.
fn of<'error>(error: &'error (dyn std::error::Error + 'static)) -> Option<&'error Error> {
    if let Some(found) = error.downcast_ref::<Error>() {
        return Some(found);
    }
    // What an error of the system carries inside is not its source, and may be such an error again.
    let io = error.downcast_ref::<std::io::Error>();
    let inner = io.and_then(std::io::Error::get_ref);
    inner
        .and_then(|inner| of(inner))
        .or_else(|| error.source().and_then(of))
}

/// Where the intermediate lies that a server forgot, where that is all that is wrong.
pub(crate) fn missing_issuer(error: &(dyn std::error::Error + 'static)) -> Option<Url> {
    match no_chain(of(error)?)? {
        NoChain::Missing(url) => Some(url.clone()),
        _ => None,
    }
}

fn no_chain(error: &Error) -> Option<&NoChain> {
    match error {
        Error::Other(other) => other.0.downcast_ref(),
        _ => None,
    }
}

/// What is wrong with a server's TLS; nothing where the error is another one.
pub(crate) fn reason_of(error: &(dyn std::error::Error + 'static)) -> Option<String> {
    let error = of(error)?;
    let words = match error {
        Error::InvalidCertificate(wrong) => certificate(wrong),
        Error::Other(_) => match no_chain(error) {
            Some(NoChain::Missing(_)) => NoChain::Incomplete.to_string(),
            Some(why) => why.to_string(),
            None => error.to_string(),
        },
        Error::AlertReceived(AlertDescription::ProtocolVersion)
        | Error::PeerIncompatible(
            PeerIncompatible::ServerDoesNotSupportTls12Or13
            | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig
            | PeerIncompatible::Tls12NotOfferedOrEnabled,
        ) => "it speaks only old versions of TLS".to_owned(),
        Error::AlertReceived(AlertDescription::HandshakeFailure) => {
            "it shares no cipher with us".to_owned()
        }
        Error::AlertReceived(AlertDescription::UnrecognisedName) => {
            "it does not know this name".to_owned()
        }
        Error::InvalidMessage(_) => "it does not speak TLS there".to_owned(),
        other => other.to_string(),
    };
    Some(format!("TLS: {words}"))
}

fn certificate(wrong: &CertificateError) -> String {
    match wrong {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "its certificate has expired".to_owned()
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "its certificate is not valid yet".to_owned()
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "its certificate is for another host".to_owned()
        }
        CertificateError::Revoked => "its certificate is revoked".to_owned(),
        CertificateError::UnknownIssuer => NoChain::Unknown.to_string(),
        CertificateError::BadEncoding => "its certificate cannot be read".to_owned(),
        other => format!("its certificate is not valid: {other}"),
    }
}
