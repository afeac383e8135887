#pragma once

/* The attributes of one XES element while they are read: each key once, the last wins.
 *
 * Pure.  Owns only its index; attributes and keys live in an arena. */

#include "collector/xes.h"

typedef struct {
    SzXesAttribute *first; /* in the order of the first appearance of each key */
    SzXesAttribute *last;
    gsize n;
    GHashTable *by_key; /* owned; only once there are many */
} SzXesAttributes;

/* Takes the value and children of @attribute in place of those of the same key, or appends it.
 * Returns: true iff the key was there before. */
bool sz_xes_attributes_put(SzXesAttributes *set, SzXesAttribute *attribute);
const SzXesAttribute *sz_xes_attributes_find(const SzXesAttributes *set, const char *key);
/* Forgets them; must also be called last, to free the index. */
void sz_xes_attributes_clear(SzXesAttributes *set);
