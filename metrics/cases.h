#pragma once

/* All cases: events go in, frozen versions and the record of lights come out.
 *
 * Pure apart from memory.  The store belongs to one thread; a version is immutable and reference-counted
 * and may be read from any thread, also after the store is gone.
 *
 * Rows stand in pages of 256; a page that a version holds is copied before it is written. */

#include "metrics/applied.h"
#include "metrics/case_body.h"
#include "metrics/case_shelf.h"
#include "metrics/place.h"

typedef struct SzCases SzCases;
typedef struct SzCasesVersion SzCasesVersion;
typedef struct SzCaseLedger SzCaseLedger; /* metrics/case_ledger.h */

/* @rules: what it points to must outlive the store and its versions. */
SzCases *sz_cases_new(const SzCaseRules *rules);
void sz_cases_free(SzCases *cases);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzCases, sz_cases_free)

/* Adds one event; one seen before changes nothing. */
SzApplied sz_cases_apply(SzCases *cases, const SzCaseEvent *event);
/* Soon there will be an event of the case of @hash (sz_entity_hash() of hall and id): what finds it is fetched; then its
 * row, whose number + 1 is returned (0: there is none yet); then its events (metrics/entities.h). */
void sz_cases_expect(const SzCases *cases, guint32 hash);
guint32 sz_cases_expect_row(const SzCases *cases, guint32 hash);
void sz_cases_expect_events(const SzCases *cases, guint32 number);
/* What a correction says of it: it happened, or (@is_void) it did not.  Returns: false when that changes nothing.
 * Lights that were recorded stay recorded: what follows from it is recorded as a change, like for a late event.  A case
 * of which nothing is left had no light: one that was recorded is taken back. */
bool sz_cases_correct(SzCases *cases, const SzCaseEvent *event, bool is_void);
/* (transfer full) all cases as they stand.  Cost: what changed since the last publish, plus one pointer
 * a page. */
SzCasesVersion *sz_cases_publish(SzCases *cases);

/* --- the record of lights -------------------------------------------------------------------- */

typedef struct {
    guint32 i; /* of the case */
    SzLightChange change;
} SzCaseLightChange;

/* What is recorded, and when, does not depend on how often anybody looks, nor on how many events come between two
 * looks: of what is heard in time each event begins a piece of its own.  So the record holds what the light of the
 * case, asked for any instant, would have been; a case begins green, at its first event.
 *
 * Nothing is recorded of cases of @hall (as the feed says it) that change from now on, before @until: its news are
 * behind their time, and what follows may turn a light back that nobody saw.  Ten minutes after the first of such
 * holds on a hall its cases are recorded as they are. */
void sz_cases_hold_lights(SzCases *cases, SzSlice hall, SzWallTime until);
/* Appends to @changes (of SzCaseLightChange) those up to @now, in order of their instants; they count as written
 * from now on.  O(log n) for each. */
void sz_cases_advance(SzCases *cases, SzWallTime now, GArray *changes);
/* The instant of the next one; NEVER: none. */
SzWallTime sz_cases_next_change(SzCases *cases);
/* What was written in an earlier life.  Returns: false when there is no such case. */
bool sz_cases_tell_light(SzCases *cases, SzSlice hall, SzSlice id, const SzToldLight *told);
/* Up to when everything was written then; after the events of that life, before those of this one. */
void sz_cases_tell_recorded(SzCases *cases, SzWallTime to);
/* Since when rules like these hold: nothing written before that is contradicted by them. */
void sz_cases_tell_rules(SzCases *cases, SzWallTime from);
/* The code, as the feed said it, and number of the case @i. */
void sz_cases_name(const SzCases *cases, guint32 i, SzSlice *out_hall, SzSlice *out_id);

/* --- other rules ----------------------------------------------------------------------------- */

/* What new rules (a calendar, say) changed among the open cases. */
typedef struct {
    gsize n_open;
    gsize n_moved; /* another due */
    gsize n_later;
    gsize n_earlier;
    gsize n_settled;      /* were provisional and are no longer */
    gsize n_light;        /* another light at the instant asked for */
    SzWallTime first_due; /* of those that moved: the soonest due, old or new; NEVER: none */
    gint64 longest_ns;    /* the longest way a due moved */
} SzRedating;

/* Every case by @rules from now on; the registry must be the same. */
void sz_cases_redate(SzCases *cases, const SzCaseRules *rules, SzWallTime now, SzRedating *out);

/* --- the shelf ------------------------------------------------------------------------------- */

