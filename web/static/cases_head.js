// The head of the list: open cases by light, and what will be overdue at the present pace.
import { $ } from "/static/page.js";
import { sign } from "/static/signs.js";
import { element, say } from "/static/dom.js";
import { addressOf, ask, escaped, placeOf, stateOf, targetOf } from "/static/cases_api.js";
import { SIGNS } from "/static/cases_list.js";
import { count, w } from "/static/cases_words.js";
import { lang } from "/static/i18n.js";

const LIGHTS = ["black", "red", "yellow", "green", "suspended"];

// --- lights -----------------------------------------------------------------------------------

export class Lights {
    // @onToggle(light), @onAll()
    constructor(onToggle, onAll) {
        this.turn = 0;
        const button = (name, mark, text, onClick) => {
            const made = element("button", { type: "button", class: name, "aria-pressed": "false" }, mark, element("span", { class: "word" }, text), element("b", {}, w.unsaid));
            made.addEventListener("click", onClick);
            return made;
        };
        this.all = button("open", null, w.open, onAll);
        this.buttons = new Map(LIGHTS.map((light) => [light, button(light, sign(SIGNS[light]), w.lights[light], () => onToggle(light))]));
        $("lights").setAttribute("aria-label", w.light);
        $("lights").append(this.all, ...this.buttons.values());
    }

    // Of what @question asks for, whatever its lights and state: what is open of it, exactly.
    async show(question) {
        const turn = ++this.turn;
        const chosen = new Set((question.light ?? "").split(",").filter(Boolean));
        const isOpen = stateOf(question) === "open";
        this.all.setAttribute("aria-pressed", String(chosen.size === 0 && isOpen));
        for (const [light, button] of this.buttons) {
            button.setAttribute("aria-pressed", String(chosen.has(light)));
        }
        const total = async (more) => (await ask(targetOf("/api/v1/cases", { ...question, state: "open", light: LIGHTS.join(","), ...more }, { limit: 0 }), () => turn === this.turn))?.total;
        try {
            const totals = await Promise.all([total({}), ...LIGHTS.map((light) => total({ light }))]);
            if (turn === this.turn) {
                this.#say(totals);
            }
        } catch {
            this.#say([this.all, ...LIGHTS].map(() => undefined)); // the list says what is wrong
        }
    }

    #say(totals) {
        [this.all, ...this.buttons.values()].forEach((button, i) => {
            say(button.querySelector("b"), totals[i] === undefined ? w.unsaid : count(totals[i]));
            button.classList.toggle("zero", totals[i] === 0);
        });
    }
}

// --- outlook ----------------------------------------------------------------------------------

const known = (n) => n === null ? w.unpaced : w.expected(count(n));

function horizon(name, one) {
    return element("span", { class: "horizon" }, element("i", {}, name), " ", w.due(count(one.due)), w.join,
        element("b", { class: one.expected_overdue > 0 ? "some" : "" }, known(one.expected_overdue)));
}

// Names of the spans, and the span itself of a total or an organ.
function spans(answer) {
    const names = answer.total.horizons.map((one) => w.within(one.workdays));
    const holiday = answer.next_holiday;
    const named = holiday === null ? [] : [w.before(lang === "zh" ? holiday.name : holiday.name_en)];
    const of = (one) => [...one.horizons, ...(one.before_holiday === null ? [] : [one.before_holiday])];
    return { names: [...names, ...named], of };
}

function organTable(answer, question) {
    const { names, of } = spans(answer);
    const head = element("tr", {}, [w.organ, w.inWork, w.overdue, w.perDay, ...names].map((name) => element("th", { scope: "col" }, name)));
    const rows = answer.organs.map((organ) => element("tr", {}, element("th", { scope: "row" }, element("a", { href: addressOf({ ...placeOf(question), org: escaped(organ.org ?? "") }, null) }, organ.org ?? w.noOrgan)),
        element("td", {}, count(organ.open)), element("td", { class: organ.overdue > 0 ? "late" : "" }, count(organ.overdue)),
        element("td", {}, organ.pace_per_workday === null ? w.unsaid : organ.pace_per_workday.toFixed(1)),
        of(organ).map((one) => element("td", {}, `${count(one.due)} / `, element("b", { class: one.expected_overdue > 0 ? "some" : "" },
            one.expected_overdue === null ? w.unsaid : count(one.expected_overdue))))));
    return element("div", { class: "wide" }, element("table", {}, element("caption", {}, w.pair), element("thead", {}, head), element("tbody", {}, rows)));
}

export class Outlook {
    constructor(onOrgans) {
        this.onOrgans = onOrgans;
        this.turn = 0;
    }

    async show(question) {
        const turn = ++this.turn;
        const target = `/api/v1/cases/outlook?${new URLSearchParams(placeOf(question))}`;
        let answer = null;
        try {
            answer = await ask(target, () => turn === this.turn);
        } catch { /* of no such place: the list says so */ }
        $("outlook").hidden = answer === null;
        if (answer !== null) {
            this.#draw(answer, question);
            this.onOrgans(answer.organs.map((organ) => organ.org).filter((code) => code !== null));
        }
    }

    #draw(answer, question) {
        const { names, of } = spans(answer);
        const { pace_per_workday: pace } = answer.total;
        const isOpen = $("outlook").querySelector("details")?.open ?? false;
        const line = element("div", { class: "line" }, element("strong", {}, w.outlook), of(answer.total).map((one, i) => horizon(names[i], one)));
        const organs = answer.organs.length === 0 ? null : element("details", { open: isOpen },
            element("summary", {}, w.byOrgan, pace === null ? null : element("i", {}, w.pace(count(Math.round(pace)), answer.pace.workdays))), organTable(answer, question));
        $("outlook").replaceChildren(line, ...(organs === null ? [] : [organs]));
    }
}
