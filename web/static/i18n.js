// Words in both languages: Chinese first, English by the switch or ?lang=en; remembered.
const words = {
    zh: {
        city: "全市", cases: "办件", index: "数智指数", other: "English", otherLang: "en",
        people: (n) => `共 ${n} 人`,
        coverage: (p) => `覆盖 ${p}%`, ago: (s) => s < 60 ? `${s} 秒前` : `${Math.floor(s / 60)} 分前`,
        live: (s) => `数据 ${s < 60 ? `${s} 秒前` : `${Math.floor(s / 60)} 分前`}`,
        stale: (s) => `数据延迟 ${mmss(s)}`, connecting: "正在连接", noData: "数据不足",
        lost: (age, at) => `<strong>数据已停 ${age}</strong>，正在重连。下面是 ${at} 的情形，请以窗口现场为准。`,
        alarm: "数据已停，正在重连。",
        seconds: (s) => s < 60 ? `${s} 秒` : `${Math.floor(s / 60)} 分`,
        more: (n) => `另 ${n} 件`,
        weekdays: ["周日", "周一", "周二", "周三", "周四", "周五", "周六"],
        date: (d, w) => `${d.month}月${d.day}日 ${w}`, grade: (g) => g, unknown: (c) => `没有大厅 ${c}`,
        failed: "画不出",
        states: { ok: "正常", watch: "关注", warn: "预警", late: "超期", breach: "超法定", susp: "暂停计时", stale: "数据延迟", insufficient: "数据不足", closed: "未开放", offline: "离线" },
    },
    en: {
        city: "City", cases: "Cases", index: "Smart index", other: "中文", otherLang: "zh",
        people: (n) => `${n} people`,
        coverage: (p) => `coverage ${p}%`, ago: (s) => s < 60 ? `${s} s ago` : `${Math.floor(s / 60)} min ago`,
        live: (s) => `data ${s < 60 ? `${s} s` : `${Math.floor(s / 60)} min`} old`,
        stale: (s) => `delayed ${mmss(s)}`, connecting: "connecting", noData: "not enough data",
        lost: (age, at) => `<strong>No data for ${age}</strong>, reconnecting. Below is how it was at ${at}; trust what you see at the windows.`,
        alarm: "No data, reconnecting.",
        seconds: (s) => s < 60 ? `${s} s` : `${Math.floor(s / 60)} min`,
        more: (n) => `${n} more`,
        weekdays: ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
        date: (d, w) => `${w} ${d.day} ${"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ")[d.month - 1]}`, grade: (g) => ({ "优": "excellent", "良": "good", "中": "fair", "待提升": "to improve" }[g] ?? ""),
        unknown: (c) => `no hall ${c}`, failed: "cannot be drawn",
        states: { ok: "fine", watch: "watch", warn: "warning", late: "overdue", breach: "past the law", susp: "suspended", stale: "delayed", insufficient: "not enough data", closed: "closed", offline: "offline" },
    },
};

function mmss(s) {
    return `${String(Math.floor(s / 60)).padStart(2, "0")}:${String(s % 60).padStart(2, "0")}`;
}

function choose() {
    const asked = new URLSearchParams(location.search).get("lang");
    if (asked in words) {
        return asked;
    }
    try {
        return localStorage.getItem("lang") in words ? localStorage.getItem("lang") : "zh";
    } catch {
        return "zh";
    }
}

export const lang = choose();
export const t = words[lang];
document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";

// The other language is another page load: everything drawn is asked for anew.
export function wireSwitch(button) {
    button.textContent = t.other;
    button.lang = t.otherLang === "en" ? "en" : "zh-CN";
    button.addEventListener("click", () => {
        try {
            localStorage.setItem("lang", t.otherLang);
        } catch { /* a private window forgets */ }
        const url = new URL(location.href);
        url.searchParams.set("lang", t.otherLang);
        location.replace(url);
    });
    for (const element of document.querySelectorAll("[data-t]")) {
        element.textContent = t[element.dataset.t];
    }
}
