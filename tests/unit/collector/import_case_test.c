#include "collector/import_case.h"
#include "collector/import_summary.h"
#include "collector/xes_reader.h"

#include <string.h>

#define MAP_HEAD "format: xes\nhall: h\nitem: i\nchannel: other\n"
#define NAME(text) "<string key='concept:name' value='" text "'/>"
#define AT(text) "<date key='time:timestamp' value='1970-01-01T00:00:" text "Z'/>"
#define ON(key, text) "<date key='" key "' value='1970-01-01T00:00:" text "Z'/>"
#define EVENT(inner) "<event>" inner "</event>"
#define LOG(inner) "<log><trace>" NAME("c1") inner "</trace></log>"

typedef struct {
    const SzImportMap *map;
    SzImportTally *tally;
    GString *text;
} Seen;

static gboolean on_trace(const SzXesTrace *trace, const SzXesLog *log G_GNUC_UNUSED, void *user,
                         GError **error G_GNUC_UNUSED)
{
    Seen *seen = user;
    g_autoptr(SzImportLines) lines = sz_import_lines_new();
    sz_import_case(seen->map, trace, seen->tally, lines);
    seen->tally->n_lines += lines->ends->len;
    g_string_append_len(seen->text, lines->text->str, (gssize)lines->text->len);
    gsize last = lines->ends->len > 0 ? g_array_index(lines->ends, gsize, lines->ends->len - 1) : 0;
    g_assert_cmpuint(last, ==, lines->text->len);
    return TRUE;
}

/* Runs the log through the map.  @out_summary: (out)(optional)(transfer full) */
static char *import(const char *map_text, const char *xes, char **out_summary)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SzProblems) problems = sz_problems_new();
    g_autoptr(SzImportMap) map = sz_import_map_parse("map", sz_slice(map_text), NULL, problems);
    g_assert_nonnull(map);
    g_autoptr(SzImportTally) tally = sz_import_tally_new(map);
    Seen seen = {map, tally, g_string_new(NULL)};
    g_autoptr(SzXesReader) reader =
        sz_xes_reader_new(NULL, (SzXesSink){.on_trace = on_trace, .user = &seen});
    sz_xes_reader_set_zone(reader, map->has_zone ? map->reading.zone : NULL);
    g_assert_true(sz_xes_reader_feed(reader, xes, strlen(xes), &error));
    g_assert_true(sz_xes_reader_finish(reader, &error));
    if (out_summary != NULL) {
        *out_summary = sz_import_summary(tally, map);
    }
    return g_string_free(seen.text, FALSE);
}

typedef struct {
    const char *rule;
    const char *map;
    const char *xes;
    const char *lines;
    const char *says; /* in the summary; NULL: not looked at */
} Row;

