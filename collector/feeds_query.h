#pragma once

/* The statements InfluxDB's clients send before they write: CREATE DATABASE and SHOW DATABASES.
 *
 * Pure apart from memory.  Databases are names here, nothing is made; every other statement of InfluxQL is
 * answered with a statement error, as InfluxDB says it. */

#include "collector/feeds_request.h"

typedef struct {
    const char *q;     /* NULL: none was given */
    bool is_read_only; /* it came by GET */
} SzFeedsStatement;

SzFeedsAnswer sz_feeds_query(const SzFeedsStatement *statement, const SzFeedsAbout *about);
