#include "collector/error.h"
#include "collector/import_case.h"
#include "collector/import_columns.h"
#include "collector/import_summary.h"
#include "collector/import_table.h"

#include <string.h>

#define CASE_HEAD                                                                                  \
    "format: csv\nhall: h\nitem: i\nchannel: other\nid: {attribute: id}\ntimezone: Z\n"
#define EVENT_HEAD CASE_HEAD "rows: event\ntime: {attribute: at}\n"
#define APPLY "events:\n- {each: case, event: apply, at: {attribute: at}}\n"
#define STEP "events:\n- {each: event, event: step, fields: {step: {attribute: what}}}\n"

typedef struct {
    const SzImportMap *map;
    SzImportTally *tally;
    GString *text;
} Seen;

static gboolean on_case(const SzXesTrace *trace, void *user, GError **error G_GNUC_UNUSED)
{
    Seen *seen = user;
    g_autoptr(SzImportLines) lines = sz_import_lines_new();
    sz_import_case(seen->map, trace, seen->tally, lines);
    seen->tally->n_lines += lines->ends->len;
    g_string_append_len(seen->text, lines->text->str, (gssize)lines->text->len);
    return TRUE;
}

/* All that is said: lines, then the summary, then problems and the error. (transfer full) */
typedef struct {
    char *lines;
    char *summary;
    char *problems;
    char *error; /* NULL: none */
} Said;

static void said_clear(Said *said)
{
    g_free(said->lines);
    g_free(said->summary);
    g_free(said->problems);
    g_free(said->error);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Said, said_clear)

static Said import(const char *map_text, const char *table_text)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SzProblems) problems = sz_problems_new();
    g_autoptr(SzImportMap) map = sz_import_map_parse("map", sz_slice(map_text), NULL, problems);
    g_auto(GStrv) map_lines = sz_problems_to_lines(problems);
    g_autofree char *map_problems = g_strjoinv("\n", map_lines);
    g_assert_cmpstr(map_problems, ==, "");
    g_autoptr(SzImportTally) tally = sz_import_tally_new(map);
    Seen seen = {map, tally, g_string_new(NULL)};
    SzImportTableOptions options = {map, tally, problems, "T", on_case, &seen};
    g_autoptr(SzImportTableReader) table = sz_import_table_new(&options);
    gboolean good = sz_import_table_feed(table, table_text, strlen(table_text), &error) &&
                    sz_import_table_finish(table, &error);
    if (good) {
        sz_import_explain(tally, map, "T", problems);
    }
    g_auto(GStrv) lines = sz_problems_to_lines(problems);
    return (Said){
        .lines = g_string_free(seen.text, FALSE),
        .summary = sz_import_summary(tally, map),
        .problems = g_strjoinv("\n", lines),
        .error = good ? NULL : g_strdup(error->message),
    };
}

#define LINE(event, fields, time)                                                                  \
    "case,channel=other,event=" event ",hall=h,item=i " fields " " time "000000000\n"

typedef struct {
    const char *rule;
    const char *map;
    const char *table;
    const char *lines;
    const char *says; /* in the summary */
} Row;

