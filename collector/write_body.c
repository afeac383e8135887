#include "collector/write_body.h"

#include "collector/error.h"
#include "collector/inflater.h"
#include "collector/line_protocol_write.h"
#include "collector/telemetry.h"
#include "metrics/packed_event.h"
#include "metrics/shown_text.h"

#define REASONS_MAX_BYTES 4096
#define SHOWN_LINE_BYTES 120 /* of a refused line */
#define REASON_ROOM 512
#define LARGE_BYTES (16UL << 10)
/* Events may be so many times as long as their lines, and a little longer. */
#define EVENTS_PER_LINES 2
#define EVENTS_FREE_BYTES (16UL << 10)
#define GZIP_HEADER_BYTES 10 /* RFC 1952, 2.3: at least */

struct SzWriteBody {
    SzWriteBodyOptions options;
    SzLpParser *parser;   /* owned */
    SzInflater *inflater; /* owned; NULL: the body is plain */
    GString *lines;       /* owned */
    GString *reasons;     /* owned */
    GString *events;      /* owned; packed; NULL: nobody wants them, or they were given up */
    GArray *fields;       /* owned; SzLpField of a line that is given a `src` */
    gsize body_bytes;
    gsize unpacked_bytes;
    guint32 n_lines;
    guint32 n_refused;
    guint32 n_forbidden;
    guint32 n_untold; /* refused lines beyond REASONS_MAX_BYTES */
    bool is_large;    /* its buffers are of the spare ones */
    SzWriteBodyStatus status;
};

/* What InfluxDB 1.6.7 calls these; clients look for some of the words. */
static const char *const lp_reasons[SZ_LP_N_KINDS] = {
    [SZ_LP_OK] = "",
    [SZ_LP_MISSING_MEASUREMENT] = "missing measurement",
    [SZ_LP_MISSING_TAG_KEY] = "missing tag key",
    [SZ_LP_MISSING_TAG_VALUE] = "missing tag value",
    [SZ_LP_INVALID_TAG_FORMAT] = "invalid tag format",
    [SZ_LP_DUPLICATE_TAG] = "duplicate tags",
    [SZ_LP_MISSING_FIELDS] = "missing fields",
    [SZ_LP_MISSING_FIELD_KEY] = "missing field key",
    [SZ_LP_MISSING_FIELD_VALUE] = "missing field value",
    [SZ_LP_INVALID_FIELD_FORMAT] = "invalid field format",
    [SZ_LP_INVALID_FIELD_VALUE] = "invalid boolean",
    [SZ_LP_INVALID_NUMBER] = "invalid number",
    [SZ_LP_NUMBER_OUT_OF_RANGE] = "number out of range",
    [SZ_LP_UNBALANCED_QUOTES] = "unbalanced quotes",
    [SZ_LP_BAD_TIMESTAMP] = "bad timestamp",
    [SZ_LP_TIMESTAMP_OUT_OF_RANGE] = "time outside range",
    [SZ_LP_TRAILING_DATA] = "point is invalid",
    [SZ_LP_CONTROL_CHAR] = "control character in a name",
    [SZ_LP_INVALID_UTF8] = "invalid UTF-8",
    [SZ_LP_RESERVED_KEY] = "reserved key: time",
    [SZ_LP_FIELD_TYPE_CONFLICT] = "field type conflict",
};

static const char future_reason[] =
    "time is more than 120 s ahead of the time of reception: is the sender's clock right?";

/* --- what is refused ----------------------------------------------------------------------- */

/* Counts a refused line.  Returns: whether there is room to say why. */
static bool count_refused(SzWriteBody *body)
{
    body->n_refused++;
    body->n_untold += body->reasons->len > REASONS_MAX_BYTES - REASON_ROOM ? 1 : 0;
    return body->n_untold == 0;
}

static void add_reason(SzWriteBody *body, const char *reason)
{
    if (body->reasons->len > 0) {
        g_string_append_c(body->reasons, '\n');
    }
    g_string_append(body->reasons, reason);
}

/* As InfluxDB quotes a line: without the blanks before it and the line end after it. */
static SzSlice quoted(SzSlice raw)
{
    while (raw.len > 0 && (raw.data[0] == ' ' || raw.data[0] == '\t')) {
        raw.data++;
        raw.len--;
    }
    while (raw.len > 0 && raw.data[raw.len - 1] == '\n') {
        raw.len--;
    }
    return raw;
}

