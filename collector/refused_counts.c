#include "collector/refused_counts.h"

#include <pthread.h>

struct SzRefusedCounts {
    pthread_mutex_t mutex; /* over what follows */
    GHashTable *entries;   /* owned; text of the key, owned -> SzRefusedCount, owned */
};

static void free_count(gpointer data)
{
    SzRefusedCount *count = data;
    g_free(count->hall);
    g_free(count->src);
    g_free(count);
}

static GHashTable *new_entries(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_count);
}

SzRefusedCounts *sz_refused_counts_new(void)
{
    SzRefusedCounts *counts = g_new0(SzRefusedCounts, 1);
    (void)pthread_mutex_init(&counts->mutex, NULL);
    counts->entries = new_entries();
    return counts;
}

void sz_refused_counts_free(SzRefusedCounts *counts)
{
    if (counts != NULL) {
        g_hash_table_unref(counts->entries);
        (void)pthread_mutex_destroy(&counts->mutex);
        g_free(counts);
    }
}

/* Texts of a refused line have no control characters, so a newline parts them. (transfer full) */
static char *key_of(SzSlice hall, SzSlice src, SzRefusedKind kind, SzDay day)
{
    return g_strdup_printf("%.*s\n%.*s\n%d\n%d", (int)hall.len, hall.data != NULL ? hall.data : "",
                           (int)src.len, src.data != NULL ? src.data : "", (int)day, (int)kind);
}

/* (transfer full) */
static char *copy_of(SzSlice text)
{
    return text.len > 0 ? g_strndup(text.data, text.len) : g_strdup("");
}

static SzRefusedCount *find_entry(SzRefusedCounts *counts, const SzRefusedLine *line, SzDay day)
{
    SzSlice hall = line->hall;
    SzSlice src = line->src;
    g_autofree char *key = key_of(hall, src, line->kind, day);
    SzRefusedCount *count = g_hash_table_lookup(counts->entries, key);
    if (count == NULL && g_hash_table_size(counts->entries) >= SZ_REFUSED_COUNTS_MAX) {
        hall = src = SZ_SLICE("");
        g_free(key);
        key = key_of(hall, src, line->kind, day);
        count = g_hash_table_lookup(counts->entries, key);
    }
    if (count == NULL) {
        count = g_new0(SzRefusedCount, 1);
        count->hall = copy_of(hall);
        count->src = copy_of(src);
        count->kind = line->kind;
        g_hash_table_insert(counts->entries, g_steal_pointer(&key), count);
    }
    return count;
}

void sz_refused_counts_add(SzRefusedCounts *counts, const SzRefusedLine *line, SzWallTime received)
{
    (void)pthread_mutex_lock(&counts->mutex);
    SzRefusedCount *count = find_entry(counts, line, sz_day_of(received));
    count->last.ns = count->n == 0 ? received.ns : MAX(count->last.ns, received.ns);
    count->n++;
    (void)pthread_mutex_unlock(&counts->mutex);
}

static int compare(gconstpointer a, gconstpointer b)
{
    const SzRefusedCount *left = *(const SzRefusedCount *const *)a;
    const SzRefusedCount *right = *(const SzRefusedCount *const *)b;
    int order = strcmp(left->hall, right->hall);
    order = order != 0 ? order : strcmp(left->src, right->src);
    order = order != 0 ? order : (int)left->kind - (int)right->kind;
    return order != 0 ? order : (left->last.ns > right->last.ns) - (left->last.ns < right->last.ns);
}

GPtrArray *sz_refused_counts_take(SzRefusedCounts *counts)
{
    g_autoptr(GHashTable) fresh = new_entries();
    (void)pthread_mutex_lock(&counts->mutex);
    GHashTable *taken = counts->entries;
    counts->entries = g_steal_pointer(&fresh);
    (void)pthread_mutex_unlock(&counts->mutex);
    GPtrArray *all = g_ptr_array_new_with_free_func(free_count);
    GHashTableIter each;
    gpointer key = NULL;
    gpointer count = NULL;
    g_hash_table_iter_init(&each, taken);
    while (g_hash_table_iter_next(&each, &key, &count)) {
        g_hash_table_iter_steal(&each);
        g_free(key);
        g_ptr_array_add(all, count);
    }
    g_hash_table_unref(taken);
    g_ptr_array_sort(all, compare);
    return all;
}
