#pragma once

/* Every kiosk's state: lines go in, frozen versions come out.
 *
 * Pure apart from memory.  The store belongs to one thread; a version is immutable and reference-counted
 * and may be read from any thread, also after the store is gone.
 *
 * Signs of life are heartbeats, transactions and state lines that do not say `offline`; a repair is
 * done by a person and is none.  At an instant a kiosk is
 *   maint    when that is the last state it said, silent or not: who repairs it may switch it off;
 *   offline  when it said so last and gave no later sign of life, or gave none for 180 s (3 heartbeats of 60 s:
 *            exactly 180 s of silence is offline);
 *   online   otherwise.
 * Faults are those of the last line that named faults (an empty list says there are none), each since
 * the first of the lines that have named it without a break.  A heartbeat that names none says nothing of them.
 * Transactions are kept for the newest day that had any. */

#include "metrics/applied.h"
#include "metrics/case_status.h"
#include "metrics/event.h"
#include "metrics/place.h"
#include "metrics/state_writer.h"

#define SZ_KIOSK_SILENCE_S 180

typedef struct {
    SzPlace place;
    const char *kiosk;
    SzKioskState said;      /* NONE: never said */
    SzMaybeTime said_since; /* first line of the last stretch of that state */
    SzMaybeTime said_last;
    SzMaybeTime last_alive;
    SzMaybeTime last_repair;
    SzWallTime last_event;
    bool knows_faults; /* some line named faults, if only an empty list */
    guint32 faults;    /* bits */
    SzMaybeTime fault_since[SZ_KIOSK_N_FAULTS];
    SzDay txn_day; /* the day of the counts below */
    guint txns[SZ_TXN_N_RESULTS];
} SzKiosk;

/* The state at an instant and since when. */
typedef struct {
    SzKioskState state;
    SzMaybeTime since;
} SzKioskNow;

typedef struct SzKiosks SzKiosks;
typedef struct SzKiosksVersion SzKiosksVersion;

/* @rules: what it points to must outlive the store and its versions. */
SzKiosks *sz_kiosks_new(const SzCaseRules *rules);
void sz_kiosks_free(SzKiosks *kiosks);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzKiosks, sz_kiosks_free)

SzApplied sz_kiosks_apply(SzKiosks *kiosks, const SzKioskEvent *event);
/* What a correction says of a transaction: it was made, or (@is_void) it was not.  What else the line said of the kiosk
 * holds until it says something else; that it said something is a sign of life, whatever it was.
 * Returns: false when that changes nothing. */
bool sz_kiosks_correct_txn(SzKiosks *kiosks, const SzKioskEvent *event, bool is_void);
/* For a checkpoint, and back into an empty store (kiosks_state.c); false for bytes that make no sense. */
void sz_kiosks_save(const SzKiosks *kiosks, SzStateParts *out);
bool sz_kiosks_load(SzKiosks *kiosks, SzSlice bytes);
/* Soon there will be an event of the one of @hash (sz_entity_hash()): what finds it is fetched; then it, whose number + 1
 * is returned (0: there is none yet); then what it refers to (metrics/entities.h). */
void sz_kiosks_expect(const SzKiosks *kiosks, guint32 hash);
guint32 sz_kiosks_expect_slot(const SzKiosks *kiosks, guint32 hash);
void sz_kiosks_expect_events(const SzKiosks *kiosks, guint32 number);
/* (transfer full) */
SzKiosksVersion *sz_kiosks_publish(SzKiosks *kiosks);

SzKiosksVersion *sz_kiosks_version_ref(SzKiosksVersion *version);
void sz_kiosks_version_unref(SzKiosksVersion *version);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzKiosksVersion, sz_kiosks_version_unref)

gsize sz_kiosks_version_n(const SzKiosksVersion *version);
/* In no order that means anything. */
const SzKiosk *sz_kiosks_version_at(const SzKiosksVersion *version, gsize i);

SzKioskNow sz_kiosk_now(const SzKiosk *kiosk, SzWallTime now);
/* Is there a fault with which no business can be done?  A warning (paper_low), a camera, a door or the heat is none. */
bool sz_kiosk_faults_stop(guint32 faults);
