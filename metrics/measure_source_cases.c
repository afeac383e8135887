/* Cases, as measures see them; void ones are none. */

#include "metrics/measure_source.h"

enum {
    TIER,
    STATE,
    OPEN,
    LIGHT,
    CHANNEL,
    KIND,
    UNIT,
    PLATFORM,
    HAS_DUE,
    ACCEPTED,
    APPLIED,
    ENDED,
    DUE,
    LASTED,
    LATE,
    PAST_STATUTE,
    SUPPLEMENTED,
    SUSPENDED,
    SUSPENDED_ON_LAST_DAY,
    SUSPENDED_TOO_LONG,
    AUTO,
    ELIC,
    VISITS,
    PROMISE_LIMIT,
    STATUTE_LIMIT,
    ITEM,
    ORG,
};

/* By SzCaseState. */
static const char *const states[] = {"open",      "suspended", "closed", "rejected",
                                     "withdrawn", "void",      NULL};
G_STATIC_ASSERT(G_N_ELEMENTS(states) == SZ_STATE_VOID + 2);
/* By SzLight. */
static const char *const lights[] = {"none", "green", "yellow", "red", "black", "suspended", NULL};
G_STATIC_ASSERT(G_N_ELEMENTS(lights) == SZ_LIGHT_SUSPENDED + 2);
/* By SzChannel. */
static const char *const channels[] = {"none",  "window", "online", "mobile",
                                       "kiosk", "post",   "other",  NULL};
G_STATIC_ASSERT(G_N_ELEMENTS(channels) == SZ_CHANNEL_N + 1);
/* By SzCaseKind. */
static const char *const kinds[] = {"none", "instant", "promise", NULL};
/* By SzUnit. */
static const char *const units[] = {"none", "minute", "hour", "workday", "day", NULL};
G_STATIC_ASSERT(G_N_ELEMENTS(units) == SZ_UNIT_DAY + 2);
/* By SzPlatform. */
static const char *const platforms[] = {"none", "unified", "own", "other", NULL};
G_STATIC_ASSERT(G_N_ELEMENTS(platforms) == SZ_PLATFORM_OTHER + 2);
/* By SzAcceptance, and one more: not accepted, and the time to is over. */
enum { OVERDUE = SZ_ACCEPTED_LATE + 1 };
static const char *const acceptances[] = {"no", "in_time", "late", "overdue", NULL};

static const SzAttribute attributes[] = {
    [TIER] = {"tier", SZ_VALUE_CHOICE, SZ_TIER_CHOICES},
    [STATE] = {"state", SZ_VALUE_CHOICE, states},
    [OPEN] = {"open", SZ_VALUE_TRUTH, NULL},
    [LIGHT] = {"light", SZ_VALUE_CHOICE, lights},
    [CHANNEL] = {"channel", SZ_VALUE_CHOICE, channels},
    [KIND] = {"kind", SZ_VALUE_CHOICE, kinds},
    [UNIT] = {"unit", SZ_VALUE_CHOICE, units},
    [PLATFORM] = {"platform", SZ_VALUE_CHOICE, platforms},
    [HAS_DUE] = {"has_due", SZ_VALUE_TRUTH, NULL},
    [ACCEPTED] = {"accepted", SZ_VALUE_CHOICE, acceptances},
    [APPLIED] = {"applied", SZ_VALUE_TIME, NULL},
    [ENDED] = {"ended", SZ_VALUE_TIME, NULL},
    [DUE] = {"due", SZ_VALUE_TIME, NULL},
    [LASTED] = {"lasted", SZ_VALUE_DURATION, NULL},
    [LATE] = {"late", SZ_VALUE_TRUTH, NULL},
    [PAST_STATUTE] = {"past_statute", SZ_VALUE_TRUTH, NULL},
    [SUPPLEMENTED] = {"supplemented", SZ_VALUE_TRUTH, NULL},
    [SUSPENDED] = {"was_suspended", SZ_VALUE_TRUTH, NULL},
    [SUSPENDED_ON_LAST_DAY] = {"suspended_on_last_day", SZ_VALUE_TRUTH, NULL},
    [SUSPENDED_TOO_LONG] = {"suspended_too_long", SZ_VALUE_TRUTH, NULL},
    [AUTO] = {"auto", SZ_VALUE_TRUTH, NULL},
    [ELIC] = {"elic", SZ_VALUE_TRUTH, NULL},
    [VISITS] = {"visits", SZ_VALUE_NUMBER, NULL},
    [PROMISE_LIMIT] = {"promise_limit", SZ_VALUE_NUMBER, NULL},
    [STATUTE_LIMIT] = {"statute_limit", SZ_VALUE_NUMBER, NULL},
    [ITEM] = {"item", SZ_VALUE_TEXT, NULL},
    [ORG] = {"org", SZ_VALUE_TEXT, NULL},
};

