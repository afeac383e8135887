#include "collector/import_map.h"

#include <string.h>

#define HEAD "format: xes\nhall: h\nitem: i\nchannel: other\n"
#define RULE "events:\n- {each: event, event: step}\n"

static SzImportMap *parse(const char *text, const char *hall, SzProblems *problems)
{
    return sz_import_map_parse("map.yaml", sz_slice(text), hall, problems);
}

static SzImportMap *parse_good(const char *text)
{
    g_autoptr(SzProblems) problems = sz_problems_new();
    SzImportMap *map = parse(text, NULL, problems);
    g_auto(GStrv) lines = sz_problems_to_lines(problems);
    g_autofree char *all = g_strjoinv("\n", lines);
    g_assert_cmpstr(all, ==, "");
    g_assert_nonnull(map);
    return map;
}

static guint attribute_of(const SzImportValue *value)
{
    return g_array_index(value->i_attributes, guint, 0);
}

static void test_constants(void)
{
    g_autoptr(SzImportMap) map = parse_good(HEAD RULE);
    const SzImportRule *rule = g_ptr_array_index(map->rules, 0);
    g_assert_cmpstr(map->tags[SZ_IMPORT_TAG_HALL].constant, ==, "h");
    g_assert_cmpstr(map->tags[SZ_IMPORT_TAG_CHANNEL].constant, ==, "other");
    g_assert_false(map->tags[SZ_IMPORT_TAG_ORG].is_set);
    g_assert_true(map->id.is_set);
    g_assert_null(map->id.constant);
    const SzImportAttribute *name = g_ptr_array_index(map->attributes, attribute_of(&map->id));
    g_assert_cmpstr(name->key, ==, "concept:name");
    g_assert_false(name->of_event);
    g_assert_true(rule->each_event);
    g_assert_cmpint(rule->event, ==, SZ_CASE_STEP);
    g_assert_cmpint(rule->at, ==, SZ_IMPORT_AT_OWN);
}

static void test_rules(void)
{
    g_autoptr(SzImportMap) map = parse_good(
        HEAD "events:\n"
             "- {each: case, event: apply, at: first_event}\n"
             "- {each: case, event: close, at: {attribute: end}, when: {state: [a, b]}}\n"
             "- each: event\n"
             "  event: suspend\n"
             "  at: {case_attribute: end}\n"
             "  unless: {\"lifecycle:transition\": START}\n"
             "  fields: {days: 5, kind: {attribute: end, default: testing}}\n");
    g_assert_cmpuint(map->rules->len, ==, 3);
    const SzImportRule *apply = g_ptr_array_index(map->rules, 0);
    const SzImportRule *close = g_ptr_array_index(map->rules, 1);
    const SzImportRule *suspend = g_ptr_array_index(map->rules, 2);
    g_assert_cmpint(apply->at, ==, SZ_IMPORT_AT_FIRST_EVENT);
    g_assert_cmpint(close->at, ==, SZ_IMPORT_AT_ATTRIBUTE);
    const SzImportTest *when = g_ptr_array_index(close->tests, 0);
    g_assert_false(when->must_not);
    g_assert_cmpuint(g_hash_table_size(when->words), ==, 2);
    const SzImportTest *unless = g_ptr_array_index(suspend->tests, 0);
    g_assert_true(unless->must_not);
    g_assert_true(g_hash_table_contains(unless->words, "start"));
    /* `end` of the case is one attribute, `end` of the event another. */
    const SzImportValue *kind = g_ptr_array_index(suspend->fields, 1);
    g_assert_cmpuint(attribute_of(&suspend->at_value), ==, attribute_of(&close->at_value));
    g_assert_cmpuint(attribute_of(kind), !=, attribute_of(&close->at_value));
    g_assert_cmpstr(kind->fallback, ==, "testing");
    const SzImportValue *days = g_ptr_array_index(suspend->fields, 0);
    g_assert_cmpint(days->type, ==, SZ_IMPORT_INT);
    g_assert_cmpstr(days->constant, ==, "5");
}

