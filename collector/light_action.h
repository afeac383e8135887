#pragma once

/* A light that was lit, as an action line: kind=light, with the case and the lights it led from and to.  It is about
 * the instant the light turned; when that was found, the batch says.
 *
 *   action,kind=light from="green",hall="330106",id="A-1",prev="...",to="yellow" TIME
 *
 * `to` is green, yellow, red, black or suspended; none takes back a light that was lit for an instant after the case
 * had ended (metrics/light_record.h).  `hall` is the code as the feed said it.
 *
 * Pure apart from memory. */

#include "collector/action_line.h"
#include "metrics/light_record.h"

#define SZ_ACTION_LIGHT SZ_SLICE("light")
#define SZ_LIGHT_ACTION_FIELDS 4

/* The draft borrows @fields and the two texts. */
SzActionDraft sz_light_action_draft(SzSlice hall, SzSlice id, const SzLightChange *change,
                                    SzLpField fields[SZ_LIGHT_ACTION_FIELDS]);

typedef struct {
    SzSlice hall; /* borrowed from the line, as the next */
    SzSlice id;
    SzToldLight told;
} SzLightAction;

/* Returns: false when it is of another kind, or not as the daemon writes them. */
bool sz_light_action_read(const SzAction *action, SzLightAction *out);
