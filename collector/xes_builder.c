#include "collector/xes_builder.h"

#include "collector/xes_declare.h"
#include "collector/xes_value.h"
#include "metrics/shown_text.h"

#define ROOT_SHOWN_BYTES 64

typedef enum {
    OPEN_LOG,
    OPEN_TRACE,
    OPEN_EVENT,
    OPEN_GLOBAL,
    OPEN_ATTRIBUTE,
    OPEN_VALUES
} OpenKind;

typedef struct {
    OpenKind kind;
    guint64 line;
    SzXesAttribute *attribute;  /* ATTRIBUTE: itself; VALUES: the list it stands in */
    SzXesAttribute *last_child; /* of ATTRIBUTE */
    const char *scope;          /* of GLOBAL */
} Open;

struct SzXesBuilder {
    const SzXesLimits *limits; /* borrowed */
    SzXesSink sink;
    const SzTimeZone *zone; /* borrowed; of times without offset; NULL: UTC */
    GArray *open;           /* owned; Open, from the root inwards */
    guint64 n_ignored;      /* elements open inside and including one that is passed over */
    SzArena *log_arena;     /* owned */
    SzArena *trace_arena;   /* owned; emptied after each trace */
    SzXesAttributes log_attributes;
    SzXesAttributes global_attributes;
    SzXesAttributes trace_attributes;
    SzXesAttributes event_attributes;
    SzXesLog log;
    bool is_in_trace;
    SzXesTrace trace;
    SzXesEvent *event;      /* borrowed from trace_arena; the open one */
    SzXesEvent *last_event; /* of the open trace */
    guint n_declarations;
    guint64 n_traces; /* begun */
    guint64 n_complete;
};

SzXesBuilder *sz_xes_builder_new(const SzXesLimits *limits, SzXesSink sink)
{
    SzXesBuilder *builder = g_new0(SzXesBuilder, 1);
    builder->limits = limits;
    builder->sink = sink;
    builder->open = g_array_new(FALSE, FALSE, sizeof(Open));
    builder->log_arena = sz_arena_new(limits->trace_max_bytes);
    builder->trace_arena = sz_arena_new(limits->trace_max_bytes);
    return builder;
}

void sz_xes_builder_set_zone(SzXesBuilder *builder, const SzTimeZone *zone)
{
    builder->zone = zone;
}

void sz_xes_builder_free(SzXesBuilder *builder)
{
    if (builder == NULL) {
        return;
    }
    sz_xes_attributes_clear(&builder->log_attributes);
    sz_xes_attributes_clear(&builder->global_attributes);
    sz_xes_attributes_clear(&builder->trace_attributes);
    sz_xes_attributes_clear(&builder->event_attributes);
    sz_arena_free(builder->trace_arena);
    sz_arena_free(builder->log_arena);
    g_array_unref(builder->open);
    g_free(builder);
}

static void warn(const SzXesBuilder *builder, SzXesWarning warning, guint64 line)
{
    if (builder->sink.on_warning != NULL) {
        builder->sink.on_warning(warning, line, builder->sink.user);
    }
}

static Open *innermost(const SzXesBuilder *builder)
{
    return &g_array_index(builder->open, Open, builder->open->len - 1);
}

static Open *push(SzXesBuilder *builder, OpenKind kind, guint64 line)
{
    Open open = {.kind = kind, .line = line};
    g_array_append_val(builder->open, open);
    return innermost(builder);
}

static const char *find_xml(const char **xml, const char *name)
{
    for (; xml[0] != NULL; xml += 2) {
        if (g_str_equal(xml[0], name)) {
            return xml[1];
        }
    }
    return NULL;
}

static gboolean fail_too_large(const char *what, guint64 limit, const char *of, GError **error)
{
    g_set_error(error, SZ_XES_ERROR, SZ_XES_ERROR_TOO_LARGE,
                "too large: more than %" G_GUINT64_FORMAT " %s in one %s", limit, what, of);
    return FALSE;
}

/* Asked at every tag: elements may nest, each with a long value, before the first of them ends. */
static gboolean check_room(const SzXesBuilder *builder, GError **error)
{
    const SzXesLimits *limits = builder->limits;
    if (builder->open->len + builder->n_ignored > limits->nesting_max) {
        return fail_too_large("elements in each other", limits->nesting_max, "log", error);
    }
    if (sz_arena_is_over(builder->trace_arena)) {
        return fail_too_large("bytes", limits->trace_max_bytes, "trace", error);
    }
    return !sz_arena_is_over(builder->log_arena) ||
           fail_too_large("bytes", limits->trace_max_bytes, "head of a log", error);
}

