/* Any log through a map: every line made is one good point of the data standard, in order of time. */

#include "collector/import_case.h"
#include "collector/import_summary.h"
#include "collector/xes_reader.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char map_text[] =
    "format: xes\nhall: {attribute: hall, default: h}\nitem: {attribute: item, default: i}\n"
    "channel: {attribute: channel, values: {Desk: window}, default: other}\norg: {attribute: org}\n"
    "events:\n- {each: case, event: apply, at: first_event, fields: {due: {attribute: due}}}\n"
    "- {each: case, event: close, at: {attribute: end}}\n"
    "- {each: event, event: step, unless: {\"lifecycle:transition\": start}, "
    "fields: {step: {attribute: \"concept:name\"}, auto: {attribute: auto}, "
    "visits: {attribute: visits}, result: {case_attribute: result}}}\n";

typedef struct {
    const SzImportMap *map;
    SzImportTally *tally;
    SzImportLines *lines;
    guint n_points;
    gint64 time_ns;
} Fuzz;

static void on_point(const SzLpPoint *point, void *user)
{
    Fuzz *fuzz = user;
    SzEntity entity = SZ_ENTITY_GENERIC;
    SzStandardError problem;
    g_assert(sz_telemetry_check(point, &entity, &problem) && entity == SZ_ENTITY_CASE);
    g_assert(point->has_time && (fuzz->n_points == 0 || point->time_ns >= fuzz->time_ns));
    fuzz->time_ns = point->time_ns;
    fuzz->n_points++;
}

static void on_error(const SzLpError *error G_GNUC_UNUSED, void *user G_GNUC_UNUSED)
{
    g_assert_not_reached();
}

static gboolean on_trace(const SzXesTrace *trace, const SzXesLog *log G_GNUC_UNUSED, void *user,
                         GError **error G_GNUC_UNUSED)
{
    Fuzz *fuzz = user;
    sz_import_case(fuzz->map, trace, fuzz->tally, fuzz->lines);
    fuzz->n_points = 0;
    sz_lp_parse(NULL, 1, (SzSlice){fuzz->lines->text->str, fuzz->lines->text->len},
                (SzLpSink){on_point, on_error, fuzz});
    g_assert(fuzz->n_points == fuzz->lines->ends->len);
    return TRUE;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static SzImportMap *map = NULL; /* read once: reading it costs more than a run */
    if (map == NULL) {
        g_autoptr(SzProblems) problems = sz_problems_new();
        map = sz_import_map_parse("map", sz_slice(map_text), NULL, problems);
    }
    g_autoptr(SzImportTally) tally = sz_import_tally_new(map);
    g_autoptr(SzImportLines) lines = sz_import_lines_new();
    Fuzz fuzz = {.map = map, .tally = tally, .lines = lines};
    g_autoptr(SzXesReader) reader =
        sz_xes_reader_new(NULL, (SzXesSink){.on_trace = on_trace, .user = &fuzz});
    (void)(sz_xes_reader_feed(reader, (const char *)data, size, NULL) &&
           sz_xes_reader_finish(reader, NULL));
    g_autofree char *summary = sz_import_summary(tally, map);
    g_assert(g_utf8_validate(summary, -1, NULL));
    return 0;
}
