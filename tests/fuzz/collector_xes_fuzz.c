/* Any bytes, cut at a place the first byte says: no crash, no leak, an error or traces. */

#include "collector/xes_reader.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static gboolean on_trace(const SzXesTrace *trace, const SzXesLog *log G_GNUC_UNUSED, void *user,
                         GError **error G_GNUC_UNUSED)
{
    guint64 *n_events = user;
    *n_events = 0;
    for (const SzXesEvent *each = trace->events; each != NULL; each = each->next) {
        g_assert(each->activity != NULL && each->activity[0] != '\0');
        (*n_events)++;
    }
    g_assert(*n_events == trace->n_events);
    return TRUE;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const SzXesLimits limits = {.tag_max_bytes = 1000,
                                       .value_max_bytes = 100,
                                       .depth_max = 8,
                                       .nesting_max = 64,
                                       .declarations_max = 10,
                                       .attributes_max = 20,
                                       .events_max = 5,
                                       .trace_max_bytes = 20000};
    guint64 n_events = 0;
    g_autoptr(SzXesReader) reader =
        sz_xes_reader_new(&limits, (SzXesSink){on_trace, NULL, &n_events});
    size_t cut = size == 0 ? 0 : data[0] % size;
    gboolean good = sz_xes_reader_feed(reader, (const char *)data, cut, NULL) &&
                    sz_xes_reader_feed(reader, (const char *)data + cut, size - cut, NULL) &&
                    sz_xes_reader_finish(reader, NULL);
    g_assert(good == (sz_xes_reader_error_line(reader) == 0));
    return 0;
}
