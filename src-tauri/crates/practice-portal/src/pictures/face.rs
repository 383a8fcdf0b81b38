//! An invented face, on cards and on portraits alike. It is plainly a drawing.

use super::{
    Age, Face, Wearing,
    svg::{Ink, Svg},
};

const SKINS: [(&str, &str); 3] =
    [("#f0d2b8", "#dfb596"), ("#e6bf9d", "#cd9f7a"), ("#d3a27b", "#b7835c")];
const CLOTHES: [(&str, &str); 6] = [
    ("#6f86a6", "#f3ede2"),
    ("#8a5d5b", "#efe6dc"),
    ("#56705f", "#f2eee0"),
    ("#3f4655", "#ffffff"),
    ("#b08a4f", "#fbf5e6"),
    ("#77688d", "#f1ecf5"),
];

struct Paint {
    skin: &'static str,
    shade: &'static str,
    hair: &'static str,
    cloth: &'static str,
    collar: &'static str,
}

fn paint(face: Face) -> Paint {
    let (skin, shade) = SKINS[usize::from(face.skin) % SKINS.len()];
    let (cloth, collar) = CLOTHES[usize::from(face.clothes) % CLOTHES.len()];
    let hair = match (face.age, face.hair % 2) {
        (Age::Old, 0) => "#b9b4ad",
        (Age::Old, _) => "#8b8680",
        (Age::Grown, 0) => "#2e2623",
        (_, 0) => "#33281f",
        _ => "#241f1d",
    };
    Paint { skin, shade, hair, cloth, collar }
}

