#pragma once

/* shuzhid.yaml -> how deadlines are counted.  The rest of the file (where to listen, sinks, MQTT,
 * retention) is checked in full; the parts it is for read it themselves.
 *
 * Pure. */

#include "config/yaml_schema.h"
#include "metrics/deadline.h"

extern const SzYamlSchema sz_daemon_schema;

/* What the file leaves out is as in SZ_DEADLINE_POLICY_DEFAULT.
 * Returns: TRUE iff *out was set; FALSE iff problems were added. */
bool sz_daemon_file_read(const SzYaml *yaml, SzDeadlinePolicy *out, SzProblems *problems);
