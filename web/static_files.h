#pragma once

/* The pages' files, embedded in the program: name -> bytes, type, hash.
 *
 * Immutable after construction; may be read from any thread. */

#include <glib.h>

typedef struct {
    GBytes *bytes; /* owned */
    char *etag;    /* owned, quoted: the hash of the bytes */
    const char *content_type;
} SzStaticFile;

typedef struct SzStaticFiles SzStaticFiles;

SzStaticFiles *sz_static_files_new(void);
void sz_static_files_free(SzStaticFiles *files);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzStaticFiles, sz_static_files_free)

/* @name: as below web/static, for instance "city.html".  NULL when there is none. */
const SzStaticFile *sz_static_files_find(const SzStaticFiles *files, const char *name);
