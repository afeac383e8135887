/* People waiting over today: the line, its gaps, states, layout and picture. */

#include "render/waiting_trend.h"

#include "support/panel.h"

/* The hall 330106 is open 9:00-12:00 and 13:30-18:00. */
#define DAY "2026-03-02T"

static void say_ticket_at(SzEngine *engine, const char *hall, SzTicketEventKind kind,
                          const char *id, const char *clock)
{
    g_autofree char *at = g_strconcat(DAY, clock, NULL);
    SzEvent event = {.entity = SZ_EVENT_TICKET,
                     .as.ticket = {.occurred = test_time(at),
                                   .kind = kind,
                                   .hall = sz_slice(hall),
                                   .id = sz_slice(id),
                                   .queue = SZ_SLICE("A"),
                                   .recall = -1}};
    sz_engine_apply(engine, &event);
}

static void say_ticket(SzEngine *engine, SzTicketEventKind kind, const char *id, const char *clock)
{
    say_ticket_at(engine, "330106", kind, id, clock);
}

/* A window that says every other minute of [from, to) that it is open. */
static void say_window(SzEngine *engine, const char *from, const char *to)
{
    g_autofree char *first = g_strconcat(DAY, from, NULL);
    g_autofree char *end = g_strconcat(DAY, to, NULL);
    for (SzWallTime at = test_time(first); at.ns < test_time(end).ns; at.ns += 120 * SZ_NS_PER_S) {
        SzEvent event = {.entity = SZ_EVENT_WINDOW,
                         .as.window = {.occurred = at,
                                       .state = SZ_WINDOW_OPEN,
                                       .hall = SZ_SLICE("330106"),
                                       .window = SZ_SLICE("W1"),
                                       .cert = -1}};
        sz_engine_apply(engine, &event);
    }
}

/* Two come before opening, a third at 9:02; they are called at 9:01, 9:03 and 9:25:30. */
static SzEngine *morning(void)
{
    SzEngine *engine = sz_engine_new(test_rules());
    say_ticket(engine, SZ_TICKET_TAKE, "1", "08:50:00");
    say_ticket(engine, SZ_TICKET_TAKE, "2", "08:55:00");
    say_ticket(engine, SZ_TICKET_CALL, "1", "09:01:00");
    say_ticket(engine, SZ_TICKET_TAKE, "3", "09:02:00");
    say_ticket(engine, SZ_TICKET_CALL, "2", "09:03:00");
    say_ticket(engine, SZ_TICKET_CALL, "3", "09:25:30");
    return engine;
}

static SzWaitingTrend *make(SzEngine *engine, const char *clock)
{
    g_autoptr(SzSnapshot) state = sz_engine_publish(engine);
    g_autofree char *now = g_strconcat(DAY, clock, NULL);
    SzView view = test_panel_view(state, now);
    SzPanelPlace place = test_panel_place("330106", false);
    return sz_waiting_trend_new(&view, &place);
}

/* "2 1 2 .. 1": what the line shows at each minute, a dot in a gap. (transfer full) */
static char *line_of(const SzWaitingTrend *trend)
{
    GString *text = g_string_new(NULL);
    for (gint32 minute = trend->open_min; minute <= trend->last_min; minute++) {
        g_string_append(text, minute > trend->open_min ? " " : "");
        if (sz_waiting_trend_has(trend, minute)) {
            g_string_append_printf(text, "%u", sz_waiting_trend_at(trend, minute));
        } else {
            g_string_append_c(text, '.');
        }
    }
    return g_string_free(text, FALSE);
}

