#include "web/api_situation.h"

#include "render/situation_city.h"
#include "web/live_json.h"
#include "web/place_filter.h"

static json_t *line_json(const SzCityLine *line, guint i)
{
    g_autofree char *id = g_strdup_printf("%u", i + 1);
    return json_pack("{s:s, s:s, s:{s:s, s:s}, s:{s:s, s:s}}", "id", id, "state", line->state,
                     "subject", "zh", line->subject_zh, "en", line->subject_en, "text", "zh",
                     line->text_zh, "en", line->text_en);
}

SzResponse sz_api_situation(const SzView *view, const SzParams *params)
{
    SzResponse problem = {0};
    SzPlaceFilter filter;
    if (!sz_place_filter_read(view, params, &filter, &problem)) {
        return problem;
    }
    SzCityScope scope = {.hall = filter.area != NULL ? filter.area : filter.hall,
                         .is_area = filter.area != NULL};
    if (scope.hall == NULL) {
        return sz_response_error(400, "bad_query", "hall=CODE or area=CODE of a registered hall",
                                 "a situation needs a place");
    }
    g_autoptr(SzCityFacts) facts = sz_city_facts_new(view, &scope);
    g_autoptr(GArray) lines = sz_situation_city(facts);
    json_t *list = json_array();
    for (guint i = 0; i < lines->len; i++) {
        json_array_append_new(list, line_json(&g_array_index(lines, SzCityLine, i), i));
    }
    json_t *body = sz_json_body(view);
    json_object_set_new(body, "lines", list);
    return sz_response_json(body);
}
