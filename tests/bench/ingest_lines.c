/* The fixed mix of telemetry that the ingest bench sends: whole stories of tickets and cases, kiosks, ratings, over
 * the halls of the shipped configuration, in order of time.
 *
 * Usage: ingest_lines N SEED SPAN_S END_S [waits]
 *
 * N lines on stdout, 55 % ticket, 20 % kiosk, 15 % case, 10 % rating, that occurred in the SPAN_S seconds up to END_S
 * (since 1970).  The same arguments give the same bytes; another SEED gives other ids over the same halls, windows and
 * kiosks.  With `waits`, of the same tickets only how long each waited, as `wait,hall=CODE value=SECONDS`: what a
 * database needs that cannot take a call from a take. */

#include "config/settings.h"
#include "support/bench.h"

#include <stdio.h>
#include <stdlib.h>

#define STEPS_MAX 6
#define N_QUEUES 8
#define N_WINDOWS 16
#define N_KIOSKS 6

typedef enum { TICKET, KIOSK, CASE, RATING, N_KINDS } Kind;

static const guint shares_pct[N_KINDS] = {55, 20, 15, 10};

/* What happens in a story, and how many seconds after the step before, from and below. */
typedef struct {
    const char *event;
    const char *fields; /* beside id, eid, seq and src */
    guint after_s;
    guint spread_s;
} Step;

typedef struct {
    guint share_pct;
    Step steps[STEPS_MAX];
} Plot;

#define TAKE                                                                                       \
    {                                                                                              \
        "take", "", 0, 1                                                                           \
    }
#define CALL                                                                                       \
    {                                                                                              \
        "call", "recall=0i,", 20, 1700                                                             \
    }
#define START                                                                                      \
    {                                                                                              \
        "start", "item=\"GA0601\",", 5, 40                                                         \
    }
#define END                                                                                        \
    {                                                                                              \
        "end", "result=\"done\",", 120, 900                                                        \
    }
#define CLOSE(s)                                                                                   \
    {                                                                                              \
        "close", "auto=false,elic=true,result=\"granted\",visits=1i,", s, 7200                     \
    }

/* The last plot of a kind takes what is left of 100. */
static const Plot plots[N_KINDS][4] = {
    [TICKET] = {{5, {TAKE, CALL, {"noshow", "", 60, 60}}},
                {3, {TAKE, CALL, START, {"hold", "", 60, 200}, {"resume", "", 60, 400}, END}},
                {4, {TAKE, CALL, START, {"segment", "item=\"BD0203\",", 60, 300}, END}},
                {88, {TAKE, CALL, START, END}}},
    [KIOSK] = {{2, {{"state", "faults=\"paper_out\",state=\"maint\",", 0, 1}}},
               {14, {{"txn", "dur_s=117.8,item=\"SB0403\",pages=4i,result=\"ok\",", 0, 1}}},
               {84, {{"heartbeat", "faults=\"\",state=\"online\",", 0, 1}}}},
    [CASE] = {{8,
               {{"apply", "platform=\"2.0\",promise=5i,promise_unit=\"workday\",", 0, 1},
                {"supplement_start", "", 600, 600},
                {"supplement_end", "", 3600, 3600},
                {"accept", "", 300, 900},
                {"step", "step=\"审查\",", 300, 900},
                CLOSE(600)}},
              {32,
               {{"apply", "platform=\"2.0\",promise=5i,promise_unit=\"workday\",", 0, 1},
                {"accept", "", 60, 900},
                {"step", "step=\"审查\",", 300, 3600},
                {"decide", "result=\"granted\",", 300, 3600},
                CLOSE(600)}},
              {60,
               {{"apply", "platform=\"2.0\",promise=0i,promise_unit=\"workday\",", 0, 1},
                {"accept", "", 10, 300},
                CLOSE(60)}}},
    [RATING] = {{2,
                 {{"new", "active=true,level=2i,", 0, 1},
                  {"claim", "", 60, 600},
                  {"callback", "result=\"reached\",", 600, 3600},
                  {"close", "", 60, 600}}},
                {98, {{"new", "active=true,level=5i,", 0, 1}}}},
};

