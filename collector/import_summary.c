#include "collector/import_summary.h"

#include "collector/import_hints.h"
#include "collector/time_format.h"

typedef struct {
    const SzImportTally *tally;
    const SzImportMap *map;
    GString *text;
} Summary;

/* "row" as spreadsheets number them, "line" of an XML file. */
static const char *unit_of(const SzImportMap *map)
{
    return map->format == SZ_IMPORT_CSV ? "row" : "line";
}

static void add_count(const Summary *summary, const char *head, const SzImportCount *count,
                      const char *what)
{
    if (count->n > 0) {
        g_string_append_printf(summary->text,
                               "%s: %" G_GUINT64_FORMAT " %s; first at %s %" G_GUINT64_FORMAT "\n",
                               head, count->n, what, unit_of(summary->map), count->first_line);
    }
}

/* Ends a part of the summary in which nothing was said. */
static void end_part(const Summary *summary, const char *head, gsize before)
{
    if (summary->text->len == before) {
        g_string_append_printf(summary->text, "%s: 0\n", head);
    }
}

static void add_accepted(const Summary *summary)
{
    const SzImportTally *tally = summary->tally;
    g_string_append_printf(summary->text, "accepted: %" G_GUINT64_FORMAT " lines", tally->n_lines);
    for (guint i = 0, n = 0; i < SZ_CASE_N_EVENTS; i++) {
        if (tally->n_lines_by_event[i] > 0) {
            g_string_append_printf(summary->text, "%s%s %" G_GUINT64_FORMAT, n++ == 0 ? ": " : ", ",
                                   sz_case_event_name((SzCaseEventKind)i),
                                   tally->n_lines_by_event[i]);
        }
    }
    g_string_append_printf(summary->text, "\nbatches: %" G_GUINT64_FORMAT "\n", tally->n_batches);
}

/* Cases that the file has before; rows of another case are none. */
static void add_twins(const Summary *summary)
{
    SzImportCount count = {0};
    count.n = sz_import_twins_count(summary->tally->twins, &count.first_line);
    add_count(summary, "flagged", &count,
              "cases have the number of an earlier one, and are one case with it");
}

static void add_flagged(const Summary *summary)
{
    const SzImportReversed *reversed = &summary->tally->ends_before_start;
    char start[SZ_WALL_TIME_TEXT];
    char end[SZ_WALL_TIME_TEXT];
    g_autofree char *what = g_strdup_printf("cases end before they start (apply %s, close %s)",
                                            sz_wall_time_format(reversed->start, start),
                                            sz_wall_time_format(reversed->end, end));
    gsize before = summary->text->len;
    add_count(summary, "flagged", &reversed->count, what);
    add_count(summary, "flagged", &summary->tally->events_after_end,
              "cases have events after their end");
    add_twins(summary);
    end_part(summary, "flagged", before);
}

/* --- values of the map --------------------------------------------------------------------- */

static const char *const whys[SZ_IMPORT_N_FOUND] = {
    [SZ_IMPORT_UNLISTED] = "is not in the map's values",
    [SZ_IMPORT_UNMATCHED] = "does not match the map's extract",
    [SZ_IMPORT_UNREADABLE] = "is not readable",
    [SZ_IMPORT_IMPOSSIBLE] = "is no possible time",
    [SZ_IMPORT_OUT_OF_YEARS] = "is outside the years 1678 to 2261",
};

/* What would have been good. (transfer full) */
static char *expected(const SzImportValue *value, SzImportFound why)
{
    switch (value->type) {
    case SZ_IMPORT_TIME: {
        g_autoptr(GString) list = g_string_new(", expected");
        for (guint i = 0; i < value->reading.formats->len; i++) {
            g_string_append_printf(list, "%s %s", i > 0 ? " or" : "",
                                   (const char *)g_ptr_array_index(value->reading.formats, i));
        }
        return why == SZ_IMPORT_UNREADABLE ? g_string_free(g_steal_pointer(&list), FALSE)
                                           : g_strdup("");
    }
    case SZ_IMPORT_INT:
        return g_strdup(why == SZ_IMPORT_UNREADABLE ? ", expected a whole number" : "");
    case SZ_IMPORT_BOOL:
        return g_strdup(why == SZ_IMPORT_UNREADABLE ? ", expected true, false, 1 or 0" : "");
    case SZ_IMPORT_TEXT:
        break;
    }
    return g_strdup("");
}

/* A time without which there is no line, or no event. */
static bool is_moment(const Summary *summary, const SzImportValue *value)
{
    for (guint i = 0; i < summary->map->rules->len; i++) {
        const SzImportRule *rule = g_ptr_array_index(summary->map->rules, i);
        if (value == &rule->at_value) {
            return true;
        }
    }
    return value == &summary->map->time;
}

