#include "metrics/case_body.h"

/* bytes: the id with its NUL; then for each event
 *
 *   head byte   kind | HEAD_SAME | HEAD_SECONDS | HEAD_MORE
 *   time        varint: since the event before it; of the first, zigzag, since 1970.  Whole seconds or nanoseconds
 *   unless SAME what every line of a case repeats: varints of the numbers of item and org, byte channel | kind << 4
 *   if MORE     fields that are given: number in the layout's table, value; ended by a byte 0 */
struct SzCaseBody {
    gint n_refs;
    guint16 n_events;
    guint16 n_id;
    guint8 bytes[];
};

enum { HEAD_KIND = 0x0f, HEAD_SAME = 0x10, HEAD_SECONDS = 0x20, HEAD_MORE = 0x40 };
/* Numbers of the identity, behind those of the layout. */
enum { FIELD_END = 0, FIELD_SRC = 0xfe, FIELD_EID = 0xff };
/* A text is an inline one, or a number. */
enum { TEXT_NUMBER = 0, TEXT_INLINE = 1 };

G_STATIC_ASSERT(SZ_CASE_N_EVENTS <= HEAD_KIND + 1);
G_STATIC_ASSERT(SZ_CASE_EVENTS_MAX <= G_MAXUINT16);

/* --- references ---------------------------------------------------------------------------- */

static SzCaseBody *new_body(SzSlice id, guint n_events, gsize n_bytes)
{
    gsize n_id = MIN(id.len, G_MAXUINT16 - 1);
    SzCaseBody *body = g_malloc(sizeof *body + n_id + 1 + n_bytes);
    body->n_refs = 1;
    body->n_events = (guint16)n_events;
    body->n_id = (guint16)n_id;
    memcpy(body->bytes, id.data, n_id);
    body->bytes[n_id] = '\0';
    return body;
}

SzCaseBody *sz_case_body_new(SzSlice id)
{
    return new_body(id, 0, 0);
}

/* To change the count, which is no part of the value. */
static SzCaseBody *counted_of(const SzCaseBody *body)
{
    const union {
        const SzCaseBody *value;
        SzCaseBody *counted;
    } same = {.value = body};
    return same.counted;
}

SzCaseBody *sz_case_body_ref(const SzCaseBody *body)
{
    SzCaseBody *counted = counted_of(body);
    g_atomic_int_inc(&counted->n_refs);
    return counted;
}

void sz_case_body_unref(const SzCaseBody *body)
{
    SzCaseBody *counted = counted_of(body);
    if (counted != NULL && g_atomic_int_dec_and_test(&counted->n_refs)) {
        g_free(counted);
    }
}

const char *sz_case_body_id(const SzCaseBody *body)
{
    return (const char *)body->bytes;
}

guint sz_case_body_n_events(const SzCaseBody *body)
{
    return body->n_events;
}

/* --- reading ------------------------------------------------------------------------------- */

static gint64 unzigzag(guint64 value)
{
    return (gint64)(value >> 1) ^ -(gint64)(value & 1);
}

static SzSlice text_at(const SzCaseWalk *walk, guint64 number)
{
    return walk->texts != NULL ? sz_texts_slice_at(walk->texts, (guint32)number) : SZ_SLICE("");
}

static SzSlice take_text(SzCaseWalk *walk)
{
    guint64 value = sz_varint_take(walk->body->bytes, &walk->at);
    if ((value & 1) == TEXT_NUMBER) {
        return text_at(walk, value >> 1);
    }
    SzSlice text = {(const char *)walk->body->bytes + walk->at, (gsize)(value >> 1)};
    walk->at += text.len;
    return text;
}

static void take_repeated(SzCaseWalk *walk)
{
    const guint8 *bytes = walk->body->bytes;
    walk->event.item = text_at(walk, sz_varint_take(bytes, &walk->at));
    walk->event.org = text_at(walk, sz_varint_take(bytes, &walk->at));
    guint8 both = bytes[walk->at++];
    walk->event.channel = (SzChannel)(both & 0x0f);
    walk->event.case_kind = (SzCaseKind)(both >> 4);
}

