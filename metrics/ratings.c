#include "metrics/ratings.h"

#include "metrics/entities.h"
#include "metrics/kept_sets.h"
#include "metrics/row_pages.h"

typedef struct {
    SzEntity entity;
    SzRatingDay counts;
} DaySlot;

typedef struct {
    SzEntity entity;
    SzEventSet *events; /* owned */
    SzDay day;
    guint32 i_bad;   /* its row among the bad ones + 1; 0: none */
    gint8 level;     /* as it is counted; 0: not */
    gint8 is_active; /* likewise */
    bool is_dirty;   /* a bad one whose events changed since its row was made */
} Slot;

struct SzRatings {
    SzCaseRules rules;
    SzTexts *texts;       /* owned reference */
    SzEntities *slots;    /* owned; Slot */
    SzKeptSets *kept;     /* owned; their events */
    SzEntities *days;     /* owned; DaySlot */
    SzRowPages *bad;      /* owned; SzBadRating */
    GPtrArray *bad_slots; /* owned; Slot (borrowed) of each row */
    GPtrArray *dirty;     /* owned; Slot (borrowed) */
    SzWallTime month_end; /* of the month of the latest event; MIN: there is none */
    SzWallTime
        kept_from;   /* beginning of the month before: since then loops that are over are kept */
    bool has_turned; /* some bad ones may be older */
};

struct SzRatingsVersion {
    SzTexts *texts;    /* owned reference */
    GArray *days;      /* owned; SzRatingDay */
    SzFrozenRows *bad; /* owned; SzBadRating */
};

SzRatings *sz_ratings_new(const SzCaseRules *rules)
{
    SzRatings *ratings = g_new0(SzRatings, 1);
    ratings->rules = *rules;
    ratings->texts = sz_texts_new();
    ratings->kept = sz_kept_sets_new();
    ratings->slots = sz_entities_new(ratings->texts, sizeof(Slot), true);
    ratings->days = sz_entities_new(ratings->texts, sizeof(DaySlot), false);
    ratings->bad = sz_row_pages_new(sizeof(SzBadRating));
    ratings->bad_slots = g_ptr_array_new();
    ratings->dirty = g_ptr_array_new();
    ratings->month_end = SZ_WALL_TIME_MIN;
    ratings->kept_from = SZ_WALL_TIME_MIN;
    return ratings;
}

void sz_ratings_free(SzRatings *ratings)
{
    if (ratings == NULL) {
        return;
    }
    for (guint32 i = 0; i < sz_entities_n(ratings->slots); i++) {
        Slot *slot = sz_entities_at(ratings->slots, i);
        sz_event_set_unref(slot->events);
    }
    sz_kept_sets_free(ratings->kept);
    sz_entities_free(ratings->slots);
    sz_entities_free(ratings->days);
    sz_row_pages_free(ratings->bad);
    g_ptr_array_unref(ratings->bad_slots);
    g_ptr_array_unref(ratings->dirty);
    sz_texts_unref(ratings->texts);
    g_free(ratings);
}

/* --- bad ones ------------------------------------------------------------------------------ */

static void note_dirty(SzRatings *ratings, Slot *slot)
{
    if (!slot->is_dirty) {
        slot->is_dirty = true;
        g_ptr_array_add(ratings->dirty, slot);
    }
}

void sz_ratings_set_rules(SzRatings *ratings, const SzCaseRules *rules)
{
    ratings->rules = *rules;
    for (guint i = 0; i < ratings->bad_slots->len; i++) {
        note_dirty(ratings, g_ptr_array_index(ratings->bad_slots, i));
    }
}

