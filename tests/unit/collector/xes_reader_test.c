#include "collector/gzip_input.h"
#include "collector/xes_declare.h"
#include "support/support.h"
#include "support/xes_json.h"

/* --- the files of tests/data/xes ----------------------------------------------------------- */

static GString *read_file(const char *path)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SzGzipInput) input = sz_gzip_input_open(path, &error);
    g_assert_no_error(error);
    GString *all = g_string_new(NULL);
    char buffer[1000];
    gsize n = 0;
    do {
        g_assert_true(sz_gzip_input_read(input, buffer, sizeof buffer, &n, &error));
        g_string_append_len(all, buffer, (gssize)n);
    } while (n > 0);
    return all;
}

static void assert_same(const char *what, json_t *expected, json_t *actual)
{
    if (!json_is_null(json_object_get(expected, "error")) &&
        json_object_get(expected, "line") == NULL) {
        json_object_del(actual, "line");
    }
    if (!json_equal(expected, actual)) {
        g_autofree char *shown = json_dumps(actual, JSON_INDENT(1));
        g_test_message("%s gives\n%s", what, shown);
        g_test_fail();
    }
}

static void test_file(gconstpointer data)
{
    const char *expected_path = data;
    g_autofree char *path =
        g_strndup(expected_path, strlen(expected_path) - strlen(".expected.json"));
    json_t *expected = json_load_file(expected_path, 0, NULL);
    g_assert_nonnull(expected);
    g_autoptr(GString) bytes = read_file(path);
    static const gsize steps[] = {1, 7, 4096};
    for (gsize i = 0; i < G_N_ELEMENTS(steps); i++) {
        json_t *actual = test_xes_json(bytes->str, bytes->len, steps[i], NULL);
        assert_same(path, expected, actual);
        json_decref(actual);
    }
    json_decref(expected);
}

static void add_files(void)
{
    g_autofree char *folder = test_data_path("xes");
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    g_assert_nonnull(dir);
    gsize n = 0;
    for (const char *name = NULL; (name = g_dir_read_name(dir)) != NULL;) {
        if (g_str_has_suffix(name, ".expected.json")) {
            g_autofree char *label = g_strdup_printf("/collector/xes/file/%s", name);
            g_test_add_data_func_full(label, g_build_filename(folder, name, NULL), test_file,
                                      g_free);
            n++;
        }
    }
    g_assert_cmpuint(n, >=, 13);
}

/* --- rules, one by one --------------------------------------------------------------------- */

#define NAME(text) "<string key='concept:name' value='" text "'/>"
#define AT(text) "<date key='time:timestamp' value='" text "'/>"
#define GOOD AT("2026-01-01T00:00:00Z")
#define EVENT(inner) "<event>" inner "</event>"
#define LOG(inner) "<log><trace>" NAME("c") "\n" inner "</trace></log>"

typedef struct {
    const char *rule;
    const char *xes;
    const char *error;      /* NULL: none */
    const char *activities; /* of all traces; "case: a b | case: ..." */
    const char *warnings;   /* "kind@line kind@line" */
} Rule;

