/* Cases and bad ratings in sentences. */

#include "metrics/case_ledger.h"
#include "render/situation_hall_internal.h"

typedef struct {
    guint n;        /* known here, ended or not */
    guint overdue;  /* breached among them */
    guint breached; /* past the statute's limit */
    SzMaybeTime oldest_due;
    guint due_today; /* still to come, and running */
    guint due_unaccepted;
    SzMaybeTime next_due;
    bool is_due_soon; /* the light of one of today's is yellow */
} Cases;

static void keep_first(SzMaybeTime *first, SzMaybeTime at)
{
    if (at.known && (!first->known || at.at.ns < first->at.ns)) {
        *first = at;
    }
}

/* The instant a red or black case was due at: of the handling, or else of the acceptance. */
static SzMaybeTime due_passed(const SzCaseRow *row, SzWallTime now)
{
    SzWallTime due = sz_case_row_due(row, now);
    if (due.ns >= now.ns && row->is_acceptance_pending != 0) {
        due.ns = row->red_from.ns - 1;
    }
    return (SzMaybeTime){due.ns != SZ_NEVER.ns, due};
}

static void count_due(Cases *cases, const SzCaseRow *row, SzLight light, SzWallTime now)
{
    SzWallTime due = sz_case_row_due(row, now);
    if (due.ns != SZ_NEVER.ns && sz_day_ending_at(due) == sz_day_of(now)) {
        cases->due_today++;
        cases->due_unaccepted += row->acceptance == SZ_ACCEPTED_NOT ? 1 : 0;
        cases->is_due_soon = cases->is_due_soon || light == SZ_LIGHT_YELLOW;
        keep_first(&cases->next_due, (SzMaybeTime){true, due});
    }
}

/* They have ended: that they are there is all that matters. */
static guint n_shelved(const SzSituationHall *hall)
{
    const SzCaseLedger *ledger = sz_cases_version_ledger(hall->view->state->cases);
    guint32 i = hall->place.hall != NULL
                    ? (guint32)sz_registry_index(hall->view->rules->registry, hall->place.hall) + 1
                    : 0;
    return ledger != NULL ? (guint)sz_case_ledger_n(ledger, i, i + 1) : 0;
}

static Cases count_cases(const SzSituationHall *hall)
{
    const SzCasesVersion *version = hall->view->state->cases;
    SzWallTime now = hall->pulse.now;
    Cases cases = {.n = n_shelved(hall)};
    for (gsize i = 0; i < sz_cases_version_n(version); i++) {
        const SzCaseRow *row = sz_cases_version_row(version, i);
        if (row == NULL || sz_cases_version_row_hall(version, row) != hall->place.hall) {
            continue;
        }
        cases.n++;
        SzLight light = sz_case_row_light(row, now);
        if (light == SZ_LIGHT_RED || light == SZ_LIGHT_BLACK) {
            cases.overdue++;
            cases.breached += light == SZ_LIGHT_BLACK ? 1 : 0;
            keep_first(&cases.oldest_due, due_passed(row, now));
        } else if (light == SZ_LIGHT_GREEN || light == SZ_LIGHT_YELLOW) {
            count_due(&cases, row, light, now);
        }
    }
    return cases;
}

/* 18:00; the end of a day is 24:00. */
static char *due_clock(SzWallTime due)
{
    return sz_format_time_of_day((sz_ns_of_day((SzWallTime){due.ns - 1}) + 1) / SZ_NS_PER_S);
}

/* 12:00 today, else 10月12日 */
static char *due_text(SzWallTime due, SzWallTime now, SzLanguage language)
{
    g_autofree char *clock = due_clock(due);
    SzDay day = sz_day_ending_at(due);
    if (day != sz_day_of(now)) {
        return sz_format_date(day, language);
    }
    return g_strdup_printf(language == SZ_LANGUAGE_ZH ? "今天 %s" : "today %s", clock);
}

