#include "metrics/row_pages.h"

#include "metrics/slice.h"

#include <string.h>

#define PAGE_ROWS 64

typedef struct {
    gint n_refs;
    max_align_t rows[];
} Page;

struct SzRowPages {
    gsize row_size;
    GPtrArray *pages; /* Page *, owned references */
    guint32 n;
};

struct SzFrozenRows {
    gsize row_size;
    guint32 n;
    guint32 n_pages;
    Page *pages[]; /* owned references */
};

static guint8 *row_of(Page *page, gsize row_size, guint32 i)
{
    return (guint8 *)page->rows + (i % PAGE_ROWS) * row_size;
}

static void unref_page(gpointer data)
{
    Page *page = data;
    if (g_atomic_int_dec_and_test(&page->n_refs)) {
        g_free(page);
    }
}

SzRowPages *sz_row_pages_new(gsize row_size)
{
    SzRowPages *pages = g_new0(SzRowPages, 1);
    pages->row_size = row_size;
    pages->pages = g_ptr_array_new_with_free_func(unref_page);
    return pages;
}

void sz_row_pages_free(SzRowPages *pages)
{
    if (pages != NULL) {
        g_ptr_array_unref(pages->pages);
        g_free(pages);
    }
}

static Page *writable_page(SzRowPages *pages, guint32 i_page)
{
    gsize n_bytes = PAGE_ROWS * pages->row_size;
    while (i_page >= pages->pages->len) {
        Page *fresh = g_malloc0(sizeof(Page) + n_bytes);
        fresh->n_refs = 1;
        g_ptr_array_add(pages->pages, fresh);
    }
    Page *page = g_ptr_array_index(pages->pages, i_page);
    if (g_atomic_int_get(&page->n_refs) > 1) { /* nobody but this thread makes it more */
        Page *copy = g_malloc(sizeof(Page) + n_bytes);
        copy->n_refs = 1;
        memcpy(copy->rows, page->rows, n_bytes);
        g_ptr_array_index(pages->pages, i_page) = copy;
        unref_page(page);
        page = copy;
    }
    return page;
}

void *sz_row_pages_writable(SzRowPages *pages, guint32 i)
{
    for (; pages->n <= i; pages->n++) {
        Page *page = writable_page(pages, pages->n / PAGE_ROWS);
        memset(row_of(page, pages->row_size, pages->n), 0, pages->row_size);
    }
    return row_of(writable_page(pages, i / PAGE_ROWS), pages->row_size, i);
}

void sz_row_pages_expect(const SzRowPages *pages, guint32 i)
{
    if (i < pages->n) {
        const guint8 *row = sz_row_pages_at(pages, i);
        for (gsize at = 0; at < pages->row_size; at += SZ_CACHE_LINE_BYTES) {
            __builtin_prefetch(row + at);
        }
    }
}

const void *sz_row_pages_at(const SzRowPages *pages, guint32 i)
{
    return row_of(g_ptr_array_index(pages->pages, i / PAGE_ROWS), pages->row_size, i);
}

void sz_row_pages_cut(SzRowPages *pages, guint32 n)
{
    g_ptr_array_set_size(pages->pages, (gint)((n + PAGE_ROWS - 1) / PAGE_ROWS));
    pages->n = n;
}

guint32 sz_row_pages_n(const SzRowPages *pages)
{
    return pages->n;
}

SzFrozenRows *sz_row_pages_freeze(const SzRowPages *pages)
{
    guint32 n_pages = pages->pages->len;
    SzFrozenRows *rows = g_malloc(sizeof *rows + n_pages * sizeof(Page *));
    *rows = (SzFrozenRows){.row_size = pages->row_size, .n = pages->n, .n_pages = n_pages};
    for (guint32 i = 0; i < n_pages; i++) {
        rows->pages[i] = g_ptr_array_index(pages->pages, i);
        g_atomic_int_inc(&rows->pages[i]->n_refs);
    }
    return rows;
}

void sz_frozen_rows_free(SzFrozenRows *rows)
{
    if (rows != NULL) {
        for (guint32 i = 0; i < rows->n_pages; i++) {
            unref_page(rows->pages[i]);
        }
        g_free(rows);
    }
}

guint32 sz_frozen_rows_n(const SzFrozenRows *rows)
{
    return rows->n;
}

const void *sz_frozen_rows_at(const SzFrozenRows *rows, guint32 i)
{
    return row_of(rows->pages[i / PAGE_ROWS], rows->row_size, i);
}