static void test_line(void)
{
    g_autoptr(SzEngine) engine = morning();
    say_window(engine, "09:00:00", "09:25:00");
    g_autoptr(SzWaitingTrend) trend = make(engine, "09:05:40");
    g_autofree char *line = line_of(trend);
    g_assert_cmpint(trend->open_min, ==, 540);
    g_assert_cmpint(trend->close_min, ==, 1080);
    g_assert_cmpstr(line, ==, "2 1 2 1 1 1");
    g_assert_cmpuint(trend->n_taken, ==, 3);
    g_assert_cmpuint(trend->gaps->len, ==, 0);
    /* The last point is now, not the minute that has begun. */
    g_autoptr(SzWaitingTrend) before = make(engine, "09:25:29");
    g_autoptr(SzWaitingTrend) after = make(engine, "09:25:30");
    g_assert_cmpuint(before->waiting, ==, 1);
    g_assert_cmpuint(after->waiting, ==, 0);
    g_assert_cmpint(after->last_min, ==, 565);
    guint most = 0;
    gint32 minute = 0;
    g_assert_true(sz_waiting_trend_peak(after, 541, 560, &most, &minute));
    g_assert_cmpuint(most, ==, 2);
    g_assert_cmpint(minute, ==, 542);
    g_assert_false(sz_waiting_trend_peak(after, 566, 1080, &most, &minute));
}

/* Who waits at noon waits on; nothing is missing while the hall is closed. */
static void test_lunch(void)
{
    g_autoptr(SzEngine) engine = morning();
    say_window(engine, "09:00:00", "12:00:00");
    say_ticket(engine, SZ_TICKET_TAKE, "4", "11:50:00");
    g_autoptr(SzWaitingTrend) noon = make(engine, "13:10:00");
    g_assert_cmpuint(noon->waiting, ==, 1);
    g_assert_cmpuint(sz_waiting_trend_at(noon, 12 * 60 + 30), ==, 1);
    g_assert_cmpint(sz_hall_pulse_state(&noon->pulse), ==, SZ_PANEL_LIVE);
    say_ticket(engine, SZ_TICKET_CALL, "4", "13:31:00");
    g_autoptr(SzWaitingTrend) later = make(engine, "13:33:00");
    g_assert_cmpuint(later->waiting, ==, 0);
    g_assert_cmpuint(later->gaps->len, ==, 0);
    g_assert_true(sz_waiting_trend_has(later, 12 * 60 + 30));
}

static void test_gaps(void)
{
    static const struct {
        const char *silent_from; /* the window is heard before and from the second on */
        const char *heard_from;
        gint32 from_min; /* 0: no gap */
        gint32 to_min;
    } rows[] = {
        {"09:30:00", "09:33:00", 0, 0},     /* not heard from 9:29 to 9:32: four minutes */
        {"09:30:00", "09:34:00", 569, 574}, /* five */
        {"09:30:00", "09:35:00", 569, 575},
        {"09:00:00", "09:20:00", 540, 560}, /* from opening on */
        {"11:50:00", "13:30:00", 709, 720}, /* ends at lunch */
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(SzEngine) engine = sz_engine_new(test_rules());
        say_ticket(engine, SZ_TICKET_TAKE, "1", "08:50:00");
        say_window(engine, "09:00:00", rows[i].silent_from);
        say_window(engine, rows[i].heard_from, "14:00:00");
        g_autoptr(SzWaitingTrend) trend = make(engine, "13:59:00");
        g_test_message("%s", rows[i].silent_from);
        g_assert_cmpuint(trend->gaps->len, ==, rows[i].from_min > 0 ? 1 : 0);
        if (trend->gaps->len > 0) {
            const SzTrendGap *gap = &g_array_index(trend->gaps, SzTrendGap, 0);
            g_assert_cmpint(gap->from_min, ==, rows[i].from_min);
            g_assert_cmpint(gap->to_min, ==, rows[i].to_min);
            g_assert_true(sz_waiting_trend_has(trend, gap->from_min));
            g_assert_false(sz_waiting_trend_has(trend, gap->from_min + 1));
            g_assert_false(sz_waiting_trend_has(trend, gap->to_min));
            g_assert_true(sz_waiting_trend_has(trend, gap->to_min + 1));
        }
    }
}

