#pragma once

/* The elements of an XES log, one after the other -> traces.
 *
 * The inside of the reader: knows what may stand where, and nothing of XML's own rules.  No I/O and
 * no clock. */

#include "collector/xes_reader.h"

typedef struct SzXesBuilder SzXesBuilder;

/* @limits: borrowed; outlives the builder */
SzXesBuilder *sz_xes_builder_new(const SzXesLimits *limits, SzXesSink sink);
/* As sz_xes_reader_set_zone(). */
void sz_xes_builder_set_zone(SzXesBuilder *builder, const SzTimeZone *zone);
void sz_xes_builder_free(SzXesBuilder *builder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzXesBuilder, sz_xes_builder_free)

/* An element begins.
 * @name: local name; NULL: in a foreign namespace, to be passed over
 * @xml:  its XML attributes: name, value, ..., NULL
 * @line: where it begins
 * @error: SZ_XES_ERROR_{NOT_XES,STRUCTURE,TOO_LARGE}; then the builder is not to be used any more */
gboolean sz_xes_builder_start(SzXesBuilder *builder, const char *name, const char **xml,
                              guint64 line, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The element that began last and has not ended ends.
 * @error: SZ_XES_ERROR_TOO_LARGE, or what on_trace said; then as above */
gboolean sz_xes_builder_end(SzXesBuilder *builder, GError **error) G_GNUC_WARN_UNUSED_RESULT;

const SzXesLog *sz_xes_builder_log(const SzXesBuilder *builder);
guint64 sz_xes_builder_complete_traces(const SzXesBuilder *builder);
