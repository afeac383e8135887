#pragma once

/* All cases: events go in, frozen versions come out.
 *
 * Pure apart from memory.  The store belongs to one thread; a version is immutable and reference-counted
 * and may be read from any thread, also after the store is gone.
 *
 * Records stand in pages of 256; a publish copies only the pages that changed since the last one. */

#include "metrics/case_row.h"

/* One case as published.  Immutable; borrowed from its version. */
typedef struct {
    const char *hall_code; /* as the feed said it */
    const SzHall *hall;    /* what the registry makes of it; NULL: unregistered */
    const char *id;
    const char *item; /* "" when unknown; likewise org */
    const char *org;
    SzChannel channel;
    SzCaseKind kind; /* as its events say, else the catalogue */
    gint32 visits;   /* -1 not given */
    gint8 is_auto;   /* 1 yes, 0 no, -1 not given */
    gint8 elic;
    bool was_supplemented; /* 补正, before or after acceptance */
    SzMaybeTime applied;
    SzMaybeTime accepted;
    SzMaybeTime ended;
    guint32 flags; /* SzCaseFlag */
    SzCaseStatus status;
    SzCaseEvents *events;
} SzCaseRecord;

typedef struct SzCases SzCases;
typedef struct SzCasesVersion SzCasesVersion;

/* @rules: what it points to must outlive the store and its versions. */
SzCases *sz_cases_new(const SzCaseRules *rules);
void sz_cases_free(SzCases *cases);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzCases, sz_cases_free)

/* Adds one event; one seen before changes nothing. */
void sz_cases_apply(SzCases *cases, const SzCaseEvent *event);
/* (transfer full) all cases as they stand.  Cost: what changed since the last publish, plus one pointer
 * a page. */
SzCasesVersion *sz_cases_publish(SzCases *cases);

SzCasesVersion *sz_cases_version_ref(SzCasesVersion *version);
void sz_cases_version_unref(SzCasesVersion *version);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzCasesVersion, sz_cases_version_unref)

gsize sz_cases_version_n(const SzCasesVersion *version);
/* In no order that means anything: sort by (hall, id) what people see. */
const SzCaseRecord *sz_cases_version_at(const SzCasesVersion *version, gsize i);
/* The hall of that record, NULL when it is not registered: who looks for those of a place need not touch the others. */
const SzHall *sz_cases_version_hall(const SzCasesVersion *version, gsize i);
/* The same case, flat: for whoever looks at many.  Its texts: */
const SzCaseRow *sz_cases_version_row(const SzCasesVersion *version, gsize i);
const char *sz_case_row_id(const SzCaseRow *row);
/* Texts of a row: of hall_code, item, org. */
const char *sz_cases_version_text(const SzCasesVersion *version, guint32 number);
/* NULL: unregistered. */
const SzHall *sz_cases_version_row_hall(const SzCasesVersion *version, const SzCaseRow *row);
/* The code a case is listed under: the registry's where it knows the hall. */
const char *sz_cases_version_row_code(const SzCasesVersion *version, const SzCaseRow *row);
/* The code a case is listed under: the registry's where it knows the hall. */
const char *sz_case_record_hall(const SzCaseRecord *record);
