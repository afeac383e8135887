/* Which lines go: by table, and by the state that is folded from what stays. */

#include "collector/pulses.h"

#include "collector/event_lines.h"
#include "metrics/device_lines.h"
#include "metrics/kiosks.h"
#include "metrics/windows.h"
#include "support/rules.h"

#define MINUTE_NS (60 * SZ_NS_PER_S)
/* 2026-03-02 08:00 +08:00, a Monday. */
static const SzWallTime begin = {G_GINT64_CONSTANT(1772409600) * SZ_NS_PER_S};

static void append_line(GString *out, const char *said, double minute)
{
    g_string_append_printf(out, "%s %" G_GINT64_FORMAT "\n", said,
                           begin.ns + (gint64)(minute * (double)MINUTE_NS));
}

/* --- by table ------------------------------------------------------------------------------ */

#define W(fields) "window,hall=330106,window=W1 " fields
#define H(fields) "kiosk,event=heartbeat,hall=330106,kiosk=K1 " fields
#define S(fields) "kiosk,event=state,hall=330106,kiosk=K1 " fields
#define T(fields) "kiosk,event=txn,hall=330106,kiosk=K1 " fields
#define OPEN "state=\"open\""
#define PAUSED "state=\"paused\""
#define ON "state=\"online\""
#define OFF "state=\"offline\""
#define NEXT_DAY (16 * 60)

typedef struct {
    const char *said; /* NULL: a segment ends */
    double minute;
} Said;

typedef struct {
    const char *name;
    const char *goes; /* x: goes, -: stays */
    Said lines[9];
} Row;

