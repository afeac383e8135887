#include "collector/standard_column.h"

/* The record is known to be good, so every key has its '=' and every string its end. */
typedef struct {
    SzSlice raw;
    gsize at;
    SzSlice wanted; /* unescaped key */
    bool is_found;
    gsize key_at; /* if found, as the next */
    gsize value_at;
} Walk;

static bool is_end(const Walk *walk)
{
    return walk->at >= walk->raw.len;
}

static char current(const Walk *walk)
{
    if (is_end(walk)) {
        return '\0';
    }
    return walk->raw.data[walk->at];
}

/* Up to one of @stops that no backslash stands before. */
static void pass_until(Walk *walk, const char *stops)
{
    while (!is_end(walk) && strchr(stops, current(walk)) == NULL) {
        walk->at += current(walk) == '\\' ? 2 : 1;
    }
    walk->at = MIN(walk->at, walk->raw.len);
}

static bool is_key(SzSlice written, SzSlice key)
{
    gsize n = 0;
    for (gsize i = 0; i < written.len; i++) {
        bool is_escape = written.data[i] == '\\' && i + 1 < written.len &&
                         strchr(", =\"", written.data[i + 1]) != NULL;
        i += is_escape;
        if (n >= key.len || written.data[i] != key.data[n]) {
            return false;
        }
        n++;
    }
    return n == key.len;
}

static void pass_string(Walk *walk)
{
    for (walk->at++; !is_end(walk) && current(walk) != '"'; walk->at++) {
        walk->at += current(walk) == '\\';
    }
    walk->at = MIN(walk->at + 1, walk->raw.len);
}

/* "KEY=VALUE"; of several fields of one key the last counts. */
static void pass_pair(Walk *walk)
{
    gsize key_at = walk->at;
    pass_until(walk, "=");
    SzSlice key = {walk->raw.data + key_at, walk->at - key_at};
    gsize value_at = MIN(walk->at + 1, walk->raw.len);
    walk->at = value_at;
    if (current(walk) == '"') {
        pass_string(walk);
    }
    pass_until(walk, ", ");
    if (walk->wanted.len > 0 && is_key(key, walk->wanted)) {
        walk->is_found = true;
        walk->key_at = key_at;
        walk->value_at = value_at;
    }
}

static void pass_tags(Walk *walk)
{
    pass_until(walk, ", ");
    while (current(walk) == ',') {
        walk->at++;
        pass_pair(walk);
    }
}

static void pass_fields(Walk *walk)
{
    while (current(walk) == ' ' || current(walk) == '\t') {
        walk->at++;
    }
    pass_pair(walk);
    while (current(walk) == ',') {
        walk->at++;
        pass_pair(walk);
    }
}

gsize sz_standard_column(const SzLpPoint *point, const SzStandardError *error)
{
    Walk walk = {.raw = point->raw, .wanted = error->key};
    pass_tags(&walk);
    if (error->kind == SZ_STANDARD_MISSING_TAG) {
        bool is_empty = walk.is_found;
        return (is_empty ? walk.value_at : walk.at) + 1;
    }
    if (!walk.is_found || error->kind == SZ_STANDARD_MISSING_FIELD) {
        pass_fields(&walk);
    }
    if (error->kind == SZ_STANDARD_MISSING_FIELD) {
        return walk.at + 1;
    }
    if (!walk.is_found) {
        return 1;
    }
    return (error->kind == SZ_STANDARD_PERSONAL_DATA ? walk.key_at : walk.value_at) + 1;
}