/* A line that is lost ends the picture where it was lost; late lines fill the gap. */
static void test_lost_and_found(void)
{
    g_autoptr(SzEngine) engine = morning();
    say_window(engine, "09:00:00", "10:00:00"); /* last heard at 9:58 */
    g_autoptr(SzWaitingTrend) stale = make(engine, "10:06:00");
    g_assert_cmpint(sz_hall_pulse_state(&stale->pulse), ==, SZ_PANEL_STALE);
    g_assert_cmpint(stale->last_min, ==, 598);
    g_assert_cmpuint(stale->gaps->len, ==, 0);
    g_assert_false(sz_hall_pulse_has_stopped(&stale->pulse));
    g_autoptr(SzWaitingTrend) stopped = make(engine, "10:10:00");
    g_assert_true(sz_hall_pulse_has_stopped(&stopped->pulse));
    g_autofree char *text = sz_hall_pulse_stopped_text(&stopped->pulse, SZ_LANGUAGE_ZH);
    g_assert_cmpstr(text, ==, "数据已停 12 分");
    say_window(engine, "10:20:00", "10:22:00");
    g_autoptr(SzWaitingTrend) back = make(engine, "10:21:00");
    g_assert_cmpuint(back->gaps->len, ==, 1);
    g_assert_false(sz_waiting_trend_has(back, 610));
    say_window(engine, "10:00:00", "10:20:00");
    g_autoptr(SzWaitingTrend) filled = make(engine, "10:21:00");
    g_assert_cmpuint(filled->gaps->len, ==, 0);
}

static void assert_state(SzEngine *engine, const char *clock, const char *expected)
{
    g_autoptr(SzSnapshot) state = sz_engine_publish(engine);
    g_autofree char *now = g_strconcat(DAY, clock, NULL);
    SzView view = test_panel_view(state, now);
    SzPanelRequest request = test_panel_request(&SZ_PANEL_WAITING, 583, 190);
    g_autofree char *said = test_panel_state(&request, &view);
    g_assert_cmpstr(said, ==, expected);
    test_panel_draw_all(&SZ_PANEL_WAITING, &view);
}

static void test_states(void)
{
    g_autoptr(SzEngine) engine = sz_engine_new(test_rules());
    assert_state(engine, "08:30:00", "closed: 大厅未开放");
    assert_state(engine, "09:10:00", "not_begun: 今日尚无数据");
    say_window(engine, "09:00:00", "09:12:00");
    assert_state(engine, "09:11:00", "not_begun: 今日尚无人取号");
    say_ticket(engine, SZ_TICKET_TAKE, "1", "09:12:00");
    say_ticket(engine, SZ_TICKET_CALL, "1", "09:12:20");
    assert_state(engine, "09:13:00", "ok"); /* nobody waits, but somebody came */
    say_window(engine, "09:12:00", "18:00:00");
    assert_state(engine, "17:59:59", "ok");
    assert_state(engine, "18:00:00", "closed: 大厅未开放");
    g_autoptr(SzEngine) lost = morning();
    say_window(lost, "09:00:00", "10:00:00");
    assert_state(lost, "10:05:00", "stale");
    assert_state(lost, "11:00:00", "stale");
}

static void test_area(void)
{
    g_autoptr(SzEngine) engine = morning();
    say_ticket_at(engine, "330106002", SZ_TICKET_TAKE, "1", "09:02:00");
    say_ticket_at(engine, "330106002", SZ_TICKET_TAKE, "2", "09:12:00");
    g_autoptr(SzSnapshot) state = sz_engine_publish(engine);
    SzView view = test_panel_view(state, DAY "09:13:00");
    SzPanelPlace hall = test_panel_place("330106", false);
    SzPanelPlace area = test_panel_place("330106", true);
    g_autoptr(SzWaitingTrend) own = sz_waiting_trend_new(&view, &hall);
    g_autoptr(SzWaitingTrend) all = sz_waiting_trend_new(&view, &area);
    g_assert_cmpuint(own->waiting, ==, 1);
    g_assert_cmpint(sz_hall_pulse_state(&own->pulse), ==, SZ_PANEL_STALE);
    g_assert_cmpuint(all->waiting, ==, 3);
    g_autofree char *line = line_of(all);
    g_assert_cmpstr(line, ==, "2 1 3 2 2 . . . . . . . . 3"); /* not heard from 9:04 to 9:12 */
}

