#include "collector/demo_lives.h"

#include <string.h>

struct SzDemoLives {
    GHashTable *open; /* owned; case id (char *, owned) -> its lines (GString *, owned) */
};

static void free_lines(gpointer data)
{
    g_string_free(data, TRUE);
}

SzDemoLives *sz_demo_lives_new(void)
{
    SzDemoLives *lives = g_new0(SzDemoLives, 1);
    lives->open = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_lines);
    return lives;
}

void sz_demo_lives_free(SzDemoLives *lives)
{
    if (lives != NULL) {
        g_hash_table_unref(lives->open);
        g_free(lives);
    }
}

/* What stands between @before and @end; empty when @before is not in the line. */
static SzSlice between(SzSlice line, const char *before, char end)
{
    const char *found = memmem(line.data, line.len, before, strlen(before));
    if (found == NULL) {
        return (SzSlice){NULL, 0};
    }
    const char *from = found + strlen(before);
    const char *to = memchr(from, end, line.len - (gsize)(from - line.data));
    return to != NULL ? (SzSlice){from, (gsize)(to - from)} : (SzSlice){NULL, 0};
}

static bool is_last(SzSlice event)
{
    static const char *const last[] = {"close", "deliver", "reject", "withdraw", "void"};
    for (gsize i = 0; i < G_N_ELEMENTS(last); i++) {
        if (sz_slice_equal(event, sz_slice(last[i]))) {
            return true;
        }
    }
    return false;
}

void sz_demo_lives_add(SzDemoLives *lives, SzSlice line, GString *out)
{
    SzSlice id = between(line, ",id=\"", '"');
    bool is_case = line.len > 5 && memcmp(line.data, "case,", 5) == 0;
    if (!is_case || id.len == 0) {
        g_string_append_len(out, line.data, (gssize)line.len);
        return;
    }
    g_autofree char *key = g_strndup(id.data, id.len);
    GString *told = g_hash_table_lookup(lives->open, key);
    if (is_last(between(line, ",event=", ','))) {
        if (told != NULL) {
            g_string_append_len(out, told->str, (gssize)told->len);
            (void)g_hash_table_remove(lives->open, key);
        }
        g_string_append_len(out, line.data, (gssize)line.len);
        return;
    }
    if (told == NULL) {
        told = g_string_new(NULL);
        g_hash_table_insert(lives->open, g_steal_pointer(&key), told);
    }
    g_string_append_len(told, line.data, (gssize)line.len);
}

bool sz_demo_lives_take_open(SzDemoLives *lives, GString *out)
{
    GHashTableIter iter;
    gpointer told = NULL;
    g_hash_table_iter_init(&iter, lives->open);
    if (!g_hash_table_iter_next(&iter, NULL, &told)) {
        return false;
    }
    g_string_append_len(out, ((GString *)told)->str, (gssize)((GString *)told)->len);
    g_hash_table_iter_remove(&iter);
    return true;
}