static void add_failures(const Summary *summary, const SzImportValue *value, bool moments)
{
    const SzImportUse *use = &summary->tally->uses[value->i_use];
    for (guint why = SZ_IMPORT_UNLISTED; why < SZ_IMPORT_N_FOUND; why++) {
        g_autofree char *wanted = expected(value, (SzImportFound)why);
        g_autofree char *what =
            g_strdup_printf(moments ? "times no %s: '%s' %s%s (line %d of the map)"
                                    : "times %s left out: '%s' %s%s (line %d of the map)",
                            value->name, use->failures[why].shown, whys[why], wanted, value->line);
        add_count(summary, moments ? "skipped" : "warnings", &use->failures[why].count, what);
    }
}

static void add_all_failures(const Summary *summary, bool moments)
{
    for (guint i = 0; i < summary->map->values->len; i++) {
        const SzImportValue *value = g_ptr_array_index(summary->map->values, i);
        if (value->i_attributes != NULL && is_moment(summary, value) == moments) {
            add_failures(summary, value, moments);
        }
    }
}

/* Times that were read, but of which the clocks leave a doubt. */
static void add_doubts(const Summary *summary)
{
    for (guint i = 0; i < summary->map->values->len; i++) {
        const SzImportValue *value = g_ptr_array_index(summary->map->values, i);
        const SzImportUse *use = &summary->tally->uses[i];
        if (value->i_attributes == NULL) {
            continue;
        }
        const char *zone = sz_time_zone_name(value->reading.zone);
        g_autofree char *skipped = g_strdup_printf(
            "times of %s (line %d of the map) that %s's clocks skipped, taken as one hour later",
            value->name, value->line, zone);
        g_autofree char *twice =
            g_strdup_printf("times of %s (line %d of the map) that %s's clocks showed twice, taken "
                            "as the first",
                            value->name, value->line, zone);
        add_count(summary, "warnings", &use->skipped, skipped);
        add_count(summary, "warnings", &use->twice, twice);
    }
}

/* --- the rest ------------------------------------------------------------------------------ */

static bool is_skip(SzXesWarning warning)
{
    return warning == SZ_XES_MISSING_ACTIVITY || warning == SZ_XES_MISSING_TIME ||
           warning == SZ_XES_EVENT_OUTSIDE_TRACE;
}

static void add_skipped(const Summary *summary)
{
    const SzImportTally *tally = summary->tally;
    gsize before = summary->text->len;
    add_count(summary, "skipped", &tally->warnings[SZ_XES_MISSING_ACTIVITY],
              "events without an activity (missing_activity)");
    add_count(summary, "skipped", &tally->warnings[SZ_XES_MISSING_TIME],
              "events without a readable time (missing_time)");
    add_count(summary, "skipped", &tally->warnings[SZ_XES_EVENT_OUTSIDE_TRACE],
              "events outside traces (event_outside_trace)");
    add_count(summary, "skipped", &tally->rows[SZ_IMPORT_ROW_NO_CASE], "rows without a case's id");
    add_count(summary, "skipped", &tally->rows[SZ_IMPORT_ROW_NO_TIME],
              "rows without a readable time");
    add_count(summary, "skipped", &tally->without_rule, "events for which the map has no rule");
    add_all_failures(summary, true);
    end_part(summary, "skipped", before);
}

static void add_refused_rows(const Summary *summary)
{
    const SzImportTally *tally = summary->tally;
    for (guint fault = SZ_IMPORT_ROW_SHORT; fault <= SZ_IMPORT_ROW_LONG; fault++) {
        g_autofree char *what =
            g_strdup_printf("rows with too %s fields, expected %u",
                            fault == SZ_IMPORT_ROW_SHORT ? "few" : "many", tally->n_columns);
        add_count(summary, "refused", &tally->rows[fault], what);
    }
    add_count(summary, "refused", &tally->rows[SZ_IMPORT_ROW_QUOTES],
              "rows with something behind a closing quote, expected a delimiter");
}

static void add_refused(const Summary *summary)
{
    const SzImportTally *tally = summary->tally;
    gsize before = summary->text->len;
    add_refused_rows(summary);
    for (guint i = 0; i < SZ_STANDARD_N_KINDS; i++) {
        g_autofree char *what = g_strdup_printf(
            "lines, %s (%s)", sz_standard_kind_name((SzStandardKind)i), tally->refused_text[i]);
        add_count(summary, "refused", &tally->refused[i], what);
    }
    g_autofree char *unwritable = g_strdup_printf("lines (%s)", tally->unwritable_text);
    add_count(summary, "refused", &tally->unwritable, unwritable);
    end_part(summary, "refused", before);
}

