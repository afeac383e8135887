/* A day of a city into the live state: events a second, and memory. */

#include "metrics/engine.h"
#include "web/router.h"

#include "support/rules.h"

#include <malloc.h>
#include <stdio.h>
#include <time.h>

#define N_HALLS 3400
#define N_TICKETS 70000
#define N_WINDOWS 10500
#define N_KIOSKS 2500
#define N_RATINGS 114000
#define N_PULSES 500000

/* Time of this process on a core, whatever else the machine does. */
static double cpu_s(void)
{
    struct timespec now;
    g_assert_cmpint(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now), ==, 0);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

typedef struct {
    double started_s;
    gsize started_bytes;
} Meter;

static Meter start(void)
{
    struct mallinfo2 heap = mallinfo2();
    return (Meter){cpu_s(), heap.uordblks + heap.hblkhd};
}

static void report(const char *what, gsize n, Meter meter)
{
    double took_s = cpu_s() - meter.started_s;
    struct mallinfo2 heap = mallinfo2();
    double grown = (double)(heap.uordblks + heap.hblkhd) - (double)meter.started_bytes;
    printf("%-34s %8zu  %6.2f s  %8.0f /s  %7.1f MiB\n", what, n, took_s, (double)n / took_s,
           grown / 1048576);
}

typedef struct {
    char text[24];
} Code;

static SzSlice code(Code *out, const char *letter, gsize n)
{
    gsize len = (gsize)g_snprintf(out->text, sizeof out->text, "%s%zu", letter, n);
    return (SzSlice){out->text, len};
}

static SzWallTime at(gint64 second)
{
    return (SzWallTime){sz_wall_time_at(sz_day_from_civil((SzCivil){2026, 3, 2}), second).ns};
}

/* A busy hall has more of everything: cubes of a uniform number. */
static gsize hall_of(gsize i)
{
    double u = (double)((i * 7919) % 99991) / 99991;
    return (gsize)(u * u * u * N_HALLS);
}

/* Six events each, city-wide in order of time. */
static void feed_tickets(SzEngine *engine)
{
    static const SzTicketEventKind story[] = {SZ_TICKET_TAKE, SZ_TICKET_CALL,   SZ_TICKET_START,
                                              SZ_TICKET_HOLD, SZ_TICKET_RESUME, SZ_TICKET_END};
    for (gint64 i = 0; i < N_TICKETS + 300; i++) {
        for (gint64 step = 0; step < 6; step++) {
            gint64 ticket = i - step * 60;
            if (ticket < 0 || ticket >= N_TICKETS) {
                continue;
            }
            Code hall;
            Code id;
            Code queue;
            Code window;
            SzEvent event = {.entity = SZ_EVENT_TICKET};
            event.as.ticket = (SzTicketEvent){
                .occurred = at(32400 + i * 28800 / (N_TICKETS + 300)),
                .kind = story[step],
                .hall = code(&hall, "H", hall_of((gsize)ticket)),
                .id = code(&id, "A", (gsize)ticket),
                .queue = code(&queue, "Q", (gsize)ticket % 5),
                .window = step > 0 ? code(&window, "W", (gsize)ticket % 40) : SZ_SLICE(""),
                .recall = -1,
            };
            sz_engine_apply(engine, &event);
        }
    }
}

/* Heartbeats of kiosks and repeats of windows' states, a change now and then; in order. */
static void feed_pulses(SzEngine *engine, gint64 step_ns)
{
    for (gsize i = 0; i < N_PULSES; i++) {
        Code hall;
        Code device;
        gsize which = i % (N_WINDOWS + N_KIOSKS);
        gsize round = i / (N_WINDOWS + N_KIOSKS);
        SzWallTime when = at(32400 + (gint64)(30 * round));
        when.ns += (gint64)(which + 31 * round) * step_ns;
        SzEvent event = {.entity = SZ_EVENT_WINDOW};
        if (which < N_WINDOWS) {
            event.as.window = (SzWindowEvent){
                .occurred = when,
                .state = (which + round) % 25 == 0 ? SZ_WINDOW_PAUSED : SZ_WINDOW_OPEN,
                .hall = code(&hall, "H", which % N_HALLS),
                .window = code(&device, "W", which / N_HALLS),
                .cert = -1,
            };
        } else {
            event.entity = SZ_EVENT_KIOSK;
            event.as.kiosk = (SzKioskEvent){
                .occurred = when,
                .hall = code(&hall, "H", which % N_HALLS),
                .kiosk = code(&device, "K", which),
                .faults = -1,
                .dur_ms = -1,
                .pages = -1,
            };
        }
        sz_engine_apply(engine, &event);
    }
}

static void feed_ratings(SzEngine *engine)
{
    for (gsize i = 0; i < N_RATINGS; i++) {
        Code hall;
        Code id;
        SzEvent event = {.entity = SZ_EVENT_RATING};
        event.as.rating = (SzRatingEvent){
            .occurred = at(32400 + (gint64)(i * 28800 / N_RATINGS)),
            .kind = SZ_RATING_NEW,
            .hall = code(&hall, "H", hall_of(i)),
            .id = code(&id, "R", i),
            .channel = SZ_SLICE("pad"),
            .level = i % 4000 == 0 ? 1 : 5,
            .is_active = 1,
        };
        sz_engine_apply(engine, &event);
    }
}

static void ask(const SzSnapshot *state, const char *target)
{
    SzView view = {.rules = test_rules(), .state = state, .now = {true, at(50000)}};
    Meter meter = start();
    g_auto(SzResponse) response = sz_router_get(&view, sz_slice(target));
    g_assert_cmpint(response.status, ==, 200);
    report(target, 1, meter);
}

int main(void)
{
    g_autoptr(SzEngine) engine = sz_engine_new(test_rules());
    printf("%-34s %8s  %8s  %10s  %11s\n", "", "n", "CPU", "", "heap grown");
    Meter meter = start();
    feed_tickets(engine);
    report("ticket events", (gsize)N_TICKETS * 6, meter);
    meter = start();
    feed_pulses(engine, 0);
    report("pulses, whole seconds", N_PULSES, meter);
    g_autoptr(SzEngine) uneven = sz_engine_new(test_rules());
    meter = start();
    feed_pulses(uneven, 7654321);
    report("pulses, any nanosecond, afresh", N_PULSES, meter);
    meter = start();
    feed_ratings(engine);
    report("ratings", N_RATINGS, meter);
    for (int i = 1; i <= 2; i++) {
        meter = start();
        g_autoptr(SzSnapshot) state = sz_engine_publish(engine);
        report(i == 1 ? "first publish" : "publish when nothing changed", 1, meter);
        if (i == 2) {
            ask(state, "/api/v1/queues?hall=H1");
            ask(state, "/api/v1/queues");
            ask(state, "/api/v1/windows");
            ask(state, "/api/v1/kiosks");
            ask(state, "/api/v1/ratings");
        }
    }
    test_rules_clear();
    return 0;
}
