#include "web/case_order.h"

#define SPARE_MIN 64 /* keys beyond those wanted before they are sorted again */

static const char *const sort_names[SZ_SORT_N] = {
    [SZ_SORT_PLACE] = "",
    [SZ_SORT_REMAINING] = "remaining",
    [SZ_SORT_REMAINING_DOWN] = "-remaining",
    [SZ_SORT_APPLIED] = "applied",
    [SZ_SORT_APPLIED_DOWN] = "-applied",
};

bool sz_case_sort_parse(const char *text, SzCaseSort *out)
{
    for (int sort = SZ_SORT_REMAINING; sort < SZ_SORT_N; sort++) {
        if (g_str_equal(sort_names[sort], text)) {
            *out = (SzCaseSort)sort;
            return true;
        }
    }
    return false;
}

/* --- keys ---------------------------------------------------------------------------------- */

/* Orders as the bytes do, as far as it reaches. */
static guint64 first_bytes(const char *text)
{
    guint64 bytes = 0;
    memcpy(&bytes, text, strnlen(text, sizeof bytes));
    return GUINT64_FROM_BE(bytes);
}

void sz_case_order_begin(SzCaseOrder *order, SzCaseSort sort, const SzCasesVersion *cases,
                         const SzRegistry *registry)
{
    gsize n = sz_registry_n_halls(registry);
    *order = (SzCaseOrder){
        .sort = sort,
        .cases = cases,
        .as_of = SZ_WALL_TIME_MIN,
        .halls = g_array_sized_new(FALSE, TRUE, sizeof(guint64), (guint)n + 1),
    };
    g_array_set_size(order->halls, (guint)n + 1);
    for (gsize i = 0; i < n; i++) {
        g_array_index(order->halls, guint64, i + 1) =
            first_bytes(sz_registry_hall(registry, i)->code);
    }
}

void sz_case_order_clear(SzCaseOrder *order)
{
    g_clear_pointer(&order->halls, g_array_unref);
}

static void set_instant(SzCaseKey *key, SzWallTime at, bool is_down, guint32 group_without)
{
    bool is_known = at.ns != SZ_NEVER.ns;
    key->group = is_known ? 0 : group_without;
    if (is_known) {
        key->value = is_down ? -at.ns : at.ns;
    }
}

SzCaseKey sz_case_order_key(const SzCaseOrder *order, const SzCaseRow *row)
{
    SzCaseKey key = {.row = row};
    switch (order->sort) {
    case SZ_SORT_REMAINING:
    case SZ_SORT_REMAINING_DOWN:
        if (sz_case_row_is_open(row)) {
            set_instant(&key, sz_case_row_due(row, order->as_of),
                        order->sort == SZ_SORT_REMAINING_DOWN, 1);
        } else {
            key.group = 2;
        }
        break;
    case SZ_SORT_APPLIED:
    case SZ_SORT_APPLIED_DOWN:
        set_instant(&key, row->applied, order->sort == SZ_SORT_APPLIED_DOWN, 1);
        break;
    case SZ_SORT_PLACE:
    case SZ_SORT_N:
        break;
    }
    key.hall = row->hall > 0 ? g_array_index(order->halls, guint64, row->hall)
                             : first_bytes(sz_cases_version_text(order->cases, row->hall_code));
    return key;
}

SzCaseKey sz_case_order_place(guint32 group, gint64 value, const char *const *tie)
{
    return (SzCaseKey){
        .group = group, .value = value, .hall = first_bytes(tie[SZ_CASE_TIE_HALL]), .tie = tie};
}

const char *sz_case_order_tie(const SzCaseOrder *order, const SzCaseKey *key, int tie)
{
    if (key->row == NULL) {
        return key->tie[tie];
    }
    switch (tie) {
    case SZ_CASE_TIE_HALL:
        return sz_cases_version_row_code(order->cases, key->row);
    case SZ_CASE_TIE_ID:
        return sz_case_row_id(key->row);
    default:
        return sz_cases_version_text(order->cases, key->row->hall_code);
    }
}

static int compare_ties(const SzCaseOrder *order, const SzCaseKey *a, const SzCaseKey *b)
{
    int difference = 0;
    for (int tie = 0; difference == 0 && tie < SZ_CASE_N_TIES; tie++) {
        difference = strcmp(sz_case_order_tie(order, a, tie), sz_case_order_tie(order, b, tie));
    }
    return difference;
}

int sz_case_order_compare(const SzCaseOrder *order, const SzCaseKey *a, const SzCaseKey *b)
{
    if (a->group != b->group) {
        return a->group < b->group ? -1 : 1;
    }
    if (a->value != b->value) {
        return a->value < b->value ? -1 : 1;
    }
    if (a->hall != b->hall) {
        return a->hall < b->hall ? -1 : 1;
    }
    return compare_ties(order, a, b);
}

/* --- the first so many --------------------------------------------------------------------- */

static int compare_keys(gconstpointer a, gconstpointer b, gpointer user)
{
    const SzCaseBest *best = user;
    return sz_case_order_compare(best->order, a, b);
}

static void keep_first(SzCaseBest *best)
{
    g_array_sort_with_data(best->keys, compare_keys, best);
    if (best->keys->len >= best->n_wanted) {
        g_array_set_size(best->keys, (guint)best->n_wanted);
        best->is_full = true;
    }
}

static void clear_key(gpointer data)
{
    SzCaseKey *key = data;
    g_clear_pointer(&key->owned, sz_case_row_free);
}

void sz_case_best_begin(SzCaseBest *best, const SzCaseOrder *order, gsize n_wanted)
{
    *best = (SzCaseBest){
        .order = order,
        .n_wanted = n_wanted,
        .keys = g_array_new(FALSE, FALSE, sizeof(SzCaseKey)),
    };
    g_array_set_clear_func(best->keys, clear_key);
}

static bool is_wanted(const SzCaseBest *best, const SzCaseKey *key)
{
    const SzCaseKey *bar =
        best->is_full ? &g_array_index(best->keys, SzCaseKey, best->n_wanted - 1) : NULL;
    return bar == NULL || sz_case_order_compare(best->order, key, bar) <= 0;
}

static void add_key(SzCaseBest *best, const SzCaseKey *key)
{
    g_array_append_val(best->keys, *key);
    if (best->keys->len >= best->n_wanted + MAX(best->n_wanted, SPARE_MIN)) {
        keep_first(best);
    }
}

void sz_case_best_offer(SzCaseBest *best, const SzCaseKey *key)
{
    if (is_wanted(best, key)) {
        add_key(best, key);
    }
}

void sz_case_best_offer_copy(SzCaseBest *best, const SzCaseKey *key)
{
    if (is_wanted(best, key)) {
        SzCaseKey kept = *key;
        kept.owned = sz_case_row_copy(key->row);
        kept.row = kept.owned;
        add_key(best, &kept);
    }
}

void sz_case_best_end(SzCaseBest *best)
{
    keep_first(best);
}

void sz_case_best_clear(SzCaseBest *best)
{
    g_clear_pointer(&best->keys, g_array_unref);
}
