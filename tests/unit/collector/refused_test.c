/* Lines that were refused: what is kept of them, how they are counted, and what the journal says of it. */

#include "collector/refused_action.h"
#include "collector/telemetry.h"

/* --- what is kept -------------------------------------------------------------------------- */

typedef struct {
    const char *name;
    const char *line;
    const char *kept; /* "KIND MEASUREMENT HALL SRC", and " kept" when the line is */
} Row;

static const Row rows[] = {
    {"names-are-read-from-a-broken-line", "ticket,hall=330106,queue=A id=,src=\"desk\" 5",
     "syntax ticket 330106 desk kept"},
    {"without-names", "bad", "syntax bad - - kept"},
    {"nothing-at-all", "=", "syntax - - - kept"},
    {"a-hall-that-is-too-long",
     "t,hall=123456789012345678901234567890123 id=", "syntax t - - kept"},
    {"a-number-of-somebody", "ticket,hall=330106 id=\"13800138000", "syntax ticket 330106 -"},
    {"in-groups", "ticket,hall=330106 id=\"138-0013-8000", "syntax ticket 330106 -"},
    {"with-a-country", "ticket,hall=330106 id=\"+8613800138000", "syntax ticket 330106 -"},
    {"an-id", "ticket,hall=330106 id=11010519491231002X,,", "syntax ticket 330106 -"},
    {"a-name", "ticket,hall=330106 id=\"1\",Name=\"张三\",", "syntax ticket 330106 -"},
    {"the-name-of-a-tag", "ticket,hall=330106,身份证=1", "syntax ticket 330106 -"},
    {"names-that-are-numbers", "13800138000,hall=13800138000 src=\"13800138000\",", "syntax - - -"},
    {"a-name-that-only-ends-so", "t,hall=h filename=", "syntax t h - kept"},
    {"an-action", "action,kind=close,hall=h note=\"x\"", "reserved_measurement action h - kept"},
    {"an-action-with-a-number", "action,kind=close,hall=h note=\"13800138000\"",
     "reserved_measurement action h -"},
    {"the-standard", "ticket,hall=h,queue=q id=\"1\",src=\"s\"", "standard ticket h s kept"},
    {"personal", "ticket,hall=h,queue=q,event=take id=\"13800138000\",src=\"s\"",
     "personal_data ticket h s"},
};

typedef struct {
    GString *text; /* owned */
} Kept;

static void describe(const SzRefusedLine *line, GString *out)
{
    const SzSlice names[] = {line->measurement, line->hall, line->src};
    g_string_append(out, sz_refused_kind_name(line->kind));
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_string_append_c(out, ' ');
        g_string_append_len(out, names[i].len > 0 ? names[i].data : "-",
                            names[i].len > 0 ? (gssize)names[i].len : 1);
    }
    g_string_append(out, line->raw.len > 0 ? " kept" : "");
}

static void on_point(const SzLpPoint *point, void *user)
{
    const Kept *kept = user;
    SzStandardError problem;
    g_assert_false(sz_telemetry_check(point, NULL, &problem));
    SzRefusedKind kind = problem.kind == SZ_STANDARD_PERSONAL_DATA ? SZ_REFUSED_PERSONAL_DATA
                         : problem.kind == SZ_STANDARD_RESERVED_MEASUREMENT ? SZ_REFUSED_RESERVED
                                                                            : SZ_REFUSED_STANDARD;
    SzRefusedLine line = sz_refused_line(kind, problem.message, point->raw, point);
    describe(&line, kept->text);
}

static void on_error(const SzLpError *error, void *user)
{
    const Kept *kept = user;
    SzRefusedLine line = sz_refused_line(SZ_REFUSED_SYNTAX, "", error->raw, NULL);
    describe(&line, kept->text);
}

static void test_row(gconstpointer data)
{
    const Row *row = data;
    Kept kept = {g_string_new(NULL)};
    sz_lp_parse(NULL, 1, sz_slice(row->line), (SzLpSink){on_point, on_error, &kept});
    g_assert_cmpstr(kept.text->str, ==, row->kept);
    (void)g_string_free(kept.text, TRUE);
}

/* --- counts -------------------------------------------------------------------------------- */

static void add(SzRefusedCounts *counts, const char *hall, const char *src, SzRefusedKind kind,
                gint64 received_s)
{
    const SzRefusedLine line = {.kind = kind, .hall = sz_slice(hall), .src = sz_slice(src)};
    sz_refused_counts_add(counts, &line, (SzWallTime){received_s * SZ_NS_PER_S});
}

static char *text_of(const GPtrArray *all)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < all->len; i++) {
        const SzRefusedCount *count = g_ptr_array_index(all, i);
        g_string_append_printf(text, "%s/%s %s %" G_GUINT64_FORMAT " %" G_GINT64_FORMAT "\n",
                               count->hall, count->src, sz_refused_kind_name(count->kind), count->n,
                               count->last.ns / SZ_NS_PER_S);
    }
    return g_string_free(text, FALSE);
}