static const Rule rules[] = {
    /* policy 1 */
    {"elements without namespace below a root with one are ours",
     "<x:log xmlns:x='u'><trace>" NAME("c") EVENT(NAME("a") GOOD) "</trace></x:log>", NULL, "c: a",
     ""},
    {"a foreign trace is passed over with its events",
     "<log xmlns:o='u'><o:trace><event>" GOOD "</event></o:trace></log>", NULL, "", ""},
    {"undeclared prefix", "<log><o:trace/></log>", "xml_malformed", NULL, NULL},
    /* policy 3 */
    {"doctype", "<!DOCTYPE log><log/>", "doctype", NULL, NULL},
    {"entity bomb", "<!DOCTYPE log [<!ENTITY a 'aa'><!ENTITY b '&a;&a;'>]><log>&b;</log>",
     "doctype", NULL, NULL},
    {"entity that reads a file", "<!DOCTYPE log SYSTEM 'file:///etc/passwd'><log/>", "doctype",
     NULL, NULL},
    {"undefined entity", "<log>&nbsp;</log>", "xml_malformed", NULL, NULL},
    /* policy 4 */
    {"a trace without a name is called by its number",
     "<log><trace>" NAME("x") "</trace><trace>" EVENT(NAME("a") GOOD) "</trace></log>", NULL,
     "x: | trace-2: a", "missing_case@1"},
    {"classifier keys are joined",
     "<log><classifier name='k' keys='A  &apos;B c&apos;'/><trace>" NAME("c")
         EVENT("<string key='A' value='1'/><int key='B c' value='02'/>" GOOD) "</trace></log>",
     NULL, "c: 1+2", ""},
    {"the first classifier that fits",
     "<log><classifier name='k' keys='A B'/><classifier name='t' scope='trace' keys='A'/>"
     "<classifier name='l' keys='A'/><trace>" NAME("c")
         EVENT("<string key='A' value='1'/>" GOOD) "</trace></log>",
     NULL, "c: 1", ""},
    {"an empty name is none", LOG(EVENT(NAME("") GOOD)), NULL, "c:", "missing_activity@2"},
    {"no activity", LOG(EVENT(GOOD)), NULL, "c:", "missing_activity@2"},
    {"no time", LOG(EVENT(NAME("a"))), NULL, "c:", "missing_time@2"},
    {"unreadable time", LOG(EVENT(NAME("a") AT("yesterday"))), NULL,
     "c:", "bad_time@2 missing_time@2"},
    {"time as a string", LOG(EVENT(NAME("a") "<string key='time:timestamp' value='2026-01-01'/>")),
     NULL, "c: a", ""},
    /* policy 5 */
    {"globals are not filled in",
     "<log><global scope='event'>" NAME("UNKNOWN")
         AT("1970-01-01T00:00:00Z") "</global><trace>" NAME("c") EVENT(GOOD) "</trace></log>",
     NULL, "c:", "missing_activity@1"},
    /* policy 6 */
    {"a list member is not the activity",
     LOG(EVENT("<list key='l'><values>" NAME("no") GOOD "</values></list>" GOOD)), NULL,
     "c:", "missing_activity@2"},
    {"nor is a nested name the case",
     "<log><trace><string key='k' value='v'>" NAME("no") "</string></trace></log>", NULL,
     "trace-1:", "missing_case@1"},
    /* policy 8 */
    {"no offset", LOG(EVENT(NAME("a") AT("2026-01-01T00:00:00"))), NULL, "c: a", "no_offset@2"},
    {"a date alone", LOG(EVENT(NAME("a") AT("2026-01-01"))), NULL, "c: a", "no_offset@2"},
    {"an impossible date", LOG(EVENT(NAME("a") AT("2026-02-30T00:00:00Z"))), NULL,
     "c:", "bad_time@2 missing_time@2"},
    /* policy 9 */
    {"the last of equal keys wins", LOG(EVENT(NAME("a") NAME("b") GOOD)), NULL, "c: b",
     "duplicate_key@2"},
    {"a bad last value does not count",
     LOG(EVENT(NAME("a") GOOD "\n<date key='time:timestamp' value='x'/>")), NULL, "c: a",
     "bad_time@3"},
    {"nested keys may repeat",
     LOG("<list key='l'><values><int key='i' value='1'/>"
         "<int key='i' value='2'/></values></list>"),
     NULL, "c:", ""},
    {"no key", LOG("<string value='v'/><string key='' value='v'/>"), NULL,
     "c:", "missing_key@2 missing_key@2"},
    {"no value", LOG("<string key='k'/><date key='d'/><int key='i'/>"), NULL,
     "c:", "bad_value@2 bad_time@2 bad_value@2"},
    {"the file's order stays",
     LOG(EVENT(NAME("b") AT("2026-01-02T00:00:00Z")) EVENT(NAME("a") GOOD)), NULL, "c: b a", ""},
    /* policy 10 */
    {"event in event", LOG(EVENT(EVENT(NAME("a") GOOD))), "structure", NULL, NULL},
    {"event in an attribute", LOG("<string key='k' value='v'><event/></string>"), "structure", NULL,
     NULL},
    {"trace in trace", LOG("<trace/>"), "structure", NULL, NULL},
    {"log in log", "<log><log/></log>", "structure", NULL, NULL},
    {"events outside traces", "<log>" EVENT(NAME("a") GOOD) "\n<event/></log>", NULL, "",
     "event_outside_trace@1 event_outside_trace@2"},
    {"empty file", "", "xml_malformed", NULL, NULL},
    {"not XML", "id,time\n1,2\n", "xml_malformed", NULL, NULL},
    {"another root", "<html><log/></html>", "not_xes", NULL, NULL},
    {"content after the end", "<log/><log/>", "xml_malformed", NULL, NULL},
    {"encoding that is not there", "<?xml version='1.0' encoding='klingon'?><log/>",
     "xml_malformed", NULL, NULL},
    {"invalid UTF-8", "<log><string key='k' value='\xff'/></log>", "xml_malformed", NULL, NULL},
    {"unknown elements are passed over", LOG("<blob><event><event/></event></blob>"), NULL,
     "c:", ""},
};

