/* Finding a case by hall and number. */

#include "metrics/cases_internal.h"
#include "metrics/entities.h"

/* As whoever expects a case knows it: by the text of the code. */
static guint32 hash_of(const SzCases *cases, guint32 hall_code, SzSlice id)
{
    return sz_entity_hash(sz_texts_slice_at(cases->texts, hall_code), 0, id);
}

static bool is_it(const SzCases *cases, guint32 i, guint32 hall_code, SzSlice id)
{
    const SzCaseRow *row = sz_cases_row(cases, i);
    return row->hall_code == hall_code && sz_slice_equal(sz_slice(sz_case_row_id(row)), id);
}

static guint32 hash_of_row(const SzCases *cases, guint32 i)
{
    const SzCaseRow *row = sz_cases_row(cases, i);
    return hash_of(cases, row->hall_code, sz_slice(sz_case_row_id(row)));
}

gint64 sz_cases_find(const SzCases *cases, guint32 hall_code, SzSlice id)
{
    const SzCaseIndex *index = &cases->index;
    if (index->n_slots == 0) {
        return -1;
    }
    gsize mask = index->n_slots - 1;
    guint32 hash = hash_of(cases, hall_code, id);
    for (gsize at = hash & mask; index->slots[at].row != 0; at = (at + 1) & mask) {
        if (index->slots[at].hash == hash &&
            is_it(cases, index->slots[at].row - 1, hall_code, id)) {
            return index->slots[at].row - 1;
        }
    }
    return -1;
}

void sz_cases_expect(const SzCases *cases, guint32 hash)
{
    if (cases->index.n_slots > 0) {
        __builtin_prefetch(&cases->index.slots[hash & (cases->index.n_slots - 1)]);
    }
}

guint32 sz_cases_expect_row(const SzCases *cases, guint32 hash)
{
    const SzCaseIndex *index = &cases->index;
    if (index->n_slots == 0) {
        return 0;
    }
    gsize mask = index->n_slots - 1;
    gsize at = hash & mask;
    while (index->slots[at].row != 0 && index->slots[at].hash != hash) {
        at = (at + 1) & mask;
    }
    if (index->slots[at].row != 0) {
        __builtin_prefetch(sz_cases_row(cases, index->slots[at].row - 1));
    }
    return index->slots[at].row;
}

void sz_cases_expect_events(const SzCases *cases, guint32 number)
{
    if (number - 1 < cases->n) { /* none is 0 */
        const char *body = (const char *)sz_cases_row(cases, number - 1)->body;
        __builtin_prefetch(body);
        __builtin_prefetch(body + SZ_CACHE_LINE_BYTES);
    }
}

static void put(SzCaseIndex *index, SzCaseIndexSlot slot)
{
    gsize mask = index->n_slots - 1;
    gsize at = slot.hash & mask;
    while (index->slots[at].row != 0) {
        at = (at + 1) & mask;
    }
    index->slots[at] = slot;
}

/* At most three quarters are used. */
static void grow(SzCases *cases)
{
    SzCaseIndex *index = &cases->index;
    SzCaseIndex grown = {.n_slots = MAX(1024, index->n_slots * 2), .n_used = index->n_used};
    grown.slots = g_new0(SzCaseIndexSlot, grown.n_slots);
    for (gsize at = 0; at < index->n_slots; at++) {
        if (index->slots[at].row != 0) {
            put(&grown, index->slots[at]);
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
    cases->index.slots = g_new0(SzCaseIndexSlot, n_slots);
    cases->index.n_slots = n_slots;
}

void sz_cases_index_add(SzCases *cases, guint32 i)
{
    if ((cases->index.n_used + 1) * 4 > cases->index.n_slots * 3) {
        grow(cases);
    }
    put(&cases->index, (SzCaseIndexSlot){hash_of_row(cases, i), i + 1});
    cases->index.n_used++;
}

/* The slots behind a free one move up until one of them is where it belongs, so that every look-up still ends at the
 * first free slot (Knuth, The Art of Computer Programming 3, 6.4, algorithm R). */
void sz_cases_index_remove(SzCases *cases, guint32 i)
{
    SzCaseIndex *index = &cases->index;
    gsize mask = index->n_slots - 1;
    gsize hole = hash_of_row(cases, i) & mask;
    while (index->slots[hole].row != i + 1) {
        hole = (hole + 1) & mask;
    }
    for (gsize at = (hole + 1) & mask; index->slots[at].row != 0; at = (at + 1) & mask) {
        gsize wanted = index->slots[at].hash & mask;
        if (((at - wanted) & mask) >= ((at - hole) & mask)) {
            index->slots[hole] = index->slots[at];
            hole = at;
        }
    }
    index->slots[hole] = (SzCaseIndexSlot){0};
    index->n_used--;
}