#define MIDNIGHT_S G_GINT64_CONSTANT(57600) /* 16:00, in +08:00 */

static void test_counts(void)
{
    g_autoptr(SzRefusedCounts) counts = sz_refused_counts_new();
    add(counts, "b", "", SZ_REFUSED_SYNTAX, 9);
    add(counts, "a", "q", SZ_REFUSED_FUTURE, MIDNIGHT_S);
    add(counts, "a", "q", SZ_REFUSED_FUTURE, MIDNIGHT_S - 1);
    add(counts, "a", "q", SZ_REFUSED_FUTURE, MIDNIGHT_S + 5);
    add(counts, "a", "q", SZ_REFUSED_FUTURE, MIDNIGHT_S + 2);
    add(counts, "a", "q", SZ_REFUSED_STANDARD, 7);
    const SzRefusedLine unknown = {.kind = SZ_REFUSED_SYNTAX};
    sz_refused_counts_add(counts, &unknown, (SzWallTime){0});
    g_autoptr(GPtrArray) all = sz_refused_counts_take(counts);
    g_autoptr(GPtrArray) none = sz_refused_counts_take(counts);
    g_autofree char *text = text_of(all);
    g_assert_cmpstr(text, ==,
                    "/ syntax 1 0\n"
                    "a/q standard 1 7\n"
                    "a/q future 1 57599\n"
                    "a/q future 3 57605\n"
                    "b/ syntax 1 9\n");
    g_assert_cmpuint(none->len, ==, 0);
}

static void test_counts_are_bounded(void)
{
    g_autoptr(SzRefusedCounts) counts = sz_refused_counts_new();
    for (guint i = 0; i < 1000; i++) {
        char hall[16];
        g_snprintf(hall, sizeof hall, "h%u", i);
        add(counts, hall, "q", SZ_REFUSED_SYNTAX, 1);
    }
    g_autoptr(GPtrArray) all = sz_refused_counts_take(counts);
    guint64 sum = 0;
    for (guint i = 0; i < all->len; i++) {
        sum += ((const SzRefusedCount *)g_ptr_array_index(all, i))->n;
    }
    g_assert_cmpuint(all->len, <=, SZ_REFUSED_COUNTS_MAX + SZ_REFUSED_N_KINDS);
    g_assert_cmpuint(sum, ==, 1000);
}

/* --- the journal --------------------------------------------------------------------------- */

static void on_action(const SzLpPoint *point, void *user)
{
    SzRefusedAction *out = user;
    SzAction action;
    g_assert_true(sz_action_read(point, &action));
    if (!sz_refused_action_read(&action, out)) {
        out->n = 0;
    }
}

static void test_action(void)
{
    char hall[] = "3301 06";
    char src[] = "a\"b";
    const SzRefusedCount count = {hall, src, SZ_REFUSED_FORBIDDEN, 12, {1700000000123999999}};
    SzLpField fields[SZ_REFUSED_ACTION_FIELDS];
    SzActionDraft draft = sz_refused_action_draft(&count, fields);
    g_autoptr(GError) error = NULL;
    GString *line = g_string_new(NULL);
    g_assert_true(sz_action_write(line, &draft, SZ_SLICE("p"), &error));
    g_assert_no_error(error);
    g_assert_cmpstr(line->str, ==,
                    "action,kind=refused hall=\"3301 06\",n=12i,prev=\"p\",src=\"a\\\"b\","
                    "why=\"forbidden\" 1700000000123000000\n");
    SzRefusedAction read = {0};
    sz_action_each((SzSlice){line->str, line->len},
                   &(SzLpSink){.on_point = on_action, .user = &read});
    g_assert_cmpuint(read.n, ==, 12);
    g_assert_cmpint(read.kind, ==, SZ_REFUSED_FORBIDDEN);
    g_assert_cmpint(read.at.ns, ==, 1700000000123000000);
    (void)g_string_free(line, TRUE);
}

static void test_other_actions(void)
{
    static const char *const lines[] = {
        "action,kind=light prev=\"\",n=1i,why=\"syntax\" 1",
        "action,kind=refused prev=\"\",n=0i,why=\"syntax\" 1",
        "action,kind=refused prev=\"\",n=1i,why=\"dull\" 1",
        "action,kind=refused prev=\"\",why=\"syntax\" 1",
        "action,kind=refused prev=\"\",n=\"1\",why=\"syntax\" 1",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
        SzRefusedAction read = {.n = 99};
        sz_action_each(sz_slice(lines[i]), &(SzLpSink){.on_point = on_action, .user = &read});
        g_assert_cmpuint(read.n, ==, 0);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_strconcat("/collector/refused/line/", rows[i].name, NULL);
        g_test_add_data_func(path, &rows[i], test_row);
    }
    g_test_add_func("/collector/refused/counts", test_counts);
    g_test_add_func("/collector/refused/counts-are-bounded", test_counts_are_bounded);
    g_test_add_func("/collector/refused/action", test_action);
    g_test_add_func("/collector/refused/other-actions", test_other_actions);
    return g_test_run();
}
