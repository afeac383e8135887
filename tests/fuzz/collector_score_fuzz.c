/* A definition and a table, with a line of dashes between: problems, an error, or numbers that are numbers. */

#include "collector/score_report.h"
#include "config/score_file.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#define BETWEEN "\n----\n"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_cell(const SzScoreCell *cell, guint n_units)
{
    g_assert(!cell->value.known || isfinite(cell->value.value));
    g_assert(!cell->contribution.known || isfinite(cell->contribution.value));
    g_assert(cell->coverage >= 0 && cell->coverage <= 1 + 1e-9);
    g_assert(cell->rank <= n_units);
}

static void check_reports(const SzScoreDefinition *definition, const SzScoreValues *values,
                          const SzScoreTable *table)
{
    const SzScoreParts *parts = sz_score_definition_parts(definition);
    for (guint unit = 0; unit < values->units->len; unit++) {
        for (guint node = 0; node < parts->n_nodes; node++) {
            check_cell(sz_score_table_cell(table, unit, node), values->units->len);
        }
    }
    g_autofree char *json = sz_score_report_json(definition, values, table);
    g_autofree char *text = sz_score_report_text(definition, values, table);
    g_assert(g_utf8_validate(json, -1, NULL) && g_utf8_validate(text, -1, NULL));
}

static void score(const SzScoreDefinition *definition, SzSlice bytes)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SzScoreValuesReader) reader = sz_score_values_reader_new(definition);
    const SzScoreValues *values = sz_score_values_reader_feed(reader, bytes.data, bytes.len, &error)
                                      ? sz_score_values_reader_finish(reader, &error)
                                      : NULL;
    g_autoptr(SzScoreTable) table =
        values != NULL
            ? sz_score_compute(definition, (const char *const *)(gpointer)values->units->pdata,
                               values->units->len,
                               (const SzMaybeNumber *)(gpointer)values->values->data, &error)
            : NULL;
    g_assert((table == NULL) == (error != NULL));
    if (table != NULL) {
        check_reports(definition, values, table);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    SzSlice all = {(const char *)data, size};
    const char *between = g_strstr_len(all.data, (gssize)all.len, BETWEEN);
    if (between == NULL) {
        return 0;
    }
    SzSlice head = {all.data, (gsize)(between - all.data) + 1};
    SzSlice rest = {between + strlen(BETWEEN), all.len - head.len - strlen(BETWEEN) + 1};
    g_autoptr(SzProblems) problems = sz_problems_new();
    g_autoptr(SzProblems) notes = sz_problems_new();
    g_autoptr(SzYaml) yaml = sz_yaml_parse("fuzz", head, problems);
    g_autoptr(SzScoreDefinition) definition =
        yaml != NULL ? sz_score_file_read(yaml, problems, notes) : NULL;
    g_assert((definition == NULL) == (sz_problems_count(problems) > 0));
    if (definition != NULL) {
        score(definition, rest);
    }
    g_strfreev(sz_problems_to_lines(problems));
    return 0;
}
