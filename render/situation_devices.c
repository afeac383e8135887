/* Kiosks and windows in sentences. */

#include "render/situation_hall_internal.h"

/* Of several in the same trouble the one that is in it longest. */
typedef struct {
    const char *code; /* borrowed; NULL: none */
    gint64 minutes;   /* -1: not known since when */
    int fault;
    guint n;
} Trouble;

static gint64 minutes_since(SzMaybeTime since, SzWallTime now)
{
    return since.known ? MAX(0, now.ns - since.at.ns) / (60 * SZ_NS_PER_S) : -1;
}

static void note(Trouble *trouble, const char *code, gint64 minutes, int fault)
{
    bool is_longer = trouble->code == NULL || minutes > trouble->minutes ||
                     (minutes == trouble->minutes && sz_code_compare(code, trouble->code) < 0);
    if (is_longer) {
        trouble->code = code;
        trouble->minutes = minutes;
        trouble->fault = fault;
    }
    trouble->n++;
}

/* 3 号自助机; VIP -> 自助机 VIP */
static char *spoken_name(const char *code, const char *what)
{
    g_autofree char *number = sz_spoken_code(code);
    return g_ascii_isdigit(*number) ? g_strdup_printf("%s 号%s", number, what)
                                    : g_strdup_printf("%s %s", what, number);
}

static char *english_name(const char *code, const char *what)
{
    g_autofree char *number = sz_spoken_code(code);
    return g_strdup_printf("%s %s", what, number);
}

/* " 18 分", or nothing */
static char *age_text(gint64 minutes, const char *before, SzLanguage language)
{
    if (minutes < 0) {
        return g_strdup("");
    }
    g_autofree char *age = sz_format_duration(MAX(1, minutes) * 60, language);
    return g_strdup_printf(" %s%s", before, age);
}

/* --- kiosks -------------------------------------------------------------------------------- */

#define FEED_KIOSKS_MIN 3 /* so many offline, and more than half: it is not the kiosks */

/* Those that stop business, as kiosk_usable of metrics/measures.h has them; worst first. */
static const struct {
    const char *name;
    const char *zh;
    const char *en;
} faults[] = {
    {"paper_out", "缺纸", "out of paper"},
    {"printer", "打印机故障", "printer fault"},
    {"network", "网络故障", "network fault"},
    {"app", "程序故障", "program fault"},
    {"touch", "触屏故障", "touch screen fault"},
    {"idreader", "身份证读卡器故障", "ID reader fault"},
    {"card", "读卡器故障", "card reader fault"},
};

/* Index into faults, and which bit it is; -1: none of them. */
static int worst_fault(const SzKiosk *kiosk, int *out_bit)
{
    for (int i = 0; i < (int)G_N_ELEMENTS(faults); i++) {
        for (int bit = 0; bit < SZ_KIOSK_N_FAULTS; bit++) {
            if ((kiosk->faults & 1U << bit) != 0 &&
                g_str_equal(sz_kiosk_fault_name(bit), faults[i].name)) {
                *out_bit = bit;
                return i;
            }
        }
    }
    return -1;
}

typedef struct {
    guint n; /* not in maintenance */
    Trouble faulty;
    Trouble offline;
    gint64 silent_min; /* since the last of them was heard of; -1: never */
} Kiosks;

static void count_kiosk(Kiosks *kiosks, const SzKiosk *kiosk, SzWallTime now)
{
    SzKioskNow state = sz_kiosk_now(kiosk, now);
    int bit = 0;
    if (state.state == SZ_KIOSK_MAINT) {
        return;
    }
    kiosks->n++;
    gint64 silent_min = minutes_since(kiosk->last_alive, now);
    bool is_latest = silent_min >= 0 && (kiosks->silent_min < 0 || silent_min < kiosks->silent_min);
    kiosks->silent_min = is_latest ? silent_min : kiosks->silent_min;
    if (state.state == SZ_KIOSK_OFFLINE) {
        note(&kiosks->offline, kiosk->kiosk, minutes_since(state.since, now), 0);
        return;
    }
    int fault = worst_fault(kiosk, &bit);
    if (fault >= 0) {
        note(&kiosks->faulty, kiosk->kiosk, minutes_since(kiosk->fault_since[bit], now), fault);
    }
}

static void add_faulty(SzSituationHall *hall, const Trouble *trouble)
{
    g_autofree char *zh = age_text(trouble->minutes, "", SZ_LANGUAGE_ZH);
    g_autofree char *en = age_text(trouble->minutes, "for ", SZ_LANGUAGE_EN);
    guint n_more = trouble->n - 1;
    g_autofree char *more_zh = n_more > 0 ? g_strdup_printf("，另 %u 台故障", n_more) : NULL;
    g_autofree char *more_en = n_more > 0 ? g_strdup_printf(", %u more faulty", n_more) : NULL;
    SzSituationPart part = {
        .subject = {spoken_name(trouble->code, "自助机"), english_name(trouble->code, "Kiosk")},
        .text = {g_strdup_printf("%s%s%s。", faults[trouble->fault].zh, zh,
                                 more_zh != NULL ? more_zh : ""),
                 g_strdup_printf("%s%s%s.", faults[trouble->fault].en, en,
                                 more_en != NULL ? more_en : "")}};
    sz_situation_add_take(hall->lines, SZ_SIGN_LATE, part);
}

