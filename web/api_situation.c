#include "web/api_situation.h"

#include "render/situation_city.h"
#include "render/situation_hall.h"
#include "web/live_json.h"
#include "web/place_filter.h"

static json_t *both_json(char *const words[2])
{
    return json_pack("{s:s, s:s}", "zh", words[SZ_LANGUAGE_ZH], "en", words[SZ_LANGUAGE_EN]);
}

static void set_part(json_t *object, const SzSituationPart *part)
{
    json_object_set_new(object, "subject", both_json(part->subject));
    json_object_set_new(object, "text", both_json(part->text));
}

static json_t *line_json(const SzSituationLine *line, guint i)
{
    g_autofree char *id = g_strdup_printf("%u", i + 1);
    json_t *object = json_pack("{s:s, s:s}", "id", id, "state", sz_sign_name(line->sign));
    set_part(object, &line->parts[0]);
    if (line->n_parts > 1) {
        json_t *also = json_object();
        set_part(also, &line->parts[1]);
        json_object_set_new(object, "also", also);
    }
    return object;
}

static GArray *lines_of_area(const SzView *view, const SzHall *area)
{
    SzCityScope scope = {.hall = area, .is_area = true};
    g_autoptr(SzCityFacts) facts = sz_city_facts_new(view, &scope);
    return sz_situation_city(facts);
}

SzResponse sz_api_situation(const SzView *view, const SzParams *params)
{
    SzResponse problem = {0};
    SzPlaceFilter filter;
    if (!sz_place_filter_read(view, params, &filter, &problem)) {
        return problem;
    }
    if (filter.area == NULL && filter.hall == NULL) {
        return sz_response_error(400, "bad_query", "hall=CODE or area=CODE of a registered hall",
                                 "a situation needs a place");
    }
    g_autoptr(GArray) lines = filter.area != NULL ? lines_of_area(view, filter.area)
                                                  : sz_situation_hall(view, filter.hall);
    json_t *list = json_array();
    for (guint i = 0; i < lines->len; i++) {
        json_array_append_new(list, line_json(&g_array_index(lines, SzSituationLine, i), i));
    }
    json_t *body = sz_json_body(view);
    json_object_set_new(body, "lines", list);
    return sz_response_json(body);
}