static const Row rows[] = {
    {"the first and the last stay",
     "-xx-",
     {{W(OPEN), 0}, {W(OPEN), 1}, {W(OPEN), 2}, {W(OPEN), 3}}},
    {"what is new stays",
     "-x-x-",
     {{W(OPEN), 0}, {W(OPEN), 1}, {W(PAUSED), 2}, {W(PAUSED), 3}, {W(OPEN), 4}}},
    {"numbers of the feed say nothing",
     "-x-",
     {{W("eid=\"1\",seq=1i," OPEN), 0}, {W("eid=\"2\",seq=2i," OPEN), 1}, {W("seq=3i," OPEN), 2}}},
    {"who says less repeats",
     "-xx-",
     {{W("staff=\"7\"," OPEN), 0}, {W(OPEN), 1}, {W("staff=\"7\"," OPEN), 2}, {W(OPEN), 3}}},
    {"who says more does not",
     "-x-x-",
     {{W(OPEN), 0}, {W(OPEN), 1}, {W("staff=\"7\"," OPEN), 2}, {W(OPEN), 3}, {W(OPEN), 4}}},
    {"nor who says it otherwise",
     "---",
     {{W("staff=\"7\"," OPEN), 0}, {W("staff=\"8\"," OPEN), 1}, {W("staff=\"7\"," OPEN), 2}}},
    {"fields of whom nobody knows count, too",
     "-x---",
     {{W(OPEN ",x=1"), 0},
      {W(OPEN ",x=1"), 1},
      {W(OPEN ",x=2"), 2},
      {W(OPEN ",x=2i"), 3},
      {W(OPEN ",x=3"), 4}}},
    {"a tag is a different series",
     "---",
     {{W(OPEN), 0}, {"window,floor=1,hall=330106,window=W1 " OPEN, 1}, {W(OPEN), 2}}},
    {"each segment has its own",
     "-x--x-",
     {{W(OPEN), 0},
      {W(OPEN), 1},
      {W(OPEN), 2},
      {NULL, 0},
      {W(OPEN), 3},
      {W(OPEN), 4},
      {W(OPEN), 5}}},
    {"each day has its own",
     "-x--x-",
     {{W(OPEN), 0},
      {W(OPEN), 1},
      {W(OPEN), NEXT_DAY - 0.01},
      {W(OPEN), NEXT_DAY},
      {W(OPEN), NEXT_DAY + 1},
      {W(OPEN), NEXT_DAY + 2}}},
    {"what comes late stays, and repeats do no harm",
     "-xx-x-",
     {{W(OPEN), 0}, {W(OPEN), 1}, {W(OPEN), 2}, {W(OPEN), 1.5}, {W(OPEN), 3}, {W(OPEN), 4}}},
    {"what is sent again stays",
     "--x--",
     {{W(OPEN), 0}, {W(OPEN), 1}, {W(OPEN), 2}, {W(OPEN), 1}, {W(OPEN), 3}}},
    {"a line that comes late turns the next into a change",
     "-x-x--",
     {{W(OPEN), 0}, {W(OPEN), 1}, {W(OPEN), 2}, {W(OPEN), 3}, {W(OPEN), 4}, {W(PAUSED), 1.5}}},
    {"also in another segment, and at the very instant",
     "-x----",
     {{W(OPEN), 0},
      {W(OPEN), 1},
      {W(OPEN), 2},
      {W(OPEN), 3},
      {W(OPEN), 4},
      {NULL, 0},
      {W(PAUSED), 2}}},
    {"the instant of the one before counts, too",
     "-x---x-",
     {{W(OPEN), 0},
      {W(OPEN), 1},
      {W(OPEN), 2},
      {W(PAUSED), 2},
      {W(OPEN), 3},
      {W(OPEN), 4},
      {W(OPEN), 5}}},
    {"who ran ahead is followed by lines that come late",
     "-x----",
     {{W(OPEN), 0}, {W(OPEN), 1}, {W(PAUSED), 9}, {W(OPEN), 2}, {W(OPEN), 3}, {W(OPEN), 4}}},
    {"heartbeats say what they say",
     "-x-x-",
     {{H(ON), 0}, {H(ON), 1}, {H("faults=\"door\""), 2}, {H("faults=\"door\""), 3}, {H(ON), 4}}},
    {"the last sign of life stays",
     "-x--x-",
     {{H(ON), 0}, {H(ON), 1}, {H(ON), 2}, {H(OFF), 3}, {H(OFF), 4}, {H(OFF), 5}}},
    {"kinds are looked at apart",
     "--xx--",
     {{H("faults=\"\""), 0},
      {S(ON), 1},
      {H("faults=\"\""), 2},
      {S(ON), 3},
      {H("faults=\"\""), 4},
      {S(ON), 5}}},
    {"but not what they say",
     "-----",
     {{H("faults=\"\""), 0},
      {S("faults=\"door\"," ON), 1},
      {H("faults=\"\""), 2},
      {S("faults=\"door\"," ON), 3},
      {H("faults=\"\""), 4}}},
    {"a transaction stays and changes nothing",
     "-x---",
     {{H(ON), 0}, {H(ON), 1}, {T("result=\"ok\""), 2}, {T("result=\"ok\""), 3}, {H(ON), 4}}},
    {"unless it says something",
     "-x---",
     {{H(ON), 0}, {H(ON), 1}, {T("result=\"ok\",state=\"maint\""), 2}, {H(ON), 3}, {H(ON), 4}}},
    {"what cannot be read stays",
     "--",
     {{"window,hall=330106 " OPEN, 0}, {"window,hall=330106 " OPEN, 1}}},
    {"others stay",
     "---",
     {{"crowd,hall=330106 in=1i", 0},
      {"crowd,hall=330106 in=1i", 1},
      {"crowd,hall=330106 in=1i", 2}}},
    {"a text of two lines is no line",
     "-----x-",
     {{W("reason=\"a\nb\"," OPEN), 0},
      {W("reason=\"a\nb\"," OPEN), 1},
      {W(OPEN), 2},
      {W(OPEN), 3},
      {W(OPEN), 4}}},
};

/* Days later each device has said so much that nothing of before counts. */
static void append_filler(GString *out, guint n)
{
    for (guint i = 0; i < n; i++) {
        append_line(out, W("state=\"closed\""), 14400 + i);
        append_line(out, H("faults=\"door\",state=\"maint\""), 14400 + i);
    }
}

static SzSlice slice_of(const GString *text)
{
    return (SzSlice){text->str, text->len};
}

/* Feeds line by line, each a batch of its own.  Returns: what goes, a letter each. */
static char *decide(const Row *row, guint n_filler)
{
    g_autoptr(SzPulses) pulses = sz_pulses_new();
    g_autoptr(GString) goes = g_string_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(row->lines); i++) {
        g_autoptr(GString) line = g_string_new(NULL);
        if (row->lines[i].said != NULL) {
            append_line(line, row->lines[i].said, row->lines[i].minute);
            sz_pulses_scout(pulses, slice_of(line), begin);
        }
    }
    g_autoptr(GString) filler = g_string_new(NULL);
    append_filler(filler, n_filler);
    sz_pulses_scout(pulses, slice_of(filler), begin);
    guint n = 0;
    sz_pulses_begin_segment(pulses);
    for (guint i = 0; i <= G_N_ELEMENTS(row->lines); i++) {
        bool is_end = i == G_N_ELEMENTS(row->lines) || (row->lines[i].said == NULL);
        if (!is_end) {
            g_autoptr(GString) line = g_string_new(NULL);
            append_line(line, row->lines[i].said, row->lines[i].minute);
            sz_pulses_look(pulses, slice_of(line), begin);
            n += strchr(row->lines[i].said, '\n') != NULL ? 2 : 1;
            continue;
        }
        guint n_going = 0;
        for (guint k = 0; k < n; k++) {
            bool is_going = sz_pulses_goes(pulses, k);
            n_going += is_going;
            g_string_append_c(goes, is_going ? 'x' : '-');
        }
        g_assert_cmpuint(sz_pulses_n_going(pulses), ==, n_going);
        n = 0;
        sz_pulses_begin_segment(pulses);
    }
    return g_string_free(g_steal_pointer(&goes), FALSE);
}

