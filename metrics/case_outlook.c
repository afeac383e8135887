#include "metrics/case_outlook.h"

G_STATIC_ASSERT(sizeof(gpointer) == 8); /* a pair of numbers is a key */

const guint SZ_OUTLOOK_WORKDAYS[SZ_OUTLOOK_HOLIDAY] = {1, 3, 5};

/* An organ's cases of one item. */
typedef struct {
    guint64 n_closed;
    guint64 n_closed_today;
} Pair;

/* A running case that is due in some horizon. */
typedef struct {
    SzWallTime due;
    const SzCaseRow *row;
    guint32 i_org;
    guint32 i_pair; /* later: its line, 0 for that of the other items */
    bool is_late;
} Due;

typedef struct {
    SzOutlookOrg out;
    Pair rest; /* the line of the other items */
} Org;

typedef struct {
    const SzOutlookQuestion *question;
    SzCaseOutlook *out;
    SzDay today;
    bool is_today_open;
    SzWallTime longest;     /* the last of the horizons */
    SzWallTime pace_from;   /* [from, to): closes in it make the pace */
    SzWallTime pace_to;     /* today's beginning */
    SzWallTime first_close; /* of all organs */
    GHashTable *pair_of;    /* owned; org << 32 | item -> index of pairs + 1 */
    GArray *pairs;          /* owned; Pair */
    GHashTable *org_of;     /* owned; number -> index of orgs + 1 */
    GArray *orgs;           /* owned; Org */
    GArray *dues;           /* owned; Due */
} Work;

/* --- the calendar -------------------------------------------------------------------------- */

static SzWallTime end_of(SzDay day)
{
    return sz_wall_time_at(day + 1, 0);
}

static void find_horizons(Work *work)
{
    const SzWorkCalendar *calendar = work->question->rules->calendar;
    SzCaseOutlook *out = work->out;
    work->longest = SZ_WALL_TIME_MIN;
    for (guint h = 0; h < SZ_OUTLOOK_HOLIDAY; h++) {
        SzDay day = 0;
        if (!sz_work_calendar_nth_after(calendar, work->today, SZ_OUTLOOK_WORKDAYS[h], &day,
                                        NULL)) {
            return;
        }
        out->until[h] = end_of(day);
        work->longest = out->until[h];
    }
    out->has_horizons = true;
    out->holiday = sz_next_holiday(calendar, work->today);
    if (out->holiday.known) {
        out->until[SZ_OUTLOOK_HOLIDAY] = end_of(out->holiday.first - 1);
        work->longest.ns = MAX(work->longest.ns, out->until[SZ_OUTLOOK_HOLIDAY].ns);
    }
}

static void find_pace_days(Work *work)
{
    const SzWorkCalendar *calendar = work->question->rules->calendar;
    SzDay day = work->today;
    for (guint n = 0; n < SZ_OUTLOOK_PACE_WORKDAYS && day > sz_work_calendar_first();) {
        day--;
        n += sz_work_calendar_is_working(calendar, day) ? 1 : 0;
    }
    work->pace_from = sz_wall_time_at(day, 0);
    work->pace_to = sz_wall_time_at(work->today, 0);
    work->first_close = SZ_NEVER;
}

static void find_today(Work *work)
{
    const SzCaseRules *rules = work->question->rules;
    SzWallTime now = work->question->now;
    SzDaySlots slots = sz_opening_hours_on(sz_registry_default_hours(rules->registry),
                                           rules->calendar, work->today);
    gint64 close_s = slots.n > 0 ? slots.slots[slots.n - 1].close_s : 0;
    work->is_today_open = sz_work_calendar_is_working(rules->calendar, work->today) &&
                          sz_ns_of_day(now) < close_s * SZ_NS_PER_S;
}

/* --- looking at rows ----------------------------------------------------------------------- */

static guint hash_pair(gconstpointer key)
{
    guint64 bits = (guint64)(gsize)key;
    return (guint)((bits ^ (bits >> 32)) * 2654435761U); /* Knuth's multiplicative hash */
}

/* Index of what @key stands for in @array, made when it is new. */
static guint32 index_of(GHashTable *table, GArray *array, guint64 key)
{
    gpointer name = GSIZE_TO_POINTER(key);
    guint32 found = GPOINTER_TO_UINT(g_hash_table_lookup(table, name));
    if (found == 0) {
        g_array_set_size(array, array->len + 1);
        found = array->len;
        g_hash_table_insert(table, name, GUINT_TO_POINTER(found));
    }
    return found - 1;
}

