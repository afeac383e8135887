#include "collector/correct_check.h"

#include "collector/line_protocol_write.h"
#include "collector/standard_column.h"
#include "collector/telemetry_internal.h"
#include "metrics/shown_text.h"

#define SRC SZ_SLICE("src")
#define EID SZ_SLICE("eid")
#define CORRECTABLE_HINT                                                                           \
    "what is corrected are events of cases, tickets and ratings, and transactions of kiosks; "     \
    "what a "                                                                                      \
    "device says of its state holds until it says something else"

static void free_text(GString *text)
{
    if (text != NULL) {
        g_string_free(text, TRUE);
    }
}

static SzSlice slice_of(const GString *text)
{
    return (SzSlice){text->str, text->len};
}

void sz_correct_draft_free(SzCorrectDraft *draft)
{
    if (draft != NULL) {
        free_text(draft->was);
        free_text(draft->with);
        free_text(draft->src);
        g_free(draft->line);
        g_free(draft->author);
        g_free(draft->reason);
        g_free(draft->document);
        g_free(draft->hall);
        g_free(draft->entity);
        g_free(draft);
    }
}

SzCorrection sz_correct_draft_correction(const SzCorrectDraft *draft)
{
    return (SzCorrection){
        .line = sz_slice(draft->line),
        .was = slice_of(draft->was),
        .with = slice_of(draft->with),
        .author = sz_slice(draft->author),
        .reason = sz_slice(draft->reason),
        .document = sz_slice(draft->document),
    };
}

typedef struct {
    const SzCorrectCase *asked;
    SzCorrectDraft *draft; /* borrowed */
    SzCorrectProblem *problem;
    bool is_done; /* a record was looked at */
    bool is_good; /* and nothing was wrong with it */
} Check;

static bool refuse(Check *check, guint status, const char *code, const char *hint,
                   const char *message)
{
    check->problem->status = status;
    check->problem->code = code;
    check->problem->hint = hint;
    (void)g_strlcpy(check->problem->message, message, sizeof check->problem->message);
    return false;
}

/* --- what both lines must be ---------------------------------------------------------------- */

static bool is_covered(const Check *check, SzSlice hall, SzWallTime occurred)
{
    return check->asked->scope == NULL ||
           sz_token_scope_covers(check->asked->scope, hall, sz_day_of(occurred));
}

/* (transfer full) normalised, without its line end; NULL: it cannot be written, or is too long. */
static GString *normalised(const SzLpPoint *point, SzWallTime received)
{
    GString *text = g_string_new(NULL);
    if (!sz_lp_write(text, point, received.ns, NULL) || text->len > SZ_CORRECT_LINE_MAX_BYTES) {
        g_string_free(text, TRUE);
        return NULL;
    }
    return g_string_truncate(text, text->len - 1);
}

static GString *string_of(SzSlice text)
{
    return text.len > 0 ? g_string_new_len(text.data, (gssize)text.len) : g_string_new(NULL);
}

static char *copy_of(SzSlice text)
{
    return text.len > 0 ? g_strndup(text.data, text.len) : g_strdup("");
}

/* --- the line that is corrected ------------------------------------------------------------- */

static bool refuse_unread(Check *check)
{
    return refuse(check, 409, "not_correctable", CORRECTABLE_HINT,
                  "this line is none that this program understands");
}

static bool take_was(Check *check, const SzLpPoint *point)
{
    SzReading reading;
    SzEvent event;
    SzWallTime received = check->asked->received;
    if (!sz_telemetry_read(point, &reading, NULL)) {
        return refuse_unread(check);
    }
    sz_telemetry_event(&reading, received, &event);
    if (!is_covered(check, reading.hall, event.envelope.occurred)) {
        return refuse(check, 403, "forbidden", "a token corrects lines of its halls",
                      "the hall of this line is none of this token's and below none of them");
    }
    if (!sz_event_is_correctable(&event)) {
        return refuse(check, 409, "not_correctable", CORRECTABLE_HINT,
                      "no state is kept of this line that could be corrected");
    }
    if (event.envelope.occurred.ns > check->asked->now.ns) {
        return refuse(check, 409, "not_yet", "ask again when its time has come",
                      "what this line says has not occurred yet");
    }
    check->draft->was = normalised(point, received);
    if (check->draft->was == NULL) {
        return refuse(check, 409, "not_correctable", "lines of up to 65,536 bytes are corrected",
                      "this line is too long");
    }
    check->draft->src = string_of(sz_field_text(reading.src));
    check->draft->hall = copy_of(reading.hall);
    check->draft->entity = copy_of(point->measurement);
    sz_correct_event_hash(&event, check->draft->voided_hash);
    return true;
}

static void on_replaced(const SzLpPoint *point, void *user)
{
    Check *check = user;
    if (!check->is_done) {
        check->is_done = true;
        check->is_good = take_was(check, point);
    }
}

static bool take_action(Check *check, const SzLpPoint *point)
{
    SzAction action;
    SzCorrection correction;
    bool is_correction =
        sz_action_read(point, &action) && sz_correct_action_read(&action, &correction);
    if (!is_correction || correction.with.len == 0) {
        return refuse(check, 409, "not_correctable",
                      is_correction ? SZ_CORRECT_BACK_HINT : CORRECTABLE_HINT,
                      is_correction ? "a correction that voids cannot be taken back"
                                    : "what was decided cannot be corrected");
    }
    sz_lp_parse(NULL, 1, correction.with, (SzLpSink){.on_point = on_replaced, .user = check});
    return check->is_done ? check->is_good : refuse_unread(check);
}

static void on_found(const SzLpPoint *point, void *user)
{
    Check *check = user;
    if (check->is_done) {
        return;
    }
    if (sz_action_is(point)) {
        check->is_good = take_action(check, point);
    } else {
        check->is_good = take_was(check, point);
    }
    check->is_done = true;
}

