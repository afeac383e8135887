#pragma once

/* Where the cases of the deadline flow are listed: links to the page /cases whose totals are the flow's figures.
 *
 * Pure apart from memory. */

#include "render/deadline_flow.h"

/* Of a column: 0 overdue, 1 today, .. (transfer full) */
char *sz_flow_link_column(const SzDeadlineFlow *flow, guint i_column);
/* Of all that is due at column @i_column or later; @i_column may be the one after the last. (transfer full) */
char *sz_flow_link_later(const SzDeadlineFlow *flow, guint i_column);
/* Of one light: black, suspended. (transfer full) */
char *sz_flow_link_light(const SzDeadlineFlow *flow, const char *light);