static guint32 pair_index(Work *work, const SzCaseRow *row)
{
    return index_of(work->pair_of, work->pairs, (guint64)row->org << 32 | row->item);
}

static void count_close(Work *work, const SzCaseRow *row, Org *org)
{
    bool is_of_pace = row->ended.ns >= work->pace_from.ns && row->ended.ns < work->pace_to.ns;
    bool is_of_today = row->ended.ns >= work->pace_to.ns && row->ended.ns < end_of(work->today).ns;
    if (!is_of_pace && !is_of_today) {
        return;
    }
    guint32 i_pair = pair_index(work, row); /* the array may move */
    Pair *pair = &g_array_index(work->pairs, Pair, i_pair);
    pair->n_closed += is_of_pace ? 1 : 0;
    pair->n_closed_today += is_of_today ? 1 : 0;
    org->out.n_closed += is_of_pace ? 1 : 0;
    org->out.n_closed_today += is_of_today ? 1 : 0;
}

static void take_running(Work *work, const SzCaseRow *row, guint32 i_org)
{
    if (row->due.ns > work->longest.ns) {
        return;
    }
    const Due due = {.due = row->due, .row = row, .i_org = i_org, .i_pair = pair_index(work, row)};
    g_array_append_val(work->dues, due);
}

static void count_open(Work *work, const SzCaseRow *row, guint32 i_org)
{
    SzOutlookOrg *org = &g_array_index(work->orgs, Org, i_org).out;
    SzLight light = sz_case_row_light(row, work->question->now);
    org->n_open++;
    if (light == SZ_LIGHT_RED || light == SZ_LIGHT_BLACK) {
        org->n_overdue++;
    } else if (row->state == SZ_STATE_SUSPENDED) {
        org->n_suspended++;
    } else if (row->is_acceptance_pending) {
        org->n_accepting++;
    } else if (row->due.ns == SZ_NEVER.ns) {
        org->n_undated++;
    } else {
        org->n_running++;
        take_running(work, row, i_org);
    }
}

static void look_at(Work *work, const SzCaseRow *row)
{
    const SzOutlookQuestion *question = work->question;
    bool is_closed = row->state == SZ_STATE_CLOSED;
    if (is_closed && row->ended.ns < work->first_close.ns) {
        work->first_close = row->ended;
    }
    bool is_open = sz_case_row_is_open(row);
    if ((!is_closed && !is_open) ||
        (question->is_asked != NULL && !question->is_asked(row, question->user))) {
        return;
    }
    guint32 i_org = index_of(work->org_of, work->orgs, row->org);
    Org *org = &g_array_index(work->orgs, Org, i_org);
    org->out.org = sz_cases_version_text(question->cases, row->org);
    if (is_open) {
        count_open(work, row, i_org);
    } else {
        count_close(work, row, org);
    }
}

/* --- lines --------------------------------------------------------------------------------- */

static int compare_texts(const SzCasesVersion *cases, const Due *a, const Due *b)
{
    int order =
        strcmp(sz_cases_version_row_code(cases, a->row), sz_cases_version_row_code(cases, b->row));
    order = order != 0 ? order : strcmp(sz_case_row_id(a->row), sz_case_row_id(b->row));
    return order != 0 ? order
                      : strcmp(sz_cases_version_text(cases, a->row->hall_code),
                               sz_cases_version_text(cases, b->row->hall_code));
}

static int compare_dues(const SzCasesVersion *cases, const Due *a, const Due *b)
{
    if (a->due.ns != b->due.ns) {
        return a->due.ns < b->due.ns ? -1 : 1;
    }
    return compare_texts(cases, a, b);
}

static int by_line(gconstpointer a, gconstpointer b, gpointer user)
{
    const Work *work = user;
    const Due *left = a;
    const Due *right = b;
    if (left->i_org != right->i_org) {
        return left->i_org < right->i_org ? -1 : 1;
    }
    if (left->i_pair != right->i_pair) {
        return left->i_pair < right->i_pair ? -1 : 1;
    }
    return compare_dues(work->question->cases, left, right);
}

static int by_due(gconstpointer a, gconstpointer b, gpointer user)
{
    const Work *work = user;
    return compare_dues(work->question->cases, *(const Due *const *)a, *(const Due *const *)b);
}