static char *activities_of(json_t *result)
{
    GString *text = g_string_new(NULL);
    size_t i = 0;
    json_t *trace = NULL;
    json_array_foreach(json_object_get(result, "traces"), i, trace)
    {
        size_t j = 0;
        json_t *event = NULL;
        g_string_append_printf(text, "%s%s:", i > 0 ? " | " : "",
                               json_string_value(json_object_get(trace, "case")));
        json_array_foreach(json_object_get(trace, "events"), j, event)
        {
            g_string_append_printf(text, " %s",
                                   json_string_value(json_object_get(event, "activity")));
        }
    }
    return g_string_free(text, FALSE);
}

static char *warnings_of(json_t *result)
{
    GString *text = g_string_new(NULL);
    size_t i = 0;
    json_t *warning = NULL;
    json_array_foreach(json_object_get(result, "warnings"), i, warning)
    {
        g_string_append_printf(text, "%s%s@%s", i > 0 ? " " : "",
                               json_string_value(json_object_get(warning, "kind")),
                               json_string_value(json_object_get(warning, "at")) + strlen("line "));
    }
    return g_string_free(text, FALSE);
}

static void test_rule(gconstpointer data)
{
    const Rule *rule = data;
    json_t *result = test_xes_json(rule->xes, strlen(rule->xes), 4096, NULL);
    g_assert_cmpstr(json_string_value(json_object_get(result, "error")), ==, rule->error);
    if (rule->error == NULL) {
        g_autofree char *activities = activities_of(result);
        g_autofree char *warnings = warnings_of(result);
        g_assert_cmpstr(activities, ==, rule->activities);
        g_assert_cmpstr(warnings, ==, rule->warnings);
    }
    json_decref(result);
}

/* --- limits -------------------------------------------------------------------------------- */

static json_t *read_with(const char *xes, const SzXesLimits *limits)
{
    return test_xes_json(xes, strlen(xes), 64, limits);
}

static void assert_error(const char *xes, const SzXesLimits *limits, const char *expected)
{
    json_t *result = read_with(xes, limits);
    g_assert_cmpstr(json_string_value(json_object_get(result, "error")), ==, expected);
    json_decref(result);
}

static void assert_warnings(const char *xes, const SzXesLimits *limits, const char *expected)
{
    json_t *result = read_with(xes, limits);
    g_autofree char *warnings = warnings_of(result);
    g_assert_cmpstr(warnings, ==, expected);
    json_decref(result);
}