/* --- elements that begin ------------------------------------------------------------------- */

/* Whether the attribute is wanted at all, before its value is looked at. */
static bool is_wanted(const SzXesBuilder *builder, const char *key, const char *value, guint64 line)
{
    if (key == NULL || key[0] == '\0') {
        warn(builder, SZ_XES_MISSING_KEY, line);
        return false;
    }
    if (builder->open->len >= builder->limits->depth_max) {
        warn(builder, SZ_XES_TOO_DEEP, line);
        return false;
    }
    if (MAX(strlen(key), value != NULL ? strlen(value) : 0) > builder->limits->value_max_bytes) {
        warn(builder, SZ_XES_TOO_LONG, line);
        return false;
    }
    return true;
}

static void start_attribute(SzXesBuilder *builder, SzXesType type, const char **xml, guint64 line)
{
    static const SzXesWarning warnings[] = {
        [SZ_XES_VALUE_BAD] = SZ_XES_BAD_VALUE,
        [SZ_XES_VALUE_NOT_FINITE] = SZ_XES_NOT_FINITE,
        [SZ_XES_VALUE_BAD_TIME] = SZ_XES_BAD_TIME,
        [SZ_XES_VALUE_NO_OFFSET] = SZ_XES_NO_OFFSET,
    };
    const char *key = find_xml(xml, "key");
    const char *value = find_xml(xml, "value");
    builder->n_ignored = 1; /* until it is seen to be good */
    if (!is_wanted(builder, key, value, line)) {
        return;
    }
    SzArena *arena = builder->is_in_trace ? builder->trace_arena : builder->log_arena;
    SzXesAttribute *attribute = sz_arena_alloc(arena, sizeof *attribute);
    attribute->type = type;
    SzXesValueResult result = sz_xes_value_read(attribute, value, builder->zone, arena);
    if (result != SZ_XES_VALUE_OK) {
        warn(builder, warnings[result], line);
    }
    if (result == SZ_XES_VALUE_OK || result == SZ_XES_VALUE_NO_OFFSET) {
        attribute->key = sz_arena_strndup(arena, key, strlen(key));
        builder->n_ignored = 0;
        push(builder, OPEN_ATTRIBUTE, line)->attribute = attribute;
    }
}

/* What may stand only in the log itself. */
static void start_declaration(SzXesBuilder *builder, const char *name, const char **xml,
                              guint64 line)
{
    SzArena *arena = builder->log_arena;
    const char *scope = find_xml(xml, "scope");
    scope = scope != NULL ? scope : "event";
    if (g_str_equal(name, "global")) {
        push(builder, OPEN_GLOBAL, line)->scope = sz_arena_strndup(arena, scope, strlen(scope));
        return;
    }
    builder->n_ignored = 1;
    const char *label = find_xml(xml, g_str_equal(name, "classifier") ? "name" : "prefix");
    if (g_str_equal(name, "classifier")) {
        const char *keys = find_xml(xml, "keys");
        sz_xes_declare_classifier(&builder->log, arena, label != NULL ? label : "", scope,
                                  keys != NULL ? keys : "");
    } else if (label != NULL) {
        sz_xes_declare_extension(&builder->log, arena, label);
    }
}

static bool is_declaration(const char *name)
{
    return g_str_equal(name, "global") || g_str_equal(name, "classifier") ||
           g_str_equal(name, "extension");
}

static bool is_list(const SzXesAttribute *attribute)
{
    return attribute->type == SZ_XES_LIST || attribute->type == SZ_XES_CONTAINER;
}

/* An element other than log, trace, event and the attributes.  What has no place where it stands is
 * passed over. */
