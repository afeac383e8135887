/* The quick way through a record that has nothing special: printable ASCII without a backslash, single spaces.
 *
 * Bytes that mean something are found sixteen at a time.  Whatever is unusual, or wrong, or not all there, is left to
 * the grammar (line_protocol_record.c), which starts again; so nothing is decided here that it would decide otherwise
 * (a test holds the two against each other). */

#include "collector/line_protocol_internal.h"

#ifdef __SSE2__

#include <emmintrin.h>

#define BLOCK_BYTES 64
#define PIECE_BYTES 16

/* The marks of a record: commas, equals, spaces, quotes, and every byte that is left to the grammar. */
typedef struct {
    const char *at; /* of the block */
    const char *end;
    guint64 bits; /* of the marks in the block not passed yet */
} Marks;

static guint64 marks_of_piece(const char *bytes)
{
    const __m128i piece = _mm_loadu_si128((const __m128i *)(const void *)bytes);
    __m128i found = _mm_cmpeq_epi8(piece, _mm_set1_epi8(','));
    found = _mm_or_si128(found, _mm_cmpeq_epi8(piece, _mm_set1_epi8('=')));
    found = _mm_or_si128(found, _mm_cmpeq_epi8(piece, _mm_set1_epi8('"')));
    found = _mm_or_si128(found, _mm_cmpeq_epi8(piece, _mm_set1_epi8('\\')));
    found = _mm_or_si128(found, _mm_cmpeq_epi8(piece, _mm_set1_epi8(0x7f)));
    /* Signed: up to the space, and all above 0x7f. */
    found = _mm_or_si128(found, _mm_cmplt_epi8(piece, _mm_set1_epi8(' ' + 1)));
    return (guint64)(guint32)_mm_movemask_epi8(found);
}

static void read_block(Marks *marks)
{
    char rest[BLOCK_BYTES];
    const char *bytes = marks->at;
    if (marks->end - marks->at < BLOCK_BYTES) { /* zeros are marks, too */
        memset(rest, 0, sizeof rest);
        memcpy(rest, marks->at, (gsize)(marks->end - marks->at));
        bytes = rest;
    }
    marks->bits = 0;
    for (guint i = 0; i < BLOCK_BYTES; i += PIECE_BYTES) {
        marks->bits |= marks_of_piece(bytes + i) << i;
    }
}

/* The next mark; the end of the data when there is none. */
static inline const char *next_mark(Marks *marks)
{
    while (marks->bits == 0) {
        marks->at += BLOCK_BYTES;
        if (marks->at >= marks->end) {
            return marks->end;
        }
        read_block(marks);
    }
    const char *mark = marks->at + __builtin_ctzll(marks->bits);
    marks->bits &= marks->bits - 1;
    return MIN(mark, marks->end);
}

static inline SzSlice between(const char *from, const char *to)
{
    return (SzSlice){from, (gsize)(to - from)};
}

static inline bool is_mark(const SzLpRecord *record, const char *mark, char wanted)
{
    return mark < record->end && *mark == wanted;
}

/* From behind the name's first comma.  Returns: the mark behind the last tag, or NULL. */
static const char *take_tags(SzLpRecord *record, Marks *marks, const char *mark)
{
    while (is_mark(record, mark, ',')) {
        const char *key_at = mark + 1;
        const char *equals = next_mark(marks);
        if (!is_mark(record, equals, '=') || equals == key_at) {
            return NULL;
        }
        mark = next_mark(marks);
        SzSlice value = between(equals + 1, mark);
        if (value.len == 0 ||
            !sz_lp_record_add_tag(record, between(key_at, equals), value, key_at)) {
            return NULL;
        }
    }
    return mark;
}

/* The string that opens at @quote.  Returns: the mark behind it, or NULL. */
static const char *take_string(const SzLpRecord *record, Marks *marks, const char *quote,
                               SzLpValue *out)
{
    const char *mark = NULL;
    (void)next_mark(marks); /* the quote itself */
    do {
        mark = next_mark(marks);
    } while (is_mark(record, mark, ',') || is_mark(record, mark, ' ') ||
             is_mark(record, mark, '='));
    if (!is_mark(record, mark, '"')) {
        return NULL;
    }
    *out = (SzLpValue){.type = SZ_LP_STRING, .as.s = between(quote + 1, mark)};
    const char *behind = next_mark(marks);
    return behind == mark + 1 ? behind : NULL;
}

static const char *take_value(SzLpRecord *record, Marks *marks, const char *at, SzLpValue *out)
{
    if (at < record->end && *at == '"') {
        return take_string(record, marks, at, out);
    }
    const char *mark = next_mark(marks);
    SzSlice token = between(at, mark);
    bool is_good = token.len > 0 && sz_lp_value_parse(token, record->digits, out) == SZ_LP_OK;
    return is_good ? mark : NULL;
}

/* From the space before the first field.  Returns: the mark behind the last one, or NULL. */
static const char *take_fields(SzLpRecord *record, Marks *marks, const char *mark)
{
    do {
        const char *key_at = mark + 1;
        const char *equals = next_mark(marks);
        SzLpValue value = {0};
        if (!is_mark(record, equals, '=') || equals == key_at) {
            return NULL;
        }
        mark = take_value(record, marks, equals + 1, &value);
        if (mark == NULL ||
            !sz_lp_record_add_field(record, between(key_at, equals), &value, key_at)) {
            return NULL;
        }
    } while (is_mark(record, mark, ','));
    return mark;
}

/* From the space before the time, or the line's end.  Returns: the line's end, or NULL. */
static const char *take_time(SzLpRecord *record, Marks *marks, const char *mark)
{
    if (!is_mark(record, mark, ' ')) {
        return mark;
    }
    const char *end = next_mark(marks);
    SzSlice token = between(mark + 1, end);
    record->has_time = true;
    return sz_lp_time_parse(token, record->ns_per_unit, &record->time_ns) == SZ_LP_OK ? end : NULL;
}

bool sz_lp_record_quick(SzLpRecord *record)
{
    const char *begin = record->start;
    Marks marks = {begin, record->end, 0};
    if (begin == record->end || *begin == '#') {
        return false;
    }
    read_block(&marks);
    const char *mark = next_mark(&marks);
    record->measurement = between(begin, mark);
    mark = record->measurement.len > 0 ? take_tags(record, &marks, mark) : NULL;
    if (mark == NULL || !is_mark(record, mark, ' ')) {
        return false;
    }
    record->series = between(begin, mark);
    if (!sz_lp_record_finish_tags(record)) {
        return false;
    }
    mark = take_fields(record, &marks, mark);
    mark = mark != NULL ? take_time(record, &marks, mark) : NULL;
    if (mark == NULL || !is_mark(record, mark, '\n') ||
        (gsize)(mark - begin) > SZ_LP_KEY_MAX_BYTES) {
        return false;
    }
    record->at = mark;
    return sz_lp_record_finish_fields(record);
}

#else

bool sz_lp_record_quick(SzLpRecord *record)
{
    (void)record;
    return false;
}

#endif
