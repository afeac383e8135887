/* The events that come along with accepted lines are those that the lines say: an engine that is given them in batches
 * knows, to the byte, what one knows that reads the journal. */

#include "collector/event_lines.h"
#include "collector/write_body.h"

#include "support/rules.h"
#include "support/saved_engine.h"
#include "support/small_city.h"

#define BATCH_LINES 500
#define N_BATCHES 40
#define PIECE_BYTES ((gsize)10000)

static const SzWallTime received = {G_GINT64_CONSTANT(1772500000000000000)};

/* What the simulator never says: escapes, texts too long to be kept, nothing but what must be, a feed of its own. */
static const char *const odd_lines[] = {
    "ticket,event=take,hall=h\\ 1,queue=a\\,b id=\"A 1\",src=\"f\\\"1\",eid=\"e\\\\1\"\n",
    "ticket,event=take,hall=h,queue=q id=\"A2\",eid=\"only\"\n",
    "ticket,event=call,hall=h,queue=q,window=\xe4\xb8\x80 id=\"A2\",recall=0i,seq=-5i 1\n",
    "rating,channel=app,event=new,hall=h id=\"R\",level=1i,active=false,src=\"s\",seq=7i\n",
    "rating,channel=app,event=close,hall=h id=\"R\",result=\"\xe5\xb7\xb2\xe5\x8a\x9e\"\n",
    "case,channel=window,event=apply,hall=h,item=i id=\"C\",promise=5i,promise_unit=\"workday\"\n",
    "case,channel=window,event=suspend,hall=h,item=i id=\"C\",kind=\"notice\",days=3i,due=99i 2\n",
    "kiosk,event=state,hall=h,kiosk=K state=\"maint\",faults=\"paper_out,door\"\n",
    "kiosk,event=txn,hall=h,kiosk=K result=\"ok\",dur_s=1e300,pages=2i,item=\"x\",eid=\"1\"\n",
    "window,hall=h,window=3 state=\"paused\",reason=\"\xe5\x8d\x88\xe4\xbc\x91\",cert=true\n",
    "window,hall=h,window=3 state=\"paused\" 5\n",
    "crowd,hall=h in=3i,src=\"door\",seq=1i\n",
    "something,new=1 f=1\n",
    "# a comment\n\n",
    "case,channel=window,event=apply,hall=h,item=i promise=5i\n", /* refused */
};

/* --- two ways ------------------------------------------------------------------------------ */

typedef struct {
    SzSpareBuffers *spare; /* NULL: none */
    SzEngine *engine;      /* given the events of lines that are read */
    GString *again;        /* these events, packed */
    SzSlice rest;          /* lines from that of the next event on */
} Reader;

static void on_event(const SzEvent *event, void *user)
{
    Reader *reader = user;
    const char *end = memchr(reader->rest.data, '\n', reader->rest.len);
    g_assert_nonnull(end);
    gsize n_line = (gsize)(end - reader->rest.data);
    sz_packed_event_put(reader->again, event, (guint32)n_line);
    reader->rest.data += n_line + 1;
    reader->rest.len -= n_line + 1;
    sz_engine_apply(reader->engine, event);
}

static SzSlice slice_of(GBytes *bytes)
{
    SzSlice slice;
    slice.data = g_bytes_get_data(bytes, &slice.len);
    return slice;
}

static bool takes_all(const SzPackedEvent *event, void *user)
{
    (void)event;
    (void)user;
    return true;
}

