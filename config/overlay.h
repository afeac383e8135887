#pragma once

/* Where configuration files come from: shipped ones, and a folder that overlays them file by file; or
 * those that once were in force, as a data folder keeps them.
 *
 * Shell code: reads files.  Shipped ones are compiled in and called `shipped:halls.yaml`. */

#include "config/file_set.h"
#include "config/yaml.h"

typedef struct {
    const char *dir; /* borrowed, as all; NULL: the shipped files alone */
    const SzFileSet *
        stored; /* in place of a folder; of a kind of file that it does not know, the shipped one */
    const char *data_dir; /* where they are stored */
} SzOverlay;

/* Adds a problem for a folder that cannot be read and for every YAML file or folder in it that
 * nobody will read (`hals.yaml`, `calender/`); other files, and `import/`, are left alone.
 * Returns: FALSE when the folder cannot be read at all. */
bool sz_overlay_check_names(const SzOverlay *overlay, SzProblems *problems);

/* @name:  `halls.yaml`, `calendar/2026.yaml`
 * @files: the bytes that were read are added
 * Returns: (transfer full) the tree of the folder's file, or where it has none of the shipped one;
 * NULL when a problem was added. */
SzYaml *sz_overlay_load(const SzOverlay *overlay, const char *name, SzFileSet *files,
                        SzProblems *problems);

/* Years of the calendar files, shipped ones and the folder's, or those stored; ascending; of gint.
 * (transfer full) */
GArray *sz_overlay_years(const SzOverlay *overlay);

/* Name of a year's calendar file, "calendar/2026.yaml". (transfer full) */
char *sz_overlay_calendar_name(int year);
