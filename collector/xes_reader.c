#include "collector/xes_reader.h"

#include "collector/xes_builder.h"

#include <expat.h>

/* Between namespace and local name in expat's names; no URI holds a line feed. */
#define NAMESPACE_END '\n'

const SzXesLimits sz_xes_limits_default = {
    .tag_max_bytes = (gsize)16 * 1024 * 1024,
    .value_max_bytes = (gsize)1024 * 1024,
    .depth_max = 1024,
    .nesting_max = 65536,
    .declarations_max = 1000,
    .attributes_max = 65536,
    .events_max = 1000000,
    .trace_max_bytes = (gsize)256 * 1024 * 1024,
};

struct SzXesReader {
    XML_Parser parser; /* owned */
    SzXesLimits limits;
    SzXesBuilder *builder; /* owned */
    bool has_root;
    char *root_namespace; /* owned; NULL: none */
    guint64 n_fed_bytes;
    guint64 seen_bytes; /* where the last thing the parser told us of begins */
    GError *failed;     /* owned */
    guint64 failed_line;
};

static guint64 current_line(const SzXesReader *reader)
{
    return XML_GetCurrentLineNumber(reader->parser);
}

static void note_position(SzXesReader *reader)
{
    reader->seen_bytes = (guint64)XML_GetCurrentByteIndex(reader->parser);
}

/* Remembers the error, with its line if it is one of the file, and stops the parser. */
static void fail_take(SzXesReader *reader, GError *error)
{
    reader->failed = error;
    reader->failed_line = current_line(reader);
    if (error->domain == SZ_XES_ERROR) {
        g_prefix_error(&reader->failed, "line %" G_GUINT64_FORMAT ": ", reader->failed_line);
    }
    (void)XML_StopParser(reader->parser, XML_FALSE);
}

/* The local name; NULL: in a namespace that is not the root's. */
static const char *local_name(const SzXesReader *reader, const char *name)
{
    const char *end = strchr(name, NAMESPACE_END);
    if (end == NULL) {
        return name;
    }
    gsize len = (gsize)(end - name);
    bool is_ours = reader->root_namespace != NULL && strlen(reader->root_namespace) == len &&
                   memcmp(reader->root_namespace, name, len) == 0;
    return is_ours ? end + 1 : NULL;
}

static void on_start(void *user, const XML_Char *name, const XML_Char **xml)
{
    SzXesReader *reader = user;
    GError *error = NULL;
    note_position(reader);
    if (reader->failed != NULL) {
        return;
    }
    if (!reader->has_root) {
        const char *end = strchr(name, NAMESPACE_END);
        reader->has_root = true;
        reader->root_namespace = end != NULL ? g_strndup(name, (gsize)(end - name)) : NULL;
    }
    if (!sz_xes_builder_start(reader->builder, local_name(reader, name), xml, current_line(reader),
                              &error)) {
        fail_take(reader, error);
    }
}

static void on_end(void *user, const XML_Char *name G_GNUC_UNUSED)
{
    SzXesReader *reader = user;
    GError *error = NULL;
    note_position(reader);
    if (reader->failed == NULL && !sz_xes_builder_end(reader->builder, &error)) {
        fail_take(reader, error);
    }
}

/* Text, comments and the like: nothing to us but a sign that the parser gets on. */
static void on_other(void *user, const XML_Char *text G_GNUC_UNUSED, int len G_GNUC_UNUSED)
{
    note_position(user);
}

static void on_doctype(void *user, const XML_Char *name G_GNUC_UNUSED,
                       const XML_Char *system_id G_GNUC_UNUSED,
                       const XML_Char *public_id G_GNUC_UNUSED, int has_internal G_GNUC_UNUSED)
{
    SzXesReader *reader = user;
    if (reader->failed == NULL) {
        fail_take(reader, g_error_new_literal(
                              SZ_XES_ERROR, SZ_XES_ERROR_DOCTYPE,
                              "document type declaration (DOCTYPE) refused, expected plain XES"));
    }
}

SzXesReader *sz_xes_reader_new(const SzXesLimits *limits, SzXesSink sink)
{
    SzXesReader *reader = g_new0(SzXesReader, 1);
    reader->limits = limits != NULL ? *limits : sz_xes_limits_default;
    reader->builder = sz_xes_builder_new(&reader->limits, sink);
    reader->parser = XML_ParserCreateNS(NULL, NAMESPACE_END);
    g_assert(reader->parser != NULL); /* fails only without memory, where GLib aborts too */
    XML_SetUserData(reader->parser, reader);
    XML_SetElementHandler(reader->parser, on_start, on_end);
    XML_SetDefaultHandler(reader->parser, on_other);
    XML_SetStartDoctypeDeclHandler(reader->parser, on_doctype);
    return reader;
}

void sz_xes_reader_set_zone(SzXesReader *reader, const SzTimeZone *zone)
{
    sz_xes_builder_set_zone(reader->builder, zone);
}

void sz_xes_reader_free(SzXesReader *reader)
{
    if (reader == NULL) {
        return;
    }
    XML_ParserFree(reader->parser);
    sz_xes_builder_free(reader->builder);
    g_free(reader->root_namespace);
    g_clear_error(&reader->failed);
    g_free(reader);
}

static void parse_piece(SzXesReader *reader, const char *data, gsize len, bool is_last)
{
    reader->n_fed_bytes += len;
    enum XML_Status status = XML_Parse(reader->parser, data, (int)len, is_last);
    if (reader->failed != NULL) {
        return;
    }
    if (status == XML_STATUS_ERROR) {
        fail_take(reader,
                  g_error_new(SZ_XES_ERROR, SZ_XES_ERROR_XML_MALFORMED, "not well-formed XML: %s%s",
                              is_last ? "the file ends too early: " : "",
                              XML_ErrorString(XML_GetErrorCode(reader->parser))));
    } else if (reader->n_fed_bytes - reader->seen_bytes > reader->limits.tag_max_bytes) {
        fail_take(reader,
                  g_error_new(SZ_XES_ERROR, SZ_XES_ERROR_TOO_LARGE,
                              "too large: a tag that does not end within %" G_GSIZE_FORMAT " bytes",
                              reader->limits.tag_max_bytes));
    }
}

static gboolean parse(SzXesReader *reader, const char *data, gsize len, bool is_last,
                      GError **error)
{
    if (reader->failed == NULL) {
        parse_piece(reader, data, len, is_last);
    }
    if (reader->failed != NULL) {
        g_propagate_error(error, g_error_copy(reader->failed));
        return FALSE;
    }
    return TRUE;
}

gboolean sz_xes_reader_feed(SzXesReader *reader, const char *data, gsize len, GError **error)
{
    const gsize step_bytes = (gsize)1024 * 1024; /* expat counts in int */
    for (gsize at = 0; at < len; at += step_bytes) {
        if (!parse(reader, data + at, MIN(step_bytes, len - at), false, error)) {
            return FALSE;
        }
    }
    return TRUE;
}

gboolean sz_xes_reader_finish(SzXesReader *reader, GError **error)
{
    return parse(reader, "", 0, true, error);
}

const SzXesLog *sz_xes_reader_log(const SzXesReader *reader)
{
    return sz_xes_builder_log(reader->builder);
}

guint64 sz_xes_reader_complete_traces(const SzXesReader *reader)
{
    return sz_xes_builder_complete_traces(reader->builder);
}

guint64 sz_xes_reader_error_line(const SzXesReader *reader)
{
    return reader->failed_line;
}
