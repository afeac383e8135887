/* Bad ratings and their loops, as measures see them. */

#include "metrics/measure_source.h"

enum {
    TIER,
    LEVEL,
    FOLLOWUP_LEVEL,
    STAGE,
    OVER,
    UPHELD,
    WINDOW,
    CALLBACK_DUE,
    CALLBACK_JUDGED,
    RECTIFY_DUE,
    RECTIFY_JUDGED,
    FIRST_STEP, /* times of steps, by SzRatingEventKind */
};

/* By SzRatingEventKind; as sz_rating_stage_name(). */
static const char *const stages[] = {
    "new",       "claimed",     "called_back", "appealed", "appeal_decided",
    "rectified", "followed_up", "closed",      NULL,
};
G_STATIC_ASSERT(G_N_ELEMENTS(stages) == SZ_RATING_N_EVENTS + 1);

static const SzAttribute attributes[] = {
    [TIER] = {"tier", SZ_VALUE_CHOICE, SZ_TIER_CHOICES},
    [LEVEL] = {"level", SZ_VALUE_NUMBER, NULL},
    [FOLLOWUP_LEVEL] = {"followup_level", SZ_VALUE_NUMBER, NULL},
    [STAGE] = {"stage", SZ_VALUE_CHOICE, stages},
    [OVER] = {"over", SZ_VALUE_TRUTH, NULL},
    [UPHELD] = {"upheld", SZ_VALUE_TRUTH, NULL},
    [WINDOW] = {"window", SZ_VALUE_TEXT, NULL},
    [CALLBACK_DUE] = {"callback_due", SZ_VALUE_TIME, NULL},
    [CALLBACK_JUDGED] = {"callback_judged", SZ_VALUE_TIME, NULL},
    [RECTIFY_DUE] = {"rectify_due", SZ_VALUE_TIME, NULL},
    [RECTIFY_JUDGED] = {"rectify_judged", SZ_VALUE_TIME, NULL},
    [FIRST_STEP + SZ_RATING_NEW] = {"rated", SZ_VALUE_TIME, NULL},
    [FIRST_STEP + SZ_RATING_CLAIM] = {"claimed", SZ_VALUE_TIME, NULL},
    [FIRST_STEP + SZ_RATING_CALLBACK] = {"called_back", SZ_VALUE_TIME, NULL},
    [FIRST_STEP + SZ_RATING_APPEAL] = {"appealed", SZ_VALUE_TIME, NULL},
    [FIRST_STEP + SZ_RATING_APPEAL_RESULT] = {"appeal_decided", SZ_VALUE_TIME, NULL},
    [FIRST_STEP + SZ_RATING_RECTIFY] = {"rectified", SZ_VALUE_TIME, NULL},
    [FIRST_STEP + SZ_RATING_FOLLOWUP] = {"followed_up", SZ_VALUE_TIME, NULL},
    [FIRST_STEP + SZ_RATING_CLOSE] = {"closed", SZ_VALUE_TIME, NULL},
};
G_STATIC_ASSERT(G_N_ELEMENTS(attributes) == FIRST_STEP + SZ_RATING_N_EVENTS);

/* When it is known whether it was done in time: when it was done, or was due, whatever came first. */
static bool get_judged(SzMaybeTime done, SzMaybeTime due, gint64 *out)
{
    bool is_done_first = done.known && (!due.known || done.at.ns < due.at.ns);
    return sz_look_time(is_done_first ? done : due, out);
}

static bool get_time(const SzBadRating *bad, guint i_attribute, gint64 *out)
{
    switch (i_attribute) {
    case CALLBACK_DUE:
        return sz_look_time(bad->callback_due, out);
    case CALLBACK_JUDGED:
        return get_judged(bad->at[SZ_RATING_CALLBACK], bad->callback_due, out);
    case RECTIFY_DUE:
        return sz_look_time(bad->rectify_due, out);
    case RECTIFY_JUDGED:
        return get_judged(bad->at[SZ_RATING_RECTIFY], bad->rectify_due, out);
    default:
        return sz_look_time(bad->at[i_attribute - FIRST_STEP], out);
    }
}

static bool get(const SzLook *look, guint i_attribute, const SzRow *row, gint64 *out)
{
    const SzBadRating *bad = row->thing;
    (void)look;
    switch (i_attribute) {
    case TIER:
        *out = (gint64)row->hall->tier;
        return true;
    case LEVEL:
        *out = bad->level;
        return true;
    case FOLLOWUP_LEVEL:
        *out = bad->followup_level;
        return bad->followup_level > 0;
    case STAGE:
        *out = (gint64)bad->stage;
        return true;
    case OVER:
        *out = bad->is_over;
        return true;
    case UPHELD:
        *out = bad->is_upheld;
        return true;
    case WINDOW:
        *out = sz_text_key(sz_slice(bad->window));
        return bad->window[0] != '\0';
    default:
        return get_time(bad, i_attribute, out);
    }
}

const SzSourceInfo SZ_BAD_RATINGS_SOURCE = {{attributes, G_N_ELEMENTS(attributes)}, get};
