// What pages share: the top bar, panels with their pictures, staleness.
import { lang, t, wireSwitch } from "/static/i18n.js";
import { Live } from "/static/live.js";
import { shape } from "/static/signs.js";

const STALE_S = 20; // twice the heartbeat
const ASK_AGAIN_MS = 1000;
const SUBSCRIBE_AGAIN_MS = 15000;
const SHIFT_MS = 4 * 60 * 1000; // a picture that never moves burns into its screen
const SHIFT_STEPS = 8;
const SHIFT_U = 0.2;

export const live = new Live();
export const $ = (id) => document.getElementById(id);

export function setText(element, text) {
    if (element.textContent !== text) {
        element.textContent = text;
        element.classList.remove("swap");
        void element.offsetWidth;
        element.classList.add("swap");
    }
}

const clamp = (length, least, most) => Math.min(most, Math.max(least, Math.round(length)));

// --- panels -----------------------------------------------------------------------------------

// One picture, its words for those who do not see it, and its regions as things to point at.
export class Panel {
    constructor(id, place) {
        this.root = $(id);
        this.place = place;
        this.name = id;
        this.root.innerHTML = '<header><h2></h2><span class="key"></span><span class="right"><b class="n"></b><b class="fresh"></b></span></header>' +
            '<div class="body"><canvas role="img"></canvas><div class="empty"></div><div class="spots"></div></div>';
        this.body = this.root.querySelector(".body");
        this.canvas = this.root.querySelector("canvas");
        this.spots = this.root.querySelector(".spots");
        this.empty = this.root.querySelector(".empty");
        this.empty.textContent = t.connecting;
        this.ids = [];
        new ResizeObserver(() => this.#resize()).observe(this.body);
        panels.push(this);
    }

    // The sample, when it is known before the words are.
    set n(text) {
        setText(this.root.querySelector(".n"), text);
    }

    #resize() {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.#subscribe(), this.ids.length === 0 ? 0 : 250);
    }

    // What is asked for: the space there is, in the page's own type size.
    #request() {
        const note = parseFloat(getComputedStyle(document.body).fontSize);
        return {
            ...this.place, w: clamp(this.body.clientWidth, 160, 3840), h: clamp(this.body.clientHeight, 40, 3840),
            dpr: Math.min(4, devicePixelRatio), note: Math.round(10 * note) / 10, theme: "dark", lang, bare: true,
        };
    }

    #subscribe() {
        if (this.body.clientWidth < 1 || this.body.clientHeight < 1) {
            return;
        }
        for (const id of this.ids) {
            live.unsubscribe(id);
        }
        const asked = { panel: this.name, ...this.#request() };
        this.ids = [
            live.subscribe({ topic: "panel", ...asked }, {
                picture: (blob) => this.#draw(blob),
                error: (error) => {
                    this.empty.hidden = false;
                    this.empty.textContent = `${t.failed} · ${error.message}`;
                    if (error.code === "too_much_watched") {
                        clearTimeout(this.timer);
                        this.timer = setTimeout(() => this.#subscribe(), SUBSCRIBE_AGAIN_MS);
                    }
                },
            }),
            live.subscribe({ topic: "words", ...asked }, { state: (words) => this.#tell(words) }),
        ];
    }

    async #draw(blob) {
        const turn = this.turn = (this.turn ?? 0) + 1;
        const bitmap = await createImageBitmap(blob);
        if (turn !== this.turn) { // a newer one was quicker
            bitmap.close();
            return;
        }
        this.canvas.width = bitmap.width;
        this.canvas.height = bitmap.height;
        this.canvas.getContext("2d").drawImage(bitmap, 0, 0);
        bitmap.close();
        this.empty.hidden = true;
        this.root.dataset.drawn = String(Number(this.root.dataset.drawn ?? 0) + 1);
    }

    // The words and regions of the picture.
    #tell(panel) {
        this.late = panel.state === "stale" ? panel.as_of : "";
        this.canvas.setAttribute("aria-label", panel.text[lang]);
        this.root.querySelector("h2").textContent = panel.title;
        this.root.querySelector(".key").textContent = panel.unit ?? "";
        this.n = panel.sample ?? "";
        const spots = Object.keys(panel.hits ?? {}).sort((a, b) => a - b).map((i) => panel.hits[i]).map((hit) => {
            const spot = document.createElement(hit.link ? "a" : "span");
            if (hit.link) {
                spot.href = hit.link;
            } else {
                spot.tabIndex = 0;
                spot.setAttribute("role", "img");
            }
            const words = hit.value ? `${hit.label} ${hit.value}` : hit.label;
            spot.setAttribute("aria-label", words);
            spot.title = words;
            Object.assign(spot.style, { left: `${hit.x}px`, top: `${hit.y}px`, width: `${hit.w}px`, height: `${hit.h}px` });
            return spot;
        });
        const focused = [...this.spots.children].indexOf(document.activeElement);
        this.spots.replaceChildren(...spots);
        spots[focused]?.focus({ preventScroll: true });
    }

    // A picture changes only when what it shows does: fresh means the link is, and the data where they say nothing else.
    tick() {
        const silent = live.silentS;
        const isStale = silent !== null && silent > STALE_S || !live.isOpen && silent !== null;
        const fresh = this.root.querySelector(".fresh");
        this.root.classList.toggle("stale", isStale);
        this.root.classList.toggle("late", !isStale && Boolean(this.late));
        fresh.textContent = silent === null ? "" : isStale ? t.stale(silent) : this.late || t.ago(silent);
    }
}