static void take_more(SzCaseWalk *walk)
{
    const SzEventLayout *layout = sz_case_event_layout();
    const guint8 *bytes = walk->body->bytes;
    guint8 number = 0;
    while ((number = bytes[walk->at++]) != FIELD_END) {
        if (number == FIELD_SRC) {
            walk->event.src = take_text(walk);
        } else if (number == FIELD_EID) {
            walk->event.eid = take_text(walk);
        } else if (sz_event_field_is_text(layout, number)) {
            sz_event_set_text(layout, number, take_text(walk), &walk->event);
        } else {
            gint64 value = unzigzag(sz_varint_take(bytes, &walk->at));
            sz_event_set_number(layout, number, value, &walk->event);
        }
    }
}

SzCaseWalk sz_case_walk(const SzCaseBody *body, const SzTexts *texts)
{
    SzCaseWalk walk = {.body = body, .texts = texts, .at = (gsize)body->n_id + 1};
    return walk;
}

bool sz_case_walk_next(SzCaseWalk *walk)
{
    const guint8 *bytes = walk->body->bytes;
    if (walk->i_event == walk->body->n_events) {
        return false;
    }
    const SzCaseEvent before = walk->event;
    guint8 head = bytes[walk->at++];
    guint64 step = sz_varint_take(bytes, &walk->at);
    guint64 unit_ns = (head & HEAD_SECONDS) != 0 ? (guint64)SZ_NS_PER_S : 1;
    guint64 from_ns = walk->i_event == 0 ? 0 : (guint64)before.occurred.ns;
    guint64 by = walk->i_event == 0 ? (guint64)unzigzag(step) : step;
    sz_event_clear(sz_case_event_layout(), &walk->event);
    walk->event.occurred.ns = (gint64)(from_ns + by * unit_ns);
    walk->event.kind = (SzCaseEventKind)(head & HEAD_KIND);
    if ((head & HEAD_SAME) != 0) {
        walk->event.item = before.item;
        walk->event.org = before.org;
        walk->event.channel = before.channel;
        walk->event.case_kind = before.case_kind;
    } else {
        take_repeated(walk);
    }
    if ((head & HEAD_MORE) != 0) {
        take_more(walk);
    }
    walk->i_event++;
    return true;
}

/* --- bytes --------------------------------------------------------------------------------- */

static gsize n_bytes_of(const SzCaseBody *body)
{
    SzCaseWalk walk = sz_case_walk(body, NULL);
    while (sz_case_walk_next(&walk)) {
    }
    return walk.at;
}

GByteArray *sz_case_body_save(const SzCaseBody *body)
{
    const gsize from = offsetof(SzCaseBody, n_events);
    gsize n = offsetof(SzCaseBody, bytes) - from + n_bytes_of(body);
    GByteArray *out = g_byte_array_sized_new((guint)n);
    return g_byte_array_append(out, (const guint8 *)body + from, (guint)n);
}

SzCaseBody *sz_case_body_load(SzSlice bytes)
{
    const gsize from = offsetof(SzCaseBody, n_events);
    SzCaseBody *body = g_malloc(from + bytes.len);
    body->n_refs = 1;
    memcpy((guint8 *)body + from, bytes.data, bytes.len);
    return body;
}

/* --- writing ------------------------------------------------------------------------------- */

typedef struct {
    SzTexts *texts;
    GByteArray *out;
    const SzCaseEvent *before; /* NULL: none */
} Packer;

static void put_byte(GByteArray *out, guint8 byte)
{
    g_byte_array_append(out, &byte, 1);
}

static guint64 zigzag(gint64 value)
{
    return ((guint64)value << 1) ^ (guint64)(value >> 63);
}

static void put_inline(GByteArray *out, SzSlice text)
{
    sz_varint_put(out, ((guint64)text.len << 1) | TEXT_INLINE);
    g_byte_array_append(out, (const guint8 *)text.data, (guint)text.len);
}

static void put_numbered(const Packer *packer, SzSlice text)
{
    sz_varint_put(packer->out, (guint64)sz_texts_number(packer->texts, text) << 1);
}

static bool repeats(const SzCaseEvent *before, const SzCaseEvent *event)
{
    return before != NULL && sz_slice_equal(before->item, event->item) &&
           sz_slice_equal(before->org, event->org) && before->channel == event->channel &&
           before->case_kind == event->case_kind;
}

