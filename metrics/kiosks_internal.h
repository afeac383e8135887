#pragma once

/* Inside of metrics/kiosks: what its files share. */

#include "metrics/device_lines.h"
#include "metrics/entities.h"
#include "metrics/event_set.h"
#include "metrics/kiosks.h"
#include "metrics/row_pages.h"

typedef struct {
    SzEntity entity; /* its number is that of its row */
    SzDeviceLines states;
    SzDeviceLines faults;
    SzMaybeTime last_alive;
    SzMaybeTime last_repair;
    SzMaybeTime last_event;
    SzDay txn_day;
    SzEventSet *txns;    /* owned; of txn_day; NULL until the first */
    GBytes *faults_said; /* borrowed from the statements: of the last line that named some */
    gint32 faults_named; /* by it */
    bool is_dirty;
} SzKioskSlot;

struct SzKiosks {
    SzCaseRules rules;
    SzTexts *texts;                         /* owned reference */
    GHashTable *statements;                 /* owned */
    GBytes *states_said[SZ_KIOSK_N_STATES]; /* borrowed from them; NULL: not said yet */
    SzEntities *slots;                      /* owned; SzKioskSlot */
    SzRowPages *rows;                       /* owned; SzKiosk */
    GArray *dirty;                          /* owned; numbers of slots */
};

extern const SzEventLayout SZ_KIOSK_LAYOUT; /* NOLINT(readability-identifier-naming): a constant */

/* The kiosk's slot, made when nobody knew it; its row will be made again. */
SzKioskSlot *sz_kiosks_take(SzKiosks *kiosks, SzSlice hall, SzSlice kiosk);
/* Returns: false when it changes nothing. */
bool sz_kiosk_put_txn(SzKioskSlot *slot, const SzKioskEvent *event, bool is_void,
                      SzApplied *out_applied);
