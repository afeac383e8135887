#pragma once

/* The rows of a table by case, in the order in which cases came first.
 *
 * Pure apart from memory: everything is kept until the end, packed, and bounded. */

#include <glib.h>

/* Of all rows together; over it: TOO_LONG. */
#define SZ_IMPORT_COLLECT_MAX_BYTES ((gsize)1024 * 1024 * 1024)

typedef struct SzImportCollect SzImportCollect;

/* @n_texts: of each row
 * @max_bytes: what it may take, 0 for SZ_IMPORT_COLLECT_MAX_BYTES */
SzImportCollect *sz_import_collect_new(guint n_texts, gsize max_bytes);
void sz_import_collect_free(SzImportCollect *collect);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzImportCollect, sz_import_collect_free)

/* @texts: n_texts of them; copied
 * @error: SZ_COLLECTOR_ERROR_TOO_LONG */
gboolean sz_import_collect_add(SzImportCollect *collect, const char *id, guint64 row,
                               const char *const *texts, GError **error) G_GNUC_WARN_UNUSED_RESULT;

guint sz_import_collect_n_cases(const SzImportCollect *collect);
guint64 sz_import_collect_n_rows(const SzImportCollect *collect, guint i_case);
/* The first row of a case, and each next. */
typedef struct {
    const guint8 *at; /* borrowed */
} SzImportCollected;
SzImportCollected sz_import_collect_first(const SzImportCollect *collect, guint i_case);
/* @texts: (out) n_texts, borrowed
 * Returns: the row's number. */
guint64 sz_import_collect_next(const SzImportCollect *collect, SzImportCollected *from,
                               const char **texts);