static bool check_found(Check *check)
{
    check->is_done = check->is_good = false;
    sz_lp_parse(NULL, 1, check->asked->found, (SzLpSink){.on_point = on_found, .user = check});
    return check->is_done ? check->is_good : refuse_unread(check);
}

/* --- what takes its place ------------------------------------------------------------------ */

static bool refuse_with(Check *check, gsize column, const char *message)
{
    SzCorrectProblem *problem = check->problem;
    problem->status = 400;
    problem->code = "bad_line";
    problem->hint =
        "expected one line of the data standard that says what happened instead, of the "
        "same measurement, with its time";
    g_snprintf(problem->message, sizeof problem->message, "with: column %" G_GSIZE_FORMAT ": %s",
               column, message);
    return false;
}

/* What is written: an `eid` without `src` is one of the feed whose line is corrected. */
static GString *write_with(const Check *check, const SzLpPoint *point)
{
    bool has_own = sz_point_find_field(point, EID) == NULL ||
                   sz_point_find_field(point, SRC) != NULL || check->draft->src->len == 0;
    if (has_own) {
        return normalised(point, check->asked->now);
    }
    g_autoptr(GArray) fields = g_array_new(FALSE, FALSE, sizeof(SzLpField));
    const SzLpField src = {SRC, {.type = SZ_LP_STRING, .as.s = slice_of(check->draft->src)}};
    g_array_append_vals(fields, point->fields, (guint)point->n_fields);
    g_array_append_val(fields, src);
    SzLpPoint named = *point;
    named.fields = (const SzLpField *)(gpointer)fields->data;
    named.n_fields = fields->len;
    named.is_plain = false; /* it did not come like this */
    named.series = (SzSlice){NULL, 0};
    return normalised(&named, check->asked->now);
}

static bool check_with(Check *check, const SzLpPoint *point, const SzReading *reading)
{
    SzWallTime occurred = {point->time_ns};
    if (!sz_slice_equal(point->measurement, sz_slice(check->draft->entity))) {
        return refuse_with(check, 1, "it is of another measurement than the line it replaces");
    }
    if (!point->has_time) {
        return refuse_with(check, point->raw.len + 1, "its time is missing");
    }
    if (occurred.ns > check->asked->now.ns) {
        return refuse_with(check, point->raw.len, "its time has not come yet");
    }
    if (!is_covered(check, reading->hall, occurred)) {
        return refuse(check, 403, "forbidden", "a token corrects lines of its halls",
                      "with: its hall is none of this token's and below none of them");
    }
    return true;
}

static void on_written(const SzLpPoint *point, void *user)
{
    Check *check = user;
    SzReading reading;
    SzEvent event;
    check->is_good = sz_telemetry_read(point, &reading, NULL);
    if (check->is_good) {
        sz_telemetry_event(&reading, check->asked->now, &event);
        check->is_good = sz_event_is_correctable(&event);
    }
    if (check->is_good) {
        sz_correct_event_hash(&event, check->draft->instead_hash);
    }
}

static bool take_with(Check *check, const SzLpPoint *point)
{
    SzReading reading;
    SzStandardError error = {0};
    if (!sz_telemetry_read(point, &reading, &error)) {
        return refuse_with(check, sz_standard_column(point, &error), error.message);
    }
    if (!check_with(check, point, &reading)) {
        return false;
    }
    check->draft->with = write_with(check, point);
    if (check->draft->with == NULL) {
        return refuse_with(check, 1, "it is too long");
    }
    sz_lp_parse(NULL, 1, slice_of(check->draft->with),
                (SzLpSink){.on_point = on_written, .user = check});
    if (!check->is_good) {
        return refuse_with(check, 1, "it is nothing that can take the place of an event");
    }
    return !g_str_equal(check->draft->voided_hash, check->draft->instead_hash) ||
           refuse_with(check, 1, "it says the same as the line it replaces");
}

static void on_with(const SzLpPoint *point, void *user)
{
    Check *check = user;
    if (check->is_done) {
        check->is_good = check->is_good && refuse_with(check, 1, "it is more than one line");
        return;
    }
    check->is_done = true;
    check->is_good = take_with(check, point);
}

static void on_with_error(const SzLpError *error, void *user)
{
    Check *check = user;
    if (!check->is_done || check->is_good) {
        check->is_good = refuse_with(check, error->column, error->message);
    }
    check->is_done = true;
}

static bool check_replacement(Check *check)
{
    const SzCorrectRequest *request = check->asked->request;
    if (request->with == NULL) {
        check->draft->with = g_string_new(NULL);
        return true;
    }
    check->is_done = check->is_good = false;
    sz_lp_parse(NULL, request->ns_per_unit, sz_slice(request->with),
                (SzLpSink){.on_point = on_with, .on_error = on_with_error, .user = check});
    return check->is_done ? check->is_good : refuse_with(check, 1, "there is no line");
}

SzCorrectDraft *sz_correct_check(const SzCorrectCase *asked, SzCorrectProblem *out_problem)
{
    char line[SZ_LINE_ID_TEXT];
    const SzCorrectRequest *request = asked->request;
    g_autoptr(SzCorrectDraft) draft = g_new0(SzCorrectDraft, 1);
    Check check = {.asked = asked, .draft = draft, .problem = out_problem};
    draft->line = g_strdup(sz_line_id_format(request->line, line));
    draft->author = g_strdup(request->author);
    draft->reason = g_strdup(request->reason);
    draft->document = g_strdup(request->document != NULL ? request->document : "");
    if (!check_found(&check) || !check_replacement(&check)) {
        return NULL;
    }
    return g_steal_pointer(&draft);
}