/* At opening, with @waiting people.  @gaps: empty; borrowed */
static SzWaitingTrend opening_with(guint waiting, GArray *gaps)
{
    return (SzWaitingTrend){
        .open_min = 540, .close_min = 1080, .last_min = 540, .waiting = waiting, .gaps = gaps};
}

/* At most three ticks of {1, 2, 5} x 10^n from 0, two when it is low; one person is no mountain. */
static void test_ticks(void)
{
    static const struct {
        guint peak;
        guint step, n; /* of a box 20 em high */
        guint low_step, low_n;
    } rows[] = {
        {0, 2, 3, 5, 2},     {1, 2, 3, 5, 2},      {6, 5, 2, 5, 2},       {9, 5, 3, 10, 2},
        {87, 50, 3, 100, 2}, {108, 50, 3, 100, 2}, {140, 100, 2, 100, 2}, {8000, 5000, 2, 5000, 2},
    };
    const SzScale scale = sz_scale_of_note(20, 1);
    const SzTrendWidths widths = {1.7, 2.5};
    g_autoptr(GArray) gaps = g_array_new(FALSE, FALSE, sizeof(SzTrendGap));
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        SzWaitingTrend trend = opening_with(rows[i].peak, gaps);
        SzTrendLayout high = sz_trend_layout(&trend, (SzRect){0, 0, 600, 400}, &scale, &widths);
        SzTrendLayout low = sz_trend_layout(&trend, (SzRect){0, 0, 600, 160}, &scale, &widths);
        g_test_message("%u", rows[i].peak);
        g_assert_cmpuint(high.y_step, ==, rows[i].step);
        g_assert_cmpuint(high.n_y, ==, rows[i].n);
        g_assert_cmpuint(low.y_step, ==, rows[i].low_step);
        g_assert_cmpuint(low.n_y, ==, rows[i].low_n);
        g_assert_cmpfloat(high.top, >=, rows[i].peak);
        g_assert_cmpfloat(high.value_size, ==, scale.num);
        g_assert_cmpfloat(low.value_size, ==, scale.label);
    }
}

static void test_layout(void)
{
    const SzScale scale = sz_scale_of_note(20, 1);
    const SzTrendWidths widths = {1.7, 2.5};
    g_autoptr(GArray) gaps = g_array_new(FALSE, FALSE, sizeof(SzTrendGap));
    SzWaitingTrend trend = opening_with(100, gaps);
    SzTrendLayout wide = sz_trend_layout(&trend, (SzRect){10, 20, 600, 200}, &scale, &widths);
    /* left (1.7 + 0.6) em, right 5.4 em; above 0.5 em, below 1.7 em */
    g_assert_cmpfloat(wide.plot.x, ==, 56);
    g_assert_cmpfloat_with_epsilon(wide.plot.w, 446, 1e-9);
    g_assert_cmpfloat(wide.plot.y, ==, 30);
    g_assert_cmpfloat_with_epsilon(wide.plot.h, 156, 1e-9);
    g_assert_cmpuint(wide.x_step_h, ==, 2);
    g_assert_true(wide.has_y && !wide.has_gap_words); /* 30 em are not more than 30 em */
    g_assert_cmpfloat_with_epsilon(sz_trend_x(&trend, &wide, 540), 56, 1e-9);
    g_assert_cmpfloat_with_epsilon(sz_trend_x(&trend, &wide, 810), 279, 1e-9);
    g_assert_cmpfloat_with_epsilon(sz_trend_y(&wide, 0), 186, 1e-9);
    g_assert_cmpfloat_with_epsilon(sz_trend_y(&wide, wide.top), 30, 1e-9);
    SzTrendLayout huge = sz_trend_layout(&trend, (SzRect){0, 0, 1200, 400}, &scale, &widths);
    g_assert_cmpuint(huge.x_step_h, ==, 1);
    /* 9 hours on 227 px: 3 hours are 76, more than the 66 of a name and its gap; 2 are 50 */
    SzTrendLayout narrow = sz_trend_layout(&trend, (SzRect){0, 0, 235, 200}, &scale, &widths);
    g_assert_cmpuint(narrow.x_step_h, ==, 3);
    SzTrendLayout tiny = sz_trend_layout(&trend, (SzRect){0, 0, 200, 100}, &scale, &widths);
    g_assert_cmpuint(tiny.x_step_h, ==, 0);
    g_assert_false(tiny.has_y);
    trend.open_min = trend.close_min = 0; /* closed all day */
    trend.last_min = -1;
    SzTrendLayout closed = sz_trend_layout(&trend, (SzRect){0, 0, 600, 200}, &scale, &widths);
    g_assert_cmpuint(closed.x_step_h, ==, 0);
}