static void tell(SzWriteBody *body, const char *what, const SzRefusedLine *line, guint64 number)
{
    char room[REASON_ROOM];
    SzShownText shown = sz_shown_text(room, sizeof room);
    sz_shown_add(&shown, what);
    if (line->raw.len > 0) {
        sz_shown_add(&shown, " '");
        sz_shown_add_outside(&shown, quoted(line->raw), SHOWN_LINE_BYTES);
        sz_shown_add(&shown, "': ");
        sz_shown_add(&shown, line->reason);
    } else { /* nothing of a line with personal data is repeated */
        g_snprintf(room, sizeof room, "%s line %" G_GUINT64_FORMAT ": %s", what, number,
                   line->reason);
    }
    add_reason(body, room);
}

static void refuse_as(SzWriteBody *body, const char *what, const SzRefusedLine *line,
                      guint64 number)
{
    if (count_refused(body)) {
        tell(body, what, line, number);
    }
    if (body->options.on_refused != NULL) {
        body->options.on_refused(line, body->options.user);
    }
}

static void refuse_point(SzWriteBody *body, const SzLpPoint *point, SzRefusedKind kind,
                         const char *why)
{
    SzRefusedLine line = sz_refused_line(kind, why, point->raw, point);
    refuse_as(body, kind == SZ_REFUSED_FORBIDDEN ? "not authorized to write" : "unable to parse",
              &line, point->line);
}

static SzRefusedKind kind_of(SzStandardKind kind)
{
    if (kind == SZ_STANDARD_PERSONAL_DATA) {
        return SZ_REFUSED_PERSONAL_DATA;
    }
    return kind == SZ_STANDARD_RESERVED_MEASUREMENT ? SZ_REFUSED_RESERVED : SZ_REFUSED_STANDARD;
}

static bool is_of_the_future(const SzWriteBody *body, const SzLpPoint *point)
{
    SzWallTime now = body->options.now;
    return point->has_time && point->time_ns > now.ns &&
           sz_ns_between(now, (SzWallTime){point->time_ns}) > (guint64)SZ_FUTURE_MAX_NS;
}

static bool is_any_of(char byte, const char *bytes)
{
    return byte != '\0' && strchr(bytes, byte) != NULL;
}

/* The value that begins there. */
static SzSlice value_at(SzSlice rest)
{
    gsize n = 0;
    while (n < rest.len && !is_any_of(rest.data[n], ", \t\n\r")) {
        n++;
    }
    return (SzSlice){rest.data, n};
}

/* An exponent without digits: InfluxDB's scanner lets that pass, its parser of floats does not. */
static bool is_unfinished_float(SzSlice value)
{
    gsize n = value.len;
    return n > 1 && g_ascii_isdigit(value.data[value.data[0] == '-' ? 1 : 0]) &&
           is_any_of(value.data[n - 1], "eE+-");
}

/* Where InfluxDB tells more kinds apart, or others. */
static SzLpKind kind_of_influxdb(const SzLpError *error, SzSlice rest)
{
    bool is_equals = rest.len > 0 && rest.data[0] == '=';
    bool is_comma = rest.len > 0 && rest.data[0] == ',';
    if (error->kind == SZ_LP_MISSING_FIELD_KEY && !is_equals) {
        return SZ_LP_INVALID_FIELD_FORMAT;
    }
    if (error->kind == SZ_LP_TRAILING_DATA && is_comma) {
        return SZ_LP_BAD_TIMESTAMP;
    }
    return error->kind;
}

static bool is_bad_float(SzLpKind kind, SzSlice value)
{
    return (kind == SZ_LP_INVALID_NUMBER && is_unfinished_float(value)) ||
           (kind == SZ_LP_NUMBER_OUT_OF_RANGE && value.len > 0 &&
            !is_any_of(value.data[value.len - 1], "iu"));
}

static const char *reason_of(const SzLpError *error)
{
    gsize at = MIN(error->column - 1, error->raw.len);
    SzSlice rest = {error->raw.data + at, error->raw.len - at};
    if (error->kind == SZ_LP_TOO_LONG) {
        return error->message; /* says which limit */
    }
    return is_bad_float(error->kind, value_at(rest)) ? "invalid float"
                                                     : lp_reasons[kind_of_influxdb(error, rest)];
}

static void on_error(const SzLpError *error, void *user)
{
    SzRefusedLine line = sz_refused_line(SZ_REFUSED_SYNTAX, reason_of(error), error->raw, NULL);
    refuse_as(user, "unable to parse", &line, error->line);
}

/* --- whose line it is ---------------------------------------------------------------------- */

static SzSlice hall_of(const SzLpPoint *point)
{
    for (gsize i = 0; i < point->n_tags; i++) {
        if (sz_slice_equal(point->tags[i].key, SZ_SLICE("hall"))) {
            return point->tags[i].value;
        }
    }
    return (SzSlice){NULL, 0};
}