static void add_offline(SzSituationHall *hall, const Trouble *trouble)
{
    g_autofree char *zh = age_text(trouble->minutes, "", SZ_LANGUAGE_ZH);
    g_autofree char *en = age_text(trouble->minutes, "for ", SZ_LANGUAGE_EN);
    guint n_more = trouble->n - 1;
    g_autofree char *more_zh = n_more > 0 ? g_strdup_printf("，另 %u 台离线", n_more) : NULL;
    g_autofree char *more_en = n_more > 0 ? g_strdup_printf(", %u more offline", n_more) : NULL;
    SzSituationPart part = {
        .subject = {spoken_name(trouble->code, "自助机"), english_name(trouble->code, "Kiosk")},
        .text = {g_strdup_printf("离线%s%s。", zh, more_zh != NULL ? more_zh : ""),
                 g_strdup_printf("offline%s%s.", en, more_en != NULL ? more_en : "")}};
    sz_situation_add_take(hall->lines, SZ_SIGN_OFFLINE, part);
}

/* More than half: something that they share. */
static bool is_feed_silent(const Kiosks *kiosks)
{
    return kiosks->offline.n >= FEED_KIOSKS_MIN && kiosks->offline.n * 2 > kiosks->n;
}

static void add_silent_feed(SzSituationHall *hall, const Kiosks *kiosks)
{
    SzSituationPart part = {.subject = {g_strdup("自助终端"), g_strdup("Kiosks")}};
    if (kiosks->offline.n == kiosks->n) {
        g_autofree char *zh = age_text(kiosks->silent_min, "", SZ_LANGUAGE_ZH);
        g_autofree char *en = age_text(kiosks->silent_min, "for ", SZ_LANGUAGE_EN);
        part.text[0] = g_strdup_printf("%u 台全部无信号%s，先查网络。", kiosks->n, zh);
        part.text[1] =
            g_strdup_printf("all %u silent%s, look at the network first.", kiosks->n, en);
    } else {
        part.text[0] =
            g_strdup_printf("%u 台中 %u 台离线，先查网络。", kiosks->n, kiosks->offline.n);
        part.text[1] = g_strdup_printf("%u of %u offline, look at the network first.",
                                       kiosks->offline.n, kiosks->n);
    }
    sz_situation_add_take(hall->lines, SZ_SIGN_STALE, part);
}

void sz_situation_add_kiosks(SzSituationHall *hall)
{
    const SzKiosksVersion *version = hall->view->state->kiosks;
    Kiosks kiosks = {.silent_min = -1};
    for (gsize i = 0; i < sz_kiosks_version_n(version); i++) {
        const SzKiosk *kiosk = sz_kiosks_version_at(version, i);
        if (sz_situation_is_here(hall, &kiosk->place)) {
            count_kiosk(&kiosks, kiosk, hall->pulse.now);
        }
    }
    if (kiosks.faulty.n > 0) {
        add_faulty(hall, &kiosks.faulty);
    }
    if (is_feed_silent(&kiosks)) {
        add_silent_feed(hall, &kiosks);
    } else if (kiosks.offline.n > 0) {
        add_offline(hall, &kiosks.offline);
    }
}

/* --- windows ------------------------------------------------------------------------------- */

#define SERVICE_LONG_MIN 30 /* service_long of metrics/measures.h */

void sz_situation_add_windows(SzSituationHall *hall)
{
    const SzWindowsVersion *windows = hall->view->state->windows;
    SzWallTime now = hall->pulse.now;
    Trouble over = {0};
    for (gsize i = 0; i < sz_windows_version_n(windows); i++) {
        const SzWindow *window = sz_windows_version_at(windows, i);
        gint64 minutes = minutes_since(window->since, now);
        if (window->state == SZ_WINDOW_SERVING && minutes > SERVICE_LONG_MIN &&
            sz_day_of(window->last_event) == sz_day_of(now) &&
            sz_situation_is_here(hall, &window->place)) {
            note(&over, window->window, minutes, 0);
        }
    }
    if (over.n == 0) {
        return;
    }
    g_autofree char *zh = age_text(over.minutes, "", SZ_LANGUAGE_ZH);
    g_autofree char *en = age_text(over.minutes, "for ", SZ_LANGUAGE_EN);
    guint n_more = over.n - 1;
    g_autofree char *more_zh = n_more > 0 ? g_strdup_printf("，另 %u 个窗口也超时", n_more) : NULL;
    g_autofree char *more_en = n_more > 0 ? g_strdup_printf(", %u more over limit", n_more) : NULL;
    SzSituationPart part = {
        .subject = {spoken_name(over.code, "窗口"), english_name(over.code, "Window")},
        .text = {g_strdup_printf("办理%s，限时 %d 分%s。", zh, SERVICE_LONG_MIN,
                                 more_zh != NULL ? more_zh : ""),
                 g_strdup_printf("serving%s, limit %d min%s.", en, SERVICE_LONG_MIN,
                                 more_en != NULL ? more_en : "")}};
    sz_situation_add_take(hall->lines, SZ_SIGN_WARN, part);
}
