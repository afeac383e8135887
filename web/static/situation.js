// The sentences that say what needs somebody.
import { lang, t } from "/static/i18n.js";
import { $ } from "/static/page.js";
import { shape } from "/static/signs.js";

function matter({ subject, text }) {
    const strong = document.createElement("strong");
    strong.textContent = subject?.[lang] ?? "";
    return [strong, " ", text?.[lang] ?? ""];
}

const LINES = 2; // of sentences; the rest is counted
const SIZES = ["head", "text", "label"];

// One line each, at the largest size that cuts nothing.
function fitSituation() {
    for (const item of $("situation").children) {
        const words = item.querySelector("p");
        for (const size of SIZES) {
            item.style.fontSize = `var(--${size})`;
            if (words.scrollWidth <= words.clientWidth) {
                break;
            }
        }
    }
}

export function showSituation(state) {
    const lines = Object.entries(state.lines ?? {}).sort(([a], [b]) => a - b).map(([, line]) => line);
    const items = lines.slice(0, LINES).map((line) => {
        const item = document.createElement("li");
        const words = document.createElement("p");
        words.append(...matter(line), ...(line.also ? [lang === "zh" ? "" : " ", ...matter(line.also)] : []));
        item.append(shape(line.state), words);
        return item;
    });
    if (lines.length > LINES) {
        const more = document.createElement("span");
        more.className = "more";
        more.textContent = t.more(lines.length - LINES);
        items.at(-1).append(more);
    }
    $("situation").replaceChildren(...items);
    fitSituation();
}

new ResizeObserver(fitSituation).observe($("situation"));
document.fonts.ready.then(fitSituation);
