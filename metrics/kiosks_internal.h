#pragma once

/* Inside of metrics/kiosks: what its files share. */

#include "metrics/device_lines.h"
#include "metrics/event_set.h"
#include "metrics/kiosks.h"
#include "metrics/texts.h"

typedef struct {
    const char *hall;
    const char *kiosk;
    SzDeviceLines states;
    SzDeviceLines faults;
    SzMaybeTime last_alive;
    SzMaybeTime last_repair;
    SzMaybeTime last_event;
    SzDay txn_day;
    SzEventSet *txns; /* owned; of txn_day; NULL until the first */
} SzKioskSlot;

struct SzKiosks {
    SzCaseRules rules;
    SzTexts *texts;         /* owned reference */
    GHashTable *statements; /* owned */
    GHashTable *slots;      /* SzKioskSlot, owned, by hall and kiosk */
};

extern const SzEventLayout SZ_KIOSK_LAYOUT; /* NOLINT(readability-identifier-naming): a constant */

/* The kiosk's, made when nobody knew it. */
SzKioskSlot *sz_kiosks_find_slot(SzKiosks *kiosks, SzSlice hall, SzSlice kiosk);
void sz_kiosk_add_txn(SzKioskSlot *slot, const SzKioskEvent *event);
