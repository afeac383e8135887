#pragma once

/* Every window's state: lines go in, frozen versions come out.
 *
 * Pure apart from memory.  The store belongs to one thread; a version is immutable and reference-counted
 * and may be read from any thread, also after the store is gone.
 *
 * A window is in the state that its last line by occurrence says (of two at one instant the later in the
 * order of SzWindowState).  `since` is the first line of the last stretch of that state; unknown when
 * the stretch reaches back beyond the lines that are remembered (metrics/device_lines.h).  Reason and staff are
 * the last ones given in that stretch: a pulse need not repeat them. */

#include "metrics/applied.h"
#include "metrics/case_status.h"
#include "metrics/event.h"
#include "metrics/place.h"
#include "metrics/state_writer.h"

typedef struct {
    SzPlace place;
    const char *window;
    SzWindowState state;
    SzMaybeTime since;
    SzWallTime last_event;
    const char *reason; /* "" when not given; likewise staff */
    const char *staff;
} SzWindow;

typedef struct SzWindows SzWindows;
typedef struct SzWindowsVersion SzWindowsVersion;

/* @rules: what it points to must outlive the store and its versions. */
SzWindows *sz_windows_new(const SzCaseRules *rules);
void sz_windows_free(SzWindows *windows);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzWindows, sz_windows_free)

SzApplied sz_windows_apply(SzWindows *windows, const SzWindowEvent *event);
/* For a checkpoint, and back into an empty store (windows_state.c); false for bytes that make no sense. */
void sz_windows_save(const SzWindows *windows, SzStateParts *out);
bool sz_windows_load(SzWindows *windows, SzSlice bytes);
/* (transfer full) */
SzWindowsVersion *sz_windows_publish(SzWindows *windows);

SzWindowsVersion *sz_windows_version_ref(SzWindowsVersion *version);
void sz_windows_version_unref(SzWindowsVersion *version);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzWindowsVersion, sz_windows_version_unref)

gsize sz_windows_version_n(const SzWindowsVersion *version);
/* In no order that means anything. */
const SzWindow *sz_windows_version_at(const SzWindowsVersion *version, gsize i);

/* Open, calling or serving. */
bool sz_window_is_open(const SzWindow *window);
