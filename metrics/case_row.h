#pragma once

/* One case as lists, counts and filters see it: small, flat, without allocation.
 *
 * Pure data; immutable; borrowed from its version (metrics/cases.h).  What a page shows beyond it is folded again from
 * the events (sz_cases_version_record()). */

#include "metrics/case_status.h"

/* An instant that is not known, or never comes. */
#define SZ_NEVER SZ_WALL_TIME_MAX

/* How the acceptance went. */
typedef enum {
    SZ_ACCEPTED_NOT, /* or nothing to judge it by: nobody said when it was received */
    SZ_ACCEPTED_IN_TIME,
    SZ_ACCEPTED_LATE, /* also deemed to be: something was done with it after the time to accept it */
} SzAcceptance;

typedef enum { SZ_YESNO_UNKNOWN, SZ_YESNO_NO, SZ_YESNO_YES } SzYesNo;

/* Where it was handled, as its `platform` says. */
typedef enum {
    SZ_PLATFORM_NONE,    /* nobody said */
    SZ_PLATFORM_UNIFIED, /* "2.0": 政务服务 2.0, the unified platform */
    SZ_PLATFORM_OWN,     /* "own": a system of the department's own */
    SZ_PLATFORM_OTHER,
} SzPlatform;

typedef struct SzCaseBody SzCaseBody; /* number and events; metrics/case_body.h */

/* 72 bytes; a city has millions. */
typedef struct {
    const SzCaseBody *body;
    SzWallTime applied; /* NEVER: nobody said */
    union {
        SzWallTime yellow_from; /* while open */
        SzWallTime ended;       /* once ended */
    };
    SzWallTime red_from;
    SzWallTime black_from;
    SzWallTime due;    /* of the handling clock; NEVER: not known */
    guint32 hall_code; /* numbers of texts: the code as the feed said it, .. */
    guint32 item;
    guint32 org;
    guint32
        hall; /* sz_registry_index() of what the registry makes of the code + 1; 0: unregistered */
    SzCaseState state : 3;
    SzLight base : 3; /* the light before yellow_from: GREEN or SUSPENDED; NONE once ended */
    SzChannel channel : 3;
    SzCaseKind kind : 2;  /* as its events say, else the catalogue */
    SzDueBasis basis : 3; /* of the handling clock */
    SzUnit unit : 3;      /* of its limit */
    SzAcceptance acceptance : 2;
    SzYesNo is_auto : 2;
    SzYesNo elic : 2;
    SzPlatform platform : 2;
    guint32
        is_acceptance_pending : 1; /* until red_from the acceptance clock counts, due just before */
    guint32 is_late : 1;
    guint32 is_past_statute : 1; /* ended after the statutory limit */
    guint32 was_supplemented : 1;
    guint32 was_suspended : 1; /* a special procedure (特别程序) began; 补正 is none */
    guint32 is_provisional : 1;
    guint32 is_ghost : 1; /* no event of it counts: it is nowhere */
    guint16 flags;        /* SzCaseFlag, without those that depend on the instant */
    gint8 visits;         /* -1 not given; more than 127 are 127 */
} SzCaseRow;

G_STATIC_ASSERT(sizeof(SzCaseRow) == 72);

static inline bool sz_case_row_is_open(const SzCaseRow *row)
{
    return row->state == SZ_STATE_OPEN || row->state == SZ_STATE_SUSPENDED;
}

/* NEVER while it is open; of a ghost before everything. */
static inline SzWallTime sz_case_row_end(const SzCaseRow *row)
{
    return sz_case_row_is_open(row) ? SZ_NEVER : row->ended;
}

SzLightCurve sz_case_row_curve(const SzCaseRow *row);
/* NONE once it has ended. */
SzLight sz_case_row_light(const SzCaseRow *row, SzWallTime now);
/* Did it stand still for longer than planned or allowed, or does it at @now? */
bool sz_case_row_is_suspended_too_long(const SzCaseRow *row, SzWallTime now);
/* What the clock that counts at @now is due at; NEVER: not known. */
SzWallTime sz_case_row_due(const SzCaseRow *row, SzWallTime now);

/* Everything but the body and the numbers.  @item: NULL when the catalogue does not know it. */
void sz_case_row_make(const SzCaseFacts *facts, const SzCaseStatus *status, const SzItem *item,
                      SzCaseRow *out);
/* The same of a case of which no event counts. */
void sz_case_row_make_ghost(SzCaseRow *out);
