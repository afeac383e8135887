#pragma once

/* The configuration of a command: the shipped files, overlaid file by file by --config DIR; or the one that
 * was in force at some time.
 *
 * Shell code: reads files.  Strict YAML: every error of every file is collected as
 * `file:line: key: problem, expectation`, and then nothing is loaded.  The result is immutable. */

#include "config/daemon_file.h"
#include "config/file_set.h"
#include "metrics/case_status.h"
#include "metrics/index_definition.h"
#include "metrics/items.h"
#include "metrics/registry.h"
#include "metrics/work_calendar.h"

#include <glib.h>

typedef struct {
    SzDeadlinePolicy deadlines;  /* shuzhid.yaml, deadlines: */
    SzCaseThresholds thresholds; /* lights: of it, and deadlines.extend_max */
    SzDaemonFile daemon;         /* the rest of it */
    SzWorkCalendar *calendar;    /* calendar/YYYY.yaml */
    SzRegistry *registry;        /* halls.yaml */
    SzItems *items;              /* items.yaml */
    SzIndexDefinition *index;    /* index.yaml */
    SzFileSet *files;            /* what all that was read from */
} SzSettings;

/* @dir: folder that overlays the shipped files, or NULL.
 * @out_problems: (out)(transfer full) one `file:line: key: problem, expectation` a string, never
 *                NULL, empty exactly when settings are returned.
 * Returns: (transfer full) the settings, or NULL when there are problems. */
SzSettings *sz_settings_load(const char *dir, GStrv *out_problems);
/* As above, from the files that DATA_DIR/config keeps under the hashes of @files. */
SzSettings *sz_settings_load_stored(const char *data_dir, const SzFileSet *files,
                                    GStrv *out_problems);
void sz_settings_free(SzSettings *settings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzSettings, sz_settings_free)

/* What cases are judged by; borrowed from @settings. */
SzCaseRules sz_settings_rules(const SzSettings *settings);

/* For a command: loads, or prints each problem as one line on stderr and returns NULL. */
SzSettings *sz_settings_load_or_complain(const char *dir);
SzSettings *sz_settings_load_stored_or_complain(const char *data_dir, const SzFileSet *files);
