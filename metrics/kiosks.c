#include "metrics/kiosks_internal.h"

#define SILENCE_NS (SZ_KIOSK_SILENCE_S * SZ_NS_PER_S)

static const SzEventField fields[] = {
    {SZ_FIELD_TEXT, .offset = offsetof(SzKioskEvent, item)},
    {SZ_FIELD_INT, .offset = offsetof(SzKioskEvent, state), .absent = SZ_KIOSK_STATE_NONE},
    {SZ_FIELD_INT, .offset = offsetof(SzKioskEvent, faults), .absent = -1},
    {SZ_FIELD_INT, .offset = offsetof(SzKioskEvent, result), .absent = SZ_TXN_NONE},
    {SZ_FIELD_INT, .offset = offsetof(SzKioskEvent, dur_ms), .absent = -1},
    {SZ_FIELD_INT, .offset = offsetof(SzKioskEvent, pages), .absent = -1},
};

const SzEventLayout SZ_KIOSK_LAYOUT = {
    .size = sizeof(SzKioskEvent),
    .occurred = offsetof(SzKioskEvent, occurred),
    .kind = offsetof(SzKioskEvent, kind),
    .fields = fields,
    .n_fields = G_N_ELEMENTS(fields),
    .src = offsetof(SzKioskEvent, src),
    .eid = offsetof(SzKioskEvent, eid),
};

typedef SzKioskSlot Slot;

struct SzKiosksVersion {
    SzTexts *texts;     /* owned reference */
    SzFrozenRows *rows; /* owned */
};

SzKiosks *sz_kiosks_new(const SzCaseRules *rules)
{
    SzKiosks *kiosks = g_new0(SzKiosks, 1);
    kiosks->rules = *rules;
    kiosks->texts = sz_texts_new();
    kiosks->statements = sz_statements_new();
    kiosks->slots = sz_entities_new(kiosks->texts, sizeof(Slot), false);
    kiosks->rows = sz_row_pages_new(sizeof(SzKiosk));
    kiosks->dirty = g_array_new(FALSE, FALSE, sizeof(guint32));
    return kiosks;
}

void sz_kiosks_free(SzKiosks *kiosks)
{
    if (kiosks == NULL) {
        return;
    }
    for (guint32 i = 0; i < sz_entities_n(kiosks->slots); i++) {
        Slot *slot = sz_entities_at(kiosks->slots, i);
        sz_device_lines_clear(&slot->states);
        sz_device_lines_clear(&slot->faults);
        sz_event_set_unref(slot->txns);
    }
    sz_entities_free(kiosks->slots);
    sz_row_pages_free(kiosks->rows);
    g_array_unref(kiosks->dirty);
    g_hash_table_unref(kiosks->statements);
    sz_texts_unref(kiosks->texts);
    g_free(kiosks);
}

/* --- lines --------------------------------------------------------------------------------- */

static void note_last(SzMaybeTime *kept, SzWallTime at)
{
    if (!kept->known || at.ns > kept->at.ns) {
        *kept = (SzMaybeTime){true, at};
    }
}

static bool is_sign_of_life(const SzKioskEvent *event)
{
    return event->kind != SZ_KIOSK_REPAIR && event->state != SZ_KIOSK_OFFLINE;
}

static GBytes *statement_of(SzKiosks *kiosks, SzKioskState state, gint32 faults)
{
    const SzKioskEvent said = {.state = state, .faults = faults, .dur_ms = -1, .pages = -1};
    return sz_statements_intern(kiosks->statements, &SZ_KIOSK_LAYOUT, &said);
}

static SzApplied add_state(SzKiosks *kiosks, Slot *slot, const SzKioskEvent *event)
{
    GBytes **said = &kiosks->states_said[event->state];
    if (*said == NULL) {
        *said = statement_of(kiosks, event->state, -1);
    }
    return sz_device_lines_apply(&slot->states, event->occurred, *said);
}

/* Most lines name what the line before named. */
static SzApplied add_faults(SzKiosks *kiosks, Slot *slot, const SzKioskEvent *event)
{
    if (slot->faults_said == NULL || slot->faults_named != event->faults) {
        slot->faults_said = statement_of(kiosks, SZ_KIOSK_STATE_NONE, event->faults);
        slot->faults_named = event->faults;
    }
    return sz_device_lines_apply(&slot->faults, event->occurred, slot->faults_said);
}