static void test_hall_option(void)
{
    g_autoptr(SzProblems) problems = sz_problems_new();
    const char *no_hall = "format: xes\nitem: i\nchannel: other\n" RULE;
    g_autoptr(SzImportMap) other = parse(HEAD RULE, "330106", problems);
    g_autoptr(SzImportMap) given = parse(no_hall, "330106", problems);
    g_assert_cmpuint(sz_problems_count(problems), ==, 0);
    g_assert_cmpstr(other->tags[SZ_IMPORT_TAG_HALL].constant, ==, "330106");
    g_assert_cmpstr(given->tags[SZ_IMPORT_TAG_HALL].constant, ==, "330106");
    g_assert_null(parse(no_hall, NULL, problems));
    g_assert_cmpuint(sz_problems_count(problems), ==, 1);
}

typedef struct {
    const char *map;
    const char *says; /* in the first problem */
} Wrong;

static const Wrong wrongs[] = {
    {"", "map.yaml:"},
    {"format: ods\nhall: h\nitem: i\nchannel: other\n" RULE,
     "map.yaml:1: format: unknown word: 'ods'"},
    {HEAD, "map.yaml:1: events: missing, expected"},
    {HEAD "events: []\n", "map.yaml:5: events: "},
    {HEAD "chanel: x\n" RULE, "map.yaml:5: chanel: unknown key, did you mean 'channel'?"},
    {"format: xes\nhall: h\nitem: i\nchannel: web\n" RULE,
     "map.yaml:4: channel: unknown word: 'web'"},
    {"format: xes\nhall: h\nitem: i\nchannel: {attribute: c, values: {a: Online}}\n" RULE,
     "map.yaml:4: channel.values.a: unknown word: 'Online', did you mean 'online'?"},
    {"format: xes\nhall: h\nitem: i\nchannel: {attribute: c, default: windows}\n" RULE,
     "map.yaml:4: channel.default: unknown word: 'windows', did you mean 'window'?"},
    {HEAD "org: {attribut: c}\n" RULE,
     "map.yaml:5: org.attribut: unknown key: 'attribut', did you mean"},
    {HEAD "org: {default: c}\n" RULE, "map.yaml:5: org: no single source"},
    {HEAD "org: {attribute: a, case_attribute: b}\n" RULE, "map.yaml:5: org: no single source"},
    {HEAD "org: {case_attribute: b}\n" RULE,
     "map.yaml:5: org.case_attribute: not in a rule on events"},
    {HEAD "events:\n- {each: event, event: step, fields: {due: {event_attribute: a}}}\n",
     "map.yaml:6: events[0].fields.due.event_attribute: in a rule on events, expected attribute"},
    {HEAD "org: {attribute: [a]}\n" RULE, "map.yaml:5: org.attribute: no key"},
    {HEAD "org: {attribute: a, values: x}\n" RULE, "map.yaml:5: org.values: no table"},
    {HEAD "org: [a]\n" RULE, "map.yaml:5: org: no value, expected a text"},
    {HEAD "events:\n- {each: trace, event: step}\n",
     "map.yaml:6: events[0].each: unknown word: 'trace'"},
    {HEAD "events:\n- {each: event, event: stepp}\n",
     "map.yaml:6: events[0].event: unknown event: 'stepp', did you mean 'step'?"},
    {HEAD "events:\n- {each: case, event: apply}\n", "map.yaml:6: events[0]: no at, expected"},
    {HEAD "events:\n- {each: case, event: apply, at: first}\n",
     "map.yaml:6: events[0].at: unknown time: 'first'"},
    {HEAD "events:\n- {each: case, event: apply, at: {attribute: a, default: b}}\n",
     "map.yaml:6: events[0].at.default: unknown key: 'default'"},
    {HEAD "events:\n- {each: case, event: apply, at: [a]}\n", "map.yaml:6: events[0].at: no time"},
    {HEAD "events:\n- {each: event, event: step, fields: {stepp: x}}\n",
     "map.yaml:6: events[0].fields.stepp: unknown field: 'stepp', did you mean 'step'?"},
    {HEAD "events:\n- {each: event, event: step, fields: {promise: many}}\n",
     "map.yaml:6: events[0].fields.promise: wrong value: 'many', expected a whole number"},
    {HEAD "events:\n- {each: event, event: step, fields: {auto: yes}}\n",
     "map.yaml:6: events[0].fields.auto: wrong value: 'yes', expected true or false"},
    {HEAD "events:\n- {each: event, event: step, fields: {due: soon}}\n",
     "map.yaml:6: events[0].fields.due: wrong value: 'soon', expected a time"},
    {HEAD "events:\n- {each: event, event: step, when: {a: {b: c}}}\n",
     "map.yaml:6: events[0].when.a: no value"},
    {HEAD "events:\n- {each: event, event: step, fields: {promise: 5}}\n",
     "map.yaml:6: events[0].fields: promise without promise_unit, expected both"},
    {HEAD "events:\n- {each: event, event: step, fields: {statute_unit: day}}\n",
     "map.yaml:6: events[0].fields: statute_unit without statute, expected both"},
    {HEAD "events:\n- {each: event, event: step, fields: {promise: 5, promise_unit: workdays}}\n",
     "map.yaml:6: events[0].fields.promise_unit: unknown word: 'workdays', did you mean "
     "'workday'?"},
    {HEAD "events:\n- {each: event, event: suspend, fields: {kind: {attribute: k, values: {a: "
          "tests}}}}\n",
     "map.yaml:6: events[0].fields.kind.values.a: unknown word: 'tests', expected one of"},
    {HEAD "events:\n- {each: event, event: extend}\n",
     "map.yaml:6: events[0]: extend without days, expected fields: {days: {attribute: KEY}}"},
    {HEAD "events:\n- {each: case, event: apply, at: first_evnt}\n",
     "map.yaml:6: events[0].at: unknown time: 'first_evnt', did you mean 'first_event'?"},
    {HEAD "org: {attribute: a, prefix: []}\n" RULE, "map.yaml:5: org.prefix: no value"},
    {HEAD "events:\n- {each: event, event: step, fields: {visits: {attribute: v, prefix: 1}}}\n",
     "map.yaml:6: events[0].fields.visits.prefix: before visits, expected before a text"},
};

