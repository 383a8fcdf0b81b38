//! ID tokens: three base64url parts, signed with Ed25519 (RFC 7515, RFC 8037).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use ed25519_dalek::{Signer, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::staff_room::Person;

/// What an ID token says beside the person.
pub(super) struct About<'a> {
    pub issuer: &'a str,
    pub client_id: &'a str,
    pub nonce: Option<&'a str>,
    pub signed_in_at: DateTime<Utc>,
    pub now: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

/// The key's thumbprint (RFC 7638), so that another key never has the same name.
fn key_id(key: &SigningKey) -> String {
    let x = URL_SAFE_NO_PAD.encode(key.verifying_key().as_bytes());
    let canonical = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#);
    URL_SAFE_NO_PAD.encode(Sha256::digest(canonical.as_bytes()))
}

/// The public half as a JSON Web Key.
pub(super) fn public_key(key: &SigningKey) -> Value {
    json!({
        "kty": "OKP",
        "crv": "Ed25519",
        "use": "sig",
        "alg": "EdDSA",
        "kid": key_id(key),
        "x": URL_SAFE_NO_PAD.encode(key.verifying_key().as_bytes()),
    })
}

pub(super) fn sign(key: &SigningKey, person: &Person, about: &About<'_>) -> String {
    let head = json!({ "alg": "EdDSA", "typ": "JWT", "kid": key_id(key) });
    let mut claims = json!({
        "iss": about.issuer,
        "sub": person.subject,
        "aud": about.client_id,
        "iat": about.now.timestamp(),
        "exp": about.expires_at.timestamp(),
        "auth_time": about.signed_in_at.timestamp(),
        "name": person.display_name,
    });
    if let Some(nonce) = about.nonce {
        claims["nonce"] = json!(nonce);
    }
    let signed = format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(head.to_string()),
        URL_SAFE_NO_PAD.encode(claims.to_string())
    );
    let signature = key.sign(signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_id_follows_rfc_8037() {
        // RFC 8037, appendices A.1 to A.3.
        let seed = URL_SAFE_NO_PAD
            .decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A")
            .expect("the appendix's key");
        let key = SigningKey::from_bytes(&seed.try_into().expect("32 bytes"));
        assert_eq!(public_key(&key)["x"], "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
        assert_eq!(key_id(&key), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }

    #[test]
    fn a_desk_verifies_an_id_token_as_its_library_does() {
        use openidconnect::{
            ClientId, IssuerUrl, JsonWebKeySet, Nonce,
            core::{CoreIdToken, CoreIdTokenVerifier, CoreJsonWebKey, CoreJwsSigningAlgorithm},
        };

        let key = SigningKey::from_bytes(&[7; 32]);
        let person = crate::staff_room::everybody().remove(0);
        let now = Utc::now();
        let issuer = "http://127.0.0.1:7080/oidc";
        let about = About {
            issuer,
            client_id: "notebook-desk",
            nonce: Some("n-1"),
            signed_in_at: now,
            now,
            expires_at: now + chrono::Duration::minutes(5),
        };
        let token: CoreIdToken = sign(&key, &person, &about).parse().expect("a token");
        let verify = |key: &SigningKey, nonce: &str| {
            let public: CoreJsonWebKey =
                serde_json::from_value(public_key(key)).expect("a JSON Web Key");
            let verifier = CoreIdTokenVerifier::new_public_client(
                ClientId::new("notebook-desk".to_owned()),
                IssuerUrl::new(issuer.to_owned()).expect("an address"),
                JsonWebKeySet::new(vec![public]),
            )
            .set_allowed_algs([CoreJwsSigningAlgorithm::EdDsa]);
            token
                .claims(&verifier, &Nonce::new(nonce.to_owned()))
                .map(|claims| claims.subject().to_string())
                .ok()
        };
        assert_eq!(verify(&key, "n-1").as_deref(), Some("sw-01"));
        assert_eq!(verify(&key, "n-2"), None);
        assert_eq!(verify(&SigningKey::from_bytes(&[8; 32]), "n-1"), None);
    }
}
