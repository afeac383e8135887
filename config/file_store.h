#pragma once

/* DATA/config: every configuration file that was ever in force, each under the name of its SHA-256.
 *
 * Shell code: reads and writes files.  Folder 0700, files 0600: shuzhid.yaml may hold secrets.  Nothing is ever
 * removed. */

#include "config/file_set.h"
#include "config/problems.h"

/* Writes what is not there yet, or is there with other content; on the disk when it returns.
 * @data_dir: an existing folder
 * @files:    all with bytes
 * @error:    G_FILE_ERROR */
gboolean sz_file_store_put(const char *data_dir, const SzFileSet *files, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* What problems call a stored file: "DATA/config/SHA256 (halls.yaml)". (transfer full) */
char *sz_file_store_label(const char *data_dir, const SzConfigFile *file);
/* (transfer full) the bytes stored for @file; NULL, with a problem added, when they are not there or not the ones
 * that were stored. */
GBytes *sz_file_store_get(const char *data_dir, const SzConfigFile *file, SzProblems *problems);