/* One mistake, one problem. */
static const Wrong lone_wrongs[] = {
    {HEAD "time_format: \"%Q\"\n" RULE, "map.yaml:5: time_format: unknown directive: '%Q'"},
    {HEAD "time_format: []\n" RULE, "map.yaml:5: time_format: 0 time formats, expected 1 to 20"},
    {"rows: case\nhall: h\nitem: i\nchannel: other\n" RULE, "map.yaml:1: format: missing"},
    {"format: csv\nhall: h\nitem: i\nchannel: other\nid: {attribute: i}\nevents:\n"
     "- {each: case, event: close, at: Closed Date}\n",
     "map.yaml:7: events[0].at: unknown time: 'Closed Date', expected first_event, last_event or, "
     "if it is the key of an attribute, {attribute: Closed Date}"},
};

#define TABLE "format: csv\nhall: h\nitem: i\nchannel: other\n"
#define ROW_RULE "events:\n- {each: case, event: apply, at: {attribute: a}}\n"

static const Wrong wrong_tables[] = {
    {TABLE ROW_RULE, "map.yaml:1: no id, expected id: {attribute: COLUMN}"},
    {TABLE "id: {attribute: i}\n" RULE, "map.yaml:7: events[0]: a rule on events, but a row is"},
    {TABLE "id: {attribute: i}\nevents:\n- {each: case, event: apply, at: first_event}\n",
     "map.yaml:7: events[0]: a rule on events, but a row is a case"},
    {TABLE "id: {attribute: i}\nrows: event\n" RULE, "map.yaml:1: no time, expected time:"},
    {TABLE "id: {attribute: i}\ntime: {attribute: t}\n" ROW_RULE,
     "map.yaml:6: time: not in a map whose rows are cases"},
    {TABLE "id: {attribute: i}\nrows: day\n" ROW_RULE, "map.yaml:6: rows: unknown word: 'day'"},
    {TABLE "id: {attribute: i}\ndelimiter: xx\n" ROW_RULE, "map.yaml:6: delimiter: wrong"},
    {TABLE "id: {attribute: i}\nquote: \"`\"\n" ROW_RULE, "map.yaml:6: quote: wrong quote"},
    {TABLE "id: {attribute: i}\ndelimiter: \"'\"\nquote: \"'\"\n" ROW_RULE,
     "map.yaml:6: delimiter: the delimiter is the quote"},
    {TABLE "id: {attribute: i}\nencoding: GB99\n" ROW_RULE,
     "map.yaml:6: encoding: unknown encoding: 'GB99'"},
    {TABLE "id: {attribute: i}\nskip_rows: -1\n" ROW_RULE, "map.yaml:6: skip_rows: "},
    {TABLE "id: {attribute: i}\ntrim: yes\n" ROW_RULE, "map.yaml:6: trim: "},
    {TABLE "id: {attribute: i, trim: 1}\n" ROW_RULE, "map.yaml:5: id.trim: wrong value"},
    {TABLE "id: {attribute: i}\ntimezone: Asia/Shangai\n" ROW_RULE,
     "map.yaml:6: timezone: unknown time zone: 'Asia/Shangai', expected an offset"},
    {TABLE "id: {attribute: i}\ntime_format: \"%Y-%m\"\n" ROW_RULE,
     "map.yaml:6: time_format: unknown time format: '%Y-%m', it gives no date"},
    {TABLE "id: {attribute: i}\ntime_format: [iso, \"%Q\"]\n" ROW_RULE,
     "map.yaml:6: time_format[1]: unknown directive: '%Q'"},
    {TABLE "id: {attribute: i, extract: \"(\"}\n" ROW_RULE, "map.yaml:5: id.extract: "},
    {TABLE "id: {attributes: []}\n" ROW_RULE, "map.yaml:5: id.attributes: no list"},
    {TABLE "id: {attribute: i, date_is: noon}\n" ROW_RULE,
     "map.yaml:5: id.date_is: unknown word: 'noon'"},
    {TABLE "id: {attribute: i, ignore_case: true, values: {a: b, A: c}}\n" ROW_RULE,
     "map.yaml:5: id.values.A: a second value for this text"},
    {TABLE "id: {event_attribute: i}\n" ROW_RULE,
     "map.yaml:5: id.event_attribute: of a table, expected attribute"},
    {HEAD "delimiter: comma\n" RULE, "map.yaml:5: delimiter: not in a map for event logs"},
};