static void put_repeated(const Packer *packer, const SzCaseEvent *event)
{
    sz_varint_put(packer->out, sz_texts_number(packer->texts, event->item));
    sz_varint_put(packer->out, sz_texts_number(packer->texts, event->org));
    put_byte(packer->out, (guint8)((guint)event->channel | (guint)event->case_kind << 4));
}

/* A case's parent is a case: a text of its own. */
static bool is_rare(guint8 number)
{
    return sz_case_event_layout()->fields[number - 1].offset == offsetof(SzCaseEvent, parent);
}

static void put_more(const Packer *packer, const SzCaseEvent *event)
{
    const SzEventLayout *layout = sz_case_event_layout();
    for (guint8 number = SZ_CASE_N_REPEATED + 1; number <= layout->n_fields; number++) {
        gint64 value = 0;
        if (sz_event_field_is_text(layout, number)) {
            SzSlice text = sz_event_get_text(layout, number, event);
            if (text.len > 0) {
                put_byte(packer->out, number);
                if (is_rare(number)) {
                    put_inline(packer->out, text);
                } else {
                    put_numbered(packer, text);
                }
            }
        } else if (sz_event_get_number(layout, number, event, &value)) {
            put_byte(packer->out, number);
            sz_varint_put(packer->out, zigzag(value));
        }
    }
    if (event->eid.len > 0) {
        if (event->src.len > 0) {
            put_byte(packer->out, FIELD_SRC);
            put_numbered(packer, event->src);
        }
        put_byte(packer->out, FIELD_EID);
        put_inline(packer->out, event->eid);
    }
}

static void put_event(Packer *packer, const SzCaseEvent *event)
{
    gint64 from_ns = packer->before != NULL ? packer->before->occurred.ns : 0;
    guint64 by_ns = (guint64)event->occurred.ns - (guint64)from_ns;
    bool is_first = packer->before == NULL;
    bool is_whole =
        is_first ? event->occurred.ns % SZ_NS_PER_S == 0 : by_ns % (guint64)SZ_NS_PER_S == 0;
    bool is_same = repeats(packer->before, event);
    guint i_head = packer->out->len;
    put_byte(packer->out, 0);
    if (is_first) {
        gint64 at = is_whole ? event->occurred.ns / SZ_NS_PER_S : event->occurred.ns;
        sz_varint_put(packer->out, zigzag(at));
    } else {
        sz_varint_put(packer->out, is_whole ? by_ns / (guint64)SZ_NS_PER_S : by_ns);
    }
    if (!is_same) {
        put_repeated(packer, event);
    }
    guint n_before = packer->out->len;
    put_more(packer, event);
    bool has_more = packer->out->len > n_before;
    if (has_more) {
        put_byte(packer->out, FIELD_END);
    }
    packer->out->data[i_head] =
        (guint8)((guint)event->kind | (is_same ? HEAD_SAME : 0) | (is_whole ? HEAD_SECONDS : 0) |
                 (has_more ? HEAD_MORE : 0));
    packer->before = event;
}

/* What a set keeps of an event: texts are bounded, and a feed's name alone makes no other event. */
static SzCaseEvent kept_of(const SzCaseEvent *event)
{
    const SzEventLayout *layout = sz_case_event_layout();
    SzCaseEvent kept = *event;
    for (guint8 number = 1; number <= layout->n_fields; number++) {
        if (sz_event_field_is_text(layout, number)) {
            SzSlice text = sz_event_get_text(layout, number, event);
            sz_event_set_text(layout, number, sz_event_kept_text(text), &kept);
        }
    }
    kept.eid = sz_event_kept_text(event->eid);
    kept.src = kept.eid.len > 0 ? sz_event_kept_text(event->src) : SZ_SLICE("");
    return kept;
}

/* --- adding -------------------------------------------------------------------------------- */

static bool is_same_identity(const SzCaseEvent *a, const SzCaseEvent *b)
{
    return a->eid.len > 0 && sz_slice_equal(a->eid, b->eid) && sz_slice_equal(a->src, b->src);
}

