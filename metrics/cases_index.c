/* Finding a case by hall and number. */

#include "metrics/cases_internal.h"

#include "metrics/slice_table.h"

static guint32 hash_of(guint32 hall_code, SzSlice id)
{
    guint32 hash = sz_slice_hash(&id) ^ (hall_code * 2654435761U);
    return hash ^ hash >> 15;
}

static bool is_it(const SzCases *cases, guint32 i, guint32 hall_code, SzSlice id)
{
    const SzCaseRow *row = sz_cases_row(cases, i);
    return row->hall_code == hall_code && sz_slice_equal(sz_slice(sz_case_row_id(row)), id);
}

static guint32 hash_of_row(const SzCases *cases, guint32 i)
{
    const SzCaseRow *row = sz_cases_row(cases, i);
    return hash_of(row->hall_code, sz_slice(sz_case_row_id(row)));
}

gint64 sz_cases_find(const SzCases *cases, guint32 hall_code, SzSlice id)
{
    const SzCaseIndex *index = &cases->index;
    if (index->n_slots == 0) {
        return -1;
    }
    gsize mask = index->n_slots - 1;
    for (gsize at = hash_of(hall_code, id) & mask; index->slots[at] != 0; at = (at + 1) & mask) {
        if (is_it(cases, index->slots[at] - 1, hall_code, id)) {
            return index->slots[at] - 1;
        }
    }
    return -1;
}

static void put(SzCaseIndex *index, guint32 hash, guint32 i)
{
    gsize mask = index->n_slots - 1;
    gsize at = hash & mask;
    while (index->slots[at] != 0) {
        at = (at + 1) & mask;
    }
    index->slots[at] = i + 1;
}

/* At most three quarters are used. */
static void grow(SzCases *cases)
{
    SzCaseIndex *index = &cases->index;
    SzCaseIndex grown = {.n_slots = MAX(1024, index->n_slots * 2), .n_used = index->n_used};
    grown.slots = g_new0(guint32, grown.n_slots);
    for (gsize at = 0; at < index->n_slots; at++) {
        if (index->slots[at] != 0) {
            guint32 i = index->slots[at] - 1;
            put(&grown, hash_of_row(cases, i), i);
        }
    }
    g_free(index->slots);
    *index = grown;
}

void sz_cases_index_reserve(SzCases *cases, gsize n)
{
    gsize n_slots = 1024;
    while (n_slots / 4 * 3 < n) {
        n_slots *= 2;
    }
    cases->index.slots = g_new0(guint32, n_slots);
    cases->index.n_slots = n_slots;
}

void sz_cases_index_add(SzCases *cases, guint32 i)
{
    if ((cases->index.n_used + 1) * 4 > cases->index.n_slots * 3) {
        grow(cases);
    }
    put(&cases->index, hash_of_row(cases, i), i);
    cases->index.n_used++;
}

/* The slots behind a free one move up until one of them is where it belongs, so that every look-up still ends at the
 * first free slot (Knuth, The Art of Computer Programming 3, 6.4, algorithm R). */
void sz_cases_index_remove(SzCases *cases, guint32 i)
{
    SzCaseIndex *index = &cases->index;
    gsize mask = index->n_slots - 1;
    gsize hole = hash_of_row(cases, i) & mask;
    while (index->slots[hole] != i + 1) {
        hole = (hole + 1) & mask;
    }
    for (gsize at = (hole + 1) & mask; index->slots[at] != 0; at = (at + 1) & mask) {
        gsize wanted = hash_of_row(cases, index->slots[at] - 1) & mask;
        if (((at - wanted) & mask) >= ((at - hole) & mask)) {
            index->slots[hole] = index->slots[at];
            hole = at;
        }
    }
    index->slots[hole] = 0;
    index->n_used--;
}
