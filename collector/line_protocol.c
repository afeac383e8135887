#include "collector/line_protocol_internal.h"

const SzLpLimits SZ_LP_LIMITS_DEFAULT = {
    .line_max_bytes = 1 << 20,
    .tags_max = 4096,
    .fields_max = 16384,
};

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

typedef enum {
    AT_RECORD,    /* the next byte starts a record */
    IN_RECORD,    /* a record is there in part; the scan says when to try again */
    IN_REFUSED,   /* a record is refused; the scan looks for its end, which is kept for raw */
    PASS_REFUSED, /* its error is reported; its rest is passed over, strings respected */
    PASS_TO_LF,   /* everything up to the next LF is passed over */
} Mode;

struct SzLpParser {
    SzLpSink sink;
    gsize line_max_bytes;
    bool is_body_start;
    guint64 line; /* physical line of the next record */
    Mode mode;
    SzLpScan scan;       /* IN_RECORD, IN_REFUSED, PASS_REFUSED */
    SzLpKind fault_kind; /* IN_REFUSED: what to report when the record's end is known */
    gsize fault_at;      /* offset in the record */
    const char *fault_expected;
    gsize refused_from; /* offset where looking for the end began */
    SzLpRecord record;
    char *kept; /* owned; the record that is there in part */
    gsize kept_len;
    gsize kept_capacity;
};

/* Borrowed input: the bytes not yet consumed. */
typedef struct {
    const char *at;
    gsize len;
    bool is_last; /* the body ends here */
} Input;

SzLpParser *sz_lp_parser_new(const SzLpLimits *limits, gint64 ns_per_unit, SzLpSink sink)
{
    const SzLpLimits *used = limits != NULL ? limits : &SZ_LP_LIMITS_DEFAULT;
    SzLpParser *parser = g_new0(SzLpParser, 1);
    parser->sink = sink;
    parser->line_max_bytes = used->line_max_bytes;
    parser->is_body_start = true;
    parser->line = 1;
    sz_lp_record_init(&parser->record, used, ns_per_unit);
    return parser;
}

void sz_lp_parser_be_careful(SzLpParser *parser)
{
    parser->record.is_careful = true;
}

void sz_lp_parser_free(SzLpParser *parser)
{
    if (parser != NULL) {
        sz_lp_record_clear(&parser->record);
        g_free(parser->kept);
        g_free(parser);
    }
}

gsize sz_lp_parser_held_bytes(const SzLpParser *parser)
{
    return parser->kept_capacity;
}

static void count_lines(SzLpParser *parser, const char *data, gsize len)
{
    const char *end = data + len;
    const char *lf = data;
    while (lf < end && (lf = memchr(lf, '\n', (gsize)(end - lf))) != NULL) {
        parser->line++;
        lf++;
    }
}

static void pass(Input *input, gsize n)
{
    input->at += n;
    input->len -= n;
}

static void consume(SzLpParser *parser, Input *input, gsize n)
{
    count_lines(parser, input->at, n);
    pass(input, n);
}

/* Reports the fault of the record at @start, which has @len bytes without its line end. */
static void report(SzLpParser *parser, const char *start, gsize len)
{
    if (parser->sink.on_error == NULL) {
        return;
    }
    len = MIN(len, parser->line_max_bytes);
    if (len > 0 && start[len - 1] == '\r') {
        len--;
    }
    const SzLpFault fault = {.kind = parser->fault_kind,
                             .at = start + parser->fault_at,
                             .expected = parser->fault_expected};
    SzLpError error;
    sz_lp_fault_describe(&fault, start, start + len, &error);
    error.line = parser->line;
    error.raw = (SzSlice){start, len};
    parser->sink.on_error(&error, parser->sink.user);
}

static void set_fault(SzLpParser *parser, SzLpKind kind, gsize at, const char *expected)
{
    parser->fault_kind = kind;
    parser->fault_at = at;
    parser->fault_expected = expected;
}

/* Begins to look for the end of a refused record. */
static void refuse(SzLpParser *parser, const SzLpFault *fault)
{
    const SzLpRecord *record = &parser->record;
    set_fault(parser, fault->kind, (gsize)(fault->at - record->start), fault->expected);
    gsize from = (gsize)(fault->resume - record->start);
    parser->mode = IN_REFUSED;
    parser->refused_from = from;
    parser->scan =
        (SzLpScan){.at = from, .is_after_equals = from > 0 && record->start[from - 1] == '='};
}

