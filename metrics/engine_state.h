#pragma once

/* The whole state for a checkpoint: frozen on the engine's thread, written by any, read back into an empty engine.
 *
 * Pure apart from memory.  Sections have names; where they stand and what guards them is not known here
 * (collector/checkpoint_format.h).  Bytes are never trusted: what makes no sense is refused, and nothing else happens. */

#include "metrics/engine.h"

typedef struct SzEngineFrozen SzEngineFrozen;

/* NULL: not now (metrics/cases_state.h). */
SzEngineFrozen *sz_engine_freeze(SzEngine *engine);
void sz_engine_frozen_free(SzEngineFrozen *frozen);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzEngineFrozen, sz_engine_frozen_free)
/* The highest place on the cases' shelf that counts; 0: none. */
gint64 sz_engine_frozen_places(const SzEngineFrozen *frozen);

/* Returns: false to stop. */
typedef bool (*SzOnSection)(SzSlice name, const GByteArray *bytes, void *user);
/* Returns: false when it was stopped. */
bool sz_engine_frozen_save(const SzEngineFrozen *frozen, SzOnSection on_section, void *user);

/* Sections in the order in which they were told.  @rows_hold: the engine's rules are those of the engine that was frozen.
 * Returns: false for a name that is none or bytes that make no sense; the engine can then only be freed. */
bool sz_engine_load(SzEngine *engine, SzSlice name, SzSlice bytes, bool rows_hold);
/* After the last. */
bool sz_engine_load_end(SzEngine *engine, bool rows_hold);