static void add_overdue(SzSituationHall *hall, const Cases *cases)
{
    bool is_known = cases->oldest_due.known;
    SzWallTime oldest = cases->oldest_due.at;
    g_autofree char *zh = is_known ? due_text(oldest, hall->pulse.now, SZ_LANGUAGE_ZH) : NULL;
    g_autofree char *en = is_known ? due_text(oldest, hall->pulse.now, SZ_LANGUAGE_EN) : NULL;
    g_autofree char *old_zh =
        is_known ? g_strdup_printf("最早 %s 到期", zh) : g_strdup("到期时间不详");
    g_autofree char *old_en = is_known ? g_strdup_printf("the oldest was due %s", en)
                                       : g_strdup("since when is not known");
    bool is_one = cases->overdue == 1;
    SzSituationPart part = {
        .subject = {g_strdup_printf("超期 %u 件", cases->overdue),
                    g_strdup_printf("%u %s overdue", cases->overdue, is_one ? "case" : "cases")}};
    if (cases->breached > 0) {
        part.text[0] = g_strdup_printf("其中 %u 件超法定时限，%s。", cases->breached, old_zh);
        part.text[1] = g_strdup_printf("%u past the statutory limit, %s.", cases->breached, old_en);
    } else {
        part.text[0] = g_strdup_printf("%s。", old_zh);
        part.text[1] = g_strdup_printf("%s.", old_en);
    }
    sz_situation_add_take(hall->lines, cases->breached > 0 ? SZ_SIGN_BREACH : SZ_SIGN_LATE, part);
}

static void add_due_today(SzSituationHall *hall, const Cases *cases)
{
    g_autofree char *clock = due_clock(cases->next_due.at);
    bool is_one = cases->due_today == 1;
    SzSituationPart part = {.subject = {g_strdup_printf("今天到期 %u 件", cases->due_today),
                                        g_strdup_printf("%u %s due today", cases->due_today,
                                                        is_one ? "case" : "cases")}};
    if (cases->due_unaccepted > 0) {
        part.text[0] =
            g_strdup_printf("其中 %u 件还没受理，最早 %s 到期。", cases->due_unaccepted, clock);
        part.text[1] =
            g_strdup_printf("%u not yet accepted, the first at %s.", cases->due_unaccepted, clock);
    } else {
        part.text[0] = g_strdup_printf("最早 %s 到期。", clock);
        part.text[1] = g_strdup_printf("the first at %s.", clock);
    }
    sz_situation_add_take(hall->lines, SZ_SIGN_WATCH, part);
}

bool sz_situation_add_cases(SzSituationHall *hall)
{
    Cases cases = count_cases(hall);
    if (cases.overdue > 0) {
        add_overdue(hall, &cases);
    }
    if (cases.is_due_soon) {
        add_due_today(hall, &cases);
    }
    return cases.n > 0;
}

/* --- ratings ------------------------------------------------------------------------------- */

static bool is_to_call_back(const SzBadRating *rating)
{
    return !rating->is_over && !rating->at[SZ_RATING_CALLBACK].known &&
           !rating->at[SZ_RATING_RECTIFY].known && !rating->at[SZ_RATING_FOLLOWUP].known;
}

static void add_callbacks(SzSituationHall *hall, guint n, guint n_late, SzMaybeTime first)
{
    SzSituationPart part = {
        .subject = {g_strdup_printf("差评待回访 %u 件", n),
                    g_strdup_printf("%u bad %s to call back", n, n == 1 ? "rating" : "ratings")}};
    if (n_late > 0) {
        part.text[0] = g_strdup_printf("其中 %u 件已超 1 个工作日。", n_late);
        part.text[1] = g_strdup_printf("%u past one working day.", n_late);
    } else if (first.known) {
        g_autofree char *zh = due_text(first.at, hall->pulse.now, SZ_LANGUAGE_ZH);
        g_autofree char *en = due_text(first.at, hall->pulse.now, SZ_LANGUAGE_EN);
        part.text[0] = g_strdup_printf("最早 %s 到期。", zh);
        part.text[1] = g_strdup_printf("the first is due %s.", en);
    } else {
        part.text[0] = g_strdup("须在 1 个工作日内回访。");
        part.text[1] = g_strdup("within one working day.");
    }
    sz_situation_add_take(hall->lines, n_late > 0 ? SZ_SIGN_LATE : SZ_SIGN_WATCH, part);
}

void sz_situation_add_ratings(SzSituationHall *hall)
{
    const SzRatingsVersion *ratings = hall->view->state->ratings;
    guint n = 0;
    guint n_late = 0;
    SzMaybeTime first = {0};
    for (gsize i = 0; i < sz_ratings_version_n_bad(ratings); i++) {
        const SzBadRating *rating = sz_ratings_version_bad(ratings, i);
        if (!is_to_call_back(rating) || !sz_situation_is_here(hall, &rating->place)) {
            continue;
        }
        n++;
        n_late += rating->callback_due.known && rating->callback_due.at.ns < hall->pulse.now.ns;
        keep_first(&first, rating->callback_due);
    }
    if (n > 0) {
        add_callbacks(hall, n, n_late, first);
    }
}
