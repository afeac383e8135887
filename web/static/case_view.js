// One case: its clocks, how each day was counted, what happened, and what was found about it.
import { lang } from "/static/i18n.js";
import { $ } from "/static/page.js";
import { sign } from "/static/signs.js";
import { element } from "/static/dom.js";
import { ask } from "/static/cases_api.js";
import { reasonsOf, stripOf } from "/static/case_strip.js";
import { signOf } from "/static/cases_list.js";
import { hallName, itemName } from "/static/cases_names.js";
import { amountWords, distance, dueDateOf, isRunning, leftWords, limitWords, longDue, rangeWords, shortDue, shortTime } from "/static/cases_time.js";
import { w } from "/static/cases_words.js";

// --- clocks -----------------------------------------------------------------------------------

const before = (a, b) => Date.parse(a) < Date.parse(b);

function clockName({ clock, due_by: basis, step }) {
    const name = clock === "handling" && basis !== "statute" && basis !== "acceptance" ? w.clocks.promise : w.clocks[clock] ?? clock;
    return step ? `${name} ${step}` : name;
}

// What a clock waits for has happened at that time; null: not yet.
function doneAt(clock, one) {
    return clock.ended ?? (clock.clock === "acceptance" ? one.accepted : isRunning(one) ? null : one.ended);
}

// 已停 6 天, since it was stopped last.
function stoppedFor(one, now) {
    const stop = one.events.findLast((event) => event.event === "suspend" || event.event === "supplement_start");
    return stop === undefined ? w.still : w.stoppedFor(distance(stop.time, now, null, null));
}

// [sign, its word, the figure]
function clockState(clock, one, now) {
    const done = doneAt(clock, one);
    if (clock.due === null) {
        return ["susp", w.lights.suspended, stoppedFor(one, now)];
    }
    if (done !== null) {
        const isLate = before(clock.due, done);
        return [isLate ? "late" : "ok", isLate ? w.late : w.kept, w.endedAt(shortTime(done, now))];
    }
    const words = distance(clock.due, now, clock.unit ?? null, clock.due === one.due ? one.remaining_workdays : null);
    if (before(clock.due, now)) {
        const isStatute = clock.clock === "statute";
        return [isStatute ? "breach" : "late", w.lights[isStatute ? "black" : "red"], w.over(words)];
    }
    if (one.state === "suspended") {
        return ["susp", w.lights.suspended, w.left(words)];
    }
    const isSoon = clock.yellow && !before(now, clock.yellow);
    return [isSoon ? "watch" : "ok", w.lights[isSoon ? "yellow" : "green"], w.left(words)];
}

// Numbers stand out of their words.
const figure = (words) => element("div", { class: "figure" }, words.split(/(\d[\d,:.-]*)/).map((part, i) => i % 2 === 1 ? element("b", {}, part) : part));

function clockCard(clock, one, now) {
    const [state, word, words] = clockState(clock, one, now);
    const said = [clock.due === null ? null : w.dueAt(longDue(clock.due)), clock.unit ? limitWords(clock.limit, clock.unit) : null, clock.provisional ? w.provisional : null];
    return element("div", { class: "clock-card", "data-sign": state }, element("div", { class: "what" }, sign(state), element("strong", {}, clockName(clock)), word),
        figure(words), element("div", { class: "note" }, said.filter(Boolean).join(w.join)));
}

function suspensionCard(one) {
    if (one.suspended_days === 0) {
        return null;
    }
    const stops = one.events.filter((event) => event.event === "suspend" || event.event === "supplement_start");
    const kinds = stops.map((event) => event.event === "suspend" ? w.kinds[event.kind] ?? w.event.suspend : w.kinds.supplement);
    return element("div", { class: "clock-card", "data-sign": "susp" }, element("div", { class: "what" }, sign("susp"), element("strong", {}, w.suspendedDays)),
        figure(one.unit === "workday" ? w.workday(one.suspended_days) : w.day(one.suspended_days)), element("div", { class: "note" }, kinds.join(w.join)));
}

// --- sections ---------------------------------------------------------------------------------

function section(name, title, aside, ...children) {
    return element("section", { class: name }, element("h3", {}, title, aside ? element("span", {}, aside) : null), children);
}

function stripSection(one, now) {
    const why = lang === "zh" ? one.strip_why : one.strip_why_en;
    const note = why === null ? null : element("p", { class: "note" }, why);
    if (one.strip === null) {
        return section("days", w.strip, null, note);
    }
    const dueClock = one.due === null ? "" : longDue(one.due).split(" ").at(-1);
    const text = lang === "zh" ? one.strip_text : one.strip_text_en;
    return section("days", w.strip, null, note, stripOf(one, now, dueClock),
        text ? element("details", {}, element("summary", {}, w.text), element("pre", {}, text)) : null);
}

function reasonsSection(one) {
    if (one.strip === null) {
        return null;
    }
    const title = one.due === null ? w.whyOpen : w.why(rangeWords(dueDateOf(one.due), dueDateOf(one.due)));
    const version = one.calendar === null ? one.provisional ? w.noCalendar : null : w.calendar(one.calendar);
    const provisional = one.provisional_reason?.[lang];
    return section("why", title, version, reasonsOf(one.strip), provisional ? element("p", { class: "note" }, provisional) : null);
}

