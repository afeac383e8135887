/* The record of lights of all cases: what is written down, each change once, at its instant. */

#include "metrics/cases_internal.h"

/* What of a case is heard later than this says nothing of what was lit: metrics/light_record.h then leads from what was
 * written to what is. */
#define REACH_NS (120 * SZ_NS_PER_S)
/* A hall whose news are always behind their time has its lights recorded all the same. */
#define HOLD_MAX_NS (600 * SZ_NS_PER_S)

typedef struct {
    gint64 first_ns; /* the end of it when it began, */
    gint64 until_ns; /* and as it stands */
} Hold;

SzToldLight sz_cases_told(const SzCases *cases, guint32 i)
{
    const SzCaseMark *mark = &cases->marks[i];
    if (mark->is_told == 0) {
        return (SzToldLight){0};
    }
    return (SzToldLight){true, (SzLight)mark->told, cases->told_at[i]};
}

void sz_cases_set_told(SzCases *cases, guint32 i, const SzToldLight *told)
{
    cases->marks[i].told = (guint8)(told->light & 7);
    cases->marks[i].is_told = told->is_any ? 1 : 0;
    cases->told_at[i] = told->at;
}

/* --- holds --------------------------------------------------------------------------------- */

void sz_cases_hold_lights(SzCases *cases, SzSlice hall, SzWallTime until)
{
    gpointer key = GUINT_TO_POINTER(sz_texts_number(cases->texts, hall));
    Hold *hold = g_hash_table_lookup(cases->held, key);
    if (hold == NULL) {
        hold = g_new0(Hold, 1);
        hold->until_ns = G_MININT64;
        g_hash_table_insert(cases->held, key, hold);
    }
    if (hold->until_ns <= cases->recorded_to.ns) {
        *hold = (Hold){until.ns, until.ns};
    }
    hold->until_ns = MAX(hold->until_ns, MIN(until.ns, hold->first_ns + HOLD_MAX_NS));
}

static const Hold *hold_of(const SzCases *cases, const SzCaseRow *row)
{
    return g_hash_table_size(cases->held) > 0
               ? g_hash_table_lookup(cases->held, GUINT_TO_POINTER(row->hall_code))
               : NULL;
}

/* Not before the end of the hold on the hall's lights. */
static SzWallTime not_held(const SzCases *cases, const SzCaseRow *row, SzWallTime at)
{
    const Hold *hold = at.ns != SZ_NEVER.ns ? hold_of(cases, row) : NULL;
    return (SzWallTime){hold != NULL ? MAX(at.ns, hold->until_ns) : at.ns};
}

/* --- one change after the other ------------------------------------------------------------ */

/* When what the record is broken by happened.  Walking through the events is left out where nobody asks. */
static SzWallTime happened_of(const SzCases *cases, const SzCaseRow *row, const SzToldLight *told,
                              const SzLightCurve *curve)
{
    if (!sz_light_record_is_broken(told, curve)) {
        return SZ_WALL_TIME_MIN;
    }
    SzWallTime last = sz_case_last_event(row->body, cases->texts);
    return last.ns > cases->ruled_from.ns ? last : cases->ruled_from;
}

void sz_cases_plan_change(SzCases *cases, guint32 i)
{
    const SzCaseRow *row = sz_cases_row(cases, i);
    SzToldLight told = sz_cases_told(cases, i);
    SzLightCurve curve = sz_case_row_curve(row);
    SzWallTime happened = happened_of(cases, row, &told, &curve);
    SzWallTime due = sz_light_record_due(&told, &curve, happened, sz_case_row_end(row));
    SzWallTime planned = not_held(cases, row, due);
    cases->marks[i].is_held = planned.ns > due.ns ? 1 : 0;
    sz_expiry_set(cases->changes, i, planned);
    sz_cases_plan_retirement(cases, i);
}

static void record_case(SzCases *cases, guint32 i, SzWallTime now, GArray *changes)
{
    const SzCaseRow *row = sz_cases_row(cases, i);
    SzCaseLightChange change = {.i = i};
    SzToldLight told = sz_cases_told(cases, i);
    SzLightCurve curve = sz_case_row_curve(row);
    SzWallTime ended = sz_case_row_end(row);
    SzWallTime happened = happened_of(cases, row, &told, &curve);
    if (sz_light_record_next(&told, &curve, happened, ended, now, &change.change)) {
        sz_cases_set_told(cases, i, &told);
        g_array_append_val(changes, change);
    }
    sz_expiry_set(cases->changes, i, sz_light_record_due(&told, &curve, happened, ended));
}

/* A hold that began after the change was put off does not put it off again. */
static bool is_still_held(const SzCases *cases, guint32 i, SzWallTime at, SzWallTime now)
{
    const Hold *hold = cases->marks[i].is_held != 0 ? hold_of(cases, sz_cases_row(cases, i)) : NULL;
    return hold != NULL && hold->first_ns <= at.ns && hold->until_ns > now.ns;
}