static void test_table(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *goes = decide(&rows[i], SZ_DEVICE_LINES_MAX);
        g_test_message("%s", rows[i].name);
        g_assert_cmpstr(goes, ==, rows[i].goes);
    }
}

/* The last statements stay, whatever they say: "since" is told by them. */
static void test_last_statements_stay(void)
{
    static const Row row = {"", "", {{W(OPEN), 0}, {W(OPEN), 1}, {W(OPEN), 2}, {W(OPEN), 3}}};
    g_autofree char *last = decide(&row, SZ_DEVICE_LINES_MAX - 2);
    g_assert_cmpstr(last, ==, "-x--"); /* behind the third are one and the filler */
    g_autofree char *none = decide(&row, SZ_DEVICE_LINES_MAX - 3);
    g_assert_cmpstr(none, ==, "----");
}

/* A line that came when the index had been told without it is a revision of its day. */
static void test_late_for_the_index_stays(void)
{
    g_autoptr(SzPulses) pulses = sz_pulses_new();
    g_autoptr(GString) filler = g_string_new(NULL);
    append_filler(filler, SZ_DEVICE_LINES_MAX + 5); /* those looked at count, too */
    sz_pulses_scout(pulses, slice_of(filler), begin);
    sz_pulses_begin_segment(pulses);
    for (guint minute = 0; minute < 5; minute++) {
        g_autoptr(GString) line = g_string_new(NULL);
        append_line(line, W(OPEN), minute);
        gint64 behind_s = minute == 2 ? 60 : 5;
        sz_pulses_look(pulses, slice_of(line),
                       (SzWallTime){begin.ns + minute * MINUTE_NS + behind_s * SZ_NS_PER_S});
        g_assert_false(sz_pulses_goes(pulses, minute));
    }
    static const bool goes[] = {false, true, false, true, false};
    for (guint i = 0; i < G_N_ELEMENTS(goes); i++) {
        g_assert_cmpint(sz_pulses_goes(pulses, i), ==, goes[i]);
    }
}

/* --- by the state -------------------------------------------------------------------------- */

enum { N_LINES = 30000, N_PER_BATCH = 7, N_PER_SEGMENT = 2500, N_SEEDS = 2 };

typedef struct {
    SzWindows *windows; /* owned, as the next */
    SzKiosks *kiosks;
    bool tells_freshness;
} Fold;

static void on_event(const SzEvent *event, void *user)
{
    Fold *fold = user;
    if (event->entity == SZ_EVENT_WINDOW) {
        sz_windows_apply(fold->windows, &event->as.window);
    } else if (event->entity == SZ_EVENT_KIOSK) {
        sz_kiosks_apply(fold->kiosks, &event->as.kiosk);
    }
}

static void tell_time(const Fold *fold, GString *out, SzMaybeTime at, bool is_freshness)
{
    if (!is_freshness || fold->tells_freshness) {
        g_string_append_printf(out, " %" G_GINT64_FORMAT, at.known ? at.at.ns : -1);
    }
}

static void tell_windows(const Fold *fold, GString *out)
{
    g_autoptr(SzWindowsVersion) version = sz_windows_publish(fold->windows);
    for (gsize i = 0; i < sz_windows_version_n(version); i++) {
        const SzWindow *window = sz_windows_version_at(version, i);
        g_string_append_printf(out, "%s %d %s %s", window->window, (int)window->state,
                               window->reason, window->staff);
        tell_time(fold, out, window->since, false);
        tell_time(fold, out, (SzMaybeTime){true, window->last_event}, true);
        g_string_append_c(out, '\n');
    }
}

