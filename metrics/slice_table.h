#pragma once

/* A GHashTable whose keys are slices.
 *
 * Pure.  Keys are borrowed: what a SzSlice * points at, and the bytes it names, outlive the table.
 * A look-up takes the address of a slice on the stack and allocates nothing. */

#include "metrics/slice.h"

static inline guint sz_slice_hash(gconstpointer key)
{
    return (guint)sz_slice_mix(0, *(const SzSlice *)key);
}

static inline gboolean sz_slice_key_equal(gconstpointer a, gconstpointer b)
{
    return sz_slice_equal(*(const SzSlice *)a, *(const SzSlice *)b);
}

static inline GHashTable *sz_slice_table_new(void)
{
    return g_hash_table_new(sz_slice_hash, sz_slice_key_equal);
}