static void test_wrong(gconstpointer data)
{
    const Wrong *wrong = data;
    g_autoptr(SzProblems) problems = sz_problems_new();
    g_assert_null(parse(wrong->map, NULL, problems));
    g_auto(GStrv) lines = sz_problems_to_lines(problems);
    g_autofree char *all = g_strjoinv("\n", lines);
    g_test_message("%s", all);
    g_assert_nonnull(strstr(all, wrong->says));
}

static void test_lone_wrong(gconstpointer data)
{
    const Wrong *wrong = data;
    g_autoptr(SzProblems) problems = sz_problems_new();
    g_assert_null(parse(wrong->map, NULL, problems));
    g_auto(GStrv) lines = sz_problems_to_lines(problems);
    g_assert_cmpuint(g_strv_length(lines), ==, 1);
    g_test_message("%s", lines[0]);
    g_assert_true(g_str_has_prefix(lines[0], wrong->says));
}

/* Kinds of suspension also by what people call them. */
static void test_kinds_of_suspension(void)
{
    g_autoptr(SzImportMap) map = parse_good(
        HEAD "events:\n"
             "- {each: event, event: suspend, fields: {kind: {attribute: k, values: {1: 听证, 2: "
             "expert, 3: 检验检测}}}}\n");
    g_assert_cmpuint(map->rules->len, ==, 1);
}

static void test_all_at_once(void)
{
    g_autoptr(SzProblems) problems = sz_problems_new();
    g_assert_null(parse("format: xls\nhall: h\nitem: i\nchannel: web\norgg: x\nevents:\n"
                        "- {each: event, event: walk}\n",
                        NULL, problems));
    g_assert_cmpuint(sz_problems_count(problems), ==, 4);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/collector/import-map/constants-and-defaults", test_constants);
    g_test_add_func("/collector/import-map/rules", test_rules);
    g_test_add_func("/collector/import-map/hall-option-wins", test_hall_option);
    for (gsize i = 0; i < G_N_ELEMENTS(wrongs); i++) {
        g_autofree char *label = g_strdup_printf("/collector/import-map/wrong/%zu", i);
        g_test_add_data_func(label, &wrongs[i], test_wrong);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(wrong_tables); i++) {
        g_autofree char *label = g_strdup_printf("/collector/import-map/wrong-table/%zu", i);
        g_test_add_data_func(label, &wrong_tables[i], test_wrong);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(lone_wrongs); i++) {
        g_autofree char *label = g_strdup_printf("/collector/import-map/lone-wrong/%zu", i);
        g_test_add_data_func(label, &lone_wrongs[i], test_lone_wrong);
    }
    g_test_add_func("/collector/import-map/kinds-of-suspension", test_kinds_of_suspension);
    g_test_add_func("/collector/import-map/all-problems-at-once", test_all_at_once);
    return g_test_run();
}