static void test_limits(void)
{
    SzXesLimits limits = sz_xes_limits_default;
    limits.events_max = 2;
    assert_error(LOG(EVENT(NAME("a") GOOD) EVENT(NAME("a") GOOD)), &limits, NULL);
    assert_error(LOG(EVENT(NAME("a") GOOD) EVENT(NAME("a") GOOD) EVENT(NAME("a") GOOD)), &limits,
                 "too_large");

    limits = sz_xes_limits_default;
    limits.attributes_max = 2;
    assert_error(LOG("<int key='i' value='1'/>"), &limits, NULL);
    assert_error(LOG("<int key='i' value='1'/><int key='j' value='1'/>"), &limits, "too_large");

    limits = sz_xes_limits_default;
    limits.declarations_max = 1;
    assert_error("<log><global/></log>", &limits, NULL);
    assert_error("<log><global/><extension/></log>", &limits, "too_large");

    limits = sz_xes_limits_default;
    limits.value_max_bytes = 12;
    assert_warnings(LOG("<string key='k' value='123456789012'/>"), &limits, "");
    assert_warnings(LOG("<string key='k' value='1234567890123'/>"), &limits, "too_long@2");

    limits = sz_xes_limits_default;
    limits.depth_max = 4; /* log, trace, k, l */
    const char *deep = LOG("<string key='k' value=''><string key='l' value=''>"
                           "<string key='m' value=''><string key='n' value=''/></string>"
                           "</string></string>");
    assert_warnings(deep, &limits, "too_deep@2");
    limits.depth_max = 6;
    assert_warnings(deep, &limits, "");
}

static void test_memory_limit(void)
{
    SzXesLimits limits = sz_xes_limits_default;
    limits.trace_max_bytes = 4096;
    g_autoptr(GString) xes = g_string_new("<log><trace>" NAME("c"));
    for (int i = 0; i < 100; i++) {
        g_string_append(xes, EVENT(GOOD)); /* skipped, but they take room until the trace ends */
    }
    g_string_append(xes, "</trace></log>");
    assert_error(xes->str, &limits, "too_large");
}

/* Nothing ends, so nothing is counted when it ends. */
static void test_memory_limit_of_what_is_open(void)
{
    SzXesLimits limits = sz_xes_limits_default;
    limits.trace_max_bytes = 100000;
    g_autofree char *value = g_strnfill(1000, 'v');
    g_autoptr(GString) trace = g_string_new("<log><trace>");
    g_autoptr(GString) head = g_string_new("<log>");
    for (int i = 0; i < 200; i++) {
        g_string_append_printf(trace, "<string key='k' value='%s'>", value);
        g_string_append_printf(head, "<string key='k' value='%s'>", value);
    }
    assert_error(trace->str, &limits, "too_large");
    assert_error(head->str, &limits, "too_large");
}

/* What is passed over takes room in the parser all the same. */
static void test_nesting_limit(void)
{
    SzXesLimits limits = sz_xes_limits_default;
    limits.nesting_max = 4;
    assert_error("<log><a><b><c/></b></a></log>", &limits, NULL);
    assert_error("<log><a><b><c><d/></c></b></a></log>", &limits, "too_large");
}

static void test_endless_tag(void)
{
    SzXesLimits limits = sz_xes_limits_default;
    limits.tag_max_bytes = 1000;
    g_autofree char *filler = g_strnfill(2000, 'x');
    g_autofree char *tag = g_strdup_printf("<log><string key='k' value='%s'/></log>", filler);
    g_autofree char *text = g_strdup_printf("<log>%s</log>", filler);
    assert_error(tag, &limits, "too_large");
    assert_error(text, &limits, NULL);
}