static bool get_time(SzWallTime at, gint64 *out)
{
    *out = at.ns;
    return at.ns != SZ_NEVER.ns;
}

static bool get_yes_no(SzYesNo said, gint64 *out)
{
    *out = said == SZ_YESNO_YES;
    return said != SZ_YESNO_UNKNOWN;
}

static gint64 acceptance_of(const SzCaseRow *row, SzWallTime now)
{
    bool is_overdue = row->acceptance == SZ_ACCEPTED_NOT && row->is_acceptance_pending &&
                      row->base == SZ_LIGHT_GREEN && row->red_from.ns <= now.ns;
    return is_overdue ? OVERDUE : (gint64)row->acceptance;
}

/* From the application to the end, open ones until now. */
static bool get_lasted(const SzCaseRow *row, SzWallTime now, gint64 *out)
{
    SzWallTime end = sz_case_row_is_open(row) ? now : row->ended;
    *out = sz_look_us(end.ns - row->applied.ns);
    return row->applied.ns != SZ_NEVER.ns;
}

/* What the catalogue gives, where it gives both in one unit. */
static bool get_limit(const SzItem *item, bool is_statute, gint64 *out)
{
    bool is_known = item != NULL && item->statute.unit != SZ_UNIT_NONE &&
                    item->promise.unit == item->statute.unit;
    *out = !is_known ? 0 : is_statute ? item->statute.n : item->promise.n;
    return is_known;
}

static bool get_choice(const SzLook *look, guint i_attribute, const SzRow *row, gint64 *out)
{
    const SzCaseRow *one = row->thing;
    switch (i_attribute) {
    case TIER:
        *out = (gint64)row->hall->tier;
        break;
    case STATE:
        *out = (gint64)one->state;
        break;
    case LIGHT:
        *out = (gint64)sz_case_row_light(one, look->now);
        break;
    case CHANNEL:
        *out = (gint64)one->channel;
        break;
    case KIND:
        *out = (gint64)one->kind;
        break;
    case UNIT:
        *out = (gint64)one->unit;
        break;
    case PLATFORM:
        *out = (gint64)one->platform;
        break;
    case ACCEPTED:
    default:
        *out = acceptance_of(one, look->now);
        break;
    }
    return true;
}

static bool get_truth(const SzLook *look, guint i_attribute, const SzCaseRow *row, gint64 *out)
{
    switch (i_attribute) {
    case AUTO:
        return get_yes_no(row->is_auto, out);
    case ELIC:
        return get_yes_no(row->elic, out);
    case OPEN:
        *out = sz_case_row_is_open(row);
        break;
    case HAS_DUE:
        *out = row->basis != SZ_DUE_NONE;
        break;
    case LATE:
        *out = row->is_late;
        break;
    case PAST_STATUTE:
        *out = row->is_past_statute;
        break;
    case SUSPENDED:
        *out = row->was_suspended;
        break;
    case SUSPENDED_ON_LAST_DAY:
        *out = (row->flags & SZ_CASE_FLAG_SUSPENDED_ON_LAST_DAY) != 0;
        break;
    case SUSPENDED_TOO_LONG:
        *out = sz_case_row_is_suspended_too_long(row, look->now);
        break;
    case SUPPLEMENTED:
    default:
        *out = row->was_supplemented;
        break;
    }
    return true;
}

static bool get(const SzLook *look, guint i_attribute, const SzRow *row, gint64 *out)
{
    const SzCaseRow *one = row->thing;
    if (attributes[i_attribute].type == SZ_VALUE_CHOICE) {
        return get_choice(look, i_attribute, row, out);
    }
    if (attributes[i_attribute].type == SZ_VALUE_TRUTH) {
        return get_truth(look, i_attribute, one, out);
    }
    switch (i_attribute) {
    case APPLIED:
        return get_time(one->applied, out);
    case ENDED:
        return get_time(sz_case_row_end(one), out);
    case DUE:
        return get_time(one->due, out);
    case LASTED:
        return get_lasted(one, look->now, out);
    case VISITS:
        *out = MAX(one->visits, 0); /* -1: not given */
        return one->visits >= 0;
    case PROMISE_LIMIT:
        return get_limit(row->item, false, out);
    case STATUTE_LIMIT:
        return get_limit(row->item, true, out);
    case ITEM:
        *out = row->item_key;
        return row->item_key >= 0;
    case ORG:
    default:
        *out = row->org_key;
        return row->org_key >= 0;
    }
}

const SzSourceInfo SZ_CASES_SOURCE = {{attributes, G_N_ELEMENTS(attributes)}, get};