const panels = [];

// --- time -------------------------------------------------------------------------------------

function beijing(date) {
    const shifted = new Date(date.getTime() + 8 * 3600 * 1000);
    return { month: shifted.getUTCMonth() + 1, day: shifted.getUTCDate(), weekday: shifted.getUTCDay(), hour: shifted.getUTCHours(), minute: shifted.getUTCMinutes() };
}

// Once, to those who listen: what they see counts the seconds.
function sound(words) {
    if ($("alarm").textContent !== words) {
        $("alarm").textContent = words;
    }
}

const hhmm = (at) => `${String(at.hour).padStart(2, "0")}:${String(at.minute).padStart(2, "0")}`;

function tick() {
    const silent = live.silentS;
    const isLost = silent !== null && (!live.isOpen || silent > 3 * 10);
    document.body.classList.toggle("lost", isLost);
    sound(isLost ? t.alarm : "");
    if (silent === null) {
        $("live").textContent = t.connecting;
        return;
    }
    if (live.lastServerTime !== null) {
        const at = beijing(live.now());
        setText($("clock"), hhmm(at));
        setText($("date"), t.date(at, t.weekdays[at.weekday]));
    }
    $("live").textContent = isLost ? t.stale(silent) : t.live(silent);
    if (isLost) {
        const words = document.createElement("span");
        words.innerHTML = t.lost(t.seconds(silent), live.lastServerTime === null ? "–" : hhmm(beijing(live.lastServerTime)));
        $("notice").replaceChildren(shape("stale"), words);
    }
    for (const panel of panels) {
        panel.tick();
    }
}

// By whole device pixels: pictures stay sharp.
function shift() {
    const turn = Math.floor(Date.now() / SHIFT_MS) % SHIFT_STEPS * 2 * Math.PI / SHIFT_STEPS;
    const radius = SHIFT_U * Math.min(innerWidth, innerHeight) / 100 * devicePixelRatio;
    const [x, y] = [Math.cos(turn), Math.sin(turn)].map((part) => Math.round(radius * part) / devicePixelRatio);
    document.querySelector("main").style.transform = `translate(${x}px, ${y}px)`;
}

// A page at a desk.
export function runDesk() {
    wireSwitch($("lang"));
    live.start();
    tick();
    setInterval(tick, 500);
}

// A page on a wall.
export function run() {
    runDesk();
    shift();
    setInterval(shift, SHIFT_MS / SHIFT_STEPS);
}

// An answer of the read API; a daemon that starts is asked again until it knows.
export async function ask(path) {
    for (;;) {
        try {
            const answer = await fetch(path);
            if (answer.status < 500) {
                return await answer.json();
            }
        } catch { /* not there, yet or again */ }
        await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
    }
}

export async function nameOf(code) {
    const halls = await ask(`/api/v1/halls?hall=${encodeURIComponent(code)}`);
    return Array.isArray(halls) && halls.length > 0 ? halls[0].name : t.unknown(code);
}
