#include "config/calendar_file.h"

#include "config/text_checks.h"

static const SzYamlSchema year = {.type = SZ_YAML_INT, .min = 1990, .max = 2199};
static const SzYamlSchema version = {.type = SZ_YAML_TEXT, .min = 1, .max = 40};
static const SzYamlSchema source = {.type = SZ_YAML_TEXT, .min = 1, .max = 300};
static const SzYamlSchema day = {.type = SZ_YAML_TEXT, .check = sz_check_day};
static const SzYamlSchema name = {.type = SZ_YAML_TEXT, .min = 1, .max = 60};
static const SzYamlKey holiday_keys[] = {
    {"first", &day, true, "the first day off, YYYY-MM-DD"},
    {"last", &day, false, "the last day off"},
    {"zh", &name, true, "the holiday's Chinese name"},
    {"en", &name, true, "the holiday's English name"},
};
static const SzYamlSchema holiday = SZ_YAML_MAP_OF(holiday_keys);
static const SzYamlSchema holidays = {
    .type = SZ_YAML_LIST, .items = &holiday, .min = 0, .max = 100};
static const SzYamlSchema makeup = {.type = SZ_YAML_LIST, .items = &day, .min = 0, .max = 100};
static const SzYamlKey file_keys[] = {
    {"year", &year, true, "the year, as in the file's name"},
    {"version", &version, true, "the version of this calendar, for instance \"2026.1\""},
    {"source", &source, false, "where the notice is"},
    {"holidays", &holidays, true, "the list of holidays"},
    {"makeup", &makeup, false, "weekend days that are worked"},
};
const SzYamlSchema sz_calendar_schema = SZ_YAML_MAP_OF(file_keys);

/* A year as the core wants it.  Texts are borrowed from the tree. */
typedef struct {
    const SzYamlNode *root;
    GArray *holidays; /* owned, of SzHoliday */
    GArray *makeup;   /* owned, of SzDay */
    int year;
} Draft;

static void draft_clear(gpointer draft_of_array)
{
    Draft *draft = draft_of_array;
    g_array_unref(draft->holidays);
    g_array_unref(draft->makeup);
}

/* Of a file the schema has found good. */
static SzDay read_day(const SzYamlNode *node, SzDay absent)
{
    SzDay result = absent;
    (void)sz_yaml_day(node, &result);
    return result;
}

static Draft read_draft(const SzCalendarFile *file)
{
    Draft draft = {.root = sz_yaml_root(file->yaml),
                   .holidays = g_array_new(FALSE, FALSE, sizeof(SzHoliday)),
                   .makeup = g_array_new(FALSE, FALSE, sizeof(SzDay)),
                   .year = file->year};
    const SzYamlNode *off = sz_yaml_get(draft.root, "holidays");
    for (guint i = 0; i < sz_yaml_n(off); i++) {
        const SzYamlNode *node = sz_yaml_at(off, i);
        SzDay first = read_day(sz_yaml_get(node, "first"), 0);
        SzHoliday next = {.first = first,
                          .last = read_day(sz_yaml_get(node, "last"), first),
                          .name_zh = sz_yaml_text_of(node, "zh"),
                          .name_en = sz_yaml_text_of(node, "en")};
        g_array_append_val(draft.holidays, next);
    }
    const SzYamlNode *worked = sz_yaml_get(draft.root, "makeup");
    for (guint i = 0; i < sz_yaml_n(worked); i++) {
        SzDay next = read_day(sz_yaml_at(worked, i), 0);
        g_array_append_val(draft.makeup, next);
    }
    return draft;
}

static SzCalendarYear year_of(const Draft *draft)
{
    return (SzCalendarYear){
        .year = draft->year,
        .version = sz_yaml_text_of(draft->root, "version"),
        .holidays = (const SzHoliday *)(gpointer)draft->holidays->data,
        .n_holidays = draft->holidays->len,
        .makeup_days = (const SzDay *)(gpointer)draft->makeup->data,
        .n_makeup_days = draft->makeup->len,
    };
}

