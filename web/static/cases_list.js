// The list of cases: rows that stay the same elements from answer to answer, more by cursor, arrow keys.
import { $ } from "/static/page.js";
import { sign } from "/static/signs.js";
import { element, say } from "/static/dom.js";
import { addressOf, ask, sameCase, targetOf } from "/static/cases_api.js";
import { hallName, itemName } from "/static/cases_names.js";
import { clockOf, leftWords, longDue, shortDue, shortTime } from "/static/cases_time.js";
import { count, w } from "/static/cases_words.js";

const PAGE = 100;
const RENEWED_MAX = 1000; // rows that one answer may hold

export const SIGNS = { green: "ok", yellow: "watch", red: "late", black: "breach", suspended: "susp" };
const COLUMNS = ["id", "item", "hall", "org", "state", "due", "left", "applied"];

const keyOf = (one) => JSON.stringify([one.hall, one.id]);

export const signOf = (one) => one.light !== null ? SIGNS[one.light] : one.late ? "late" : "closed";

function cells(one, now) {
    return {
        id: one.id, item: itemName(one.item), hall: hallName(one.hall), org: one.org ?? w.unsaid, state: w.states[one.state],
        due: one.due === null ? w.unsaid : shortDue(one.due, now) + (one.provisional ? ` ${w.provisional}` : ""),
        left: leftWords(one, now), applied: one.applied === null ? w.unsaid : shortTime(one.applied, now),
    };
}

function spoken(one, now) {
    const light = one.light === null ? w.states[one.state] : w.lights[one.light];
    const due = one.due === null ? null : w.dueAt(longDue(one.due));
    return [light, one.id, itemName(one.item), hallName(one.hall), leftWords(one, now), due].filter(Boolean).join(w.join);
}

export class CaseList {
    // @onOpen(case) when somebody chooses one.
    constructor(onOpen) {
        this.onOpen = onOpen;
        this.turn = 0;
        this.rows = new Map(); // key -> {item, case}
        this.cases = [];
        this.open = null;
        $("heads").append(element("span"), ...COLUMNS.map((name) => element("span", { class: name }, w.columns[name])));
        $("rows").addEventListener("click", (event) => this.#click(event));
        $("rows").addEventListener("keydown", (event) => this.#key(event));
    }

    // From the beginning.
    async show(question) {
        this.question = question;
        this.next = null;
        $("list").classList.add("asking");
        if (this.cases.length === 0) {
            this.#end(w.asking);
        }
        await this.#ask(PAGE, (answer) => {
            $("scroll").scrollTop = 0;
            this.#take(answer.cases, answer);
            this.#reveal();
            say($("heard"), w.n(answer.total));
        });
    }

    // The same rows as they are now.  More than one answer holds stay as they were.
    async renew() {
        if (this.cases.length <= RENEWED_MAX && !this.isBusy) {
            await this.#ask(Math.max(PAGE, this.cases.length), (answer) => this.#take(answer.cases, answer));
        }
    }