static void test_many_classifier_keys(void)
{
    static const guint n_keys[] = {SZ_XES_CLASSIFIER_KEYS_MAX, SZ_XES_CLASSIFIER_KEYS_MAX + 1};
    for (gsize i = 0; i < G_N_ELEMENTS(n_keys); i++) {
        g_autofree char *keys = g_strnfill(2 * (gsize)n_keys[i], ' ');
        for (guint j = 0; j < n_keys[i]; j++) {
            keys[2 * (gsize)j] = 'A';
        }
        g_autofree char *xes =
            g_strdup_printf("<log><classifier keys='%s'/><trace>" NAME("c")
                                EVENT("<string key='A' value='1'/>" GOOD) "</trace></log>",
                            keys);
        assert_warnings(xes, NULL, i == 0 ? "" : "missing_activity@1");
    }
}

/* Attributes of one element are indexed once there are many; both ways must agree. */
static void test_many_attributes(void)
{
    g_autoptr(GString) xes = g_string_new("<log><trace>" NAME("c"));
    for (int i = 0; i < 40; i++) {
        g_string_append_printf(xes, "<int key='k%d' value='%d'/>", i % 25, i);
    }
    g_string_append(xes, "</trace></log>");
    json_t *result = read_with(xes->str, NULL);
    json_t *trace = json_array_get(json_object_get(result, "traces"), 0);
    json_t *attributes = json_object_get(trace, "attributes");
    g_assert_cmpuint(json_object_size(attributes), ==, 25);
    for (int i = 0; i < 25; i++) {
        g_autofree char *key = g_strdup_printf("k%d", i);
        g_autofree char *value = g_strdup_printf("%d", i < 15 ? i + 25 : i);
        g_assert_cmpstr(
            json_string_value(json_object_get(json_object_get(attributes, key), "value")), ==,
            value);
    }
    g_assert_cmpuint(json_array_size(json_object_get(result, "warnings")), ==, 15);
    json_decref(result);
}

static gboolean refuse_trace(const SzXesTrace *trace G_GNUC_UNUSED,
                             const SzXesLog *log G_GNUC_UNUSED, void *user, GError **error)
{
    (*(int *)user)++;
    g_set_error_literal(error, G_FILE_ERROR, G_FILE_ERROR_NOSPC, "full");
    return FALSE;
}

static void test_sink_stops(void)
{
    int n_calls = 0;
    const char *xes = "<log><trace/><trace/></log>";
    g_autoptr(SzXesReader) reader =
        sz_xes_reader_new(NULL, (SzXesSink){refuse_trace, NULL, &n_calls});
    g_autoptr(GError) error = NULL;
    g_autoptr(GError) again = NULL;
    g_assert_false(sz_xes_reader_feed(reader, xes, strlen(xes), &error));
    g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_NOSPC);
    g_assert_cmpstr(error->message, ==, "full"); /* not the file's fault: no line of it */
    g_assert_false(sz_xes_reader_finish(reader, &again));
    g_assert_error(again, G_FILE_ERROR, G_FILE_ERROR_NOSPC);
    g_assert_cmpint(n_calls, ==, 1);
    g_assert_cmpuint(sz_xes_reader_complete_traces(reader), ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    add_files();
    for (gsize i = 0; i < G_N_ELEMENTS(rules); i++) {
        g_autofree char *label = g_strdup_printf("/collector/xes/rule/%s", rules[i].rule);
        g_test_add_data_func(label, &rules[i], test_rule);
    }
    g_test_add_func("/collector/xes/limits/error-or-cut", test_limits);
    g_test_add_func("/collector/xes/limits/memory-of-a-trace", test_memory_limit);
    g_test_add_func("/collector/xes/limits/memory-of-what-is-open",
                    test_memory_limit_of_what_is_open);
    g_test_add_func("/collector/xes/limits/nesting-of-what-is-passed-over", test_nesting_limit);
    g_test_add_func("/collector/xes/limits/a-tag-that-does-not-end", test_endless_tag);
    g_test_add_func("/collector/xes/limits/keys-of-a-classifier", test_many_classifier_keys);
    g_test_add_func("/collector/xes/many-attributes-last-wins", test_many_attributes);
    g_test_add_func("/collector/xes/sink-may-stop", test_sink_stops);
    return g_test_run();
}
