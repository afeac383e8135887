#include "metrics/ranks.h"

#include <math.h>

typedef struct {
    double score;
    guint i;
} Entry;

static int compare_best_first(const void *a, const void *b)
{
    const Entry *left = a;
    const Entry *right = b;
    return (left->score < right->score) - (left->score > right->score);
}

static bool is_higher(double score, double other)
{
    return score - other > SZ_RANK_EQUAL * MAX(1, fabs(score));
}

void sz_ranks(const double *scores, const bool *has_score, guint n, guint *out)
{
    g_autoptr(GArray) entries = g_array_sized_new(FALSE, FALSE, sizeof(Entry), n);
    for (guint i = 0; i < n; i++) {
        out[i] = 0;
        if (has_score == NULL || has_score[i]) {
            Entry entry = {scores[i], i};
            g_array_append_val(entries, entry);
        }
    }
    g_array_sort(entries, compare_best_first);
    const Entry *sorted = (const Entry *)(gpointer)entries->data;
    guint n_higher = 0;
    for (guint k = 0; k < entries->len; k++) {
        while (is_higher(sorted[n_higher].score, sorted[k].score)) {
            n_higher++;
        }
        out[sorted[k].i] = n_higher + 1;
    }
}