static void tell_kiosks(const Fold *fold, GString *out)
{
    g_autoptr(SzKiosksVersion) version = sz_kiosks_publish(fold->kiosks);
    for (gsize i = 0; i < sz_kiosks_version_n(version); i++) {
        const SzKiosk *kiosk = sz_kiosks_version_at(version, i);
        g_string_append_printf(out, "%s %d %u", kiosk->kiosk, (int)kiosk->said, kiosk->faults);
        tell_time(fold, out, kiosk->said_since, false);
        tell_time(fold, out, kiosk->said_last, true);
        tell_time(fold, out, kiosk->last_alive, true);
        tell_time(fold, out, (SzMaybeTime){true, kiosk->last_event}, true);
        for (guint f = 0; f < SZ_KIOSK_N_FAULTS; f++) {
            tell_time(fold, out, kiosk->fault_since[f], false);
        }
        g_string_append_c(out, '\n');
    }
}

/* What is folded from lines that occurred up to @until, of the first @n; @kept: NULL: of all of them. */
static char *state_of(const GPtrArray *lines, guint n, const GByteArray *gone, SzWallTime until,
                      bool tells_freshness)
{
    Fold fold = {sz_windows_new(test_rules()), sz_kiosks_new(test_rules()), tells_freshness};
    const SzEventLinesSink sink = {.on_event = on_event, .user = &fold};
    g_autoptr(SzEventLines) reader = sz_event_lines_new(&sink);
    for (guint i = 0; i < n; i++) {
        const SzEventLinesScope scope = {.received = begin, .until = until};
        if (gone == NULL || gone->data[i] == 0) {
            sz_event_lines_read(reader, sz_slice(g_ptr_array_index(lines, i)), &scope);
        }
    }
    GString *out = g_string_new(NULL);
    tell_windows(&fold, out);
    tell_kiosks(&fold, out);
    sz_windows_free(fold.windows);
    sz_kiosks_free(fold.kiosks);
    return g_string_free(out, FALSE);
}

/* Two windows and two kiosks that mostly repeat themselves, mostly in order; a line each half minute. */
static GPtrArray *make_lines(GRand *rand)
{
    static const char *const window_words[] = {OPEN, OPEN ",reason=\"r\"", PAUSED,
                                               "staff=\"1\"," OPEN, "staff=\"2\"," OPEN};
    static const char *const kiosk_words[] = {
        ON,  "faults=\"\"," ON, "faults=\"door\"", "faults=\"door,temp\"," ON,
        OFF, "state=\"maint\""};
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
    guint window_says[2] = {0};
    guint kiosk_says[2] = {0};
    for (guint i = 0; i < N_LINES; i++) {
        guint device = (guint)g_rand_int_range(rand, 0, 2);
        bool is_late = g_rand_int_range(rand, 0, 150) == 0;
        bool is_change = g_rand_int_range(rand, 0, 30) == 0;
        double minute = i / 2.0 - (is_late ? g_rand_double_range(rand, 0, 400) : 0);
        minute = g_rand_int_range(rand, 0, 40) == 0 ? (double)(gint64)minute : minute;
        g_autoptr(GString) line = g_string_new(NULL);
        g_autofree char *said = NULL;
        if (g_rand_boolean(rand)) {
            guint *says = &window_says[device];
            *says =
                is_change ? (guint)g_rand_int_range(rand, 0, G_N_ELEMENTS(window_words)) : *says;
            said = g_strdup_printf("window,hall=330106,window=W%u seq=%ui,%s", device, i,
                                   window_words[*says]);
        } else {
            guint *says = &kiosk_says[device];
            *says = is_change ? (guint)g_rand_int_range(rand, 0, G_N_ELEMENTS(kiosk_words)) : *says;
            bool is_state =
                strstr(kiosk_words[*says], "state") != NULL && g_rand_int_range(rand, 0, 4) == 0;
            said = g_strdup_printf("kiosk,event=%s,hall=330106,kiosk=K%u %s",
                                   is_state ? "state" : "heartbeat", device, kiosk_words[*says]);
        }
        append_line(line, said, MAX(minute, 0));
        g_ptr_array_add(lines, g_strdup(line->str));
    }
    return lines;
}

