#include "metrics/life_signs.h"

#include "metrics/state_reader.h"
#include "metrics/texts.h"

/* The newest day and the one before. */
#define DAYS_KEPT 2
#define NS_PER_MINUTE (60 * SZ_NS_PER_S)

struct SzLifeSigns {
    SzCaseRules rules;
    SzTexts *texts;   /* owned reference */
    GHashTable *days; /* SzLifeDay, owned, by hall and day */
    bool has_day;
    SzDay newest_day;
};

struct SzLifeSignsVersion {
    SzTexts *texts; /* owned reference */
    gsize n;
    SzLifeDay days[];
};

SzLifeSigns *sz_life_signs_new(const SzCaseRules *rules)
{
    SzLifeSigns *signs = g_new0(SzLifeSigns, 1);
    signs->rules = *rules;
    signs->texts = sz_texts_new();
    signs->days = sz_entity_table_new(g_free);
    return signs;
}

void sz_life_signs_free(SzLifeSigns *signs)
{
    if (signs != NULL) {
        g_hash_table_unref(signs->days);
        sz_texts_unref(signs->texts);
        g_free(signs);
    }
}

/* --- lines --------------------------------------------------------------------------------- */

static gboolean is_outdated(gpointer key, gpointer value, gpointer user)
{
    const SzLifeDay *life = value;
    const SzLifeSigns *signs = user;
    (void)key;
    return life->day <= signs->newest_day - DAYS_KEPT;
}

static void turn_to(SzLifeSigns *signs, SzDay day)
{
    if (!signs->has_day || day > signs->newest_day) {
        signs->has_day = true;
        signs->newest_day = day;
        (void)g_hash_table_foreach_remove(signs->days, is_outdated, signs);
    }
}

static SzLifeDay *find_day(SzLifeSigns *signs, SzSlice hall, SzDay day)
{
    g_autoptr(GBytes) key = sz_entity_key_on(hall, day, SZ_SLICE(""));
    SzLifeDay *life = g_hash_table_lookup(signs->days, key);
    if (life == NULL) {
        life = g_new0(SzLifeDay, 1);
        life->place = (SzPlace){sz_texts_intern(signs->texts, hall),
                                sz_registry_find(signs->rules.registry, hall, day)};
        life->day = day;
        g_hash_table_insert(signs->days, g_steal_pointer(&key), life);
    }
    return life;
}

void sz_life_signs_note(SzLifeSigns *signs, SzSlice hall, SzWallTime occurred)
{
    SzDay day = sz_day_of(occurred);
    turn_to(signs, day);
    if (day > signs->newest_day - DAYS_KEPT) {
        guint minute = (guint)(sz_ns_of_day(occurred) / NS_PER_MINUTE);
        find_day(signs, hall, day)->minutes[minute / 8] |= (guint8)(1U << (minute % 8));
    }
}

/* --- checkpoints --------------------------------------------------------------------------- */

void sz_life_signs_save(const SzLifeSigns *signs, SzStateParts *out)
{
    GHashTableIter iter;
    gpointer value = NULL;
    g_hash_table_iter_init(&iter, signs->days);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const SzLifeDay *life = value;
        sz_state_put_text(out->now, sz_slice(life->place.code));
        sz_state_put_signed(out->now, life->day);
        sz_state_put_bytes(out->now, life->minutes, sizeof life->minutes);
        sz_state_parts_cut(out);
    }
}

bool sz_life_signs_load(SzLifeSigns *signs, SzSlice bytes)
{
    SzStateReader reader = sz_state_reader(bytes);
    while (sz_state_has_more(&reader)) {
        SzSlice hall = sz_state_take_text(&reader);
        SzDay day = (SzDay)sz_state_take_signed(&reader, sz_day_of(SZ_WALL_TIME_MIN),
                                                sz_day_of(SZ_WALL_TIME_MAX));
        SzSlice minutes = sz_state_take_bytes(&reader, SZ_MINUTES_PER_DAY / 8);
        if (!reader.is_bad) {
            turn_to(signs, day);
            memcpy(find_day(signs, hall, day)->minutes, minutes.data, minutes.len);
        }
    }
    return sz_state_is_done(&reader);
}

/* --- versions ------------------------------------------------------------------------------ */

SzLifeSignsVersion *sz_life_signs_publish(SzLifeSigns *signs)
{
    gsize n = g_hash_table_size(signs->days);
    SzLifeSignsVersion *version = g_atomic_rc_box_alloc(sizeof *version + n * sizeof(SzLifeDay));
    version->texts = sz_texts_ref(signs->texts);
    version->n = 0;
    GHashTableIter each;
    gpointer life = NULL;
    g_hash_table_iter_init(&each, signs->days);
    while (g_hash_table_iter_next(&each, NULL, &life)) {
        version->days[version->n++] = *(const SzLifeDay *)life;
    }
    return version;
}

static void clear_version(gpointer data)
{
    SzLifeSignsVersion *version = data;
    sz_texts_unref(version->texts);
}

SzLifeSignsVersion *sz_life_signs_version_ref(SzLifeSignsVersion *version)
{
    return g_atomic_rc_box_acquire(version);
}

void sz_life_signs_version_unref(SzLifeSignsVersion *version)
{
    if (version != NULL) {
        g_atomic_rc_box_release_full(version, clear_version);
    }
}

gsize sz_life_signs_version_n(const SzLifeSignsVersion *version)
{
    return version->n;
}

const SzLifeDay *sz_life_signs_version_at(const SzLifeSignsVersion *version, gsize i)
{
    return &version->days[i];
}
