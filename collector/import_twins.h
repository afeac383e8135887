#pragma once

/* Cases that a file has more than once: by hall and number.
 *
 * Pure apart from memory: 16 bytes a case, up to three times that while it grows.  Knows a case by 64 bits of a
 * hash: of ten million cases two different ones are taken for one with a chance of 3 in a million. */

#include <glib.h>

typedef struct SzImportTwins SzImportTwins;

SzImportTwins *sz_import_twins_new(void);
void sz_import_twins_free(SzImportTwins *twins);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzImportTwins, sz_import_twins_free)

/* @key: hall and number, n bytes
 * @line: where in the file; never less than that of the case before */
void sz_import_twins_add(SzImportTwins *twins, const char *key, gsize n, guint64 line);
/* Counts those that were there before, once each time; sorts, so it is for the end.
 * @out_first_line: (out) the first place of such a one; 0 when there is none */
guint64 sz_import_twins_count(SzImportTwins *twins, guint64 *out_first_line);