/* Batches of some lines, segments of some batches; the last quarter is not looked at.  Returns: a byte for each. */
static GByteArray *find_gone(const GPtrArray *lines, guint64 *out_n)
{
    g_autoptr(SzPulses) pulses = sz_pulses_new();
    GByteArray *gone = g_byte_array_new();
    g_byte_array_set_size(gone, lines->len);
    memset(gone->data, 0, gone->len);
    for (guint i = 0; i < lines->len; i++) {
        if (i == N_PER_SEGMENT) {
            sz_pulses_mark(pulses); /* the first segment was compacted before */
        }
        sz_pulses_scout(pulses, sz_slice(g_ptr_array_index(lines, i)), begin);
    }
    for (guint from = N_PER_SEGMENT; from < lines->len * 3 / 4; from += N_PER_SEGMENT) {
        sz_pulses_begin_segment(pulses);
        for (guint i = from; i < from + N_PER_SEGMENT; i += N_PER_BATCH) {
            g_autoptr(GString) batch = g_string_new(NULL);
            for (guint k = i; k < MIN(i + N_PER_BATCH, from + N_PER_SEGMENT); k++) {
                g_string_append(batch, g_ptr_array_index(lines, k));
            }
            sz_pulses_look(pulses, slice_of(batch), begin);
        }
        for (guint i = 0; i < N_PER_SEGMENT; i++) {
            gone->data[from + i] = sz_pulses_goes(pulses, i);
        }
        *out_n += sz_pulses_n_going(pulses);
    }
    return gone;
}

static void assert_same(const GPtrArray *lines, const GByteArray *gone, guint n, SzWallTime until,
                        bool tells_freshness)
{
    g_autofree char *before = state_of(lines, n, NULL, until, tells_freshness);
    g_autofree char *after = state_of(lines, n, gone, until, tells_freshness);
    g_assert_cmpstr(after, ==, before);
}

/* Of an instant of the past the lines that are remembered reach back to another one: what is compared there is of the
 * first days, when fewer were said. */
static void test_states(void)
{
    for (guint32 seed = 1; seed <= N_SEEDS; seed++) {
        g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
        g_autoptr(GPtrArray) lines = make_lines(rand);
        guint64 n_gone = 0;
        g_autoptr(GByteArray) gone = find_gone(lines, &n_gone);
        g_assert_cmpuint(n_gone, >, N_LINES / 8);
        assert_same(lines, gone, lines->len, SZ_WALL_TIME_MAX, true);
        /* Whatever comes late later is among the same statements. */
        for (guint i = 0; i < 100; i++) {
            g_autoptr(GString) line = g_string_new(NULL);
            append_line(line, W("state=\"closed\""), g_rand_double_range(rand, 0, N_LINES / 2.0));
            g_string_append_c(line, '\n');
            g_ptr_array_add(lines, g_strdup(line->str));
        }
        g_byte_array_set_size(gone, lines->len);
        memset(gone->data + N_LINES, 0, lines->len - N_LINES);
        assert_same(lines, gone, lines->len, SZ_WALL_TIME_MAX, true);
        for (guint i = 0; i < 15; i++) {
            double minute = g_rand_double_range(rand, 0, N_LINES / 4.0);
            SzWallTime until = {begin.ns + (gint64)(minute * (double)MINUTE_NS)};
            guint n_known = (guint)g_rand_int_range(rand, (gint32)(2 * minute), N_LINES);
            assert_same(lines, gone, n_known, until, false);
        }
        for (guint day = 1; day < 5; day++) {
            SzWallTime end = {begin.ns + (NEXT_DAY + (day - 1) * 1440) * MINUTE_NS - 1};
            assert_same(lines, gone, N_LINES, end, true);
        }
    }
    test_rules_clear();
}

/* Beyond what can be remembered of late lines, nothing goes that lies among them. */
static void test_crowd(void)
{
    g_autoptr(SzPulses) pulses = sz_pulses_new();
    g_autoptr(GString) lines = g_string_new(NULL);
    guint n = 6000;
    for (guint i = 0; i < n; i++) {
        append_line(lines, W(OPEN), i / 10.0);
    }
    append_line(lines, W(OPEN), 620);
    for (guint i = 0; i < 3000; i++) {
        append_line(lines, W(OPEN), 100 + i / 100.0);
    }
    sz_pulses_scout(pulses, slice_of(lines), begin);
    g_autoptr(GString) filler = g_string_new(NULL);
    append_filler(filler, SZ_DEVICE_LINES_MAX);
    sz_pulses_scout(pulses, slice_of(filler), begin);
    sz_pulses_begin_segment(pulses);
    sz_pulses_look(pulses, slice_of(lines), begin);
    g_assert_true(sz_pulses_goes(pulses, 999));
    g_assert_false(sz_pulses_goes(pulses, 1295));
    g_assert_true(sz_pulses_goes(pulses, 1303));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pulses/table", test_table);
    g_test_add_func("/pulses/last-statements-stay", test_last_statements_stay);
    g_test_add_func("/pulses/late-for-the-index-stays", test_late_for_the_index_stays);
    g_test_add_func("/pulses/states", test_states);
    g_test_add_func("/pulses/crowd", test_crowd);
    return g_test_run();
}