static gint compare_instants(gconstpointer a, gconstpointer b)
{
    gint64 left = ((const SzCaseLightChange *)a)->change.at.ns;
    gint64 right = ((const SzCaseLightChange *)b)->change.at.ns;
    return (left > right) - (left < right);
}

void sz_cases_advance(SzCases *cases, SzWallTime now, GArray *changes)
{
    guint32 i = 0;
    SzWallTime at;
    sz_cases_refresh(cases);
    while (sz_expiry_first(cases->changes, &i, &at) && at.ns <= now.ns) {
        if (is_still_held(cases, i, at, now)) {
            sz_expiry_set(cases->changes, i, not_held(cases, sz_cases_row(cases, i), at));
        } else {
            cases->marks[i].is_held = 0;
            record_case(cases, i, now, cases->passed);
        }
    }
    cases->recorded_to.ns = MAX(cases->recorded_to.ns, now.ns);
    g_array_sort(cases->passed, compare_instants); /* stable: those of one case keep their order */
    g_array_append_vals(changes, cases->passed->data, cases->passed->len);
    g_array_set_size(cases->passed, 0);
}

SzWallTime sz_cases_next_change(SzCases *cases)
{
    guint32 i = 0;
    SzWallTime at;
    sz_cases_refresh(cases);
    if (cases->passed->len > 0) {
        return g_array_index(cases->passed, SzCaseLightChange, 0).change.at;
    }
    return sz_expiry_first(cases->changes, &i, &at) ? at : SZ_NEVER;
}

bool sz_cases_tell_light(SzCases *cases, SzSlice hall, SzSlice id, const SzToldLight *told)
{
    gint64 hall_code = sz_texts_find(cases->texts, hall);
    gint64 found = hall_code >= 0 ? sz_cases_find(cases, (guint32)hall_code, id) : -1;
    if (hall_code >= 0 && found < 0) {
        (void)sz_cases_recall(cases, (guint32)hall_code, id, NULL, &found);
    }
    if (found >= 0) {
        sz_cases_set_told(cases, (guint32)found, told);
        sz_cases_note_dirty(cases, (guint32)found);
    }
    return found >= 0;
}

void sz_cases_name(const SzCases *cases, guint32 i, SzSlice *out_hall, SzSlice *out_id)
{
    const SzCaseRow *row = sz_cases_row(cases, i);
    *out_hall = sz_texts_slice_at(cases->texts, row->hall_code);
    *out_id = sz_slice(sz_case_row_id(row));
}

/* --- an earlier life ----------------------------------------------------------------------- */

/* Rows that were made from events which that life may not have recorded yet are made again. */
void sz_cases_tell_recorded(SzCases *cases, SzWallTime to)
{
    if (to.ns < SZ_WALL_TIME_MIN.ns + REACH_NS) {
        return;
    }
    sz_cases_refresh(cases); /* what is old is made, and no more is said of it */
    cases->recorded_to = to;
    for (guint32 i = 0; i < cases->n; i++) {
        const SzCaseBody *body = sz_cases_row(cases, i)->body;
        if (body != NULL && sz_case_last_event(body, cases->texts).ns > to.ns - REACH_NS) {
            sz_cases_note_dirty(cases, i);
        }
    }
}

void sz_cases_tell_rules(SzCases *cases, SzWallTime from)
{
    cases->ruled_from = from;
}

/* --- between events ------------------------------------------------------------------------ */

/* A case as it stood at some instant. */
typedef struct {
    SzLightCurve curve;
    SzWallTime ended;
} AsOf;

static AsOf as_it_is(const SzCaseRow *row)
{
    return (AsOf){sz_case_row_curve(row), sz_case_row_end(row)};
}

static AsOf as_of(const SzCases *cases, const SzCaseRow *row, SzWallTime at)
{
    SzCaseRecord record;
    AsOf then = {.curve = {.base = SZ_LIGHT_NONE}, .ended = SZ_NEVER};
    if (sz_case_record_fold_until(&cases->rules, cases->texts, row->body,
                                  sz_texts_at(cases->texts, row->hall_code), at, &record)) {
        then.curve = sz_case_status_curve(&record.status);
        then.ended = record.facts.ended.known ? record.facts.ended.at : SZ_NEVER;
    }
    return then;
}

static void push(SzCases *cases, guint32 i, const SzLightChange *change)
{
    const SzCaseLightChange passed = {i, *change};
    g_array_append_val(cases->passed, passed);
}

