#pragma once

/* What is wrong with a kiosk, in words.
 *
 * Pure tables. */

#include "metrics/event.h"
#include "render/words.h"

/* @fault: 0..SZ_KIOSK_N_FAULTS - 1.  缺纸 / paper out */
const char *sz_kiosk_fault_word(int fault, SzLanguage language);
/* Of several faults the one to speak of: what stops business before what does not; @faults: not 0. */
int sz_kiosk_worst_fault(guint32 faults);
