#include "collector/xes_attributes.h"

/* Comparing this many short keys costs no more than hashing one. */
#define INDEX_FROM 16

static SzXesAttribute *find(const SzXesAttributes *set, const char *key)
{
    if (set->by_key != NULL) {
        return g_hash_table_lookup(set->by_key, key);
    }
    for (SzXesAttribute *each = set->first; each != NULL; each = each->next) {
        if (g_str_equal(each->key, key)) {
            return each;
        }
    }
    return NULL;
}

static void index_one(GHashTable *by_key, SzXesAttribute *attribute)
{
    /* The table is made without a function that would free its keys; they stay the arena's. */
    union {
        const char *key;
        void *slot;
    } borrowed = {.key = attribute->key};
    g_hash_table_insert(by_key, borrowed.slot, attribute);
}

bool sz_xes_attributes_put(SzXesAttributes *set, SzXesAttribute *attribute)
{
    SzXesAttribute *before = find(set, attribute->key);
    if (before != NULL) {
        before->type = attribute->type;
        before->as = attribute->as;
        before->children = attribute->children;
        return true;
    }
    if (set->last != NULL) {
        set->last->next = attribute;
    } else {
        set->first = attribute;
    }
    set->last = attribute;
    set->n++;
    if (set->by_key != NULL) {
        index_one(set->by_key, attribute);
    } else if (set->n == INDEX_FROM) {
        set->by_key = g_hash_table_new(g_str_hash, g_str_equal);
        for (SzXesAttribute *each = set->first; each != NULL; each = each->next) {
            index_one(set->by_key, each);
        }
    }
    return false;
}

const SzXesAttribute *sz_xes_attributes_find(const SzXesAttributes *set, const char *key)
{
    return find(set, key);
}

void sz_xes_attributes_clear(SzXesAttributes *set)
{
    g_clear_pointer(&set->by_key, g_hash_table_unref);
    *set = (SzXesAttributes){0};
}