typedef struct {
    gint64 at_ns;
    guint32 story;
    guint8 kind;
    guint8 step;
} Line;

typedef struct {
    const SzRegistry *registry;
    guint32 seed;
    gint64 from_ns;
    gint64 to_ns;
    GArray *lines;         /* Line */
    guint32 *seq[N_KINDS]; /* of each hall's feed */
} Mix;

/* The @what-th random number of a story. */
static guint32 random_of(const Mix *mix, Kind kind, guint32 story, guint32 what)
{
    return bench_mix(bench_mix(story * 4 + kind + mix->seed * 0x9e3779b9U) + what);
}

static const Plot *plot_of(const Mix *mix, Kind kind, guint32 story)
{
    guint32 dice = random_of(mix, kind, story, 1) % 100;
    const Plot *plot = plots[kind];
    while (dice >= plot->share_pct) {
        dice -= plot->share_pct;
        plot++;
    }
    return plot;
}

/* The first halls of the registry are the large ones: they get more. */
static gsize hall_of(const Mix *mix, Kind kind, guint32 story)
{
    guint64 u = random_of(mix, kind, story, 2) >> 16;
    return (gsize)(u * u * sz_registry_n_halls(mix->registry) >> 32);
}

/* --- when ---------------------------------------------------------------------------------- */

/* However many stories there are, they lie evenly over the span. */
static gint64 begin_of(const Mix *mix, Kind kind, guint32 story)
{
    const guint64 golden = G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);
    guint64 share = (story * golden) >> 32; /* of 2^32 */
    gint64 span_us = (mix->to_ns - mix->from_ns) / 1000;
    gint64 jitter_ns = random_of(mix, kind, story, 3) % 1000;
    return mix->from_ns + (gint64)((gdouble)span_us * (gdouble)share / 4294967296.0) * 1000 +
           jitter_ns;
}

static gint64 after_of(const Mix *mix, const Line *line, const Step *step)
{
    guint32 random = random_of(mix, line->kind, line->story, 8U + line->step);
    return ((gint64)step->after_s * 1000 + random % (step->spread_s * 1000)) * 1000000;
}

static void plan_kind(Mix *mix, Kind kind, guint n)
{
    for (guint32 story = 0; n > 0; story++) {
        const Plot *plot = plot_of(mix, kind, story);
        Line line = {begin_of(mix, kind, story), story, (guint8)kind, 0};
        while (n > 0 && line.step < STEPS_MAX && plot->steps[line.step].event != NULL &&
               line.at_ns < mix->to_ns) {
            g_array_append_val(mix->lines, line);
            n--;
            line.step++;
            if (line.step < STEPS_MAX && plot->steps[line.step].event != NULL) {
                line.at_ns += after_of(mix, &line, &plot->steps[line.step]);
            }
        }
    }
}

static gint compare_lines(gconstpointer a, gconstpointer b)
{
    const Line *left = a;
    const Line *right = b;
    return left->at_ns != right->at_ns ? (left->at_ns < right->at_ns ? -1 : 1) : 0;
}

/* --- what ---------------------------------------------------------------------------------- */

static const char *item_of(guint32 random)
{
    static const char *const items[] = {"QY0102", "BD0201", "SB0401", "YB0502",
                                        "GA0601", "GJ1001", "WS0801", "JT0901"};
    return items[random % G_N_ELEMENTS(items)];
}

static void print_tags(const Mix *mix, const Line *line, const char *event, const char *hall)
{
    guint32 random = random_of(mix, line->kind, line->story, 4);
    guint window = random % N_WINDOWS;
    guint queue = window % N_QUEUES; /* a window serves one queue */
    const char *item = item_of(random);
    switch ((Kind)line->kind) {
    case TICKET:
        printf("ticket,event=%s,hall=%s,queue=%c", event, hall, 'A' + queue);
        if (line->step > 0) {
            printf(",window=W%03u", window + 1);
        }
        break;
    case KIOSK:
        printf("kiosk,event=%s,hall=%s,kiosk=K%03u", event, hall, random % N_KIOSKS + 1);
        break;
    case CASE:
        printf("case,channel=%s,event=%s,hall=%s,item=%s,org=%.2s",
               random % 3 == 0 ? "online" : "window", event, hall, item, item);
        break;
    case RATING:
    case N_KINDS:
        printf("rating,channel=device,event=%s,hall=%s,window=W%03u", event, hall, window + 1);
        break;
    }
}