static const Row rows[] = {
    {"lines of a case in the order of their times, equal ones in that of the map",
     MAP_HEAD "events:\n"
              "- {each: case, event: close, at: {attribute: end}}\n"
              "- {each: case, event: apply, at: {attribute: start}}\n"
              "- {each: event, event: step, fields: {step: {attribute: \"concept:name\"}}}\n",
     LOG(EVENT(NAME("b") AT("05")) EVENT(NAME("a") AT("03")) ON("start", "01") ON("end", "05")),
     "case,channel=other,event=apply,hall=h,item=i id=\"c1\" 1000000000\n"
     "case,channel=other,event=step,hall=h,item=i id=\"c1\",step=\"a\" 3000000000\n"
     "case,channel=other,event=close,hall=h,item=i id=\"c1\" 5000000000\n"
     "case,channel=other,event=step,hall=h,item=i id=\"c1\",step=\"b\" 5000000000\n",
     "accepted: 4 lines: apply 1, step 2, close 1\n"},
    {"a case without end has no close",
     MAP_HEAD "events:\n- {each: case, event: close, at: {attribute: end}}\n", LOG(""), "",
     "warnings: case attribute 'end' (line 6 of the map) never occurs; there are 'concept:name'\n"},
    {"what the map misspells, and what the log has instead",
     MAP_HEAD
     "events:\n- {each: case, event: apply, at: {attribute: start}}\n"
     "- {each: event, event: close, at: {attribute: never}, when: {\"concept:name\": Close}}\n",
     LOG(EVENT(NAME("close") AT("02")) EVENT(NAME("x") AT("03")) EVENT(NAME("13800138000") AT("04"))
             ON("Start", "01")),
     "",
     "warnings: no close by the rule in line 7 of the map: none of 3 events is as its when and "
     "unless say; 'concept:name' is 'close', 'x', '#'\n"
     "warnings: case attribute 'start' (line 6 of the map) never occurs, did you mean 'Start'?\n"},
    {"what only the events say, of the earliest that says it",
     "format: xes\nhall: h\nitem: {event_attribute: \"concept:name\"}\nchannel: other\n"
     "org: {event_attribute: g, empty: [none]}\nevents:\n"
     "- {each: case, event: apply, at: first_event, fields: {due: {event_attribute: d}}}\n"
     "- {each: case, event: close, at: {event_attribute: never}}\n",
     LOG("<string key='g' value='of the case'/>" EVENT(
         NAME("b") AT("05") "<string key='g' value='late'/><string key='d' "
                            "value='1970-01-01T00:00:09Z'/>")
             EVENT(NAME("c") AT("04") "<string key='g' value='first'/>") EVENT(NAME("a") AT("03"))),
     "case,channel=other,event=apply,hall=h,item=a,org=first due=9000000000i,id=\"c1\" "
     "3000000000\n",
     "warnings: event attribute 'never' (line 8 of the map) never occurs; there are"},
    {"the same case again", MAP_HEAD "events:\n- {each: case, event: apply, at: {attribute: s}}\n",
     "<log>\n<trace>" NAME("c1") ON("s", "01") "</trace>\n<trace>" NAME("c2")
         ON("s", "01") "</trace>\n<trace>" NAME("c1") ON("s", "02") "</trace>\n</log>",
     "case,channel=other,event=apply,hall=h,item=i id=\"c1\" 1000000000\n"
     "case,channel=other,event=apply,hall=h,item=i id=\"c2\" 1000000000\n"
     "case,channel=other,event=apply,hall=h,item=i id=\"c1\" 2000000000\n",
     "flagged: 1 cases have the number of an earlier one, and are one case with it; first at line "
     "4\n"},
    {"a text that the map's table has nearly, with a default",
     "format: xes\nhall: h\nitem: i\n"
     "channel: {attribute: c, values: {Deks: window, Web: online, Kiosk: kiosk}, default: other}\n"
     "events:\n- {each: case, event: apply, at: {attribute: s}}\n",
     "<log><trace>" NAME("c1") ON("s", "01") "<string key='c' value='Web'/></trace><trace>" NAME(
         "c2") ON("s", "02") "<string key='c' value='Desk'/></trace></log>",
     "case,channel=online,event=apply,hall=h,item=i id=\"c1\" 1000000000\n"
     "case,channel=other,event=apply,hall=h,item=i id=\"c2\" 2000000000\n",
     "warnings: channel: 'Deks' of its values (line 4 of the map) never occurs, did you mean "
     "'Desk'?\n"},
    {"a table that nothing of the log is in, with a default",
     "format: xes\nhall: h\nitem: i\n"
     "channel: {attribute: c, values: {web: online}, default: other}\n"
     "events:\n- {each: case, event: apply, at: {attribute: s}}\n",
     LOG(ON("s", "01") "<string key='c' value='Web'/>"),
     "case,channel=other,event=apply,hall=h,item=i id=\"c1\" 1000000000\n",
     "warnings: channel: none of 1 texts is in its values (line 4 of the map); there are 'Web'\n"},
    {"first and last event",
     MAP_HEAD "events:\n- {each: case, event: apply, at: first_event}\n"
              "- {each: case, event: close, at: last_event}\n",
     LOG(EVENT(NAME("b") AT("05")) EVENT(NAME("a") AT("03"))),
     "case,channel=other,event=apply,hall=h,item=i id=\"c1\" 3000000000\n"
     "case,channel=other,event=close,hall=h,item=i id=\"c1\" 5000000000\n",
     "flagged: 0\n"},
    {"no event, no first event",
     MAP_HEAD "events:\n- {each: case, event: apply, at: first_event}\n", LOG(""), "", NULL},
    {"tables, defaults and what is in neither",
     "format: xes\nhall: {attribute: hall, default: d}\nitem: {attribute: item, values: {a: x}}\n"
     "channel: {attribute: channel, values: {Desk: window}, default: other}\n"
     "org: {attribute: org, values: {a: x}}\n"
     "events:\n- {each: case, event: apply, at: {attribute: s}}\n",
     "<log><trace>" NAME("c1") ON(
         "s",
         "01") "<string key='item' value='a'/><string key='channel' "
               "value='desk'/><string key='org' value='b 13800138000'/></trace><trace>" NAME("c2")
                   ON("s", "02") "<string key='item' value='a'/><string key='hall' value=''/>"
                                 "<string key='channel' value='Desk'/></trace></log>",
     "case,channel=other,event=apply,hall=d,item=x id=\"c1\" 1000000000\n"
     "case,channel=window,event=apply,hall=d,item=x id=\"c2\" 2000000000\n",
     "warnings: 1 times org left out: 'b #' is not in the map's values (line 5 of the map); first "
     "at line 1\n"},
    {"a line that lacks what the standard demands is refused",
     "format: xes\nhall: {attribute: hall}\nitem: i\nchannel: other\n"
     "events:\n- {each: case, event: apply, at: {attribute: s}}\n",
     LOG(ON("s", "01")), "", "refused: 1 lines, missing_tag ("},
    {"when, unless and events without a rule",
     MAP_HEAD "events:\n"
              "- {each: event, event: accept, when: {\"concept:name\": [a, b], "
              "\"lifecycle:transition\": Complete}}\n"
              "- {each: event, event: step, unless: {\"concept:name\": [a, x]}, "
              "fields: {step: {attribute: \"concept:name\"}}}\n",
     LOG(EVENT(NAME("a") AT("01")) EVENT(NAME("b") AT("02")) EVENT(NAME("x") AT("03"))
             EVENT(NAME("a") AT("04") "<string key='lifecycle:transition' value='START'/>")),
     "case,channel=other,event=accept,hall=h,item=i id=\"c1\" 1000000000\n"
     "case,channel=other,event=accept,hall=h,item=i id=\"c1\" 2000000000\n"
     "case,channel=other,event=step,hall=h,item=i id=\"c1\",step=\"b\" 2000000000\n",
     "skipped: 2 events for which the map has no rule; first at line 1\n"},
    {"fields are read as the type of the standard",
     MAP_HEAD "events:\n- each: event\n  event: apply\n"
              "  fields: {promise: {attribute: p}, promise_unit: workday, auto: {attribute: a}, "
              "due: {case_attribute: d}, visits: {attribute: v}, result: {attribute: r}}\n",
     LOG("<string key='d' value='1970-01-01T08:00:07+08:00'/>" EVENT(
         NAME("x") AT("01") "<string key='p' value=' 020 '/><int key='a' value='1'/>"
                            "<string key='v' value='many'/><date key='r' value='1970-01-01'/>")),
     "case,channel=other,event=apply,hall=h,item=i auto=true,due=7000000000i,id=\"c1\","
     "promise=20i,promise_unit=\"workday\",result=\"1970-01-01T08:00:00+08:00\" 1000000000\n",
     "warnings: 1 times visits left out: 'many' is not readable, expected a whole number (line 8 "
     "of the map); first at line 1\n"},
    {"times that are texts, in formats and on clocks that the map says",
     MAP_HEAD "time_format: [\"%d.%m.%Y %H:%M\", \"%d.%m.%Y\"]\ntimezone: \"+01:00\"\nevents:\n"
              "- {each: case, event: apply, at: {attribute: s}, fields: {due: {attribute: d}}}\n"
              "- {each: case, event: close, at: {attribute: e}}\n",
     LOG("<string key='s' value='01.01.1970 01:00'/><string key='d' value='1.1.1970'/>"
         "<date key='e' value='1970-01-01T01:00:01'/>"),
     "case,channel=other,event=apply,hall=h,item=i due=82799999999999i,id=\"c1\" 0\n"
     "case,channel=other,event=close,hall=h,item=i id=\"c1\" 1000000000\n",
     "warnings: 0\n"},
    {"what is joined, extracted, trimmed and means missing",
     "format: xes\nhall: h\nitem: {attribute: i, trim: true, ignore_case: true, values: {a: x}}\n"
     "channel: other\norg: {attribute: o, empty: [none]}\n"
     "id: {attributes: [y, \"concept:name\"], join: /}\n"
     "events:\n- {each: case, event: apply, at: {attribute: s}, when: {n: \"\"}, "
     "fields: {visits: {attribute: v, extract: '\\d+'}}}\n",
     LOG(ON("s", "01") "<string key='i' value=' A '/><string key='o' value='none'/>"
                       "<int key='y' value='7'/><string key='v' value='some 12 times'/>"),
     "case,channel=other,event=apply,hall=h,item=x id=\"7/c1\",visits=12i 1000000000\n",
     "refused: 0\n"},
    {"a number that looks like a phone's, and one of another log, behind a prefix",
     "format: xes\nhall: h\nitem: {attribute: i, prefix: \"a/\", default: none}\nchannel: other\n"
     "id: {attribute: \"concept:name\", prefix: N0}\n"
     "events:\n- {each: case, event: apply, at: {attribute: s}}\n",
     "<log><trace>" NAME("13800138000")
         ON("s", "01") "<string key='i' value='x'/></trace><trace>" NAME("11010519491231002X")
             ON("s", "02") "</trace></log>",
     "case,channel=other,event=apply,hall=h,item=a/x id=\"N013800138000\" 1000000000\n"
     "case,channel=other,event=apply,hall=h,item=none id=\"N011010519491231002X\" 2000000000\n",
     "refused: 0\n"},
    {"an unreadable time makes no line",
     MAP_HEAD "events:\n- {each: case, event: apply, at: {attribute: s}}\n",
     LOG("<string key='s' value='soon'/>"), "",
     "skipped: 1 times no apply: 'soon' is not readable, expected iso or gbt39046 (line 6 of the "
     "map); first at line 1\n"},
    {"ends before it starts",
     MAP_HEAD "events:\n- {each: case, event: apply, at: {attribute: s}}\n"
              "- {each: case, event: close, at: {attribute: e}}\n",
     LOG(ON("s", "02") ON("e", "01")),
     "case,channel=other,event=close,hall=h,item=i id=\"c1\" 1000000000\n"
     "case,channel=other,event=apply,hall=h,item=i id=\"c1\" 2000000000\n",
     "flagged: 1 cases end before they start (apply 1970-01-01T08:00:02+08:00, close "
     "1970-01-01T08:00:01+08:00); first at line 1\n"},
    {"ends as it starts",
     MAP_HEAD "events:\n- {each: case, event: close, at: {attribute: e}}\n"
              "- {each: case, event: apply, at: {attribute: s}}\n",
     LOG(ON("s", "01") ON("e", "01") EVENT(NAME("a") AT("01"))),
     "case,channel=other,event=close,hall=h,item=i id=\"c1\" 1000000000\n"
     "case,channel=other,event=apply,hall=h,item=i id=\"c1\" 1000000000\n",
     "flagged: 0\n"},
    {"an event after the end",
     MAP_HEAD "events:\n- {each: case, event: close, at: {attribute: e}}\n",
     LOG(EVENT(NAME("a") AT("01.000000001")) ON("e", "01")),
     "case,channel=other,event=close,hall=h,item=i id=\"c1\" 1000000000\n",
     "flagged: 1 cases have events after their end; first at line 1\n"},
};

