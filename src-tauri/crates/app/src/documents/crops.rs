//! Magnified crops in the staff-only note: made by the worker like everything that is shown, kept
//! encrypted on this computer, gone with the document, never on the wire.

use ::documents::RenditionRequest;
use domain::{CaseKind, CaseRef};
use store::crops::{Crop, PutCropError};
use uuid::Uuid;

use crate::case_file::{CaseFile, case_file};
use crate::documents::render::{explain, render};
use crate::documents::unsealing;
use crate::error::ApiError;
use crate::ids::new_uuid;
use crate::state::{Desk, Named, Part, RenditionView, Session, blocking};
use crate::views::papers::{CropView, DropCropRequest, KeepCropRequest};
use crate::words;

/// The longest side of a crop, in pixels.
const LARGEST: u32 = 1400;

impl Desk {
    /// Attaches what is seen of a document to the case's note.
    ///
    /// # Errors
    /// `Gone` if the document is not here, `Refused` if it cannot be shown or the note is full.
    pub async fn keep_crop(&self, request: KeepCropRequest) -> Result<Vec<CropView>, ApiError> {
        let session = self.session().await?;
        let file = case_file(&session, request.case).await?;
        if !file.case.attachments().iter().any(|one| one.id == request.document) {
            return Err(ApiError::gone());
        }
        let part = request.part;
        let part = Part { left: part.left, top: part.top, width: part.width, height: part.height };
        let wanted = RenditionRequest::preview(LARGEST).of_page(request.page).of_part(part.crop());
        let rendition = render(&session, request.document, wanted)
            .await?
            .map_err(|refusal| ApiError::refused(explain(&refusal, request.case.kind)))?;
        let now = session.now();
        let crop = Crop {
            id: new_uuid(now)?,
            case: request.case.id,
            document: request.document,
            page: request.page,
            turn: request.turn % 4,
            media_type: rendition.media_type.as_str().to_owned(),
            width: rendition.width,
            height: rendition.height,
        };
        let (store, actor) = (session.store.clone(), session.me().subject.clone());
        blocking(move || {
            store.put_crop(&crop, &rendition.bytes, now, |tx| {
                let event = store::audit::Event {
                    at: now,
                    actor: &actor,
                    action: store::audit::Action::DocumentCropped,
                    subject: store::audit::case_subject(crop.case),
                    detail: serde_json::json!({ "document": crop.document }),
                };
                store::audit::append(tx, &event)
            })
        })
        .await?;
        crops_of(&session, request.case).await
    }

    /// Erases a crop.
    ///
    /// # Errors
    /// A failing database.
    pub async fn drop_crop(&self, request: DropCropRequest) -> Result<Vec<CropView>, ApiError> {
        let session = self.session().await?;
        let DropCropRequest { case, crop } = request;
        session.write(move |tx| store::crops::remove(tx, case.id, crop)).await?;
        crops_of(&session, case).await
    }
}

async fn crops_of(session: &Session, case: CaseRef) -> Result<Vec<CropView>, ApiError> {
    Ok(crops_view(session, &case_file(session, case).await?))
}

pub(crate) fn crops_view(session: &Session, file: &CaseFile) -> Vec<CropView> {
    file.crops.iter().filter_map(|crop| crop_view(session, file, crop)).collect()
}

fn crop_view(session: &Session, file: &CaseFile, crop: &Crop) -> Option<CropView> {
    let of = file.case.attachments().iter().find(|one| one.id == crop.document);
    let what = match of {
        Some(document) => words::document_word(document.kind),
        None if file.case.reference().kind == CaseKind::Post => "照片",
        None => "文件",
    };
    Some(CropView {
        id: crop.id,
        handle: session.pictures.handle(Named::Crop(crop.id))?,
        label: format!("{what} 第 {} 頁", crop.page + 1),
        turn: crop.turn,
        width: crop.width,
        height: crop.height,
    })
}

/// A crop for the window. Its bytes are the worker's own, checked when they were made and
/// authenticated when they are read.
pub(crate) async fn open_crop(session: &Session, crop: Uuid) -> Option<RenditionView> {
    let store = session.store.clone();
    let opened = unsealing::patiently(unsealing::AT_ONCE, move || store.open_crop(crop)).await;
    let (media_type, bytes) =
        opened.inspect_err(|error| tracing::warn!(%error, "a crop could not be opened")).ok()?;
    let media_type = if media_type == "image/png" { "image/png" } else { "image/jpeg" };
    Some(RenditionView { media_type, bytes: bytes.to_vec() })
}

impl From<PutCropError> for ApiError {
    fn from(error: PutCropError) -> Self {
        match error {
            PutCropError::TooMany => Self::refused(format!(
                "備註最多放 {} 張擷圖。請先移除不需要的。",
                store::crops::MOST
            )),
            PutCropError::Gone => Self::gone(),
            PutCropError::Store(error) => error.into(),
        }
    }
}
