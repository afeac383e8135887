/* Corrections as action lines: there and back, what is none, and what they do to a reader of the journal. */

#include "collector/correct_action.h"
#include "collector/event_lines.h"

#define TAKE "ticket,event=take,hall=330106,queue=A id=\"a\\\"1\" 1000"
#define LATER "ticket,event=take,hall=330106,queue=A id=\"a\\\"1\" 3000"

static char *write_line(const SzCorrection *correction)
{
    g_autoptr(GError) error = NULL;
    SzLpField fields[SZ_CORRECT_ACTION_FIELDS];
    SzActionDraft draft = sz_correct_action_draft(correction, (SzWallTime){5000}, fields);
    GString *line = g_string_new(NULL);
    g_assert_true(sz_action_write(line, &draft, SZ_SLICE("p"), &error));
    g_assert_no_error(error);
    return g_string_free(line, FALSE);
}

static SzCorrection replacing(const char *with)
{
    return (SzCorrection){
        .line = SZ_SLICE("12.3"),
        .was = SZ_SLICE(TAKE),
        .with = sz_slice(with),
        .author = SZ_SLICE("li \"x\\"),
        .reason = SZ_SLICE("误操作, a=b"),
    };
}

/* --- there and back ------------------------------------------------------------------------ */

static void on_line(const SzLpPoint *point, void *user)
{
    GString *text = user;
    SzAction action;
    SzCorrection read = {0};
    g_assert_true(sz_action_read(point, &action));
    if (!sz_correct_action_read(&action, &read)) {
        g_string_append(text, "none");
        return;
    }
    const SzSlice parts[] = {read.line,   read.was,    read.with,
                             read.author, read.reason, read.document};
    for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_string_append_len(text, parts[i].len > 0 ? parts[i].data : "-",
                            parts[i].len > 0 ? (gssize)parts[i].len : 1);
        g_string_append_c(text, '|');
    }
}

static char *read_line(const char *line)
{
    GString *text = g_string_new(NULL);
    sz_action_each(sz_slice(line), &(SzLpSink){.on_point = on_line, .user = text});
    return g_string_free(text, FALSE);
}

static void test_void(void)
{
    SzCorrection correction = replacing(NULL);
    g_autofree char *line = write_line(&correction);
    g_assert_cmpstr(line, ==,
                    "action,kind=correct author=\"li \\\"x\\\\\",do=\"void\",line=\"12.3\","
                    "prev=\"p\",reason=\"误操作, a=b\",was=\"ticket,event=take,hall=330106,queue=A "
                    "id=\\\"a\\\\\\\"1\\\" 1000\" 5000\n");
    g_autofree char *back = read_line(line);
    g_assert_cmpstr(back, ==, "12.3|" TAKE "|-|li \"x\\|误操作, a=b|-|");
}

static void test_replace(void)
{
    SzCorrection correction = replacing(LATER);
    correction.document = SZ_SLICE("〔2026〕7");
    g_autofree char *line = write_line(&correction);
    g_autofree char *back = read_line(line);
    g_assert_cmpstr(back, ==, "12.3|" TAKE "|" LATER "|li \"x\\|误操作, a=b|〔2026〕7|");
}

static void test_what_is_none(void)
{
    static const char *const lines[] = {
        "action,kind=refused "
        "prev=\"\",author=\"a\",do=\"void\",line=\"1.1\",reason=\"r\",was=\"t\" 1",
        "action,kind=correct prev=\"\",do=\"void\",line=\"1.1\",reason=\"r\",was=\"t\" 1",
        "action,kind=correct prev=\"\",author=\"a\",do=\"void\",line=\"1.1\",was=\"t\" 1",
        "action,kind=correct prev=\"\",author=\"a\",do=\"void\",line=\"1.1\",reason=\"r\" 1",
        "action,kind=correct prev=\"\",author=\"a\",do=\"void\",line=\"1\",reason=\"r\",was=\"t\" "
        "1",
        "action,kind=correct "
        "prev=\"\",author=\"a\",do=\"replace\",line=\"1.1\",reason=\"r\",was=\"t\" 1",
        "action,kind=correct "
        "prev=\"\",author=\"a\",do=\"void\",line=\"1.1\",reason=\"r\",was=\"t\","
        "with=\"t\" 1",
        "action,kind=correct prev=\"\",author=1i,do=\"void\",line=\"1.1\",reason=\"r\",was=\"t\" 1",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autofree char *back = read_line(lines[i]);
        g_assert_cmpstr(back, ==, "none");
    }
}

