/* The tags of a record sorted, its fields without repeats. */

#include "collector/line_protocol_internal.h"

/* Up to so many, looking through what is there is the quickest way to find a repeat. */
#define SMALL 24

static bool is_time(SzSlice key)
{
    return key.len == 4 && memcmp(key.data, "time", 4) == 0;
}

/* By key; equal keys by the length of the value, where the order of fields is kept. */
static bool is_before(const SzLpTag *a, const SzLpTag *b)
{
    int order = sz_slice_compare(a->key, b->key);
    return order != 0 ? order < 0 : a->value.len < b->value.len;
}

static void sift_down(SzLpTag *items, gsize root, gsize n)
{
    for (gsize child = 2 * root + 1; child < n; child = 2 * root + 1) {
        if (child + 1 < n && is_before(&items[child], &items[child + 1])) {
            child++;
        }
        if (!is_before(&items[root], &items[child])) {
            return;
        }
        SzLpTag moved = items[root];
        items[root] = items[child];
        items[child] = moved;
        root = child;
    }
}

/* Heap sort: no recursion, no memory, and no input makes it slow. */
static void sort(SzLpTag *items, gsize n)
{
    for (gsize i = n / 2; i > 0; i--) {
        sift_down(items, i - 1, n);
    }
    for (gsize i = n; i > 1; i--) {
        SzLpTag last = items[i - 1];
        items[i - 1] = items[0];
        items[0] = last;
        sift_down(items, 0, i - 1);
    }
}

static bool fail_duplicate_tag(SzLpRecord *record, const char *at)
{
    return sz_lp_record_fail(record, SZ_LP_DUPLICATE_TAG, at, "each tag key once");
}

bool sz_lp_record_add_tag(SzLpRecord *record, SzSlice key, SzSlice value, const char *key_at)
{
    if (is_time(key)) {
        return sz_lp_record_fail(record, SZ_LP_RESERVED_KEY, key_at, "a tag key other than 'time'");
    }
    if (record->n_tags == record->tags_max) {
        return sz_lp_record_fail(record, SZ_LP_TOO_LONG, key_at, "fewer tags");
    }
    if (record->n_tags == record->tags_capacity) {
        record->tags_capacity = MAX(2 * record->tags_capacity, 16);
        record->tags = g_renew(SzLpTag, record->tags, record->tags_capacity);
    }
    gsize place = record->n_tags++;
    SzLpTag *tags = record->tags;
    tags[place] = (SzLpTag){key, value};
    if (record->is_unsorted || place == 0) {
        return true;
    }
    int order = sz_slice_compare(tags[place - 1].key, key);
    record->is_reordered |= order > 0;
    if (order > 0 && place > SMALL) {
        record->is_unsorted = true;
        return true;
    }
    for (; order > 0; order = place > 0 ? sz_slice_compare(tags[place - 1].key, key) : -1) {
        tags[place] = tags[place - 1];
        place--;
    }
    tags[place] = (SzLpTag){key, value};
    return order != 0 || fail_duplicate_tag(record, key_at);
}

bool sz_lp_record_finish_tags(SzLpRecord *record)
{
    if (!record->is_unsorted) {
        return true;
    }
    sort(record->tags, record->n_tags);
    for (gsize i = 1; i < record->n_tags; i++) {
        if (sz_slice_equal(record->tags[i - 1].key, record->tags[i].key)) {
            return fail_duplicate_tag(record, record->at);
        }
    }
    return true;
}

/* A field that is there already: the last one wins if it is of the same type. */
static bool replace_field(SzLpRecord *record, gsize i, const SzLpField *last, const char *at)
{
    if (record->fields[i].value.type != last->value.type) {
        return sz_lp_record_fail(record, SZ_LP_FIELD_TYPE_CONFLICT, at,
                                 "the type this field has earlier in the line");
    }
    record->fields[i] = *last; /* key and value of one place in the line */
    return true;
}

bool sz_lp_record_add_field(SzLpRecord *record, SzSlice key, const SzLpValue *value,
                            const char *key_at)
{
    if (is_time(key)) {
        record->time_field = key_at;
        return true;
    }
    if (record->n_fields < SMALL) {
        for (gsize i = 0; i < record->n_fields; i++) {
            if (sz_slice_equal(record->fields[i].key, key)) {
                const SzLpField last = {key, *value};
                return replace_field(record, i, &last, key_at);
            }
        }
    }
    if (record->n_fields == record->fields_max) {
        return sz_lp_record_fail(record, SZ_LP_TOO_LONG, key_at, "fewer fields");
    }
    if (record->n_fields == record->fields_capacity) {
        record->fields_capacity = MAX(2 * record->fields_capacity, 16);
        record->fields = g_renew(SzLpField, record->fields, record->fields_capacity);
    }
    record->is_unchecked = record->n_fields >= SMALL;
    record->fields[record->n_fields++] = (SzLpField){key, *value};
    return true;
}

static bool merge_repeats(SzLpRecord *record)
{
    gsize n = record->n_fields;
    if (record->order_capacity < n) {
        record->order_capacity = record->fields_capacity;
        record->order = g_renew(SzLpTag, record->order, record->order_capacity);
    }
    SzLpTag *order = record->order;
    for (gsize i = 0; i < n; i++) {
        order[i] = (SzLpTag){record->fields[i].key, {NULL, i}};
    }
    sort(order, n);
    for (gsize i = 0, first = 0; i < n; i++) {
        if (i == first || !sz_slice_equal(order[first].key, order[i].key)) {
            first = i;
            continue;
        }
        SzLpField *repeat = &record->fields[order[i].value.len];
        if (!replace_field(record, order[first].value.len, repeat, record->at)) {
            return false;
        }
        repeat->key.data = NULL; /* left out below; no key is without bytes */
    }
    record->n_fields = 0;
    for (gsize i = 0; i < n; i++) {
        if (record->fields[i].key.data != NULL) {
            record->fields[record->n_fields++] = record->fields[i];
        }
    }
    return true;
}

bool sz_lp_record_finish_fields(SzLpRecord *record)
{
    if (record->is_unchecked && !merge_repeats(record)) {
        return false;
    }
    if (record->n_fields == 0) {
        return sz_lp_record_fail(record, SZ_LP_RESERVED_KEY, record->time_field,
                                 "a field other than 'time'");
    }
    return true;
}
