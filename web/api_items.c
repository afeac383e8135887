#include "web/api_items.h"

static void set_limit(json_t *object, const char *key, const char *unit_key, SzLimit limit)
{
    bool has_limit = limit.unit != SZ_UNIT_NONE;
    json_object_set_new(object, key, has_limit ? json_integer(limit.n) : json_null());
    json_object_set_new(object, unit_key,
                        has_limit ? json_string(sz_unit_name(limit.unit)) : json_null());
}

static json_t *item_json(const SzItem *item)
{
    json_t *object = json_object();
    json_object_set_new(object, "code", json_string(item->code));
    json_object_set_new(object, "name", sz_json_text(sz_slice(item->name)));
    set_limit(object, "promise", "promise_unit", item->promise);
    set_limit(object, "statute", "statute_unit", item->statute);
    return object;
}

SzResponse sz_api_items(const SzView *view, const SzParams *params)
{
    (void)params;
    const SzItems *items = view->rules->items;
    json_t *array = json_array();
    for (gsize i = 0; i < sz_items_n(items); i++) {
        json_array_append_new(array, item_json(sz_items_item(items, i)));
    }
    return sz_response_json(array);
}