/* --- its events ---------------------------------------------------------------------------- */

static void on_never(const SzEvent *voided, const SzEvent *instead, void *user)
{
    (void)voided;
    (void)instead;
    (void)user;
    g_assert_not_reached();
}

static void test_what_it_cannot_be_about(void)
{
    static const char *const lines[] = {
        "",
        "what",
        "ticket,event=take,hall=330106,queue=A id=\"1\"", /* of no time */
        "ticket,event=jump,hall=330106,queue=A id=\"1\" 1000",
        "window,hall=330106,window=1 state=\"open\" 1000",
        "cpu load=1 1000",
        "action,kind=correct prev=\"\" 1",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
        const SzCorrection of_was = {.was = sz_slice(lines[i])};
        const SzCorrection of_with = {.was = SZ_SLICE(TAKE), .with = sz_slice(lines[i])};
        g_assert_false(sz_correction_events(&of_was, (SzWallTime){1}, on_never, NULL));
        g_assert_true(of_with.with.len == 0 ||
                      !sz_correction_events(&of_with, (SzWallTime){1}, on_never, NULL));
    }
}

static void on_hash(const SzEvent *voided, const SzEvent *instead, void *user)
{
    (void)instead;
    sz_correct_event_hash(voided, user);
}

static char *hash_of(const char *line)
{
    char *hash = g_malloc0(SZ_CORRECT_HASH_DIGITS + 1);
    const SzCorrection correction = {.was = sz_slice(line)};
    g_assert_true(sz_correction_events(&correction, (SzWallTime){1}, on_hash, hash));
    return hash;
}

static void test_one_event(void)
{
    static const char *const others[] = {
        "ticket,event=take,hall=330106,queue=A id=\"1\" 1001",
        "ticket,event=take,hall=330106,queue=B id=\"1\" 1000",
        "ticket,event=take,hall=330105,queue=A id=\"1\" 1000",
        "ticket,event=take,hall=330106,queue=A id=\"2\" 1000",
        "ticket,event=call,hall=330106,queue=A id=\"1\" 1000",
        "ticket,event=take,hall=330106,queue=A id=\"1\",eid=\"e\" 1000",
        "rating,event=new,hall=330106,channel=pad id=\"1\",level=1i 1000",
        "kiosk,event=txn,hall=330106,kiosk=1 result=\"ok\",eid=\"e\" 1000",
        "case,event=apply,hall=330106,item=i,channel=window id=\"1\" 1000",
    };
    g_autofree char *is = hash_of("ticket,event=take,hall=330106,queue=A id=\"1\" 1000");
    g_autofree char *again = /* what no state is made of makes no other event */
        hash_of("ticket,event=take,hall=330106,queue=A,x=y id=\"1\",seq=7i,note=\"z\" 1000");
    g_assert_cmpuint(strlen(is), ==, SZ_CORRECT_HASH_DIGITS);
    g_assert_cmpstr(again, ==, is);
    for (gsize i = 0; i < G_N_ELEMENTS(others); i++) {
        g_autofree char *other = hash_of(others[i]);
        g_assert_cmpstr(other, !=, is);
        for (gsize k = 0; k < i; k++) {
            g_autofree char *before = hash_of(others[k]);
            g_assert_cmpstr(other, !=, before);
        }
    }
}

/* --- read from the journal ------------------------------------------------------------------ */

typedef struct {
    GString *told;  /* owned */
    GString *later; /* owned; lines that wait */
    gint64 later_ns;
} World;

static void on_event(const SzEvent *event, void *user)
{
    (void)event;
    (void)user;
}

static void on_later(SzSlice raw, SzWallTime received, SzWallTime occurred, void *user)
{
    World *world = user;
    g_assert_cmpint(received.ns, ==, 9000);
    g_string_append_len(world->later, raw.data, (gssize)raw.len);
    world->later_ns = occurred.ns;
}

static void on_action(const SzAction *action, void *user)
{
    const World *world = user;
    (void)action;
    g_string_append(world->told, "action ");
}

