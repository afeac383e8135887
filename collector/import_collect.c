#include "collector/import_collect.h"

#include "collector/error.h"

#include <string.h>

#define CASE_OVERHEAD_BYTES ((gsize)200) /* of hash table and array */

typedef struct {
    GByteArray *bytes; /* owned; rows: the number, then each text with its NUL */
    guint64 n_rows;
} Case;

struct SzImportCollect {
    guint n_texts;
    gsize max_bytes;
    gsize n_bytes;
    GHashTable *by_id; /* owned; id (owned) -> Case (borrowed) */
    GPtrArray *cases;  /* owned, of owned Case */
};

static void case_free(void *data)
{
    Case *each = data;
    g_byte_array_unref(each->bytes);
    g_free(each);
}

SzImportCollect *sz_import_collect_new(guint n_texts, gsize max_bytes)
{
    SzImportCollect *collect = g_new0(SzImportCollect, 1);
    collect->n_texts = n_texts;
    collect->max_bytes = max_bytes > 0 ? max_bytes : SZ_IMPORT_COLLECT_MAX_BYTES;
    collect->by_id = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    collect->cases = g_ptr_array_new_with_free_func(case_free);
    return collect;
}

void sz_import_collect_free(SzImportCollect *collect)
{
    if (collect != NULL) {
        g_hash_table_unref(collect->by_id);
        g_ptr_array_unref(collect->cases);
        g_free(collect);
    }
}

static Case *find_case(SzImportCollect *collect, const char *id)
{
    Case *found = g_hash_table_lookup(collect->by_id, id);
    if (found == NULL) {
        found = g_new0(Case, 1);
        found->bytes = g_byte_array_new();
        g_hash_table_insert(collect->by_id, g_strdup(id), found);
        g_ptr_array_add(collect->cases, found);
        collect->n_bytes += CASE_OVERHEAD_BYTES + strlen(id);
    }
    return found;
}

gboolean sz_import_collect_add(SzImportCollect *collect, const char *id, guint64 row,
                               const char *const *texts, GError **error)
{
    Case *mine = find_case(collect, id);
    guint before = mine->bytes->len;
    gsize row_bytes = sizeof row;
    for (guint i = 0; i < collect->n_texts; i++) {
        row_bytes += strlen(texts[i]) + 1;
    }
    collect->n_bytes += row_bytes;
    if (collect->n_bytes > collect->max_bytes || before + row_bytes > G_MAXUINT / 2) {
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_TOO_LONG,
                    "row %" G_GUINT64_FORMAT ": too large to collect by case (over %" G_GSIZE_FORMAT
                    " MiB), expected a map without rules of each: case, or a smaller table",
                    row, collect->max_bytes / 1024 / 1024);
        return FALSE;
    }
    g_byte_array_append(mine->bytes, (const guint8 *)&row, sizeof row);
    for (guint i = 0; i < collect->n_texts; i++) {
        g_byte_array_append(mine->bytes, (const guint8 *)texts[i], (guint)strlen(texts[i]) + 1);
    }
    mine->n_rows++;
    return TRUE;
}

guint sz_import_collect_n_cases(const SzImportCollect *collect)
{
    return collect->cases->len;
}

guint64 sz_import_collect_n_rows(const SzImportCollect *collect, guint i_case)
{
    const Case *mine = g_ptr_array_index(collect->cases, i_case);
    return mine->n_rows;
}

SzImportCollected sz_import_collect_first(const SzImportCollect *collect, guint i_case)
{
    const Case *mine = g_ptr_array_index(collect->cases, i_case);
    return (SzImportCollected){mine->bytes->data};
}

guint64 sz_import_collect_next(const SzImportCollect *collect, SzImportCollected *from,
                               const char **texts)
{
    guint64 row = 0;
    memcpy(&row, from->at, sizeof row);
    from->at += sizeof row;
    for (guint i = 0; i < collect->n_texts; i++) {
        texts[i] = (const char *)from->at;
        from->at += strlen(texts[i]) + 1;
    }
    return row;
}
