#include "collector/arena.h"

#include <stddef.h>
#include <string.h>

#define BLOCK_BYTES ((gsize)64 * 1024)
#define ALIGNMENT _Alignof(max_align_t)

struct SzArena {
    GPtrArray *blocks; /* owned; the first is BLOCK_BYTES long and stays */
    char *at;          /* borrowed from the newest block */
    gsize left_bytes;
    gsize used_bytes;
    gsize limit_bytes;
};

static void use_first_block(SzArena *arena)
{
    arena->at = g_ptr_array_index(arena->blocks, 0);
    arena->left_bytes = BLOCK_BYTES;
    arena->used_bytes = 0;
}

SzArena *sz_arena_new(gsize limit_bytes)
{
    SzArena *arena = g_new0(SzArena, 1);
    arena->blocks = g_ptr_array_new_with_free_func(g_free);
    arena->limit_bytes = limit_bytes;
    g_ptr_array_add(arena->blocks, g_malloc(BLOCK_BYTES));
    use_first_block(arena);
    return arena;
}

void sz_arena_free(SzArena *arena)
{
    if (arena != NULL) {
        g_ptr_array_unref(arena->blocks);
        g_free(arena);
    }
}

void *sz_arena_alloc(SzArena *arena, gsize n_bytes)
{
    gsize rounded = (n_bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    arena->used_bytes += rounded;
    if (rounded > BLOCK_BYTES / 4) {
        /* A large piece gets a block of its own, so that the rest of the current one is not lost. */
        void *own = g_malloc0(rounded);
        g_ptr_array_add(arena->blocks, own);
        return own;
    }
    if (rounded > arena->left_bytes) {
        arena->at = g_malloc(BLOCK_BYTES);
        arena->left_bytes = BLOCK_BYTES;
        g_ptr_array_add(arena->blocks, arena->at);
    }
    void *piece = arena->at;
    arena->at += rounded;
    arena->left_bytes -= rounded;
    memset(piece, 0, rounded);
    return piece;
}

char *sz_arena_strndup(SzArena *arena, const char *text, gsize len)
{
    char *copy = sz_arena_alloc(arena, len + 1);
    memcpy(copy, text, len);
    return copy;
}

gboolean sz_arena_is_over(const SzArena *arena)
{
    return arena->used_bytes > arena->limit_bytes;
}

void sz_arena_reset(SzArena *arena)
{
    g_ptr_array_set_size(arena->blocks, 1);
    use_first_block(arena);
}