static const Row rows[] = {
    {"a row is a case, blanks around cells and names are taken off", CASE_HEAD APPLY,
     " id , at\n 7 , 1970-01-01T00:00:01\n", LINE("apply", "id=\"7\"", "1"), "rows: 1\ncases: 1\n"},
    {"trim: false keeps them", CASE_HEAD "trim: false\n" APPLY, "id,at\n 7 ,1970-01-01T00:00:01\n",
     LINE("apply", "id=\" 7 \"", "1"), "warnings: 0\n"},
    {"columns by number",
     "format: csv\nheader: false\nhall: h\nitem: i\nchannel: other\nid: {attribute: 1}\n"
     "timezone: Z\nevents:\n- {each: case, event: apply, at: {attribute: \"3\"}}\n",
     "7,x,1970-01-01T00:00:01\n", LINE("apply", "id=\"7\"", "1"), "rows: 1\n"},
    {"rows before the header", CASE_HEAD "skip_rows: 2\n" APPLY,
     "Report,of\n2026\nid,at\n7,1970-01-01T00:00:01\n", LINE("apply", "id=\"7\"", "1"),
     "rows: 1\n"},
    {"rows of another length are refused, with the first one's number", CASE_HEAD APPLY,
     "id,at\n1\n2,1970-01-01T00:00:01\n3,,\n4\n", LINE("apply", "id=\"2\"", "1"),
     "refused: 2 rows with too few fields, expected 2; first at row 2\n"
     "refused: 1 rows with too many fields, expected 2; first at row 4\n"},
    {"so are rows with wrong quotes", CASE_HEAD APPLY, "id,at\n\"1\"x,1970-01-01T00:00:01\n", "",
     "refused: 1 rows with something behind a closing quote, expected a delimiter; first at row "
     "2\n"},
    {"words for missing", CASE_HEAD "empty: [N/A, \"-\"]\n" APPLY, "id,at\n1,N/A\n2, - \n3,n/a\n",
     "",
     "skipped: 1 times no apply: 'n/a' is not readable, expected iso or gbt39046 (line 9 of the "
     "map); first at row 4\n"},
    {"case is ignored when told so",
     "format: csv\nhall: h\nitem: i\nid: {attribute: id}\ntimezone: Z\nignore_case: true\nempty: "
     "[\"null\"]\n"
     "channel: {attribute: c, values: {Ottawa: window, ÄMTER: post}, default: other}\n"
     "events:\n- {each: case, event: apply, at: {attribute: at}, unless: {s: [VOID, \"\"]}}\n",
     "id,at,c,s\n1,1970-01-01T00:00:01,OTTAWA,x\n2,NULL,,x\n3,1970-01-01T00:00:01,ämter,y\n"
     "4,1970-01-01T00:00:01,,void\n5,1970-01-01T00:00:01,,Null\n",
     "case,channel=window,event=apply,hall=h,item=i id=\"1\" 1000000000\n"
     "case,channel=post,event=apply,hall=h,item=i id=\"3\" 1000000000\n",
     "warnings: 0\n"},
    {"columns joined, a part extracted, formats of a value's own",
     "format: csv\nhall: h\nitem: i\nchannel: other\ntimezone: Z\n"
     "id: {attributes: [year, no], join: \"-\"}\nevents:\n- each: case\n  event: apply\n"
     "  at: {attributes: [day, clock], time_format: \"%d.%m.%Y %H:%M\"}\n"
     "  fields:\n    promise: {attribute: limit, extract: '^(\\d+)'}\n"
     "    promise_unit: {attribute: limit, extract: '(\\D+)$', values: {个工作日: workday}}\n",
     "year,no,day,clock,limit\n2026,7,1.1.1970,0:01,20 个工作日\n2026,,1.1.1970,0:01,20\n"
     "2026,8,,0:01,x\n",
     "case,channel=other,event=apply,hall=h,item=i id=\"2026-7\",promise=20i,promise_unit="
     "\"workday\" 60000000000\n",
     "refused: 1 lines, missing_field ("},
    {"a deadline that is a day lasts as long as the day, unless told otherwise",
     CASE_HEAD "events:\n- each: case\n  event: apply\n  at: {attribute: at}\n"
               "  fields: {due: {attribute: due}}\n"
               "- {each: case, event: close, at: {attribute: at, date_is: end}}\n",
     "id,at,due\n1,1970-01-01,1970-01-02\n",
     "case,channel=other,event=apply,hall=h,item=i due=172799999999999i,id=\"1\" 0\n"
     "case,channel=other,event=close,hall=h,item=i id=\"1\" 86399999999999\n",
     "flagged: 0\n"},
    {"dirty dates are told apart", CASE_HEAD "time_format: \"%m/%d/%Y\"\n" APPLY,
     "id,at\n1,02/30/2011\n2,soon\n3,01/01/9999\n4,01/01/1970\n5,late\n6,13812345678\n",
     "case,channel=other,event=apply,hall=h,item=i id=\"4\" 0\n",
     "skipped: 3 times no apply: 'soon' is not readable, expected %m/%d/%Y (line 9 of the map); "
     "first at row 3\n"
     "skipped: 1 times no apply: '02/30/2011' is no possible time (line 9 of the map); first at "
     "row 2\n"
     "skipped: 1 times no apply: '01/01/9999' is outside the years 1678 to 2261 (line 9 of the "
     "map); first at row 4\n"},
    {"clocks that were put forward and back leave a doubt",
     "format: csv\nhall: h\nitem: i\nchannel: other\nid: {attribute: id}\n"
     "timezone: America/New_York\n" APPLY,
     "id,at\n1,2011-03-13 02:30\n2,2011-11-06 01:30\n",
     LINE("apply", "id=\"1\"", "1300001400") LINE("apply", "id=\"2\"", "1320557400"),
     "warnings: 1 times of apply (line 8 of the map) that America/New_York's clocks skipped, taken "
     "as one hour later; first at row 2\n"
     "warnings: 1 times of apply (line 8 of the map) that America/New_York's clocks showed twice, "
     "taken as the first; first at row 3\n"},
    {"whole numbers of spreadsheets",
     CASE_HEAD "events:\n- {each: case, event: apply, at: {attribute: at}, fields: {visits: "
               "{attribute: n}, auto: {attribute: y, values: {是: true}, default: false}}}\n",
     "id,at,n,y\n1,1970-01-01,2.0,是\n2,1970-01-01,2.5,否\n",
     "case,channel=other,event=apply,hall=h,item=i auto=true,id=\"1\",visits=2i 0\n"
     "case,channel=other,event=apply,hall=h,item=i auto=false,id=\"2\" 0\n",
     "warnings: 1 times visits left out: '2.5' is not readable, expected a whole number"},
    {"line ends and tabs in what becomes a tag",
     CASE_HEAD "org: {attribute: o}\nevents:\n- {each: case, event: apply, at: {attribute: at}, "
               "fields: {result: {attribute: o}}}\n",
     "id,at,o\n1,1970-01-01,\"a \r\n\n\tb  c\"\n2,1970-01-01,\"\td\n\"\n",
     "case,channel=other,event=apply,hall=h,item=i,org=a\\ b\\ \\ c id=\"1\",result=\"a \r\n\n\tb  "
     "c\" 0\n"
     "case,channel=other,event=apply,hall=h,item=i,org=d id=\"2\",result=\"d\" 0\n",
     "refused: 0\n"},
    {"what line protocol cannot hold", CASE_HEAD "org: {attribute: o}\n" APPLY,
     "id,at,o\n1,1970-01-01,a\\\n", "",
     "refused: 1 lines (cannot be written as line protocol: a tag value ends in a backslash); "
     "first "
     "at row 2\n"},
    {"a row is an event, in any order", EVENT_HEAD STEP,
     "id,at,what\n1,1970-01-01T00:00:02,b\n2,1970-01-01T00:00:01,x\n1,1970-01-01T00:00:01,a\n"
     "1,,c\n",
     LINE("step", "id=\"1\",step=\"b\"", "2") LINE("step", "id=\"2\",step=\"x\"", "1")
         LINE("step", "id=\"1\",step=\"a\"", "1"),
     "rows: 4\nevents: 3\n"},
    {"rows without a time are counted", EVENT_HEAD STEP, "id,at,what\n1,,a\n1,soon,b\n", "",
     "skipped: 1 rows without a readable time; first at row 2\n"
     "skipped: 1 times no time: 'soon' is not readable, expected iso or gbt39046 (line 8 of the "
     "map); first at row 3\n"},
    {"rules on cases collect the rows of each",
     EVENT_HEAD STEP
     "- {each: case, event: apply, at: first_event, fields: {due: {attribute: d}}}\n"
     "- {each: case, event: close, at: last_event, when: {state: done}}\n",
     "id,at,what,d,state\n1,1970-01-01T00:00:02,b,,\n2,1970-01-01T00:00:09,x,,\n,"
     "1970-01-01T00:00:09,x,,\n1,1970-01-01T00:00:01,a,1970-01-01T00:00:05Z,done\n",
     LINE("apply", "due=5000000000i,id=\"1\"", "1") LINE("step", "id=\"1\",step=\"a\"", "1")
         LINE("close", "id=\"1\"", "2") LINE("step", "id=\"1\",step=\"b\"", "2")
             LINE("apply", "id=\"2\"", "9") LINE("step", "id=\"2\",step=\"x\"", "9"),
     "rows: 4\ncases: 2\nevents: 3\n"},
    {"columns of XES are plain columns",
     "format: csv\nrows: event\nhall: h\nitem: i\nchannel: other\nid: {attribute: "
     "\"case:concept:name\"}\ntime: {attribute: \"time:timestamp\"}\nevents:\n- {each: event, "
     "event: step, when: {\"lifecycle:transition\": COMPLETE}, fields: {step: {attribute: "
     "\"concept:name\"}}}\n",
     "case:concept:name,concept:name,time:timestamp,lifecycle:transition\n"
     "1,a,1970-01-01T00:00:01Z,COMPLETE\n1,b,1970-01-01T00:00:02Z,complete\n",
     LINE("step", "id=\"1\",step=\"a\"", "1"),
     "skipped: 1 events for which the map has no rule; first at row 3\n"},
};