bool sz_kiosk_put_txn(SzKioskSlot *slot, const SzKioskEvent *event, bool is_void,
                      SzApplied *out_applied)
{
    SzDay day = sz_day_of(event->occurred);
    if (slot->txns == NULL || day > slot->txn_day) {
        sz_event_set_unref(slot->txns);
        slot->txns = sz_event_set_new();
        slot->txn_day = day;
    }
    if (day < slot->txn_day) {
        *out_applied = SZ_APPLIED_UNJUDGED;
        return false;
    }
    return sz_event_set_put(&slot->txns, &SZ_KIOSK_LAYOUT, event, is_void, out_applied);
}

SzKioskSlot *sz_kiosks_take(SzKiosks *kiosks, SzSlice hall, SzSlice kiosk)
{
    Slot *slot = sz_entities_take(kiosks->slots, hall, 0, kiosk);
    if (!slot->is_dirty) {
        slot->is_dirty = true;
        g_array_append_val(kiosks->dirty, slot->entity.i);
    }
    return slot;
}

SzApplied sz_kiosks_apply(SzKiosks *kiosks, const SzKioskEvent *event)
{
    Slot *slot = sz_kiosks_take(kiosks, event->hall, event->kiosk);
    note_last(&slot->last_event, event->occurred);
    if (is_sign_of_life(event)) {
        note_last(&slot->last_alive, event->occurred);
    }
    if (event->kind == SZ_KIOSK_REPAIR) {
        note_last(&slot->last_repair, event->occurred);
    }
    SzApplied applied = SZ_APPLIED_UNJUDGED;
    if (event->state != SZ_KIOSK_STATE_NONE) {
        applied = add_state(kiosks, slot, event);
    }
    if (event->faults >= 0) {
        applied = sz_applied_both(applied, add_faults(kiosks, slot, event));
    }
    if (event->kind == SZ_KIOSK_TXN) {
        SzApplied of_txn;
        (void)sz_kiosk_put_txn(slot, event, false, &of_txn);
        applied = sz_applied_both(applied, of_txn);
    }
    return applied;
}

void sz_kiosks_expect(const SzKiosks *kiosks, guint32 hash)
{
    sz_entities_expect(kiosks->slots, hash);
}

guint32 sz_kiosks_expect_slot(const SzKiosks *kiosks, guint32 hash)
{
    return sz_entities_expect_slot(kiosks->slots, hash);
}

void sz_kiosks_expect_events(const SzKiosks *kiosks, guint32 number)
{
    if (number - 1 < sz_entities_n(kiosks->slots)) { /* none is 0; slots may have gone meanwhile */
        const Slot *slot = sz_entities_at(kiosks->slots, number - 1);
        __builtin_prefetch(slot->entity.id);
        sz_device_lines_expect(&slot->states);
        sz_device_lines_expect(&slot->faults);
    }
}

bool sz_kiosks_correct_txn(SzKiosks *kiosks, const SzKioskEvent *event, bool is_void)
{
    SzApplied applied;
    Slot *slot = sz_kiosks_take(kiosks, event->hall, event->kiosk);
    note_last(&slot->last_event, event->occurred);
    return sz_kiosk_put_txn(slot, event, is_void, &applied);
}

/* --- publishing ---------------------------------------------------------------------------- */

static SzMaybeTime since_of(const SzDeviceWalk *walk)
{
    return (SzMaybeTime){!walk->is_oldest || !walk->lines->has_dropped, walk->first};
}

static void read_states(const Slot *slot, SzKiosk *out)
{
    SzDeviceWalk walk = sz_device_walk(&slot->states);
    if (!sz_device_walk_next(&walk)) {
        return;
    }
    SzKioskEvent said;
    sz_statement_read(walk.said, &SZ_KIOSK_LAYOUT, &said);
    out->said = said.state;
    out->said_last = (SzMaybeTime){true, walk.last};
    out->said_since = since_of(&walk);
}

/* Each fault of the last line, back to the first that did not name it. */
static void read_faults(const Slot *slot, SzKiosk *out)
{
    guint32 still = 0;
    SzDeviceWalk walk = sz_device_walk(&slot->faults);
    while (sz_device_walk_next(&walk)) {
        SzKioskEvent said;
        sz_statement_read(walk.said, &SZ_KIOSK_LAYOUT, &said);
        if (!out->knows_faults) {
            out->knows_faults = true;
            out->faults = still = (guint32)said.faults;
        }
        still &= (guint32)said.faults;
        if (still == 0) {
            return;
        }
        for (guint f = 0; f < SZ_KIOSK_N_FAULTS; f++) {
            if ((still & 1u << f) != 0) {
                out->fault_since[f] = since_of(&walk);
            }
        }
    }
}

static void count_txns(const Slot *slot, SzKiosk *out)
{
    SzKioskEvent event;
    if (slot->txns == NULL) {
        return;
    }
    out->txn_day = slot->txn_day;
    for (gsize at = 0; sz_event_set_next(slot->txns, &at, &SZ_KIOSK_LAYOUT, &event);) {
        out->txns[event.result]++;
    }
}