/* A picture changes when a minute begins or somebody comes or goes; else not. */
/* Late since before it opened, a picture says when it was last heard. */
static void test_key_of_last_heard(void)
{
    g_autoptr(SzEngine) engine = sz_engine_new(test_rules());
    SzPanelRequest request = test_panel_request(&SZ_PANEL_WAITING, 583, 190);
    say_window(engine, "08:55:00", "08:56:00");
    g_autoptr(SzSnapshot) state = sz_engine_publish(engine);
    SzView view = test_panel_view(state, DAY "09:04:00");
    g_autofree char *said = test_panel_state(&request, &view);
    g_assert_cmpstr(said, ==, "stale");
    say_window(engine, "08:57:00", "08:58:00"); /* comes late */
    g_autoptr(SzSnapshot) later = sz_engine_publish(engine);
    SzView later_view = test_panel_view(later, DAY "09:04:00");
    g_assert_false(test_panel_is_same(&request, &view, &later_view));
}

static void test_keys(void)
{
    g_autoptr(SzEngine) engine = morning();
    say_window(engine, "09:00:00", "09:10:00");
    SzPanelRequest request = test_panel_request(&SZ_PANEL_WAITING, 583, 190);
    g_autoptr(SzSnapshot) state = sz_engine_publish(engine);
    SzView now = test_panel_view(state, DAY "09:08:10");
    SzView same_minute = test_panel_view(state, DAY "09:08:59");
    SzView next_minute = test_panel_view(state, DAY "09:09:00");
    g_assert_true(test_panel_is_same(&request, &now, &same_minute));
    g_assert_false(test_panel_is_same(&request, &now, &next_minute));
    /* Elsewhere, and a person in and out between two looks: nothing that is drawn. */
    say_ticket_at(engine, "330100", SZ_TICKET_TAKE, "9", "09:08:05");
    say_ticket(engine, SZ_TICKET_TAKE, "9", "09:08:01");
    say_ticket(engine, SZ_TICKET_CALL, "9", "09:08:02");
    g_autoptr(SzSnapshot) unseen = sz_engine_publish(engine);
    SzView unseen_view = test_panel_view(unseen, DAY "09:08:10");
    g_assert_true(test_panel_is_same(&request, &now, &unseen_view));
    request.is_bare = false; /* the title counts the tickets of the day */
    g_assert_false(test_panel_is_same(&request, &now, &unseen_view));
    request.is_bare = true;
    say_ticket(engine, SZ_TICKET_TAKE, "10", "09:08:05");
    g_autoptr(SzSnapshot) one_more = sz_engine_publish(engine);
    SzView one_more_view = test_panel_view(one_more, DAY "09:08:10");
    g_assert_false(test_panel_is_same(&request, &now, &one_more_view));
    /* A late line changes an earlier point. */
    say_ticket(engine, SZ_TICKET_CANCEL, "10", "09:08:06");
    say_ticket(engine, SZ_TICKET_TAKE, "11", "09:04:30");
    say_ticket(engine, SZ_TICKET_CALL, "11", "09:06:30");
    g_autoptr(SzSnapshot) late = sz_engine_publish(engine);
    SzView late_view = test_panel_view(late, DAY "09:08:10");
    g_assert_false(test_panel_is_same(&request, &now, &late_view));
}

