/* Cases that ended move to the archive: time of the engine's thread, of the disk, memory, looking, coming back.
 *
 * Usage: archive_bench DATA_DIR N.  N cases, one in ten open, the others ended 30 to 60 days ago; ids of 24 bytes,
 * five events each, every hall and item of the shipped configuration.  Each batch goes out with a published version
 * held, as in the daemon. */

#include "collector/case_archiver.h"
#include "config/settings.h"
#include "metrics/case_ledger.h"
#include "support/bench.h"
#include "web/router.h"

#include <malloc.h>
#include <stdio.h>

#define N_EVENTS 5
#define DAY_NS (SZ_S_PER_DAY * SZ_NS_PER_S)
#define N_LOOKS 20000
#define OPEN_EVERY 10 /* cases: one is open */

/* What is free between what is in use is there for the next cases. */
static void tell_memory(void)
{
    (void)malloc_trim(0);
    double in_use_mib = (double)mallinfo2().uordblks / 1048576;
    printf("%.0f MiB in use, %.0f MiB resident\n", in_use_mib, bench_resident_mib());
}

static void tell(SzEngine *engine, const SzSettings *settings, guint32 i, int step, gint64 later_s)
{
    static const SzCaseEventKind kinds[N_EVENTS] = {SZ_CASE_APPLY, SZ_CASE_ACCEPT, SZ_CASE_STEP,
                                                    SZ_CASE_STEP, SZ_CASE_CLOSE};
    static const char *const items[] = {"QY0104", "BD0202", "SB0402", "YB0501",
                                        "GA0601", "MZ0701", "WS0801", "JT0901"};
    guint32 random = bench_mix(i);
    char id[32];
    (void)snprintf(id, sizeof id, "ZJ-2026-0302-%010u-%s", i, "");
    const SzHall *hall =
        sz_registry_hall(settings->registry, random % sz_registry_n_halls(settings->registry));
    SzCaseEventKind kind =
        i % OPEN_EVERY == 0 && kinds[step] == SZ_CASE_CLOSE ? SZ_CASE_STEP : kinds[step];
    SzEvent event = {
        .entity = SZ_EVENT_CASE,
        .as.case_event = {
            .occurred = {bench_at("2026-03-02T08:30:00").ns + (gint64)(step + i % 25) * DAY_NS +
                         ((gint64)(random % 36000) + later_s) * SZ_NS_PER_S},
            .kind = kind,
            .hall = sz_slice(hall->code),
            .id = sz_slice(id),
            .item = sz_slice(items[random % G_N_ELEMENTS(items)]),
            .org = SZ_SLICE("11330100MB0000001X"),
            .step = kind == SZ_CASE_STEP ? SZ_SLICE("审查") : SZ_SLICE(""),
            .channel = SZ_CHANNEL_WINDOW,
            .case_kind = SZ_CASE_KIND_PROMISE,
            .days = -1,
            .visits = -1,
            .is_auto = -1,
            .elic = -1,
        }};
    if (step == 1) {
        event.as.case_event.promise = (SzLimit){3 + (gint32)(random / 7 % 58), SZ_UNIT_WORKDAY};
    }
    sz_engine_apply(engine, &event);
}

/* --- leaving ------------------------------------------------------------------------------- */

static void move_all(SzEngine *engine, SzCaseArchiver *archiver, SzWallTime now)
{
    guint n = 0;
    double engine_s = 0;
    double engine_max_s = 0;
    double begun_s = bench_now_s();
    g_autoptr(SzSnapshot) held = sz_engine_publish(engine);
    do {
        double step_s = bench_now_s();
        bool has_left = sz_case_archiver_step(archiver, now);
        step_s = bench_now_s() - step_s;
        engine_s += step_s;
        engine_max_s = MAX(engine_max_s, step_s);
        if (has_left) {
            sz_snapshot_unref(held);
            held = sz_engine_publish(engine);
            n++;
        } else {
            (void)usleep(200);
        }
    } while (sz_case_archiver_is_busy(archiver));
    printf("  %u transactions in %.1f s; engine's thread %.2f ms for each, longest %.2f ms\n", n,
           bench_now_s() - begun_s, engine_s / n * 1e3, engine_max_s * 1e3);
}

/* --- looking ------------------------------------------------------------------------------- */

