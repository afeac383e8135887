#include "web/due_request.h"

#include "metrics/error.h"

static gboolean refuse(GError **error, SzMetricsError code, const char *option, const char *value,
                       const char *expected)
{
    g_set_error(error, SZ_METRICS_ERROR, (int)code, "%s: '%s', expected %s", option, value,
                expected);
    return FALSE;
}

static gboolean read_count(const char *option, const char *text, gint32 *out, GError **error)
{
    gint64 n = 0;
    if (!g_ascii_string_to_signed(text, 10, 0, SZ_LIMIT_MAX, &n, NULL)) {
        return refuse(error, SZ_METRICS_ERROR_RANGE, option, text,
                      "a whole number 0.." G_STRINGIFY(SZ_LIMIT_MAX));
    }
    *out = (gint32)n;
    return TRUE;
}

static gboolean read_time(const char *option, SzSlice text, SzWallTime *out, GError **error)
{
    if (!sz_wall_time_parse_or_day(text, out, error)) {
        g_prefix_error(error, "%s: ", option);
        return FALSE;
    }
    return TRUE;
}

/* --- T1/T2[:KIND] -------------------------------------------------------------------------- */

static SzSlice before(SzSlice text, const char *at)
{
    return (SzSlice){text.data, (gsize)(at - text.data)};
}

static SzSlice after(SzSlice text, const char *at)
{
    return (SzSlice){at + 1, text.len - (gsize)(at + 1 - text.data)};
}

/* Where the kind is split off: at the first colon whose rest is a kind; NULL when there is none. */
static const char *find_kind(SzSlice text, SzSuspendKind *out)
{
    for (gsize i = 0; i + 1 < text.len; i++) {
        if (text.data[i] == ':' && sz_suspend_kind_parse(after(text, text.data + i), out)) {
            return text.data + i;
        }
    }
    return NULL;
}

/* Is @text a time, a colon and something that would be a kind if it were known? */
static const char *find_unknown_kind(SzSlice text)
{
    for (gsize i = 0; i + 1 < text.len; i++) {
        SzWallTime at;
        if (text.data[i] == ':' &&
            sz_wall_time_parse_or_day(before(text, text.data + i), &at, NULL)) {
            return text.data + i + 1;
        }
    }
    return NULL;
}

static gboolean refuse_kind(const char *kind, GError **error)
{
    g_autoptr(GString) expected = g_string_new("one of");
    for (int i = SZ_SUSPEND_HEARING; i < SZ_SUSPEND_N_KINDS; i++) {
        g_string_append_printf(expected, " %s", sz_suspend_kind_name((SzSuspendKind)i));
    }
    return refuse(error, SZ_METRICS_ERROR_UNKNOWN, "--suspend: unknown kind", kind, expected->str);
}

static gboolean read_span(const char *option, SzSpan *out, GError **error)
{
    SzSlice text = sz_slice(option);
    const char *slash = strchr(option, '/');
    if (slash == NULL) {
        return refuse(
            error, SZ_METRICS_ERROR_SYNTAX, "--suspend", option,
            "T1/T2 or T1/T2:KIND, for instance 2026-03-05T10:00/2026-03-12T15:00:testing");
    }
    SzSpan span = {0};
    SzSlice from = before(text, slash);
    SzSlice to = after(text, slash);
    const char *colon = find_kind(to, &span.kind);
    const char *unknown = colon == NULL ? find_unknown_kind(to) : NULL;
    if (colon != NULL) {
        to = before(to, colon);
    }
    if (!read_time("--suspend", from, &span.from, error)) {
        return FALSE;
    }
    if (!read_time("--suspend", to, &span.to, unknown != NULL ? NULL : error)) {
        return unknown != NULL ? refuse_kind(unknown, error) : FALSE;
    }
    if (span.to.ns < span.from.ns) {
        return refuse(error, SZ_METRICS_ERROR_CONFLICT, "--suspend", option,
                      "a resumption that is not before the suspension");
    }
    *out = span;
    return TRUE;
}

/* --- all ----------------------------------------------------------------------------------- */

static gboolean read_convention(const char *text, SzConvention *out, GError **error)
{
    static const char letters[] = "ABC";
    char letter = g_ascii_toupper(text[0]);
    const char *found = letter != '\0' && text[1] == '\0' ? strchr(letters, letter) : NULL;
    if (found == NULL) {
        return refuse(error, SZ_METRICS_ERROR_UNKNOWN, "--convention", text, "A, B or C");
    }
    *out = (SzConvention)(found - letters);
    return TRUE;
}

static gboolean read_spans(char **texts, GArray *spans, GError **error)
{
    for (char **text = texts; text != NULL && *text != NULL; text++) {
        SzSpan span;
        if (!read_span(*text, &span, error)) {
            return FALSE;
        }
        g_array_append_val(spans, span);
    }
    return TRUE;
}

static gboolean read_limit(const SzDueOptions *options, SzDeadlineRequest *out, GError **error)
{
    if (!read_count("--limit", options->limit, &out->limit.n, error)) {
        return FALSE;
    }
    if (options->extend != NULL &&
        !read_count("--extend", options->extend, &out->extend_n, error)) {
        return FALSE;
    }
    if (!sz_unit_parse(sz_slice(options->unit), &out->limit.unit)) {
        return refuse(error, SZ_METRICS_ERROR_UNKNOWN, "--unit", options->unit,
                      "minute, hour, workday or day");
    }
    return TRUE;
}

gboolean sz_due_request_read(const SzDueOptions *options, GArray *spans, SzConvention *convention,
                             SzDeadlineRequest *out, GError **error)
{
    SzDeadlineRequest request = {0};
    if (options->from == NULL || options->limit == NULL || options->unit == NULL) {
        g_set_error(error, SZ_METRICS_ERROR, SZ_METRICS_ERROR_SYNTAX,
                    "missing option: '%s', expected at least --from TIME --limit N --unit UNIT",
                    options->from == NULL    ? "--from"
                    : options->limit == NULL ? "--limit"
                                             : "--unit");
        return FALSE;
    }
    if (!read_time("--from", sz_slice(options->from), &request.start, error) ||
        !read_limit(options, &request, error) || !read_spans(options->suspends, spans, error)) {
        return FALSE;
    }
    if (options->convention != NULL && !read_convention(options->convention, convention, error)) {
        return FALSE;
    }
    request.spans = (const SzSpan *)(const void *)spans->data;
    request.n_spans = spans->len;
    *out = request;
    return TRUE;
}
