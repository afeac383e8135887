#pragma once

/* What `shuzhid lint --standard` says of a feed as a whole.
 *
 * Pure apart from memory, which is bounded: repeats are looked for among the first SZ_LINT_LINES_MAX points, and what
 * is listed by name is cut. */

#include "collector/telemetry.h"
#include "metrics/case_status.h"
#include "metrics/refused_kind.h"

#define SZ_LINT_LINES_MAX 1000000

typedef struct SzLintSummary SzLintSummary;

/* @rules: what it points to must outlive the summary; the registry says which halls there are
 * @now:   what is early or late is so by this */
SzLintSummary *sz_lint_summary_new(const SzCaseRules *rules, SzWallTime now);
void sz_lint_summary_free(SzLintSummary *summary);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzLintSummary, sz_lint_summary_free)

/* A point that keeps the standard. */
void sz_lint_summary_add(SzLintSummary *summary, const SzLpPoint *point, SzEntity entity);
/* A record that does not. @reason: "missing_tag" and so on; @point: NULL: it could not be read */
void sz_lint_summary_refuse(SzLintSummary *summary, const char *reason, SzRefusedKind kind,
                            SzSlice raw, const SzLpPoint *point);
/* Lines for people, each ended by LF. (transfer full) */
char *sz_lint_summary_text(SzLintSummary *summary);
