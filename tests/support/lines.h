#pragma once

/* Line protocol as text that tests can compare: every point and error in full detail. */

#include "collector/line_protocol.h"

static inline void lines_append_slice(GString *text, SzSlice slice)
{
    g_string_append_printf(text, "%" G_GSIZE_FORMAT ":", slice.len);
    g_string_append_len(text, slice.data, (gssize)slice.len);
}

/* g_assert_cmpmem() does not pass our warnings. */
static inline void lines_assert_same(SzSlice a, SzSlice b)
{
    if (!sz_slice_equal(a, b)) {
        g_autofree char *left = g_strndup(a.data, a.len);
        g_autofree char *right = g_strndup(b.data, b.len);
        g_error("differ:\n%s\n---\n%s", left, right);
    }
}

static inline SzSlice lines_slice(const GString *text)
{
    return (SzSlice){text->str, text->len};
}

static inline void lines_append_value(GString *text, const SzLpValue *value)
{
    guint64 bits = 0;
    switch (value->type) {
    case SZ_LP_FLOAT:
        memcpy(&bits, &value->as.f, sizeof bits);
        g_string_append_printf(text, "f%016" G_GINT64_MODIFIER "x", bits);
        break;
    case SZ_LP_INT:
        g_string_append_printf(text, "%" G_GINT64_FORMAT "i", value->as.i);
        break;
    case SZ_LP_UINT:
        g_string_append_printf(text, "%" G_GUINT64_FORMAT "u", value->as.u);
        break;
    case SZ_LP_BOOL:
        g_string_append(text, value->as.b ? "true" : "false");
        break;
    case SZ_LP_STRING:
        lines_append_slice(text, value->as.s);
        break;
    }
}

/* What the point says, without where it stood. */
static inline void lines_append_meaning(GString *text, const SzLpPoint *point)
{
    lines_append_slice(text, point->measurement);
    for (gsize i = 0; i < point->n_tags; i++) {
        g_string_append_c(text, ',');
        lines_append_slice(text, point->tags[i].key);
        g_string_append_c(text, '=');
        lines_append_slice(text, point->tags[i].value);
    }
    for (gsize i = 0; i < point->n_fields; i++) {
        g_string_append_c(text, ' ');
        lines_append_slice(text, point->fields[i].key);
        g_string_append_c(text, '=');
        lines_append_value(text, &point->fields[i].value);
    }
    if (point->has_time) {
        g_string_append_printf(text, " @%" G_GINT64_FORMAT, point->time_ns);
    }
}

static inline void lines_on_point(const SzLpPoint *point, void *user)
{
    GString *text = user;
    g_string_append_printf(text, "point %" G_GUINT64_FORMAT " ", point->line);
    lines_append_meaning(text, point);
    g_string_append(text, " raw ");
    lines_append_slice(text, point->raw);
    g_string_append_c(text, '\n');
}

static inline void lines_on_error(const SzLpError *error, void *user)
{
    GString *text = user;
    g_string_append_printf(text, "error %" G_GUINT64_FORMAT ":%" G_GSIZE_FORMAT " %s: %s raw ",
                           error->line, error->column, sz_lp_kind_name(error->kind),
                           error->message);
    lines_append_slice(text, error->raw);
    g_string_append_c(text, '\n');
}

static inline SzLpSink lines_sink(GString *text)
{
    return (SzLpSink){lines_on_point, lines_on_error, text};
}
