#pragma once

/* The values of an import map, looked up in one case.
 *
 * Pure.  Some keys of XES have a meaning of their own and are read as such: of a case concept:name
 * (trace-N when missing); of an event concept:name (what a classifier makes when missing),
 * time:timestamp, and lifecycle:transition (lower case, complete when missing). */

#include "collector/arena.h"
#include "collector/import_map.h"
#include "collector/line_protocol.h"
#include "collector/xes.h"

typedef struct {
    const SzImportMap *map;
    const SzXesTrace *trace;
    const SzXesEvent *event; /* NULL: of the case as a whole */
    SzArena *arena;          /* where texts go */
    guint64 *n_seen;         /* per attribute of the map: how often it was there */
} SzImportScope;

typedef enum {
    SZ_IMPORT_FOUND,
    SZ_IMPORT_ABSENT,     /* no such attribute, or an empty one, and no default */
    SZ_IMPORT_UNLISTED,   /* its text is not in the map's table, and no default */
    SZ_IMPORT_UNREADABLE, /* cannot be read as the type that is wanted */
} SzImportFound;

/* Whether a text can be read as that type. */
bool sz_import_text_fits(const char *text, SzImportType type);

/* @out: (out) set iff FOUND; texts live in the arena, the map or the trace
 * @out_shown: (out)(optional) set iff UNLISTED or UNREADABLE: the text that is the matter */
SzImportFound sz_import_value_find(const SzImportScope *scope, const SzImportValue *value,
                                   SzImportType type, SzLpValue *out, const char **out_shown);
/* The time in an attribute. */
SzImportFound sz_import_time_find(const SzImportScope *scope, guint i_attribute, SzWallTime *out);
/* Whether all of the rule's tests hold. */
bool sz_import_rule_holds(const SzImportScope *scope, const SzImportRule *rule);