static gboolean start_other(SzXesBuilder *builder, const char *name, const char **xml, guint64 line,
                            GError **error)
{
    const Open *parent = innermost(builder);
    if (parent->kind == OPEN_LOG && is_declaration(name)) {
        if (++builder->n_declarations > builder->limits->declarations_max) {
            return fail_too_large("declarations", builder->limits->declarations_max, "log", error);
        }
        start_declaration(builder, name, xml, line);
    } else if (parent->kind == OPEN_ATTRIBUTE && is_list(parent->attribute) &&
               g_str_equal(name, "values")) {
        SzXesAttribute *list = parent->attribute; /* push() may move the parent */
        push(builder, OPEN_VALUES, line)->attribute = list;
    } else {
        builder->n_ignored = 1;
    }
    return TRUE;
}

static gboolean fail_misplaced(const char *name, const char *expected, GError **error)
{
    g_set_error(error, SZ_XES_ERROR, SZ_XES_ERROR_STRUCTURE, "misplaced element: '%s', expected %s",
                name, expected);
    return FALSE;
}

static gboolean start_trace(SzXesBuilder *builder, guint64 line, GError **error)
{
    if (innermost(builder)->kind != OPEN_LOG) {
        return fail_misplaced("trace", "traces directly in the log", error);
    }
    push(builder, OPEN_TRACE, line);
    builder->n_traces++;
    builder->is_in_trace = true;
    builder->last_event = NULL;
    builder->trace = (SzXesTrace){.line = line};
    return TRUE;
}

static gboolean start_event(SzXesBuilder *builder, guint64 line, GError **error)
{
    OpenKind parent = innermost(builder)->kind;
    if (parent == OPEN_LOG) {
        warn(builder, SZ_XES_EVENT_OUTSIDE_TRACE, line);
        builder->n_ignored = 1;
        return TRUE;
    }
    if (parent != OPEN_TRACE) {
        return fail_misplaced("event", "events directly in a trace", error);
    }
    push(builder, OPEN_EVENT, line);
    builder->event = sz_arena_alloc(builder->trace_arena, sizeof *builder->event);
    builder->event->line = line;
    return TRUE;
}

static gboolean start_root(SzXesBuilder *builder, const char *name, const char **xml, guint64 line,
                           GError **error)
{
    if (name == NULL || !g_str_equal(name, "log")) {
        char shown_bytes[ROOT_SHOWN_BYTES + 16];
        SzShownText shown = sz_shown_text(shown_bytes, sizeof shown_bytes);
        sz_shown_add_outside(&shown, sz_slice(name), ROOT_SHOWN_BYTES);
        g_set_error(error, SZ_XES_ERROR, SZ_XES_ERROR_NOT_XES,
                    "not an event log: root element is '%s', expected 'log'", shown_bytes);
        return FALSE;
    }
    const char *version = find_xml(xml, "xes.version");
    if (version != NULL) {
        builder->log.version = sz_arena_strndup(builder->log_arena, version, strlen(version));
    }
    push(builder, OPEN_LOG, line);
    return TRUE;
}

static gboolean start_element(SzXesBuilder *builder, const char *name, const char **xml,
                              guint64 line, GError **error)
{
    SzXesType type = SZ_XES_STRING;
    if (builder->n_ignored > 0) {
        builder->n_ignored++;
        return TRUE;
    }
    if (builder->open->len == 0) {
        return start_root(builder, name, xml, line, error);
    }
    if (name == NULL) {
        builder->n_ignored = 1;
        return TRUE;
    }
    if (sz_xes_type_parse(name, &type)) {
        start_attribute(builder, type, xml, line);
        return TRUE;
    }
    if (g_str_equal(name, "event")) {
        return start_event(builder, line, error);
    }
    if (g_str_equal(name, "trace")) {
        return start_trace(builder, line, error);
    }
    if (g_str_equal(name, "log")) {
        return fail_misplaced("log", "one log, the root", error);
    }
    return start_other(builder, name, xml, line, error);
}

gboolean sz_xes_builder_start(SzXesBuilder *builder, const char *name, const char **xml,
                              guint64 line, GError **error)
{
    return start_element(builder, name, xml, line, error) && check_room(builder, error);
}

/* --- elements that end --------------------------------------------------------------------- */

static gboolean put(SzXesBuilder *builder, SzXesAttributes *set, const Open *ended, GError **error)
{
    if (sz_xes_attributes_put(set, ended->attribute)) {
        warn(builder, SZ_XES_DUPLICATE_KEY, ended->line);
    }
    return set->n <= builder->limits->attributes_max ||
           fail_too_large("attributes", builder->limits->attributes_max, "element", error);
}

