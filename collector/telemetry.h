#pragma once

/* The "1+13+N" data standard, version 1: which points are telemetry, and what is wrong with one.
 *
 * Pure: no clock, file or socket.  A table says what each measurement, event, tag and field must be. */

#include "collector/line_protocol.h"
#include "metrics/event.h"

typedef enum {
    SZ_STANDARD_OK,
    SZ_STANDARD_RESERVED_MEASUREMENT, /* action lines come only from the daemon */
    SZ_STANDARD_MISSING_TAG,
    SZ_STANDARD_INVALID_TAG,
    SZ_STANDARD_MISSING_FIELD,
    SZ_STANDARD_INVALID_FIELD,
    SZ_STANDARD_WRONG_TYPE,
    SZ_STANDARD_PERSONAL_DATA, /* looks like a resident ID, a mobile number, or names a person */
    SZ_STANDARD_N_KINDS,
} SzStandardKind;

const char *sz_standard_kind_name(SzStandardKind kind);

typedef struct {
    SzStandardKind kind;
    SzSlice key; /* which tag, field or measurement; borrowed from the point or the standard */
    char message[200]; /* names the key and what was expected; never echoes personal data */
} SzStandardError;

typedef enum {
    SZ_ENTITY_GENERIC, /* unknown measurement: kept as generic metrics by field name */
    SZ_ENTITY_TICKET,
    SZ_ENTITY_WINDOW,
    SZ_ENTITY_KIOSK,
    SZ_ENTITY_CASE,
    SZ_ENTITY_RATING,
    SZ_ENTITY_ISSUE,
    SZ_ENTITY_APPOINTMENT,
    SZ_ENTITY_CROWD,
    SZ_ENTITY_PATROL,
    SZ_ENTITY_SCHEDULE,
    SZ_ENTITY_METRIC,
    SZ_ENTITY_N,
} SzEntity;

/* Checks one point.  Returns: true iff it is good; else @out_error says the first thing wrong. */
bool sz_telemetry_check(const SzLpPoint *point, SzEntity *out_entity, SzStandardError *out_error);

/* The typed event of a point that sz_telemetry_check() found good and to be of that entity.  Slices are
 * borrowed from @point.  @received: occurrence of a line without time. */
void sz_telemetry_case_event(const SzLpPoint *point, SzWallTime received, SzCaseEvent *out);
void sz_telemetry_ticket_event(const SzLpPoint *point, SzWallTime received, SzTicketEvent *out);
void sz_telemetry_window_event(const SzLpPoint *point, SzWallTime received, SzWindowEvent *out);
void sz_telemetry_kiosk_event(const SzLpPoint *point, SzWallTime received, SzKioskEvent *out);
void sz_telemetry_rating_event(const SzLpPoint *point, SzWallTime received, SzRatingEvent *out);
/* Whichever of these @entity is.  Returns: false for an entity that no state is folded from. */
bool sz_telemetry_event(const SzLpPoint *point, SzEntity entity, SzWallTime received, SzEvent *out);
