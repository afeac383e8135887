#pragma once

/* Memory that is handed out in small pieces and taken back all at once.
 *
 * Pure apart from allocating.  What one trace of a log needs is freed when the trace is done, without
 * visiting its pieces; one block stays for the next. */

#include <glib.h>

typedef struct SzArena SzArena;

/* @limit_bytes: most it hands out between two resets. */
SzArena *sz_arena_new(gsize limit_bytes);
void sz_arena_free(SzArena *arena);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzArena, sz_arena_free)

/* Zeroed memory, aligned for any type; lives until the next reset.  Never NULL: past the limit it
 * still hands out, so a caller asks sz_arena_is_over() once in a while instead of at every piece. */
void *sz_arena_alloc(SzArena *arena, gsize n_bytes);
/* A copy that ends in NUL. */
char *sz_arena_strndup(SzArena *arena, const char *text, gsize len);
gboolean sz_arena_is_over(const SzArena *arena);
/* Everything handed out is gone. */
void sz_arena_reset(SzArena *arena);