static void test_row(gconstpointer data)
{
    const Row *row = data;
    g_autofree char *summary = NULL;
    g_autofree char *lines = import(row->map, row->xes, &summary);
    g_test_message("%s", summary);
    g_assert_cmpstr(lines, ==, row->lines);
    g_assert_true(row->says == NULL || strstr(summary, row->says) != NULL);
}

/* Each trouble is counted for itself, and shows where and with what it was met first. */
static void test_the_first_of_each_trouble_is_told(void)
{
    static const char map[] = MAP_HEAD
        "events:\n"
        "- {each: event, event: step, fields: {visits: {attribute: v, values: {one: 1}}}}\n"
        "- {each: event, event: accept, fields: {visits: {attribute: d}}}\n";
    static const char *const attributes[][2] = {
        {"v", "two"}, {"v", "three"}, {"d", "soon"}, {"d", "late"}};
    g_autoptr(GString) xes = g_string_new("<log><trace>" NAME("c1") "\n");
    for (gsize i = 0; i < G_N_ELEMENTS(attributes); i++) { /* lines 2 to 5 */
        g_string_append_printf(xes, EVENT(NAME("x") AT("01") "<string key='%s' value='%s'/>") "\n",
                               attributes[i][0], attributes[i][1]);
    }
    g_string_append(xes, "</trace></log>");
    g_autofree char *summary = NULL;
    g_free(import(map, xes->str, &summary));
    g_assert_nonnull(strstr(summary, "warnings: 2 times visits left out: 'two' is not in the map's "
                                     "values (line 6 of the map); first at line 2\n"));
    g_assert_nonnull(strstr(
        summary, "warnings: 2 times visits left out: 'soon' is not readable, expected a whole "
                 "number (line 7 of the map); first at line 4\n"));
}

static void test_personal_data(void)
{
    g_autofree char *summary = NULL;
    g_autofree char *lines =
        import(MAP_HEAD "events:\n- {each: case, event: apply, at: {attribute: s}, fields: {staff: "
                        "{attribute: p}}}\n",
               LOG(ON("s", "01") "<string key='p' value='13800138000'/>"), &summary);
    g_assert_cmpstr(lines, ==, "");
    g_assert_nonnull(strstr(summary, "refused: 1 lines, personal_data ("));
    g_assert_null(strstr(summary, "13800138000"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *label = g_strdup_printf("/collector/import-case/%s", rows[i].rule);
        g_test_add_data_func(label, &rows[i], test_row);
    }
    g_test_add_func("/collector/import-case/the-first-of-each-trouble-is-told",
                    test_the_first_of_each_trouble_is_told);
    g_test_add_func("/collector/import-case/personal-data-is-refused-unseen", test_personal_data);
    return g_test_run();
}