/* All that @then turns up to @now.  @happened: the instant since which it is so */
static void pass_turns(SzCases *cases, guint32 i, const AsOf *then, SzWallTime happened,
                       SzWallTime now)
{
    SzToldLight told = sz_cases_told(cases, i);
    SzLightChange change;
    while (then->curve.base != SZ_LIGHT_NONE &&
           sz_light_record_next(&told, &then->curve, happened, then->ended, now, &change)) {
        push(cases, i, &change);
    }
    sz_cases_set_told(cases, i, &told);
}

/* The light of @curve, at the instant at which it begins. */
static void pass_light(SzCases *cases, guint32 i, const SzLightCurve *curve, SzWallTime at)
{
    SzToldLight told = sz_cases_told(cases, i);
    SzLight was = told.is_any ? told.light : SZ_LIGHT_GREEN;
    SzLight is = sz_light_curve_at(curve, at);
    if (curve->base != SZ_LIGHT_NONE && is != was) {
        const SzLightChange change = {was, is, at};
        told = (SzToldLight){true, is, at};
        push(cases, i, &change);
        sz_cases_set_told(cases, i, &told);
    }
}

/* Of an event at @at: can it have changed a light that is not recorded yet?
 * @is_first: of a case that nobody knew before */
static bool is_to_settle(const SzCases *cases, guint32 i, SzWallTime at, bool is_first)
{
    SzToldLight told = sz_cases_told(cases, i);
    bool is_in_reach = is_first || at.ns > cases->recorded_to.ns - REACH_NS;
    return is_in_reach && (!told.is_any || at.ns > told.at.ns);
}

/* A walk through the instants at which something happened to a case. */
typedef struct {
    SzCases *cases;
    guint32 i;
    bool is_new;        /* nobody knew the case before */
    SzWallTime last;    /* the last of them */
    SzMaybeTime before; /* the one before */
    AsOf then;          /* as it stood after that, if has_then */
    bool has_then;
} Settling;

/* What @then turned until @at, and what happened at @at. */
static void settle_piece(Settling *settling, const SzCaseRow *row, SzWallTime at)
{
    SzCases *cases = settling->cases;
    SzMaybeTime before = settling->before;
    if (before.known) {
        const AsOf then = settling->has_then ? settling->then : as_of(cases, row, before.at);
        pass_turns(cases, settling->i, &then, before.at, (SzWallTime){at.ns - 1});
    }
    settling->then = at.ns == settling->last.ns ? as_it_is(row) : as_of(cases, row, at);
    pass_light(cases, settling->i, &settling->then.curve, at);
}

static void settle_instant(Settling *settling, const SzCaseRow *row, SzWallTime at)
{
    bool is_first_known = settling->is_new && !settling->before.known;
    bool is_to_do = is_to_settle(settling->cases, settling->i, at, is_first_known);
    if (is_to_do) {
        settle_piece(settling, row, at);
    }
    settling->has_then = is_to_do;
    settling->before = (SzMaybeTime){true, at};
}

static void settle(SzCases *cases, guint32 i, bool is_new)
{
    const SzCaseRow *row = sz_cases_row(cases, i);
    Settling settling = {.cases = cases, .i = i, .is_new = is_new};
    SzCaseWalk walk = sz_case_walk(row->body, cases->texts);
    settling.last = sz_case_last_event(row->body, cases->texts);
    while (sz_case_walk_next(&walk)) {
        SzWallTime at = walk.event.occurred;
        if (!settling.before.known || at.ns > settling.before.at.ns) {
            settle_instant(&settling, row, at);
        }
    }
}

void sz_cases_settle_lights(SzCases *cases, guint32 i, bool is_new)
{
    const SzCaseRow *row = sz_cases_row(cases, i);
    const Hold *hold = hold_of(cases, row);
    bool is_held = hold != NULL && hold->until_ns > cases->recorded_to.ns;
    if (cases->recorded_to.ns != SZ_WALL_TIME_MIN.ns && !is_held) {
        settle(cases, i, is_new);
    }
    sz_cases_plan_change(cases, i);
}

/* --- other rules --------------------------------------------------------------------------- */

static bool is_recorded(const SzCases *cases, guint32 i)
{
    return cases->recorded_to.ns != SZ_WALL_TIME_MIN.ns && cases->marks[i].is_held == 0;
}

void sz_cases_pass_until(SzCases *cases, guint32 i, SzWallTime now)
{
    const SzCaseRow *row = sz_cases_row(cases, i);
    if (is_recorded(cases, i)) {
        const AsOf then = as_it_is(row);
        pass_turns(cases, i, &then, now, now);
    }
}

void sz_cases_pass_at(SzCases *cases, guint32 i, SzWallTime now)
{
    SzLightCurve curve = sz_case_row_curve(sz_cases_row(cases, i));
    if (is_recorded(cases, i)) {
        pass_light(cases, i, &curve, now);
    }
    sz_cases_plan_change(cases, i);
}