/* Items that are closed often have a line of their own; the others share one. */
static void form_lines(Work *work)
{
    GHashTableIter at;
    gpointer key = NULL;
    gpointer value = NULL;
    g_hash_table_iter_init(&at, work->pair_of);
    while (g_hash_table_iter_next(&at, &key, &value)) {
        const Pair *pair = &g_array_index(work->pairs, Pair, GPOINTER_TO_UINT(value) - 1);
        if (pair->n_closed < SZ_OUTLOOK_LINE_CLOSES) {
            guint32 i_org = index_of(work->org_of, work->orgs, (guint64)(gsize)key >> 32);
            Pair *rest = &g_array_index(work->orgs, Org, i_org).rest;
            rest->n_closed += pair->n_closed;
            rest->n_closed_today += pair->n_closed_today;
        }
    }
    for (guint i = 0; i < work->dues->len; i++) {
        Due *due = &g_array_index(work->dues, Due, i);
        const Pair *pair = &g_array_index(work->pairs, Pair, due->i_pair);
        due->i_pair = pair->n_closed < SZ_OUTLOOK_LINE_CLOSES ? 0 : due->i_pair + 1;
    }
    g_array_sort_with_data(work->dues, by_line, work);
}

/* Does @line come to its @place by the end of @day? */
static bool is_reached(const Work *work, const Pair *line, guint64 place, SzDay day)
{
    guint64 n_workdays = work->out->n_pace_workdays;
    guint64 n_days =
        (guint64)sz_work_calendar_count(work->question->rules->calendar, work->today + 1, day);
    guint64 done_today = line->n_closed_today * n_workdays;
    guint64 owed_today =
        work->is_today_open && line->n_closed > done_today ? line->n_closed - done_today : 0;
    return place * n_workdays <= line->n_closed * n_days + owed_today;
}

static void count_due(Work *work, Due *due, bool is_paced, SzOutlookOrg *org)
{
    for (guint h = 0; h < SZ_OUTLOOK_N; h++) {
        bool is_asked = h != SZ_OUTLOOK_HOLIDAY || work->out->holiday.known;
        if (is_asked && due->due.ns <= work->out->until[h].ns) {
            org->counts[h].due++;
            org->counts[h].unpaced += is_paced ? 0 : 1;
            org->counts[h].late += due->is_late ? 1 : 0;
        }
    }
}

/* Serves @due, at @place of its line. */
static void serve(Work *work, Due *due, guint64 place)
{
    Org *org = &g_array_index(work->orgs, Org, due->i_org);
    const Pair *line =
        due->i_pair > 0 ? &g_array_index(work->pairs, Pair, due->i_pair - 1) : &org->rest;
    bool is_paced = work->out->n_pace_workdays > 0 && line->n_closed > 0;
    due->is_late = is_paced && !is_reached(work, line, place, sz_day_ending_at(due->due));
    count_due(work, due, is_paced, &org->out);
}

static void serve_lines(Work *work)
{
    guint64 place = 0;
    guint32 i_org = 0;
    guint32 i_pair = 0;
    for (guint i = 0; i < work->dues->len; i++) {
        Due *due = &g_array_index(work->dues, Due, i);
        bool is_same_line = i > 0 && due->i_org == i_org && due->i_pair == i_pair;
        i_org = due->i_org;
        i_pair = due->i_pair;
        place = is_same_line ? place + 1 : 1;
        serve(work, due, place);
    }
}

static void add_risk(SzOutlookOrg *org, const SzCaseRow *row)
{
    if (org->n_risks < SZ_OUTLOOK_RISKS_MAX) {
        org->risks[org->n_risks++] = row;
    }
}

static void find_risks(Work *work)
{
    g_autoptr(GPtrArray) late = g_ptr_array_new();
    for (guint i = 0; i < work->dues->len; i++) {
        Due *due = &g_array_index(work->dues, Due, i);
        if (due->is_late) {
            g_ptr_array_add(late, due);
        }
    }
    g_ptr_array_sort_with_data(late, by_due, work);
    for (guint i = 0; i < late->len; i++) {
        const Due *due = g_ptr_array_index(late, i);
        add_risk(&g_array_index(work->orgs, Org, due->i_org).out, due->row);
        add_risk(&work->out->total, due->row);
    }
}

/* --- the whole ----------------------------------------------------------------------------- */

static void settle_pace(Work *work)
{
    SzCaseOutlook *out = work->out;
    out->pace_from = sz_day_of(work->pace_from);
    out->pace_to = work->today;
    if (work->first_close.ns >= work->pace_to.ns) {
        out->pace_from = out->pace_to;
    } else if (work->first_close.ns > work->pace_from.ns) {
        out->pace_from = sz_day_of(work->first_close);
    }
    out->n_pace_workdays = (guint)sz_work_calendar_count(work->question->rules->calendar,
                                                         out->pace_from, out->pace_to - 1);
}

