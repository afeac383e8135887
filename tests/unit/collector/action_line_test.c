#include "collector/action_chain.h"
#include "collector/action_line.h"
#include "collector/config_action.h"
#include "collector/error.h"

#define AT G_GINT64_CONSTANT(1772420400000000000) /* 2026-03-02T11:00+08:00 */

/* The first line of a chain, and what sha256sum says of it. */
static const char first_line[] =
    "action,kind=clock by_ms=3600000i,found=\"jump\",prev=\"\" 1772420400000000000";
#define FIRST_HASH "d3cee638fcd00f29c61bad694ee647242286b2f0fb6f12b6b5779838867983d3"

static SzActionDraft clock_draft(const SzLpField fields[2])
{
    return (SzActionDraft){SZ_SLICE("clock"), {AT}, fields, 2};
}

static const SzLpField clock_fields[] = {
    {SZ_SLICE("found"), {.type = SZ_LP_STRING, .as.s = SZ_SLICE("jump")}},
    {SZ_SLICE("by_ms"), {.type = SZ_LP_INT, .as.i = 3600000}},
};

/* --- encode, decode ------------------------------------------------------------------------- */

static void test_write(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) text = g_string_new("before\n");
    SzActionDraft draft = clock_draft(clock_fields);
    g_assert_true(sz_action_write(text, &draft, SZ_SLICE(""), &error));
    g_assert_no_error(error);
    g_autofree char *expected = g_strdup_printf("before\n%s\n", first_line);
    g_assert_cmpstr(text->str, ==, expected);
}

static void test_write_refuses(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) text = g_string_new("before\n");
    const SzLpField twice[] = {
        {SZ_SLICE("prev"), {.type = SZ_LP_STRING, .as.s = SZ_SLICE("mine")}},
        {SZ_SLICE("by_ms"), {.type = SZ_LP_INT, .as.i = 1}},
    };
    SzActionDraft draft = clock_draft(twice);
    g_assert_false(sz_action_write(text, &draft, SZ_SLICE(""), &error));
    g_assert_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_SYNTAX);
    g_assert_cmpstr(text->str, ==, "before\n");
}

typedef struct {
    bool is_action;
    bool is_good;
    char *kind; /* owned */
    char *prev; /* owned */
    gint64 at_ns;
} Seen;

static void clear_seen(Seen *seen)
{
    g_free(seen->kind);
    g_free(seen->prev);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Seen, clear_seen)

static void on_point(const SzLpPoint *point, void *user)
{
    Seen *seen = user;
    SzAction action = {.at = {-1}};
    seen->is_action = sz_action_is(point);
    seen->is_good = sz_action_read(point, &action);
    seen->kind = g_strndup(action.kind.data, action.kind.len);
    seen->prev = g_strndup(action.prev.data, action.prev.len);
    seen->at_ns = action.at.ns;
}

static void read_line(const char *line, Seen *seen)
{
    *seen = (Seen){0};
    sz_lp_parse(NULL, 1, sz_slice(line), (SzLpSink){.on_point = on_point, .user = seen});
}

static void test_read(void)
{
    g_auto(Seen) seen;
    read_line(first_line, &seen);
    g_assert_true(seen.is_action && seen.is_good);
    g_assert_cmpstr(seen.kind, ==, "clock");
    g_assert_cmpstr(seen.prev, ==, "");
    g_assert_cmpint(seen.at_ns, ==, AT);
}

static void test_read_refuses(void)
{
    static const struct {
        const char *line;
        bool is_action;
    } rows[] = {
        {"ticket,kind=clock prev=\"\" 1", false},
        {"actions,kind=clock prev=\"\" 1", false},
        {"action prev=\"\" 1", true},
        {"action,kind=clock prev=\"\"", true},
        {"action,kind=clock by_ms=1i 1", true},
        {"action,kind=clock prev=1i 1", true},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(Seen) seen;
        read_line(rows[i].line, &seen);
        g_test_message("%s", rows[i].line);
        g_assert_true(seen.is_action == rows[i].is_action);
        g_assert_false(seen.is_good);
        g_assert_cmpint(seen.at_ns, ==, -1); /* untouched */
    }
}

