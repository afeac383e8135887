// The city: one figure, its districts on a map, and who needs somebody.
import { t } from "/static/i18n.js";
import { $, ask, live, nameOf, Panel, run, setText } from "/static/page.js";
import { showSituation } from "/static/situation.js";

async function rootCode() {
    const halls = await ask("/api/v1/halls");
    return halls.find((hall) => hall.parent === null)?.code ?? halls[0].code;
}

rootCode().then((area) => {
    const place = { area };
    for (const id of ["citymap", "ranking", "index", "waits"]) {
        new Panel(id, place);
    }
    nameOf(area).then((name) => {
        const city = name.match(/^.{1,6}?市/)?.[0] ?? name;
        setText($("name"), city);
        document.title = `${city} · ${t.index}`;
    });
    live.subscribe({ topic: "index", ...place }, {
        state(state) {
            const score = typeof state.score === "number" ? state.score.toFixed(1) : null;
            setText($("score"), score ?? "–");
            setText($("grade"), score === null ? t.noData : t.grade(state.grade));
            setText($("coverage"), t.coverage(Math.round(100 * (state.coverage ?? 0))));
            document.body.dataset.score = score ?? "";
        },
    });
    live.subscribe({ topic: "situation", ...place }, { state: showSituation });
});
run();
