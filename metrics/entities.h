#pragma once

/* Things that are named by a hall, a day and an id: found and added quickly, never moved.
 *
 * Pure apart from memory; belongs to one thread.  Each thing is a slot of a size its owner chooses and begins with an
 * SzEntity.  Slots are numbered 0 .. n - 1 in the order of their coming. */

#include "metrics/texts.h"

typedef struct {
    const char *hall; /* NUL-terminated; texts of the owner, as the next */
    const char *id;
    guint16 hall_len; /* as long as a key of the line protocol may be */
    guint16 id_len;
    SzDay day; /* 0 where days mean nothing */
    guint32 i; /* the slot's number */
} SzEntity;

typedef struct SzEntities SzEntities;

/* @texts: borrowed, of the owner; @slot_size: of a struct whose first member is an SzEntity
 * @has_own_ids: ids hardly come twice (tickets of a day): they are not looked for among the texts */
SzEntities *sz_entities_new(SzTexts *texts, gsize slot_size, bool has_own_ids);
void sz_entities_free(SzEntities *entities);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzEntities, sz_entities_free)

/* What a thing is found by. */
static inline guint32 sz_entity_hash(SzSlice hall, SzDay day, SzSlice id)
{
    return (guint32)sz_slice_mix(sz_slice_mix((guint64)day, hall), id);
}

/* The slot; NULL: there is none. */
void *sz_entities_find(const SzEntities *entities, SzSlice hall, SzDay day, SzSlice id);
/* The slot, added (zeros behind the SzEntity) when there is none. */
void *sz_entities_take(SzEntities *entities, SzSlice hall, SzDay day, SzSlice id);

/* The same by a @hash that is known. */
void *sz_entities_take_hashed(SzEntities *entities, guint32 hash, SzSlice hall, SzDay day,
                              SzSlice id);

/* Memory is slow, and a thing is looked for in several places of it, one after the other.  Who knows what will be asked
 * for soon has them fetched meanwhile: first the place, then, some events later, the slot. */
void sz_entities_expect(const SzEntities *entities, guint32 hash);
/* Returns: the number of the slot that will most likely be the one, and is being fetched, + 1; 0: none. */
guint32 sz_entities_expect_slot(const SzEntities *entities, guint32 hash);

guint32 sz_entities_n(const SzEntities *entities);
void *sz_entities_at(const SzEntities *entities, guint32 i);
static inline SzSlice sz_entity_hall(const SzEntity *entity)
{
    return (SzSlice){entity->hall, entity->hall_len};
}

static inline SzSlice sz_entity_id(const SzEntity *entity)
{
    return (SzSlice){entity->id, entity->id_len};
}

/* Keeps slots for which @is_kept says so, in their order: slots move and get other numbers; @clear is called for
 * those that go. */
void sz_entities_keep(SzEntities *entities, bool (*is_kept)(const void *slot, void *user),
                      void (*clear)(void *slot), void *user);
