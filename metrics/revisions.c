#include "metrics/revisions.h"

#include "metrics/entities.h"
#include "metrics/index_table.h"
#include "metrics/state_reader.h"

/* The newest day and the one before. */
#define DAYS_KEPT 2
#define GRID_NS (SZ_INDEX_GRID_S * SZ_NS_PER_S)

typedef struct {
    SzEntity entity; /* hall and day */
    SzRevision revision;
    SzWallTime last; /* of the request that was counted last */
} Slot;

struct SzRevisions {
    SzCaseRules rules;
    SzTexts *texts;    /* owned reference */
    SzEntities *slots; /* owned; Slot */
    bool has_day;
    SzDay newest_day;
    SzRevisionsVersion *version; /* owned reference; the last published; NULL: it is of before */
};

struct SzRevisionsVersion {
    SzTexts *texts; /* owned reference */
    gsize n;
    SzRevision revisions[];
};

SzRevisions *sz_revisions_new(const SzCaseRules *rules)
{
    SzRevisions *revisions = g_new0(SzRevisions, 1);
    revisions->rules = *rules;
    revisions->texts = sz_texts_new();
    revisions->slots = sz_entities_new(revisions->texts, sizeof(Slot), false);
    return revisions;
}

void sz_revisions_free(SzRevisions *revisions)
{
    if (revisions != NULL) {
        sz_revisions_version_unref(revisions->version);
        sz_entities_free(revisions->slots);
        sz_texts_unref(revisions->texts);
        g_free(revisions);
    }
}

/* --- what changed -------------------------------------------------------------------------- */

bool sz_is_late_for_index(SzWallTime occurred, SzWallTime received)
{
    if (received.ns <= occurred.ns || sz_ns_between(occurred, received) < (guint64)GRID_NS) {
        return false;
    }
    if (sz_ns_between(occurred, received) >= 2 * (guint64)GRID_NS) {
        return true;
    }
    gint64 holding_ns = sz_index_grid((SzWallTime){occurred.ns - 1}).ns + GRID_NS;
    return holding_ns + GRID_NS <= received.ns;
}

static bool is_day_kept(const SzRevisions *revisions, SzDay day)
{
    return day > revisions->newest_day - DAYS_KEPT;
}

static bool is_slot_kept(const void *slot, void *user)
{
    const SzEntity *entity = slot;
    return is_day_kept(user, entity->day);
}

static void clear_slot(void *slot)
{
    (void)slot;
}

static void turn_to(SzRevisions *revisions, SzDay day)
{
    if (!revisions->has_day || day > revisions->newest_day) {
        revisions->has_day = true;
        revisions->newest_day = day;
        sz_entities_keep(revisions->slots, is_slot_kept, clear_slot, revisions);
    }
}

/* NULL: it is not counted. */
static Slot *take_slot(SzRevisions *revisions, SzSlice hall, SzDay day)
{
    turn_to(revisions, day);
    if (!is_day_kept(revisions, day)) {
        return NULL;
    }
    const SzSlice no_id = SZ_SLICE("");
    hall = hall.len > 0 ? hall : no_id;
    Slot *slot = sz_entities_find(revisions->slots, hall, day, no_id);
    if (slot == NULL && sz_entities_n(revisions->slots) < SZ_REVISIONS_MAX) {
        slot = sz_entities_take(revisions->slots, hall, day, no_id);
        slot->revision.place =
            (SzPlace){slot->entity.hall, sz_registry_find(revisions->rules.registry, hall, day)};
        slot->revision.day = day;
    }
    return slot;
}

void sz_revisions_note(SzRevisions *revisions, SzSlice hall, SzWallTime occurred,
                       SzWallTime received)
{
    Slot *slot = take_slot(revisions, hall, sz_day_of(occurred));
    if (slot != NULL && (slot->revision.n == 0 || slot->last.ns != received.ns)) {
        slot->revision.n++;
        slot->last = received;
        g_clear_pointer(&revisions->version, sz_revisions_version_unref);
    }
}

