#pragma once

/* Inside of metrics/windows: what its files share. */

#include "metrics/device_lines.h"
#include "metrics/entities.h"
#include "metrics/row_pages.h"
#include "metrics/windows.h"

typedef struct {
    SzEntity entity; /* its number is that of its row */
    SzDeviceLines lines;
    bool is_dirty;
} SzWindowSlot;

struct SzWindows {
    SzCaseRules rules;
    SzTexts *texts;         /* owned reference */
    GHashTable *statements; /* owned */
    SzEntities *slots;      /* owned; SzWindowSlot */
    SzRowPages *rows;       /* owned; SzWindow */
    GArray *dirty;          /* owned; numbers of slots */
};

extern const SzEventLayout SZ_WINDOW_LAYOUT; /* NOLINT(readability-identifier-naming): a constant */

/* The window's slot, made when nobody knew it; its row will be made again. */
SzWindowSlot *sz_windows_take(SzWindows *windows, SzSlice hall, SzSlice window);