/* One request in pieces, as they come from the network, to both. */
static void send(const GString *text, Reader *reader, SzEngine *packed)
{
    const SzWriteBodyOptions options = {
        .ns_per_unit = 1,
        .received = received,
        .now = SZ_WALL_TIME_MAX,
        .body_max_bytes = 1 << 24,
        .unpacked_max_bytes = 1 << 24,
        .author = "author",
        .wants_events = true,
        .spare = reader->spare,
    };
    g_autoptr(SzWriteBody) body = sz_write_body_new(&options);
    SzWriteBodyResult result = {0};
    for (gsize at = 0; at < text->len; at += PIECE_BYTES) {
        gsize n = MIN(PIECE_BYTES, text->len - at);
        g_assert_cmpint(sz_write_body_feed(body, text->str + at, n), ==, SZ_WRITE_BODY_OK);
    }
    g_assert_cmpint(sz_write_body_finish(body, &result), ==, SZ_WRITE_BODY_OK);
    g_autoptr(GBytes) lines = sz_write_body_steal_lines(body);
    g_autoptr(GBytes) events = sz_write_body_steal_events(body);

    const SzEventLinesSink sink = {.on_event = on_event, .user = reader};
    const SzEventLinesScope scope = {.received = received, .until = SZ_WALL_TIME_MAX};
    g_autoptr(SzEventLines) into = sz_event_lines_new(&sink);
    reader->rest = slice_of(lines);
    g_string_truncate(reader->again, 0);
    sz_event_lines_read(into, slice_of(lines), &scope);
    g_assert_cmpuint(reader->rest.len, ==, 0);
    g_assert_cmpuint(sz_event_lines_tally(into).n_lines, ==, result.n_lines);

    SzSlice came = slice_of(events);
    SzSlice again = {reader->again->str, reader->again->len};
    g_assert_true(sz_slice_equal(came, again));
    sz_engine_apply_packed(packed, came, received, takes_all, NULL);
}

/* --- tests --------------------------------------------------------------------------------- */

static void assert_same_state(SzEngine *is, SzEngine *should)
{
    g_autoptr(GPtrArray) of_is = test_engine_save(is);
    g_autoptr(GPtrArray) of_should = test_engine_save(should);
    test_assert_same_sections(of_is, of_should);
}

static void add_odd(GString *text, GRand *random)
{
    guint i = (guint)g_rand_int_range(random, 0, G_N_ELEMENTS(odd_lines));
    g_string_append(text, odd_lines[i]);
    if (g_rand_int_range(random, 0, 8) == 0) { /* longer than what is kept of a text */
        g_string_append(text, "ticket,event=take,hall=h,queue=q id=\"L\",item=\"");
        for (guint k = 0; k < 500; k++) {
            g_string_append(text, "\xe4\xb8\x80");
        }
        g_string_append(text, "\"\n");
    }
}

static void test_events_are_what_the_lines_say(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(7);
    SzSimulatorPlan plan =
        test_city_plan(test_rules()->registry, 11, "2026-03-02T00:00:00", "2026-03-03T00:00:00");
    plan.one_in = 20;
    plan.pulses_from = test_city_at("2026-03-02T10:00:00");
    g_autoptr(SzSimulator) simulator = sz_simulator_new(&plan);
    g_autoptr(SzEngine) read = sz_engine_new(test_rules());
    g_autoptr(SzEngine) packed = sz_engine_new(test_rules());
    g_autoptr(GString) again = g_string_new(NULL);
    g_autoptr(SzSpareBuffers) spare = sz_spare_buffers_new(1 << 24);
    Reader reader = {.spare = spare, .engine = read, .again = again};
    for (guint i = 0; i < N_BATCHES; i++) {
        g_autoptr(GString) text = g_string_new(NULL);
        SzSlice line;
        for (guint k = 0; k < BATCH_LINES && sz_simulator_next(simulator, &line); k++) {
            g_string_append_len(text, line.data, (gssize)line.len);
            if (g_rand_int_range(random, 0, 20) == 0) {
                add_odd(text, random);
            }
        }
        send(text, &reader, packed);
        /* Rows are made, and texts get their numbers, when they are published. */
        sz_snapshot_unref(sz_engine_publish(packed));
        sz_snapshot_unref(sz_engine_publish(read));
    }
    assert_same_state(packed, read);
}

