#include "web/json.h"

#include <stdlib.h>

json_t *sz_json_time(SzWallTime at)
{
    char text[SZ_WALL_TIME_TEXT];
    return json_string(sz_wall_time_format(at, text));
}

json_t *sz_json_day(SzDay day)
{
    char text[SZ_DAY_TEXT];
    return json_string(sz_day_format(day, text));
}

json_t *sz_json_text(SzSlice text)
{
    return text.len == 0 ? json_null() : json_stringn(text.data, text.len);
}

char *sz_json_dump(const json_t *value)
{
    char *text = json_dumps(value, JSON_COMPACT | JSON_REAL_PRECISION(12) | JSON_ENCODE_ANY);
    char *copy = g_strdup(text); /* ours come from g_malloc, jansson's from malloc */
    free(text);
    return copy;
}
