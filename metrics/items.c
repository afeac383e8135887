#include "metrics/items.h"

#include "metrics/error.h"
#include "metrics/slice_table.h"

typedef struct {
    SzItem item; /* texts in the chunk */
    SzSlice code;
} Entry;

struct SzItems {
    GStringChunk *texts;
    GPtrArray *owned; /* what items point to */
    Entry *entries;
    gsize n_entries;
    GHashTable *by_code; /* SzSlice * -> Entry * */
};

static void items_clear(gpointer data)
{
    SzItems *items = data;
    g_hash_table_unref(items->by_code);
    g_ptr_array_unref(items->owned);
    g_free(items->entries);
    g_string_chunk_free(items->texts);
}

static bool is_limit(SzLimit limit)
{
    return limit.unit == SZ_UNIT_NONE || (limit.n >= 0 && limit.n <= SZ_LIMIT_MAX);
}

static gboolean check_limits(const SzItem *item, GError **error)
{
    bool are_limits = is_limit(item->promise) && is_limit(item->statute);
    for (guint i = 0; i < SZ_CHANNEL_N; i++) {
        are_limits = are_limits && is_limit(item->promise_by_channel[i]);
    }
    for (gsize i = 0; i < item->n_steps; i++) {
        are_limits = are_limits && is_limit(item->steps[i].limit);
    }
    if (!are_limits) {
        g_set_error(error, SZ_METRICS_ERROR, SZ_METRICS_ERROR_RANGE,
                    "limit of item out of range: '%s', expected 0..%d", item->code, SZ_LIMIT_MAX);
    }
    return are_limits;
}

/* @item gets copies of its own, as in the next. */
static gboolean own_steps(SzItems *items, SzItem *item, GError **error)
{
    SzItemStep *steps = g_memdup2(item->steps, item->n_steps * sizeof *steps);
    if (steps == NULL) {
        return TRUE;
    }
    g_ptr_array_add(items->owned, steps);
    item->steps = steps;
    for (gsize i = 0; i < item->n_steps; i++) {
        steps[i].name = g_string_chunk_insert_const(items->texts, steps[i].name);
        for (gsize k = 0; k < i; k++) {
            if (steps[k].name == steps[i].name) { /* equal texts of a chunk are one */
                g_set_error(error, SZ_METRICS_ERROR, SZ_METRICS_ERROR_CONFLICT,
                            "step of item '%s' given twice: '%s'", item->code, steps[i].name);
                return FALSE;
            }
        }
    }
    return TRUE;
}

static void own_thresholds(SzItems *items, SzItem *item)
{
    if (item->thresholds != NULL) {
        SzCaseThresholds *thresholds = g_memdup2(item->thresholds, sizeof *thresholds);
        g_ptr_array_add(items->owned, thresholds);
        item->thresholds = thresholds;
    }
}

static gboolean add_item(SzItems *items, const SzItem *item, GError **error)
{
    if (item->code == NULL || *item->code == '\0') {
        g_set_error(error, SZ_METRICS_ERROR, SZ_METRICS_ERROR_RANGE,
                    "item without a code, expected 1 byte or more");
        return FALSE;
    }
    if (!check_limits(item, error)) {
        return FALSE;
    }
    Entry *entry = &items->entries[items->n_entries++];
    entry->item = *item;
    entry->item.code = g_string_chunk_insert(items->texts, item->code);
    entry->item.name =
        g_string_chunk_insert_const(items->texts, item->name != NULL ? item->name : "");
    entry->code = sz_slice(entry->item.code);
    own_thresholds(items, &entry->item);
    if (!own_steps(items, &entry->item, error)) {
        return FALSE;
    }
    if (!g_hash_table_insert(items->by_code, &entry->code, entry)) {
        g_set_error(error, SZ_METRICS_ERROR, SZ_METRICS_ERROR_CONFLICT,
                    "item code given twice: '%s'", item->code);
        return FALSE;
    }
    return TRUE;
}

SzItems *sz_items_new(const SzItem *items, gsize n, GError **error)
{
    g_autoptr(SzItems) result = g_atomic_rc_box_new0(SzItems);
    result->texts = g_string_chunk_new(4096);
    result->owned = g_ptr_array_new_with_free_func(g_free);
    result->entries = g_new0(Entry, n);
    result->by_code = sz_slice_table_new();
    for (gsize i = 0; i < n; i++) {
        if (!add_item(result, &items[i], error)) {
            return NULL;
        }
    }
    return g_steal_pointer(&result);
}

SzItems *sz_items_ref(SzItems *items)
{
    return g_atomic_rc_box_acquire(items);
}

void sz_items_unref(SzItems *items)
{
    if (items != NULL) {
        g_atomic_rc_box_release_full(items, items_clear);
    }
}

gsize sz_items_n(const SzItems *items)
{
    return items->n_entries;
}

const SzItem *sz_items_item(const SzItems *items, gsize i)
{
    return &items->entries[i].item;
}

const SzItem *sz_items_find(const SzItems *items, SzSlice code)
{
    const Entry *entry = g_hash_table_lookup(items->by_code, &code);
    return entry != NULL ? &entry->item : NULL;
}

SzLimit sz_item_promise(const SzItem *item, SzChannel channel)
{
    if (item == NULL) {
        return (SzLimit){0, SZ_UNIT_NONE};
    }
    SzLimit of_channel = item->promise_by_channel[channel];
    return of_channel.unit != SZ_UNIT_NONE ? of_channel : item->promise;
}

const SzItemStep *sz_item_step(const SzItem *item, SzSlice name)
{
    for (gsize i = 0; item != NULL && i < item->n_steps; i++) {
        if (sz_slice_equal(sz_slice(item->steps[i].name), name)) {
            return &item->steps[i];
        }
    }
    return NULL;
}