static void print_id(const Mix *mix, const Line *line, const char *hall, char *room, gsize size)
{
    guint queue = random_of(mix, line->kind, line->story, 4) % N_WINDOWS % N_QUEUES;
    switch ((Kind)line->kind) {
    case TICKET:
        g_snprintf(room, size, "%c%u%06u", 'A' + queue, mix->seed, line->story);
        break;
    case KIOSK:
    case CASE:
        g_snprintf(room, size, "%s-%u-%07u", hall, mix->seed, line->story);
        break;
    case RATING:
    case N_KINDS:
        g_snprintf(room, size, "R%s-%u-%06u", hall, mix->seed, line->story);
        break;
    }
}

/* A kiosk's pulse needs no eid, and nothing of a kiosk has an id. */
static void print_line(Mix *mix, const Line *line)
{
    static const char feeds[N_KINDS] = {'q', 'k', 'c', 'r'};
    g_assert_cmpuint(line->kind, <, N_KINDS);
    const Step *step = &plot_of(mix, line->kind, line->story)->steps[line->step];
    gsize hall = hall_of(mix, line->kind, line->story);
    const char *code = sz_registry_hall(mix->registry, hall)->code;
    char id[64];
    print_id(mix, line, code, id, sizeof id);
    print_tags(mix, line, step->event, code);
    if (line->kind != KIOSK) {
        printf(" eid=\"%s-%u\",id=\"%s\",", id, line->step + 1U, id);
    } else {
        printf(" ");
    }
    printf("%sseq=%ui,src=\"%c-%s\" %" G_GINT64_FORMAT "\n", step->fields,
           ++mix->seq[line->kind][hall], feeds[line->kind], code, line->at_ns);
}

static void print_wait(const Mix *mix, const Line *line)
{
    if (line->kind == TICKET && line->step == 1) {
        gint64 wait_ns = line->at_ns - begin_of(mix, TICKET, line->story);
        gsize hall = hall_of(mix, TICKET, line->story);
        printf("wait,hall=%s value=%.3f %" G_GINT64_FORMAT "\n",
               sz_registry_hall(mix->registry, hall)->code, (double)wait_ns / 1e9, line->at_ns);
    }
}

static guint number(const char *text)
{
    guint64 value = 0;
    if (!g_ascii_string_to_unsigned(text, 10, 1, G_MAXUINT32, &value, NULL)) {
        (void)fprintf(stderr, "ingest_lines: not a number above 0: '%s'\n", text);
        _Exit(2);
    }
    return (guint)value;
}

int main(int argc, char **argv)
{
    if (argc < 5) {
        return 2;
    }
    g_autoptr(SzSettings) settings = sz_settings_load_or_complain(NULL);
    g_autoptr(GArray) lines = g_array_new(FALSE, FALSE, sizeof(Line));
    guint n = number(argv[1]);
    gint64 to_ns = number(argv[4]) * SZ_NS_PER_S;
    Mix mix = {.registry = settings->registry,
               .seed = number(argv[2]),
               .from_ns = to_ns - number(argv[3]) * SZ_NS_PER_S,
               .to_ns = to_ns,
               .lines = lines};
    for (guint kind = 0; kind < N_KINDS; kind++) {
        mix.seq[kind] = g_new0(guint32, sz_registry_n_halls(mix.registry));
        plan_kind(&mix, kind, (guint)((guint64)n * shares_pct[kind] / 100));
    }
    g_array_sort(lines, compare_lines);
    for (guint i = 0; i < lines->len; i++) {
        if (argc > 5) {
            print_wait(&mix, &g_array_index(lines, Line, i));
        } else {
            print_line(&mix, &g_array_index(lines, Line, i));
        }
    }
    for (guint kind = 0; kind < N_KINDS; kind++) {
        g_free(mix.seq[kind]);
    }
    return fflush(stdout) == 0 ? 0 : 1;
}
