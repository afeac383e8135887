/* Feeds on days of reception, as measures see them. */

#include "metrics/measure_source.h"

enum { TIER, SRC, DAY, LINES, REPEATS, REFUSED, MISSING, ILLEGAL, SLOW, LATE };

static const SzAttribute attributes[] = {
    [TIER] = {"tier", SZ_VALUE_CHOICE, SZ_TIER_CHOICES},
    [SRC] = {"src", SZ_VALUE_TEXT, NULL},
    [DAY] = {"day", SZ_VALUE_TIME, NULL},
    [LINES] = {"lines", SZ_VALUE_NUMBER, NULL},
    [REPEATS] = {"repeats", SZ_VALUE_NUMBER, NULL},
    [REFUSED] = {"refused", SZ_VALUE_NUMBER, NULL},
    [MISSING] = {"missing", SZ_VALUE_NUMBER, NULL},
    [ILLEGAL] = {"illegal", SZ_VALUE_NUMBER, NULL},
    [SLOW] = {"slow", SZ_VALUE_NUMBER, NULL},
    [LATE] = {"late", SZ_VALUE_NUMBER, NULL},
};

static guint64 count_of(const SzFeedRow *row, guint i_attribute)
{
    const SzFeedDay *day = row->day;
    switch (i_attribute) {
    case LINES:
        return day->lines;
    case REPEATS:
        return day->repeats;
    case REFUSED:
        return sz_feed_day_refused(day);
    case MISSING:
        return day->seq.missing;
    case ILLEGAL:
        return sz_illegal_moves_of(row->illegal, row->feed, day->day);
    case SLOW:
        return day->slow;
    case LATE:
    default:
        return day->late;
    }
}

static bool get(const SzLook *look, guint i_attribute, const SzRow *row, gint64 *out)
{
    const SzFeedRow *one = row->thing;
    (void)look;
    switch (i_attribute) {
    case TIER:
        *out = (gint64)row->hall->tier;
        return true;
    case SRC:
        *out = sz_text_key(sz_slice(one->feed->src));
        return one->feed->src[0] != '\0';
    case DAY:
        *out = sz_wall_time_at(one->day->day, 0).ns;
        return true;
    default:
        *out = (gint64)count_of(one, i_attribute);
        return true;
    }
}

const SzSourceInfo SZ_FEEDS_SOURCE = {{attributes, G_N_ELEMENTS(attributes)}, get};