/* --- checkpoints --------------------------------------------------------------------------- */

void sz_revisions_save(const SzRevisions *revisions, SzStateParts *out)
{
    for (guint32 i = 0; i < sz_entities_n(revisions->slots); i++) {
        const Slot *slot = sz_entities_at(revisions->slots, i);
        sz_state_put_text(out->now, sz_entity_hall(&slot->entity));
        sz_state_put_signed(out->now, slot->revision.day);
        sz_state_put_number(out->now, slot->revision.n);
        sz_state_put_time(out->now, slot->last);
        sz_state_parts_cut(out);
    }
}

static void take_revision(SzRevisions *revisions, SzStateReader *reader)
{
    SzSlice hall = sz_state_take_text(reader);
    SzDay day = (SzDay)sz_state_take_signed(reader, sz_day_of(SZ_WALL_TIME_MIN),
                                            sz_day_of(SZ_WALL_TIME_MAX));
    guint64 n = sz_state_take_number(reader, G_MAXINT64);
    SzWallTime last = sz_state_take_time(reader);
    Slot *slot = reader->is_bad ? NULL : take_slot(revisions, hall, day);
    if (slot == NULL || slot->revision.n > 0 || n == 0) {
        sz_state_spoil(reader); /* of a day that is over, or said twice */
        return;
    }
    slot->revision.n = n;
    slot->last = last;
}

bool sz_revisions_load(SzRevisions *revisions, SzSlice bytes)
{
    SzStateReader reader = sz_state_reader(bytes);
    while (sz_state_has_more(&reader)) {
        take_revision(revisions, &reader);
    }
    return sz_state_is_done(&reader);
}

/* --- versions ------------------------------------------------------------------------------ */

static SzRevisionsVersion *make_version(const SzRevisions *revisions)
{
    guint32 n = sz_entities_n(revisions->slots);
    SzRevisionsVersion *version = g_atomic_rc_box_alloc(sizeof *version + n * sizeof(SzRevision));
    version->texts = sz_texts_ref(revisions->texts);
    version->n = n;
    for (guint32 i = 0; i < n; i++) {
        const Slot *slot = sz_entities_at(revisions->slots, i);
        version->revisions[i] = slot->revision;
    }
    return version;
}

SzRevisionsVersion *sz_revisions_publish(SzRevisions *revisions)
{
    if (revisions->version == NULL) {
        revisions->version = make_version(revisions);
    }
    return sz_revisions_version_ref(revisions->version);
}

static void clear_version(gpointer data)
{
    SzRevisionsVersion *version = data;
    sz_texts_unref(version->texts);
}

SzRevisionsVersion *sz_revisions_version_ref(SzRevisionsVersion *version)
{
    return g_atomic_rc_box_acquire(version);
}

void sz_revisions_version_unref(SzRevisionsVersion *version)
{
    if (version != NULL) {
        g_atomic_rc_box_release_full(version, clear_version);
    }
}

gsize sz_revisions_version_n(const SzRevisionsVersion *version)
{
    return version->n;
}

const SzRevision *sz_revisions_version_at(const SzRevisionsVersion *version, gsize i)
{
    return &version->revisions[i];
}

GArray *sz_revisions_version_by_hall(const SzRevisionsVersion *version, const SzRegistry *registry,
                                     SzDay day)
{
    GArray *all = g_array_new(FALSE, TRUE, sizeof(guint64));
    g_array_set_size(all, (guint)sz_registry_n_halls(registry));
    for (gsize i = 0; i < version->n; i++) {
        const SzRevision *revision = &version->revisions[i];
        if (revision->day == day && revision->place.hall != NULL) {
            gsize hall = sz_registry_index(registry, revision->place.hall);
            g_array_index(all, guint64, hall) += revision->n;
        }
    }
    return all;
}
