#pragma once

/* The index for a checkpoint: where the state is not that of a multiple of 10 s, the index of the last one cannot be
 * computed from it any more.
 *
 * Pure apart from memory. */

#include "metrics/index_table.h"
#include "metrics/state_reader.h"

void sz_index_table_save(const SzIndexTable *table, GByteArray *out);
/* (transfer full) by the same definition, of the same registry; NULL for bytes that make no sense. */
SzIndexTable *sz_index_table_load(SzIndexDefinition *definition, const SzRegistry *registry,
                                  SzSlice bytes);
