#include "collector/import_batches.h"

#define SOURCE_NAME_MAX_BYTES 255

struct SzImportBatches {
    SzImportTarget target;
    char *source_name; /* owned */
    SzWallTime received;
    GString *pending; /* owned */
    guint32 n_pending;
    guint64 n_lines;
    guint64 n_batches;
};

/* At most so many bytes, and no half character. (transfer full) */
static char *cut_name(const char *name)
{
    g_autofree char *valid = g_utf8_make_valid(name, -1);
    gsize len = strlen(valid);
    if (len > SOURCE_NAME_MAX_BYTES) {
        const char *cut = g_utf8_find_prev_char(valid, valid + SOURCE_NAME_MAX_BYTES + 1);
        len = (gsize)(cut - valid);
    }
    return g_strndup(valid, len);
}

SzImportBatches *sz_import_batches_new(SzImportTarget target, const char *source_name,
                                       SzWallTime received)
{
    SzImportBatches *batches = g_new0(SzImportBatches, 1);
    batches->target = target;
    batches->source_name = cut_name(source_name);
    batches->received = received;
    batches->pending = g_string_new(NULL);
    return batches;
}

void sz_import_batches_free(SzImportBatches *batches)
{
    if (batches != NULL) {
        g_string_free(batches->pending, TRUE);
        g_free(batches->source_name);
        g_free(batches);
    }
}

static gboolean put_pending(SzImportBatches *batches, GError **error)
{
    if (batches->target.sender != NULL) {
        SzSlice lines = {batches->pending->str, batches->pending->len};
        return sz_line_sender_send(batches->target.sender, lines, error);
    }
    SzBatch batch = {
        .source = SZ_SOURCE_IMPORT,
        .source_name = sz_slice(batches->source_name),
        .received = batches->received,
        .n_lines = batches->n_pending,
        .lines = {batches->pending->str, batches->pending->len},
    };
    return sz_journal_append(batches->target.journal, &batch, NULL, error);
}

gboolean sz_import_batches_flush(SzImportBatches *batches, GError **error)
{
    if (batches->n_pending == 0) {
        return TRUE;
    }
    if (!put_pending(batches, error)) {
        return FALSE;
    }
    batches->n_lines += batches->n_pending;
    batches->n_batches++;
    batches->n_pending = 0;
    g_string_truncate(batches->pending, 0);
    return TRUE;
}

gboolean sz_import_batches_add(SzImportBatches *batches, const SzImportLines *lines, GError **error)
{
    gsize from = 0;
    for (guint i = 0; i < lines->ends->len; i++) {
        gsize to = g_array_index(lines->ends, gsize, i);
        bool fits = batches->pending->len + (to - from) <= SZ_IMPORT_BATCH_MAX_BYTES;
        if (!fits && !sz_import_batches_flush(batches, error)) {
            return FALSE;
        }
        g_string_append_len(batches->pending, lines->text->str + from, (gssize)(to - from));
        batches->n_pending++;
        from = to;
    }
    return TRUE;
}

guint64 sz_import_batches_n_lines(const SzImportBatches *batches)
{
    return batches->n_lines;
}

guint64 sz_import_batches_n_batches(const SzImportBatches *batches)
{
    return batches->n_batches;
}
