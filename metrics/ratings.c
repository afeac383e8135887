#include "metrics/ratings.h"

#include "metrics/texts.h"

typedef struct {
    const char *hall;
    const char *id;
    SzEventSet *events; /* owned */
    /* What it is counted as, so that it can be taken out again. */
    SzDay day;
    gint8 level; /* 0: not counted */
    gint8 is_active;
} Slot;

struct SzRatings {
    SzCaseRules rules;
    SzTexts *texts;    /* owned reference */
    GHashTable *slots; /* Slot, owned, by hall and id */
    GHashTable *days;  /* SzRatingDay, owned, by hall and day */
    GHashTable *bad;   /* set of Slot, borrowed from slots: every bad rating */
};

struct SzRatingsVersion {
    SzTexts *texts; /* owned reference */
    GArray *days;   /* owned; SzRatingDay */
    GArray *bad;    /* owned; SzBadRating */
};

static void free_slot(gpointer data)
{
    Slot *slot = data;
    sz_event_set_unref(slot->events);
    g_free(slot);
}

SzRatings *sz_ratings_new(const SzCaseRules *rules)
{
    SzRatings *ratings = g_new0(SzRatings, 1);
    ratings->rules = *rules;
    ratings->texts = sz_texts_new();
    ratings->slots = sz_entity_table_new(free_slot);
    ratings->days = sz_entity_table_new(g_free);
    ratings->bad = g_hash_table_new(NULL, NULL);
    return ratings;
}

void sz_ratings_free(SzRatings *ratings)
{
    if (ratings == NULL) {
        return;
    }
    g_hash_table_unref(ratings->bad);
    g_hash_table_unref(ratings->slots);
    g_hash_table_unref(ratings->days);
    sz_texts_unref(ratings->texts);
    g_free(ratings);
}

void sz_ratings_set_rules(SzRatings *ratings, const SzCaseRules *rules)
{
    ratings->rules = *rules;
}

/* --- events -------------------------------------------------------------------------------- */

static Slot *find_slot(SzRatings *ratings, const SzRatingEvent *event)
{
    g_autoptr(GBytes) key = sz_entity_key(event->hall, event->id);
    Slot *slot = g_hash_table_lookup(ratings->slots, key);
    if (slot == NULL) {
        slot = g_new0(Slot, 1);
        slot->hall = sz_texts_intern(ratings->texts, event->hall);
        slot->id = sz_texts_add(ratings->texts, event->id);
        slot->events = sz_event_set_new();
        g_hash_table_insert(ratings->slots, g_steal_pointer(&key), slot);
    }
    return slot;
}

static SzRatingDay *find_day(SzRatings *ratings, const char *hall, SzDay day)
{
    g_autoptr(GBytes) key = sz_entity_key_on(sz_slice(hall), day, SZ_SLICE(""));
    SzRatingDay *counts = g_hash_table_lookup(ratings->days, key);
    if (counts == NULL) {
        counts = g_new0(SzRatingDay, 1);
        counts->place =
            (SzPlace){hall, sz_registry_find(ratings->rules.registry, sz_slice(hall), day)};
        counts->day = day;
        g_hash_table_insert(ratings->days, g_steal_pointer(&key), counts);
    }
    return counts;
}

/* Counts are unsigned: adding G_MAXUINT takes one away. */
static void count(SzRatings *ratings, const Slot *slot, guint by)
{
    if (slot->level == 0) {
        return;
    }
    SzRatingDay *day = find_day(ratings, slot->hall, slot->day);
    day->levels[slot->level] += by;
    if (slot->is_active == 1) {
        day->active_levels[slot->level] += by;
    } else if (slot->is_active == 0) {
        day->n_passive += by;
    }
}

