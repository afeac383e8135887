#include "metrics/left_out.h"

static guint32 at(const GArray *left_out, guint k)
{
    return g_array_index(left_out, guint32, k);
}

void sz_left_out_set(GArray *left_out, guint32 i, bool is_out)
{
    guint from = 0;
    guint to = left_out->len;
    while (from < to) {
        guint middle = from + (to - from) / 2;
        if (at(left_out, middle) < i) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    bool was_out = from < left_out->len && at(left_out, from) == i;
    if (is_out && !was_out) {
        g_array_insert_val(left_out, from, i);
    } else if (!is_out && was_out) {
        g_array_remove_index(left_out, from);
    }
}

/* Before the k-th that is left out there are at(k) - k that are not. */
guint32 sz_left_out_nth(const GArray *left_out, guint32 n)
{
    guint from = 0;
    guint to = left_out->len;
    while (from < to) {
        guint middle = from + (to - from) / 2;
        if (at(left_out, middle) - middle <= n) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return n + from;
}