/* Where the parser stood when it wanted more: in a string that is open, or outside any. */
static SzLpScan scan_after(const SzLpRecord *record)
{
    if (record->open_quote != NULL) {
        return (SzLpScan){.at = (gsize)(record->open_quote + 1 - record->start),
                          .is_in_string = true};
    }
    gsize len = (gsize)(record->end - record->start);
    char last = '\0';
    if (len > 0) {
        last = record->end[-1];
    }
    return (SzLpScan){
        .at = len, .is_after_equals = last == '=', .is_after_backslash = last == '\\'};
}

static void report_long(SzLpParser *parser)
{
    set_fault(parser, SZ_LP_TOO_LONG, parser->line_max_bytes, "an end within the line limit");
    report(parser, parser->record.start, parser->line_max_bytes);
}

static void deliver(SzLpParser *parser)
{
    const SzLpRecord *record = &parser->record;
    const SzLpPoint point = {
        .measurement = record->measurement,
        .tags = record->tags,
        .n_tags = record->n_tags,
        .fields = record->fields,
        .n_fields = record->n_fields,
        .has_time = record->has_time,
        .time_ns = record->has_time ? record->time_ns : 0,
        .line = parser->line,
        .raw = {record->start, (gsize)(record->at - record->start)},
        .is_plain = !record->has_backslash,
        .series =
            record->has_backslash || record->is_reordered ? (SzSlice){NULL, 0} : record->series,
    };
    if (parser->sink.on_point != NULL) {
        parser->sink.on_point(&point, parser->sink.user);
    }
}

/* After a point or an empty record: goes past its line end. */
static void finish_record(SzLpParser *parser, Input *input)
{
    const SzLpRecord *record = &parser->record;
    const char *at = record->at;
    at += at < record->end && *at == '\r' ? 1 : 0;
    if (at < record->end) {
        at++; /* the LF */
        parser->line++;
    }
    parser->line += record->n_inner_lf;
    pass(input, (gsize)(at - input->at));
    parser->mode = AT_RECORD;
}

/* Takes the record that was parsed to its end. */
static void take_whole(SzLpParser *parser, SzLpOutcome outcome)
{
    const SzLpRecord *record = &parser->record;
    if ((gsize)(record->at - record->start) > parser->line_max_bytes) {
        report_long(parser);
    } else if (outcome == SZ_LP_RECORD_POINT) {
        deliver(parser);
    }
}

/* What is there of a record does not decide it.  Nothing of a record over the limit is kept: what
 * follows is passed over up to its end. */
static void take_part(SzLpParser *parser, Input *input, bool is_full)
{
    parser->scan = scan_after(&parser->record);
    parser->mode = IN_RECORD;
    if (is_full) {
        report_long(parser);
        parser->mode = PASS_REFUSED;
        consume(parser, input, parser->scan.at);
        parser->scan.at = 0;
    }
    parser->scan.knows_escapes = !is_full;
}

/* Tries to parse the record at the start of @input.  Returns false if it needs more bytes. */
static bool step_record(SzLpParser *parser, Input *input)
{
    SzLpRecord *record = &parser->record;
    gsize window = MIN(input->len, parser->line_max_bytes + 2); /* with CR and LF */
    bool is_full = window == parser->line_max_bytes + 2;
    bool is_all = window == input->len && input->is_last && !is_full;
    if (parser->mode == IN_RECORD && !sz_lp_scan(&parser->scan, input->at, window) && !is_all &&
        !is_full) {
        return false;
    }
    SzLpOutcome outcome = sz_lp_record_parse(record, input->at, window, is_all);
    switch (outcome) {
    case SZ_LP_RECORD_POINT:
    case SZ_LP_RECORD_EMPTY:
        take_whole(parser, outcome);
        finish_record(parser, input);
        break;
    case SZ_LP_RECORD_FAULT:
        refuse(parser, &record->fault);
        break;
    case SZ_LP_RECORD_COMMENT:
        parser->mode = PASS_TO_LF;
        break;
    case SZ_LP_RECORD_MORE:
        take_part(parser, input, is_full);
        break;
    }
    return true;
}

/* The refused record ends before the byte at @len, an LF or the end of the body. */
static void end_refused(SzLpParser *parser, Input *input, gsize len)
{
    report(parser, input->at, len);
    consume(parser, input, MIN(len + 1, input->len));
    parser->mode = AT_RECORD;
}

/* Looks for the end of a refused record.  A string that does not close, within the line limit or at
 * all, was none: then the record ends at the first LF after the mistake. */
