#pragma once

/* The clocks of a case, where its deadline comes from, and what was found about it, as JSON.  Pure apart from
 * memory. */

#include "metrics/case_findings.h"
#include "metrics/view.h"
#include "web/json.h"

/* Sets "limit" and "unit"; null where there is none. */
void sz_json_set_limit(json_t *object, SzLimit limit);
/* [{"clock","limit","unit","due_by","start","yellow","due","ended","provisional","calendar"}]: acceptance (while it is
 * what counts, and where it was told or came late), handling, statute, delivery, step ("step": its name).  "ended" is
 * when what the clock waits for happened. (transfer full) */
json_t *sz_case_clocks_json(const SzCaseRecord *record, const SzView *view);
/* Sets "source_due", "computed_due" (what our own rules give where the source's own counts) and, of the clock that counts,
 * "provisional_reason" {"zh","en"}; each null where there is none. */
void sz_case_set_due_origin(json_t *object, const SzCaseRecord *record, const SzView *view);
/* Codes, and [{"code","zh","en"}]. (transfer full) */
json_t *sz_case_findings_json(guint32 findings);
json_t *sz_case_findings_text_json(guint32 findings);
