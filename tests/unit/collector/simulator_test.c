/* The simulated city: what must hold on any day.  Opening hours 09:00-12:00, 13:30-18:00. */

#include "collector/telemetry.h"
#include "metrics/cases.h"
#include "support/small_city.h"

/* --- a small city --- */

static const TestPlace town[] = {{SZ_TIER_TOWN, "330106002", NULL}};
static const TestPlace small[] = {{SZ_TIER_TOWN, "330106002", NULL},
                                  {SZ_TIER_VILLAGE, "330106002001", "330106002"},
                                  {SZ_TIER_KIOSK, "3301F1K", "330106002001"}};

static SzSimulator *make_city(const SzRegistry *registry, guint64 seed, const char *from,
                              const char *to)
{
    const SzSimulatorPlan plan = test_city_plan(registry, seed, from, to);
    return sz_simulator_new(&plan);
}

/* --- what is said in it --- */

typedef struct {
    GHashTable *last; /* owned; hall day id (owned) -> the ticket's last event (owned) */
    GHashTable *eids; /* owned; src eid (owned): seen */
    SzCases *cases;   /* borrowed; may be NULL */
    const char *only; /* the only measurement expected; NULL: any */
    SzWallTime from;  /* @only holds from here on */
    gint64 last_ns;
    guint64 n_lines;
    guint64 n_by_event[11]; /* of tickets; see event_index() */
    guint64 n_only;
} Story;

static guint event_index(SzSlice event)
{
    static const char *const names[] = {"take",   "call",    "start",    "hold",
                                        "resume", "segment", "transfer", "end",
                                        "noshow", "requeue", "cancel"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        if (sz_slice_equal(event, sz_slice(names[i]))) {
            return i;
        }
    }
    g_assert_not_reached();
}

static guint64 n_of(const Story *story, const char *event)
{
    return story->n_by_event[event_index(sz_slice(event))];
}

static SzSlice tag(const SzLpPoint *point, const char *key)
{
    for (gsize i = 0; i < point->n_tags; i++) {
        if (sz_slice_equal(point->tags[i].key, sz_slice(key))) {
            return point->tags[i].value;
        }
    }
    return (SzSlice){NULL, 0};
}

static SzSlice text(const SzLpPoint *point, const char *key)
{
    for (gsize i = 0; i < point->n_fields; i++) {
        if (sz_slice_equal(point->fields[i].key, sz_slice(key))) {
            return point->fields[i].value.as.s;
        }
    }
    return (SzSlice){NULL, 0};
}

static char *join(SzSlice a, SzSlice b, gint64 day)
{
    return g_strdup_printf("%.*s %.*s %" G_GINT64_FORMAT, (int)a.len, a.data, (int)b.len, b.data,
                           day);
}