/* --- a batch -------------------------------------------------------------------------------- */

static void on_each(const SzLpPoint *point, void *user)
{
    g_string_append_printf(user, "%" G_GUINT64_FORMAT " ", point->line);
}

static char *lines_of(const char *batch)
{
    GString *found = g_string_new(NULL);
    sz_action_each(sz_slice(batch), &(SzLpSink){.on_point = on_each, .user = found});
    return g_string_free(found, FALSE);
}

static void test_each_of_a_batch(void)
{
    static const struct {
        const char *batch;
        const char *expected;
    } rows[] = {
        {"", ""},
        {"ticket,hall=1 id=\"a\" 1\n", ""},
        {"action,kind=a prev=\"\" 1\n", "1 "},
        {"x v=1 1\naction,kind=a prev=\"\" 1\ny v=1 1\naction v=2 1", "2 4 "},
        {"actions v=1 1\nactionable v=1 1\n", ""},
        /* What stands inside a string is none, whatever it looks like. */
        {"ticket,hall=1 id=\"a\naction,kind=a prev=\"\n", ""},
        {"ticket,hall=1 id=\"a\naction,kind=a prev=\" 1\naction,kind=b prev=\"\" 1\n", "3 "},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *found = lines_of(rows[i].batch);
        g_test_message("%s", rows[i].batch);
        g_assert_cmpstr(found, ==, rows[i].expected);
    }
}

/* --- the chain ------------------------------------------------------------------------------ */

typedef struct {
    SzActionChain chain;
    guint n_breaks;
} Walk;

static void follow(const SzLpPoint *point, void *user)
{
    Walk *walk = user;
    walk->n_breaks += sz_action_chain_follow(&walk->chain, point) ? 0 : 1;
}

static void note_unreadable(const SzLpError *error, void *user)
{
    Walk *walk = user;
    g_assert_cmpuint(error->line, >, 0);
    walk->n_breaks++;
}

static Walk walk(const char *lines)
{
    Walk result = {0};
    const SzLpSink sink = {follow, note_unreadable, &result};
    sz_action_each(sz_slice(lines), &sink);
    return result;
}

/* @n lines, each following the one before. (transfer full) */
static char *make_chain(guint n)
{
    SzActionChain chain = {0};
    GString *lines = g_string_new(NULL);
    for (guint i = 0; i < n; i++) {
        SzLpField fields[] = {clock_fields[0], {SZ_SLICE("by_ms"), {.type = SZ_LP_INT, .as.i = i}}};
        SzActionDraft draft = clock_draft(fields);
        gsize from = lines->len;
        g_assert_true(sz_action_write(lines, &draft, sz_slice(chain.head), NULL));
        sz_action_chain_add(&chain, (SzSlice){lines->str + from, lines->len - from - 1});
    }
    g_assert_cmpuint(chain.n, ==, n);
    return g_string_free(lines, FALSE);
}

static void test_the_hash_of_a_line(void)
{
    Walk result = walk(first_line);
    g_assert_cmpuint(result.n_breaks, ==, 0);
    g_assert_cmpuint(result.chain.n, ==, 1);
    g_assert_cmpstr(result.chain.head, ==, FIRST_HASH);
}

static void test_a_whole_chain(void)
{
    g_autofree char *lines = make_chain(20);
    Walk result = walk(lines);
    g_assert_cmpuint(result.n_breaks, ==, 0);
    g_assert_cmpuint(result.chain.n, ==, 20);
}

/* Any other byte anywhere but in the last line, which nothing follows yet. */
static void test_a_changed_byte(void)
{
    g_autofree char *lines = make_chain(4);
    gsize n = (gsize)(g_strrstr(lines, "\naction") - lines);
    for (gsize i = 0; i < n; i++) {
        char kept = lines[i];
        lines[i] = kept == '7' ? '8' : '7';
        Walk result = walk(lines);
        g_assert_cmpuint(result.n_breaks, >, 0);
        lines[i] = kept;
    }
    g_assert_cmpuint(walk(lines).n_breaks, ==, 0);
}

