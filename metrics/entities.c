#include "metrics/entities.h"

/* Slots stand in rooms that never move. */
#define ROOM_SLOTS 256

typedef struct {
    guint32 hash;
    guint32 i_slot; /* + 1; 0: free */
} Place;

struct SzEntities {
    SzTexts *texts; /* borrowed */
    gsize slot_size;
    bool has_own_ids;
    GPtrArray *rooms; /* owned */
    guint32 n;
    Place *places;  /* owned */
    gsize n_places; /* a power of two, or 0; at most three quarters are used */
};

SzEntities *sz_entities_new(SzTexts *texts, gsize slot_size, bool has_own_ids)
{
    SzEntities *entities = g_new0(SzEntities, 1);
    entities->texts = texts;
    entities->slot_size = slot_size;
    entities->has_own_ids = has_own_ids;
    entities->rooms = g_ptr_array_new_with_free_func(g_free);
    return entities;
}

void sz_entities_free(SzEntities *entities)
{
    if (entities != NULL) {
        g_ptr_array_unref(entities->rooms);
        g_free(entities->places);
        g_free(entities);
    }
}

guint32 sz_entities_n(const SzEntities *entities)
{
    return entities->n;
}

void *sz_entities_at(const SzEntities *entities, guint32 i)
{
    guint8 *room = g_ptr_array_index(entities->rooms, i / ROOM_SLOTS);
    return room + (i % ROOM_SLOTS) * entities->slot_size;
}

/* --- finding ------------------------------------------------------------------------------- */

static bool is_it(const SzEntity *entity, SzSlice hall, SzDay day, SzSlice id)
{
    return entity->day == day && sz_slice_equal(sz_entity_id(entity), id) &&
           sz_slice_equal(sz_entity_hall(entity), hall);
}

static void *find(const SzEntities *entities, guint32 hash, SzSlice hall, SzDay day, SzSlice id)
{
    if (entities->n_places == 0) {
        return NULL;
    }
    gsize mask = entities->n_places - 1;
    for (gsize at = hash & mask; entities->places[at].i_slot != 0; at = (at + 1) & mask) {
        if (entities->places[at].hash == hash) {
            void *slot = sz_entities_at(entities, entities->places[at].i_slot - 1);
            if (is_it(slot, hall, day, id)) {
                return slot;
            }
        }
    }
    return NULL;
}

void *sz_entities_find(const SzEntities *entities, SzSlice hall, SzDay day, SzSlice id)
{
    return find(entities, sz_entity_hash(hall, day, id), hall, day, id);
}

void sz_entities_expect(const SzEntities *entities, guint32 hash)
{
    if (entities->n_places > 0) {
        __builtin_prefetch(&entities->places[hash & (entities->n_places - 1)]);
    }
}

guint32 sz_entities_expect_slot(const SzEntities *entities, guint32 hash)
{
    if (entities->n_places == 0) {
        return 0;
    }
    gsize mask = entities->n_places - 1;
    for (gsize at = hash & mask; entities->places[at].i_slot != 0; at = (at + 1) & mask) {
        if (entities->places[at].hash == hash) {
            const guint8 *slot = sz_entities_at(entities, entities->places[at].i_slot - 1);
            __builtin_prefetch(slot);
            __builtin_prefetch(slot + entities->slot_size - 1);
            return entities->places[at].i_slot;
        }
    }
    return 0;
}

/* --- adding -------------------------------------------------------------------------------- */

static void put(SzEntities *entities, Place place)
{
    gsize mask = entities->n_places - 1;
    gsize at = place.hash & mask;
    while (entities->places[at].i_slot != 0) {
        at = (at + 1) & mask;
    }
    entities->places[at] = place;
}

static void make_place(SzEntities *entities)
{
    if ((gsize)(entities->n + 1) * 4 <= entities->n_places * 3) {
        return;
    }
    g_autofree Place *before = entities->places;
    gsize n_before = entities->n_places;
    entities->n_places = MAX(64, n_before * 2);
    entities->places = g_new0(Place, entities->n_places);
    for (gsize at = 0; at < n_before; at++) {
        if (before[at].i_slot != 0) {
            put(entities, before[at]);
        }
    }
}

static void *add_slot(SzEntities *entities, guint32 hash)
{
    make_place(entities);
    if (entities->n == entities->rooms->len * ROOM_SLOTS) {
        g_ptr_array_add(entities->rooms, g_malloc(ROOM_SLOTS * entities->slot_size));
    }
    void *slot = sz_entities_at(entities, entities->n++);
    put(entities, (Place){hash, entities->n});
    return slot;
}

void *sz_entities_take(SzEntities *entities, SzSlice hall, SzDay day, SzSlice id)
{
    return sz_entities_take_hashed(entities, sz_entity_hash(hall, day, id), hall, day, id);
}

void *sz_entities_take_hashed(SzEntities *entities, guint32 hash, SzSlice hall, SzDay day,
                              SzSlice id)
{
    void *slot = find(entities, hash, hall, day, id);
    if (slot != NULL) {
        return slot;
    }
    slot = add_slot(entities, hash);
    memset(slot, 0, entities->slot_size);
    *(SzEntity *)slot = (SzEntity){
        .hall = sz_texts_intern(entities->texts, hall),
        .id = entities->has_own_ids ? sz_texts_add(entities->texts, id)
                                    : sz_texts_intern(entities->texts, id),
        .hall_len = (guint16)hall.len,
        .id_len = (guint16)id.len,
        .day = day,
        .i = entities->n - 1,
    };
    return slot;
}

void sz_entities_keep(SzEntities *entities, bool (*is_kept)(const void *slot, void *user),
                      void (*clear)(void *slot), void *user)
{
    g_autoptr(GPtrArray) rooms = g_steal_pointer(&entities->rooms);
    guint32 n = entities->n;
    entities->rooms = g_ptr_array_new_with_free_func(g_free);
    entities->n = 0;
    entities->n_places = 0;
    g_clear_pointer(&entities->places, g_free);
    for (guint32 i = 0; i < n; i++) {
        guint8 *room = g_ptr_array_index(rooms, i / ROOM_SLOTS);
        void *slot = room + (i % ROOM_SLOTS) * entities->slot_size;
        if (!is_kept(slot, user)) {
            clear(slot);
            continue;
        }
        SzEntity *entity = slot;
        entity->i = entities->n;
        guint32 hash = sz_entity_hash(sz_entity_hall(entity), entity->day, sz_entity_id(entity));
        memcpy(add_slot(entities, hash), slot, entities->slot_size);
    }
}
