#pragma once

/* What became of a log: counts, and where each kind of trouble was met first.
 *
 * Pure.  Texts of the log are not kept but for values that a map does not know, cut short. */

#include "collector/import_value.h"
#include "collector/telemetry.h"

/* How often, and the line of the log where first. */
typedef struct {
    guint64 n;
    guint64 first_line;
} SzImportCount;

/* A tag or field that could not be filled. */
typedef struct {
    const char *name;
    SzImportFound why; /* UNLISTED or UNREADABLE */
    char *shown;       /* owned; the first such text */
    SzImportCount count;
} SzImportTrouble;

typedef struct {
    guint64 n_cases;
    guint64 n_events; /* with activity and time */
    guint64 n_lines;
    guint64 n_lines_by_event[SZ_CASE_N_EVENTS];
    guint64 n_batches;
    SzImportCount ends_before_start; /* cases */
    SzImportCount events_after_end;  /* cases */
    SzImportCount without_rule;      /* events for which the map has no rule */
    SzImportCount unreadable_at;     /* lines whose time attribute is no time */
    SzImportCount warnings[SZ_XES_N_WARNINGS];
    SzImportCount refused[SZ_STANDARD_N_KINDS];
    char *refused_text[SZ_STANDARD_N_KINDS]; /* owned; of the first */
    SzImportCount unwritable;                /* refused: cannot be written as line protocol */
    GPtrArray *troubles;                     /* owned, of owned SzImportTrouble */
    guint64 *n_seen;                         /* owned; per attribute of the map */
} SzImportTally;

SzImportTally *sz_import_tally_new(const SzImportMap *map);
void sz_import_tally_free(SzImportTally *tally);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzImportTally, sz_import_tally_free)

void sz_import_count(SzImportCount *count, guint64 line);
/* @name: of the tag or field; a literal. */
void sz_import_tally_trouble(SzImportTally *tally, const char *name, SzImportFound why,
                             const char *shown, guint64 line);

/* The summary, one "key: value" a line. (transfer full) */
char *sz_import_tally_text(const SzImportTally *tally, const SzImportMap *map);
