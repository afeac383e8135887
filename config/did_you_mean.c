#include "config/did_you_mean.h"

#include <string.h>

/* Longer words are not guessed at: no key or choice is that long. */
#define WORD_MAX 64
#define DISTANCE_MAX 2

static guint min3(guint a, guint b, guint c)
{
    return MIN(MIN(a, b), c);
}

/* Three rows of the table of distances between prefixes, which is all that a swap looks back. */
guint sz_edit_distance(const char *a, const char *b, guint limit)
{
    gsize n_a = strlen(a);
    gsize n_b = strlen(b);
    if (n_a > WORD_MAX || n_b > WORD_MAX) {
        return limit + 1;
    }
    guint rows[3][WORD_MAX + 1];
    for (guint j = 0; j <= n_b; j++) {
        rows[0][j] = j;
    }
    for (guint i = 1; i <= n_a; i++) {
        guint *now = rows[i % 3];
        const guint *before = rows[(i - 1) % 3];
        now[0] = i;
        for (guint j = 1; j <= n_b; j++) {
            char x = g_ascii_tolower(a[i - 1]);
            char y = g_ascii_tolower(b[j - 1]);
            now[j] = min3(before[j] + 1, now[j - 1] + 1, before[j - 1] + (x != y));
            if (i > 1 && j > 1 && x == g_ascii_tolower(b[j - 2]) &&
                g_ascii_tolower(a[i - 2]) == y) {
                now[j] = MIN(now[j], rows[(i - 2) % 3][j - 2] + 1);
            }
        }
    }
    return MIN(rows[n_a % 3][n_b], limit + 1);
}

const char *sz_did_you_mean(const char *word, const char *const *names, gsize n_names)
{
    gsize len = strlen(word);
    if (len < 2 || len > WORD_MAX) {
        return NULL;
    }
    guint best = (guint)CLAMP(len / 3, 1, DISTANCE_MAX) + 1;
    const char *guess = NULL;
    for (gsize i = 0; i < n_names; i++) {
        guint distance = sz_edit_distance(word, names[i], DISTANCE_MAX);
        if (distance < best) {
            best = distance;
            guess = names[i];
        }
    }
    return guess;
}
