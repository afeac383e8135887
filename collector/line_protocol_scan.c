/* Where a record ends, without understanding it. */

#include "collector/line_protocol_internal.h"

static void step_in_string(SzLpScan *scan, char byte)
{
    if (scan->is_escaped) {
        scan->is_escaped = false;
    } else if (byte == '\\') {
        scan->is_escaped = true;
    } else if (byte == '"') {
        scan->is_in_string = false;
    }
}

bool sz_lp_scan(SzLpScan *scan, const char *data, gsize limit)
{
    for (; scan->at < limit; scan->at++) {
        char byte = data[scan->at];
        if (byte == '\n' && !scan->has_lf) {
            scan->has_lf = true;
            scan->first_lf = scan->at;
        }
        if (scan->is_in_string) {
            step_in_string(scan, byte);
        } else if (byte == '\n') {
            return true;
        } else if (byte == '"' && scan->is_after_equals) {
            scan->is_in_string = true;
        }
        scan->is_after_equals = byte == '=' && !(scan->knows_escapes && scan->is_after_backslash);
        scan->is_after_backslash = byte == '\\';
    }
    return false;
}
