// Counts along while one writes, as the portal counts: what the eye sees as one character is one,
// spaces and invisible characters apart. Without this script the button beside it counts.
const invisible =
  /[\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF9-\uFFFB\u{1D173}-\u{1D17A}\u{E0000}-\u{E0FFF}]/gu;
const body = document.querySelector("textarea.letter");
const told = document.querySelector("[data-limit]");
if (body && told && Intl.Segmenter) {
  const clusters = new Intl.Segmenter("zh-Hant", { granularity: "grapheme" });
  const count = () => {
    const limit = Number(told.dataset.limit);
    const shown = [...clusters.segment(body.value.trim())]
      .map(({ segment }) => segment.replace(invisible, ""))
      .filter((segment) => segment !== "");
    const solid = shown.filter((segment) => segment.trim() !== "").length;
    const over = solid > limit ? `，請刪減 ${solid - limit} 字` : "";
    told.textContent = `${solid} 字（含空白 ${shown.length}），上限 ${limit} 字${over}`;
    told.classList.toggle("over", solid > limit);
  };
  body.addEventListener("input", count);
  count();
}
