#include "collector/quarantine_pick.h"

static bool matches(const SzQuarantineFilter *filter, const SzQuarantineRecord *record)
{
    return (filter->hall == NULL || sz_slice_equal(record->hall, sz_slice(filter->hall))) &&
           (!filter->has_kind || record->kind == filter->kind) &&
           (!filter->since.known || record->received.ns >= filter->since.at.ns);
}

gboolean sz_quarantine_pick(SzQuarantineReader *reader, const SzQuarantineMarks *marks,
                            const SzQuarantineFilter *filter, SzQuarantineEach each, void *user,
                            GError **error)
{
    g_autoptr(GError) problem = NULL;
    SzQuarantineRecord record;
    while (sz_quarantine_reader_next(reader, &record, &problem)) {
        bool is_wanted = matches(filter, &record) && !sz_quarantine_marks_has(marks, record.id);
        if (is_wanted && !each(&record, user)) {
            return TRUE;
        }
    }
    if (problem != NULL) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return FALSE;
    }
    return TRUE;
}