    async #more() {
        await this.#ask(PAGE, (answer) => {
            const known = new Set(this.cases.map(keyOf));
            const first = answer.cases.find((one) => !known.has(keyOf(one)));
            this.#take([...this.cases, ...answer.cases.filter((one) => !known.has(keyOf(one)))], answer);
            this.rows.get(first && keyOf(first))?.item.firstChild.focus({ preventScroll: true });
        }, { cursor: this.next });
    }

    async #ask(limit, onAnswer, more = {}) {
        const turn = ++this.turn;
        this.isBusy = true;
        try {
            const answer = await ask(targetOf("/api/v1/cases", this.question, { limit, ...more }), () => turn === this.turn, () => {
                if (this.cases.length === 0) {
                    this.#end(w.lostList);
                }
            });
            if (answer !== null) {
                $("list").classList.remove("asking");
                onAnswer(answer);
            }
        } catch (problem) {
            $("list").classList.remove("asking");
            this.#refuse(problem);
        } finally {
            this.isBusy = this.isBusy && turn !== this.turn; // a newer one ends it
        }
    }

    #take(cases, answer) {
        this.now = answer.time;
        this.next = answer.next;
        this.total = answer.total;
        this.cases = cases;
        say($("total"), w.n(answer.total));
        say($("asof"), `${w.asOf(clockOf(answer.time))}${w.join}${w.shown(count(cases.length))}`);
        this.#draw();
        if (cases.length === 0) {
            const isGood = this.question.light === "red,black" || this.question.state === "overdue";
            this.#end(element("span", { class: "nothing" }, sign(isGood ? "ok" : "insufficient"), isGood ? w.noneOverdue : w.none));
        } else if (this.next !== null) {
            const button = element("button", { type: "button", id: "more" }, w.more(Math.min(PAGE, answer.total - cases.length)));
            button.addEventListener("click", () => this.#more());
            this.#end(button);
        } else {
            this.#end(w.whole);
        }
    }

    #refuse(problem) {
        this.cases = [];
        this.#draw();
        say($("total"), "");
        say($("asof"), "");
        const again = element("button", { type: "button" }, w.retry);
        again.addEventListener("click", () => this.show(this.question));
        this.#end(element("span", { class: "nothing", role: "alert" }, sign("offline"), element("strong", {}, w.refused),
            element("span", {}, problem.message), problem.hint ? element("span", {}, problem.hint) : null, again));
    }

    #end(what) {
        $("end").replaceChildren(what);
    }

    #row() {
        const link = element("a", { class: "row" }, element("span", { class: "sign" }), ...COLUMNS.map((name) => element("span", { class: name })));
        return { item: element("li", {}, link), light: null };
    }

    #fill(row, one) {
        const link = row.item.firstChild;
        row.case = one;
        const said = cells(one, this.now);
        COLUMNS.forEach((name, i) => say(link.children[i + 1], said[name]));
        if (row.light !== signOf(one)) {
            row.light = signOf(one);
            link.firstChild.replaceChildren(sign(row.light));
            link.dataset.sign = row.light;
        }
        link.href = addressOf(this.question, one);
        link.setAttribute("aria-label", spoken(one, this.now));
        link.title = said.item;
    }

    #draw() {
        const focused = document.activeElement;
        const rows = new Map(this.cases.map((one) => [keyOf(one), this.rows.get(keyOf(one)) ?? this.#row()]));
        for (const one of this.cases) {
            this.#fill(rows.get(keyOf(one)), one);
        }
        const items = [...rows.values()].map((row) => row.item);
        const isSame = items.length === $("rows").children.length && items.every((item, i) => item === $("rows").children[i]);
        if (!isSame) {
            $("rows").replaceChildren(...items);
        }
        this.rows = rows;
        this.#mark();
        if (!isSame && focused?.classList.contains("row") && focused.isConnected) {
            focused.focus({ preventScroll: true });
        }
        document.body.dataset.asked = String(Number(document.body.dataset.asked ?? 0) + 1);
    }

    // The case that is open beside the list, or none.
    select(open) {
        this.open = open;
        this.#mark();
        this.#reveal();
    }

    #reveal() {
        const row = this.open && this.rows.get(keyOf(this.open))?.item;
        row?.scrollIntoView({ block: "nearest" });
    }

    #mark() {
        let stop = null; // of the tab key, one in all; arrows move within
        for (const { item, case: one } of this.rows.values()) {
            const link = item.firstChild;
            const isOpen = sameCase(one, this.open);
            if (isOpen) {
                link.setAttribute("aria-current", "true");
            } else {
                link.removeAttribute("aria-current");
            }
            link.tabIndex = -1;
            stop = stop === null || isOpen || link === document.activeElement ? link : stop;
        }
        if (stop !== null) {
            stop.tabIndex = 0;
        }
    }

    // The row of @one, or where the keys were.
    focus(one = this.open) {
        const row = one && this.rows.get(keyOf(one))?.item.firstChild;
        (row ?? $("rows").querySelector(".row[tabindex='0']"))?.focus();
        this.#mark();
    }

    #caseAt(link) {
        return [...this.rows.values()].find(({ item }) => item.firstChild === link)?.case;
    }

    #click(event) {
        const link = event.target.closest(".row");
        if (link !== null && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
            event.preventDefault();
            this.onOpen(this.#caseAt(link));
        }
    }

    #key(event) {
        const links = [...$("rows").querySelectorAll(".row")];
        const at = links.indexOf(document.activeElement);
        const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1, PageDown: Math.min(at + 10, links.length - 1), PageUp: Math.max(at - 10, 0) }[event.key];
        if (at >= 0 && links[to] !== undefined && !event.altKey && !event.ctrlKey && !event.metaKey) {
            event.preventDefault();
            links[at].tabIndex = -1;
            links[to].tabIndex = 0;
            links[to].focus();
        }
    }
}

// The only one, when a search left one.
export const onlyOne = (list) => list.total === 1 && list.cases.length === 1 ? list.cases[0] : null;
