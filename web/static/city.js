// The city: one figure, its districts on a map, and who needs somebody.
import { lang, t } from "/static/i18n.js";
import { $, live, nameOf, Panel, run, setText, showSituation } from "/static/page.js";

async function rootCode() {
    const halls = await (await fetch("/api/v1/halls")).json();
    return halls.find((hall) => hall.parent === null)?.code ?? halls[0].code;
}

// The map's regions as links over the picture: focus, and a click to the hall.
async function placeLinks(panel, area) {
    const body = panel.body;
    const query = new URLSearchParams({ area, w: Math.round(body.clientWidth), h: Math.round(body.clientHeight), lang, bare: "1" });
    const answer = await fetch(`/api/v1/panels/${panel.name}.json?${query}`);
    if (!answer.ok) {
        return;
    }
    const links = ((await answer.json()).hits ?? []).filter((hit) => hit.link).map((hit) => {
        const link = document.createElement("a");
        link.href = hit.link;
        link.setAttribute("aria-label", `${hit.label} ${hit.value ?? ""}`);
        link.style.left = `${hit.x}px`;
        link.style.top = `${hit.y}px`;
        link.style.width = `${hit.w}px`;
        link.style.height = `${hit.h}px`;
        return link;
    });
    body.querySelector(".spots").replaceChildren(...links);
}

rootCode().then((area) => {
    const place = { area };
    const panels = Object.fromEntries(["citymap", "ranking", "index", "waits"].map((id) => [id, new Panel(id, place, {
        onPicture: ["citymap", "ranking"].includes(id) ? (panel) => placeLinks(panel, area) : undefined,
    })]));
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
            panels.index.words = score === null ? t.noData : t.scoreText(score, t.grade(state.grade));
            document.body.dataset.score = score ?? "";
        },
    });
    live.subscribe({ topic: "ranking", tier: "county", area }, {
        state(state) {
            panels.ranking.list = Object.entries(state.halls ?? {}).sort(([, a], [, b]) => (a.rank ?? 999) - (b.rank ?? 999)).map(([code, row]) => {
                const link = document.createElement("a");
                link.href = `/wall/${code}`;
                link.textContent = `${row.rank ?? "–"} ${row.name} ${typeof row.score === "number" ? row.score.toFixed(1) : t.noData}`;
                return link;
            });
        },
    });
    live.subscribe({ topic: "situation", ...place }, { state: showSituation });
});
run();