static void test_row(gconstpointer data)
{
    const Row *row = data;
    g_auto(Said) said = import(row->map, row->table);
    g_test_message("%s%s", said.summary, said.problems);
    g_assert_cmpstr(said.error, ==, NULL);
    g_assert_cmpstr(said.lines, ==, row->lines);
    g_assert_nonnull(strstr(said.summary, row->says));
    g_assert_null(strstr(said.summary, "13812345678"));
}

typedef struct {
    const char *map;
    const char *table;
    const char *problem; /* NULL: none */
    const char *error;   /* NULL: none */
} Wrong;

static const Wrong wrongs[] = {
    {CASE_HEAD APPLY, "", NULL, "the table is empty"},
    {CASE_HEAD APPLY, "id,at,at\n", NULL,
     "row 1: two columns are called 'at', which the map names (map:8), expected one"},
    {CASE_HEAD APPLY, "id,at,,\n", NULL, NULL},
    {CASE_HEAD APPLY, "id,at,a,a\n", NULL, NULL},
    {CASE_HEAD APPLY, "Id,when\n",
     "map:5: no column 'id' in T, did you mean 'Id'? expected one of: Id, when\n"
     "map:8: no column 'at' in T, expected one of: Id, when",
     "row 1: the map names 2 columns that are not there"},
    {CASE_HEAD APPLY, "id;at\n", "is it delimiter: semicolon?", "row 1: the map names 2"},
    {CASE_HEAD "header: false\n" APPLY, "1,2\n", "expected one of: 1, 2", "row 1: the map names 2"},
    {CASE_HEAD APPLY, "id,at\n1,31.12.2011\n2,01.01.2012\n",
     "map:8: events[0].at: none of the 2 times in T could be read, the first is '31.12.2011', "
     "expected iso or gbt39046; time_format: \"%d.%m.%Y\" would read it",
     NULL},
    {CASE_HEAD "org: {attribute: o, values: {a: b}}\n" APPLY, "id,at,o\n1,1970-01-01,A\n",
     "map:7: org: none of the 1 texts in T is in its values, the first is 'A'", NULL},
    {CASE_HEAD "org: {attribute: o, values: {a: b}, default: c}\n" APPLY,
     "id,at,o\n1,1970-01-01,A\n", NULL, NULL},
    {CASE_HEAD APPLY, "id,at\n1,\xd6\xd0\n", NULL, "row 2, column 2: not UTF-8 (Chinese"},
};