/* Returns: whether the author may write it; else it has been refused. */
static bool check_hall(SzWriteBody *body, const SzLpPoint *point)
{
    SzTokenScope *scope = body->options.scope;
    if (scope == NULL || scope->covers_all) {
        return true;
    }
    SzSlice hall = hall_of(point);
    SzWallTime at = point->has_time ? (SzWallTime){point->time_ns} : body->options.received;
    if (sz_token_scope_covers(scope, hall, sz_day_of(at))) {
        return true;
    }
    body->n_forbidden++;
    refuse_point(body, point, SZ_REFUSED_FORBIDDEN,
                 hall.len > 0 ? "its hall is none of this token's and below none of them"
                              : "it has no hall, and this token writes for its halls only");
    return false;
}

static bool has_field(const SzLpPoint *point, SzSlice key)
{
    for (gsize i = 0; i < point->n_fields; i++) {
        if (sz_slice_equal(point->fields[i].key, key)) {
            return true;
        }
    }
    return false;
}

/* An `eid` is its feed's own: where no `src` says whose, the author does.  Returns: whether *@out is @point with one. */
static bool name_feed(SzWriteBody *body, const SzLpPoint *point, SzLpPoint *out)
{
    if (body->options.author == NULL || !has_field(point, SZ_SLICE("eid")) ||
        has_field(point, SZ_SLICE("src"))) {
        return false;
    }
    SzLpField src = {SZ_SLICE("src"), {SZ_LP_STRING, {.s = sz_slice(body->options.author)}}};
    g_array_set_size(body->fields, 0);
    g_array_append_vals(body->fields, point->fields, (guint)point->n_fields);
    g_array_append_val(body->fields, src);
    *out = *point;
    out->fields = (const SzLpField *)(gconstpointer)body->fields->data;
    out->n_fields = body->fields->len;
    out->is_plain = false; /* it did not come like this */
    out->series = (SzSlice){NULL, 0};
    return true;
}

/* --- lines that are taken ------------------------------------------------------------------ */

/* Of what was large enough to be asked for, the memory is used again. */
static void drop(const SzWriteBody *body, GString *buffer)
{
    if (buffer != NULL && body->options.spare != NULL) {
        sz_spare_buffers_give(body->options.spare, buffer);
    } else if (buffer != NULL) {
        g_string_free(buffer, TRUE);
    }
}

/* Of the shortest lines the events are many times as long: then whoever wants them reads the lines. */
static void give_up_long_events(SzWriteBody *body)
{
    if (body->events->len > EVENTS_FREE_BYTES + EVENTS_PER_LINES * body->lines->len) {
        drop(body, g_steal_pointer(&body->events));
    }
}

static bool write_line(SzWriteBody *body, SzReading *reading, GError **error)
{
    SzWallTime received = body->options.received;
    gsize n_before = body->lines->len;
    SzLpPoint named;
    if (name_feed(body, reading->point, &named) && !sz_telemetry_read(&named, reading, NULL)) {
        g_set_error_literal(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_SYNTAX,
                            "its author cannot be its src");
        return false;
    }
    if (!sz_lp_write(body->lines, reading->point, received.ns, error)) {
        return false;
    }
    if (body->events != NULL) {
        SzEvent event;
        sz_telemetry_event(reading, received, &event);
        sz_packed_event_put(body->events, &event, (guint32)(body->lines->len - n_before - 1));
        give_up_long_events(body);
    }
    return true;
}

static void on_point(const SzLpPoint *point, void *user)
{
    SzWriteBody *body = user;
    SzReading reading;
    SzStandardError problem;
    g_autoptr(GError) error = NULL;
    if (!sz_telemetry_read(point, &reading, &problem)) {
        refuse_point(body, point, kind_of(problem.kind), problem.message);
    } else if (is_of_the_future(body, point)) {
        refuse_point(body, point, SZ_REFUSED_FUTURE, future_reason);
    } else if (!check_hall(body, point)) {
        return;
    } else if (!write_line(body, &reading, &error)) {
        refuse_point(body, point, SZ_REFUSED_SYNTAX, error->message);
    } else {
        body->n_lines++;
    }
}

/* --- the pipeline -------------------------------------------------------------------------- */

SzWriteBody *sz_write_body_new(const SzWriteBodyOptions *options)
{
    SzWriteBody *body = g_new0(SzWriteBody, 1);
    SzLpSink sink = {.on_point = on_point, .on_error = on_error, .user = body};
    body->options = *options;
    body->parser = sz_lp_parser_new(NULL, options->ns_per_unit, sink);
    body->inflater = options->is_gzip ? sz_inflater_new() : NULL;
    body->lines = g_string_new(NULL);
    body->events = options->wants_events ? g_string_new(NULL) : NULL;
    body->reasons = g_string_new(NULL);
    body->fields = g_array_new(FALSE, FALSE, sizeof(SzLpField));
    return body;
}

