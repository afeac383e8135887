#include "collector/import_value.h"

#include "collector/import_value_read.h"
#include "collector/xes_value.h"

#define UNLISTED_KEPT_MAX 8

void sz_import_count(SzImportCount *count, guint64 line)
{
    if (count->n++ == 0) {
        count->first_line = line;
    }
}

guint64 sz_import_scope_line(const SzImportScope *scope)
{
    return scope->event != NULL ? scope->event->line : scope->trace->line;
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

static const SzXesAttribute *find_of_event(const SzImportScope *scope, const SzXesEvent *event,
                                           const char *key)
{
    if (scope->map->format == SZ_IMPORT_CSV) {
        return sz_xes_find(event->attributes, key);
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

/* What the earliest of the case's events has that has it at all. */
static const SzXesAttribute *find_of_any_event(const SzImportScope *scope, const char *key)
{
    const SzXesAttribute *found = NULL;
    SzWallTime earliest = SZ_WALL_TIME_MAX;
    for (const SzXesEvent *each = scope->trace->events; each != NULL; each = each->next) {
        if (found == NULL || each->time.ns < earliest.ns) {
            const SzXesAttribute *mine = find_of_event(scope, each, key);
            earliest = mine != NULL ? each->time : earliest;
            found = mine != NULL ? mine : found;
        }
    }
    return found;
}

static const SzXesAttribute *find_named(const SzImportScope *scope, const SzImportAttribute *named)
{
    if (named->of_event) {
        return scope->event != NULL ? find_of_event(scope, scope->event, named->key)
                                    : find_of_any_event(scope, named->key);
    }
    if (scope->map->format == SZ_IMPORT_XES && g_str_equal(named->key, "concept:name")) {
        return make_text(scope, scope->trace->case_id);
    }
    return sz_xes_find(scope->trace->attributes, named->key);
}

static const char *trim(const SzImportScope *scope, const char *text)
{
    SzSlice whole = sz_slice(text);
    SzSlice part = sz_import_trim(whole);
    return part.len == whole.len ? text : sz_arena_strndup(scope->arena, part.data, part.len);
}

/* NULL: not there, a list, or what means missing. */
static const SzXesAttribute *find_attribute(const SzImportScope *scope, guint i_attribute,
                                            const SzImportReading *reading)
{
    const SzImportAttribute *named = g_ptr_array_index(scope->map->attributes, i_attribute);
    const SzXesAttribute *found = find_named(scope, named);
    scope->n_looked[i_attribute]++;
    if (found == NULL || found->type == SZ_XES_LIST || found->type == SZ_XES_CONTAINER) {
        return NULL;
    }
    if (found->type == SZ_XES_STRING || found->type == SZ_XES_ID) {
        const char *text = reading->trim ? trim(scope, found->as.text) : found->as.text;
        if (sz_import_text_is_missing(text, reading)) {
            return NULL;
        }
        found = text != found->as.text ? make_text(scope, text) : found;
    }
    scope->n_seen[i_attribute]++;
    return found;
}

/* --- values -------------------------------------------------------------------------------- */

/* The texts of several attributes in one; NULL when one is missing. */
static const SzXesAttribute *join(const SzImportScope *scope, const SzImportValue *value)
{
    g_autoptr(GString) all = g_string_new(NULL);
    for (guint i = 0; i < value->i_attributes->len; i++) {
        guint i_attribute = g_array_index(value->i_attributes, guint, i);
        const SzXesAttribute *each = find_attribute(scope, i_attribute, &value->reading);
        if (each == NULL) {
            return NULL;
        }
        g_string_append_printf(all, "%s%s", i > 0 ? value->join : "",
                               sz_xes_value_text(each, scope->arena));
    }
    return make_text(scope, sz_arena_strndup(scope->arena, all->str, all->len));
}

static const SzXesAttribute *find_source(const SzImportScope *scope, const SzImportValue *value)
{
    if (value->i_attributes->len > 1) {
        return join(scope, value);
    }
    return find_attribute(scope, g_array_index(value->i_attributes, guint, 0), &value->reading);
}

/* The first group of the map's expression, or all that it matches; NULL: no match. */
static const SzXesAttribute *extract(const SzImportScope *scope, const SzImportValue *value,
                                     const SzXesAttribute *from)
{
    g_autoptr(GMatchInfo) match = NULL;
    const char *text = sz_xes_value_text(from, scope->arena);
    if (!g_regex_match(value->extract, text, 0, &match)) {
        return NULL;
    }
    int group = g_regex_get_capture_count(value->extract) > 0 ? 1 : 0;
    g_autofree char *part = g_match_info_fetch(match, group);
    if (part == NULL || part[0] == '\0') {
        return NULL;
    }
    SzSlice taken = value->reading.trim ? sz_import_trim(sz_slice(part)) : sz_slice(part);
    return make_text(scope, sz_arena_strndup(scope->arena, taken.data, taken.len));
}

/* A constant of the map; @text NULL: there is none. */
static SzImportFound read_constant(const char *text, const SzImportValue *value, SzLpValue *out,
                                   SzImportFound otherwise)
{
    return text == NULL ? otherwise : sz_import_read_constant(text, value, out);
}

/* An attribute as a field value, without a detour over text where its type is the one wanted. */
static SzImportFound read_attribute(const SzImportScope *scope, const SzImportValue *value,
                                    const SzXesAttribute *attribute, SzLpValue *out)
{
    SzImportUse *use = &scope->uses[value->i_use];
    SzZoneDoubt doubt = SZ_ZONE_SURE;
    if (value->type == SZ_IMPORT_TIME && attribute->type == SZ_XES_DATE) {
        *out = (SzLpValue){.type = SZ_LP_INT, .as.i = attribute->as.time.ns};
        return SZ_IMPORT_FOUND;
    }
    SzImportFound found =
        sz_import_read_text(sz_xes_value_text(attribute, scope->arena), value, out, &doubt);
    if (found == SZ_IMPORT_FOUND && doubt != SZ_ZONE_SURE) {
        sz_import_count(doubt == SZ_ZONE_TWICE ? &use->twice : &use->skipped,
                        sz_import_scope_line(scope));
    }
    return found;
}

static void note_listed(const SzImportValue *value, const char *text, bool is_listed,
                        SzImportUse *use)
{
    gpointer key = NULL;
    use->n_listed += is_listed;
    if (!is_listed) {
        use->unlisted =
            use->unlisted != NULL ? use->unlisted : sz_import_texts_new(UNLISTED_KEPT_MAX);
        sz_import_texts_add(use->unlisted, text);
        return;
    }
    use->listed = use->listed != NULL ? use->listed : g_hash_table_new(NULL, NULL);
    if (g_hash_table_lookup_extended(value->values, text, &key, NULL)) {
        g_hash_table_add(use->listed, key);
    }
}

static SzImportFound read_listed(const SzImportScope *scope, const SzImportValue *value,
                                 const SzXesAttribute *attribute, SzLpValue *out)
{
    g_autofree char *folded =
        sz_import_fold(&value->reading, sz_xes_value_text(attribute, scope->arena));
    const char *mapped = g_hash_table_lookup(value->values, folded);
    note_listed(value, folded, mapped != NULL, &scope->uses[value->i_use]);
    return read_constant(mapped != NULL ? mapped : value->fallback, value, out, SZ_IMPORT_UNLISTED);
}

static void add_prefix(const SzImportScope *scope, const char *prefix, SzLpValue *value)
{
    g_autoptr(GString) text = g_string_new(prefix);
    g_string_append_len(text, value->as.s.data, (gssize)value->as.s.len);
    value->as.s = sz_slice(sz_arena_strndup(scope->arena, text->str, text->len));
}

static SzImportFound read_found(const SzImportScope *scope, const SzImportValue *value,
                                const SzXesAttribute *attribute, SzLpValue *out)
{
    if (value->extract != NULL) {
        attribute = extract(scope, value, attribute);
        if (attribute == NULL) {
            return read_constant(value->fallback, value, out, SZ_IMPORT_UNMATCHED);
        }
    }
    return value->values != NULL ? read_listed(scope, value, attribute, out)
                                 : read_attribute(scope, value, attribute, out);
}

SzImportFound sz_import_value_find(const SzImportScope *scope, const SzImportValue *value,
                                   SzLpValue *out, const char **out_shown)
{
    if (!value->is_set) {
        return SZ_IMPORT_ABSENT;
    }
    if (value->constant != NULL) {
        return read_constant(value->constant, value, out, SZ_IMPORT_ABSENT);
    }
    const SzXesAttribute *attribute = find_source(scope, value);
    if (attribute == NULL) {
        return read_constant(value->fallback, value, out, SZ_IMPORT_ABSENT);
    }
    scope->uses[value->i_use].n_present++;
    SzImportFound found = read_found(scope, value, attribute, out);
    if (found == SZ_IMPORT_FOUND && value->prefix != NULL) {
        add_prefix(scope, value->prefix, out);
    }
    if (found != SZ_IMPORT_FOUND && out_shown != NULL) {
        *out_shown = sz_xes_value_text(attribute, scope->arena);
    }
    return found;
}

/* --- tests --------------------------------------------------------------------------------- */

static bool is_among(const SzImportScope *scope, const SzImportTest *test, const char **out_text)
{
    const SzImportReading *reading = &scope->map->reading;
    const SzXesAttribute *attribute = find_attribute(scope, test->i_attribute, reading);
    *out_text = attribute != NULL ? sz_xes_value_text(attribute, scope->arena) : "";
    g_autofree char *folded = sz_import_fold(reading, *out_text);
    return g_hash_table_contains(test->words, folded);
}

bool sz_import_rule_holds(const SzImportScope *scope, const SzImportRule *rule,
                          const SzImportTest **out_failed, const char **out_text)
{
    for (guint i = 0; i < rule->tests->len; i++) {
        const SzImportTest *test = g_ptr_array_index(rule->tests, i);
        const char *text = "";
        if (is_among(scope, test, &text) == test->must_not) {
            *out_failed = test;
            *out_text = text;
            return false;
        }
    }
    return true;
}