static int compare_events(const SzCaseEvent *a, const SzCaseEvent *b)
{
    if (a->occurred.ns != b->occurred.ns) {
        return a->occurred.ns < b->occurred.ns ? -1 : 1;
    }
    if (a->kind != b->kind) {
        return a->kind < b->kind ? -1 : 1;
    }
    g_auto(SzEncodedEvent) left;
    g_auto(SzEncodedEvent) right;
    sz_event_encode(sz_case_event_layout(), a, &left);
    sz_event_encode(sz_case_event_layout(), b, &right);
    return sz_slice_compare(sz_encoded_event_slice(&left), sz_encoded_event_slice(&right));
}

/* The body with the packed @tail behind its first @n_kept bytes of events. */
static SzCaseBody *with_tail(const SzCaseBody *body, gsize n_kept, guint n_events,
                             const GByteArray *tail)
{
    const SzSlice id = {sz_case_body_id(body), body->n_id};
    SzCaseBody *made = new_body(id, n_events, n_kept + tail->len);
    guint8 *to = made->bytes + made->n_id + 1;
    memcpy(to, body->bytes + body->n_id + 1, n_kept);
    memcpy(to + n_kept, tail->data, tail->len);
    return made;
}

/* Everything again, with @added at @i_put and without the event @i_cut (none: n_events). */
static SzCaseBody *rebuild(const SzCaseBody *body, SzTexts *texts, const SzCaseEvent *added,
                           guint i_put, guint i_cut)
{
    g_autoptr(GArray) events = g_array_new(FALSE, FALSE, sizeof(SzCaseEvent));
    g_autoptr(GByteArray) tail = g_byte_array_new();
    SzCaseWalk walk = sz_case_walk(body, texts);
    for (guint i = 0; i <= body->n_events; i++) {
        if (i == i_put) {
            g_array_append_val(events, *added);
        }
        if (sz_case_walk_next(&walk) && i != i_cut) {
            g_array_append_val(events, walk.event);
        }
    }
    Packer packer = {.texts = texts, .out = tail};
    for (guint i = 0; i < events->len; i++) {
        put_event(&packer, &g_array_index(events, SzCaseEvent, i));
    }
    return with_tail(body, 0, events->len, tail);
}

/* Where @event belongs. */
typedef struct {
    guint i_put;      /* before this event */
    guint i_cut;      /* which it replaces; n_events: none */
    bool is_known;    /* it changes nothing */
    SzCaseEvent last; /* the last event, when there is one */
    gsize end;        /* of the events' bytes */
} Place;

static void find_place(const SzCaseBody *body, const SzTexts *texts, const SzCaseEvent *event,
                       Place *out)
{
    SzCaseWalk walk = sz_case_walk(body, texts);
    *out = (Place){.i_put = body->n_events, .i_cut = body->n_events};
    for (guint i = 0; sz_case_walk_next(&walk); i++) {
        int order = compare_events(&walk.event, event);
        bool is_it = is_same_identity(event, &walk.event);
        if (order == 0 || (is_it && order < 0)) {
            out->is_known = true;
            return;
        }
        if (order > 0 && out->i_put == body->n_events) {
            out->i_put = i;
        }
        if (is_it) {
            out->i_cut = i;
        }
    }
    out->last = walk.event;
    out->end = walk.at - body->n_id - 1;
}

SzCaseBody *sz_case_body_add(const SzCaseBody *body, SzTexts *texts, const SzCaseEvent *event)
{
    SzCaseEvent kept = kept_of(event);
    Place place;
    find_place(body, texts, &kept, &place);
    if (place.is_known) {
        return NULL;
    }
    bool is_full = body->n_events == SZ_CASE_EVENTS_MAX && place.i_cut == body->n_events;
    bool is_last = place.i_put == body->n_events;
    if (is_full && is_last) {
        return NULL;
    }
    if (!is_last || place.i_cut < body->n_events) {
        return rebuild(body, texts, &kept, place.i_put,
                       is_full ? body->n_events - 1U : place.i_cut);
    }
    g_autoptr(GByteArray) tail = g_byte_array_new();
    Packer packer = {
        .texts = texts,
        .out = tail,
        .before = body->n_events > 0 ? &place.last : NULL,
    };
    put_event(&packer, &kept);
    return with_tail(body, place.end, body->n_events + 1U, tail);
}