/* Cases that ended @stay_ns ago may leave for @shelf; a late event brings them back.  Before the first event. */
void sz_cases_use_shelf(SzCases *cases, const SzCaseShelf *shelf, gint64 stay_ns);

typedef struct {
    guint32 i;             /* of the case */
    const char *code;      /* as the feed says it; borrowed from the store */
    SzShelvedCase shelved; /* its body is a reference of its own */
} SzRetiringCase;

/* (transfer full) (of SzRetiringCase) at most @max cases whose time has come by @now, with ascending places on the
 * shelf.  They stay in memory until one of the next two is called with the list; one list at a time. */
GArray *sz_cases_retire(SzCases *cases, SzWallTime now, guint max);
/* They are on the shelf, each at its place: they leave memory, unless something happened to them meanwhile. */
void sz_cases_retired(SzCases *cases, const GArray *retiring);
/* They are not: they stay, and are listed again from @again on.  Their places will be given again; what may stand there
 * does not count. */
void sz_cases_not_retired(SzCases *cases, const GArray *retiring, SzWallTime again);
/* Events that were left out because what the shelf has of their case could not be read. */
guint64 sz_cases_n_withheld(const SzCases *cases);

/* --- a version ------------------------------------------------------------------------------- */

SzCasesVersion *sz_cases_version_ref(SzCasesVersion *version);
void sz_cases_version_unref(SzCasesVersion *version);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzCasesVersion, sz_cases_version_unref)

/* Rows are numbered 0 .. n - 1, in no order that means anything: sort by (hall, id) what people see. */
gsize sz_cases_version_n(const SzCasesVersion *version);
/* NULL where no case stands (any more), or one of which nothing is left. */
const SzCaseRow *sz_cases_version_row(const SzCasesVersion *version, gsize i);
const char *sz_case_row_id(const SzCaseRow *row);
/* (transfer full) one that outlives what it was borrowed from. */
SzCaseRow *sz_case_row_copy(const SzCaseRow *row);
void sz_case_row_free(SzCaseRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzCaseRow, sz_case_row_free)
/* The instant of its last event.  Walks through the events. */
SzWallTime sz_cases_version_last_event(const SzCasesVersion *version, const SzCaseRow *row);
/* Texts of a row: of hall_code, item, org. */
const char *sz_cases_version_text(const SzCasesVersion *version, guint32 number);
/* NULL: unregistered. */
const SzHall *sz_cases_version_row_hall(const SzCasesVersion *version, const SzCaseRow *row);
/* The code a case is listed under: the registry's where it knows the hall. */
const char *sz_cases_version_row_code(const SzCasesVersion *version, const SzCaseRow *row);

/* Cases on the shelf that belong to the version, as @hint narrows them (or more of them); any thread.  Their rows are
 * like those of the version, and live as long as the call.  Returns: false when the shelf cannot be read. */
bool sz_cases_version_each_shelved(const SzCasesVersion *version, const SzShelfHint *hint,
                                   SzOnShelved on_case, void *user);
/* What is known of them without looking; NULL: there is no shelf. */
const SzCaseLedger *sz_cases_version_ledger(const SzCasesVersion *version);

/* Illegal moves: events of cases that could not do what they say (SzCaseFacts.n_illegal), of the local day on which they
 * occurred.  Known of at least SZ_CASE_MOVE_DAYS days: the newest with one and those before it. */
#define SZ_CASE_MOVE_DAYS 3
typedef struct {
    SzPlace place;
    const char *src; /* NULL: it is not kept whose they are; borrowed, as the code */
    SzDay day;
    guint64 n;
} SzCaseMoves;

gsize sz_cases_version_n_moves(const SzCasesVersion *version);
/* In no order that means anything; each place, src and day once. */
SzCaseMoves sz_cases_version_moves(const SzCasesVersion *version, gsize i);

/* All that is known of one case, folded again: for the few that are shown. */
typedef struct {
    const SzCaseRow *row;  /* borrowed, as everything below */
    const char *hall_code; /* as the feed said it */
    const SzHall *hall;    /* what the registry makes of it; NULL: unregistered */
    const char *id;
    const char *item; /* "" when unknown; likewise org */
    const char *org;
    const SzTexts *texts; /* sz_case_walk(row->body, texts) walks through the events */
    SzCaseFacts facts;
    SzCaseStatus status;
} SzCaseRecord;

void sz_cases_version_record(const SzCasesVersion *version, const SzCaseRow *row,
                             SzCaseRecord *out);