static void make_kiosk(SzKiosks *kiosks, const Slot *slot, SzKiosk *out)
{
    *out = (SzKiosk){
        .place = {slot->entity.hall,
                  sz_registry_find(kiosks->rules.registry, sz_entity_hall(&slot->entity),
                                   sz_day_of(slot->last_event.at))},
        .kiosk = slot->entity.id,
        .last_alive = slot->last_alive,
        .last_repair = slot->last_repair,
        .last_event = slot->last_event.at,
    };
    read_states(slot, out);
    read_faults(slot, out);
    count_txns(slot, out);
}

SzKiosksVersion *sz_kiosks_publish(SzKiosks *kiosks)
{
    for (guint k = 0; k < kiosks->dirty->len; k++) {
        guint32 i = g_array_index(kiosks->dirty, guint32, k);
        Slot *slot = sz_entities_at(kiosks->slots, i);
        make_kiosk(kiosks, slot, sz_row_pages_writable(kiosks->rows, i));
        slot->is_dirty = false;
    }
    g_array_set_size(kiosks->dirty, 0);
    SzKiosksVersion *version = g_atomic_rc_box_new0(SzKiosksVersion);
    version->texts = sz_texts_ref(kiosks->texts);
    version->rows = sz_row_pages_freeze(kiosks->rows);
    return version;
}

static void clear_version(gpointer data)
{
    SzKiosksVersion *version = data;
    sz_frozen_rows_free(version->rows);
    sz_texts_unref(version->texts);
}

SzKiosksVersion *sz_kiosks_version_ref(SzKiosksVersion *version)
{
    return g_atomic_rc_box_acquire(version);
}

void sz_kiosks_version_unref(SzKiosksVersion *version)
{
    if (version != NULL) {
        g_atomic_rc_box_release_full(version, clear_version);
    }
}

gsize sz_kiosks_version_n(const SzKiosksVersion *version)
{
    return sz_frozen_rows_n(version->rows);
}

const SzKiosk *sz_kiosks_version_at(const SzKiosksVersion *version, gsize i)
{
    return sz_frozen_rows_at(version->rows, (guint32)i);
}

/* --- at an instant ------------------------------------------------------------------------- */

/* When the silence that holds at @now became an outage; unknown: there is none, or never a sign. */
static SzMaybeTime silent_since(const SzKiosk *kiosk, SzWallTime now)
{
    bool is_silent = kiosk->last_alive.known && kiosk->last_alive.at.ns <= now.ns &&
                     sz_ns_between(kiosk->last_alive.at, now) >= (guint64)SILENCE_NS;
    return is_silent ? (SzMaybeTime){true, {kiosk->last_alive.at.ns + SILENCE_NS}}
                     : (SzMaybeTime){0};
}

SzKioskNow sz_kiosk_now(const SzKiosk *kiosk, SzWallTime now)
{
    if (kiosk->said == SZ_KIOSK_MAINT) {
        return (SzKioskNow){SZ_KIOSK_MAINT, kiosk->said_since};
    }
    SzMaybeTime silent = silent_since(kiosk, now);
    bool has_said_offline =
        kiosk->said == SZ_KIOSK_OFFLINE &&
        (!kiosk->last_alive.known || kiosk->last_alive.at.ns <= kiosk->said_last.at.ns);
    if (has_said_offline) {
        bool is_silent_first =
            silent.known && kiosk->said_since.known && silent.at.ns < kiosk->said_since.at.ns;
        return (SzKioskNow){SZ_KIOSK_OFFLINE, is_silent_first ? silent : kiosk->said_since};
    }
    if (silent.known || !kiosk->last_alive.known) {
        return (SzKioskNow){SZ_KIOSK_OFFLINE, silent};
    }
    bool has_said_online = kiosk->said == SZ_KIOSK_ONLINE;
    return (SzKioskNow){SZ_KIOSK_ONLINE, has_said_online ? kiosk->said_since : (SzMaybeTime){0}};
}

bool sz_kiosk_faults_stop(guint32 faults)
{
    static const char *const stopping[] = {"printer", "paper_out", "idreader", "card",
                                           "touch",   "network",   "app"};
    for (int i = 0; i < SZ_KIOSK_N_FAULTS; i++) {
        for (gsize k = 0; k < G_N_ELEMENTS(stopping); k++) {
            if ((faults & (1U << i)) != 0 && g_str_equal(sz_kiosk_fault_name(i), stopping[k])) {
                return true;
            }
        }
    }
    return false;
}
