//! Certificates as servers really show them, by connections made for it.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::client::WebPkiServerVerifier;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{CertificateError, RootCertStore, ServerConfig};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::{CertificateFault, fault_of};
use crate::transport::{choose_cipher_provider, connect_trusting, from_reqwest};
use crate::{ClientError, ClientOptions, NetworkKind};

/// Somebody who issues certificates.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    own: CertificateDer<'static>,
}

fn authority(name: &str) -> Authority {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, name);
    let key = KeyPair::generate().expect("a key");
    let own = params.self_signed(&key).expect("a certificate").der().clone();
    Authority { issuer: Issuer::new(params, key), own }
}

/// A certificate for this name, valid from and to these years; by itself where nobody issues it.
fn certificate(
    name: &str,
    years: [i32; 2],
    by: Option<&Authority>,
) -> (CertificateDer<'static>, KeyPair) {
    let mut params = CertificateParams::new([name.to_owned()]).expect("a name");
    params.distinguished_name.push(DnType::CommonName, "portal");
    [params.not_before, params.not_after] = years.map(|year| date_time_ymd(year, 1, 1));
    let key = KeyPair::generate().expect("a key");
    let made = match by {
        Some(by) => params.signed_by(&key, &by.issuer),
        None => params.self_signed(&key),
    };
    (made.expect("a certificate").der().clone(), key)
}

/// What a client that trusts this authority alone says to a server with this certificate.
async fn met(
    trusted: &Authority,
    (certificate, key): (CertificateDer<'static>, KeyPair),
) -> Result<u16, ClientError> {
    choose_cipher_provider();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .expect("key and certificate belong together");
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let port = listener.local_addr().expect("its address").port();
    let server = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.expect("a client");
        let Ok(mut stream) = acceptor.accept(stream).await else { return };
        let _ = stream.read(&mut [0; 1024]).await;
        let answer = b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n";
        let _ = stream.write_all(answer).await;
        let _ = stream.shutdown().await;
    });
    let mut roots = RootCertStore::empty();
    roots.add(trusted.own.clone()).expect("an authority");
    let verifier = WebPkiServerVerifier::builder(Arc::new(roots)).build().expect("a verifier");
    let address = format!("https://localhost:{port}/").parse().expect("an address");
    let client = connect_trusting(&address, &ClientOptions::default(), verifier)?;
    let answer = client.get(address).send().await.map_err(from_reqwest);
    server.await.expect("no panic");
    Ok(answer?.status().as_u16())
}

async fn fault(
    trusted: &Authority,
    served: (CertificateDer<'static>, KeyPair),
) -> CertificateFault {
    match met(trusted, served).await {
        Err(ClientError::Network { kind: NetworkKind::Certificate(fault) }) => fault,
        other => panic!("another end: {other:?}"),
    }
}

#[tokio::test]
async fn five_faults_of_a_certificate_are_told_apart_by_a_real_connection() {
    let (known, unknown) = (authority("known"), authority("unknown"));
    let now = [2020, 2120];
    let good = certificate("localhost", now, Some(&known));
    assert_eq!(met(&known, good).await.expect("trusted"), 204);
    for (served, expected) in [
        (certificate("localhost", now, None), CertificateFault::SelfSigned),
        (certificate("localhost", now, Some(&unknown)), CertificateFault::UnknownIssuer),
        (certificate("localhost", [2020, 2021], Some(&known)), CertificateFault::Expired),
        (certificate("localhost", [2110, 2120], Some(&known)), CertificateFault::NotYetValid),
        (certificate("portal.example", now, Some(&known)), CertificateFault::WrongName),
    ] {
        assert_eq!(fault(&known, served).await, expected);
    }
}

#[tokio::test]
async fn an_authority_that_serves_its_own_certificate_signed_itself() {
    let (known, other) = (authority("known"), authority("other"));
    let mut params = CertificateParams::new(["localhost".to_owned()]).expect("a name");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().expect("a key");
    let own = params.self_signed(&key).expect("a certificate").der().clone();
    assert_eq!(fault(&known, (own, key)).await, CertificateFault::SelfSigned);
    // One that is not for the name it stands under is told by its issuer first.
    let foreign = certificate("elsewhere", [2020, 2120], Some(&other));
    assert_eq!(fault(&known, foreign).await, CertificateFault::UnknownIssuer);
}

#[tokio::test]
async fn a_server_without_tls_is_no_fault_of_a_certificate() {
    choose_cipher_provider();
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let port = listener.local_addr().expect("its address").port();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a client");
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
    });
    let verifier = WebPkiServerVerifier::builder({
        let mut roots = RootCertStore::empty();
        roots.add(authority("known").own).expect("an authority");
        Arc::new(roots)
    });
    let verifier = verifier.build().expect("a verifier");
    let address = format!("https://localhost:{port}/").parse().expect("an address");
    let client = connect_trusting(&address, &ClientOptions::default(), verifier).expect("a client");
    let error = client.get(address).send().await.map_err(from_reqwest).expect_err("no TLS");
    assert!(matches!(error, ClientError::Network { kind: NetworkKind::Tls }), "{error}");
}

/// Seconds since 1970 of a day in 2026.
const IN_2026: u64 = 1_780_000_000;

#[test]
fn a_system_that_says_expired_of_what_is_not_yet_valid_is_not_taken_at_its_word() {
    let (early, _) = certificate("localhost", [2110, 2120], None);
    let (late, _) = certificate("localhost", [2020, 2021], None);
    let told = |certificate: &[u8]| fault_of(&CertificateError::Expired, certificate, IN_2026);
    assert_eq!(told(&early), CertificateFault::NotYetValid);
    assert_eq!(told(&late), CertificateFault::Expired);
}

#[test]
fn a_cut_or_altered_certificate_is_read_without_a_panic() {
    let (whole, _) = certificate("localhost", [2020, 2120], None);
    let told = |bytes: &[u8]| fault_of(&CertificateError::UnknownIssuer, bytes, IN_2026);
    assert_eq!(told(&whole), CertificateFault::SelfSigned);
    assert_eq!(told(&[]), CertificateFault::UnknownIssuer);
    for at in 0..whole.len() {
        told(&whole[..at]);
        for value in [0, 0x7f, 0x80, 0x84, 0xff] {
            let mut altered = whole.to_vec();
            altered[at] = value;
            told(&altered);
        }
    }
}
