#include "web/merge_patch.h"

#include <string.h>

/* jansson's readers take no const; what is only read is lent without it. */
static json_t *lend(const json_t *value)
{
    json_t *lent = NULL;
    memcpy(&lent, &value, sizeof(void *));
    return lent;
}

static json_t *diff(json_t *before, json_t *after);

static void diff_member(json_t *patch, const char *key, json_t *old, json_t *value)
{
    if (old == NULL || !json_is_object(old) || !json_is_object(value)) {
        if (old == NULL || !json_equal(old, value)) {
            json_object_set(patch, key, value);
        }
        return;
    }
    json_t *inner = diff(old, value);
    if (json_object_size(inner) > 0) {
        json_object_set(patch, key, inner);
    }
    json_decref(inner);
}

/* As deep as the values are; those are ours. */
static json_t *diff(json_t *before, json_t *after) // NOLINT(misc-no-recursion)
{
    json_t *patch = json_object();
    const char *key = NULL;
    json_t *value = NULL;
    json_object_foreach(before, key, value)
    {
        if (json_object_get(after, key) == NULL) {
            json_object_set_new(patch, key, json_null());
        }
    }
    json_object_foreach(after, key, value)
    {
        diff_member(patch, key, json_object_get(before, key), value);
    }
    return patch;
}

json_t *sz_merge_patch_new(const json_t *before, const json_t *after)
{
    json_t *patch = diff(lend(before), lend(after));
    if (json_object_size(patch) == 0) {
        g_clear_pointer(&patch, json_decref);
    }
    return patch;
}

json_t *sz_merge_patch_apply(const json_t *target, const json_t *patch)
{
    if (!json_is_object(patch)) {
        return json_deep_copy(patch);
    }
    json_t *result = json_is_object(target) ? json_deep_copy(target) : json_object();
    const char *key = NULL;
    json_t *value = NULL;
    json_object_foreach(lend(patch), key, value)
    {
        if (json_is_null(value)) {
            json_object_del(result, key);
        } else {
            json_object_set_new(result, key,
                                sz_merge_patch_apply(json_object_get(result, key), value));
        }
    }
    return result;
}

json_t *sz_merge_patch_without_nulls(const json_t *value)
{
    if (!json_is_object(value)) {
        return json_deep_copy(value);
    }
    json_t *result = json_object();
    const char *key = NULL;
    json_t *member = NULL;
    json_object_foreach(lend(value), key, member)
    {
        if (!json_is_null(member)) {
            json_object_set_new(result, key, sz_merge_patch_without_nulls(member));
        }
    }
    return result;
}
