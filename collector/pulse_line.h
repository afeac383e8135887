#pragma once

/* What a line of a device says: who speaks, of what kind the line is, and all that it says.
 *
 * Pure apart from memory. */

#include "collector/line_protocol.h"
#include "metrics/event.h"

/* Lines that may be pulses, by kind; of one device lines of different kinds are looked at apart. */
typedef enum {
    SZ_PULSE_WINDOW,
    SZ_PULSE_HEARTBEAT,
    SZ_PULSE_STATE,
    SZ_PULSE_N_KINDS,
    SZ_PULSE_NEVER =
        SZ_PULSE_N_KINDS, /* a transaction, a repair, what came too late for the index */
} SzPulseKind;

/* What statements of a device are remembered apart from each other (metrics/windows.h, metrics/kiosks.h). */
typedef enum {
    SZ_PULSE_TOPIC_WINDOW,
    SZ_PULSE_TOPIC_STATE = 0, /* of a kiosk */
    SZ_PULSE_TOPIC_FAULTS,
    SZ_PULSE_N_TOPICS,
} SzPulseTopic;

#define SZ_PULSE_SILENT (-1)
/* A line with more fields says too much to be a pulse. */
#define SZ_PULSE_FIELDS_MAX 32

typedef struct {
    bool is_window; /* else a kiosk */
    SzSlice hall;   /* borrowed from the point, as the next */
    SzSlice device;
    SzWallTime occurred;
    SzPulseKind kind;
    bool is_alive; /* a sign of life (metrics/kiosks.h) */
    /* What it states, SZ_PULSE_SILENT for nothing.  A window's statement is all it says, so the number is 0. */
    gint32 states[SZ_PULSE_N_TOPICS];
} SzPulseLine;

/* Returns: false when the line is of no device, or cannot be read. */
bool sz_pulse_line_read(const SzLpPoint *point, SzWallTime received, SzPulseLine *out);

/* Did somebody outside say it, in the words of the standard?  Else it is a decision, or cannot be read. */
bool sz_pulse_line_is_telemetry(const SzLpPoint *point);

/* All it says, but for its time and the numbers that its feed counts by (seq, eid).  Appended. */
void sz_pulse_line_words(const SzLpPoint *point, GByteArray *out);
/* Does @words say nothing that @before does not?  Of the same measurement and tags, each field as it is there. */
bool sz_pulse_words_repeat(SzSlice words, SzSlice before);
