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

/* What a point of a known measurement says, found by the numbers its measurement's table gives to tags and fields
 * (collector/telemetry_internal.h).  Borrowed from the point, which it must not outlive. */
#define SZ_READING_TAGS_MAX 5
#define SZ_READING_FIELDS_MAX 17
typedef struct SzMeasurementRule SzMeasurementRule;
typedef struct {
    const SzLpPoint *point;
    const SzMeasurementRule *rule; /* NULL: the standard does not know the measurement */
    SzEntity entity;
    SzSlice hall;  /* empty: none, which only an unknown measurement may have; likewise below */
    SzSlice event; /* empty: none */
    SzSlice tags[SZ_READING_TAGS_MAX];
    const SzLpField *fields[SZ_READING_FIELDS_MAX]; /* NULL: not given; likewise the next */
    const SzLpField *src;
    const SzLpField *eid;
    const SzLpField *seq;
} SzReading;

/* Checks one point.  Returns: true iff it is good; else @out_error (NULL: unwanted) says the first thing wrong. */
bool sz_telemetry_read(const SzLpPoint *point, SzReading *out, SzStandardError *out_error);
/* The same for who wants only the entity, or not even that (NULL). */
bool sz_telemetry_check(const SzLpPoint *point, SzEntity *out_entity, SzStandardError *out_error);

/* The typed event of a good point.  Slices are borrowed from the point.  @received: also the occurrence of a line
 * without time. */
void sz_telemetry_event(const SzReading *reading, SzWallTime received, SzEvent *out);
