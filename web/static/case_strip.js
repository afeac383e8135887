// The day-by-day strip of a case: a cell a day, as many as the answer says, and the same in words.
import { lang } from "/static/i18n.js";
import { sign } from "/static/signs.js";
import { element, say } from "/static/dom.js";
import { addDays, dateOf, longDate, monthDay, rangeWords, shortSpan, span, weekdayOf } from "/static/cases_time.js";
import { w } from "/static/cases_words.js";

const ROWS = 5; // of a day: case.css
const CELL_EM = 2.2; // no narrower; whole weeks stand below each other where a line is not long enough

const whyOf = (day) => lang === "zh" ? day.why : day.why_en;
const isClock = (strip) => strip.some((day) => day.used_s !== undefined);
const isReceipt = (day) => day.reason === "start" || day.reason === "received";

// --- one day ----------------------------------------------------------------------------------

// 3月5日 周四：工作日，计入，第 3 天
function words(day) {
    const parts = [whyOf(day), day.counted ? w.counted : w.uncounted];
    if (day.n !== null) {
        parts.push(w.nth(day.n));
    }
    if (day.used_s > 0) {
        parts.push(w.used(span(day.used_s)));
    }
    if (day.stopped_s > 0) {
        parts.push(w.stopped(span(day.stopped_s)));
    }
    return `${longDate(day.date)}${lang === "zh" ? "：" : ": "}${parts.join(w.join)}`;
}

function mark(day) {
    if (day.reason === "suspended") {
        return sign("susp");
    }
    if (isReceipt(day)) {
        return w.received;
    }
    if (!day.counted) {
        return element("i", { class: "dash" });
    }
    return day.n !== null ? String(day.n) : day.used_s > 0 ? shortSpan(day.used_s) : w.same;
}

function kind(day, today, dueDate) {
    const names = [day.reason === "suspended" ? "suspended" : isReceipt(day) ? "receipt" : day.counted ? "counted" : "rest"];
    names.push(day.date < today ? "past" : day.date === today ? "today" : "future");
    return [...names, day.stopped_s > 0 && day.reason !== "suspended" ? "stopped" : null, day.date === dueDate ? "due" : null].filter(Boolean).join(" ");
}

// What stands below a day: today, a make-up day, the name of a holiday where it begins.
function tag(day, before, today) {
    if (day.date === today) {
        return w.now;
    }
    if (day.reason === "makeup") {
        return w.makeup;
    }
    const isFirst = day.reason === "holiday" && (before === undefined || whyOf(before) !== whyOf(day));
    return isFirst ? whyOf(day).replace(/^.*?:\s*/, "") : "";
}

function cell(day, before, { today, dueDate, dueClock }) {
    const isDue = day.date === dueDate;
    const hasMonth = before === undefined || day.date.endsWith("-01");
    const label = words(day) + (isDue ? `${w.join}${w.dueDay} ${dueClock}` : "") + (day.date === today ? `${w.join}${w.now}` : "");
    const weekday = weekdayOf(day.date);
    return element("li", { class: `day ${kind(day, today, dueDate)}`, "aria-label": label, title: label, tabindex: "-1", "data-date": day.date },
        element("span", { class: "flag" }, isDue ? w.dueAt(dueClock) : ""),
        element("span", { class: "box" }, mark(day)),
        element("span", { class: hasMonth ? "num month" : "num" }, hasMonth ? monthDay(day.date) : String(Number(day.date.slice(8)))),
        element("span", { class: "weekday" }, lang === "zh" ? weekday.slice(1) : weekday.slice(0, 2)),
        element("span", { class: "tag" }, tag(day, before, today)));
}

// --- the strip --------------------------------------------------------------------------------

// As many days beside each other as there is room for; whole weeks from Monday where that is not all of them.
function fold(list, strip) {
    const em = parseFloat(getComputedStyle(list).fontSize);
    const fit = Math.max(7, Math.floor(list.clientWidth / (CELL_EM * em)));
    const isWhole = strip.length <= fit;
    const columns = isWhole ? strip.length : 7 * Math.floor(fit / 7);
    const weekday = (new Date(`${strip[0].date}T00:00:00Z`).getUTCDay() + 6) % 7;
    list.style.setProperty("--columns", columns);
    [...list.children].forEach((day, i) => {
        const at = i + (isWhole ? 0 : weekday);
        day.style.gridColumn = String(at % columns + 1);
        day.style.gridRow = `${ROWS * Math.floor(at / columns) + 1} / span ${ROWS}`;
    });
}

function wire(list, told) {
    const days = [...list.children];
    const tell = (day) => say(told, day.getAttribute("aria-label"));
    list.addEventListener("mouseover", (event) => {
        const day = event.target.closest(".day");
        if (day !== null) {
            tell(day);
        }
    });
    list.addEventListener("focusin", (event) => tell(event.target.closest(".day")));
    list.addEventListener("keydown", (event) => {
        const at = days.indexOf(document.activeElement);
        const to = days[{ ArrowRight: at + 1, ArrowLeft: at - 1, ArrowDown: at + 7, ArrowUp: at - 7, Home: 0, End: days.length - 1 }[event.key]];
        if (at >= 0 && to !== undefined) {
            event.preventDefault();
            days[at].tabIndex = -1;
            to.tabIndex = 0;
            to.focus();
        }
    });
}

// @one: the case; @now: of the answer.
export function stripOf(one, now, dueClock) {
    const today = dateOf(now);
    const marks = { today, dueDate: one.due_date, dueClock };
    const cells = one.strip.map((day, i) => cell(day, one.strip[i - 1], marks));
    const list = element("ol", { class: "strip", "aria-label": w.strip }, cells);
    const first = cells.find((day) => day.classList.contains("today")) ?? cells.at(-1);
    first.tabIndex = 0;
    const told = element("p", { class: "told", "aria-hidden": "true" }, first.getAttribute("aria-label"));
    wire(list, told);
    new ResizeObserver(() => fold(list, one.strip)).observe(list);
    return [element("p", { class: "key" }, isClock(one.strip) ? w.keyTime : w.key), list, told];
}

// --- in words ---------------------------------------------------------------------------------

// Runs of days, for each reason: what it is, when, and how much that makes.
export function reasonsOf(strip) {
    const groups = new Map();
    for (const day of strip) {
        const key = JSON.stringify([whyOf(day), day.counted]);
        const group = groups.get(key) ?? { why: whyOf(day), counted: day.counted, n: 0, used: 0, runs: [] };
        const run = group.runs.at(-1);
        if (run !== undefined && addDays(run.to, 1) === day.date) {
            run.to = day.date;
        } else {
            group.runs.push({ from: day.date, to: day.date });
        }
        group.n++;
        group.used += day.used_s ?? 0;
        groups.set(key, group);
    }
    const rows = [...groups.values()].map(({ why, counted, n, used, runs }) => element("tr", { class: counted ? "counted" : "" },
        element("th", { scope: "row" }, why), element("td", {}, runs.map(({ from, to }) => rangeWords(from, to)).join(lang === "zh" ? "、" : ", ")),
        element("td", { class: "sum" }, `${counted ? w.counted : w.uncounted} ${used > 0 ? span(used) : w.days(n)}`)));
    return element("table", { class: "reasons" }, element("tbody", {}, rows));
}
