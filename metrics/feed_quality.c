#include "metrics/feed_quality_internal.h"

#define NS_PER_DAY (SZ_S_PER_DAY * SZ_NS_PER_S)

typedef SzFeedSlot Slot;

struct SzFeedQualityVersion {
    SzTexts *texts; /* owned reference */
    gsize n;
    SzFeed feeds[];
};

/* --- together and apart -------------------------------------------------------------------- */

static void clear_slot(void *slot)
{
    Slot *cleared = slot;
    for (guint i = 0; i < SZ_FEED_DAYS_KEPT; i++) {
        sz_seq_set_clear(&cleared->seqs[i]);
    }
}

SzFeedQuality *sz_feed_quality_new(const SzCaseRules *rules)
{
    SzFeedQuality *quality = g_new0(SzFeedQuality, 1);
    quality->rules = *rules;
    quality->texts = sz_texts_new();
    quality->slots = sz_entities_new(quality->texts, sizeof(Slot), false);
    return quality;
}

void sz_feed_quality_free(SzFeedQuality *quality)
{
    if (quality == NULL) {
        return;
    }
    for (guint32 i = 0; i < sz_entities_n(quality->slots); i++) {
        clear_slot(sz_entities_at(quality->slots, i));
    }
    sz_feed_quality_version_unref(quality->version);
    sz_entities_free(quality->slots);
    sz_texts_unref(quality->texts);
    g_free(quality);
}

/* --- lines --------------------------------------------------------------------------------- */

static bool is_kept(const SzFeedQuality *quality, SzDay day)
{
    return day > quality->newest_day - SZ_FEED_DAYS_KEPT;
}

static void forget_days(const SzFeedQuality *quality, Slot *slot)
{
    for (guint i = 0; i < SZ_FEED_DAYS_KEPT; i++) {
        if (!is_kept(quality, slot->feed.days[i].day)) {
            slot->feed.days[i] = (SzFeedDay){0};
            sz_seq_set_clear(&slot->seqs[i]);
        }
    }
}

static bool is_slot_kept(const void *slot, void *user)
{
    const Slot *kept = slot;
    (void)user;
    return sz_feed_day_has_any(&kept->feed.days[0]) || sz_feed_day_has_any(&kept->feed.days[1]);
}

static void turn_to(SzFeedQuality *quality, SzDay day)
{
    if (quality->has_day && day <= quality->newest_day) {
        return;
    }
    quality->has_day = true;
    quality->newest_day = day;
    quality->newest_from = sz_wall_time_at(day, 0);
    quality->last = NULL;
    for (guint32 i = 0; i < sz_entities_n(quality->slots); i++) {
        forget_days(quality, sz_entities_at(quality->slots, i));
    }
    sz_entities_keep(quality->slots, is_slot_kept, clear_slot, quality);
}

/* Most lines are of the newest day, and a division takes long. */
static SzDay day_of(const SzFeedQuality *quality, SzWallTime at)
{
    guint64 since_ns = (guint64)at.ns - (guint64)quality->newest_from.ns;
    return quality->has_day && since_ns < (guint64)NS_PER_DAY ? quality->newest_day : sz_day_of(at);
}

static Slot *find_slot(SzFeedQuality *quality, SzSlice hall, SzSlice src)
{
    Slot *last = quality->last;
    if (last != NULL && sz_slice_equal(sz_entity_hall(&last->entity), hall) &&
        sz_slice_equal(sz_entity_id(&last->entity), src)) {
        return last;
    }
    const SzSlice none = SZ_SLICE("");
    hall = hall.len > 0 ? hall : none;
    src = src.len > 0 ? src : none;
    bool is_full = sz_entities_n(quality->slots) >= SZ_FEEDS_MAX;
    Slot *slot = is_full ? sz_entities_find(quality->slots, hall, 0, src) : NULL;
    if (slot == NULL) {
        slot = sz_entities_take(quality->slots, is_full ? none : hall, 0, is_full ? none : src);
    }
    if (slot->feed.src == NULL) {
        slot->feed.place.code = slot->entity.hall;
        slot->feed.src = slot->entity.id;
    }
    quality->last = slot;
    return slot;
}

SzFeedDay *sz_feed_quality_take(SzFeedQuality *quality, SzSlice hall, SzSlice src, SzDay on,
                                SzSeqSet **out_seqs)
{
    turn_to(quality, on);
    if (!is_kept(quality, on)) {
        return NULL;
    }
    Slot *slot = find_slot(quality, hall, src);
    guint i = (guint)on % SZ_FEED_DAYS_KEPT;
    SzFeedDay *day = &slot->feed.days[i];
    day->day = on;
    slot->is_dirty = true;
    *out_seqs = &slot->seqs[i];
    g_clear_pointer(&quality->version, sz_feed_quality_version_unref);
    return day;
}

static void note_last(SzMaybeTime *kept, SzWallTime at)
{
    if (!kept->known || at.ns > kept->at.ns) {
        *kept = (SzMaybeTime){true, at};
    }
}

static void note_first(SzMaybeTime *kept, SzWallTime at)
{
    if (!kept->known || at.ns < kept->at.ns) {
        *kept = (SzMaybeTime){true, at};
    }
}

