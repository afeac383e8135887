#pragma once

/* What a log says of itself before its traces, and what its events are made to mean by it.
 *
 * Pure.  Everything is kept in the arena that is given. */

#include "collector/arena.h"
#include "collector/time_zone.h"
#include "collector/xes_attributes.h"

/* Of one classifier; one that has more fits no event.  Public logs have up to three. */
#define SZ_XES_CLASSIFIER_KEYS_MAX 64

/* @keys: separated by white space; a key that holds some stands in single quotes (IEEE 1849). */
void sz_xes_declare_classifier(SzXesLog *log, SzArena *arena, const char *name, const char *scope,
                               const char *keys);
void sz_xes_declare_extension(SzXesLog *log, SzArena *arena, const char *prefix);
void sz_xes_declare_global(SzXesLog *log, SzArena *arena, const char *scope,
                           const SzXesAttribute *attributes);

/* The value as text; NULL: no such attribute, a list, or an empty text. */
const char *sz_xes_text_of(const SzXesAttributes *set, const char *key, SzArena *arena);

typedef enum { SZ_XES_EVENT_OK, SZ_XES_EVENT_NO_ACTIVITY, SZ_XES_EVENT_NO_TIME } SzXesEventResult;

/* Fills @event from its attributes: the activity is concept:name, else what the first event
 * classifier gives whose keys are all there, joined with '+'.
 * @zone: of a time without offset; NULL: UTC */
SzXesEventResult sz_xes_event_derive(SzXesEvent *event, const SzXesLog *log,
                                     const SzXesAttributes *set, const SzTimeZone *zone,
                                     SzArena *arena);