/* The last row takes the place of its own. */
static void remove_bad(SzRatings *ratings, Slot *slot)
{
    guint32 i = slot->i_bad - 1;
    guint32 i_last = sz_row_pages_n(ratings->bad) - 1;
    Slot *last = g_ptr_array_index(ratings->bad_slots, i_last);
    if (last != slot) {
        const SzBadRating moved = *(const SzBadRating *)sz_row_pages_at(ratings->bad, i_last);
        *(SzBadRating *)sz_row_pages_writable(ratings->bad, i) = moved;
        g_ptr_array_index(ratings->bad_slots, i) = last;
        last->i_bad = i + 1;
    }
    slot->i_bad = 0;
    sz_row_pages_cut(ratings->bad, i_last);
    g_ptr_array_set_size(ratings->bad_slots, (gint)i_last);
}

static void set_bad(SzRatings *ratings, Slot *slot, bool is_bad)
{
    if (!is_bad) {
        if (slot->i_bad != 0) {
            remove_bad(ratings, slot);
        }
        return;
    }
    if (slot->i_bad == 0) {
        g_ptr_array_add(ratings->bad_slots, slot);
        slot->i_bad = ratings->bad_slots->len;
        (void)sz_row_pages_writable(ratings->bad, slot->i_bad - 1);
    }
    note_dirty(ratings, slot);
}

/* --- how long bad ones are kept ------------------------------------------------------------ */

/* @month: 0 and 13 are those of the years beside. */
static SzWallTime month_begin(int year, int month)
{
    year += month < 1 ? -1 : month > 12 ? 1 : 0;
    month = month < 1 ? 12 : month > 12 ? 1 : month;
    return sz_wall_time_at(sz_day_from_civil((SzCivil){year, month, 1}), 0);
}

static void turn_to(SzRatings *ratings, SzWallTime at)
{
    if (at.ns < ratings->month_end.ns) {
        return;
    }
    SzCivil civil = sz_day_to_civil(sz_day_of(at));
    ratings->month_end = month_begin(civil.year, civil.month + 1);
    ratings->kept_from = month_begin(civil.year, civil.month - 1);
    ratings->has_turned = true;
}

static bool is_kept(const SzRatings *ratings, const SzRatingFacts *facts)
{
    if (!sz_rating_is_bad(facts) || !facts->is_over) {
        return sz_rating_is_bad(facts);
    }
    bool is_of_late = false;
    for (int i = 0; i < SZ_RATING_N_EVENTS; i++) {
        is_of_late =
            is_of_late || (facts->at[i].known && facts->at[i].at.ns >= ratings->kept_from.ns);
    }
    return is_of_late;
}

/* From the end, as the last one takes the place of each that goes. */
static void forget_old(SzRatings *ratings)
{
    for (guint i = ratings->has_turned ? ratings->bad_slots->len : 0; i-- > 0;) {
        Slot *slot = g_ptr_array_index(ratings->bad_slots, i);
        SzRatingFacts facts;
        sz_rating_facts_fold(slot->events, &facts);
        if (!is_kept(ratings, &facts)) {
            set_bad(ratings, slot, false);
        }
    }
    ratings->has_turned = false;
}

/* --- events -------------------------------------------------------------------------------- */

static SzRatingDay *take_day(SzRatings *ratings, const Slot *slot)
{
    SzSlice hall = sz_entity_hall(&slot->entity);
    DaySlot *day = sz_entities_take(ratings->days, hall, slot->day, SZ_SLICE(""));
    if (day->counts.place.code == NULL) {
        day->counts.place =
            (SzPlace){day->entity.hall, sz_registry_find(ratings->rules.registry, hall, slot->day)};
        day->counts.day = slot->day;
    }
    return &day->counts;
}

/* Counts are unsigned: adding G_MAXUINT takes one away. */
static void count(SzRatings *ratings, const Slot *slot, guint by)
{
    if (slot->level == 0) {
        return;
    }
    SzRatingDay *day = take_day(ratings, slot);
    day->levels[slot->level] += by;
    if (slot->is_active == 1) {
        day->active_levels[slot->level] += by;
    } else if (slot->is_active == 0) {
        day->n_passive += by;
    }
}

