#pragma once

/* Rows of one size in pages of 64 that versions share with the store: a page that a version holds is copied before it
 * is written, so that publishing costs one pointer a page, and what changed.
 *
 * Pure apart from memory.  The store's side belongs to one thread; a frozen set of pages may be read from any thread,
 * also after the store is gone. */

#include <glib.h>

typedef struct SzRowPages SzRowPages;
typedef struct SzFrozenRows SzFrozenRows;

SzRowPages *sz_row_pages_new(gsize row_size);
void sz_row_pages_free(SzRowPages *pages);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzRowPages, sz_row_pages_free)

/* The row @i, to be written; rows up to it come into being as zeros. */
void *sz_row_pages_writable(SzRowPages *pages, guint32 i);
/* Likewise to be read; @i < n */
const void *sz_row_pages_at(const SzRowPages *pages, guint32 i);
/* Soon it will be asked for: it is fetched, if there is one. */
void sz_row_pages_expect(const SzRowPages *pages, guint32 i);
/* Only the first @n rows: at most as many as there are. */
void sz_row_pages_cut(SzRowPages *pages, guint32 n);
guint32 sz_row_pages_n(const SzRowPages *pages);

/* (transfer full) */
SzFrozenRows *sz_row_pages_freeze(const SzRowPages *pages);
void sz_frozen_rows_free(SzFrozenRows *rows);
guint32 sz_frozen_rows_n(const SzFrozenRows *rows);
const void *sz_frozen_rows_at(const SzFrozenRows *rows, guint32 i);