/* What is kept of an event is what its stores keep: told again it is the same. */
static void test_an_event_survives(void)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(odd_lines); i++) {
        g_string_append(text, odd_lines[i]);
    }
    g_autoptr(SzEngine) read = sz_engine_new(test_rules());
    g_autoptr(SzEngine) packed = sz_engine_new(test_rules());
    g_autoptr(SzEngine) unpacked = sz_engine_new(test_rules());
    g_autoptr(GString) again = g_string_new(NULL);
    Reader reader = {.engine = read, .again = again};
    send(text, &reader, packed);
    SzSlice bytes = {again->str, again->len};
    SzPackedEvent event;
    SzPackedHint hint;
    gsize at = 0;
    gsize at_hint = 0;
    while (sz_packed_event_next(bytes, &at, &event)) {
        SzEvent told;
        g_assert_true(sz_packed_event_peek(bytes, &at_hint, &hint));
        g_assert_cmpuint(at_hint, ==, at);
        g_assert_cmpuint(hint.hash, ==, event.hash);
        g_assert_cmpint(hint.entity, ==, event.entity);
        sz_packed_event_unpack(&event, &told);
        told.envelope.received = received;
        sz_engine_apply(unpacked, &told);
    }
    g_assert_false(sz_packed_event_peek(bytes, &at_hint, &hint));
    assert_same_state(unpacked, read);
    assert_same_state(packed, read);
}

/* Left out is only what is not taken. */
static bool takes_no_tickets(const SzPackedEvent *event, void *user)
{
    guint *n_asked = user;
    (*n_asked)++;
    return event->entity != SZ_EVENT_TICKET;
}

static void test_what_is_not_taken_is_left_out(void)
{
    guint n_asked = 0;
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < 40; i++) {
        g_string_append_printf(text,
                               "ticket,event=take,hall=h,queue=q id=\"A%u\" %u\n"
                               "rating,channel=app,event=new,hall=h id=\"R%u\",level=5i %u\n",
                               i, i, i, i);
    }
    g_autoptr(SzEngine) read = sz_engine_new(test_rules());
    g_autoptr(SzEngine) packed = sz_engine_new(test_rules());
    g_autoptr(GString) again = g_string_new(NULL);
    Reader reader = {.engine = read, .again = again};
    send(text, &reader, packed);
    g_autoptr(SzEngine) some = sz_engine_new(test_rules());
    sz_engine_apply_packed(some, (SzSlice){again->str, again->len}, received, takes_no_tickets,
                           &n_asked);
    g_assert_cmpuint(n_asked, ==, 80);
    g_autoptr(SzSnapshot) state = sz_engine_publish(some);
    g_assert_cmpuint(sz_tickets_version_n(state->tickets), ==, 0);
    g_assert_cmpuint(sz_ratings_version_n_days(state->ratings), ==, 1);
    g_assert_cmpuint(sz_ratings_version_day(state->ratings, 0)->levels[5], ==, 40);
}

/* So many bytes of body, so many of memory: events are no way around. */
static void test_events_of_short_lines_are_given_up(void)
{
    const SzWriteBodyOptions options = {
        .ns_per_unit = 1,
        .received = received,
        .now = SZ_WALL_TIME_MAX,
        .body_max_bytes = 1 << 24,
        .unpacked_max_bytes = 1 << 24,
        .wants_events = true,
    };
    g_autoptr(SzWriteBody) body = sz_write_body_new(&options);
    SzWriteBodyResult result = {0};
    static const char line[] = "a f=1 1\n";
    for (guint i = 0; i < 100000; i++) {
        g_assert_cmpint(sz_write_body_feed(body, line, strlen(line)), ==, SZ_WRITE_BODY_OK);
        g_assert_cmpuint(sz_write_body_held_bytes(body), <=, 200000 + 8 * i * strlen(line));
    }
    g_assert_cmpint(sz_write_body_finish(body, &result), ==, SZ_WRITE_BODY_OK);
    g_assert_cmpuint(result.n_lines, ==, 100000);
    g_assert_null(sz_write_body_steal_events(body));
    g_autoptr(GBytes) lines = sz_write_body_steal_lines(body);
    g_assert_cmpuint(g_bytes_get_size(lines), ==, 100000 * strlen(line));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/collector/packed_lines/events-are-what-the-lines-say",
                    test_events_are_what_the_lines_say);
    g_test_add_func("/collector/packed_lines/an-event-survives", test_an_event_survives);
    g_test_add_func("/collector/packed_lines/what-is-not-taken-is-left-out",
                    test_what_is_not_taken_is_left_out);
    g_test_add_func("/collector/packed_lines/events-of-short-lines-are-given-up",
                    test_events_of_short_lines_are_given_up);
    return g_test_run();
}
