#pragma once

/* What the XES reader makes of a file, as the JSON of tests/data/xes.  Test code. */

#include "collector/xes_reader.h"

#include <jansson.h>

typedef struct {
    json_t *traces;
    json_t *warnings;
    guint64 n_events;
} TestXesSeen;

static inline json_t *test_xes_value(const SzXesAttribute *attribute)
{
    char text[32] = "";
    switch (attribute->type) {
    case SZ_XES_DATE:
        g_snprintf(text, sizeof text, "%" G_GINT64_FORMAT, attribute->as.time.ns);
        return json_string(text);
    case SZ_XES_INT:
        g_snprintf(text, sizeof text, "%" G_GINT64_FORMAT, attribute->as.i);
        return json_string(text);
    case SZ_XES_FLOAT:
        return json_real(attribute->as.f);
    case SZ_XES_BOOLEAN:
        return json_boolean(attribute->as.b);
    case SZ_XES_STRING:
    case SZ_XES_ID:
        return json_string(attribute->as.text);
    case SZ_XES_LIST:
    case SZ_XES_CONTAINER:
    case SZ_XES_N_TYPES:
        break;
    }
    return NULL;
}

/* {"type","value","children":[...]}; with_key: also "key".  Recursion is bounded by depth_max. */
static inline json_t *test_xes_attribute(const SzXesAttribute *attribute, bool with_key)
{
    json_t *object = json_object();
    if (with_key) {
        json_object_set_new(object, "key", json_string(attribute->key));
    }
    json_object_set_new(object, "type", json_string(sz_xes_type_name(attribute->type)));
    json_t *value = test_xes_value(attribute);
    if (value != NULL) {
        json_object_set_new(object, "value", value);
    }
    if (attribute->children != NULL) {
        json_t *children = json_array();
        for (const SzXesAttribute *each = attribute->children; each != NULL; each = each->next) {
            json_array_append_new(children, test_xes_attribute(each, true));
        }
        json_object_set_new(object, "children", children);
    }
    return object;
}

/* @hidden: keys shown elsewhere, left out unless they have children */
static inline json_t *test_xes_attributes(const SzXesAttribute *first, const char *const *hidden)
{
    json_t *object = json_object();
    for (const SzXesAttribute *each = first; each != NULL; each = each->next) {
        if (each->children != NULL || hidden == NULL || !g_strv_contains(hidden, each->key)) {
            json_object_set_new(object, each->key, test_xes_attribute(each, false));
        }
    }
    return object;
}

static inline json_t *test_xes_text(const char *text)
{
    return text != NULL ? json_string(text) : json_null();
}

static inline json_t *test_xes_event(const SzXesEvent *event)
{
    static const char *const hidden[] = {
        "concept:name", "time:timestamp", "lifecycle:transition", "org:resource",
        "org:group",    "org:role",       "concept:instance",     NULL};
    char time_ns[32] = "";
    g_snprintf(time_ns, sizeof time_ns, "%" G_GINT64_FORMAT, event->time.ns);
    json_t *object = json_object();
    json_object_set_new(object, "activity", json_string(event->activity));
    if (event->activity_from != NULL) {
        g_autofree char *from = g_strdup_printf("classifier:%s", event->activity_from);
        json_object_set_new(object, "activity_from", json_string(from));
    }
    json_object_set_new(object, "time_ns", json_string(time_ns));
    json_object_set_new(object, "lifecycle", test_xes_text(event->lifecycle));
    json_object_set_new(object, "resource", test_xes_text(event->resource));
    json_object_set_new(object, "group", test_xes_text(event->group));
    json_object_set_new(object, "role", test_xes_text(event->role));
    json_object_set_new(object, "instance", test_xes_text(event->instance));
    json_object_set_new(object, "attributes", test_xes_attributes(event->attributes, hidden));
    return object;
}

static inline gboolean test_xes_on_trace(const SzXesTrace *trace, const SzXesLog *log G_GNUC_UNUSED,
                                         void *user, GError **error G_GNUC_UNUSED)
{
    static const char *const hidden[] = {"concept:name", NULL};
    TestXesSeen *seen = user;
    json_t *events = json_array();
    for (const SzXesEvent *each = trace->events; each != NULL; each = each->next) {
        json_array_append_new(events, test_xes_event(each));
        seen->n_events++;
    }
    g_assert_cmpuint(json_array_size(events), ==, trace->n_events);
    json_t *object = json_object();
    json_object_set_new(object, "case", json_string(trace->case_id));
    json_object_set_new(object, "attributes", test_xes_attributes(trace->attributes, hidden));
    json_object_set_new(object, "events", events);
    json_array_append_new(seen->traces, object);
    return TRUE;
}