static bool put_packed(SzRatings *ratings, const SzPackedEvent *event, bool is_void,
                       SzApplied *out_applied)
{
    Slot *slot =
        sz_entities_take_hashed(ratings->slots, event->hash, event->envelope.hall, 0, event->id);
    if (slot->events == NULL) {
        slot->events = sz_event_set_new();
    }
    if (!sz_event_set_put_body(&slot->events, &event->body, is_void, out_applied)) {
        return false;
    }
    sz_kept_sets_touch(ratings->kept, slot->entity.i);
    SzRatingFacts facts;
    sz_rating_facts_fold(slot->events, &facts);
    count(ratings, slot, G_MAXUINT);
    slot->level = (gint8)facts.level;
    slot->is_active = facts.is_active;
    slot->day = facts.level > 0 ? sz_day_of(facts.at[SZ_RATING_NEW].at) : 0;
    count(ratings, slot, 1);
    if (!is_void) {
        turn_to(ratings, event->envelope.occurred);
    }
    set_bad(ratings, slot, is_kept(ratings, &facts));
    return true;
}

static bool put_event(SzRatings *ratings, const SzRatingEvent *event, bool is_void,
                      SzApplied *out_applied)
{
    g_auto(SzEncodedEvent) encoded;
    sz_event_encode(&SZ_RATING_LAYOUT, event, &encoded);
    const SzPackedEvent packed = {
        .entity = SZ_EVENT_RATING,
        .envelope = {.hall = event->hall, .occurred = event->occurred},
        .id = event->id,
        .body = sz_encoded_event_body(&encoded),
        .hash = sz_entity_hash(event->hall, 0, event->id),
    };
    return put_packed(ratings, &packed, is_void, out_applied);
}

SzApplied sz_ratings_apply(SzRatings *ratings, const SzRatingEvent *event)
{
    SzApplied applied;
    (void)put_event(ratings, event, false, &applied);
    return applied;
}

SzApplied sz_ratings_apply_packed(SzRatings *ratings, const SzPackedEvent *event)
{
    SzApplied applied;
    (void)put_packed(ratings, event, false, &applied);
    return applied;
}

void sz_ratings_expect(const SzRatings *ratings, guint32 hash)
{
    sz_entities_expect(ratings->slots, hash);
}

guint32 sz_ratings_expect_slot(const SzRatings *ratings, guint32 hash)
{
    return sz_entities_expect_slot(ratings->slots, hash);
}

void sz_ratings_expect_events(const SzRatings *ratings, guint32 number)
{
    if (number - 1 < sz_entities_n(ratings->slots)) { /* none is 0; slots may have gone meanwhile */
        const Slot *slot = sz_entities_at(ratings->slots, number - 1);
        __builtin_prefetch(slot->entity.id);
        sz_event_set_expect(slot->events);
    }
}

bool sz_ratings_correct(SzRatings *ratings, const SzRatingEvent *event, bool is_void)
{
    SzApplied applied;
    return put_event(ratings, event, is_void, &applied);
}

/* --- publishing ---------------------------------------------------------------------------- */

static SzMaybeTime due_after(const SzRatings *ratings, const SzHall *hall, SzWallTime start,
                             SzLimit limit)
{
    const SzRegistry *registry = ratings->rules.registry;
    const SzDeadlineRules rules = {
        .policy = ratings->rules.policy,
        .calendar = ratings->rules.calendar,
        .hours =
            hall != NULL ? sz_registry_hours(registry, hall) : sz_registry_default_hours(registry),
    };
    const SzDeadlineRequest request = {.start = start, .limit = limit};
    SzDeadline deadline;
    /* Out of the calendar's range: no deadline is claimed. */
    bool is_known = sz_deadline_compute(&rules, &request, &deadline, NULL);
    return is_known ? (SzMaybeTime){true, deadline.due} : (SzMaybeTime){0};
}