void sz_ratings_apply(SzRatings *ratings, const SzRatingEvent *event)
{
    Slot *slot = find_slot(ratings, event);
    if (!sz_event_set_add(&slot->events, &SZ_RATING_LAYOUT, event)) {
        return;
    }
    SzRatingFacts facts;
    sz_rating_facts_fold(slot->events, &facts);
    count(ratings, slot, G_MAXUINT);
    slot->level = (gint8)facts.level;
    slot->is_active = facts.is_active;
    slot->day = facts.level > 0 ? sz_day_of(facts.at[SZ_RATING_NEW].at) : 0;
    count(ratings, slot, 1);
    if (sz_rating_is_bad(&facts)) {
        g_hash_table_add(ratings->bad, slot);
    } else {
        g_hash_table_remove(ratings->bad, slot);
    }
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

static SzBadRating make_bad(SzRatings *ratings, const Slot *slot, const SzRatingFacts *facts)
{
    SzWallTime start = facts->at[SZ_RATING_NEW].at;
    const SzHall *hall = sz_registry_find(ratings->rules.registry, sz_slice(slot->hall), slot->day);
    SzBadRating bad = {
        .place = {slot->hall, hall},
        .id = slot->id,
        .window = sz_texts_intern(ratings->texts, facts->window),
        .case_id = sz_texts_intern(ratings->texts, facts->case_id),
        .ticket = sz_texts_intern(ratings->texts, facts->ticket),
        .level = facts->level,
        .stage = facts->stage,
        .callback_due = due_after(ratings, hall, start, SZ_RATING_CALLBACK_LIMIT),
        .rectify_due = due_after(ratings, hall, start, SZ_RATING_RECTIFY_LIMIT),
    };
    memcpy(bad.at, facts->at, sizeof bad.at);
    return bad;
}

static bool has_any(const SzRatingDay *day)
{
    guint n = 0;
    for (int level = 1; level <= SZ_RATING_LEVEL_MAX; level++) {
        n += day->levels[level];
    }
    return n > 0;
}

SzRatingsVersion *sz_ratings_publish(SzRatings *ratings)
{
    SzRatingsVersion *version = g_atomic_rc_box_new0(SzRatingsVersion);
    version->texts = sz_texts_ref(ratings->texts);
    version->days = g_array_new(FALSE, FALSE, sizeof(SzRatingDay));
    version->bad = g_array_new(FALSE, FALSE, sizeof(SzBadRating));
    GHashTableIter each;
    gpointer key = NULL;
    gpointer value = NULL;
    g_hash_table_iter_init(&each, ratings->days);
    while (g_hash_table_iter_next(&each, NULL, &value)) {
        if (has_any(value)) { /* one whose `new` turned out to be earlier leaves nothing behind */
            g_array_append_vals(version->days, value, 1);
        }
    }
    g_hash_table_iter_init(&each, ratings->bad);
    while (g_hash_table_iter_next(&each, &key, NULL)) {
        const Slot *slot = key;
        SzRatingFacts facts;
        sz_rating_facts_fold(slot->events, &facts);
        if (!facts.is_over) {
            SzBadRating bad = make_bad(ratings, slot, &facts);
            g_array_append_val(version->bad, bad);
        }
    }
    return version;
}

/* --- a version ----------------------------------------------------------------------------- */

static void clear_version(gpointer data)
{
    SzRatingsVersion *version = data;
    g_array_unref(version->days);
    g_array_unref(version->bad);
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
    return version->bad->len;
}

const SzBadRating *sz_ratings_version_bad(const SzRatingsVersion *version, gsize i)
{
    return &g_array_index(version->bad, SzBadRating, i);
}

/* --- what is kept -------------------------------------------------------------------------- */

void sz_ratings_each(const SzRatings *ratings,
                     void (*each)(SzSlice hall, SzSlice id, const SzEventSet *events, void *user),
                     void *user)
{
    GHashTableIter iter;
    gpointer value = NULL;
    g_hash_table_iter_init(&iter, ratings->slots);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const Slot *slot = value;
        each(sz_slice(slot->hall), sz_slice(slot->id), slot->events, user);
    }
}
