#pragma once

/* What of the deadline flow stands in no column: figures at its right.
 *
 * Pure apart from memory; draws on a canvas.  Entries are past the statute (if any), later, suspended, and without a
 * deadline (if any); name above figure, or both on a line where there is no room for that. */

#include "render/deadline_flow.h"

/* How wide it is in @height. */
double sz_flow_tail_width(const SzDeadlineFlow *flow, SzCanvas *canvas, double height);
/* Its last entry stands on the lower edge of @box; below it, how many cases a square stands for when it is not one.
 * @n_columns: those that are drawn; what is due behind them is later. */
void sz_flow_tail_draw(const SzDeadlineFlow *flow, guint n_columns, SzCanvas *canvas, SzRect box);