static void add_to_total(SzOutlookOrg *total, const SzOutlookOrg *org)
{
    total->n_open += org->n_open;
    total->n_overdue += org->n_overdue;
    total->n_suspended += org->n_suspended;
    total->n_accepting += org->n_accepting;
    total->n_undated += org->n_undated;
    total->n_running += org->n_running;
    total->n_closed += org->n_closed;
    total->n_closed_today += org->n_closed_today;
    for (guint h = 0; h < SZ_OUTLOOK_N; h++) {
        total->counts[h].due += org->counts[h].due;
        total->counts[h].late += org->counts[h].late;
        total->counts[h].unpaced += org->counts[h].unpaced;
    }
}

static int by_name(gconstpointer a, gconstpointer b)
{
    const SzOutlookOrg *left = a;
    const SzOutlookOrg *right = b;
    return strcmp(left->org, right->org);
}

static void list_orgs(Work *work)
{
    SzCaseOutlook *out = work->out;
    out->orgs = g_array_new(FALSE, FALSE, sizeof(SzOutlookOrg));
    for (guint i = 0; i < work->orgs->len; i++) {
        const SzOutlookOrg *org = &g_array_index(work->orgs, Org, i).out;
        if (org->n_open > 0 || org->n_closed > 0 || org->n_closed_today > 0) {
            g_array_append_val(out->orgs, *org);
            add_to_total(&out->total, org);
        }
    }
    g_array_sort(out->orgs, by_name);
}

static bool on_shelved(const SzShelvedCase *shelved, void *user)
{
    look_at(user, &shelved->row);
    return true;
}

static bool on_earlier(const SzShelvedCase *shelved, void *user)
{
    Work *work = user;
    if (shelved->row.state == SZ_STATE_CLOSED && shelved->row.ended.ns < work->first_close.ns) {
        work->first_close = shelved->row.ended;
    }
    return work->first_close.ns >= work->pace_from.ns;
}

/* On the shelf are only cases that have ended: those of the pace, and whether the record begins before it. */
static bool look_at_shelf(Work *work)
{
    const SzCasesVersion *cases = work->question->cases;
    const SzShelfHint since = {.ended_from = work->pace_from, .ended_to = SZ_NEVER};
    const SzShelfHint before = {.ended_from = SZ_WALL_TIME_MIN, .ended_to = work->pace_from};
    return sz_cases_version_each_shelved(cases, &since, on_shelved, work) &&
           (work->first_close.ns < work->pace_from.ns ||
            sz_cases_version_each_shelved(cases, &before, on_earlier, work));
}

static void work_clear(Work *work)
{
    g_hash_table_unref(work->pair_of);
    g_hash_table_unref(work->org_of);
    g_array_unref(work->pairs);
    g_array_unref(work->orgs);
    g_array_unref(work->dues);
}

bool sz_case_outlook_make(const SzOutlookQuestion *question, SzCaseOutlook *out)
{
    *out = (SzCaseOutlook){.total = {.org = ""}};
    Work work = {
        .question = question,
        .out = out,
        .today = sz_day_of(question->now),
        .pair_of = g_hash_table_new(hash_pair, g_direct_equal),
        .pairs = g_array_new(FALSE, TRUE, sizeof(Pair)),
        .org_of = g_hash_table_new(g_direct_hash, g_direct_equal),
        .orgs = g_array_new(FALSE, TRUE, sizeof(Org)),
        .dues = g_array_new(FALSE, FALSE, sizeof(Due)),
    };
    find_horizons(&work);
    find_pace_days(&work);
    find_today(&work);
    for (gsize i = 0, n = sz_cases_version_n(question->cases); i < n; i++) {
        const SzCaseRow *row = sz_cases_version_row(question->cases, i);
        if (row != NULL) {
            look_at(&work, row);
        }
    }
    bool is_read = look_at_shelf(&work);
    settle_pace(&work);
    form_lines(&work);
    serve_lines(&work);
    find_risks(&work);
    list_orgs(&work);
    work_clear(&work);
    return is_read;
}

void sz_case_outlook_clear(SzCaseOutlook *outlook)
{
    g_clear_pointer(&outlook->orgs, g_array_unref);
}

bool sz_case_outlook_pace(const SzCaseOutlook *outlook, const SzOutlookOrg *org,
                          double *out_per_workday)
{
    bool is_known = outlook->n_pace_workdays > 0 && org->n_closed > 0;
    if (is_known) {
        *out_per_workday = (double)org->n_closed / (double)outlook->n_pace_workdays;
    }
    return is_known;
}