/* Adds the core's objection to @year, if it has one, at @node. */
static bool is_accepted(const SzCalendarYear *tried, const SzYamlNode *node, SzProblems *problems)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SzWorkCalendar) calendar = sz_work_calendar_new(tried, 1, &error);
    if (calendar == NULL) {
        sz_yaml_complain(problems, node, "%s", error->message);
    }
    return calendar != NULL;
}

/* The core names the first conflict and knows no lines: giving it one entry more at a time, and
 * taking back each that it objects to, finds the line of every one. */
static void find_conflicts(const Draft *draft, SzProblems *problems)
{
    g_autoptr(GArray) off = g_array_new(FALSE, FALSE, sizeof(SzHoliday));
    g_autoptr(GArray) worked = g_array_new(FALSE, FALSE, sizeof(SzDay));
    Draft good = {.root = draft->root, .holidays = off, .makeup = worked, .year = draft->year};
    for (guint i = 0; i < draft->holidays->len; i++) {
        g_array_append_val(off, g_array_index(draft->holidays, SzHoliday, i));
        SzCalendarYear tried = year_of(&good);
        if (!is_accepted(&tried, sz_yaml_at(sz_yaml_get(draft->root, "holidays"), i), problems)) {
            g_array_set_size(off, off->len - 1);
        }
    }
    for (guint i = 0; i < draft->makeup->len; i++) {
        g_array_append_val(worked, g_array_index(draft->makeup, SzDay, i));
        SzCalendarYear tried = year_of(&good);
        if (!is_accepted(&tried, sz_yaml_at(sz_yaml_get(draft->root, "makeup"), i), problems)) {
            g_array_set_size(worked, worked->len - 1);
        }
    }
}

static bool check_file(const SzCalendarFile *file, SzProblems *problems)
{
    bool valid = sz_yaml_check(file->yaml, &sz_calendar_schema, problems);
    const SzYamlNode *node = sz_yaml_get(sz_yaml_root(file->yaml), "year");
    gint64 given = 0;
    if (sz_yaml_int(node, &given) && given != file->year) {
        sz_yaml_complain(problems, node, "not the year of the file's name: '%s', expected %d",
                         sz_yaml_text(node), file->year);
        return false;
    }
    return valid;
}

/* @drafts are the good ones among the files. */
static SzWorkCalendar *make_calendar(const GArray *drafts, SzProblems *problems)
{
    g_autoptr(GArray) years = g_array_new(FALSE, FALSE, sizeof(SzCalendarYear));
    for (guint i = 0; i < drafts->len; i++) {
        SzCalendarYear next = year_of(&g_array_index(drafts, Draft, i));
        g_array_append_val(years, next);
    }
    gsize before = sz_problems_count(problems);
    g_autoptr(GError) error = NULL;
    SzWorkCalendar *calendar =
        sz_work_calendar_new((const SzCalendarYear *)(gpointer)years->data, years->len, &error);
    for (guint i = 0; calendar == NULL && i < drafts->len; i++) {
        find_conflicts(&g_array_index(drafts, Draft, i), problems);
    }
    if (calendar == NULL && sz_problems_count(problems) == before) {
        sz_yaml_complain(problems, g_array_index(drafts, Draft, 0).root, "%s", error->message);
    }
    return calendar;
}

SzWorkCalendar *sz_calendar_files_read(const SzCalendarFile *files, gsize n, SzProblems *problems)
{
    g_autoptr(GArray) drafts = g_array_new(FALSE, FALSE, sizeof(Draft));
    g_array_set_clear_func(drafts, draft_clear);
    for (gsize i = 0; i < n; i++) {
        if (check_file(&files[i], problems)) {
            Draft draft = read_draft(&files[i]);
            g_array_append_val(drafts, draft);
        }
    }
    if (n > 0 && drafts->len == 0) {
        return NULL;
    }
    SzWorkCalendar *calendar = make_calendar(drafts, problems);
    if (drafts->len != n) {
        g_clear_pointer(&calendar, sz_work_calendar_unref);
    }
    return calendar;
}
