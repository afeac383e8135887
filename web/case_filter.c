#include "web/case_filter.h"

#define ANY (~0u)
#define BIT(n) (1u << (n))
#define UNENDED (BIT(SZ_STATE_OPEN) | BIT(SZ_STATE_SUSPENDED))
#define AGE_MAX_DAYS 200000 /* beyond the calendar */

static const struct {
    const char *name;
    guint states;
    guint lights;
    bool is_late_only;
} sets[] = {
    {"all", ANY, ANY, false},
    {"open", UNENDED, ANY, false},
    {"overdue", UNENDED, BIT(SZ_LIGHT_RED) | BIT(SZ_LIGHT_BLACK), false},
    {"due_soon", UNENDED, BIT(SZ_LIGHT_YELLOW), false},
    {"suspended", BIT(SZ_STATE_SUSPENDED), ANY, false},
    {"closed", BIT(SZ_STATE_CLOSED), ANY, false},
    {"closed_late", BIT(SZ_STATE_CLOSED), ANY, true},
    {"rejected", BIT(SZ_STATE_REJECTED), ANY, false},
    {"withdrawn", BIT(SZ_STATE_WITHDRAWN), ANY, false},
    {"void", BIT(SZ_STATE_VOID), ANY, false},
};

/* --- words --------------------------------------------------------------------------------- */

static SzResponse unknown_value(const char *name, const char *value, const char *choices)
{
    return sz_response_error(400, "bad_parameter", NULL, "%s: '%s' is none of %s", name, value,
                             choices);
}

static bool read_set(const SzParams *params, SzCaseFilter *out, SzResponse *out_problem)
{
    const char *text = sz_params_get(params, "state");
    for (gsize i = 0; i < G_N_ELEMENTS(sets); i++) {
        if (g_str_equal(sets[i].name, text != NULL ? text : "all")) {
            out->states = sets[i].states;
            out->lights = sets[i].lights;
            out->is_late_only = sets[i].is_late_only;
            return true;
        }
    }
    *out_problem = unknown_value("state", text,
                                 "open, overdue, due_soon, suspended, closed, closed_late, "
                                 "rejected, withdrawn, void, all");
    return false;
}

/* A list of words, each a bit. */
typedef struct {
    const char *name;
    const char *choices;
    bool (*parse)(const char *word, guint *out_bit);
} WordList;

static bool parse_light(const char *word, guint *out_bit)
{
    for (guint light = SZ_LIGHT_GREEN; light <= SZ_LIGHT_SUSPENDED; light++) {
        if (g_str_equal(sz_light_name((SzLight)light), word)) {
            *out_bit = BIT(light);
            return true;
        }
    }
    return false;
}

static bool parse_channel(const char *word, guint *out_bit)
{
    SzChannel channel = SZ_CHANNEL_NONE;
    bool is_one = sz_channel_parse(sz_slice(word), &channel) && channel != SZ_CHANNEL_NONE;
    *out_bit = BIT(channel);
    return is_one;
}

/* @out: left alone when it is not asked. */
static bool read_words(const SzParams *params, const WordList *list, guint *out,
                       SzResponse *out_problem)
{
    const char *text = sz_params_get(params, list->name);
    if (text == NULL) {
        return true;
    }
    g_auto(GStrv) words = g_strsplit(*text != '\0' ? text : ",", ",", -1);
    guint bits = 0;
    for (char **word = words; *word != NULL; word++) {
        guint bit = 0;
        if (!list->parse(*word, &bit)) {
            *out_problem = unknown_value(list->name, *word, list->choices);
            return false;
        }
        bits |= bit;
    }
    *out &= bits;
    return true;
}

/* --- ranges -------------------------------------------------------------------------------- */

/* @out: left alone when it is not asked.  A date is the first instant that belongs to its day: what is due at
 * its 00:00 is due at 24:00 of the day before. */
