// Cases: which ones, in a list that can be shared as an address, and one of them beside it.
import { $, live, runDesk, setText } from "/static/page.js";
import { addressOf, readAddress, sameCase, targetOf } from "/static/cases_api.js";
import { CaseView } from "/static/case_view.js";
import { Filters } from "/static/cases_filter.js";
import { Lights, Outlook } from "/static/cases_head.js";
import { CaseList, onlyOne } from "/static/cases_list.js";
import { learnNames, placeName, rootCode } from "/static/cases_names.js";
import { lang, t } from "/static/i18n.js";
import { w } from "/static/cases_words.js";

const RENEW_MS = 15000;
const RENEW_OUTLOOK_MS = 60000;

document.title = `${w.title} · ${t.index}`;
runDesk();
await learnNames();
live.subscribe({ topic: "situation", area: rootCode() }, {}); // a heartbeat, and what time it is there

let now = { question: {}, open: null };

const list = new CaseList((one) => go({ ...now, open: one }));
const view = new CaseView(() => close());
const lights = new Lights((light) => filters.toggleLight(light), () => filters.noLight());
const filters = new Filters((question, isTyping) => go({ question, open: null }, isTyping), async () => {
    await list.asked;
    const one = onlyOne(list);
    if (one !== null) {
        go({ ...now, open: one });
    }
});
const outlook = new Outlook((codes) => filters.offerOrgans(codes));

function show(next, isFirst) {
    const isNew = isFirst || JSON.stringify(next.question) !== JSON.stringify(now.question);
    const isOther = isFirst || !sameCase(next.open, now.open) && next.open !== now.open;
    now = next;
    document.body.classList.toggle("opened", next.open !== null);
    setText($("name"), `${w.title} ${placeName(next.question)}`);
    filters.show(next.question);
    list.select(next.open);
    if (isNew) {
        list.asked = list.show(next.question);
        lights.show(next.question);
        outlook.show(next.question);
        $("csv").textContent = w.csv;
        $("csv").href = targetOf("/api/v1/cases.csv", next.question, { lang });
    }
    if (isOther) {
        view.show(next.open);
    }
}

function go(next, isTyping = false) {
    const address = addressOf(next.question, next.open);
    history[isTyping ? "replaceState" : "pushState"](null, "", address);
    show(next, false);
}

function close() {
    const closed = now.open;
    go({ ...now, open: null });
    list.focus(closed);
}

addEventListener("popstate", () => show(readAddress(), false));

addEventListener("keydown", (event) => {
    const isTyping = event.target.closest?.("input, select, textarea") !== null;
    if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        $("f-q").focus();
        $("f-q").select();
    } else if (event.key === "Escape" && now.open !== null && !isTyping) {
        close();
    } else if (event.key === "Escape" && event.target.id === "f-q" && event.target.value === "") {
        list.focus();
    } else if (event.key === "ArrowDown" && event.target.id === "f-q") {
        event.preventDefault();
        list.focus();
    }
});

const every = (ms, act) => setInterval(() => document.hidden || !live.isOpen || act(), ms);
every(RENEW_MS, () => {
    list.renew();
    lights.show(now.question);
    view.renew();
});
every(RENEW_OUTLOOK_MS, () => outlook.show(now.question));

show(readAddress(), true);