/* In words, as far as people who write maps can do something about it. */
static const char *warning_text(SzXesWarning warning)
{
    return warning == SZ_XES_MISSING_CASE
               ? "cases without concept:name, which is trace-N then (missing_case)"
               : sz_xes_warning_name(warning);
}

static void add_warnings(const Summary *summary)
{
    gsize before = summary->text->len;
    add_all_failures(summary, false);
    add_doubts(summary);
    sz_import_hints_add(summary->tally, summary->map, summary->text);
    for (guint i = 0; i < SZ_XES_N_WARNINGS; i++) {
        if (!is_skip((SzXesWarning)i)) {
            add_count(summary, "warnings", &summary->tally->warnings[i],
                      warning_text((SzXesWarning)i));
        }
    }
    end_part(summary, "warnings", before);
}

/* Rows that are events say nothing of how many cases there are, unless they are collected. */
static void add_what_was_read(const Summary *summary)
{
    const SzImportTally *tally = summary->tally;
    const SzImportTable *table = &summary->map->table;
    bool is_table = summary->map->format == SZ_IMPORT_CSV;
    if (is_table) {
        g_string_append_printf(summary->text, "rows: %" G_GUINT64_FORMAT "\n", tally->n_rows);
    }
    if (!is_table || !table->rows_are_events || table->collects) {
        g_string_append_printf(summary->text, "cases: %" G_GUINT64_FORMAT "\n", tally->n_cases);
    }
    if (!is_table || table->rows_are_events) {
        g_string_append_printf(summary->text, "events: %" G_GUINT64_FORMAT "\n", tally->n_events);
    }
}

char *sz_import_summary(const SzImportTally *tally, const SzImportMap *map)
{
    Summary summary = {tally, map, g_string_new(NULL)};
    add_what_was_read(&summary);
    add_accepted(&summary);
    add_flagged(&summary);
    add_skipped(&summary);
    add_refused(&summary);
    add_warnings(&summary);
    return g_string_free(summary.text, FALSE);
}

/* --- a wrong map --------------------------------------------------------------------------- */

/* "; in the format %d.%m.%Y it could be read" (transfer full) */
static char *hint_for(const char *shown)
{
    const char *guess = sz_time_format_guess(sz_slice(shown));
    return guess != NULL ? g_strdup_printf("; time_format: \"%s\" would read it", guess)
                         : g_strdup("");
}

static void explain_times(const SzImportValue *value, const SzImportUse *use, SzFilePlace place,
                          const char *path, SzProblems *problems)
{
    if (value->type != SZ_IMPORT_TIME || use->n_present == 0 ||
        sz_import_use_n_failures(use) < use->n_present) {
        return;
    }
    guint why = SZ_IMPORT_UNREADABLE;
    while (why < SZ_IMPORT_OUT_OF_YEARS && use->failures[why].count.n == 0) {
        why++;
    }
    const char *shown = use->failures[why].shown;
    g_autofree char *wanted = expected(value, SZ_IMPORT_UNREADABLE);
    g_autofree char *hint = hint_for(shown != NULL ? shown : "");
    sz_problems_add(problems, place, value->path,
                    "none of the %" G_GUINT64_FORMAT " times in %s could be read, the first is "
                    "'%s'%s%s",
                    use->n_present, path, shown != NULL ? shown : "", wanted, hint);
}

static void explain_table(const SzImportValue *value, const SzImportUse *use, SzFilePlace place,
                          const char *path, SzProblems *problems)
{
    const char *shown = use->failures[SZ_IMPORT_UNLISTED].shown;
    if (value->values == NULL || use->n_present == 0 || use->n_listed > 0 || shown == NULL) {
        return;
    }
    sz_problems_add(problems, place, value->path,
                    "none of the %" G_GUINT64_FORMAT " texts in %s is in its values, the first is "
                    "'%s'; expected such texts as keys of values, or a default",
                    use->n_present, path, shown);
}

void sz_import_explain(const SzImportTally *tally, const SzImportMap *map, const char *path,
                       SzProblems *problems)
{
    for (guint i = 0; i < map->values->len; i++) {
        const SzImportValue *value = g_ptr_array_index(map->values, i);
        SzFilePlace place = {map->file, value->line};
        if (value->i_attributes != NULL) {
            explain_times(value, &tally->uses[i], place, path, problems);
            explain_table(value, &tally->uses[i], place, path, problems);
        }
    }
}