static bool read_bound(const SzParams *params, const char *name, SzWallTime *out,
                       SzResponse *out_problem)
{
    const char *text = sz_params_get(params, name);
    g_autoptr(GError) error = NULL;
    SzDay day = 0;
    if (text == NULL) {
        return true;
    }
    if (sz_day_parse(sz_slice(text), &day, NULL)) {
        *out = (SzWallTime){sz_wall_time_at(day, 0).ns + 1};
        return true;
    }
    if (sz_wall_time_parse(sz_slice(text), out, &error)) {
        return true;
    }
    *out_problem = sz_response_error(400, "bad_parameter", "RFC 3339, or a date: its beginning",
                                     "%s: %s", name, error->message);
    return false;
}

static bool read_due(const SzParams *params, SzCaseFilter *out, SzResponse *out_problem)
{
    out->due_from = SZ_WALL_TIME_MIN;
    out->due_to = SZ_NEVER;
    out->has_due = sz_params_get(params, "due_from") != NULL || sz_params_get(params, "due_to");
    if (!read_bound(params, "due_from", &out->due_from, out_problem) ||
        !read_bound(params, "due_to", &out->due_to, out_problem)) {
        return false;
    }
    if (out->due_from.ns > out->due_to.ns) {
        *out_problem =
            sz_response_error(400, "bad_parameter", "the range is [due_from, due_to)",
                              "due_from: '%s' is after due_to", sz_params_get(params, "due_from"));
        return false;
    }
    return true;
}

static bool read_age(const SzParams *params, SzCaseFilter *out, SzResponse *out_problem)
{
    static const SzIntParam min = {.name = "age_min_days", .max = AGE_MAX_DAYS};
    static const SzIntParam max = {
        .name = "age_max_days", .max = AGE_MAX_DAYS, .fallback = AGE_MAX_DAYS};
    out->has_age = sz_params_get(params, min.name) != NULL || sz_params_get(params, max.name);
    if (!sz_params_int(params, &min, &out->age_min_days, out_problem) ||
        !sz_params_int(params, &max, &out->age_max_days, out_problem)) {
        return false;
    }
    if (out->age_min_days > out->age_max_days) {
        *out_problem = sz_response_error(400, "bad_parameter", "both bounds are included",
                                         "age_min_days: '%s' is more than age_max_days",
                                         sz_params_get(params, min.name));
        return false;
    }
    return true;
}

static bool read_number(const SzParams *params, SzCaseFilter *out, SzResponse *out_problem)
{
    out->number = sz_params_get(params, "q");
    if (out->number != NULL && *out->number == '\0') {
        *out_problem = sz_response_error(400, "bad_parameter", NULL,
                                         "q: empty, expected the number of a case or a part of it");
        return false;
    }
    return true;
}

/* --- places -------------------------------------------------------------------------------- */

static void resolve_place(const SzView *view, const SzPlaceFilter *place, SzCaseFilter *out)
{
    const SzRegistry *registry = view->rules->registry;
    out->hall_to = G_MAXUINT32;
    if (place->hall != NULL) {
        out->hall_from = (guint32)sz_registry_index(registry, place->hall) + 1;
        out->hall_to = out->hall_from + 1;
    } else if (place->hall_code != NULL) {
        out->hall_to = 1;
        sz_text_set_one(&out->codes, place->hall_code);
    }
    if (place->area != NULL) {
        guint32 from = (guint32)sz_registry_index(registry, place->area) + 1;
        guint32 to = (guint32)sz_registry_end(registry, place->area) + 1;
        out->hall_from = MAX(out->hall_from, from);
        out->hall_to = MIN(out->hall_to, to);
    }
}

static void read_texts(const SzParams *params, const char *name, SzTextSet *out)
{
    const char *list = sz_params_get(params, name);
    if (list != NULL) {
        sz_text_set_read(out, list);
    }
}

bool sz_case_filter_read(const SzView *view, const SzParams *params, SzCaseFilter *out,
                         SzResponse *out_problem)
{
    static const WordList lights = {"light", "green, yellow, red, black, suspended", parse_light};
    static const WordList channels = {"channel", "window, online, mobile, kiosk, post, other",
                                      parse_channel};
    SzCaseFilter filter = {.channels = ANY, .cases = view->state->cases, .now = sz_view_now(view)};
    SzPlaceFilter place;
    if (!read_set(params, &filter, out_problem) ||
        !read_words(params, &lights, &filter.lights, out_problem) ||
        !read_words(params, &channels, &filter.channels, out_problem) ||
        !read_due(params, &filter, out_problem) || !read_age(params, &filter, out_problem) ||
        !read_number(params, &filter, out_problem) ||
        !sz_place_filter_read(view, params, &place, out_problem)) {
        return false;
    }
    resolve_place(view, &place, &filter);
    read_texts(params, "item", &filter.items);
    read_texts(params, "org", &filter.orgs);
    *out = filter;
    return true;
}

