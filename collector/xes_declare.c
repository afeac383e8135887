#include "collector/xes_declare.h"

#include "collector/xes_time.h"
#include "collector/xes_value.h"

static const char *copy(SzArena *arena, const char *text)
{
    return sz_arena_strndup(arena, text, strlen(text));
}

/* The next key of a classifier; moves *at behind it.  NULL at the end. */
static const char *next_key(SzArena *arena, const char **at)
{
    const char *first = *at;
    while (g_ascii_isspace(*first)) {
        first++;
    }
    if (*first == '\0') {
        return NULL;
    }
    const char *closing = *first == '\'' ? strchr(first + 1, '\'') : NULL;
    if (closing != NULL) {
        *at = closing + 1;
        return sz_arena_strndup(arena, first + 1, (gsize)(closing - first - 1));
    }
    const char *end = first;
    while (*end != '\0' && !g_ascii_isspace(*end)) {
        end++;
    }
    *at = end;
    return sz_arena_strndup(arena, first, (gsize)(end - first));
}

static const char *const *split_keys(SzArena *arena, const char *keys)
{
    const char **list = sz_arena_alloc(arena, (SZ_XES_CLASSIFIER_KEYS_MAX + 1) * sizeof *list);
    gsize n = 0;
    for (const char *key = NULL; (key = next_key(arena, &keys)) != NULL;) {
        if (n == SZ_XES_CLASSIFIER_KEYS_MAX) {
            list[0] = NULL;
            break;
        }
        list[n++] = key;
    }
    return list;
}

void sz_xes_declare_classifier(SzXesLog *log, SzArena *arena, const char *name, const char *scope,
                               const char *keys)
{
    SzXesClassifier *classifier = sz_arena_alloc(arena, sizeof *classifier);
    classifier->name = copy(arena, name);
    classifier->scope = copy(arena, scope);
    classifier->keys = split_keys(arena, keys);
    SzXesClassifier **tail = &log->classifiers;
    while (*tail != NULL) {
        tail = &(*tail)->next;
    }
    *tail = classifier;
}

void sz_xes_declare_extension(SzXesLog *log, SzArena *arena, const char *prefix)
{
    SzXesExtension *extension = sz_arena_alloc(arena, sizeof *extension);
    extension->prefix = copy(arena, prefix);
    SzXesExtension **tail = &log->extensions;
    while (*tail != NULL) {
        tail = &(*tail)->next;
    }
    *tail = extension;
}

void sz_xes_declare_global(SzXesLog *log, SzArena *arena, const char *scope,
                           const SzXesAttribute *attributes)
{
    SzXesGlobal *global = sz_arena_alloc(arena, sizeof *global);
    global->scope = copy(arena, scope);
    global->attributes = attributes;
    SzXesGlobal **tail = &log->globals;
    while (*tail != NULL) {
        tail = &(*tail)->next;
    }
    *tail = global;
}

const char *sz_xes_text_of(const SzXesAttributes *set, const char *key, SzArena *arena)
{
    const SzXesAttribute *attribute = sz_xes_attributes_find(set, key);
    if (attribute == NULL) {
        return NULL;
    }
    const char *text = sz_xes_value_text(attribute, arena);
    return text[0] != '\0' ? text : NULL;
}

/* NULL: a key is missing. */
static const char *classify(const SzXesClassifier *classifier, const SzXesAttributes *set,
                            SzArena *arena)
{
    if (classifier->keys[0] == NULL) {
        return NULL;
    }
    g_autoptr(GString) joined = g_string_new(NULL);
    for (const char *const *key = classifier->keys; *key != NULL; key++) {
        const char *text = sz_xes_text_of(set, *key, arena);
        if (text == NULL) {
            return NULL;
        }
        g_string_append_printf(joined, "%s%s", key == classifier->keys ? "" : "+", text);
    }
    return sz_arena_strndup(arena, joined->str, joined->len);
}

static void find_activity(SzXesEvent *event, const SzXesLog *log, const SzXesAttributes *set,
                          SzArena *arena)
{
    event->activity = sz_xes_text_of(set, "concept:name", arena);
    const SzXesClassifier *each = log->classifiers;
    for (; event->activity == NULL && each != NULL; each = each->next) {
        if (g_str_equal(each->scope, "event")) {
            event->activity = classify(each, set, arena);
            event->activity_from = each->name;
        }
    }
}

static bool find_time(const SzXesAttributes *set, const SzTimeZone *zone, SzWallTime *out)
{
    const SzXesAttribute *attribute = sz_xes_attributes_find(set, "time:timestamp");
    if (attribute != NULL && attribute->type == SZ_XES_DATE) {
        *out = attribute->as.time;
        return true;
    }
    /* Some exporters write it as a string. */
    bool has_offset = false;
    return attribute != NULL && attribute->type == SZ_XES_STRING &&
           sz_xes_time_parse(sz_slice(attribute->as.text), zone, out, &has_offset);
}

SzXesEventResult sz_xes_event_derive(SzXesEvent *event, const SzXesLog *log,
                                     const SzXesAttributes *set, const SzTimeZone *zone,
                                     SzArena *arena)
{
    find_activity(event, log, set, arena);
    if (event->activity == NULL) {
        return SZ_XES_EVENT_NO_ACTIVITY;
    }
    if (!find_time(set, zone, &event->time)) {
        return SZ_XES_EVENT_NO_TIME;
    }
    const char *lifecycle = sz_xes_text_of(set, "lifecycle:transition", arena);
    if (lifecycle != NULL) {
        g_autofree char *lower = g_utf8_strdown(lifecycle, -1);
        event->lifecycle = copy(arena, lower);
    }
    event->resource = sz_xes_text_of(set, "org:resource", arena);
    event->group = sz_xes_text_of(set, "org:group", arena);
    event->role = sz_xes_text_of(set, "org:role", arena);
    event->instance = sz_xes_text_of(set, "concept:instance", arena);
    event->attributes = set->first;
    return SZ_XES_EVENT_OK;
}
