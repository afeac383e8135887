#pragma once

/* calendar/YYYY.yaml -> the calendar of working days.
 *
 * Pure. */

#include "config/yaml_schema.h"
#include "metrics/work_calendar.h"

extern const SzYamlSchema sz_calendar_schema;

typedef struct {
    const SzYaml *yaml; /* borrowed */
    int year;           /* of the file's name */
} SzCalendarFile;

/* @files: n of them, one a year.  Checks each, and what a schema cannot see: days outside the year,
 * a make-up day that is no rest day.
 * Returns: (transfer full) the calendar, or NULL when problems were added. */
SzWorkCalendar *sz_calendar_files_read(const SzCalendarFile *files, gsize n, SzProblems *problems);
