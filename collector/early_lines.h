#pragma once

/* Lines of the journal whose time has not come: they wait in order of their occurrence.
 *
 * Pure apart from memory. */

#include "collector/event_lines.h"
#include "metrics/state_reader.h"

typedef struct SzEarlyLines SzEarlyLines;

SzEarlyLines *sz_early_lines_new(void);
void sz_early_lines_free(SzEarlyLines *lines);

/* @raw: copied */
void sz_early_lines_add(SzEarlyLines *lines, SzSlice raw, SzWallTime received, SzWallTime occurred);
guint64 sz_early_lines_n(const SzEarlyLines *lines);
/* The occurrence of the first; SZ_WALL_TIME_MAX: none waits. */
SzWallTime sz_early_lines_next(const SzEarlyLines *lines);
/* The first, which is taken out.  @out_received: its reception.  (transfer full); NULL: none waits */
GString *sz_early_lines_take(SzEarlyLines *lines, SzWallTime *out_received);

/* For a checkpoint, and back into none; what makes no sense spoils @reader. */
void sz_early_lines_save(const SzEarlyLines *lines, GByteArray *out);
void sz_early_lines_load(SzEarlyLines *lines, SzStateReader *reader);