static gboolean end_attribute(SzXesBuilder *builder, const Open *ended, GError **error)
{
    Open *parent = innermost(builder);
    if (parent->kind == OPEN_VALUES) {
        parent = &g_array_index(builder->open, Open, builder->open->len - 2);
    }
    switch (parent->kind) {
    case OPEN_LOG:
        return put(builder, &builder->log_attributes, ended, error);
    case OPEN_GLOBAL:
        return put(builder, &builder->global_attributes, ended, error);
    case OPEN_TRACE:
        return put(builder, &builder->trace_attributes, ended, error);
    case OPEN_EVENT:
        return put(builder, &builder->event_attributes, ended, error);
    case OPEN_ATTRIBUTE:
    case OPEN_VALUES: /* the list around it was taken above */
        break;
    }
    if (parent->last_child != NULL) {
        parent->last_child->next = ended->attribute;
    } else {
        parent->attribute->children = ended->attribute;
    }
    parent->last_child = ended->attribute;
    return TRUE;
}

static gboolean end_event(SzXesBuilder *builder, const Open *ended, GError **error)
{
    SzXesEvent *event = builder->event;
    SzXesEventResult result = sz_xes_event_derive(event, &builder->log, &builder->event_attributes,
                                                  builder->zone, builder->trace_arena);
    sz_xes_attributes_clear(&builder->event_attributes);
    if (result != SZ_XES_EVENT_OK) {
        warn(builder,
             result == SZ_XES_EVENT_NO_ACTIVITY ? SZ_XES_MISSING_ACTIVITY : SZ_XES_MISSING_TIME,
             ended->line);
        return TRUE;
    }
    if (builder->last_event != NULL) {
        builder->last_event->next = event;
    } else {
        builder->trace.events = event;
    }
    builder->last_event = event;
    builder->trace.n_events++;
    return builder->trace.n_events <= builder->limits->events_max ||
           fail_too_large("events", builder->limits->events_max, "trace", error);
}

static gboolean end_trace(SzXesBuilder *builder, const Open *ended, GError **error)
{
    SzXesTrace *trace = &builder->trace;
    trace->attributes = builder->trace_attributes.first;
    trace->case_id =
        sz_xes_text_of(&builder->trace_attributes, "concept:name", builder->trace_arena);
    if (trace->case_id == NULL) {
        g_autofree char *made = g_strdup_printf("trace-%" G_GUINT64_FORMAT, builder->n_traces);
        trace->case_id = sz_arena_strndup(builder->trace_arena, made, strlen(made));
        warn(builder, SZ_XES_MISSING_CASE, ended->line);
    }
    if (!builder->sink.on_trace(trace, &builder->log, builder->sink.user, error)) {
        return FALSE;
    }
    builder->n_complete++;
    builder->is_in_trace = false;
    sz_xes_attributes_clear(&builder->trace_attributes);
    sz_arena_reset(builder->trace_arena);
    return TRUE;
}

static gboolean end_open(SzXesBuilder *builder, const Open *ended, GError **error)
{
    switch (ended->kind) {
    case OPEN_ATTRIBUTE:
        return end_attribute(builder, ended, error);
    case OPEN_EVENT:
        return end_event(builder, ended, error);
    case OPEN_TRACE:
        return end_trace(builder, ended, error);
    case OPEN_GLOBAL:
        sz_xes_declare_global(&builder->log, builder->log_arena, ended->scope,
                              builder->global_attributes.first);
        sz_xes_attributes_clear(&builder->global_attributes);
        return TRUE;
    case OPEN_LOG:
        builder->log.attributes = builder->log_attributes.first;
        return TRUE;
    case OPEN_VALUES:
        break;
    }
    return TRUE;
}

gboolean sz_xes_builder_end(SzXesBuilder *builder, GError **error)
{
    if (builder->n_ignored > 0) {
        builder->n_ignored--;
        return TRUE;
    }
    Open ended = *innermost(builder);
    g_array_set_size(builder->open, builder->open->len - 1);
    return end_open(builder, &ended, error) && check_room(builder, error);
}

const SzXesLog *sz_xes_builder_log(const SzXesBuilder *builder)
{
    return &builder->log;
}

guint64 sz_xes_builder_complete_traces(const SzXesBuilder *builder)
{
    return builder->n_complete;
}