void sz_case_filter_clear(SzCaseFilter *filter)
{
    sz_text_set_clear(&filter->codes);
    sz_text_set_clear(&filter->items);
    sz_text_set_clear(&filter->orgs);
}

void sz_case_filter_only_open(SzCaseFilter *filter)
{
    filter->states &= UNENDED;
}

/* --- rows ---------------------------------------------------------------------------------- */

static bool is_due_then(const SzCaseFilter *filter, const SzCaseRow *row)
{
    SzWallTime due = sz_case_row_due(row, filter->now);
    return due.ns != SZ_NEVER.ns && due.ns >= filter->due_from.ns && due.ns < filter->due_to.ns;
}

static bool is_that_old(const SzCaseFilter *filter, const SzCaseRow *row)
{
    if (row->applied.ns == SZ_NEVER.ns) {
        return false;
    }
    SzWallTime until = sz_case_row_is_open(row) ? filter->now : row->ended;
    gint64 days = (gint64)sz_day_of(until) - sz_day_of(row->applied);
    return days >= filter->age_min_days && days <= filter->age_max_days;
}

static bool has_number(const SzCaseFilter *filter, const SzCaseRow *row)
{
    const char *id = sz_case_row_id(row);
    return filter->is_part ? strcasestr(id, filter->number) != NULL
                           : g_str_equal(id, filter->number);
}

bool sz_case_filter_matches(SzCaseFilter *filter, const SzCaseRow *row)
{
    if ((filter->states & BIT(row->state)) == 0 || (filter->channels & BIT(row->channel)) == 0 ||
        row->hall < filter->hall_from || row->hall >= filter->hall_to ||
        (filter->is_late_only && !row->is_late)) {
        return false;
    }
    bool has_light =
        filter->lights == ANY || (filter->lights & BIT(sz_case_row_light(row, filter->now))) != 0;
    return has_light && sz_text_set_has(&filter->codes, filter->cases, row->hall_code) &&
           sz_text_set_has(&filter->items, filter->cases, row->item) &&
           sz_text_set_has(&filter->orgs, filter->cases, row->org) &&
           (!filter->has_due || is_due_then(filter, row)) &&
           (!filter->has_age || is_that_old(filter, row)) &&
           (filter->number == NULL || has_number(filter, row));
}

/* --- the shelf ----------------------------------------------------------------------------- */

typedef struct {
    SzCaseFilter *filter;
    void (*on_row)(const SzCaseRow *row, void *user);
    void *user;
} Sift;

static bool on_shelved(const SzShelvedCase *shelved, void *user)
{
    const Sift *sift = user;
    if (sz_case_filter_matches(sift->filter, &shelved->row)) {
        sift->on_row(&shelved->row, sift->user);
    }
    return true;
}

/* What is on the shelf has ended, so it has no light. */
static bool may_be_shelved(const SzCaseFilter *filter)
{
    return (filter->states & ~UNENDED) != 0 && (filter->lights & BIT(SZ_LIGHT_NONE)) != 0;
}

bool sz_case_filter_each_shelved(SzCaseFilter *filter,
                                 void (*on_row)(const SzCaseRow *row, void *user), void *user,
                                 SzResponse *out_problem)
{
    Sift sift = {filter, on_row, user};
    SzShelfHint hint = {.id = filter->is_part ? NULL : filter->number};
    if (filter->hall_to != G_MAXUINT32) {
        hint.hall_from = filter->hall_from;
        hint.hall_to = filter->hall_to;
    }
    if (may_be_shelved(filter) &&
        !sz_cases_version_each_shelved(filter->cases, &hint, on_shelved, &sift)) {
        *out_problem = sz_response_archive_unreadable();
        return false;
    }
    return true;
}