static void on_correct(const SzEvent *voided, const SzEvent *instead, void *user)
{
    const World *world = user;
    const SzEvent *const events[] = {voided, instead};
    for (gsize i = 0; i < G_N_ELEMENTS(events); i++) {
        if (events[i] != NULL) {
            g_assert_cmpint(events[i]->envelope.received.ns, ==, 9000);
            g_string_append_printf(world->told, "%s%" G_GINT64_FORMAT " ", i == 0 ? "-" : "+",
                                   events[i]->envelope.occurred.ns);
        }
    }
}

/* What is told up to @until_ns, and then when the rest is read again at @again_ns. */
static void assert_told(const char *with, gint64 until_ns, gint64 again_ns, const char *expected)
{
    World world = {g_string_new(NULL), g_string_new(NULL), 0};
    const SzEventLinesSink sink = {on_event, on_later, on_action, on_correct, &world};
    SzCorrection correction = replacing(with);
    g_autofree char *line = write_line(&correction);
    g_autoptr(SzEventLines) reader = sz_event_lines_new(&sink);
    SzEventLinesScope scope = {.received = {9000}, .until = {until_ns}};
    sz_event_lines_read(reader, sz_slice(line), &scope);
    g_string_append_printf(world.told, "(%" G_GINT64_FORMAT ") ", world.later_ns);
    if (world.later->len > 0) {
        g_autofree char *waited = g_string_free(world.later, FALSE);
        world.later = g_string_new(NULL);
        scope = (SzEventLinesScope){.received = {9000}, .until = {again_ns}, .have_waited = true};
        sz_event_lines_read(reader, sz_slice(waited), &scope);
    }
    g_assert_cmpstr(world.told->str, ==, expected);
    g_assert_cmpuint(sz_event_lines_tally(reader).n_actions, ==, 1);
    g_assert_cmpuint(sz_event_lines_tally(reader).n_lines, ==, 0);
    g_assert_cmpuint(sz_event_lines_tally(reader).n_refused, ==, 0);
    (void)g_string_free(world.told, TRUE);
    (void)g_string_free(world.later, TRUE);
}

static void test_up_to_an_instant(void)
{
    const char *before = "ticket,event=take,hall=330106,queue=A id=\"b\" 500";
    assert_told(NULL, 1000, 0, "action -1000 (0) ");
    assert_told(NULL, 999, 1000, "action (1000) -1000 ");
    assert_told(LATER, 3000, 0, "action -1000 +3000 (0) ");
    assert_told(LATER, 2999, 3000, "action -1000 (3000) +3000 ");
    assert_told(LATER, 999, 1000, "action (1000) -1000 ");
    assert_told(before, 999, 1000, "action +500 (1000) -1000 ");
    assert_told(before, 499, 500, "action (500) +500 ");
}

static void test_the_last_event(void)
{
    World world = {g_string_new(NULL), g_string_new(NULL), 0};
    const SzEventLinesSink sink = {.on_event = on_event, .on_correct = on_correct, .user = &world};
    SzCorrection correction = replacing(LATER);
    g_autofree char *line = write_line(&correction);
    g_autoptr(SzEventLines) reader = sz_event_lines_new(&sink);
    SzEventLinesScope scope = {.received = {9000}, .until = SZ_WALL_TIME_MAX};
    sz_event_lines_read(reader, sz_slice(line), &scope);
    SzEventLinesTally tally = sz_event_lines_tally(reader);
    g_assert_true(tally.has_events);
    g_assert_cmpint(tally.last_event.ns, ==, 3000);
    (void)g_string_free(world.told, TRUE);
    (void)g_string_free(world.later, TRUE);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/collector/correct_action/void", test_void);
    g_test_add_func("/collector/correct_action/replace", test_replace);
    g_test_add_func("/collector/correct_action/what-is-none", test_what_is_none);
    g_test_add_func("/collector/correct_action/what-it-cannot-be-about",
                    test_what_it_cannot_be_about);
    g_test_add_func("/collector/correct_action/one-event", test_one_event);
    g_test_add_func("/collector/correct_action/up-to-an-instant", test_up_to_an_instant);
    g_test_add_func("/collector/correct_action/the-last-event", test_the_last_event);
    return g_test_run();
}