static void ask(const SzView *view, const char *target)
{
    double begun_s = bench_now_s();
    g_auto(SzResponse) response = sz_router_get(view, sz_slice(target));
    json_int_t total = json_integer_value(json_object_get(response.value, "total"));
    printf("  %-64s %3d %9lld %9.1f ms\n", target, response.status, (long long)total,
           (bench_now_s() - begun_s) * 1e3);
}

static void ask_all(SzEngine *engine, const SzSettings *settings, SzWallTime now)
{
    static const char *const targets[] = {
        "/api/v1/cases?state=open&sort=remaining",
        "/api/v1/cases?state=closed",
        "/api/v1/cases?state=closed&sort=-applied",
        "/api/v1/cases?state=closed_late&limit=0",
        "/api/v1/cases?state=closed&hall=330106",
        "/api/v1/cases?state=closed&area=330106",
        "/api/v1/cases?state=closed&area=330100",
        "/api/v1/cases?q=ZJ-2026-0302-0000000007-",
        "/api/v1/cases?q=0000000007",
        "/api/v1/cases/outlook",
    };
    const SzCaseRules rules = sz_settings_rules(settings);
    g_autoptr(SzSnapshot) state = sz_engine_publish(engine);
    const SzView view = {.rules = &rules, .state = state, .now = {true, now}};
    for (gsize i = 0; i < G_N_ELEMENTS(targets); i++) {
        ask(&view, targets[i]);
    }
}

/* --- coming back --------------------------------------------------------------------------- */

typedef struct {
    const char *what;
    gint64 later_s; /* 0: events the cases have already */
    bool is_new;    /* of cases nobody has heard of */
} Telling;

static void tell_some(SzEngine *engine, const SzSettings *settings, guint32 n,
                      const Telling *telling)
{
    double begun_s = bench_now_s();
    for (guint32 k = 0; k < N_LOOKS; k++) {
        guint32 i =
            telling->is_new ? n + k : bench_mix(k) % n / OPEN_EVERY * OPEN_EVERY + 1; /* has left */
        tell(engine, settings, i, 0, telling->later_s);
    }
    printf("  told again: %-40s %6.1f us each\n", telling->what,
           (bench_now_s() - begun_s) / N_LOOKS * 1e6);
}

static void redate(SzEngine *engine, const SzCaseRules *rules, SzWallTime now)
{
    SzRedating moved;
    double begun_s = bench_now_s();
    sz_cases_redate(sz_engine_cases(engine), rules, now, &moved);
    printf("  the same rules once more: %.1f s\n", bench_now_s() - begun_s);
}

int main(int argc, char **argv)
{
    g_assert_cmpint(argc, ==, 3);
    guint32 n = (guint32)g_ascii_strtoull(argv[2], NULL, 10);
    g_autoptr(SzSettings) settings = sz_settings_load_or_complain(NULL);
    g_autoptr(GError) error = NULL;
    const SzCaseRules rules = sz_settings_rules(settings);
    SzEngine *engine = sz_engine_new(&rules);
    SzCaseArchiver *archiver =
        sz_case_archiver_new(argv[1], NULL, sz_engine_cases(engine), 7 * DAY_NS, &error);
    g_assert_no_error(error);
    for (int step = 0; step < N_EVENTS; step++) {
        for (guint32 i = 0; i < n; i++) {
            tell(engine, settings, i, step, 0);
        }
        sz_snapshot_unref(sz_engine_publish(engine));
    }
    SzWallTime now = bench_at("2026-04-29T12:00:00");
    printf("%u cases, nine of ten ended: ", n);
    tell_memory();
    ask_all(engine, settings, now);
    move_all(engine, archiver, now);
    printf("  afterwards: ");
    tell_memory();
    ask_all(engine, settings, now);
    const Telling tellings[] = {{"cases that are new", 0, true},
                                {"what is known of cases in the archive", 0, false},
                                {"something new, so that they come back", 60, false},
                                {"the same, now that they are back", 60, false}};
    for (gsize i = 0; i < G_N_ELEMENTS(tellings); i++) {
        tell_some(engine, settings, n, &tellings[i]);
    }
    redate(engine, &rules, now);
    sz_engine_free(engine);
    sz_case_archiver_free(archiver);
    return 0;
}
