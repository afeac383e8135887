#pragma once

/* Sets of events for a checkpoint: as they are, and back event by event.
 *
 * Pure.  A store is filled by being told the events again: what an event does is written in one place. */

#include "metrics/event_set.h"
#include "metrics/state_reader.h"

void sz_event_set_save(const SzEventSet *set, GByteArray *out);

/* @is_void: it did not happen.  Returns: false for an event that makes no sense. */
typedef bool (*SzOnSavedEvent)(void *event, bool is_void, void *user);

/* Tells the events of a saved set, in their order, in @room, which has the layout's size; its texts are borrowed from the
 * bytes.  What is shadowed is told like what counts: the set finds out again.  What is no event spoils @reader. */
void sz_event_set_load(SzStateReader *reader, const SzEventLayout *layout, void *room,
                       SzOnSavedEvent on_event, void *user);
