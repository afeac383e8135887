#include "metrics/life_signs.h"

#include "metrics/entities.h"
#include "metrics/state_reader.h"

/* The newest day and the one before. */
#define DAYS_KEPT 2
#define NS_PER_MINUTE (60 * SZ_NS_PER_S)

typedef struct {
    SzEntity entity;
    SzLifeDay life;
} Slot;

struct SzLifeSigns {
    SzCaseRules rules;
    SzTexts *texts;   /* owned reference */
    SzEntities *days; /* owned; Slot */
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
    signs->days = sz_entities_new(signs->texts, sizeof(Slot), false);
    return signs;
}

void sz_life_signs_free(SzLifeSigns *signs)
{
    if (signs != NULL) {
        sz_entities_free(signs->days);
        sz_texts_unref(signs->texts);
        g_free(signs);
    }
}

/* --- lines --------------------------------------------------------------------------------- */

static bool is_kept(const void *slot, void *user)
{
    const SzEntity *entity = slot;
    const SzLifeSigns *signs = user;
    return entity->day > signs->newest_day - DAYS_KEPT;
}

static void clear_slot(void *slot)
{
    (void)slot;
}

static void turn_to(SzLifeSigns *signs, SzDay day)
{
    if (!signs->has_day || day > signs->newest_day) {
        signs->has_day = true;
        signs->newest_day = day;
        sz_entities_keep(signs->days, is_kept, clear_slot, signs);
    }
}

static SzLifeDay *take_day(SzLifeSigns *signs, SzSlice hall, SzDay day)
{
    Slot *slot = sz_entities_take(signs->days, hall, day, SZ_SLICE(""));
    if (slot->life.place.code == NULL) {
        slot->life.place =
            (SzPlace){slot->entity.hall, sz_registry_find(signs->rules.registry, hall, day)};
        slot->life.day = day;
    }
    return &slot->life;
}

void sz_life_signs_note(SzLifeSigns *signs, SzSlice hall, SzWallTime occurred)
{
    SzDay day = sz_day_of(occurred);
    turn_to(signs, day);
    if (day > signs->newest_day - DAYS_KEPT) {
        guint minute = (guint)(sz_ns_of_day(occurred) / NS_PER_MINUTE);
        take_day(signs, hall, day)->minutes[minute / 8] |= (guint8)(1U << (minute % 8));
    }
}

/* --- checkpoints --------------------------------------------------------------------------- */

void sz_life_signs_save(const SzLifeSigns *signs, SzStateParts *out)
{
    for (guint32 i = 0; i < sz_entities_n(signs->days); i++) {
        const Slot *slot = sz_entities_at(signs->days, i);
        sz_state_put_text(out->now, sz_entity_hall(&slot->entity));
        sz_state_put_signed(out->now, slot->life.day);
        sz_state_put_bytes(out->now, slot->life.minutes, sizeof slot->life.minutes);
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
            memcpy(take_day(signs, hall, day)->minutes, minutes.data, minutes.len);
        }
    }
    return sz_state_is_done(&reader);
}

/* --- versions ------------------------------------------------------------------------------ */

SzLifeSignsVersion *sz_life_signs_publish(SzLifeSigns *signs)
{
    guint32 n = sz_entities_n(signs->days);
    SzLifeSignsVersion *version = g_atomic_rc_box_alloc(sizeof *version + n * sizeof(SzLifeDay));
    version->texts = sz_texts_ref(signs->texts);
    version->n = n;
    for (guint32 i = 0; i < n; i++) {
        const Slot *slot = sz_entities_at(signs->days, i);
        version->days[i] = slot->life;
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