static void test_a_line_gone_moved_or_twice(void)
{
    static const guint orders[][4] = {
        {1, 2, 3, 9}, {0, 2, 3, 9}, {0, 1, 3, 9}, {1, 0, 2, 3},
        {0, 2, 1, 3}, {0, 1, 3, 2}, {0, 0, 1, 2}, {0, 1, 1, 2},
    };
    g_autofree char *text = make_chain(4);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (gsize i = 0; i < G_N_ELEMENTS(orders); i++) {
        g_autoptr(GString) other = g_string_new(NULL);
        for (gsize k = 0; k < 4 && orders[i][k] < 4; k++) {
            g_string_append_printf(other, "%s\n", lines[orders[i][k]]);
        }
        g_assert_cmpuint(walk(other->str).n_breaks, >, 0);
    }
}

/* --- kind=config ---------------------------------------------------------------------------- */

static void read_config(const SzLpPoint *point, void *user)
{
    SzAction action;
    SzFileSet **files = user;
    g_assert_true(sz_action_read(point, &action));
    *files = sz_config_action_read(&action);
}

static SzFileSet *config_of(const char *line)
{
    SzFileSet *files = NULL;
    sz_action_each(sz_slice(line), &(SzLpSink){.on_point = read_config, .user = &files});
    return files;
}

static void test_config(void)
{
    g_autoptr(SzFileSet) files = sz_file_set_new();
    g_autoptr(GBytes) halls = g_bytes_new_static("a", 1);
    g_autoptr(GBytes) calendar = g_bytes_new_static("b", 1);
    sz_file_set_add(files, "halls.yaml", halls);
    sz_file_set_add(files, "calendar/2026.yaml", calendar);
    g_autoptr(GArray) fields = sz_config_action_fields(files);
    const SzActionDraft draft = {
        .kind = SZ_ACTION_CONFIG,
        .at = {AT},
        .fields = (const SzLpField *)(gpointer)fields->data,
        .n_fields = fields->len,
    };
    g_autoptr(GString) line = g_string_new(NULL);
    g_assert_true(sz_action_write(line, &draft, SZ_SLICE("0123"), NULL));
    g_assert_cmpstr(
        line->str, ==,
        "action,kind=config "
        "calendar/2026.yaml=\"3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d\","
        "halls.yaml=\"ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb\","
        "prev=\"0123\" 1772420400000000000\n");
    g_autoptr(SzFileSet) read = config_of(line->str);
    g_assert_true(sz_file_set_equal(read, files));
    g_assert_null(sz_file_set_at(read, 0)->bytes);
}

static void test_config_of_others(void)
{
    g_assert_null(config_of(first_line));
    g_autoptr(SzFileSet) odd =
        config_of("action,kind=config prev=\"\",halls.yaml=\"../x\",note=\"y\",a.yaml=1i 1");
    g_assert_cmpuint(sz_file_set_n(odd), ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/collector/action_line/write", test_write);
    g_test_add_func("/collector/action_line/write-refuses", test_write_refuses);
    g_test_add_func("/collector/action_line/read", test_read);
    g_test_add_func("/collector/action_line/read-refuses", test_read_refuses);
    g_test_add_func("/collector/action_line/each-of-a-batch", test_each_of_a_batch);
    g_test_add_func("/collector/action_line/the-hash-of-a-line", test_the_hash_of_a_line);
    g_test_add_func("/collector/action_line/a-whole-chain", test_a_whole_chain);
    g_test_add_func("/collector/action_line/a-changed-byte", test_a_changed_byte);
    g_test_add_func("/collector/action_line/a-line-gone-moved-or-twice",
                    test_a_line_gone_moved_or_twice);
    g_test_add_func("/collector/action_line/config", test_config);
    g_test_add_func("/collector/action_line/config-of-others", test_config_of_others);
    return g_test_run();
}
