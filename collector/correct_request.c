#include "collector/correct_request.h"

#include "collector/telemetry_internal.h"
#include "metrics/shown_text.h"

#include <jansson.h>

#define OPEN_AUTHOR "open"
#define SHOWN_BYTES 64

G_DEFINE_AUTOPTR_CLEANUP_FUNC(json_t, json_decref)

enum { LINE, DO, REASON, DOCUMENT, WITH, AUTHOR, PRECISION, N_KEYS };

/* `with` is a line: the parser and the standard look at it. */
static const struct {
    const char *key;
    gsize max_bytes; /* 0: as long as the body may be */
    bool is_text;    /* read by people */
    bool is_required;
} keys[N_KEYS] = {
    [LINE] = {"line", SZ_LINE_ID_TEXT, false, true},
    [DO] = {"do", 16, false, true},
    [REASON] = {"reason", SZ_CORRECT_REASON_MAX_BYTES, true, true},
    [DOCUMENT] = {"document", SZ_CORRECT_NAME_MAX_BYTES, true, false},
    [WITH] = {"with", 0, false, false},
    [AUTHOR] = {"author", SZ_CORRECT_NAME_MAX_BYTES, true, false},
    [PRECISION] = {"precision", 8, false, false},
};

#define KEYS_HINT "expected an object of texts: line, do, reason; document, with, author, precision"

void sz_correct_request_free(SzCorrectRequest *request)
{
    if (request != NULL) {
        g_free(request->reason);
        g_free(request->document);
        g_free(request->author);
        g_free(request->with);
        g_free(request);
    }
}

/* --- what is wrong ------------------------------------------------------------------------- */

/* @before, what came from outside, @after.  Returns: false. */
static bool refuse(SzCorrectProblem *out, const char *before, const char *outside,
                   const char *after)
{
    out->status = 400;
    out->code = "bad_correction";
    out->hint = KEYS_HINT;
    SzShownText shown = sz_shown_text(out->message, sizeof out->message);
    sz_shown_add(&shown, before);
    sz_shown_add_outside(&shown, sz_slice(outside), SHOWN_BYTES);
    sz_shown_add(&shown, after);
    return false;
}

/* A line end, a turn of the writing, anything that is not seen. */
static bool has_control(const char *text)
{
    for (; *text != '\0'; text += g_utf8_skip[(guint8)*text]) {
        gunichar c = g_utf8_get_char(text);
        if (!g_unichar_isprint(c) || c == 0x2028 || c == 0x2029) { /* separators of lines */
            return true;
        }
    }
    return false;
}

/* Nothing to be read, in any writing. */
static bool is_blank(const char *text)
{
    while (g_unichar_isspace(g_utf8_get_char(text))) {
        text += g_utf8_skip[(guint8)*text];
    }
    return *text == '\0';
}

static bool check_value(gsize i, const char *value, SzCorrectProblem *out)
{
    gsize len = strlen(value);
    if (len == 0 || (keys[i].max_bytes > 0 && len > keys[i].max_bytes)) {
        char after[64];
        g_snprintf(after, sizeof after, "' has %" G_GSIZE_FORMAT " bytes, expected 1 to %u", len,
                   (guint)(keys[i].max_bytes > 0 ? keys[i].max_bytes : G_MAXUINT16));
        return refuse(out, "'", keys[i].key, after);
    }
    if (keys[i].is_text && has_control(value)) {
        return refuse(out, "'", keys[i].key,
                      "' holds a control character, expected one line of text");
    }
    if (keys[i].is_text && is_blank(value)) {
        return refuse(out, "'", keys[i].key, "' is blank, expected something to read");
    }
    if (keys[i].is_text && sz_privacy_is_personal_text(sz_slice(value))) {
        return refuse(out, "'", keys[i].key,
                      "' holds what looks like an ID or phone number: none are taken");
    }
    return true;
}

/* --- reading ------------------------------------------------------------------------------- */

