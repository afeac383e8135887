#pragma once

/* The files of one configuration: names, SHA-256 and, where they were read, bytes.
 *
 * Pure apart from memory; not to be changed once somebody else reads it. */

#include "metrics/slice.h"

#define SZ_SHA256_DIGITS 64 /* lower-case hexadecimal */

typedef struct {
    char *name;    /* owned; "halls.yaml", "calendar/2026.yaml" */
    char *sha256;  /* owned */
    GBytes *bytes; /* owned; NULL: known by its hash alone */
} SzConfigFile;

typedef struct SzFileSet SzFileSet;

SzFileSet *sz_file_set_new(void);
void sz_file_set_free(SzFileSet *files);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzFileSet, sz_file_set_free)

/* (transfer full) the same names and hashes, without bytes. */
SzFileSet *sz_file_set_copy(const SzFileSet *files);

/* Each name once. */
void sz_file_set_add(SzFileSet *files, const char *name, GBytes *bytes);
/* Returns: false, and nothing is added, when @sha256 is none. */
bool sz_file_set_add_hash(SzFileSet *files, SzSlice name, SzSlice sha256);

guint sz_file_set_n(const SzFileSet *files);
/* In order of the names; borrowed. */
const SzConfigFile *sz_file_set_at(const SzFileSet *files, guint i);
/* NULL: not among them. */
const SzConfigFile *sz_file_set_find(const SzFileSet *files, const char *name);
/* The same names with the same content?  NULL equals only itself. */
bool sz_file_set_equal(const SzFileSet *a, const SzFileSet *b);
