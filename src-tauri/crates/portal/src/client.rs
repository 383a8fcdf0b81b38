//! Every call of the contract's staff side, one method each.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use domain::{
    Application, CaseId, Decision, DecisionId, Escalation, EscalationId, Post, Suspension,
    SuspensionId,
};
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap};
use reqwest::{Method, Response, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use url::Url;
use uuid::Uuid;

use crate::error::is_transient_status;
use crate::retry_after::retry_after;
use crate::session::Tokens;
use crate::transport::{connect, from_reqwest, media_type, read_capped};
use crate::wire::{
    ActReceipt, ActRef, ActsAsked, AuditHead, AuditHeads, CaseStats, Claim, ClaimExtension, Claims,
    ClaimsRequest, DecisionReceipt, Escrow, Lift, Me, Meta, MissingActs, Policies, Problem,
    RawChanges, RejectionStats, Remainder, Remainders, Settlement,
};
use crate::{ClientError, ClientOptions, NetworkKind};

/// Tells the portal which desk asks, so that it can say `client-too-old`.
pub(crate) const DESK_VERSION: &str = "desk-version";
const AUDIT_HEAD: &str = "desk-audit-head";

/// Speaks the contract with one portal for one signed-in person. Cheap to clone; clones share
/// their connections.
///
/// # Errors
/// Every call may fail with [`ClientError::Network`], [`ClientError::Unauthorised`] (a 401 after
/// one refresh), [`ClientError::Secrets`] (the refreshed token could not be kept), an answer that
/// is none of the contract ([`ClientError::Status`], [`ClientError::NotJson`],
/// [`ClientError::Malformed`], [`ClientError::TooLarge`]), and 408, 425, 429 or 5xx for "not now".
/// What a call names besides is a [`ClientError::Problem`] of that status.
#[derive(Clone)]
pub struct Client {
    base: Url,
    http: reqwest::Client,
    tokens: Option<Arc<Tokens>>,
    options: Arc<ClientOptions>,
}

/// The body of an act: made now, or the JSON that was written down when the act was recorded, which
/// is sent byte for byte however often and by whichever version of the desk.
pub enum Body<'a, T> {
    /// Written as JSON when it is sent.
    New(&'a T),
    /// JSON from the outbox, sent as it stands.
    Written(&'a str),
}

impl<'a, T> From<&'a T> for Body<'a, T> {
    fn from(value: &'a T) -> Self {
        Self::New(value)
    }
}

/// One request of the contract before it is sent.
pub(crate) struct Call<'a> {
    /// For errors: the call's name in the contract.
    pub name: &'static str,
    pub method: Method,
    pub path: &'a [&'a str],
    pub query: Vec<(&'static str, String)>,
    pub body: Option<Bytes>,
    pub headers: HeaderMap,
    pub timeout: Option<Duration>,
}

impl Client {
    /// A client for the portal at `base` (the address that `/staff/v1` is added to).
    ///
    /// # Errors
    /// [`ClientError::BadAddress`] unless `base` is https, or http on this machine.
    pub fn new(
        base: Url,
        tokens: Arc<Tokens>,
        options: ClientOptions,
    ) -> Result<Self, ClientError> {
        Self::build(base, Some(tokens), options)
    }

    /// A client before anybody signed in: it can ask for [`Client::meta`] alone, and every other
    /// call is [`ClientError::Unauthorised`] without being sent.
    ///
    /// # Errors
    /// As [`Client::new`].
    pub fn anonymous(base: Url, options: ClientOptions) -> Result<Self, ClientError> {
        Self::build(base, None, options)
    }

    fn build(
        base: Url,
        tokens: Option<Arc<Tokens>>,
        options: ClientOptions,
    ) -> Result<Self, ClientError> {
        let http = connect(&base, &options)?;
        Ok(Self { base, http, tokens, options: Arc::new(options) })
    }

    /// The portal's address, without `/staff/v1`.
    pub fn base(&self) -> &Url {
        &self.base
    }

    /// Time limits, size limits and version that its calls go by.
    pub fn options(&self) -> &ClientOptions {
        &self.options
    }