static GString *enlarge(const SzWriteBody *body, GString *small)
{
    GString *large = sz_spare_buffers_take(body->options.spare);
    if (large == NULL) {
        return small; /* it grows, and will be one of them */
    }
    g_string_append_len(large, small->str, (gssize)small->len);
    g_string_free(small, TRUE);
    return large;
}

/* Between two pieces of a body: if it goes on like this, its buffers will be large. */
static void enlarge_buffers(SzWriteBody *body)
{
    if (body->options.spare == NULL || body->is_large || body->lines->len < LARGE_BYTES) {
        return;
    }
    body->is_large = true;
    body->lines = enlarge(body, body->lines);
    if (body->events != NULL) {
        body->events = enlarge(body, body->events);
    }
}

void sz_write_body_free(SzWriteBody *body)
{
    if (body == NULL) {
        return;
    }
    sz_lp_parser_free(body->parser);
    sz_inflater_free(body->inflater);
    drop(body, body->lines);
    drop(body, body->events);
    g_string_free(body->reasons, TRUE);
    g_array_unref(body->fields);
    g_free(body);
}

static bool take_unpacked(const char *data, gsize len, void *user)
{
    SzWriteBody *body = user;
    body->unpacked_bytes += len;
    if (body->unpacked_bytes > body->options.unpacked_max_bytes) {
        body->status = SZ_WRITE_BODY_TOO_LARGE;
        return false;
    }
    sz_lp_parser_feed(body->parser, data, len);
    enlarge_buffers(body);
    return true;
}

SzWriteBodyStatus sz_write_body_feed(SzWriteBody *body, const char *data, gsize len)
{
    body->body_bytes += len;
    if (body->status != SZ_WRITE_BODY_OK) {
        return body->status;
    }
    if (body->body_bytes > body->options.body_max_bytes) {
        body->status = SZ_WRITE_BODY_TOO_LARGE;
    } else if (body->inflater == NULL) {
        (void)take_unpacked(data, len, body);
    } else if (!sz_inflater_feed(body->inflater, data, len, take_unpacked, body) &&
               body->status == SZ_WRITE_BODY_OK) {
        body->status = SZ_WRITE_BODY_BAD_GZIP;
    }
    return body->status;
}

gsize sz_write_body_held_bytes(const SzWriteBody *body)
{
    gsize n_event_bytes = body->events != NULL ? body->events->allocated_len : 0;
    return body->lines->allocated_len + n_event_bytes + sz_lp_parser_held_bytes(body->parser);
}

SzWriteBodyStatus sz_write_body_finish(SzWriteBody *body, SzWriteBodyResult *out)
{
    if (body->status == SZ_WRITE_BODY_OK && body->inflater != NULL &&
        !sz_inflater_is_complete(body->inflater)) {
        body->status = SZ_WRITE_BODY_BAD_GZIP;
    }
    if (body->status != SZ_WRITE_BODY_OK) {
        return body->status;
    }
    sz_lp_parser_finish(body->parser);
    if (body->n_untold > 0) {
        g_string_append_printf(body->reasons, "\nand %u more lines", body->n_untold);
        body->n_untold = 0;
    }
    *out = (SzWriteBodyResult){
        .n_lines = body->n_lines,
        .n_refused = body->n_refused,
        .n_forbidden = body->n_forbidden,
        .lines = {body->lines->str, body->lines->len},
        .reasons = body->reasons->str,
    };
    return SZ_WRITE_BODY_OK;
}

const char *sz_write_body_gzip_problem(const SzWriteBody *body)
{
    /* InfluxDB reads the whole header before it looks at it. */
    bool is_short = body->body_bytes < GZIP_HEADER_BYTES;
    if (body->body_bytes == 0) {
        return "EOF";
    }
    switch (is_short ? SZ_INFLATER_CUT : sz_inflater_problem(body->inflater)) {
    case SZ_INFLATER_BAD_HEADER:
        return "gzip: invalid header";
    case SZ_INFLATER_BAD_CHECKSUM:
        return "gzip: invalid checksum";
    case SZ_INFLATER_BAD_DATA:
        return "flate: corrupt input";
    case SZ_INFLATER_CUT:
        break;
    }
    return "unexpected EOF";
}

static GBytes *to_bytes(const SzWriteBody *body, GString *buffer)
{
    return body->is_large ? sz_spare_buffers_to_bytes(body->options.spare, buffer)
                          : g_string_free_to_bytes(buffer);
}

GBytes *sz_write_body_steal_lines(SzWriteBody *body)
{
    return to_bytes(body, g_steal_pointer(&body->lines));
}

GBytes *sz_write_body_steal_events(SzWriteBody *body)
{
    GString *events = g_steal_pointer(&body->events);
    return events != NULL ? to_bytes(body, events) : NULL;
}
