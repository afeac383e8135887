#include "collector/import_value.h"

#include "collector/xes_time.h"
#include "collector/xes_value.h"

/* A text as a field value of that type. */
static bool read_text(const char *text, SzImportType type, SzLpValue *out)
{
    SzXesAttribute read = {.key = ""};
    bool has_offset = false;
    switch (type) {
    case SZ_IMPORT_TEXT:
        *out = (SzLpValue){.type = SZ_LP_STRING, .as.s = sz_slice(text)};
        return true;
    case SZ_IMPORT_TIME:
        if (!sz_xes_time_parse(sz_slice(text), &read.as.time, &has_offset)) {
            return false;
        }
        *out = (SzLpValue){.type = SZ_LP_INT, .as.i = read.as.time.ns};
        return true;
    case SZ_IMPORT_INT:
        read.type = SZ_XES_INT;
        if (sz_xes_value_read(&read, text, NULL) != SZ_XES_VALUE_OK) {
            return false;
        }
        *out = (SzLpValue){.type = SZ_LP_INT, .as.i = read.as.i};
        return true;
    case SZ_IMPORT_BOOL:
        break;
    }
    read.type = SZ_XES_BOOLEAN;
    if (sz_xes_value_read(&read, text, NULL) != SZ_XES_VALUE_OK) {
        return false;
    }
    *out = (SzLpValue){.type = SZ_LP_BOOL, .as.b = read.as.b};
    return true;
}

bool sz_import_text_fits(const char *text, SzImportType type)
{
    SzLpValue unused;
    return read_text(text, type, &unused);
}

/* --- attributes ---------------------------------------------------------------------------- */

static const SzXesAttribute *make_text(const SzImportScope *scope, const char *text)
{
    SzXesAttribute *made = sz_arena_alloc(scope->arena, sizeof *made);
    made->key = "";
    made->type = SZ_XES_STRING;
    made->as.text = text;
    return made;
}

static const SzXesAttribute *make_time(const SzImportScope *scope, SzWallTime time)
{
    SzXesAttribute *made = sz_arena_alloc(scope->arena, sizeof *made);
    made->key = "";
    made->type = SZ_XES_DATE;
    made->as.time = time;
    return made;
}

static const SzXesAttribute *find_of_event(const SzImportScope *scope, const char *key)
{
    const SzXesEvent *event = scope->event;
    if (event == NULL) {
        return NULL;
    }
    if (g_str_equal(key, "concept:name")) {
        return make_text(scope, event->activity);
    }
    if (g_str_equal(key, "time:timestamp")) {
        return make_time(scope, event->time);
    }
    if (g_str_equal(key, "lifecycle:transition")) {
        return make_text(scope, event->lifecycle != NULL ? event->lifecycle : "complete");
    }
    return sz_xes_find(event->attributes, key);
}

/* NULL: not there, empty, or a list. */
static const SzXesAttribute *find_attribute(const SzImportScope *scope, guint i_attribute)
{
    const SzImportAttribute *named = g_ptr_array_index(scope->map->attributes, i_attribute);
    const SzXesAttribute *found = NULL;
    if (named->of_event) {
        found = find_of_event(scope, named->key);
    } else if (g_str_equal(named->key, "concept:name")) {
        found = make_text(scope, scope->trace->case_id);
    } else {
        found = sz_xes_find(scope->trace->attributes, named->key);
    }
    if (found == NULL || found->type == SZ_XES_LIST || found->type == SZ_XES_CONTAINER) {
        return NULL;
    }
    bool is_text = found->type == SZ_XES_STRING || found->type == SZ_XES_ID;
    if (is_text && found->as.text[0] == '\0') {
        return NULL;
    }
    scope->n_seen[i_attribute]++;
    return found;
}

/* --- values -------------------------------------------------------------------------------- */

/* An attribute as a field value, without a detour over text where its type is the one wanted. */
static bool read_attribute(const SzImportScope *scope, const SzXesAttribute *attribute,
                           SzImportType type, SzLpValue *out)
{
    if (type == SZ_IMPORT_TIME && attribute->type == SZ_XES_DATE) {
        *out = (SzLpValue){.type = SZ_LP_INT, .as.i = attribute->as.time.ns};
        return true;
    }
    return read_text(sz_xes_value_text(attribute, scope->arena), type, out);
}

/* A constant of the map; @text NULL: there is none. */
static SzImportFound read_constant(const char *text, SzImportType type, SzLpValue *out,
                                   SzImportFound otherwise)
{
    if (text == NULL) {
        return otherwise;
    }
    return read_text(text, type, out) ? SZ_IMPORT_FOUND : SZ_IMPORT_UNREADABLE;
}

static SzImportFound read_found(const SzImportScope *scope, const SzImportValue *value,
                                const SzXesAttribute *attribute, SzImportType type, SzLpValue *out)
{
    if (value->values == NULL) {
        return read_attribute(scope, attribute, type, out) ? SZ_IMPORT_FOUND : SZ_IMPORT_UNREADABLE;
    }
    const char *mapped =
        g_hash_table_lookup(value->values, sz_xes_value_text(attribute, scope->arena));
    return read_constant(mapped != NULL ? mapped : value->fallback, type, out, SZ_IMPORT_UNLISTED);
}

SzImportFound sz_import_value_find(const SzImportScope *scope, const SzImportValue *value,
                                   SzImportType type, SzLpValue *out, const char **out_shown)
{
    if (!value->is_set) {
        return SZ_IMPORT_ABSENT;
    }
    if (value->constant != NULL) {
        return read_constant(value->constant, type, out, SZ_IMPORT_ABSENT);
    }
    const SzXesAttribute *attribute = find_attribute(scope, value->i_attribute);
    if (attribute == NULL) {
        return read_constant(value->fallback, type, out, SZ_IMPORT_ABSENT);
    }
    SzImportFound found = read_found(scope, value, attribute, type, out);
    if (found != SZ_IMPORT_FOUND && out_shown != NULL) {
        *out_shown = sz_xes_value_text(attribute, scope->arena);
    }
    return found;
}

SzImportFound sz_import_time_find(const SzImportScope *scope, guint i_attribute, SzWallTime *out)
{
    SzLpValue value;
    const SzXesAttribute *attribute = find_attribute(scope, i_attribute);
    if (attribute == NULL) {
        return SZ_IMPORT_ABSENT;
    }
    if (!read_attribute(scope, attribute, SZ_IMPORT_TIME, &value)) {
        return SZ_IMPORT_UNREADABLE;
    }
    out->ns = value.as.i;
    return SZ_IMPORT_FOUND;
}

static bool test_holds(const SzImportScope *scope, const SzImportTest *test)
{
    const SzXesAttribute *attribute = find_attribute(scope, test->i_attribute);
    bool is_among = attribute != NULL &&
                    g_hash_table_contains(test->words, sz_xes_value_text(attribute, scope->arena));
    return is_among != test->must_not;
}

bool sz_import_rule_holds(const SzImportScope *scope, const SzImportRule *rule)
{
    for (guint i = 0; i < rule->tests->len; i++) {
        if (!test_holds(scope, g_ptr_array_index(rule->tests, i))) {
            return false;
        }
    }
    return true;
}
