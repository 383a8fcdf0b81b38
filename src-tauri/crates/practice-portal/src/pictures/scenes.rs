//! The pictures that families send along: drawn, friendly, and nobody in particular.

use super::{
    Scene,
    svg::{Ink, Svg},
};

struct Colours {
    sky: [&'static str; 2],
    hill: [&'static str; 2],
    ground: &'static str,
    first: &'static str,
    second: &'static str,
}

const COLOURS: [Colours; 4] = [
    Colours {
        sky: ["#f6d9a6", "#fbf1dd"],
        hill: ["#a9c4a0", "#84aa86"],
        ground: "#dcc39a",
        first: "#d9654e",
        second: "#2c4a7c",
    },
    Colours {
        sky: ["#bfe0ef", "#f0f7f4"],
        hill: ["#b5d1a4", "#8bb585"],
        ground: "#d9d0b0",
        first: "#e0a13c",
        second: "#7a4f86",
    },
    Colours {
        sky: ["#e9c7c4", "#fbeee4"],
        hill: ["#b9b7c9", "#908fae"],
        ground: "#e0cdb4",
        first: "#3f8f86",
        second: "#8a3b4a",
    },
    Colours {
        sky: ["#cfd9f0", "#f3f1ea"],
        hill: ["#9fc0b4", "#77a396"],
        ground: "#d3c6a4",
        first: "#c9568a",
        second: "#3a5f43",
    },
];

const SKIN: &str = "#edc4a2";
const HAIR: &str = "#37281f";

/// 800 × 600.
pub(super) fn scene(scene: Scene, palette: u8) -> String {
    let colours = &COLOURS[usize::from(palette) % COLOURS.len()];
    let mut svg = Svg::new(800, 600);
    match scene {
        Scene::Bike => bike(&mut svg, colours),
        Scene::Cake => cake(&mut svg, colours),
        Scene::Dinner => dinner(&mut svg, colours),
        Scene::ChildsDrawing => childs_drawing(&mut svg, colours),
        Scene::Tomatoes => tomatoes(&mut svg, colours),
        Scene::Dog => dog(&mut svg, colours),
    }
    svg.rect(690.0, 548.0, 92.0, 36.0, r##"rx="7" fill="#1d2a3a" fill-opacity=".5""##);
    svg.text(737.0, 574.0, Ink::new(23.0, "#ffffff").bold().middle().spaced(5.0), "範例");
    svg.finish()
}

fn fill(colour: &str) -> String {
    format!(r#"fill="{colour}""#)
}

fn line(colour: &str, width: f32) -> String {
    format!(
        r#"fill="none" stroke="{colour}" stroke-width="{width}" stroke-linecap="round" stroke-linejoin="round""#
    )
}

fn bike(svg: &mut Svg, c: &Colours) {
    svg.bands([0.0, 0.0, 800.0, 600.0], false, 60, (c.sky[0], c.sky[1]));
    svg.circle(650.0, 130.0, 62.0, r##"fill="#f2a94e" fill-opacity=".85""##);
    svg.path("M0 330q140-120 300-40t280-50 220 50v320H0z", &fill(c.hill[0]));
    svg.path("M0 400q180-90 380-30t420-30v270H0z", &fill(c.hill[1]));
    svg.path("M0 470q400-50 800-10v140H0z", &fill(c.ground));
    for (x, y) in [(90.0, 395.0), (170.0, 380.0), (720.0, 385.0)] {
        svg.path(&format!("M{x} {y}v54"), &line("#7c6247", 9.0));
        svg.circle(x, y - 20.0, 34.0, &fill(c.hill[1]))
            .circle(x - 16.0, y, 24.0, &fill(c.hill[1]))
            .circle(x + 18.0, y - 2.0, 22.0, &fill(c.hill[1]));
    }
    svg.ellipse(410.0, 548.0, 210.0, 14.0, r##"fill="#000" fill-opacity=".12""##);
    for x in [300.0, 520.0] {
        svg.circle(x, 470.0, 74.0, &line("#2f3440", 11.0));
        svg.circle(x, 470.0, 60.0, &line("#f7f3ea", 3.0));
        for turn in 0..6 {
            svg.raw(&format!(r##"<path d="M{x} 412v116" transform="rotate({} {x} 470)" stroke="#9aa0aa" stroke-width="2.4"/>"##, turn * 30));
        }
        svg.circle(x, 470.0, 9.0, &fill("#2f3440"));
    }
    svg.path(
        "M300 470l70-110h110l40 110M370 360l46 110h-116M480 360l-64 110M480 360l-14-44h44",
        &line(c.second, 11.0),
    );
    svg.path("M352 356h46", &line("#2f3440", 15.0));
    svg.path("M416 470l-22 32", &line("#2f3440", 9.0));
    // The rider.
    svg.path("M372 350q-12-92 44-130l44 26q-22 56-30 108z", &fill(c.first));
    svg.path("M376 350q40 10 62 46t-30 96l-14 6", &line("#4a5a78", 27.0));
    svg.path("M380 500h38", &line("#f7f3ea", 19.0));
    svg.path("M440 246q34 44 62 66", &line(SKIN, 19.0));
    svg.circle(448.0, 172.0, 47.0, &fill(SKIN));
    svg.path("M402 184q-22-78 50-82 52 0 46 54-34 2-58-14-10 26-38 42z", &fill(HAIR));
    svg.path("M404 176q-40 8-62 46-18-40 12-66 24-18 52-6z", &fill(HAIR));
    svg.circle(466.0, 172.0, 5.0, &fill("#2a211c"));
    svg.path("M456 194q14 10 26-2", &line("#b3584c", 4.5));
    svg.circle(448.0, 188.0, 8.0, r##"fill="#e9877a" fill-opacity=".5""##);
    svg.path("M404 150q40-66 96-4z", &fill(c.second));
    svg.path("M120 120q20-18 40 0q20-18 40 0M210 80q14-14 30 0q14-14 30 0", &line("#6d6a66", 4.0));
}

fn cake(svg: &mut Svg, c: &Colours) {
    svg.rect(0.0, 0.0, 800.0, 600.0, &fill("#f4e6cf"));
    svg.bands([0.0, 0.0, 800.0, 390.0], false, 40, (c.sky[0], c.sky[1]));
    for index in 0..9 {
        let x = 40.0 + index as f32 * 92.0;
        let colour = [c.first, c.second, "#e7b24a"][index % 3];
        svg.path(&format!("M{} 40q46 30 92 0", x - 46.0), &line("#8f7f6c", 3.0));
        svg.path(&format!("M{} 48l26 54 26-54z", x - 26.0), &fill(colour));
    }
    svg.path("M0 400h800v200H0z", &fill(c.ground));
    svg.ellipse(400.0, 520.0, 290.0, 40.0, r##"fill="#fff" fill-opacity=".85""##);
    svg.ellipse(400.0, 512.0, 270.0, 30.0, &fill("#e7e2d8"));
    svg.path("M190 380v120q210 62 420 0V380z", &fill("#f6dfc4"));
    svg.path("M190 428v48q210 60 420 0v-48q-210 60-420 0z", &fill(c.first));
    svg.ellipse(400.0, 380.0, 210.0, 44.0, &fill("#fff8ee"));
    svg.path("M190 380q0 40 26 38t26-24q4 46 34 46t34-36q6 48 40 48t36-44q6 46 40 46t38-44q6 44 36 42t32-40q4 32 28 30t50-62q-190 88-420 0z", &fill("#fff8ee"));
    for (index, x) in [270.0, 322.0, 374.0, 426.0, 478.0, 530.0].into_iter().enumerate() {
        let y = 366.0 + [6.0, 12.0, 15.0, 15.0, 12.0, 6.0][index];
        let colour = [c.second, c.first, "#e7b24a"][index % 3];
        svg.rect(x - 8.0, y - 84.0, 16.0, 84.0, &format!(r#"rx="5" fill="{colour}""#));
        svg.path(
            &format!("M{} {}l16-14M{} {}l16-14", x - 8.0, y - 20.0, x - 8.0, y - 50.0),
            r##"stroke="#fff" stroke-opacity=".7" stroke-width="5""##,
        );
        svg.path(
            &format!("M{x} {}c-22-28 0-46 0-60 14 18 22 34 0 60z", y - 84.0),
            &fill("#f4a63a"),
        );
        svg.path(&format!("M{x} {}c-9-14 0-22 0-30 8 10 9 18 0 30z", y - 86.0), &fill("#fdeab0"));
    }
    for (x, y) in [(236.0, 378.0), (300.0, 398.0), (500.0, 398.0), (564.0, 378.0), (400.0, 404.0)] {
        svg.circle(x, y, 15.0, &fill("#c63b3f"))
            .path(&format!("M{x} {}q4-12 12-12", y - 13.0), &line("#5c7a45", 4.0));
    }
    svg.text(400.0, 493.0, Ink::new(35.0, "#fffaf2").bold().middle().spaced(8.0), "生日快樂");
}

fn person(svg: &mut Svg, x: f32, y: f32, scale: f32, shirt: &str, hair: &str, long: bool) {
    svg.open(&format!(r#"transform="translate({x} {y}) scale({scale})""#));
    if long {
        svg.path("M-52 10C-60-70 60-70 52 10v60H-52z", &fill(hair));
    }
    svg.path("M-86 190q0-112 86-112t86 112z", &fill(shirt));
    svg.rect(-16.0, 44.0, 32.0, 44.0, &fill("#dba987"));
    svg.circle(0.0, 4.0, 50.0, &fill(SKIN));
    svg.path("M-51 4q-4-62 51-62t51 62q-14-30-36-34-34 18-66 34z", &fill(hair));
    svg.circle(-18.0, 10.0, 5.0, &fill("#2a211c")).circle(18.0, 10.0, 5.0, &fill("#2a211c"));
    svg.path("M-16 30q16 14 32 0", &line("#b3584c", 4.5));
    svg.circle(-32.0, 24.0, 8.0, r##"fill="#e9877a" fill-opacity=".45""##).circle(
        32.0,
        24.0,
        8.0,
        r##"fill="#e9877a" fill-opacity=".45""##,
    );
    svg.close();
}

fn dinner(svg: &mut Svg, c: &Colours) {
    svg.rect(0.0, 0.0, 800.0, 600.0, &fill("#f3e2c4"));
    svg.bands([0.0, 0.0, 800.0, 330.0], false, 40, (c.sky[0], c.sky[1]));
    svg.rect(
        60.0,
        40.0,
        170.0,
        150.0,
        &format!(r##"fill="{}" stroke="#a88a63" stroke-width="12""##, c.hill[0]),
    );
    svg.path("M66 150q60-60 160-10v44H66z", &fill(c.hill[1]));
    svg.path(
        "M400 0v86M330 120q70-74 140 0z",
        &format!(r##"fill="{}" stroke="#5b4a38" stroke-width="6""##, c.first),
    );
    svg.path("M330 122q70 22 140 0l90 210H240z", r##"fill="#fff3c9" fill-opacity=".5""##);
    person(svg, 190.0, 246.0, 1.0, c.second, "#c9c3ba", false);
    person(svg, 330.0, 230.0, 1.06, c.first, HAIR, true);
    person(svg, 610.0, 250.0, 0.96, c.hill[1], "#2c221d", false);
    person(svg, 482.0, 282.0, 0.78, "#e7b24a", HAIR, true);
    svg.ellipse(400.0, 508.0, 400.0, 142.0, &fill("#8f5f3b")).ellipse(
        400.0,
        494.0,
        386.0,
        132.0,
        &fill("#b47d50"),
    );
    svg.path(
        "M90 470q300-90 620 0",
        r##"fill="none" stroke="#fff" stroke-opacity=".15" stroke-width="10""##,
    );
    for (x, y, r, colour, food) in [
        (250.0, 470.0, 66.0, "#fbfaf5", "#8a4a25"),
        (400.0, 448.0, 72.0, "#fbfaf5", "#5f8a45"),
        (550.0, 472.0, 66.0, "#fbfaf5", "#d9a441"),
        (402.0, 548.0, 78.0, "#e9eef1", "#c4603f"),
    ] {
        svg.ellipse(x, y + 8.0, r, r * 0.46, r##"fill="#000" fill-opacity=".16""##);
        svg.ellipse(x, y, r, r * 0.46, &fill(colour));
        svg.ellipse(x, y - 3.0, r * 0.72, r * 0.3, &fill(food));
        for piece in 0..5 {
            let angle = piece as f32 * 1.26;
            svg.circle(
                x + angle.cos() * r * 0.42,
                y - 6.0 + angle.sin() * r * 0.15,
                r * 0.14,
                r##"fill="#fff" fill-opacity=".22""##,
            );
        }
    }
    svg.path("M378 520q-12-22 4-40M404 516q-12-22 4-40M430 520q-12-22 4-40", r##"fill="none" stroke="#fff" stroke-opacity=".75" stroke-width="7" stroke-linecap="round""##);
    for x in [140.0, 660.0] {
        svg.ellipse(x, 500.0, 40.0, 22.0, &fill("#f6f2ea")).ellipse(
            x,
            494.0,
            32.0,
            15.0,
            &fill("#fffef9"),
        );
        svg.path(&format!("M{} 474l66 40M{} 466l66 40", x + 30.0, x + 38.0), &line("#7b3f2b", 5.0));
    }
}

fn childs_drawing(svg: &mut Svg, c: &Colours) {
    svg.rect(0.0, 0.0, 800.0, 600.0, &fill("#cdb892"));
    svg.open(r#"transform="rotate(-1.6 400 300)""#);
    svg.rect(44.0, 40.0, 716.0, 528.0, r##"fill="#000" fill-opacity=".18""##);
    svg.rect(36.0, 30.0, 716.0, 528.0, &fill("#fffdf6"));
    svg.circle(130.0, 112.0, 46.0, &line("#f0a02e", 13.0)).circle(
        130.0,
        112.0,
        30.0,
        &fill("#f8c64e"),
    );
    for turn in 0..10 {
        svg.raw(&format!(r##"<path d="M130 46v-26" transform="rotate({} 130 112)" stroke="#f0a02e" stroke-width="10" stroke-linecap="round"/>"##, turn * 36));
    }
    svg.path(
        "M470 250l124-96 120 98M492 240v190h206V240M560 430v-92h60v92",
        &line("#b6503c", 10.0),
    );
    svg.path("M500 262h46v44h-46zM640 262h44v44h-44z", &line("#3b6fae", 8.0));
    svg.path("M60 446q40-24 80 0t80 0 80 0 80 0 80 0 80 0 80 0 80 0 80 0", &line("#5e9a4c", 15.0));
    for (x, tall, colour, long) in [
        (210.0, 210.0, c.second, false),
        (306.0, 180.0, c.first, true),
        (392.0, 120.0, "#e2a93a", true),
        (128.0, 104.0, "#4f9a8c", false),
    ] {
        let head = 442.0 - tall;
        let r = 24.0 + tall * 0.06;
        svg.circle(x, head, r, &line("#4b3a30", 7.0));
        svg.circle(x - r * 0.36, head - 4.0, 4.0, &fill("#2f241e")).circle(
            x + r * 0.36,
            head - 4.0,
            4.0,
            &fill("#2f241e"),
        );
        svg.path(
            &format!("M{} {}q{} 16 {} 0", x - r * 0.45, head + r * 0.3, r * 0.45, r * 0.9),
            &line("#c2453e", 6.0),
        );
        if long {
            svg.path(
                &format!(
                    "M{} {head}q-10-{} {} -{}q{} 0 {} {}",
                    x - r,
                    r * 1.2,
                    r,
                    r * 1.4,
                    r * 1.1,
                    r,
                    r * 1.5
                ),
                &line(HAIR, 9.0),
            );
        } else {
            for hair in 0..6 {
                let at = x - r * 0.8 + hair as f32 * r * 0.32;
                svg.path(&format!("M{at} {}l3-18", head - r * 0.8), &line(HAIR, 6.0));
            }
        }
        let body = head + r;
        svg.path(
            &format!("M{x} {body}L{} {}H{}z", x - 34.0, body + tall * 0.42, x + 34.0),
            &format!(r#"fill="{colour}" fill-opacity=".75" stroke="{colour}" stroke-width="7""#),
        );
        svg.path(
            &format!(
                "M{} {}V442M{} {}V442M{x} {}l-58 24M{x} {}l58 24",
                x - 15.0,
                body + tall * 0.42,
                x + 15.0,
                body + tall * 0.42,
                body + 24.0,
                body + 24.0
            ),
            &line("#4b3a30", 7.0),
        );
    }
    svg.path(
        "M262 180c-14-20-40-6-30 16 6 14 22 20 30 32 8-12 24-18 30-32 10-22-16-36-30-16z",
        &fill("#e2584f"),
    );
    svg.text(250.0, 520.0, Ink::new(46.0, "#3b6fae").bold().middle().spaced(10.0), "我的全家");
    svg.text(560.0, 520.0, Ink::new(34.0, "#b6503c").middle().spaced(4.0), "爸爸看這裡");
    svg.path("M300 90q40-30 70-6M640 84q30-26 56 0q30-16 50 6", &line("#8fb9dc", 9.0));
    svg.close();
}

fn tomatoes(svg: &mut Svg, c: &Colours) {
    svg.bands([0.0, 0.0, 800.0, 600.0], false, 60, (c.sky[0], c.sky[1]));
    svg.path("M0 360q200-70 420-20t380-30v290H0z", &fill(c.hill[0]));
    for x in [40.0, 150.0, 650.0, 760.0] {
        svg.path(&format!("M{x} 60v520"), &line("#b89a6c", 13.0));
    }
    svg.path("M0 150h800M0 330h800", &line("#b89a6c", 9.0));
    svg.path("M400 560C380 400 430 300 390 70M392 330q-110-20-170-110M402 260q100-20 180-110M396 430q120 0 190-70M398 470q-110 10-190-50", &line("#5b7f45", 13.0));
    for (x, y, turn) in [
        (222.0, 214.0, -40),
        (300.0, 170.0, 20),
        (480.0, 190.0, -20),
        (584.0, 146.0, 40),
        (590.0, 356.0, 30),
        (204.0, 416.0, -30),
        (330.0, 90.0, 0),
        (460.0, 110.0, 10),
        (300.0, 380.0, 15),
        (500.0, 300.0, -15),
    ] {
        svg.raw(&format!(r##"<path d="M0 0q-50-16-66-64 56-10 76 28 14-44 66-44-2 56-48 76-10 6-28 4z" transform="translate({x} {y}) rotate({turn})" fill="{}"/>"##, if turn > 0 { "#6f9a52" } else { "#5d8a48" }));
    }
    for (x, y, r, colour) in [
        (270.0, 290.0, 44.0, "#cf3f33"),
        (352.0, 330.0, 40.0, "#d9523c"),
        (460.0, 380.0, 48.0, "#c93a30"),
        (548.0, 250.0, 38.0, "#e08a3c"),
        (250.0, 470.0, 42.0, "#d4483a"),
        (540.0, 440.0, 36.0, "#9fb04c"),
        (410.0, 210.0, 34.0, "#dd6a3e"),
    ] {
        svg.circle(x, y, r, &fill(colour));
        svg.ellipse(
            x - r * 0.34,
            y - r * 0.36,
            r * 0.24,
            r * 0.16,
            r##"fill="#fff" fill-opacity=".5""##,
        );
        svg.path(
            &format!("M{x} {}l-20-10 14 0-4-14 10 10 10-10-4 14 14 0z", y - r + 8.0),
            &fill("#4f7a3d"),
        );
    }
    svg.path("M0 540h800v60H0z", &fill("#8a6546"));
    svg.path("M300 600l20-84h160l20 84z", &fill("#b5653f"));
    svg.rect(306.0, 500.0, 188.0, 26.0, &format!(r#"rx="6" {}"#, fill("#c2724a")));
}

fn dog(svg: &mut Svg, c: &Colours) {
    svg.rect(0.0, 0.0, 800.0, 600.0, &fill("#efe2cb"));
    svg.bands([0.0, 0.0, 800.0, 380.0], false, 40, (c.sky[0], c.sky[1]));
    svg.path("M0 380h800v220H0z", &fill(c.ground));
    svg.path("M0 380h800", &line("#9c8562", 5.0));
    svg.rect(
        560.0,
        120.0,
        180.0,
        260.0,
        &format!(r##"fill="{}" stroke="#8a6f4c" stroke-width="10""##, c.hill[1]),
    );
    svg.circle(716.0, 260.0, 8.0, &fill("#f4e3b3"));
    svg.ellipse(370.0, 536.0, 220.0, 26.0, r##"fill="#000" fill-opacity=".14""##);
    let coat = if c.first == "#d9654e" { "#2d2a2a" } else { "#c98f52" };
    let light = if coat == "#2d2a2a" { "#f4efe6" } else { "#f7e7cd" };
    svg.path("M520 470q90-30 70-120-10 60-80 66z", &fill(coat));
    svg.path("M250 530c-20-150 40-230 130-230s170 80 156 230z", &fill(coat));
    svg.path("M320 530c-10-90 10-150 60-150s66 60 58 150z", &fill(light));
    svg.rect(262.0, 480.0, 62.0, 60.0, &format!(r#"rx="26" {}"#, fill(coat))).rect(
        440.0,
        480.0,
        62.0,
        60.0,
        &format!(r#"rx="26" {}"#, fill(coat)),
    );
    svg.path("M260 190q-60-60-84-10 0 90 70 110zM500 190q60-60 84-10 0 90-70 110z", &fill(coat));
    svg.path(
        "M240 230c0-90 60-130 140-130s140 40 140 130c0 80-50 130-140 130s-140-50-140-130z",
        &fill(coat),
    );
    svg.path("M380 102c34 0 30 90 34 130 30 20 46 40 40 76-10 34-40 50-74 50s-64-16-74-50c-6-36 10-56 40-76 4-40 0-130 34-130z", &fill(light));
    svg.circle(318.0, 218.0, 15.0, &fill("#1c1715")).circle(442.0, 218.0, 15.0, &fill("#1c1715"));
    svg.circle(323.0, 213.0, 5.0, &fill("#fff")).circle(447.0, 213.0, 5.0, &fill("#fff"));
    svg.path("M350 262q30-20 60 0-6 34-30 34t-30-34z", &fill("#231c1a"));
    svg.path("M380 296v20M380 316q-26 26-48 4M380 316q26 26 48 4", &line("#231c1a", 6.0));
    svg.path("M360 326q20 50 42 0z", &fill("#e2776f"));
    svg.path("M300 366q80 40 160 0l-6 26q-74 34-148 0z", &fill(c.first));
    svg.circle(380.0, 404.0, 16.0, &fill("#e7b24a"));
    for (x, y) in [(120.0, 500.0), (176.0, 528.0)] {
        svg.circle(x, y, 24.0, &fill(c.second))
            .path(&format!("M{} {}q20 16 44 0", x - 22.0, y - 2.0), &line("#fff", 4.0));
    }
}