static void test_wrong(gconstpointer data)
{
    const Wrong *wrong = data;
    g_auto(Said) said = import(wrong->map, wrong->table);
    g_test_message("%s\n%s", said.problems, said.error != NULL ? said.error : "-");
    if (wrong->problem == NULL) {
        g_assert_cmpstr(said.problems, ==, "");
    } else {
        g_assert_nonnull(strstr(said.problems, wrong->problem));
    }
    if (wrong->error == NULL) {
        g_assert_cmpstr(said.error, ==, NULL);
    } else {
        g_assert_true(g_str_has_prefix(said.error, wrong->error));
    }
}

static void test_encoding(void)
{
    g_auto(Said) good = import(CASE_HEAD "encoding: GB18030\norg: {attribute: 部门}\n" APPLY,
                               "id,at,\xb2\xbf\xc3\xc5\n1,1970-01-01,\xd6\xd0\n");
    g_assert_cmpstr(good.lines, ==,
                    "case,channel=other,event=apply,hall=h,item=i,org=中 id=\"1\" 0\n");
    g_auto(Said) bad = import(CASE_HEAD "encoding: GB18030\n" APPLY, "id,at\n1,\xff\xff\n");
    g_assert_true(g_str_has_prefix(bad.error, "behind row 1: byte 9: not GB18030"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *label = g_strdup_printf("/collector/import-table/%s", rows[i].rule);
        g_test_add_data_func(label, &rows[i], test_row);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(wrongs); i++) {
        g_autofree char *label = g_strdup_printf("/collector/import-table/wrong/%zu", i);
        g_test_add_data_func(label, &wrongs[i], test_wrong);
    }
    g_test_add_func("/collector/import-table/encodings", test_encoding);
    return g_test_run();
}
