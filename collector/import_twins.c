#include "collector/import_twins.h"

/* FNV-1a, 64 bits. */
#define HASH_BASIS G_GUINT64_CONSTANT(0xcbf29ce484222325)
#define HASH_PRIME G_GUINT64_CONSTANT(0x100000001b3)

typedef struct {
    guint64 hash;
    guint64 line;
} Case;

struct SzImportTwins {
    GArray *cases; /* owned; Case */
};

SzImportTwins *sz_import_twins_new(void)
{
    SzImportTwins *twins = g_new0(SzImportTwins, 1);
    twins->cases = g_array_new(FALSE, FALSE, sizeof(Case));
    return twins;
}

void sz_import_twins_free(SzImportTwins *twins)
{
    if (twins != NULL) {
        g_array_unref(twins->cases);
        g_free(twins);
    }
}

void sz_import_twins_add(SzImportTwins *twins, const char *key, gsize n, guint64 line)
{
    Case mine = {HASH_BASIS, line};
    for (gsize i = 0; i < n; i++) {
        mine.hash = (mine.hash ^ (guint8)key[i]) * HASH_PRIME;
    }
    g_array_append_val(twins->cases, mine);
}

static gint compare_cases(gconstpointer a, gconstpointer b)
{
    const Case *x = a;
    const Case *y = b;
    if (x->hash != y->hash) {
        return x->hash < y->hash ? -1 : 1;
    }
    return x->line < y->line ? -1 : x->line > y->line;
}

guint64 sz_import_twins_count(SzImportTwins *twins, guint64 *out_first_line)
{
    guint64 n = 0;
    *out_first_line = 0;
    g_array_sort(twins->cases, compare_cases);
    for (guint i = 1; i < twins->cases->len; i++) {
        const Case *mine = &g_array_index(twins->cases, Case, i);
        if (mine->hash == g_array_index(twins->cases, Case, i - 1).hash) {
            *out_first_line = n == 0 ? mine->line : MIN(*out_first_line, mine->line);
            n++;
        }
    }
    return n;
}
