// The signs of states: a shape beside each colour.
import { t } from "/static/i18n.js";

const SHAPES = { // in a box of 20, as the state's words say: shape beside colour
    ok: '<circle cx="10" cy="10" r="6"/>',
    watch: '<path d="M10 .8 19.2 10 10 19.2 .8 10z"/>',
    warn: '<path d="M10 1.5 19 18H1z"/>',
    late: '<path d="M1.6 1.6h16.8v16.8H1.6z"/>',
    breach: '<path fill-rule="evenodd" d="M6 1h8l5 5v8l-5 5H6l-5-5V6zm0 6.4L8.6 10 6 12.6 7.4 14l2.6-2.6 2.6 2.6 1.4-1.4-2.6-2.6L14 7.4 12.6 6 10 8.6 7.4 6z"/>',
    susp: '<path d="M4 3h4v14H4zm8 0h4v14h-4z"/>',
    stale: '<path fill-rule="evenodd" d="M10 1a9 9 0 1 1 0 18 9 9 0 0 1 0-18zm0 2a7 7 0 1 0 0 14 7 7 0 0 0 0-14zm-1 2h2v4h3v2H9z"/>',
    insufficient: '<circle cx="10" cy="10" r="8" fill="none" stroke="currentColor" stroke-width="2" stroke-dasharray="4 3"/>',
    closed: '<path d="M3 9h14v2H3z"/>',
    offline: '<path d="m5 3.6 5 5 5-5L16.4 5l-5 5 5 5-1.4 1.4-5-5-5 5L3.6 15l5-5-5-5z"/>',
};

export function shape(state) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 20 20");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", t.states[state] ?? state);
    svg.setAttribute("fill", "currentColor");
    svg.innerHTML = SHAPES[state] ?? SHAPES.ok;
    svg.style.color = `var(--${["stale", "insufficient", "closed", "offline"].includes(state) ? "none" : state})`;
    return svg;
}

// Beside words that say the same.
export function sign(state) {
    const svg = shape(state);
    svg.removeAttribute("role");
    svg.removeAttribute("aria-label");
    svg.setAttribute("aria-hidden", "true");
    return svg;
}
