#include "collector/action_line.h"

#include "collector/line_protocol_write.h"
#include "collector/telemetry_internal.h"

#define MEASUREMENT SZ_SLICE("action")
#define KIND SZ_SLICE("kind")
#define PREV SZ_SLICE("prev")

bool sz_action_is(const SzLpPoint *point)
{
    return sz_slice_equal(point->measurement, MEASUREMENT);
}

bool sz_action_read(const SzLpPoint *point, SzAction *out)
{
    const SzLpField *prev = sz_point_find_field(point, PREV);
    SzSlice kind = sz_point_find_tag(point, KIND);
    bool is_good = sz_action_is(point) && kind.len > 0 && point->has_time && prev != NULL &&
                   prev->value.type == SZ_LP_STRING;
    if (is_good) {
        *out = (SzAction){kind, prev->value.as.s, {point->time_ns}, point};
    }
    return is_good;
}

gboolean sz_action_write(GString *text, const SzActionDraft *draft, SzSlice prev, GError **error)
{
    g_autoptr(GArray) fields = g_array_new(FALSE, FALSE, sizeof(SzLpField));
    const SzLpField chain = {PREV, {.type = SZ_LP_STRING, .as.s = prev}};
    const SzLpTag kind = {KIND, draft->kind};
    g_array_append_val(fields, chain);
    if (draft->n_fields > 0) {
        g_array_append_vals(fields, draft->fields, (guint)draft->n_fields);
    }
    SzLpPoint point = {
        .measurement = MEASUREMENT,
        .tags = &kind,
        .n_tags = 1,
        .fields = (const SzLpField *)(gpointer)fields->data,
        .n_fields = fields->len,
        .has_time = true,
        .time_ns = draft->at.ns,
    };
    return sz_lp_write(text, &point, 0, error);
}

/* Whether one may be there: does any line begin like one?  What stands inside a string may look so too. */
static bool may_hold_action(SzSlice lines)
{
    const char *end = lines.data + lines.len;
    for (const char *line = lines.data; line < end;) {
        if ((gsize)(end - line) >= MEASUREMENT.len &&
            memcmp(line, MEASUREMENT.data, MEASUREMENT.len) == 0) {
            return true;
        }
        const char *feed = memchr(line, '\n', (gsize)(end - line));
        line = feed != NULL ? feed + 1 : end;
    }
    return false;
}

static void on_point(const SzLpPoint *point, void *user)
{
    const SzLpSink *sink = user;
    if (sz_action_is(point)) {
        sink->on_point(point, sink->user);
    }
}

static void on_error(const SzLpError *error, void *user)
{
    const SzLpSink *sink = user;
    if (sink->on_error != NULL) {
        sink->on_error(error, sink->user);
    }
}

void sz_action_each(SzSlice lines, const SzLpSink *sink)
{
    SzLpSink given = *sink;
    if (may_hold_action(lines)) {
        sz_lp_parse(NULL, 1, lines,
                    (SzLpSink){.on_point = on_point, .on_error = on_error, .user = &given});
    }
}
