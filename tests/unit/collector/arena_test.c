#include "collector/arena.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static gboolean is_all_zero(const char *bytes, gsize n)
{
    for (gsize i = 0; i < n; i++) {
        if (bytes[i] != 0) {
            return FALSE;
        }
    }
    return TRUE;
}

/* Pieces of many sizes, around the sizes at which blocks change: zeroed, aligned, apart. */
static void fill_and_check(SzArena *arena)
{
    static const gsize sizes[] = {0, 1, 15, 16, 17, 1000, 16383, 16384, 16385, 65536, 100000};
    char *pieces[200];
    for (gsize i = 0; i < G_N_ELEMENTS(pieces); i++) {
        gsize n = sizes[i % G_N_ELEMENTS(sizes)];
        pieces[i] = sz_arena_alloc(arena, n);
        g_assert_cmpuint((uintptr_t)pieces[i] % _Alignof(max_align_t), ==, 0);
        g_assert_true(is_all_zero(pieces[i], n));
        memset(pieces[i], (int)(i % 127) + 1, n);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(pieces); i++) {
        gsize n = sizes[i % G_N_ELEMENTS(sizes)];
        for (gsize j = 0; j < n; j++) {
            g_assert_cmpint(pieces[i][j], ==, (int)(i % 127) + 1);
        }
    }
}

static void test_pieces(void)
{
    g_autoptr(SzArena) arena = sz_arena_new(1024);
    for (int round = 0; round < 3; round++) {
        fill_and_check(arena);
        sz_arena_reset(arena);
    }
}

static void test_limit(void)
{
    g_autoptr(SzArena) arena = sz_arena_new(64);
    g_assert_false(sz_arena_is_over(arena));
    (void)sz_arena_alloc(arena, 64);
    g_assert_false(sz_arena_is_over(arena));
    (void)sz_arena_alloc(arena, 1);
    g_assert_true(sz_arena_is_over(arena));
    sz_arena_reset(arena);
    g_assert_false(sz_arena_is_over(arena));
}

static void test_text(void)
{
    g_autoptr(SzArena) arena = sz_arena_new(64);
    g_assert_cmpstr(sz_arena_strndup(arena, "abc", 2), ==, "ab");
    g_assert_cmpstr(sz_arena_strndup(arena, "", 0), ==, "");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/collector/arena/pieces-are-zeroed-aligned-and-apart", test_pieces);
    g_test_add_func("/collector/arena/says-when-it-is-over-its-limit", test_limit);
    g_test_add_func("/collector/arena/copies-text", test_text);
    return g_test_run();
}
