//! The pipe between the desk and a worker: length-prefixed frames of a JSON header and raw bytes.
//!
//! A frame is two little-endian `u32` lengths (header, body), the header, the body. Both sides
//! refuse lengths above what the message may have, before they allocate anything.

use std::io::{self, Read, Write};

use chrono::NaiveDate;
use domain::{Likeness, Private};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::attempt::{Attempt, Ground};
use crate::confinement::Confinement;
use crate::hint::Hint;
use crate::limits::MAX_RENDITION_BYTES;
use crate::refusal::Refusal;
use crate::rendition::{MediaType, RenditionRequest};

/// A header has a few hundred bytes; more is not ours.
const MAX_HEADER_BYTES: usize = 64 * 1024;

/// What the desk asks; the body is the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Job {
    /// Make a rendition.
    Render(RenditionRequest),
    /// Say how many pages there are, and draw none.
    CountPages,
    /// Try what a worker must not be able to do.
    Try(Attempt, Ground),
}

/// What the worker says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Answer {
    /// Sent once, before the first byte of a file is read.
    Ready(Confinement),
    /// The body is the encoded picture.
    Rendition(RenditionHeader),
    /// How many pages the file has.
    Pages(u32),
    /// What was tried was refused, or not.
    Tried { refused: bool },
    Refused {
        refusal: Refusal,
        /// The worker panicked over this file and must not be used again.
        spent: bool,
    },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct RenditionHeader {
    pub media_type: MediaType,
    pub width: u32,
    pub height: u32,
    pub pages: u32,
    pub source_width: u32,
    pub source_height: u32,
    pub hints: Vec<Hint>,
    pub likeness: Option<Likeness>,
    pub codes: Vec<Private>,
    pub made_on: Option<NaiveDate>,
}

/// The header and length of a frame whose body is still to be read.
pub(crate) fn frame_lengths(prefix: [u8; 8], max_body: usize) -> io::Result<(usize, usize)> {
    let [a, b, c, d, e, f, g, h] = prefix;
    let header = u32::from_le_bytes([a, b, c, d]) as usize;
    let body = u32::from_le_bytes([e, f, g, h]) as usize;
    if header > MAX_HEADER_BYTES || body > max_body {
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "a frame is larger than its message may be",
        ));
    }
    Ok((header, body))
}

/// The first bytes of a frame: the lengths and the header.
pub(crate) fn frame_start(header: &impl Serialize, body: usize) -> io::Result<Vec<u8>> {
    let too_long = || io::Error::new(io::ErrorKind::InvalidInput, "a frame is too long");
    let json = serde_json::to_vec(header)?;
    let mut start = Vec::with_capacity(8 + json.len());
    start.extend(u32::try_from(json.len()).map_err(|_| too_long())?.to_le_bytes());
    start.extend(u32::try_from(body).map_err(|_| too_long())?.to_le_bytes());
    start.extend(json);
    Ok(start)
}

pub(crate) fn write_frame(
    to: &mut impl Write,
    header: &impl Serialize,
    body: &[u8],
) -> io::Result<()> {
    to.write_all(&frame_start(header, body.len())?)?;
    to.write_all(body)?;
    to.flush()
}

/// Reads one frame into `body`, whose allocation is used again. Nothing at the end of the pipe.
pub(crate) fn read_frame<H: DeserializeOwned>(
    from: &mut impl Read,
    body: &mut Vec<u8>,
    max_body: usize,
) -> io::Result<Option<H>> {
    let mut prefix = [0_u8; 8];
    match from.read_exact(&mut prefix) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let (header_len, body_len) = frame_lengths(prefix, max_body)?;
    let mut json = vec![0_u8; header_len];
    from.read_exact(&mut json)?;
    body.clear();
    body.resize(body_len, 0);
    from.read_exact(body)?;
    Ok(Some(serde_json::from_slice(&json)?))
}

/// Reads the worker's answer from the desk's side.
pub(crate) async fn read_answer(
    from: &mut (impl tokio::io::AsyncRead + Unpin),
) -> io::Result<(Answer, Vec<u8>)> {
    use tokio::io::AsyncReadExt as _;
    let mut prefix = [0_u8; 8];
    from.read_exact(&mut prefix).await?;
    let (header_len, body_len) = frame_lengths(prefix, MAX_RENDITION_BYTES)?;
    let mut json = vec![0_u8; header_len];
    from.read_exact(&mut json).await?;
    let mut body = vec![0_u8; body_len];
    from.read_exact(&mut body).await?;
    Ok((serde_json::from_slice(&json)?, body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_comes_back_as_it_was_sent() {
        let job = Job::Render(RenditionRequest::preview(1600));
        let mut pipe = Vec::new();
        write_frame(&mut pipe, &job, b"bytes").expect("writes to memory");
        let mut body = Vec::new();
        let back: Job =
            read_frame(&mut pipe.as_slice(), &mut body, 5).expect("reads").expect("one frame");
        assert_eq!(back, job);
        assert_eq!(body, b"bytes");
    }

    #[test]
    fn a_frame_that_claims_four_gigabytes_is_refused_before_anything_is_allocated() {
        let mut prefix = Vec::from(2_u32.to_le_bytes());
        prefix.extend(u32::MAX.to_le_bytes());
        prefix.extend(b"{}");
        let mut body = Vec::new();
        let error =
            read_frame::<Job>(&mut prefix.as_slice(), &mut body, 1 << 20).expect_err("too large");
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
        assert_eq!(body.capacity(), 0);
    }

    #[test]
    fn the_end_of_the_pipe_is_not_an_error() {
        let mut body = Vec::new();
        let read = read_frame::<Job>(&mut [].as_slice(), &mut body, 10).expect("no error");
        assert!(read.is_none());
    }
}
