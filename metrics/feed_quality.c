#include "metrics/feed_quality.h"

#include "metrics/slice_table.h"
#include "metrics/texts.h"

/* The newest day and the one before: one is even, the other odd. */
#define DAYS_KEPT 2

typedef struct {
    SzSlice hall;
    SzSlice src;
} Key;

typedef struct {
    Key key; /* bytes of the texts */
    SzFeed feed;
    SzSeqSet seqs[DAYS_KEPT]; /* of feed.days */
    bool is_dirty;            /* feed.place and feed.days[].seq are of before */
} Slot;

struct SzFeedQuality {
    SzCaseRules rules;
    SzTexts *texts;    /* owned reference */
    GHashTable *slots; /* Key (in the slot) -> Slot, owned */
    Slot *last;        /* of the last line; NULL: none.  Many lines of a feed follow one another */
    bool has_day;
    SzDay newest_day;
    SzFeedQualityVersion *version; /* owned reference; the last published; NULL: it is of before */
};

struct SzFeedQualityVersion {
    SzTexts *texts; /* owned reference */
    gsize n;
    SzFeed feeds[];
};

/* --- together and apart -------------------------------------------------------------------- */

static guint hash_key(gconstpointer data)
{
    const Key *key = data;
    return sz_slice_hash(&key->hall) * 31 + sz_slice_hash(&key->src);
}

static bool is_key(const Key *key, SzSlice hall, SzSlice src)
{
    return sz_slice_equal(key->hall, hall) && sz_slice_equal(key->src, src);
}

static gboolean equal_keys(gconstpointer a, gconstpointer b)
{
    const Key *other = b;
    return is_key(a, other->hall, other->src);
}

static void free_slot(gpointer data)
{
    Slot *slot = data;
    for (guint i = 0; i < DAYS_KEPT; i++) {
        sz_seq_set_clear(&slot->seqs[i]);
    }
    g_free(slot);
}

SzFeedQuality *sz_feed_quality_new(const SzCaseRules *rules)
{
    SzFeedQuality *quality = g_new0(SzFeedQuality, 1);
    quality->rules = *rules;
    quality->texts = sz_texts_new();
    quality->slots = g_hash_table_new_full(hash_key, equal_keys, NULL, free_slot);
    return quality;
}

void sz_feed_quality_free(SzFeedQuality *quality)
{
    if (quality != NULL) {
        sz_feed_quality_version_unref(quality->version);
        g_hash_table_unref(quality->slots);
        sz_texts_unref(quality->texts);
        g_free(quality);
    }
}

/* --- lines --------------------------------------------------------------------------------- */

static bool is_kept(const SzFeedQuality *quality, SzDay day)
{
    return day > quality->newest_day - DAYS_KEPT;
}

static bool has_anything(const SzFeedDay *day)
{
    return day->lines > 0 || sz_feed_day_refused(day) > 0;
}

static gboolean is_outdated(gpointer key, gpointer value, gpointer user)
{
    Slot *slot = value;
    bool has_any = false;
    (void)key;
    for (guint i = 0; i < DAYS_KEPT; i++) {
        SzFeedDay *day = &slot->feed.days[i];
        if (!is_kept(user, day->day)) {
            *day = (SzFeedDay){0};
            sz_seq_set_clear(&slot->seqs[i]);
        }
        has_any = has_any || has_anything(day);
    }
    return !has_any;
}

static void turn_to(SzFeedQuality *quality, SzDay day)
{
    if (!quality->has_day || day > quality->newest_day) {
        quality->has_day = true;
        quality->newest_day = day;
        quality->last = NULL;
        (void)g_hash_table_foreach_remove(quality->slots, is_outdated, quality);
    }
}

static Slot *add_slot(SzFeedQuality *quality, SzSlice hall, SzSlice src)
{
    Slot *slot = g_new0(Slot, 1);
    const SzSlice none = SZ_SLICE("");
    slot->feed.place.code = sz_texts_intern(quality->texts, hall.len > 0 ? hall : none);
    slot->feed.src = sz_texts_intern(quality->texts, src.len > 0 ? src : none);
    slot->key = (Key){sz_slice(slot->feed.place.code), sz_slice(slot->feed.src)};
    (void)g_hash_table_insert(quality->slots, &slot->key, slot);
    return slot;
}

static Slot *find_slot(SzFeedQuality *quality, SzSlice hall, SzSlice src)
{
    if (quality->last != NULL && is_key(&quality->last->key, hall, src)) {
        return quality->last;
    }
    Key key = {hall, src};
    Slot *slot = g_hash_table_lookup(quality->slots, &key);
    if (slot == NULL && g_hash_table_size(quality->slots) >= SZ_FEEDS_MAX) {
        key = (Key){SZ_SLICE(""), SZ_SLICE("")};
        slot = g_hash_table_lookup(quality->slots, &key);
    }
    quality->last = slot != NULL ? slot : add_slot(quality, key.hall, key.src);
    return quality->last;
}

/* The figures of a day that is kept; NULL: it is not. */
static SzFeedDay *find_day(SzFeedQuality *quality, SzSlice hall, SzSlice src, SzDay on,
                           SzSeqSet **out_seqs)
{
    turn_to(quality, on);
    if (!is_kept(quality, on)) {
        return NULL;
    }
    Slot *slot = find_slot(quality, hall, src);
    guint i = (guint)on % DAYS_KEPT;
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
    SzFeedDay *day = find_day(quality, line->hall, line->src, sz_day_of(line->received), &seqs);
    if (day == NULL) {
        return;
    }
    day->lines++;
    day->repeats += is_repeat;
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
    SzFeedDay *day = find_day(quality, hall, src, sz_day_of(received), &seqs);
    if (day != NULL) {
        day->refused[kind] += n;
    }
}

/* --- publishing ---------------------------------------------------------------------------- */

static void refresh(SzFeedQuality *quality, Slot *slot)
{
    SzFeed *feed = &slot->feed;
    SzDay day = MAX(feed->days[0].day, feed->days[1].day);
    feed->place.hall = sz_registry_find(quality->rules.registry, slot->key.hall, day);
    for (guint i = 0; i < DAYS_KEPT; i++) {
        feed->days[i].seq = sz_seq_set_figures(&slot->seqs[i]);
    }
    slot->is_dirty = false;
}

static SzFeedQualityVersion *make_version(SzFeedQuality *quality)
{
    gsize n = g_hash_table_size(quality->slots);
    SzFeedQualityVersion *version = g_atomic_rc_box_alloc(sizeof *version + n * sizeof(SzFeed));
    version->texts = sz_texts_ref(quality->texts);
    version->n = 0;
    GHashTableIter each;
    gpointer value = NULL;
    g_hash_table_iter_init(&each, quality->slots);
    while (g_hash_table_iter_next(&each, NULL, &value)) {
        Slot *slot = value;
        if (slot->is_dirty) {
            refresh(quality, slot);
        }
        version->feeds[version->n++] = slot->feed;
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
    const SzFeedDay *figures = &feed->days[(guint)day % DAYS_KEPT];
    return figures->day == day && has_anything(figures) ? *figures : (SzFeedDay){.day = day};
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
