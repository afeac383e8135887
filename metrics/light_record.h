#pragma once

/* The record of a case's lights: which changes there are to write down.
 *
 * Pure.  A case begins green without a word.  While its curve stays as it is, each of its instants that passes is
 * a change at exactly that instant, however often or seldom anybody looks; so one look or a thousand give the same
 * record.  When the curve itself changes, because something happened, what was written stays written: one change leads from the
 * light last written to that of the new curve, at the instant of what happened, or of the light last written
 * if that is later.  A case that ends leaves supervision without a change; only a light that was written for an
 * instant after the end is taken back. */

#include "metrics/case_row.h"

/* What was written last.  Zeroed: nothing. */
typedef struct {
    bool is_any;
    SzLight light;
    SzWallTime at;
} SzToldLight;

typedef struct {
    SzLight from;
    SzLight to; /* NONE: it was lit, though the case had ended before */
    SzWallTime at;
} SzLightChange;

/* Does the curve contradict what was written?  Only then @happened below means anything. */
bool sz_light_record_is_broken(const SzToldLight *told, const SzLightCurve *curve);
/* The next change up to @now, if there is one; *told then holds it.
 * @happened: the instant of the case's last event
 * @ended:    NEVER while it is open */
bool sz_light_record_next(SzToldLight *told, const SzLightCurve *curve, SzWallTime happened,
                          SzWallTime ended, SzWallTime now, SzLightChange *out);
/* The instant of the next change as things stand, not before that of what happened; NEVER: none. */
SzWallTime sz_light_record_due(const SzToldLight *told, const SzLightCurve *curve,
                               SzWallTime happened, SzWallTime ended);