static void test_hits_and_words(void)
{
    g_autoptr(SzEngine) engine = morning();
    say_window(engine, "09:00:00", "09:20:00");
    say_window(engine, "09:31:00", "11:05:00");
    g_autoptr(SzSnapshot) state = sz_engine_publish(engine);
    SzView view = test_panel_view(state, DAY "11:05:00");
    SzPanelRequest request = test_panel_request(&SZ_PANEL_WAITING, 583, 190);
    g_autofree char *hits = test_panel_hits(&request, &view);
    g_assert_cmpstr(hits, ==,
                    "9:00–10:00=最多 2 人|10:00–11:00=最多 0 人|"
                    "11:00–12:00=现在 0 人，最多 0 人");
    g_autoptr(SzPanelModel) model = sz_panel_model_new(&request, &view);
    g_autofree char *zh = sz_panel_model_text(model, SZ_LANGUAGE_ZH);
    g_autofree char *en = sz_panel_model_text(model, SZ_LANGUAGE_EN);
    /* heard at 9:18 and, the call, at 9:25; then at 9:31 */
    g_assert_cmpstr(zh, ==, "在等人数：0 人在等，今日最多 2 人（9:00），缺 11 分的数据。");
    g_assert_cmpstr(en, ==, "Waiting: 0 waiting, at most 2 today (9:00), 11 min of data missing.");
}

static void test_pixels(void)
{
    g_autoptr(SzEngine) engine = morning();
    say_window(engine, "09:00:00", "09:20:00");
    g_autoptr(SzWaitingTrend) trend = make(engine, "09:19:00");
    g_auto(TestCanvas) test = {0};
    test_canvas_init(&test, 1200, 400, 20);
    SzRect box = {0, 0, 1200, 400};
    SzRect plot = sz_waiting_trend_draw(trend, SZ_PANEL_LIVE, test.canvas, box);
    const SzTheme *theme = test.canvas->theme;
    double minute_w = plot.w / 540;
    double y = plot.y + plot.h * (1 - 1 / 5.0); /* one person of five */
    g_assert_cmphex(test_canvas_pixel(&test, (int)(plot.x + minute_w * 19), (int)y), ==,
                    theme->data_strong);
    g_assert_cmphex(test_canvas_pixel(&test, (int)(plot.x + minute_w * 8), (int)y), ==,
                    theme->data_strong);
    g_assert_cmphex(test_canvas_pixel(&test, (int)(plot.x + minute_w * 300), (int)y), ==,
                    theme->bg);
    /* Stale: paler, without the dot. */
    g_auto(TestCanvas) faded = {0};
    test_canvas_init(&faded, 1200, 400, 20);
    faded.canvas->is_faded = true;
    (void)sz_waiting_trend_draw(trend, SZ_PANEL_STALE, faded.canvas, box);
    g_assert_cmphex(test_canvas_pixel(&faded, (int)(plot.x + minute_w * 19), (int)y + 4), ==,
                    theme->bg);
}

#define ADD(name, function) g_test_add_func("/render/waiting_trend/" name, function)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("line", test_line);
    ADD("lunch", test_lunch);
    ADD("gaps", test_gaps);
    ADD("lost-and-found", test_lost_and_found);
    ADD("states", test_states);
    ADD("area", test_area);
    ADD("ticks", test_ticks);
    ADD("layout", test_layout);
    ADD("keys", test_keys);
    ADD("key-of-last-heard", test_key_of_last_heard);
    ADD("hits-and-words", test_hits_and_words);
    ADD("pixels", test_pixels);
    int status = g_test_run();
    test_rules_clear();
    test_drawing_clear();
    return status;
}