static void make_bad(SzRatings *ratings, const Slot *slot, SzBadRating *out)
{
    SzRatingFacts facts;
    sz_rating_facts_fold(slot->events, &facts);
    SzWallTime start = facts.at[SZ_RATING_NEW].at;
    const SzHall *hall =
        sz_registry_find(ratings->rules.registry, sz_entity_hall(&slot->entity), slot->day);
    *out = (SzBadRating){
        .place = {slot->entity.hall, hall},
        .id = slot->entity.id,
        .window = sz_texts_intern(ratings->texts, facts.window),
        .case_id = sz_texts_intern(ratings->texts, facts.case_id),
        .ticket = sz_texts_intern(ratings->texts, facts.ticket),
        .level = facts.level,
        .followup_level = facts.followup_level,
        .stage = facts.stage,
        .is_over = facts.is_over,
        .is_upheld = facts.is_upheld,
        .callback_due = due_after(ratings, hall, start, SZ_RATING_CALLBACK_LIMIT),
        .rectify_due = due_after(ratings, hall, start, SZ_RATING_RECTIFY_LIMIT),
    };
    memcpy(out->at, facts.at, sizeof out->at);
}

static bool has_any(const SzRatingDay *day)
{
    guint n = 0;
    for (int level = 1; level <= SZ_RATING_LEVEL_MAX; level++) {
        n += day->levels[level];
    }
    return n > 0;
}

static void refresh(SzRatings *ratings)
{
    for (guint k = 0; k < ratings->dirty->len; k++) {
        Slot *slot = g_ptr_array_index(ratings->dirty, k);
        slot->is_dirty = false;
        if (slot->i_bad != 0) { /* not gone since */
            make_bad(ratings, slot, sz_row_pages_writable(ratings->bad, slot->i_bad - 1));
        }
    }
    g_ptr_array_set_size(ratings->dirty, 0);
}

SzRatingsVersion *sz_ratings_publish(SzRatings *ratings)
{
    forget_old(ratings);
    refresh(ratings);
    SzRatingsVersion *version = g_atomic_rc_box_new0(SzRatingsVersion);
    version->texts = sz_texts_ref(ratings->texts);
    version->days = g_array_new(FALSE, FALSE, sizeof(SzRatingDay));
    version->bad = sz_row_pages_freeze(ratings->bad);
    for (guint32 i = 0; i < sz_entities_n(ratings->days); i++) {
        const DaySlot *day = sz_entities_at(ratings->days, i);
        if (has_any(
                &day->counts)) { /* one whose `new` turned out to be earlier, or none, leaves nothing behind */
            g_array_append_vals(version->days, &day->counts, 1);
        }
    }
    return version;
}

/* --- a version ----------------------------------------------------------------------------- */

static void clear_version(gpointer data)
{
    SzRatingsVersion *version = data;
    g_array_unref(version->days);
    sz_frozen_rows_free(version->bad);
    sz_texts_unref(version->texts);
}

SzRatingsVersion *sz_ratings_version_ref(SzRatingsVersion *version)
{
    return g_atomic_rc_box_acquire(version);
}

void sz_ratings_version_unref(SzRatingsVersion *version)
{
    if (version != NULL) {
        g_atomic_rc_box_release_full(version, clear_version);
    }
}

gsize sz_ratings_version_n_days(const SzRatingsVersion *version)
{
    return version->days->len;
}

const SzRatingDay *sz_ratings_version_day(const SzRatingsVersion *version, gsize i)
{
    return &g_array_index(version->days, SzRatingDay, i);
}

gsize sz_ratings_version_n_bad(const SzRatingsVersion *version)
{
    return sz_frozen_rows_n(version->bad);
}

const SzBadRating *sz_ratings_version_bad(const SzRatingsVersion *version, gsize i)
{
    return sz_frozen_rows_at(version->bad, (guint32)i);
}

/* --- what is kept -------------------------------------------------------------------------- */

SzFrozenSets *sz_ratings_freeze(SzRatings *ratings)
{
    return sz_kept_sets_freeze(ratings->kept, ratings->slots, offsetof(Slot, events),
                               ratings->texts);
}
