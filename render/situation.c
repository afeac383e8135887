#include "render/situation.h"

#include "metrics/shown_text.h"

/* Most urgent first. */
static const SzSign urgency[] = {
    SZ_SIGN_BREACH, SZ_SIGN_LATE,         SZ_SIGN_WARN,   SZ_SIGN_OFFLINE,   SZ_SIGN_STALE,
    SZ_SIGN_WATCH,  SZ_SIGN_INSUFFICIENT, SZ_SIGN_CLOSED, SZ_SIGN_SUSPENDED, SZ_SIGN_OK,
};
G_STATIC_ASSERT(G_N_ELEMENTS(urgency) == SZ_SIGN_N);

static void clear_part(SzSituationPart *part)
{
    for (int i = 0; i < 2; i++) {
        g_free(part->subject[i]);
        g_free(part->text[i]);
    }
}

static void clear_line(gpointer data)
{
    SzSituationLine *line = data;
    for (guint i = 0; i < line->n_parts; i++) {
        clear_part(&line->parts[i]);
    }
}

GArray *sz_situation_new(void)
{
    GArray *lines = g_array_new(FALSE, TRUE, sizeof(SzSituationLine));
    g_array_set_clear_func(lines, clear_line);
    return lines;
}

static void add_part(SzSituationLine *line, SzSituationPart *part_take)
{
    g_return_if_fail(line->n_parts < SZ_SITUATION_PARTS_MAX);
    SzSituationPart *part = &line->parts[line->n_parts++];
    for (int i = 0; i < 2; i++) {
        part->subject[i] =
            part_take->subject[i] != NULL ? sz_shown_line(part_take->subject[i]) : g_strdup("");
        part->text[i] = sz_shown_line(part_take->text[i]);
    }
    clear_part(part_take);
}

void sz_situation_add_take(GArray *lines, SzSign sign, SzSituationPart part_take)
{
    SzSituationLine line = {.sign = sign};
    add_part(&line, &part_take);
    g_array_append_val(lines, line);
}

void sz_situation_join_take(GArray *lines, SzSituationPart part_take)
{
    add_part(&g_array_index(lines, SzSituationLine, lines->len - 1), &part_take);
}

static int rank_of(SzSign sign)
{
    int rank = 0;
    while (urgency[rank] != sign) {
        rank++;
    }
    return rank;
}

static int compare(gconstpointer a, gconstpointer b)
{
    const SzSituationLine *left = a;
    const SzSituationLine *right = b;
    return rank_of(left->sign) - rank_of(right->sign);
}

void sz_situation_sort(GArray *lines, guint i_first)
{
    g_autoptr(GArray) rest = g_array_new(FALSE, FALSE, sizeof(SzSituationLine));
    if (i_first >= lines->len) {
        return;
    }
    g_array_append_vals(rest, &g_array_index(lines, SzSituationLine, i_first),
                        lines->len - i_first);
    g_array_sort(rest, compare); /* stable */
    memcpy(&g_array_index(lines, SzSituationLine, i_first), rest->data,
           rest->len * sizeof(SzSituationLine));
}
