/* A map and a table, with a line of dashes between: a map with problems or lines that are good points of the
 * data standard, and a summary that can be shown. */

#include "collector/import_case.h"
#include "collector/import_summary.h"
#include "collector/import_table.h"

#include <stdint.h>

#define BETWEEN "\n----\n"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct {
    const SzImportMap *map;
    SzImportTally *tally;
    SzImportLines *lines;
    guint n_points;
} Fuzz;

static void on_point(const SzLpPoint *point, void *user)
{
    Fuzz *fuzz = user;
    SzEntity entity = SZ_ENTITY_GENERIC;
    SzStandardError problem;
    g_assert(sz_telemetry_check(point, &entity, &problem) && entity == SZ_ENTITY_CASE);
    fuzz->n_points++;
}

static void on_error(const SzLpError *error G_GNUC_UNUSED, void *user G_GNUC_UNUSED)
{
    g_assert_not_reached();
}

static gboolean on_case(const SzXesTrace *trace, void *user, GError **error G_GNUC_UNUSED)
{
    Fuzz *fuzz = user;
    sz_import_case(fuzz->map, trace, fuzz->tally, fuzz->lines);
    fuzz->n_points = 0;
    sz_lp_parse(NULL, 1, (SzSlice){fuzz->lines->text->str, fuzz->lines->text->len},
                (SzLpSink){on_point, on_error, fuzz});
    g_assert(fuzz->n_points == fuzz->lines->ends->len);
    return TRUE;
}

static void check_texts(const SzProblems *problems)
{
    g_auto(GStrv) lines = sz_problems_to_lines(problems);
    for (char **line = lines; *line != NULL; line++) {
        g_assert(g_utf8_validate(*line, -1, NULL) && strchr(*line, '\n') == NULL);
    }
}

static void read_table(const SzImportMap *map, SzSlice bytes, SzProblems *problems)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SzImportTally) tally = sz_import_tally_new(map);
    g_autoptr(SzImportLines) lines = sz_import_lines_new();
    Fuzz fuzz = {.map = map, .tally = tally, .lines = lines};
    SzImportTableOptions options = {map, tally, problems, "table", on_case, &fuzz};
    g_autoptr(SzImportTableReader) table = sz_import_table_new(&options);
    gboolean good = sz_import_table_feed(table, bytes.data, bytes.len, &error) &&
                    sz_import_table_finish(table, &error);
    g_assert(good == (error == NULL));
    sz_import_explain(tally, map, "table", problems);
    g_autofree char *summary = sz_import_summary(tally, map);
    g_assert(g_utf8_validate(summary, -1, NULL));
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
    g_autoptr(SzImportMap) map = sz_import_map_parse("map", head, NULL, problems);
    if (map != NULL && map->format == SZ_IMPORT_CSV) {
        read_table(map, rest, problems);
    }
    check_texts(problems);
    return 0;
}
