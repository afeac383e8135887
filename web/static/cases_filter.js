// What is asked for, as controls: each change is a new question.
import { $ } from "/static/page.js";
import { element } from "/static/dom.js";
import { escaped, stateOf } from "/static/cases_api.js";
import { allHalls, allItems, hallName, itemName } from "/static/cases_names.js";
import { addDays } from "/static/cases_time.js";
import { w } from "/static/cases_words.js";

const TYPING_MS = 300;

const options = (words) => Object.entries(words).map(([value, text]) => element("option", { value }, text));
const anyOr = (words) => [element("option", { value: "" }, w.any), ...options(words)];

function placeOptions() {
    const halls = allHalls();
    const below = (code) => halls.filter((hall) => hall.parent === code);
    const option = (kind, code, text) => element("option", { value: `${kind}=${code}` }, text);
    const groups = halls.filter((hall) => below(hall.code).length > 0).map((hall) => element("optgroup", { label: hall.name },
        option("area", hall.code, w.and(hall.name)), option("hall", hall.code, hall.name),
        below(hall.code).filter((one) => below(one.code).length === 0).map((one) => option("hall", one.code, one.name))));
    return [element("option", { value: "" }, w.everywhere), ...groups];
}

function field(name, label, control) {
    control.id = `f-${name}`;
    return element("label", { class: `field ${name}` }, element("span", {}, label), control);
}

export class Filters {
    // @onAsk(question, isTyping) when somebody changed something, @onEnter() when they asked for the one they typed.
    constructor(onAsk, onEnter) {
        this.onAsk = onAsk;
        this.question = {};
        this.q = element("input", { type: "search", placeholder: w.find, autocomplete: "off", maxlength: 64 });
        this.place = element("select", {}, placeOptions());
        this.state = element("select", {}, options(w.asks));
        this.item = element("input", { list: "items", placeholder: w.any, autocomplete: "off" });
        this.org = element("input", { list: "organs", placeholder: w.any, autocomplete: "off" });
        this.channel = element("select", {}, anyOr(w.channels));
        this.from = element("input", { type: "date", "aria-label": w.fields.due });
        this.to = element("input", { type: "date", "aria-label": w.fields.to, id: "f-to" });
        this.sort = element("select", {}, options(w.sorts));
        this.organs = element("datalist", { id: "organs" });
        const toggle = element("button", { type: "button", class: "toggle", "aria-expanded": "false" }, w.filters); // where there is little room
        toggle.addEventListener("click", () => toggle.setAttribute("aria-expanded", String($("filters").classList.toggle("all"))));
        this.clear = element("button", { type: "button", class: "clear" }, w.clear);
        const due = field("due", w.fields.due, this.from);
        due.append(element("i", {}, w.fields.to), this.to);
        $("filters").append(field("q", w.fields.q, this.q), toggle, field("place", w.fields.place, this.place), field("state", w.fields.state, this.state),
            field("item", w.fields.item, this.item), field("org", w.fields.org, this.org), field("channel", w.fields.channel, this.channel), due,
            field("sort", w.fields.sort, this.sort), this.clear, this.organs,
            element("datalist", { id: "items" }, allItems().map((item) => element("option", { value: item.name ?? item.code }, item.code))));
        $("filters").addEventListener("change", (event) => this.#change(event.target));
        this.q.addEventListener("keydown", (event) => {
            if (event.key === "Enter") {
                event.preventDefault();
                clearTimeout(this.timer);
                this.#set({ q: this.q.value.trim() });
                onEnter();
            }
        });
        this.q.addEventListener("input", () => {
            clearTimeout(this.timer);
            this.timer = setTimeout(() => this.#set({ q: this.q.value.trim() }, true), TYPING_MS);
        });
        this.clear.addEventListener("click", () => this.onAsk({}, false));
    }

    #set(changes, isTyping = false) {
        const question = { ...this.question, ...changes };
        for (const [name, value] of Object.entries(question)) {
            if (value === "" || value === undefined || name === "sort" && value === "remaining") {
                delete question[name];
            }
        }
        if (question.state === stateOf({ ...question, state: undefined })) {
            delete question.state;
        }
        if (JSON.stringify(question) !== JSON.stringify(this.question)) {
            this.onAsk(question, isTyping);
        }
    }

    // What people type is a name or a code.
    #itemCode() {
        const text = this.item.value.trim();
        const item = allItems().find((one) => one.name === text || one.code === text);
        return escaped(item?.code ?? text);
    }

    #change(control) {
        const [kind, code] = this.place.value.split("=");
        const changes = new Map([
            [this.q, () => ({})],
            [this.place, () => ({ hall: undefined, area: undefined, ...(code ? { [kind]: code } : {}) })],
            [this.state, () => ({ state: this.state.value, light: undefined })],
            [this.item, () => ({ item: this.#itemCode() })],
            [this.org, () => ({ org: escaped(this.org.value.trim()) })],
            [this.channel, () => ({ channel: this.channel.value })],
            [this.from, () => ({ due_from: this.from.value })],
            [this.to, () => ({ due_to: this.to.value === "" ? "" : addDays(this.to.value, 1) })],
            [this.sort, () => ({ sort: this.sort.value })],
        ]).get(control);
        if (changes !== undefined) {
            clearTimeout(this.timer);
            this.#set(changes());
        }
    }

    // One light more or less.
    toggleLight(light) {
        const lights = new Set((this.question.light ?? "").split(",").filter(Boolean));
        if (!lights.delete(light)) {
            lights.add(light);
        }
        this.#set({ light: [...lights].join(","), state: undefined });
    }

    noLight() {
        this.#set({ light: undefined, state: undefined });
    }

    #select(select, value, text) {
        if (![...select.options].some((option) => option.value === value)) { // an address may ask for what no control offers
            select.append(element("option", { value }, text));
        }
        select.value = value;
    }

    // Shows @question.
    show(question) {
        this.question = question;
        const { hall, area, item = "", org = "" } = question;
        if (document.activeElement !== this.q || this.q.value.trim() !== (question.q ?? "")) {
            this.q.value = question.q ?? "";
        }
        this.#select(this.place, hall !== undefined ? `hall=${hall}` : area !== undefined ? `area=${area}` : "", hall !== undefined ? hallName(hall) : w.and(hallName(area ?? "")));
        this.#select(this.state, stateOf(question), question.state);
        this.item.value = item === "" ? "" : itemName(item);
        this.org.value = org;
        this.#select(this.channel, question.channel ?? "", question.channel);
        this.from.value = (question.due_from ?? "").slice(0, 10);
        this.to.value = question.due_to === undefined ? "" : addDays(question.due_to.slice(0, 10), -1);
        this.#select(this.sort, question.sort ?? "remaining", question.sort);
        this.clear.hidden = Object.keys(question).length === 0;
    }

    offerOrgans(codes) {
        this.organs.replaceChildren(...codes.map((code) => element("option", { value: code })));
    }
}
