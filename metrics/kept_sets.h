#pragma once

/* Sets of events of many entities, frozen for a checkpoint: of those that did not change since they were frozen last, a
 * whole thousand costs one pointer.
 *
 * Pure apart from memory.  The store's side belongs to one thread; what is frozen may be read from any thread, also after
 * the store is gone. */

#include "metrics/entities.h"
#include "metrics/event_set.h"

typedef struct SzKeptSets SzKeptSets;
typedef struct SzFrozenSets SzFrozenSets;

SzKeptSets *sz_kept_sets_new(void);
void sz_kept_sets_free(SzKeptSets *kept);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzKeptSets, sz_kept_sets_free)

/* The set of the entity @i is another one, or new. */
void sz_kept_sets_touch(SzKeptSets *kept, guint32 i);
/* Every entity may have another number. */
void sz_kept_sets_forget(SzKeptSets *kept);

/* (transfer full)
 * @entities: slots with an SzEventSet * (owned by them) at @set_offset
 * @texts:    of them; a reference is taken */
SzFrozenSets *sz_kept_sets_freeze(SzKeptSets *kept, const SzEntities *entities, gsize set_offset,
                                  SzTexts *texts);
void sz_frozen_sets_free(SzFrozenSets *frozen);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzFrozenSets, sz_frozen_sets_free)

/* Appends hall, id and set of some more of them (metrics/state_writer.h), from *@at on (0 at first).
 * Returns: false, and nothing is put, after the last. */
bool sz_frozen_sets_save_some(const SzFrozenSets *frozen, guint *at, GByteArray *out);
