#pragma once

/* gzip in pieces as they arrive, handed on in pieces of bounded size.
 *
 * Pure apart from memory.  Several members one after the other are taken (RFC 1952, 2.2); after the last
 * nothing but zeros. */

#include <glib.h>
#include <stdbool.h>

typedef struct SzInflater SzInflater;

typedef enum {
    SZ_INFLATER_CUT, /* no more came */
    SZ_INFLATER_BAD_HEADER,
    SZ_INFLATER_BAD_DATA,
    SZ_INFLATER_BAD_CHECKSUM, /* or length */
} SzInflaterProblem;

/* Returns false to stop. */
typedef bool (*SzInflaterSink)(const char *data, gsize len, void *user);

SzInflater *sz_inflater_new(void);
void sz_inflater_free(SzInflater *inflater);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzInflater, sz_inflater_free)

/* Returns: false when the bytes are no gzip or damaged, or when @sink stopped; nothing may be fed after
 * that. */
bool sz_inflater_feed(SzInflater *inflater, const char *data, gsize len, SzInflaterSink sink,
                      void *user);
/* Has the last member ended? */
bool sz_inflater_is_complete(const SzInflater *inflater);
/* What is wrong with bytes that were refused or are not complete. */
SzInflaterProblem sz_inflater_problem(const SzInflater *inflater);