static inline void test_xes_on_warning(SzXesWarning warning, guint64 line, void *user)
{
    TestXesSeen *seen = user;
    g_autofree char *at = g_strdup_printf("line %" G_GUINT64_FORMAT, line);
    json_array_append_new(seen->warnings,
                          json_pack("{s:s,s:s}", "kind", sz_xes_warning_name(warning), "at", at));
}

static inline void test_xes_put_log(json_t *result, const SzXesLog *log)
{
    json_t *extensions = json_array();
    json_t *globals = json_object();
    json_t *classifiers = json_array();
    for (const SzXesExtension *each = log->extensions; each != NULL; each = each->next) {
        json_array_append_new(extensions, json_string(each->prefix));
    }
    for (const SzXesGlobal *each = log->globals; each != NULL; each = each->next) {
        json_t *declared = test_xes_attributes(each->attributes, NULL);
        json_t *before = json_object_get(globals, each->scope);
        if (before != NULL) {
            json_object_update(before, declared);
            json_decref(declared);
        } else {
            json_object_set_new(globals, each->scope, declared);
        }
    }
    for (const SzXesClassifier *each = log->classifiers; each != NULL; each = each->next) {
        json_t *keys = json_array();
        for (const char *const *key = each->keys; *key != NULL; key++) {
            json_array_append_new(keys, json_string(*key));
        }
        json_array_append_new(classifiers, json_pack("{s:s,s:s,s:o}", "name", each->name, "scope",
                                                     each->scope, "keys", keys));
    }
    json_object_set_new(result, "version", test_xes_text(log->version));
    json_object_set_new(result, "log_attributes", test_xes_attributes(log->attributes, NULL));
    json_object_set_new(result, "extensions", extensions);
    json_object_set_new(result, "globals", globals);
    json_object_set_new(result, "classifiers", classifiers);
}

static inline gboolean test_xes_feed(SzXesReader *reader, const char *data, gsize len, gsize step,
                                     GError **error)
{
    for (gsize at = 0; at < len; at += step) {
        if (!sz_xes_reader_feed(reader, data + at, MIN(step, len - at), error)) {
            return FALSE;
        }
    }
    return sz_xes_reader_finish(reader, error);
}

/* Feeds @data in pieces of @step bytes. (transfer full) */
static inline json_t *test_xes_json(const char *data, gsize len, gsize step,
                                    const SzXesLimits *limits)
{
    TestXesSeen seen = {.traces = json_array(), .warnings = json_array()};
    g_autoptr(GError) error = NULL;
    g_autoptr(SzXesReader) reader =
        sz_xes_reader_new(limits, (SzXesSink){test_xes_on_trace, test_xes_on_warning, &seen});
    json_t *result = json_object();
    if (!test_xes_feed(reader, data, len, step, &error)) {
        g_assert_true(error->domain == SZ_XES_ERROR);
        json_object_set_new(result, "error",
                            json_string(sz_xes_error_name((SzXesError)error->code)));
        json_object_set_new(result, "line",
                            json_integer((json_int_t)sz_xes_reader_error_line(reader)));
        json_object_set_new(result, "complete_traces",
                            json_integer((json_int_t)sz_xes_reader_complete_traces(reader)));
        json_decref(seen.traces);
        json_decref(seen.warnings);
        return result;
    }
    json_object_set_new(result, "error", json_null());
    test_xes_put_log(result, sz_xes_reader_log(reader));
    json_object_set_new(result, "counts",
                        json_pack("{s:I,s:I,s:I}", "traces",
                                  (json_int_t)json_array_size(seen.traces), "events",
                                  (json_int_t)seen.n_events, "warnings",
                                  (json_int_t)json_array_size(seen.warnings)));
    json_object_set_new(result, "traces", seen.traces);
    json_object_set_new(result, "warnings", seen.warnings);
    return result;
}
