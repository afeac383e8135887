#pragma once

/* shuzhid.yaml -> how deadlines are counted, when lights turn, where to listen, where the data lie.  The rest of the file
 * (sinks, MQTT) is checked in full; the parts it is for read it themselves.
 *
 * Pure. */

#include "config/yaml_schema.h"
#include "metrics/case_thresholds.h"
#include "metrics/deadline.h"

extern const SzYamlSchema sz_daemon_schema;

/* Texts that the file leaves out are NULL. */
typedef struct {
    SzDeadlinePolicy deadlines;  /* what is left out is as in SZ_DEADLINE_POLICY_DEFAULT */
    SzCaseThresholds thresholds; /* likewise, SZ_CASE_THRESHOLDS_DEFAULT */
    char *screens;               /* ADDR:PORT; owned, as the next */
    char *feeds;
    char *data;
    char **databases;                 /* names taken as db or bucket */
    gint64 archive_after_days;        /* a case leaves memory so long after its end */
    gint64 retention_checkpoint_days; /* of so many days a checkpoint is kept */
    gint64 retention_pulse_days;      /* pulses stay in the journal so long; 0: for ever */
} SzDaemonFile;

void sz_daemon_file_clear(SzDaemonFile *file);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SzDaemonFile, sz_daemon_file_clear)

/* Returns: TRUE iff *out was set; FALSE iff problems were added. */
bool sz_daemon_file_read(const SzYaml *yaml, SzDaemonFile *out, SzProblems *problems);
