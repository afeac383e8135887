#include "web/live_json.h"

json_t *sz_json_maybe_time(SzMaybeTime at)
{
    return at.known ? sz_json_time(at.at) : json_null();
}

json_t *sz_json_body(const SzView *view)
{
    json_t *body = json_object();
    json_object_set_new(body, "time", sz_json_maybe_time(view->now));
    return body;
}

json_t *sz_json_text_or_null(const char *text)
{
    return sz_json_text(sz_slice(text));
}

int sz_place_compare(const SzPlace *a, const char *a_name, const SzPlace *b, const char *b_name)
{
    int order = strcmp(sz_place_code(a), sz_place_code(b));
    return order != 0 ? order : strcmp(a_name, b_name);
}
