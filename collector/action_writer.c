#include "collector/action_writer.h"

gboolean sz_action_writer_append(SzActionWriter *writer, const SzActionDraft *draft, SzWallTime now,
                                 guint64 *out_batch, GError **error)
{
    g_autoptr(GString) line = g_string_new(NULL);
    if (!sz_action_write(line, draft, sz_slice(writer->chain.head), error)) {
        return FALSE;
    }
    SzBatch batch = {
        .source = SZ_SOURCE_DAEMON,
        .received = now,
        .n_lines = 1,
        .lines = {line->str, line->len},
    };
    if (!sz_journal_append(writer->journal, &batch, out_batch, error)) {
        return FALSE;
    }
    sz_action_chain_add(&writer->chain, (SzSlice){line->str, line->len - 1});
    return TRUE;
}
