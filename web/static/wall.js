// The wall of one hall.
import { t } from "/static/i18n.js";
import { $, live, nameOf, Panel, run, setText } from "/static/page.js";
import { showSituation } from "/static/situation.js";

const hall = decodeURIComponent(location.pathname.split("/")[2] ?? "");
const place = { hall };
const panels = Object.fromEntries(["queues", "windows", "kiosks", "index", "waiting", "deadlines"].map((id) => [id, new Panel(id, place)]));

nameOf(hall).then((name) => {
    $("name").textContent = name;
    document.title = `${name} · ${t.index}`;
});

// People come and go faster than pictures are drawn.
live.subscribe({ topic: "queues", ...place }, {
    state(state) {
        panels.queues.n = t.people(Object.values(state.queues ?? {}).reduce((sum, queue) => sum + (queue.waiting ?? 0), 0));
    },
});
live.subscribe({ topic: "index", ...place }, {
    state(state) {
        document.body.dataset.score = typeof state.score === "number" ? state.score.toFixed(1) : "";
    },
});
live.subscribe({ topic: "situation", ...place }, { state: showSituation });
$("cases").href = `/cases?hall=${encodeURIComponent(hall)}`;
setText($("name"), hall);
run();
