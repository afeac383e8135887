#pragma once

/* What every panel has around its marks: the title line, and the sentence where there are none.
 *
 * Pure apart from memory. */

#include "render/panel_ops.h"

/* Hairline; title, unit, and from the right freshness and sample as far as they fit: sample is dropped first,
 * what is wrong never.  Returns: what is left for the body. */
SzRect sz_panel_frame(SzCanvas *canvas, SzRect box, const char *title, const SzPanelHead *head);
/* A sign, what there is instead of marks, and why, on a plain plate in the middle of @box. */
void sz_panel_message(SzCanvas *canvas, SzRect box, const SzPanelHead *head);
/* Of the states that show no marks. */
SzSign sz_panel_state_sign(SzPanelState state);