/* Which event may follow which: the states of a ticket (DOMAIN "Ticket"). */
static bool may_follow(const char *last, SzSlice event)
{
    static const char *const moves[][2] = {
        {"take", "call cancel"},
        {"call", "call start noshow"},
        {"start", "hold segment transfer end"},
        {"hold", "resume"},
        {"resume", "segment"},
        {"segment", "segment end"},
        {"transfer", "call cancel"},
        {"noshow", "requeue"},
        {"requeue", "call cancel"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(moves); i++) {
        if (g_str_equal(moves[i][0], last)) {
            g_auto(GStrv) words = g_strsplit(moves[i][1], " ", -1);
            g_autofree char *word = g_strndup(event.data, event.len);
            return g_strv_contains((const char *const *)words, word);
        }
    }
    return false;
}

static void hear_ticket(Story *story, const SzLpPoint *point)
{
    SzSlice event = tag(point, "event");
    SzSlice hall = tag(point, "hall");
    char *key = join(hall, text(point, "id"), sz_day_of((SzWallTime){point->time_ns}));
    const char *last = g_hash_table_lookup(story->last, key);
    story->n_by_event[event_index(event)]++;
    if (sz_slice_equal(event, SZ_SLICE("take"))) {
        g_assert_null(last);
    } else {
        g_assert_nonnull(last);
        g_assert_true(may_follow(last, event));
    }
    g_hash_table_insert(story->last, key, g_strndup(event.data, event.len));
}

static void hear_eid(Story *story, const SzLpPoint *point)
{
    SzSlice eid = text(point, "eid");
    g_assert_cmpuint(text(point, "src").len, >, 0);
    if (eid.len > 0) {
        g_assert_true(g_hash_table_add(story->eids, join(text(point, "src"), eid, 0)));
    }
}

static void on_point(const SzLpPoint *point, void *user)
{
    Story *story = user;
    SzReading reading;
    SzStandardError error = {0};
    if (!sz_telemetry_read(point, &reading, &error)) {
        g_test_message("%.*s", (int)point->raw.len, point->raw.data);
        g_error("%s", error.message);
    }
    g_assert_cmpint(point->time_ns, >=, story->last_ns);
    story->last_ns = point->time_ns;
    story->n_lines++;
    hear_eid(story, point);
    if (story->only != NULL && point->time_ns >= story->from.ns) {
        g_assert_true(sz_slice_equal(point->measurement, sz_slice(story->only)));
        story->n_only++;
    }
    if (reading.entity == SZ_ENTITY_TICKET) {
        hear_ticket(story, point);
    }
    if (reading.entity == SZ_ENTITY_CASE && story->cases != NULL) {
        SzEvent event;
        sz_telemetry_event(&reading, (SzWallTime){0}, &event);
        sz_cases_apply(story->cases, &event.as.case_event);
    }
}

static void on_error(const SzLpError *error, void *user)
{
    (void)user;
    g_error("%s", error->message);
}

static void story_init(Story *story)
{
    *story = (Story){.last = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free),
                     .eids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
}

static void story_clear(Story *story)
{
    g_hash_table_unref(story->last);
    g_hash_table_unref(story->eids);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Story, story_clear)

static void hear(Story *story, SzSimulator *city)
{
    g_autoptr(SzLpParser) parser = sz_lp_parser_new(NULL, 1, (SzLpSink){on_point, on_error, story});
    SzSlice line;
    while (sz_simulator_next(city, &line)) {
        sz_lp_parser_feed(parser, line.data, line.len);
    }
    sz_lp_parser_finish(parser);
}

/* --- tests --- */

/* Tickets of a day in a hall of its own. */
static guint64 n_taken(const TestPlace *place, const char *from, const char *to)
{
    g_autoptr(SzRegistry) registry = test_city_registry(place, 1);
    g_autoptr(SzSimulator) city = make_city(registry, 1, from, to);
    SzSlice line;
    while (sz_simulator_next(city, &line)) {
    }
    return sz_simulator_tickets(city).n_taken;
}

/* Tickets of an ordinary Wednesday by DOMAIN 7.2; a Monday has 30 to 60 % more, give or take the 5 %
 * of chance that each of the two days has. */
static void test_volumes(void)
{
    static const struct {
        TestPlace place;
        guint64 min;
        guint64 max;
    } ranges[] = {
        {{SZ_TIER_MUNICIPAL, "330100", NULL}, 3000, 6000},
        {{SZ_TIER_COUNTY, "330106", NULL}, 800, 2500},
        {{SZ_TIER_TOWN, "330106002", NULL}, 50, 400},
        {{SZ_TIER_VILLAGE, "330106002001", NULL}, 2, 20},
        {{SZ_TIER_KIOSK, "3301F1K", NULL}, 0, 0},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(ranges); i++) {
        const TestPlace *place = &ranges[i].place;
        guint64 wednesday = n_taken(place, "2026-03-04T00:00", "2026-03-04T20:00");
        guint64 monday = n_taken(place, "2026-03-02T00:00", "2026-03-02T20:00");
        g_assert_cmpuint(wednesday, >=, ranges[i].min);
        g_assert_cmpuint(wednesday, <=, ranges[i].max);
        if (place->tier <= SZ_TIER_COUNTY) {
            g_assert_cmpuint(monday * 100, >, wednesday * 125);
            g_assert_cmpuint(monday * 100, <, wednesday * 165);
        }
    }
}

/* A make-up Saturday is a working day, the Sunday after it is not. */
static void test_makeup_day(void)
{
    g_assert_cmpuint(n_taken(&town[0], "2026-05-09T00:00", "2026-05-09T20:00"), >, 30);
    g_assert_cmpuint(n_taken(&town[0], "2026-05-10T00:00", "2026-05-10T20:00"), ==, 0);
}

/* Over a week with a make-up Saturday every ticket taken ends in exactly one way. */
static void test_conservation(void)
{
    g_autoptr(SzRegistry) registry = test_city_registry(town, G_N_ELEMENTS(town));
    g_autoptr(SzSimulator) city = make_city(registry, 3, "2026-05-06T00:00", "2026-05-13T00:00");
    g_auto(Story) story;
    story_init(&story);
    hear(&story, city);
    SzSimulatorTickets tickets = sz_simulator_tickets(city);
    g_assert_cmpuint(tickets.n_taken, >, 500);
    g_assert_cmpuint(tickets.n_cut_off, ==, 0);
    g_assert_cmpuint(tickets.n_taken, ==,
                     tickets.n_ended + tickets.n_noshow + tickets.n_cancelled + tickets.n_expired);
    g_assert_cmpuint(n_of(&story, "take"), ==, tickets.n_taken);
    g_assert_cmpuint(n_of(&story, "end"), ==, tickets.n_ended);
    g_assert_cmpuint(n_of(&story, "cancel"), ==, tickets.n_cancelled);
    g_assert_cmpuint(n_of(&story, "noshow"), >=, tickets.n_noshow + n_of(&story, "requeue"));
    g_assert_cmpuint(n_of(&story, "hold"), ==, n_of(&story, "resume"));
    g_assert_cmpuint(g_hash_table_size(story.last), ==, tickets.n_taken);
}

static void test_holiday(void)
{
    g_autoptr(SzRegistry) registry = test_city_registry(small, G_N_ELEMENTS(small));
    g_autoptr(SzSimulator) city = make_city(registry, 1, "2026-04-28T00:00", "2026-05-03T00:00");
    g_auto(Story) story;
    story_init(&story);
    story.only = "kiosk";
    story.from = test_city_at("2026-05-01T00:00");
    hear(&story, city);
    /* The kiosk point is alive: a beat a minute for two days. */
    g_assert_cmpuint(story.n_only, >, 2700);
    g_assert_cmpuint(n_of(&story, "take"), >, 0);
}

/* Three weeks of a town: most cases in time, some late, some standing still, some open. */
static void test_cases(void)
{
    g_autoptr(SzRegistry) registry = test_city_registry(town, G_N_ELEMENTS(town));
    SzCaseRules rules = *test_rules();
    rules.registry = registry;
    g_autoptr(SzCases) cases = sz_cases_new(&rules);
    g_autoptr(SzSimulator) city = make_city(registry, 1, "2026-03-02T00:00", "2026-03-21T00:00");
    g_auto(Story) story;
    story_init(&story);
    story.cases = cases;
    hear(&story, city);
    g_autoptr(SzCasesVersion) version = sz_cases_publish(cases);
    guint64 n_state[SZ_STATE_VOID + 1] = {0};
    guint64 n_late = 0;
    guint64 n_overdue = 0;
    for (gsize i = 0; i < sz_cases_version_n(version); i++) {
        const SzCaseRow *row = sz_cases_version_row(version, i);
        n_state[row->state]++;
        n_late += row->is_late;
        SzLight light = sz_case_row_light(row, test_city_at("2026-03-21T00:00"));
        n_overdue += light == SZ_LIGHT_RED || light == SZ_LIGHT_BLACK ? 1 : 0;
    }
    g_assert_cmpuint(n_state[SZ_STATE_CLOSED], >, 1000);
    g_assert_cmpuint(n_state[SZ_STATE_OPEN], >, 20);
    g_assert_cmpuint(n_state[SZ_STATE_SUSPENDED], >, 0);
    g_assert_cmpuint(n_state[SZ_STATE_REJECTED], >, 0);
    g_assert_cmpuint(n_state[SZ_STATE_WITHDRAWN], >, 0);
    g_assert_cmpuint(n_overdue, >, 0);
    g_assert_cmpuint(n_overdue * 10, <, n_state[SZ_STATE_OPEN]);
    g_assert_cmpuint(n_late * 1000, >, n_state[SZ_STATE_CLOSED] * 3);
    g_assert_cmpuint(n_late * 1000, <, n_state[SZ_STATE_CLOSED] * 40);
}

static GString *say(guint64 seed, const char *from, const char *to)
{
    g_autoptr(SzRegistry) registry = test_city_registry(small, G_N_ELEMENTS(small));
    g_autoptr(SzSimulator) city = make_city(registry, seed, from, to);
    GString *all = g_string_new(NULL);
    SzSlice line;
    while (sz_simulator_next(city, &line)) {
        g_assert_cmpint(line.data[line.len - 1], ==, '\n');
        g_string_append_len(all, line.data, (gssize)line.len);
    }
    return all;
}

static void test_same(void)
{
    g_autoptr(GString) first = say(1, "2026-03-02T00:00", "2026-03-03T00:00");
    g_autoptr(GString) again = say(1, "2026-03-02T00:00", "2026-03-03T00:00");
    g_autoptr(GString) other = say(2, "2026-03-02T00:00", "2026-03-03T00:00");
    g_autoptr(GString) longer = say(1, "2026-03-02T00:00", "2026-03-04T12:00");
    g_assert_true(g_string_equal(first, again));
    g_assert_false(g_string_equal(first, other));
    g_assert_cmpuint(longer->len, >, first->len);
    g_assert_cmpint(memcmp(longer->str, first->str, first->len), ==, 0);
}

/* The same bytes from every compiler and on every machine.  Whoever changes the model changes this. */
static void test_pinned(void)
{
    g_autoptr(GString) day = say(1, "2026-03-02T00:00", "2026-03-03T00:00");
    g_autofree char *sum =
        g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)day->str, day->len);
    g_assert_cmpstr(sum, ==, "d8b28140ed08b79f9f76f589aed223c71133c7688fc178b51507279451ee8f48");
}

