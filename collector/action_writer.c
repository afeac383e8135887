#include "collector/action_writer.h"

gboolean sz_action_writer_append(SzActionWriter *writer, const SzActionDraft *drafts, gsize n,
                                 SzWallTime now, guint64 *out_batch, GError **error)
{
    g_autoptr(GString) lines = g_string_new(NULL);
    SzActionChain chain = writer->chain;
    for (gsize i = 0; i < n; i++) {
        gsize begin = lines->len;
        if (!sz_action_write(lines, &drafts[i], sz_slice(chain.head), error)) {
            return FALSE;
        }
        sz_action_chain_add(&chain, (SzSlice){lines->str + begin, lines->len - 1 - begin});
    }
    SzBatch batch = {
        .source = SZ_SOURCE_DAEMON,
        .received = now,
        .n_lines = (guint32)n,
        .lines = {lines->str, lines->len},
    };
    if (!sz_journal_append(writer->journal, &batch, out_batch, error)) {
        return FALSE;
    }
    writer->chain = chain;
    return TRUE;
}
