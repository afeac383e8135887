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
    SzTexts *texts; /* owned reference */
    gsize n;
    SzKiosk kiosks[];
};

static void free_slot(gpointer data)
{
    Slot *slot = data;
    sz_device_lines_clear(&slot->states);
    sz_device_lines_clear(&slot->faults);
    sz_event_set_unref(slot->txns);
    g_free(slot);
}

SzKiosks *sz_kiosks_new(const SzCaseRules *rules)
{
    SzKiosks *kiosks = g_new0(SzKiosks, 1);
    kiosks->rules = *rules;
    kiosks->texts = sz_texts_new();
    kiosks->statements = sz_statements_new();
    kiosks->slots = sz_entity_table_new(free_slot);
    return kiosks;
}

void sz_kiosks_free(SzKiosks *kiosks)
{
    if (kiosks == NULL) {
        return;
    }
    g_hash_table_unref(kiosks->slots);
    g_hash_table_unref(kiosks->statements);
    sz_texts_unref(kiosks->texts);
    g_free(kiosks);
}

/* --- lines --------------------------------------------------------------------------------- */

SzKioskSlot *sz_kiosks_find_slot(SzKiosks *kiosks, SzSlice hall, SzSlice kiosk)
{
    g_autoptr(GBytes) key = sz_entity_key(hall, kiosk);
    Slot *slot = g_hash_table_lookup(kiosks->slots, key);
    if (slot == NULL) {
        slot = g_new0(Slot, 1);
        slot->hall = sz_texts_intern(kiosks->texts, hall);
        slot->kiosk = sz_texts_intern(kiosks->texts, kiosk);
        g_hash_table_insert(kiosks->slots, g_steal_pointer(&key), slot);
    }
    return slot;
}

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

static void add_statement(SzKiosks *kiosks, SzDeviceLines *lines, SzWallTime at,
                          const SzKioskEvent *said)
{
    (void)sz_device_lines_add(lines, at,
                              sz_statements_intern(kiosks->statements, &SZ_KIOSK_LAYOUT, said));
}

void sz_kiosk_add_txn(SzKioskSlot *slot, const SzKioskEvent *event)
{
    SzDay day = sz_day_of(event->occurred);
    if (slot->txns == NULL || day > slot->txn_day) {
        sz_event_set_unref(slot->txns);
        slot->txns = sz_event_set_new();
        slot->txn_day = day;
    }
    if (day == slot->txn_day) {
        (void)sz_event_set_add(&slot->txns, &SZ_KIOSK_LAYOUT, event);
    }
}

void sz_kiosks_apply(SzKiosks *kiosks, const SzKioskEvent *event)
{
    Slot *slot = sz_kiosks_find_slot(kiosks, event->hall, event->kiosk);
    note_last(&slot->last_event, event->occurred);
    if (is_sign_of_life(event)) {
        note_last(&slot->last_alive, event->occurred);
    }
    if (event->kind == SZ_KIOSK_REPAIR) {
        note_last(&slot->last_repair, event->occurred);
    }
    const SzKioskEvent nothing = {.faults = -1, .dur_ms = -1, .pages = -1};
    if (event->state != SZ_KIOSK_STATE_NONE) {
        SzKioskEvent said = nothing;
        said.state = event->state;
        add_statement(kiosks, &slot->states, event->occurred, &said);
    }
    if (event->faults >= 0) {
        SzKioskEvent said = nothing;
        said.faults = event->faults;
        add_statement(kiosks, &slot->faults, event->occurred, &said);
    }
    if (event->kind == SZ_KIOSK_TXN) {
        sz_kiosk_add_txn(slot, event);
    }
}

/* --- publishing ---------------------------------------------------------------------------- */

static SzMaybeTime since_of(const SzDeviceLines *lines, const SzDeviceRun *run, bool is_oldest)
{
    return (SzMaybeTime){!is_oldest || !lines->has_dropped, run->first};
}

static void read_states(const Slot *slot, SzKiosk *out)
{
    const SzDeviceRun *run = sz_device_lines_back(&slot->states, 0);
    if (run == NULL) {
        return;
    }
    SzKioskEvent said;
    sz_statement_read(run->said, &SZ_KIOSK_LAYOUT, &said);
    out->said = said.state;
    out->said_last = (SzMaybeTime){true, run->last};
    bool is_oldest = sz_device_lines_back(&slot->states, 1) == NULL;
    out->said_since = since_of(&slot->states, run, is_oldest);
}

/* Each fault of the last line, back to the first that did not name it. */
static void read_faults(const Slot *slot, SzKiosk *out)
{
    guint32 still = 0;
    const SzDeviceRun *run = sz_device_lines_back(&slot->faults, 0);
    for (guint i = 0; run != NULL; run = sz_device_lines_back(&slot->faults, ++i)) {
        SzKioskEvent said;
        sz_statement_read(run->said, &SZ_KIOSK_LAYOUT, &said);
        if (i == 0) {
            out->knows_faults = true;
            out->faults = still = (guint32)said.faults;
        }
        still &= (guint32)said.faults;
        if (still == 0) {
            return;
        }
        bool is_oldest = sz_device_lines_back(&slot->faults, i + 1) == NULL;
        for (guint f = 0; f < SZ_KIOSK_N_FAULTS; f++) {
            if ((still & 1u << f) != 0) {
                out->fault_since[f] = since_of(&slot->faults, run, is_oldest);
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

static SzKiosk make_kiosk(SzKiosks *kiosks, const Slot *slot)
{
    SzKiosk kiosk = {
        .place = {slot->hall, sz_registry_find(kiosks->rules.registry, sz_slice(slot->hall),
                                               sz_day_of(slot->last_event.at))},
        .kiosk = slot->kiosk,
        .last_alive = slot->last_alive,
        .last_repair = slot->last_repair,
        .last_event = slot->last_event.at,
    };
    read_states(slot, &kiosk);
    read_faults(slot, &kiosk);
    count_txns(slot, &kiosk);
    return kiosk;
}

SzKiosksVersion *sz_kiosks_publish(SzKiosks *kiosks)
{
    gsize n = g_hash_table_size(kiosks->slots);
    SzKiosksVersion *version = g_atomic_rc_box_alloc(sizeof *version + n * sizeof(SzKiosk));
    version->texts = sz_texts_ref(kiosks->texts);
    version->n = 0;
    GHashTableIter each;
    gpointer slot = NULL;
    g_hash_table_iter_init(&each, kiosks->slots);
    while (g_hash_table_iter_next(&each, NULL, &slot)) {
        version->kiosks[version->n++] = make_kiosk(kiosks, slot);
    }
    return version;
}

static void clear_version(gpointer data)
{
    SzKiosksVersion *version = data;
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
    return version->n;
}

const SzKiosk *sz_kiosks_version_at(const SzKiosksVersion *version, gsize i)
{
    return &version->kiosks[i];
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