/* A beginning in the middle of a day: no life starts in its middle. */
static void test_midday(void)
{
    g_autoptr(SzRegistry) registry = test_city_registry(town, G_N_ELEMENTS(town));
    g_autoptr(SzSimulator) city =
        make_city(registry, 1, "2026-03-02T10:15:00.000000001", "2026-03-02T16:00");
    g_auto(Story) story;
    story_init(&story);
    hear(&story, city); /* asserts that a ticket's first event is its taking */
    g_assert_cmpuint(n_of(&story, "take"), >, 20);
    g_autoptr(SzSimulator) never =
        make_city(registry, 1, "2026-03-02T10:15", "2026-03-02T10:15:00.000000001");
    g_autoptr(GString) some = g_string_new(NULL);
    SzSlice line;
    while (sz_simulator_next(never, &line)) {
        g_string_append_len(some, line.data, (gssize)line.len);
    }
    g_assert_cmpuint(some->len, <, 1000);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/collector/simulator/volumes-are-those-of-the-model", test_volumes);
    g_test_add_func("/collector/simulator/make-up-days-are-worked", test_makeup_day);
    g_test_add_func("/collector/simulator/every-ticket-ends-in-one-way", test_conservation);
    g_test_add_func("/collector/simulator/on-holidays-only-kiosks-are-heard", test_holiday);
    g_test_add_func("/collector/simulator/few-cases-are-late", test_cases);
    g_test_add_func("/collector/simulator/same-seed-same-bytes", test_same);
    g_test_add_func("/collector/simulator/same-bytes-everywhere", test_pinned);
    g_test_add_func("/collector/simulator/a-later-beginning-starts-no-life-halfway", test_midday);
    int status = g_test_run();
    test_rules_clear();
    return status;
}