function eventWords(event, now) {
    const limit = (name) => event[name] === undefined ? null : `${w.said[name]} ${amountWords(event[name], event[`${name}_unit`])}`;
    const notified = event.notified === undefined ? null : event.notified ? w.said.notified : w.said.notNotified;
    return [event.step, event.kind && (w.kinds[event.kind] ?? event.kind), event.result, limit("promise"), limit("statute"), event.due && `${w.said.due} ${shortDue(event.due, now)}`,
        event.days === undefined ? null : `${w.said.days} ${event.days}`, event.visits === undefined ? null : `${w.said.visits} ${w.said.times(event.visits)}`,
        event.approver && `${w.said.approver} ${event.approver}`, notified].filter(Boolean).join(w.join);
}

function eventsSection(one, now) {
    const items = [...one.events].reverse().map((event) => element("li", {}, element("time", { datetime: event.time }, shortTime(event.time, now)),
        element("span", { class: "what" }, element("strong", {}, w.event[event.event] ?? event.event), " ", eventWords(event, now)), element("span", { class: "org" }, event.org ?? "")));
    return section("events", w.events, w.newest(one.events.length), element("ol", {}, items));
}

function findingsSection(one) {
    const findings = one.findings_text?.map((finding) => finding[lang]) ?? one.findings;
    return findings.length === 0 ? null : section("findings", w.findings, null,
        element("ul", {}, findings.map((words) => element("li", {}, sign("warn"), words))));
}

function factsSection(one, now) {
    const time = (at) => at === null || at === undefined ? null : shortTime(at, now);
    const facts = [["hall", hallName(one.hall)], ["org", one.org], ["channel", w.channels[one.channel]], ["applied", time(one.applied)], ["accepted", time(one.accepted)],
        ["closed", time(one.closed)], ["basis", w.bases[one.due_by]], ["sourceDue", time(one.source_due)], ["computedDue", time(one.computed_due)],
        ["calendar", one.calendar]];
    return section("facts", w.facts, null, element("dl", {}, facts.filter(([, value]) => value).map(([name, value]) => element("div", {}, element("dt", {}, w.fact[name]), element("dd", {}, value)))));
}

function head(one, now, onClose) {
    const button = element("button", { type: "button", class: "close", title: w.closeKey, "aria-label": w.closeKey }, w.close);
    button.addEventListener("click", onClose);
    const words = [hallName(one.hall), one.org, w.channels[one.channel], leftWords(one, now)].filter(Boolean);
    return element("header", {}, sign(signOf(one)), element("div", {}, element("h2", {}, itemName(one.item)),
        element("p", {}, element("b", {}, one.id), words.map((word) => element("span", {}, word)))), button);
}

// --- the view ---------------------------------------------------------------------------------

export class CaseView {
    constructor(onClose) {
        this.onClose = onClose;
        this.turn = 0;
        this.open = null;
    }

    // null: none.
    show(open) {
        this.open = open;
        this.body = null;
        $("case").hidden = open === null;
        this.turn++;
        if (open !== null) {
            $("case").replaceChildren(element("p", { class: "waiting" }, w.asking));
            $("case").focus({ preventScroll: true });
            this.#ask(true);
        }
    }

    renew() {
        if (this.open !== null) {
            this.#ask(false);
        }
    }

    async #ask(isFirst) {
        const turn = ++this.turn;
        const { hall, id } = this.open;
        try {
            const answer = await ask(`/api/v1/case?${new URLSearchParams({ hall, id })}`, () => turn === this.turn);
            if (answer !== null) {
                this.#draw(answer, isFirst);
            }
        } catch (problem) {
            this.#refuse(problem);
        }
    }

    // What did not change stays as it is, so that nobody who reads it is disturbed.
    #draw({ case: one, time }, isFirst) {
        const body = JSON.stringify([one, time.slice(0, 16)]);
        if (body === this.body || !isFirst && $("case").contains(document.activeElement) && document.activeElement !== $("case")) {
            return;
        }
        this.body = body;
        const scrolled = isFirst ? 0 : $("case").scrollTop;
        const isText = !isFirst && Boolean($("case").querySelector("details")?.open);
        const clocks = element("div", { class: "clocks" }, one.clocks.map((clock) => clockCard(clock, one, time)), suspensionCard(one));
        $("case").setAttribute("aria-label", `${w.case} ${one.id}`);
        $("case").replaceChildren(...[head(one, time, this.onClose), clocks, findingsSection(one), stripSection(one, time),
            element("div", { class: "columns" }, ...[reasonsSection(one), eventsSection(one, time), factsSection(one, time)].filter(Boolean))].filter(Boolean));
        $("case").querySelector("details")?.toggleAttribute("open", isText);
        $("case").scrollTop = scrolled;
        $("case").dataset.id = one.id;
    }

    #refuse(problem) {
        const button = element("button", { type: "button", class: "close" }, w.close);
        button.addEventListener("click", this.onClose);
        $("case").replaceChildren(element("div", { class: "nothing", role: "alert" }, sign("offline"), element("strong", {}, problem.code === "unknown_case" ? w.unknownCase : w.refused),
            element("span", {}, problem.code === "unknown_case" ? `${hallName(this.open.hall)} ${this.open.id}` : problem.message), button));
    }
}