/// Draws the head and shoulders into a field of 300 × 400.
pub(super) fn draw(svg: &mut Svg, face: Face, wearing: Wearing) {
    let Paint { skin, shade, hair, cloth, collar } = paint(face);
    hair_behind(svg, face, hair);
    // Shoulders, collar, neck.
    svg.path("M12 410c4-92 52-120 138-120s134 28 138 120z", &format!(r#"fill="{cloth}""#));
    svg.path(
        "M62 316q-16 30-18 88M238 316q16 30 18 88",
        r##"fill="none" stroke="#000" stroke-opacity=".12" stroke-width="3""##,
    );
    if face.clothes.is_multiple_of(2) {
        svg.path("M108 292c14 26 70 26 84 0l-8-8h-68z", &format!(r#"fill="{collar}""#));
    } else {
        svg.path("M104 292l46 52 46-52-16-10-30 34-30-34z", &format!(r#"fill="{collar}""#));
    }
    svg.path("M124 236h52v50c-8 20-44 20-52 0z", &format!(r#"fill="{shade}""#));
    // Ears and head.
    svg.ellipse(90.0, 186.0, 10.0, 17.0, &format!(r#"fill="{shade}""#));
    svg.ellipse(210.0, 186.0, 10.0, 17.0, &format!(r#"fill="{shade}""#));
    let jaw = if face.female {
        "M91 168c0-52 26-78 59-78s59 26 59 78c0 50-22 94-59 94s-59-44-59-94z"
    } else {
        "M90 166c0-52 26-77 60-77s60 25 60 77c0 44-12 72-28 86-18 14-46 14-64 0-16-14-28-42-28-86z"
    };
    svg.path(jaw, &format!(r#"fill="{skin}""#));
    features(svg, face, shade);
    hair_front(svg, face, hair);
    if face.glasses && wearing != Wearing::Sunglasses {
        svg.open(r##"fill="#fff" fill-opacity=".18" stroke="#3b3a3a" stroke-width="3.2""##);
        svg.rect(103.0, 160.0, 41.0, 31.0, r#"rx="11""#).rect(
            156.0,
            160.0,
            41.0,
            31.0,
            r#"rx="11""#,
        );
        svg.path("M144 171q6-5 12 0M103 170l-13-4M197 170l13-4", r#"fill="none""#).close();
    }
    match wearing {
        Wearing::Mask => mask(svg),
        Wearing::Sunglasses => {
            svg.path(
                "M98 158h46q2 36-22 37-24 0-24-37zM156 158h46q0 37-24 37-24-1-22-37z",
                r##"fill="#1f2226""##,
            );
            svg.path(
                "M144 164q6-4 12 0M98 162l-10-4M202 162l10-4",
                r##"fill="none" stroke="#1f2226" stroke-width="5""##,
            );
            svg.path(
                "M106 164l16 22M166 164l14 22",
                r##"stroke="#fff" stroke-opacity=".22" stroke-width="6""##,
            );
        }
        Wearing::Nothing | Wearing::Company => {}
    }
}

fn features(svg: &mut Svg, face: Face, shade: &str) {
    let brow = if face.female { "3.6" } else { "5.4" };
    let brow_ink = if face.age == Age::Old { "#8d857c" } else { "#33291f" };
    svg.path(
        "M110 150q14-9 30-3M160 147q16-6 30 3",
        &format!(r#"fill="none" stroke="{brow_ink}" stroke-width="{brow}" stroke-linecap="round""#),
    );
    for x in [124.0, 176.0] {
        svg.path(&format!("M{} 174q13-12 26 0q-13 9-26 0z", x - 13.0), r##"fill="#fbf8f3""##);
        svg.circle(x, 173.0, 5.6, r##"fill="#2b211c""##).circle(
            x + 1.8,
            171.0,
            1.6,
            r##"fill="#fff""##,
        );
        svg.path(
            &format!("M{} 174q13-13 27-1", x - 14.0),
            r##"fill="none" stroke="#2b211c" stroke-width="3" stroke-linecap="round""##,
        );
    }
    svg.path(
        "M150 178q-9 22-9 29q8 7 17 1",
        &format!(r#"fill="none" stroke="{shade}" stroke-width="4" stroke-linecap="round""#),
    );
    let lip = if face.female { "#b8564f" } else { "#a8675a" };
    svg.path("M131 227q19 13 38 0q-10-6-19-2q-9-4-19 2z", &format!(r#"fill="{lip}""#));
    svg.ellipse(112.0, 206.0, 12.0, 7.0, r##"fill="#e08b78" fill-opacity=".2""##);
    svg.ellipse(188.0, 206.0, 12.0, 7.0, r##"fill="#e08b78" fill-opacity=".2""##);
    if face.age == Age::Old {
        svg.path("M122 206q-8 10-7 20M178 206q8 10 7 20M112 186q8 5 20 3M168 189q12 2 20-3M124 128q26-6 52 0M128 138q22-4 44 0", &format!(r#"fill="none" stroke="{shade}" stroke-width="2.6" stroke-linecap="round""#));
    }
    if !face.female && face.hair == 3 && face.age != Age::Young {
        svg.path(
            "M124 236q26 26 52 0q-4 22-26 24q-22-2-26-24z",
            r##"fill="#4c423b" fill-opacity=".28""##,
        );
    }
}

fn hair_behind(svg: &mut Svg, face: Face, hair: &str) {
    let fill = format!(r#"fill="{hair}""#);
    if !face.female {
        if face.age != Age::Old || face.hair != 0 {
            svg.path("M82 172C74 100 106 80 150 80s76 20 68 92z", &fill);
        }
        return;
    }
    match (face.age, face.hair) {
        (Age::Old, _) => {
            for (x, y, r) in [
                (92.0, 140.0, 30.0),
                (208.0, 140.0, 30.0),
                (86.0, 178.0, 24.0),
                (214.0, 178.0, 24.0),
                (110.0, 104.0, 32.0),
                (190.0, 104.0, 32.0),
                (150.0, 92.0, 34.0),
            ] {
                svg.circle(x, y, r, &fill);
            }
        }
        (_, 0) => {
            svg.path(
                "M74 190C60 84 102 54 150 54s92 30 76 136c8 46 10 84 4 118H70c-6-34-4-72 4-118z",
                &fill,
            );
        }
        (_, 1) => {
            svg.path(
                "M78 186C66 92 104 60 150 60s86 32 72 126c2 30-2 50-12 64H90c-10-14-14-34-12-64z",
                &fill,
            );
        }
        (_, 2) => {
            svg.circle(150.0, 58.0, 30.0, &fill);
            svg.path("M84 180C74 96 108 66 150 66s78 30 66 114z", &fill);
        }
        _ => {
            svg.path("M82 180C72 92 108 62 150 62s80 30 68 118c10 10 34 34 28 96-4 26-22 30-26 8-4-34-8-56-18-74z", &fill);
        }
    }
}

fn hair_front(svg: &mut Svg, face: Face, hair: &str) {
    let fill = format!(r#"fill="{hair}""#);
    let d = match (face.female, face.age, face.hair) {
        (true, Age::Old, _) => {
            "M90 160c-6-44 22-74 60-74s66 30 60 74c-8-22-24-36-40-40-24 10-56 12-80 40z"
        }
        (true, _, 0) => {
            "M88 176c-2-62 28-92 64-92 36 2 60 32 58 92-26-8-44-28-52-50-16 30-40 46-70 50z"
        }
        (true, _, 1) => {
            "M87 172c-4-58 26-90 63-90s67 32 63 90c-4-14-8-24-14-30H101c-6 6-10 16-14 30z"
        }
        (true, _, 2) => "M88 160c0-46 26-76 62-76s62 30 62 76c-14-26-36-42-62-42s-48 16-62 42z",
        (true, ..) => "M88 172c0-58 28-88 62-88s62 30 62 88c-8-30-24-48-40-54-10 20-50 22-84 54z",
        (false, Age::Old, 0) => {
            "M86 170c-6-16-4-40 8-56 4 10 4 24 0 36zM214 170c6-16 4-40-8-56-4 10-4 24 0 36z"
        }
        (false, _, 1) => {
            "M84 168c-8-58 26-92 68-92 40 0 70 30 64 92-6-22-12-34-22-42-30 6-68 0-88-10-10 12-16 28-22 52z"
        }
        (false, _, 2) => {
            "M86 160c-4-52 24-82 64-82s68 30 64 82c-6-22-14-36-26-42-24-4-52-4-76 0-12 6-20 20-26 42z"
        }
        (false, _, 3) => {
            "M84 170c-10-62 22-96 66-96 46 0 76 34 66 96-4-24-14-38-24-44-14 4-22-2-28-8-18 14-52 14-62 8-8 8-14 22-18 44z"
        }
        (false, ..) => {
            "M85 166c-6-56 24-90 66-90 42 0 68 32 64 90-6-24-16-36-28-46-34 16-66 10-80 6-10 10-16 22-22 40z"
        }
    };
    svg.path(d, &fill);
}

fn mask(svg: &mut Svg) {
    svg.path(
        "M96 192c30-12 78-12 108 0 2 32-6 52-22 62-18 10-46 10-64 0-16-10-24-30-22-62z",
        r##"fill="#e9f1f4""##,
    );
    svg.path("M99 210c30-8 72-8 102 0M103 227c28-6 66-6 94 0M96 194c-8-4-10-10-10-18M204 194c8-4 10-10 10-18", r##"fill="none" stroke="#b6ccd5" stroke-width="3""##);
}

/// The whole portrait, 300 × 400.
pub(super) fn portrait(face: Face, wearing: Wearing) -> String {
    let mut svg = Svg::new(300, 400);
    let (top, bottom) = match face.clothes % 3 {
        0 => ("#dbe3e1", "#b7c5c4"),
        1 => ("#e9e4da", "#cabfae"),
        _ => ("#dde3ec", "#b4c1d2"),
    };
    svg.bands([0.0, 0.0, 300.0, 400.0], false, 40, (top, bottom));
    svg.path("M0 300 300 250V400H0z", r##"fill="#000" fill-opacity=".05""##);
    if wearing == Wearing::Company {
        let friend = Face {
            female: !face.female,
            hair: (face.hair + 1) % 4,
            clothes: (face.clothes + 2) % 6,
            ..face
        };
        svg.open(r#"transform="translate(116 34) scale(.92)""#);
        draw(&mut svg, friend, Wearing::Nothing);
        svg.close().open(r#"transform="translate(-66 6)""#);
        draw(&mut svg, face, Wearing::Nothing);
        svg.close();
    } else {
        draw(&mut svg, face, wearing);
    }
    svg.rect(216.0, 362.0, 72.0, 28.0, r##"rx="5" fill="#1d2a3a" fill-opacity=".55""##);
    svg.text(253.0, 382.5, Ink::new(18.0, "#ffffff").bold().middle().spaced(4.0), "範例");
    svg.finish()
}