static bool step_refused(SzLpParser *parser, Input *input)
{
    SzLpScan *scan = &parser->scan;
    gsize limit = parser->refused_from + parser->line_max_bytes;
    if (sz_lp_scan(scan, input->at, MIN(limit, input->len))) {
        end_refused(parser, input, scan->at);
        return true;
    }
    bool is_over = scan->at >= limit;
    if (!is_over && !input->is_last) {
        return false;
    }
    if (scan->is_in_string && scan->has_lf) {
        end_refused(parser, input, scan->first_lf);
    } else if (!is_over) {
        end_refused(parser, input, input->len);
    } else {
        report(parser, input->at, scan->at);
        parser->mode = scan->is_in_string ? PASS_TO_LF : PASS_REFUSED;
        consume(parser, input, scan->at);
        scan->at = 0;
        scan->has_lf = false;
    }
    return true;
}

static bool step_pass_refused(SzLpParser *parser, Input *input)
{
    bool is_end = sz_lp_scan(&parser->scan, input->at, input->len);
    consume(parser, input, parser->scan.at + (is_end ? 1 : 0));
    parser->scan.at = 0;
    parser->mode = is_end ? AT_RECORD : PASS_REFUSED;
    return true;
}

static bool step_pass_to_lf(SzLpParser *parser, Input *input)
{
    const char *lf = memchr(input->at, '\n', input->len);
    consume(parser, input, lf != NULL ? (gsize)(lf - input->at) + 1 : input->len);
    parser->mode = lf != NULL ? AT_RECORD : PASS_TO_LF;
    return true;
}

/* Drops a byte order mark at the start of a body.  Returns false if it needs more bytes to tell. */
static bool step_body_start(SzLpParser *parser, Input *input)
{
    const gsize mark_len = strlen(BYTE_ORDER_MARK);
    gsize n = MIN(input->len, mark_len);
    bool is_like_mark = memcmp(input->at, BYTE_ORDER_MARK, n) == 0;
    if (is_like_mark && n < mark_len && !input->is_last) {
        return false;
    }
    if (is_like_mark && n == mark_len) {
        pass(input, mark_len);
    }
    parser->is_body_start = false;
    return true;
}

static bool step(SzLpParser *parser, Input *input)
{
    if (parser->is_body_start) {
        return step_body_start(parser, input);
    }
    switch (parser->mode) {
    case AT_RECORD:
    case IN_RECORD:
        return step_record(parser, input);
    case IN_REFUSED:
        return step_refused(parser, input);
    case PASS_REFUSED:
        return step_pass_refused(parser, input);
    case PASS_TO_LF:
        return step_pass_to_lf(parser, input);
    }
    g_assert_not_reached();
}

/* Consumes what can be decided. */
static void run(SzLpParser *parser, Input *input)
{
    while (input->len > 0 && step(parser, input)) {
    }
}

static void keep(SzLpParser *parser, const char *data, gsize len)
{
    gsize wanted = parser->kept_len + len;
    if (wanted > parser->kept_capacity) {
        parser->kept_capacity = MAX(wanted, 2 * parser->kept_capacity);
        parser->kept = g_realloc(parser->kept, parser->kept_capacity);
    }
    memcpy(parser->kept + parser->kept_len, data, len);
    parser->kept_len = wanted;
}

static void run_kept(SzLpParser *parser, bool is_last)
{
    Input input = {parser->kept, parser->kept_len, is_last};
    run(parser, &input);
    if (input.len > 0 && input.len < parser->kept_len) {
        memmove(parser->kept, input.at, input.len);
    }
    parser->kept_len = input.len;
}

void sz_lp_parser_feed(SzLpParser *parser, const char *data, gsize len)
{
    /* Only an LF can complete a kept record, and only too many bytes can refuse it: in between,
     * bytes are kept unseen. */
    while (len > 0 && parser->kept_len > 0) {
        const char *lf = memchr(data, '\n', len);
        gsize piece = lf != NULL ? (gsize)(lf - data) + 1 : len;
        piece = MIN(piece, parser->line_max_bytes + 2);
        keep(parser, data, piece);
        data += piece;
        len -= piece;
        if (lf != NULL || parser->kept_len > parser->line_max_bytes || parser->is_body_start) {
            run_kept(parser, false);
        }
    }
    if (len > 0) {
        Input input = {data, len, false};
        run(parser, &input);
        if (input.len > 0) {
            keep(parser, input.at, input.len);
        }
    }
}

void sz_lp_parser_finish(SzLpParser *parser)
{
    run_kept(parser, true);
    g_assert(parser->kept_len == 0);
    parser->is_body_start = true;
    parser->line = 1;
    parser->mode = AT_RECORD;
}

void sz_lp_parse(const SzLpLimits *limits, gint64 ns_per_unit, SzSlice body, SzLpSink sink)
{
    g_autoptr(SzLpParser) parser = sz_lp_parser_new(limits, ns_per_unit, sink);
    Input input = {body.data, body.len, true};
    run(parser, &input);
}