static gint64 distance_ns(SzWallTime from, SzWallTime to)
{
    return (gint64)MIN(sz_ns_between(from, to), (guint64)G_MAXINT64);
}

static void note_skew(SzFeedDay *day, SzWallTime occurred, SzWallTime received)
{
    if (occurred.ns > received.ns) {
        day->ahead_max_ns = MAX(day->ahead_max_ns, distance_ns(received, occurred));
        return;
    }
    gint64 behind_ns = distance_ns(occurred, received);
    day->behind_max_ns = MAX(day->behind_max_ns, behind_ns);
    day->late += behind_ns > SZ_FEED_LATE_NS;
}

void sz_feed_quality_note(SzFeedQuality *quality, const SzEnvelope *line, bool is_repeat)
{
    SzSeqSet *seqs = NULL;
    SzFeedDay *day = sz_feed_quality_take(quality, line->hall, line->src,
                                          day_of(quality, line->received), &seqs);
    if (day == NULL) {
        return;
    }
    day->lines++;
    day->repeats += is_repeat;
    day->tickets += line->is_ticket;
    day->cases += line->is_case;
    note_first(&day->first_received, line->received);
    note_last(&day->last_received, line->received);
    note_last(&day->last_event, line->occurred);
    note_skew(day, line->occurred, line->received);
    if (line->has_seq) {
        day->with_seq++;
        sz_seq_set_add(seqs, line->seq);
    }
}

void sz_feed_quality_refuse(SzFeedQuality *quality, SzSlice hall, SzSlice src, SzRefusedKind kind,
                            guint64 n, SzWallTime received)
{
    SzSeqSet *seqs = NULL;
    SzFeedDay *day = sz_feed_quality_take(quality, hall, src, day_of(quality, received), &seqs);
    if (day != NULL) {
        day->refused[kind] += n;
    }
}

/* --- publishing ---------------------------------------------------------------------------- */

static void refresh(SzFeedQuality *quality, Slot *slot)
{
    SzFeed *feed = &slot->feed;
    SzDay day = MAX(feed->days[0].day, feed->days[1].day);
    feed->place.hall =
        sz_registry_find(quality->rules.registry, sz_entity_hall(&slot->entity), day);
    for (guint i = 0; i < SZ_FEED_DAYS_KEPT; i++) {
        feed->days[i].seq = sz_seq_set_figures(&slot->seqs[i]);
    }
    slot->is_dirty = false;
}

static SzFeedQualityVersion *make_version(SzFeedQuality *quality)
{
    guint32 n = sz_entities_n(quality->slots);
    SzFeedQualityVersion *version = g_atomic_rc_box_alloc(sizeof *version + n * sizeof(SzFeed));
    version->texts = sz_texts_ref(quality->texts);
    version->n = n;
    for (guint32 i = 0; i < n; i++) {
        Slot *slot = sz_entities_at(quality->slots, i);
        if (slot->is_dirty) {
            refresh(quality, slot);
        }
        version->feeds[i] = slot->feed;
    }
    return version;
}

SzFeedQualityVersion *sz_feed_quality_publish(SzFeedQuality *quality)
{
    if (quality->version == NULL) {
        quality->version = make_version(quality);
    }
    return sz_feed_quality_version_ref(quality->version);
}

/* --- a version ----------------------------------------------------------------------------- */

static void clear_version(gpointer data)
{
    SzFeedQualityVersion *version = data;
    sz_texts_unref(version->texts);
}

SzFeedQualityVersion *sz_feed_quality_version_ref(SzFeedQualityVersion *version)
{
    return g_atomic_rc_box_acquire(version);
}

void sz_feed_quality_version_unref(SzFeedQualityVersion *version)
{
    if (version != NULL) {
        g_atomic_rc_box_release_full(version, clear_version);
    }
}

gsize sz_feed_quality_version_n(const SzFeedQualityVersion *version)
{
    return version->n;
}

const SzFeed *sz_feed_quality_version_at(const SzFeedQualityVersion *version, gsize i)
{
    return &version->feeds[i];
}

SzFeedDay sz_feed_on(const SzFeed *feed, SzDay day)
{
    const SzFeedDay *figures = &feed->days[(guint)day % SZ_FEED_DAYS_KEPT];
    return figures->day == day && sz_feed_day_has_any(figures) ? *figures : (SzFeedDay){.day = day};
}

bool sz_feed_day_has_any(const SzFeedDay *day)
{
    return day->lines > 0 || sz_feed_day_refused(day) > 0;
}

guint64 sz_feed_day_refused(const SzFeedDay *day)
{
    guint64 sum = 0;
    for (guint i = 0; i < SZ_REFUSED_N_KINDS; i++) {
        sum += day->refused[i];
    }
    return sum;
}

bool sz_feed_day_score(const SzFeedDay *day, guint64 n_illegal, double *out_score)
{
    guint64 n_all = day->lines + MAX(sz_feed_day_refused(day), day->seq.missing);
    guint64 n_faulty = day->repeats + n_illegal;
    if (n_all == 0) {
        return false;
    }
    guint64 n_good = day->lines > n_faulty ? day->lines - n_faulty : 0;
    *out_score = 100.0 * (double)n_good / (double)n_all;
    return true;
}
