#pragma once

/* What became of a log: counts, and where each kind of trouble was met first.
 *
 * Pure.  Texts of the log are not kept but for the first that a value of the map has no use for, cut short. */

#include "collector/import_twins.h"
#include "collector/import_value.h"
#include "collector/telemetry.h"

/* What is wrong with a row of a table as a whole. */
typedef enum {
    SZ_IMPORT_ROW_SHORT, /* fewer fields than the header */
    SZ_IMPORT_ROW_LONG,
    SZ_IMPORT_ROW_QUOTES,  /* something behind a closing quote */
    SZ_IMPORT_ROW_NO_CASE, /* rows are collected by case, and this one has no id */
    SZ_IMPORT_ROW_NO_TIME, /* rows are events, and this one has no time */
    SZ_IMPORT_ROW_N,
} SzImportRowFault;

typedef struct {
    SzImportCount count;
    SzWallTime start; /* of the first */
    SzWallTime end;
} SzImportReversed;

/* What came of a rule of the map. */
typedef struct {
    guint64 n_asked; /* cases or events */
    guint64 n_held;
    const SzImportTest *failed; /* the first test that did not hold; borrowed */
    SzImportTexts *met;         /* owned; the texts that test met, until it holds; NULL: none */
} SzImportRuleUse;

typedef struct {
    guint64 n_rows; /* of a table, without the header */
    guint n_columns;
    guint64 n_cases;
    guint64 n_events; /* with activity and time */
    guint64 n_lines;
    guint64 n_lines_by_event[SZ_CASE_N_EVENTS];
    guint64 n_batches;
    guint64 n_bytes;                    /* unpacked */
    SzImportReversed ends_before_start; /* cases */
    SzImportCount events_after_end;     /* cases */
    SzImportCount without_rule;         /* events for which the map has no rule */
    SzImportCount warnings[SZ_XES_N_WARNINGS];
    SzImportCount rows[SZ_IMPORT_ROW_N];
    guint first_wrong_fields; /* of the first row that is short or long */
    SzImportCount refused[SZ_STANDARD_N_KINDS];
    char *refused_text[SZ_STANDARD_N_KINDS]; /* owned; of the first */
    SzImportCount unwritable;                /* refused: cannot be written as line protocol */
    char *unwritable_text;                   /* owned; of the first */
    SzImportUse *uses;                       /* owned; n_uses, per value of the map */
    guint n_uses;
    guint64 *n_looked;      /* owned; per attribute of the map */
    guint64 *n_seen;        /* owned; likewise */
    SzImportRuleUse *rules; /* owned; n_rules, per rule of the map */
    guint n_rules;
    SzImportTexts *case_keys;  /* owned; attributes that cases of an event log have */
    SzImportTexts *event_keys; /* owned; likewise of events */
    SzImportTwins *twins;      /* owned; cases */
} SzImportTally;

SzImportTally *sz_import_tally_new(const SzImportMap *map);
void sz_import_tally_free(SzImportTally *tally);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzImportTally, sz_import_tally_free)

/* @why: UNLISTED or further
 * @shown: the text that is the matter */
void sz_import_tally_failure(SzImportTally *tally, const SzImportValue *value, SzImportFound why,
                             const char *shown, guint64 line);
/* @failed: as sz_import_rule_holds(); NULL: it held */
void sz_import_tally_rule(SzImportTally *tally, const SzImportRule *rule,
                          const SzImportTest *failed, const char *text);
/* Of all kinds. */
guint64 sz_import_use_n_failures(const SzImportUse *use);
