#pragma once

/* The values of an import map, looked up in one case.
 *
 * Pure.  Some keys of XES have a meaning of their own and are read as such: of a case concept:name
 * (trace-N when missing); of an event concept:name (what a classifier makes when missing),
 * time:timestamp, and lifecycle:transition (lower case, complete when missing).  The columns of a table
 * are plain, whatever they are called. */

#include "collector/arena.h"
#include "collector/import_map.h"
#include "collector/import_texts.h"
#include "collector/line_protocol.h"
#include "collector/xes.h"

typedef enum {
    SZ_IMPORT_FOUND,
    SZ_IMPORT_ABSENT,       /* no such attribute, or an empty one, and no default */
    SZ_IMPORT_UNLISTED,     /* its text is not in the map's table, and no default */
    SZ_IMPORT_UNMATCHED,    /* what the map would extract is not in it, and no default */
    SZ_IMPORT_UNREADABLE,   /* cannot be read as the type that is wanted */
    SZ_IMPORT_IMPOSSIBLE,   /* looks like a time, but there is none such: 02/30 */
    SZ_IMPORT_OUT_OF_YEARS, /* a time outside 1678 to 2261 */
    SZ_IMPORT_N_FOUND,
} SzImportFound;

/* How often, and the line (row) of the log where first. */
typedef struct {
    guint64 n;
    guint64 first_line;
} SzImportCount;

/* What came of a value of the map. */
typedef struct {
    guint64 n_present;  /* its attributes were there */
    guint64 n_listed;   /* its text was in the table */
    GHashTable *listed; /* owned; of the table's keys (borrowed) those that were met; NULL: none */
    SzImportTexts *unlisted; /* owned; that are not in the table, also with a default; NULL: none */
    SzImportCount skipped;   /* times that were skipped as clocks were put forward */
    SzImportCount twice;
    struct {
        SzImportCount count;
        char *shown;               /* owned; the first such text */
    } failures[SZ_IMPORT_N_FOUND]; /* of UNLISTED and further */
} SzImportUse;

typedef struct {
    const SzImportMap *map;
    const SzXesTrace *trace;
    const SzXesEvent *event; /* NULL: of the case as a whole */
    SzArena *arena;          /* where texts go */
    guint64 *n_looked;       /* per attribute of the map: how often it was looked for */
    guint64 *n_seen;         /* and how often it was there */
    SzImportUse *uses;       /* per value of the map */
} SzImportScope;

void sz_import_count(SzImportCount *count, guint64 line);
/* The line of the log that a scope is about. */
guint64 sz_import_scope_line(const SzImportScope *scope);

/* Whether a text of the map can be read as that type. */
bool sz_import_text_fits(const char *text, SzImportType type);
/* Whether a text of the log means that there is none. */
bool sz_import_text_is_missing(const char *text, const SzImportReading *reading);

/* @out: (out) set iff FOUND; texts live in the arena, the map or the trace
 * @out_shown: (out)(optional) set iff UNLISTED or further: the text that is the matter */
SzImportFound sz_import_value_find(const SzImportScope *scope, const SzImportValue *value,
                                   SzLpValue *out, const char **out_shown);
/* @out_failed: (out) the first test that does not hold, and @out_text the text it met, "" when missing; untouched
 *              when all hold
 * Returns: whether all of the rule's tests hold. */
bool sz_import_rule_holds(const SzImportScope *scope, const SzImportRule *rule,
                          const SzImportTest **out_failed, const char **out_text);
