#include "collector/import_tally.h"

#include "metrics/shown_text.h"

#define SHOWN_BYTES_MAX 64

static void trouble_free(void *data)
{
    SzImportTrouble *trouble = data;
    g_free(trouble->shown);
    g_free(trouble);
}

SzImportTally *sz_import_tally_new(const SzImportMap *map)
{
    SzImportTally *tally = g_new0(SzImportTally, 1);
    tally->troubles = g_ptr_array_new_with_free_func(trouble_free);
    tally->n_seen = g_new0(guint64, map->attributes->len + 1);
    return tally;
}

void sz_import_tally_free(SzImportTally *tally)
{
    if (tally == NULL) {
        return;
    }
    for (guint i = 0; i < SZ_STANDARD_N_KINDS; i++) {
        g_free(tally->refused_text[i]);
    }
    g_ptr_array_unref(tally->troubles);
    g_free(tally->n_seen);
    g_free(tally);
}

void sz_import_count(SzImportCount *count, guint64 line)
{
    if (count->n++ == 0) {
        count->first_line = line;
    }
}

/* Cut short, and without what could be the number of a person. (transfer full) */
static char *show(const char *text)
{
    char buffer[SHOWN_BYTES_MAX + 16];
    SzShownText shown = sz_shown_text(buffer, sizeof buffer);
    sz_shown_add_outside(&shown, sz_slice(text), SHOWN_BYTES_MAX);
    return g_strdup(buffer);
}

void sz_import_tally_trouble(SzImportTally *tally, const char *name, SzImportFound why,
                             const char *shown, guint64 line)
{
    for (guint i = 0; i < tally->troubles->len; i++) {
        SzImportTrouble *known = g_ptr_array_index(tally->troubles, i);
        if (known->why == why && g_str_equal(known->name, name)) {
            sz_import_count(&known->count, line);
            return;
        }
    }
    SzImportTrouble *trouble = g_new0(SzImportTrouble, 1);
    trouble->name = name;
    trouble->why = why;
    trouble->shown = show(shown);
    sz_import_count(&trouble->count, line);
    g_ptr_array_add(tally->troubles, trouble);
}

/* --- the summary --------------------------------------------------------------------------- */

static void add_count(GString *text, const char *head, const SzImportCount *count, const char *what)
{
    if (count->n > 0) {
        g_string_append_printf(
            text, "%s: %" G_GUINT64_FORMAT " %s; first at line %" G_GUINT64_FORMAT "\n", head,
            count->n, what, count->first_line);
    }
}

static void add_accepted(GString *text, const SzImportTally *tally)
{
    g_string_append_printf(text, "accepted: %" G_GUINT64_FORMAT " lines", tally->n_lines);
    for (guint i = 0, n = 0; i < SZ_CASE_N_EVENTS; i++) {
        if (tally->n_lines_by_event[i] > 0) {
            g_string_append_printf(text, "%s%s %" G_GUINT64_FORMAT, n++ == 0 ? ": " : ", ",
                                   sz_case_event_name((SzCaseEventKind)i),
                                   tally->n_lines_by_event[i]);
        }
    }
    g_string_append_printf(text, "\nbatches: %" G_GUINT64_FORMAT "\n", tally->n_batches);
}

static bool is_skip(SzXesWarning warning)
{
    return warning == SZ_XES_MISSING_ACTIVITY || warning == SZ_XES_MISSING_TIME ||
           warning == SZ_XES_EVENT_OUTSIDE_TRACE;
}

static void add_skipped(GString *text, const SzImportTally *tally)
{
    gsize before = text->len;
    add_count(text, "skipped", &tally->warnings[SZ_XES_MISSING_ACTIVITY],
              "events without an activity (missing_activity)");
    add_count(text, "skipped", &tally->warnings[SZ_XES_MISSING_TIME],
              "events without a readable time (missing_time)");
    add_count(text, "skipped", &tally->warnings[SZ_XES_EVENT_OUTSIDE_TRACE],
              "events outside traces (event_outside_trace)");
    add_count(text, "skipped", &tally->without_rule, "events for which the map has no rule");
    add_count(text, "skipped", &tally->unreadable_at, "lines whose time is not readable");
    if (text->len == before) {
        g_string_append(text, "skipped: 0\n");
    }
}

static void add_refused(GString *text, const SzImportTally *tally)
{
    gsize before = text->len;
    for (guint i = 0; i < SZ_STANDARD_N_KINDS; i++) {
        if (tally->refused[i].n > 0) {
            g_autofree char *what = g_strdup_printf(
                "lines, %s (%s)", sz_standard_kind_name((SzStandardKind)i), tally->refused_text[i]);
            add_count(text, "refused", &tally->refused[i], what);
        }
    }
    add_count(text, "refused", &tally->unwritable, "lines that line protocol cannot hold");
    if (text->len == before) {
        g_string_append(text, "refused: 0\n");
    }
}

static void add_warnings(GString *text, const SzImportTally *tally, const SzImportMap *map)
{
    for (guint i = 0; i < tally->troubles->len; i++) {
        const SzImportTrouble *trouble = g_ptr_array_index(tally->troubles, i);
        g_autofree char *what = g_strdup_printf(
            "times %s left out: '%s' %s", trouble->name, trouble->shown,
            trouble->why == SZ_IMPORT_UNLISTED ? "is not in the map's values" : "is not readable");
        add_count(text, "warnings", &trouble->count, what);
    }
    for (guint i = 0; i < map->attributes->len; i++) {
        const SzImportAttribute *named = g_ptr_array_index(map->attributes, i);
        bool has_any = (named->of_event ? tally->n_events : tally->n_cases) > 0;
        if (has_any && tally->n_seen[i] == 0) {
            g_string_append_printf(
                text, "warnings: %s attribute '%s' (line %d of the map) never occurs\n",
                named->of_event ? "event" : "case", named->key, named->line);
        }
    }
    for (guint i = 0; i < SZ_XES_N_WARNINGS; i++) {
        if (!is_skip((SzXesWarning)i)) {
            add_count(text, "warnings", &tally->warnings[i], sz_xes_warning_name((SzXesWarning)i));
        }
    }
}

char *sz_import_tally_text(const SzImportTally *tally, const SzImportMap *map)
{
    GString *text = g_string_new(NULL);
    g_string_append_printf(text, "cases: %" G_GUINT64_FORMAT "\nevents: %" G_GUINT64_FORMAT "\n",
                           tally->n_cases, tally->n_events);
    add_accepted(text, tally);
    gsize before = text->len;
    add_count(text, "flagged", &tally->ends_before_start, "cases end before they start");
    add_count(text, "flagged", &tally->events_after_end, "cases have events after their end");
    if (text->len == before) {
        g_string_append(text, "flagged: 0\n");
    }
    add_skipped(text, tally);
    add_refused(text, tally);
    before = text->len;
    add_warnings(text, tally, map);
    if (text->len == before) {
        g_string_append(text, "warnings: 0\n");
    }
    return g_string_free(text, FALSE);
}