    /// `GET /meta`: needs nobody signed in.
    ///
    /// # Errors
    /// Those of every call but [`ClientError::Unauthorised`] and [`ClientError::Secrets`]: no token
    /// is sent.
    pub async fn meta(&self) -> Result<Meta, ClientError> {
        let call = self.get("meta", &["meta"]);
        self.read_json(call.name, self.send_with(&call, None).await?, None).await
    }

    /// `GET /me`
    ///
    /// # Errors
    /// Those of every call; 403 `not-authorised` where the account is no staff, `client-too-old`.
    pub async fn me(&self) -> Result<Me, ClientError> {
        self.json(self.get("me", &["me"])).await
    }

    /// `GET /me/escrow/{desk}`: what this person's desk left with the portal; nothing if it left none.
    /// For a portal with the feature `escrow`.
    pub async fn escrow(&self, desk: Uuid) -> Result<Option<Escrow>, ClientError> {
        match self.json(self.get("escrow", &["me", "escrow", &desk.to_string()])).await {
            Ok(escrow) => Ok(Some(escrow)),
            Err(error) if error.status() == Some(404) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// `PUT /me/escrow/{desk}`: in the place of what this person's desk left before.
    pub async fn put_escrow(&self, desk: Uuid, escrow: &Escrow) -> Result<(), ClientError> {
        let path = ["me", "escrow", &desk.to_string()];
        self.send(self.write("escrow", Method::PUT, &path, escrow)?).await.map(drop)
    }

    /// `GET /policy`
    ///
    /// # Errors
    /// Those of every call; 403.
    pub async fn policy(&self) -> Result<Policies, ClientError> {
        self.json(self.get("policy", &["policy"])).await
    }

    /// `GET /changes`: one page after `cursor`, or from the beginning without one. The items come
    /// unread, so that one malformed item costs itself and not the page.
    ///
    /// # Errors
    /// Among others 410 `cursor-unknown`: take a full snapshot.
    pub async fn changes(
        &self,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<RawChanges, ClientError> {
        let mut call = self.get("changes", &["changes"]);
        if let Some(cursor) = cursor {
            call.query.push(("cursor", cursor.to_owned()));
        }
        call.query.push(("limit", limit.to_string()));
        let name = call.name;
        let response = self.send(call).await?;
        self.read_json(name, response, Some(self.options.max_page_bytes)).await
    }

    /// `GET /applications/{id}`
    ///
    /// # Errors
    /// Those of every call; 403; 404 where it is unknown or no longer of this facility.
    pub async fn application(&self, id: CaseId) -> Result<Application, ClientError> {
        self.json(self.get("application", &["applications", &id.to_string()])).await
    }

    /// `GET /posts/{id}`
    ///
    /// # Errors
    /// Those of every call; 403; 404 where it is unknown or no longer of this facility.
    pub async fn post(&self, id: CaseId) -> Result<Post, ClientError> {
        self.json(self.get("post", &["posts", &id.to_string()])).await
    }

    /// `GET /claims`: who works on what at the moment.
    ///
    /// # Errors
    /// Those of every call; 403.
    pub async fn claims(&self) -> Result<Claims, ClientError> {
        self.json(self.get("claims", &["claims"])).await
    }

    /// `POST /claims`: claims what is free. A case that a colleague holds comes back with the
    /// colleague's claim; one that is gone or decided is missing in the answer.
    ///
    /// # Errors
    /// Those of every call; 403; 422 `validation`, for one of more than 200 cases.
    pub async fn claim(&self, request: &ClaimsRequest) -> Result<Claims, ClientError> {
        self.json(self.write("claims", Method::POST, &["claims"], request)?).await
    }

    /// `PUT /claims/{id}`: extends a claim.
    ///
    /// # Errors
    /// Those of every call; 403; 404 where it has run out; 409 `claim-superseded`; 422
    /// `validation`.
    pub async fn extend_claim(&self, id: Uuid, ttl_seconds: u32) -> Result<Claim, ClientError> {
        let path = ["claims", &id.to_string()];
        self.json(self.write("claim", Method::PUT, &path, &ClaimExtension { ttl_seconds })?).await
    }

    /// `DELETE /claims/{id}`: releases a claim; one that is gone already is released as well.
    ///
    /// # Errors
    /// Those of every call; 403.
    pub async fn release_claim(&self, id: Uuid) -> Result<(), ClientError> {
        let path = ["claims", &id.to_string()];
        let mut call = self.get("claim", &path);
        call.method = Method::DELETE;
        match self.send(call).await {
            Ok(_) => Ok(()),
            Err(error) if matches!(error.status(), Some(404 | 410)) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// `PUT /decisions/{uuid}`: may be repeated as often as needed with the same body; the answer
    /// is then the stored one. `audit_head` is how this desk's audit log ends, in 64 hexadecimal
    /// digits: what was in the log by then can be held against it later.
    ///
    /// # Errors
    /// Those of every call, and each problem of [`ProblemType`](crate::wire::ProblemType) but
    /// `cursor-unknown`; 404 where the case is unknown or no longer of this facility; 413.
    pub async fn put_decision(
        &self,
        id: DecisionId,
        decision: impl Into<Body<'_, Decision>>,
        audit_head: Option<&str>,
    ) -> Result<DecisionReceipt, ClientError> {
        let path = ["decisions", &id.to_string()];
        let mut call = self.put("decision", &path, decision.into())?;
        if let Some(head) = audit_head.and_then(|head| head.parse().ok()) {
            call.headers.insert(AUDIT_HEAD, head);
        }
        self.json(call).await
    }

    /// `PUT /escalations/{uuid}`
    ///
    /// # Errors
    /// Those of every call; 403; 404 for the case; 409 where the case is no longer as it was seen;
    /// 413; 422 `decision-id-reused` or `validation`.
    pub async fn put_escalation(
        &self,
        id: EscalationId,
        escalation: impl Into<Body<'_, Escalation>>,
    ) -> Result<ActReceipt, ClientError> {
        let path = ["escalations", &id.to_string()];
        self.json(self.put("escalation", &path, escalation.into())?).await
    }

    /// `PUT /escalations/{uuid}/settle`: by a supervisor other than the proposer.
    ///
    /// # Errors
    /// Those of every call; 403, also for the proposer's own question; 404; 413; 422
    /// `decision-id-reused` or `validation`.
    pub async fn settle(
        &self,
        id: EscalationId,
        settlement: impl Into<Body<'_, Settlement>>,
    ) -> Result<ActReceipt, ClientError> {
        let path = ["escalations", &id.to_string(), "settle"];
        self.json(self.put("settle", &path, settlement.into())?).await
    }

    /// `PUT /suspensions/{uuid}`: supervisors.
    ///
    /// # Errors
    /// Those of every call; 403 for others than supervisors; 404; 409; 413; 422
    /// `decision-id-reused` or `validation`.
    pub async fn put_suspension(
        &self,
        id: SuspensionId,
        suspension: impl Into<Body<'_, Suspension>>,
    ) -> Result<ActReceipt, ClientError> {
        let path = ["suspensions", &id.to_string()];
        self.json(self.put("suspension", &path, suspension.into())?).await
    }

    /// `PUT /suspensions/{uuid}/lift`: supervisors.
    ///
    /// # Errors
    /// Those of every call; 403 for others than supervisors; 404; 413; 422 `decision-id-reused` or
    /// `validation`.
    pub async fn lift(
        &self,
        id: SuspensionId,
        lift: impl Into<Body<'_, Lift>>,
    ) -> Result<ActReceipt, ClientError> {
        let path = ["suspensions", &id.to_string(), "lift"];
        self.json(self.put("lift", &path, lift.into())?).await
    }

    /// `POST /acts/missing`: which of these acts the portal does not have; at most 1,000. For a portal
    /// with the feature `missing_acts`.
    ///
    /// # Errors
    /// Those of every call; 403; 413; 422 `validation`, for one of more acts than the limit.
    pub async fn missing_acts(&self, acts: &[ActRef]) -> Result<MissingActs, ClientError> {
        let asked = ActsAsked { acts: acts.to_vec() };
        self.json(self.write("missing acts", Method::POST, &["acts", "missing"], &asked)?).await
    }

    /// `GET /stats/rejections`: supervisors.
    ///
    /// # Errors
    /// Those of every call; 403 for others than supervisors.
    pub async fn rejection_stats(&self) -> Result<RejectionStats, ClientError> {
        self.json(self.get("rejection stats", &["stats", "rejections"])).await
    }

    /// `GET /stats/cases`: to hold the desk's own numbers against.
    ///
    /// # Errors
    /// Those of every call; 403.
    pub async fn case_stats(&self) -> Result<CaseStats, ClientError> {
        self.json(self.get("case stats", &["stats", "cases"])).await
    }

    /// `GET /remainders`: supervisors.
    ///
    /// # Errors
    /// Those of every call; 403 for others than supervisors.
    pub async fn remainders(&self) -> Result<Remainders, ClientError> {
        self.json(self.get("remainders", &["remainders"])).await
    }

    /// `PUT /remainders/{id}`: also without a right to anything else.
    ///
    /// # Errors
    /// Those of every call; 403; 413; 422 `validation`.
    pub async fn tell_remainder(&self, id: Uuid, remainder: &Remainder) -> Result<(), ClientError> {
        let path = ["remainders", &id.to_string()];
        self.send(self.write("remainder", Method::PUT, &path, remainder)?).await.map(drop)
    }

    /// `PUT /audit-heads/{id}`: also without a right to anything else. For a portal with the feature
    /// `audit_heads`.
    ///
    /// # Errors
    /// Those of every call; 413; 422 `decision-id-reused` or `validation`.
    pub async fn tell_audit_head(&self, id: Uuid, head: &AuditHead) -> Result<(), ClientError> {
        let path = ["audit-heads", &id.to_string()];
        self.send(self.write("audit head", Method::PUT, &path, head)?).await.map(drop)
    }

    /// `GET /audit-heads`: the newest of each of this person's desks; of all the facility's, for a
    /// supervisor.
    ///
    /// # Errors
    /// Those of every call.
    pub async fn newest_audit_heads(&self) -> Result<AuditHeads, ClientError> {
        self.json(self.get("audit heads", &["audit-heads"])).await
    }

    /// `GET /audit-heads?desk`: those that one desk told after the head `after`, oldest first; at most
    /// 1,000.
    ///
    /// # Errors
    /// Those of every call.
    pub async fn audit_heads(
        &self,
        desk: Uuid,
        after: Option<Uuid>,
    ) -> Result<AuditHeads, ClientError> {
        let mut call = self.get("audit heads", &["audit-heads"]);
        call.query.push(("desk", desk.to_string()));
        call.query.extend(after.map(|after| ("after", after.to_string())));
        self.json(call).await
    }

    pub(crate) fn get<'a>(&self, name: &'static str, path: &'a [&'a str]) -> Call<'a> {
        Call {
            name,
            method: Method::GET,
            path,
            query: Vec::new(),
            body: None,
            headers: HeaderMap::new(),
            timeout: Some(self.options.call_timeout),
        }
    }

    fn write<'a, T: Serialize>(
        &self,
        name: &'static str,
        method: Method,
        path: &'a [&'a str],
        body: &T,
    ) -> Result<Call<'a>, ClientError> {
        let body = serde_json::to_vec(body).map_err(|error| malformed(name, &error))?;
        Ok(Call { method, body: Some(body.into()), ..self.get(name, path) })
    }

    fn put<'a, T: Serialize>(
        &self,
        name: &'static str,
        path: &'a [&'a str],
        body: Body<'_, T>,
    ) -> Result<Call<'a>, ClientError> {
        match body {
            Body::New(value) => self.write(name, Method::PUT, path, value),
            Body::Written(text) => {
                let body = Some(Bytes::copy_from_slice(text.as_bytes()));
                Ok(Call { method: Method::PUT, body, ..self.get(name, path) })
            }
        }
    }

    async fn json<T: DeserializeOwned>(&self, call: Call<'_>) -> Result<T, ClientError> {
        let name = call.name;
        let response = self.send(call).await?;
        self.read_json(name, response, None).await
    }

    /// Sends with the session's token. A 401 leads to one refresh and one more attempt.
    pub(crate) async fn send(&self, call: Call<'_>) -> Result<Response, ClientError> {
        let Some(tokens) = &self.tokens else {
            return Err(ClientError::Unauthorised);
        };
        let bearer = tokens.bearer().await?;
        match self.send_with(&call, Some(bearer.header()?)).await {
            Err(ClientError::Unauthorised) => {
                let fresh = tokens.refreshed_after(&bearer).await?;
                match self.send_with(&call, Some(fresh.header()?)).await {
                    Err(ClientError::Unauthorised) => {
                        tokens.refuse(&fresh).await;
                        Err(ClientError::Unauthorised)
                    }
                    other => other,
                }
            }
            other => other,
        }
    }

    async fn send_with(
        &self,
        call: &Call<'_>,
        authorization: Option<reqwest::header::HeaderValue>,
    ) -> Result<Response, ClientError> {
        let mut url = self.base.clone();
        url.path_segments_mut()
            .map_err(|()| ClientError::BadAddress)?
            .pop_if_empty()
            .extend(["staff", "v1"])
            .extend(call.path);
        let mut request = self
            .http
            .request(call.method.clone(), url)
            .header(ACCEPT, "application/json, application/problem+json")
            .header(DESK_VERSION, &self.options.desk_version)
            .headers(call.headers.clone());
        if !call.query.is_empty() {
            request = request.query(&call.query);
        }
        if let Some(body) = &call.body {
            request = request.header(CONTENT_TYPE, "application/json").body(body.clone());
        }
        if let Some(authorization) = authorization {
            request = request.header(reqwest::header::AUTHORIZATION, authorization);
        }
        if let Some(timeout) = call.timeout {
            request = request.timeout(timeout);
        }
        let response = request.send().await.map_err(from_reqwest)?;
        self.judge(response).await
    }

    /// Lets a success through and turns everything else into its error.
    async fn judge(&self, response: Response) -> Result<Response, ClientError> {
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        match status {
            StatusCode::UNAUTHORIZED => return Err(ClientError::Unauthorised),
            StatusCode::PROXY_AUTHENTICATION_REQUIRED => {
                return Err(ClientError::network(NetworkKind::Proxy));
            }
            _ => {}
        }
        let status = status.as_u16();
        let retry_after = retry_after(response.headers());
        if media_type(&response).as_deref() != Some("application/problem+json") {
            return Err(ClientError::Status { status, retry_after });
        }
        let body = match read_capped(response, self.options.max_answer_bytes).await {
            Ok(body) => body,
            // A status that says "later" says so whatever its body.
            Err(_) if is_transient_status(status) => {
                return Err(ClientError::Status { status, retry_after });
            }
            Err(error) => return Err(error),
        };
        Err(match serde_json::from_slice::<Problem>(&body) {
            Ok(problem) => ClientError::Problem { status, retry_after, problem: Box::new(problem) },
            Err(_) => ClientError::Status { status, retry_after },
        })
    }

    async fn read_json<T: DeserializeOwned>(
        &self,
        name: &'static str,
        response: Response,
        limit: Option<u64>,
    ) -> Result<T, ClientError> {
        let content_type = media_type(&response);
        if !matches!(content_type.as_deref(), Some("application/json")) {
            return Err(ClientError::NotJson { content_type: content_type.filter(is_common) });
        }
        let body = read_capped(response, limit.unwrap_or(self.options.max_answer_bytes)).await?;
        serde_json::from_slice(&body).map_err(|error| malformed(name, &error))
    }
}

/// Types that an error may name; anything else is text of somebody's own choice.
#[allow(clippy::ptr_arg)] // What `Option::filter` hands over.
fn is_common(media_type: &String) -> bool {
    matches!(
        media_type.as_str(),
        "text/html"
            | "text/plain"
            | "text/xml"
            | "application/xml"
            | "application/xhtml+xml"
            | "application/octet-stream"
            | "application/problem+json"
    )
}

/// Keeps the place and drops the text: a JSON error quotes what it read.
fn malformed(call: &'static str, error: &serde_json::Error) -> ClientError {
    ClientError::Malformed { call, line: error.line(), column: error.column() }
}
