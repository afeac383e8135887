// The wall of one hall.
import { t } from "/static/i18n.js";
import { $, live, nameOf, Panel, run, setText, showSituation } from "/static/page.js";

const hall = decodeURIComponent(location.pathname.split("/")[2] ?? "");
const place = { hall };
const panels = Object.fromEntries(["queues", "windows", "kiosks", "index", "waiting", "deadlines"].map((id) => [id, new Panel(id, place)]));

nameOf(hall).then((name) => {
    $("name").textContent = name;
    document.title = `${name} · ${t.index}`;
});

live.subscribe({ topic: "queues", ...place }, {
    state(state) {
        const queues = Object.entries(state.queues ?? {});
        const n = queues.reduce((sum, [, queue]) => sum + (queue.waiting ?? 0), 0);
        panels.queues.n = t.people(n);
        panels.waiting.n = t.people(n);
        document.body.dataset.waiting = String(n);
    },
});
live.subscribe({ topic: "windows", ...place }, {
    state(state) {
        panels.windows.n = t.things(Object.keys(state.windows ?? {}).length, t.ge);
    },
});
live.subscribe({ topic: "kiosks", ...place }, {
    state(state) {
        panels.kiosks.n = t.things(Object.keys(state.kiosks ?? {}).length, t.tai);
    },
});
live.subscribe({ topic: "index", ...place }, {
    state(state) {
        const score = typeof state.score === "number" ? state.score.toFixed(1) : null;
        panels.index.n = t.coverage(Math.round(100 * (state.coverage ?? 0)));
        document.body.dataset.score = score ?? "";
    },
});
live.subscribe({ topic: "cases", ...place }, {
    state(state) {
        panels.deadlines.n = t.things(state.counts?.open ?? 0, t.jian);
    },
});
live.subscribe({ topic: "situation", ...place }, { state: showSituation });
setText($("name"), hall);
run();
