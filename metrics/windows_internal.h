#pragma once

/* Inside of metrics/windows: what its files share. */

#include "metrics/device_lines.h"
#include "metrics/texts.h"
#include "metrics/windows.h"

typedef struct {
    const char *hall;
    const char *window;
    SzDeviceLines lines;
} SzWindowSlot;

struct SzWindows {
    SzCaseRules rules;
    SzTexts *texts;         /* owned reference */
    GHashTable *statements; /* owned */
    GHashTable *slots;      /* SzWindowSlot, owned, by hall and window */
};

extern const SzEventLayout SZ_WINDOW_LAYOUT; /* NOLINT(readability-identifier-naming): a constant */

/* The window's, made when nobody knew it. */
SzWindowSlot *sz_windows_find_slot(SzWindows *windows, SzSlice hall, SzSlice window);
