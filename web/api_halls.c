#include "web/api_halls.h"

#include "web/place_filter.h"

static json_t *hall_json(const SzHall *hall)
{
    json_t *object = json_object();
    json_object_set_new(object, "code", json_string(hall->code));
    json_object_set_new(object, "name", json_string(hall->name));
    json_object_set_new(object, "tier", json_string(sz_tier_name(hall->tier)));
    json_object_set_new(object, "parent",
                        hall->parent != NULL ? json_string(hall->parent) : json_null());
    json_object_set_new(object, "region", sz_json_text(sz_slice(hall->region)));
    json_object_set_new(object, "lon", hall->has_place ? json_real(hall->lon_deg) : json_null());
    json_object_set_new(object, "lat", hall->has_place ? json_real(hall->lat_deg) : json_null());
    return object;
}

SzResponse sz_api_halls(const SzView *view, const SzParams *params)
{
    const SzRegistry *registry = view->rules->registry;
    SzResponse problem = {0};
    SzPlaceFilter place;
    if (!sz_place_filter_read(view, params, &place, &problem)) {
        return problem;
    }
    json_t *halls = json_array();
    for (gsize i = 0; i < sz_registry_n_halls(registry); i++) {
        const SzHall *hall = sz_registry_hall(registry, i);
        const SzPlace here = {hall->code, hall};
        if (sz_place_filter_matches(&place, view, &here)) {
            json_array_append_new(halls, hall_json(hall));
        }
    }
    return sz_response_json(halls);
}
