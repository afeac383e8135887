/* Putting an event into a body. */

#include "metrics/case_body_internal.h"

/* --- writing ------------------------------------------------------------------------------- */

/* What the next event is told against. */
typedef struct {
    SzWallTime occurred;
    guint32 item; /* numbers of texts, as the next */
    guint32 org;
    guint8 both; /* channel | kind << 4 */
    bool is_there;
} Before;

typedef struct {
    SzTexts *texts;
    GByteArray *out;
    Before before;
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

static void put_event(Packer *packer, const SzCaseEvent *event, SzEventMark mark)
{
    const Before before = packer->before;
    const Before now = {
        .occurred = event->occurred,
        .item = sz_texts_number(packer->texts, event->item),
        .org = sz_texts_number(packer->texts, event->org),
        .both = (guint8)((guint)event->channel | (guint)event->case_kind << 4),
        .is_there = true,
    };
    guint64 by_ns = (guint64)now.occurred.ns - (guint64)before.occurred.ns;
    bool is_whole =
        before.is_there ? by_ns % (guint64)SZ_NS_PER_S == 0 : now.occurred.ns % SZ_NS_PER_S == 0;
    bool is_same = before.is_there && before.item == now.item && before.org == now.org &&
                   before.both == now.both;
    guint i_head = packer->out->len;
    put_byte(packer->out, 0);
    if (mark != SZ_MARK_NONE) {
        put_byte(packer->out, (guint8)mark);
    }
    if (before.is_there) {
        sz_varint_put(packer->out, is_whole ? by_ns / (guint64)SZ_NS_PER_S : by_ns);
    } else {
        sz_varint_put(packer->out,
                      zigzag(is_whole ? now.occurred.ns / SZ_NS_PER_S : now.occurred.ns));
    }
    if (!is_same) {
        sz_varint_put(packer->out, now.item);
        sz_varint_put(packer->out, now.org);
        put_byte(packer->out, now.both);
    }
    guint n_before = packer->out->len;
    put_more(packer, event);
    bool has_more = packer->out->len > n_before;
    if (has_more) {
        put_byte(packer->out, FIELD_END);
    }
    packer->out->data[i_head] =
        (guint8)((guint)event->kind | (is_same ? HEAD_SAME : 0) | (is_whole ? HEAD_SECONDS : 0) |
                 (has_more ? HEAD_MORE : 0) | (mark != SZ_MARK_NONE ? HEAD_MARKED : 0));
    packer->before = now;
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

static int compare_events(const SzCaseEvent *a, const SzCaseEvent *b)
{
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
    SzCaseBody *made = sz_case_body_alloc(id, n_events, n_kept + tail->len);
    guint8 *to = made->bytes + made->n_id + 1;
    memcpy(to, body->bytes + body->n_id + 1, n_kept);
    memcpy(to + n_kept, tail->data, tail->len);
    return made;
}

typedef struct {
    SzCaseEvent event;
    SzEventMark mark;
} Marked;

/* All events in order, with @added among them: before @i_put, or, when it is known, in the place of that one. */
static GArray *list_with(const SzCaseBody *body, const SzTexts *texts, const Marked *added,
                         guint i_put, bool is_known)
{
    GArray *events = g_array_sized_new(FALSE, FALSE, sizeof(Marked), body->n_events + 1U);
    SzCaseWalk walk = sz_case_walk(body, texts);
    for (guint i = 0; i <= body->n_events; i++) {
        if (i == i_put) {
            g_array_append_vals(events, added, 1);
        }
        if (sz_case_walk_next_of_all(&walk) && !(is_known && i == i_put)) {
            const Marked kept = {walk.event, walk.mark};
            g_array_append_val(events, kept);
        }
    }
    return events;
}

/* Of those with the identity of @of the first that is not void counts. */
static void mark_again(GArray *events, const SzCaseEvent *of)
{
    bool has_first = false;
    for (guint i = 0; i < events->len; i++) {
        Marked *marked = &g_array_index(events, Marked, i);
        bool is_of_it = sz_slice_equal(marked->event.eid, of->eid) &&
                        sz_slice_equal(marked->event.src, of->src);
        if (is_of_it && marked->mark != SZ_MARK_VOID) {
            marked->mark = has_first ? SZ_MARK_SHADOWED : SZ_MARK_NONE;
            has_first = true;
        }
    }
}

/* Everything again. */
static SzCaseBody *rebuild(const SzCaseBody *body, SzTexts *texts, const Marked *added, guint i_put,
                           bool is_known)
{
    g_autoptr(GArray) events = list_with(body, texts, added, i_put, is_known);
    g_autoptr(GByteArray) tail = g_byte_array_new();
    if (added->event.eid.len > 0) {
        mark_again(events, &added->event);
    }
    Packer packer = {.texts = texts, .out = tail};
    guint n = MIN(events->len, SZ_CASE_EVENTS_MAX);
    for (guint i = 0; i < n; i++) {
        const Marked *marked = &g_array_index(events, Marked, i);
        put_event(&packer, &marked->event, marked->mark);
    }
    return with_tail(body, 0, n, tail);
}

/* --- finding the place --------------------------------------------------------------------- */

/* A walk that looks at no more than places and repeats are told by. */
typedef struct {
    const SzCaseBody *body; /* borrowed */
    gsize at;
    guint i_event; /* of the next one */
    Before last;   /* the event passed last */
    SzCaseEventKind kind;
    SzEventMark mark;
    guint32 src; /* number of a text */
    SzSlice eid; /* borrowed from the body */
} Skim;

/* Returns: the number of a text; 0 for an inline one, which *out_inline then is. */
static guint32 skim_text(Skim *skim, SzSlice *out_inline)
{
    guint64 value = sz_varint_take(skim->body->bytes, &skim->at);
    if ((value & 1) == TEXT_NUMBER) {
        return (guint32)(value >> 1);
    }
    *out_inline = (SzSlice){(const char *)skim->body->bytes + skim->at, (gsize)(value >> 1)};
    skim->at += out_inline->len;
    return 0;
}

static void skim_more(Skim *skim)
{
    const SzEventLayout *layout = sz_case_event_layout();
    const guint8 *bytes = skim->body->bytes;
    SzSlice unwanted;
    guint8 number = 0;
    while ((number = bytes[skim->at++]) != FIELD_END) {
        if (number == FIELD_SRC) {
            skim->src = skim_text(skim, &unwanted);
        } else if (number == FIELD_EID) {
            (void)skim_text(skim, &skim->eid);
        } else if (sz_event_field_is_text(layout, number)) {
            (void)skim_text(skim, &unwanted);
        } else {
            (void)sz_varint_take(bytes, &skim->at);
        }
    }
}

static bool skim_next(Skim *skim)
{
    const guint8 *bytes = skim->body->bytes;
    if (skim->i_event == skim->body->n_events) {
        return false;
    }
    guint8 head = bytes[skim->at++];
    skim->mark = (head & HEAD_MARKED) != 0 ? (SzEventMark)bytes[skim->at++] : SZ_MARK_NONE;
    guint64 step = sz_varint_take(bytes, &skim->at);
    guint64 unit_ns = (head & HEAD_SECONDS) != 0 ? (guint64)SZ_NS_PER_S : 1;
    guint64 by = skim->i_event == 0 ? (guint64)sz_case_body_unzigzag(step) : step;
    skim->last.occurred.ns = (gint64)((guint64)skim->last.occurred.ns + by * unit_ns);
    skim->last.is_there = true;
    skim->kind = (SzCaseEventKind)(head & HEAD_KIND);
    skim->src = 0;
    skim->eid = (SzSlice){NULL, 0};
    if ((head & HEAD_SAME) == 0) {
        skim->last.item = (guint32)sz_varint_take(bytes, &skim->at);
        skim->last.org = (guint32)sz_varint_take(bytes, &skim->at);
        skim->last.both = bytes[skim->at++];
    }
    if ((head & HEAD_MORE) != 0) {
        skim_more(skim);
    }
    skim->i_event++;
    return true;
}

/* Where @event belongs. */
typedef struct {
    guint i_put;      /* before this event; when it is known: this is it */
    bool is_known;    /* it is there, */
    SzEventMark mark; /* so marked */
    bool shares;      /* its identity with another */
    Before last;      /* the last event */
    gsize end;        /* of the events' bytes */
} Place;

/* The event @i against @event, of the same instant and kind: by all they say. */
static int compare_whole(const SzCaseBody *body, const SzTexts *texts, guint i,
                         const SzCaseEvent *event)
{
    SzCaseWalk walk = sz_case_walk(body, texts);
    for (guint k = 0; k <= i; k++) {
        (void)sz_case_walk_next_of_all(&walk);
    }
    return compare_events(&walk.event, event);
}

static bool is_same_identity(const Skim *skim, const SzTexts *texts, const SzCaseEvent *event)
{
    return event->eid.len > 0 && sz_slice_equal(skim->eid, event->eid) &&
           sz_texts_find(texts, event->src) == (gint64)skim->src;
}

static void find_place(const SzCaseBody *body, const SzTexts *texts, const SzCaseEvent *event,
                       Place *out)
{
    Skim skim = {.body = body, .at = (gsize)body->n_id + 1};
    *out = (Place){.i_put = body->n_events};
    for (guint i = 0; skim_next(&skim); i++) {
        gint64 at_ns = skim.last.occurred.ns;
        int order = (at_ns > event->occurred.ns) - (at_ns < event->occurred.ns);
        order = order != 0 ? order : (skim.kind > event->kind) - (skim.kind < event->kind);
        order = order != 0 ? order : compare_whole(body, texts, i, event);
        if (order == 0) {
            out->i_put = i;
            out->is_known = true;
            out->mark = skim.mark;
            return;
        }
        if (order > 0 && out->i_put == body->n_events) {
            out->i_put = i;
        }
        out->shares = out->shares || is_same_identity(&skim, texts, event);
    }
    out->last = skim.last;
    out->end = skim.at - body->n_id - 1;
}

SzCaseBody *sz_case_body_put(const SzCaseBody *body, SzTexts *texts, const SzCaseEvent *event,
                             bool is_void, SzApplied *out_applied)
{
    const Marked added = {kept_of(event), is_void ? SZ_MARK_VOID : SZ_MARK_NONE};
    Place place;
    find_place(body, texts, &added.event, &place);
    bool is_full = body->n_events == SZ_CASE_EVENTS_MAX && !place.is_known;
    bool is_last = place.i_put == body->n_events;
    bool is_said = place.is_known && (!is_void || place.mark == SZ_MARK_VOID);
    *out_applied = sz_applied_to_set(place.is_known || place.shares, is_full);
    if (is_said || (is_full && is_last)) {
        return NULL;
    }
    if (is_void || place.shares || !is_last) {
        return rebuild(body, texts, &added, place.i_put, place.is_known);
    }
    g_autoptr(GByteArray) tail = g_byte_array_sized_new(64);
    Packer packer = {.texts = texts, .out = tail, .before = place.last};
    put_event(&packer, &added.event, SZ_MARK_NONE);
    return with_tail(body, place.end, body->n_events + 1U, tail);
}