static gsize find_key(const char *key)
{
    gsize i = 0;
    while (i < N_KEYS && !g_str_equal(keys[i].key, key)) {
        i++;
    }
    return i;
}

/* @out_values: borrowed from @object; NULL: not given */
static bool read_values(json_t *object, const char *out_values[N_KEYS], SzCorrectProblem *out)
{
    const char *key = NULL;
    json_t *value = NULL;
    json_object_foreach(object, key, value)
    {
        gsize i = find_key(key);
        if (i == N_KEYS) {
            return refuse(out, "unknown key: '", key, "'");
        }
        if (!json_is_string(value)) {
            return refuse(out, "'", key, "' is not a text");
        }
        out_values[i] = json_string_value(value);
        if (!check_value(i, out_values[i], out)) {
            return false;
        }
    }
    for (gsize i = 0; i < N_KEYS; i++) {
        if (keys[i].is_required && out_values[i] == NULL) {
            return refuse(out, "'", keys[i].key, "' is missing");
        }
    }
    return true;
}

static bool check_do(const char *const values[N_KEYS], SzCorrectProblem *out)
{
    bool replaces = g_str_equal(values[DO], "replace");
    if (!replaces && !g_str_equal(values[DO], "void")) {
        return refuse(out, "do: '", values[DO], "', expected void or replace");
    }
    if (replaces != (values[WITH] != NULL)) {
        return refuse(out, replaces ? "'with' is missing: what happened instead" : "", "",
                      replaces ? "" : "'with' is given, but void puts nothing in its place");
    }
    return replaces || values[PRECISION] == NULL ||
           refuse(out, "'precision' is given without 'with'", "", "");
}

/* (transfer full) */
static SzCorrectRequest *read_request(const char *const values[N_KEYS], SzCorrectProblem *out)
{
    SzLineId line;
    gint64 ns_per_unit = 1;
    if (!sz_line_id_parse(sz_slice(values[LINE]), &line)) {
        (void)refuse(out, "line: '", values[LINE],
                     "', expected BATCH.LINE as journal cat --meta prints it");
        return NULL;
    }
    if (!check_do(values, out)) {
        return NULL;
    }
    if (!sz_lp_precision_parse(sz_slice(values[PRECISION]), &ns_per_unit)) {
        (void)refuse(out, "precision: '", values[PRECISION], "', expected n ns u us ms s m or h");
        return NULL;
    }
    SzCorrectRequest *request = g_new(SzCorrectRequest, 1);
    *request = (SzCorrectRequest){
        .line = line,
        .reason = g_strdup(values[REASON]),
        .document = g_strdup(values[DOCUMENT]),
        .author = g_strdup(values[AUTHOR]),
        .with = g_strdup(values[WITH]),
        .ns_per_unit = ns_per_unit,
    };
    return request;
}

SzCorrectRequest *sz_correct_request_parse(SzSlice body, SzCorrectProblem *out_problem)
{
    json_error_t error;
    const char *values[N_KEYS] = {NULL};
    g_autoptr(json_t) object = json_loadb(body.data, body.len, JSON_REJECT_DUPLICATES, &error);
    if (object == NULL) {
        (void)refuse(out_problem, "not JSON: ", error.text, "");
        return NULL;
    }
    if (!json_is_object(object)) {
        (void)refuse(out_problem, "not an object", "", "");
        return NULL;
    }
    return read_values(object, values, out_problem) ? read_request(values, out_problem) : NULL;
}

bool sz_correct_request_sign(SzCorrectRequest *request, const char *token,
                             SzCorrectProblem *out_problem)
{
    if (token != NULL && request->author != NULL && !g_str_equal(token, request->author)) {
        (void)refuse(out_problem, "author: '", request->author, "' is not the name of this token");
        out_problem->status = 403;
        out_problem->code = "forbidden";
        out_problem->hint = "leave 'author' out: a token signs with its name";
        return false;
    }
    if (token != NULL || request->author == NULL) {
        g_free(request->author);
        request->author = g_strdup(token != NULL ? token : OPEN_AUTHOR);
    }
    return true;
}
