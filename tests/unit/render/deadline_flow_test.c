/* Open cases by the day they are due: columns, calendars, states, layout and picture. */

#include "render/deadline_flow.h"

#include "support/panel.h"

static void say(SzEngine *engine, const SzCaseEvent *event)
{
    SzEvent any = {.entity = SZ_EVENT_CASE, .as.case_event = *event};
    sz_engine_apply(engine, &any);
}

/* A case accepted at @accepted that its source says is due at @due; NULL: nobody says when. */
static void accept_at(SzEngine *engine, const char *hall, const char *id, const char *accepted,
                      const char *due)
{
    SzCaseEvent event = test_case_event(SZ_CASE_ACCEPT, accepted);
    event.hall = sz_slice(hall);
    event.id = sz_slice(id);
    event.has_due = due != NULL;
    event.due = due != NULL ? test_time(due) : event.due;
    say(engine, &event);
}

/* @n of them, called ID0, ID1, .. */
static void accept_many(SzEngine *engine, guint n, const char *id, const char *due)
{
    for (guint i = 0; i < n; i++) {
        g_autofree char *name = g_strdup_printf("%s%u", id, i);
        accept_at(engine, "330106", name, "2026-03-02T09:00:00", due);
    }
}

static void say_of(SzEngine *engine, SzCaseEventKind kind, const char *id, const char *at)
{
    SzCaseEvent event = test_case_event(kind, at);
    event.id = sz_slice(id);
    say(engine, &event);
}

static void say_window(SzEngine *engine, const char *at)
{
    SzEvent event = {.entity = SZ_EVENT_WINDOW,
                     .as.window = {.occurred = test_time(at),
                                   .state = SZ_WINDOW_OPEN,
                                   .hall = SZ_SLICE("330106"),
                                   .window = SZ_SLICE("W1"),
                                   .cert = -1}};
    sz_engine_apply(engine, &event);
}

static SzDeadlineFlow *make(SzEngine *engine, const char *now)
{
    g_autoptr(SzSnapshot) state = sz_engine_publish(engine);
    SzView view = test_panel_view(state, now);
    SzPanelPlace place = test_panel_place("330106", false);
    return sz_deadline_flow_new(&view, &place);
}

/* "overdue/breached | day:n .. | later suspended undated of open". (transfer full) */
static char *text_of(const SzDeadlineFlow *flow)
{
    GString *text = g_string_new(NULL);
    g_string_append_printf(text, "%u/%u |", flow->overdue, flow->breached);
    for (guint i = 0; i < flow->n_days; i++) {
        SzCivil day = sz_day_to_civil(flow->days[i].day);
        g_string_append_printf(text, " %d-%d:%u", day.month, day.day, flow->days[i].n);
    }
    g_string_append_printf(text, " | %u %u %u of %u", flow->later, flow->suspended, flow->undated,
                           flow->open);
    return g_string_free(text, FALSE);
}

static void assert_flow(SzEngine *engine, const char *now, const char *expected)
{
    g_autoptr(SzDeadlineFlow) flow = make(engine, now);
    g_autofree char *text = text_of(flow);
    g_assert_cmpstr(text, ==, expected);
}

/* 2026-03-05 is a Thursday; the five working days after it are 6, 9, 10, 11 and 12 March. */
static void test_columns(void)
{
    static const char *const due[] = {
        "2026-03-05T09:59:59", /* overdue */
        "2026-03-05T10:00:00", /* now: not past it */
        "2026-03-05T17:00:00", /* today */
        "2026-03-06T00:00:00", /* today at 24:00 */
        "2026-03-06T00:00:01", /* Friday */
        "2026-03-07T12:00:00", /* Saturday: Friday's */
        "2026-03-08T23:00:00", /* Sunday: likewise */
        "2026-03-09T18:00:00", /* Monday */
        "2026-03-12T18:00:00", /* the last column */
        "2026-03-13T00:00:00", /* at its 24:00 */
        "2026-03-13T09:00:00", /* later */
        "2027-03-13T09:00:00",
    };
    g_autoptr(SzEngine) engine = sz_engine_new(test_rules());
    for (guint i = 0; i < G_N_ELEMENTS(due); i++) {
        g_autofree char *id = g_strdup_printf("C%u", i);
        accept_at(engine, "330106", id, "2026-03-02T09:00:00", due[i]);
    }
    assert_flow(engine, "2026-03-05T10:00:00",
                "1/0 | 3-5:3 3-6:3 3-9:1 3-10:0 3-11:0 3-12:2 | 2 0 0 of 12");
    assert_flow(engine, "2026-03-06T10:00:00",
                "5/0 | 3-6:2 3-9:1 3-10:0 3-11:0 3-12:2 3-13:1 | 1 0 0 of 12");
    /* On a Sunday what is due is due today. */
    assert_flow(engine, "2026-03-08T10:00:00",
                "6/0 | 3-8:1 3-9:1 3-10:0 3-11:0 3-12:2 3-13:1 | 1 0 0 of 12");
    say_of(engine, SZ_CASE_CLOSE, "C0", "2026-03-05T09:58:00");
    say_of(engine, SZ_CASE_WITHDRAW, "C2", "2026-03-05T09:59:00");
    assert_flow(engine, "2026-03-05T10:00:00",
                "0/0 | 3-5:2 3-6:3 3-9:1 3-10:0 3-11:0 3-12:2 | 2 0 0 of 10");
}

static void test_stopped_late_and_undated(void)
{
    g_autoptr(SzEngine) engine = sz_engine_new(test_rules());
    /* Three working days promised, six by law: overdue on the 6th, black on the 11th. */
    SzCaseEvent event = test_case_event(SZ_CASE_ACCEPT, "2026-03-02T10:00:00");
    event.promise = (SzLimit){3, SZ_UNIT_WORKDAY};
    event.statute = (SzLimit){6, SZ_UNIT_WORKDAY};
    say(engine, &event);
    accept_at(engine, "330106", "U1", "2026-03-02T10:00:00", NULL);
    event.id = SZ_SLICE("S1");
    say(engine, &event);
    say_of(engine, SZ_CASE_SUSPEND, "S1", "2026-03-03T10:00:00");
    assert_flow(engine, "2026-03-05T10:00:00",
                "0/0 | 3-5:1 3-6:0 3-9:0 3-10:0 3-11:0 3-12:0 | 0 1 1 of 3");
    assert_flow(engine, "2026-03-06T10:00:00",
                "1/0 | 3-6:0 3-9:0 3-10:0 3-11:0 3-12:0 3-13:0 | 0 1 1 of 3");
    assert_flow(engine, "2026-03-11T10:00:00",
                "1/1 | 3-11:0 3-12:0 3-13:0 3-16:0 3-17:0 3-18:0 | 0 1 1 of 3");
}

static void test_calendars(void)
{
    g_autoptr(SzEngine) engine = sz_engine_new(test_rules());
    accept_at(engine, "330106", "A", "2026-01-02T09:00:00", "2026-12-31T18:00:00");
    accept_at(engine, "330106", "B", "2026-01-02T09:00:00", "2027-01-01T18:00:00");
    accept_at(engine, "330106", "C", "2026-01-02T09:00:00", "2027-01-04T18:00:00");
    accept_at(engine, "330106", "D", "2026-01-02T09:00:00", "2026-02-14T18:00:00");
    accept_at(engine, "330106", "E", "2026-01-02T09:00:00", "2026-02-20T18:00:00");
    /* Nothing is published for 2027: New Year's Day is a holiday by law, a Friday. */
    assert_flow(engine, "2026-12-30T10:00:00",
                "2/0 | 12-30:0 12-31:2 1-4:1 1-5:0 1-6:0 1-7:0 | 0 0 0 of 5");
    /* The Saturday before Spring Festival is worked, and then nine days are not. */
    assert_flow(engine, "2026-02-13T10:00:00",
                "0/0 | 2-13:0 2-14:2 2-24:0 2-25:0 2-26:0 2-27:0 | 3 0 0 of 5");
}

static void test_places(void)
{
    g_autoptr(SzEngine) engine = sz_engine_new(test_rules());
    accept_at(engine, "330106", "A", "2026-03-02T09:00:00", "2026-03-05T18:00:00");
    accept_at(engine, "330106002", "A", "2026-03-02T09:00:00", "2026-03-05T18:00:00");
    accept_at(engine, "330100", "A", "2026-03-02T09:00:00", "2026-03-05T18:00:00");
    accept_at(engine, "elsewhere", "A", "2026-03-02T09:00:00", "2026-03-05T18:00:00");
    g_autoptr(SzSnapshot) state = sz_engine_publish(engine);
    SzView view = test_panel_view(state, "2026-03-05T10:00:00");
    SzPanelPlace hall = test_panel_place("330106", false);
    SzPanelPlace area = test_panel_place("330106", true);
    g_autoptr(SzDeadlineFlow) own = sz_deadline_flow_new(&view, &hall);
    g_autoptr(SzDeadlineFlow) all = sz_deadline_flow_new(&view, &area);
    g_assert_cmpuint(own->open, ==, 1);
    g_assert_cmpuint(all->open, ==, 2);
}

/* One case a square up to 400 of them; then 5, 10, 20, 50. */
static void test_squares(void)
{
    static const struct {
        guint n, per_square, squares;
    } rows[] = {{1, 1, 1},      {400, 1, 400},   {401, 5, 81},
                {2000, 5, 400}, {2005, 10, 201}, {4010, 20, 201}};
    g_autoptr(SzEngine) engine = sz_engine_new(test_rules());
    guint n = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *id = g_strdup_printf("R%" G_GSIZE_FORMAT "-", i);
        accept_many(engine, rows[i].n - n, id, "2026-03-06T18:00:00");
        n = rows[i].n;
        g_autoptr(SzDeadlineFlow) flow = make(engine, "2026-03-05T10:00:00");
        g_assert_cmpuint(flow->per_square, ==, rows[i].per_square);
        g_assert_cmpuint(sz_deadline_flow_squares(flow, n), ==, rows[i].squares);
    }
    /* What stands in no column is no square. */
    g_autoptr(SzEngine) far = sz_engine_new(test_rules());
    accept_many(far, 500, "F", "2026-06-05T18:00:00");
    g_autoptr(SzDeadlineFlow) flow = make(far, "2026-03-05T10:00:00");
    g_assert_cmpuint(flow->per_square, ==, 1);
}

static void assert_state(SzEngine *engine, const char *now, const char *expected)
{
    g_autoptr(SzSnapshot) state = sz_engine_publish(engine);
    SzView view = test_panel_view(state, now);
    SzPanelRequest request = test_panel_request(&SZ_PANEL_DEADLINES, 583, 190);
    g_autofree char *said = test_panel_state(&request, &view);
    g_assert_cmpstr(said, ==, expected);
    test_panel_draw_all(&SZ_PANEL_DEADLINES, &view);
}

static void test_states(void)
{
    g_autoptr(SzEngine) engine = sz_engine_new(test_rules());
    assert_state(engine, "2026-03-05T10:00:00", "not_begun: 尚无办件数据");
    accept_at(engine, "330106", "A1", "2026-03-02T09:00:00", "2026-03-05T18:00:00");
    say_of(engine, SZ_CASE_CLOSE, "A1", "2026-03-03T09:00:00");
    assert_state(engine, "2026-03-05T10:00:00", "empty: 没有在办件");
    accept_many(engine, 7, "D", "2026-03-06T18:00:00");
    accept_many(engine, 3, "U", NULL);
    assert_state(engine, "2026-03-05T10:00:00", "ok"); /* 30 % without a deadline */
    accept_many(engine, 4, "U", NULL);
    assert_state(engine, "2026-03-05T10:00:00", "insufficient: 数据不足");
    for (guint i = 0; i < 4; i++) {
        g_autofree char *id = g_strdup_printf("U%u", i);
        say_of(engine, SZ_CASE_CLOSE, id, "2026-03-05T09:00:00");
    }
    assert_state(engine, "2026-03-05T23:00:00", "ok"); /* the hall is closed, cases go on */
    /* The hall is open and neither windows nor cases say anything. */
    say_window(engine, "2026-03-05T10:00:00");
    assert_state(engine, "2026-03-05T10:05:00", "ok");
    assert_state(engine, "2026-03-05T10:06:00", "stale");
    assert_state(engine, "2026-03-05T10:30:00", "stale");
    say_of(engine, SZ_CASE_CLOSE, "D0", "2026-03-05T10:29:00");
    assert_state(engine, "2026-03-05T10:30:00", "ok");
}

/* Time alone moves a picture only when a column changes. */
static void test_keys(void)
{
    g_autoptr(SzEngine) engine = sz_engine_new(test_rules());
    accept_many(engine, 3, "D", "2026-03-05T17:00:00");
    accept_many(engine, 2, "L", "2026-03-09T17:00:00");
    SzPanelRequest request = test_panel_request(&SZ_PANEL_DEADLINES, 583, 190);
    g_autoptr(SzSnapshot) state = sz_engine_publish(engine);
    SzView now = test_panel_view(state, "2026-03-05T08:00:00");
    SzView later = test_panel_view(state, "2026-03-05T17:00:00");
    SzView past = test_panel_view(state, "2026-03-05T17:00:01");
    SzView tomorrow = test_panel_view(state, "2026-03-06T00:00:00");
    g_assert_true(test_panel_is_same(&request, &now, &later));
    g_assert_false(test_panel_is_same(&request, &later, &past));
    g_assert_false(test_panel_is_same(&request, &past, &tomorrow));
    accept_at(engine, "330100", "X", "2026-03-02T09:00:00", "2026-03-05T17:00:00");
    g_autoptr(SzSnapshot) elsewhere = sz_engine_publish(engine);
    SzView elsewhere_view = test_panel_view(elsewhere, "2026-03-05T08:00:00");
    g_assert_true(test_panel_is_same(&request, &now, &elsewhere_view));
    say_of(engine, SZ_CASE_CLOSE, "L0", "2026-03-05T07:00:00");
    g_autoptr(SzSnapshot) closed = sz_engine_publish(engine);
    SzView closed_view = test_panel_view(closed, "2026-03-05T08:00:00");
    g_assert_false(test_panel_is_same(&request, &now, &closed_view));
}

/* As many cases as the wall's drawing has: 3 late, 12 today, 21, 34, 41, 48, 52. */
static SzEngine *wall(void)
{
    static const char *const due[] = {
        "2026-03-04T18:00:00", "2026-03-05T18:00:00", "2026-03-06T18:00:00", "2026-03-09T18:00:00",
        "2026-03-10T18:00:00", "2026-03-11T18:00:00", "2026-03-12T18:00:00", "2026-04-10T18:00:00"};
    static const guint n[] = {3, 12, 21, 34, 41, 48, 52, 1027};
    SzEngine *engine = sz_engine_new(test_rules());
    for (guint i = 0; i < G_N_ELEMENTS(n); i++) {
        g_autofree char *id = g_strdup_printf("W%u-", i);
        accept_many(engine, n[i], id, due[i]);
    }
    return engine;
}

static void test_hits_and_words(void)
{
    g_autoptr(SzEngine) engine = wall();
    SzCaseEvent event = test_case_event(SZ_CASE_ACCEPT, "2026-02-02T10:00:00");
    event.id = SZ_SLICE("B");
    event.promise = (SzLimit){3, SZ_UNIT_WORKDAY};
    event.statute = (SzLimit){6, SZ_UNIT_WORKDAY};
    say(engine, &event);
    g_autoptr(SzSnapshot) state = sz_engine_publish(engine);
    SzView view = test_panel_view(state, "2026-03-05T10:00:00");
    SzPanelRequest request = test_panel_request(&SZ_PANEL_DEADLINES, 583, 190);
    request.note_px = 18.9;
    g_autofree char *hits = test_panel_hits(&request, &view);
    g_assert_cmpstr(hits, ==,
                    "超期=4 件，超法定 1 件|今天 3月5日 周四=12 件|3月6日 周五=21 件|"
                    "3月9日 周一=34 件|3月10日 周二=41 件|3月11日 周三=48 件|3月12日 周四=52 件|"
                    "超法定=1 件|更远=1,027 件|暂停计时=0 件");
    g_autoptr(SzPanelModel) model = sz_panel_model_new(&request, &view);
    g_autofree char *zh = sz_panel_model_text(model, SZ_LANGUAGE_ZH);
    g_autofree char *en = sz_panel_model_text(model, SZ_LANGUAGE_EN);
    g_assert_cmpstr(zh, ==,
                    "在办件按剩余时限：在办 1,239 件，超期 4 件（超法定 1 件），今天到期 12 件。");
    g_assert_cmpstr(en, ==,
                    "Open cases by deadline: 1,239 open, 4 overdue (1 past the statute), 12 due "
                    "today.");
    g_assert_cmpstr(sz_panel_model_sample(model), ==, "在办 1,239 件");
    g_assert_cmpstr(sz_panel_model_as_of(model), ==, "3月2日");
}

/* The wall: 583 px at a note of 18.9 px, whole squares, big figures for what matters. */
static void test_layout_of_the_wall(void)
{
    g_autoptr(SzEngine) engine = wall();
    g_autoptr(SzDeadlineFlow) flow = make(engine, "2026-03-05T10:00:00");
    const SzScale scale = sz_scale_of_note(18.9, 1);
    const SzFlowWidths widths = {.count_em = 1.11, .hot_em = {0.59, 1.18}, .tail_w = 123};
    SzFlowLayout layout = sz_flow_layout(flow, (SzRect){0, 0, 583, 200}, &scale, &widths);
    g_assert_cmpuint(layout.n_columns, ==, 7);
    g_assert_cmpfloat(layout.tail_x, ==, 460);
    /* (460 - 18.9) / 7.35 */
    g_assert_cmpfloat_with_epsilon(layout.column_w, 60.01, 0.01);
    g_assert_cmpfloat(layout.column_x[0], ==, 0);
    g_assert_cmpfloat(layout.column_x[1], ==, 81); /* 1.35 columns */
    /* midway between what columns 0 and 1 may fill */
    g_assert_cmpfloat_with_epsilon(layout.line_x, 60.01 * (0.82 + 1.35) / 2, 0.01);
    g_assert_cmpfloat(layout.base, ==, 145); /* 200 - 2.9 em */
    g_assert_true(layout.has_weekdays && layout.is_stacked[0] && layout.is_stacked[1]);
    g_assert_cmpfloat(layout.hot_size[1], ==, scale.text);
    g_assert_cmpfloat(layout.count_size, ==, scale.label);
    /* 52 cases below a count of 8.5 + 20 px: 6 across of 8 px are 9 rows, 72 px; 5 across of 9 px are 11, 99 px;
     * 4 across of 12 px are 13, 156 px: more than the 116 there are. */
    g_assert_cmpuint(layout.n_across, ==, 5);
    g_assert_cmpfloat(layout.square, ==, 9);
    g_assert_cmpfloat(layout.side, ==, 8);
    SzFlowLayout low = sz_flow_layout(flow, (SzRect){0, 0, 583, 150}, &scale, &widths);
    g_assert_true(!low.has_weekdays && low.has_names && !low.is_stacked[1]);
    /* 10,002 overdue: a column goes, so that the figure stays on its side of the line. */
    const SzFlowWidths crowded = {.count_em = 2.44, .hot_em = {3.3, 2.6}, .tail_w = 123};
    SzFlowLayout fewer = sz_flow_layout(flow, (SzRect){0, 0, 583, 200}, &scale, &crowded);
    g_assert_cmpuint(fewer.n_columns, ==, 6);
    g_assert_cmpfloat(fewer.hot_size[0], ==, scale.note);
    SzFlowLayout narrow = sz_flow_layout(flow, (SzRect){0, 0, 290, 200}, &scale, &widths);
    g_assert_cmpuint(narrow.n_columns, ==, 5);
    g_assert_cmpfloat(narrow.tail_x, ==, 0);
}

/* Whatever the numbers and the size: nothing leaves the box, and squares stand in their columns. */
static void test_layouts_fit(void)
{
    const SzScale scale = sz_scale_of_note(18.9, 1);
    for (guint i = 0; i < 300; i++) {
        SzDeadlineFlow flow = {.n_days = SZ_FLOW_DAYS, .per_square = 1};
        flow.overdue = (guint)g_test_rand_int_range(0, 400);
        guint left = 400 - flow.overdue;
        for (guint k = 0; k < SZ_FLOW_DAYS; k++) {
            flow.days[k].n = (guint)g_test_rand_int_range(0, (gint32)left + 1);
            left -= flow.days[k].n;
        }
        const SzFlowWidths widths = {.count_em = 1.67, .hot_em = {1.77, 1.77}, .tail_w = 123};
        SzRect box = {0, 0, g_test_rand_int_range(160, 1200), g_test_rand_int_range(110, 900)};
        SzFlowLayout layout = sz_flow_layout(&flow, box, &scale, &widths);
        g_assert_cmpuint(layout.n_columns, >=, box.w > 200 ? 5 : 3);
        for (guint k = 0; k < layout.n_columns; k++) {
            double end = k + 1 < layout.n_columns ? layout.column_x[k + 1]
                         : layout.tail_x > 0      ? layout.tail_x
                                                  : box.w;
            g_assert_cmpfloat(layout.column_x[k] + layout.column_w * 0.82, <=, end + 1);
            g_assert_cmpfloat(sz_flow_height(&flow, &layout, k), <=, layout.base - 10);
            g_assert_cmpfloat(layout.n_across * layout.square, <=, layout.column_w * 0.82 + 1e-9);
        }
        g_assert_true(layout.line_x > layout.column_x[0] + layout.column_w * 0.82);
        g_assert_true(layout.line_x < layout.column_x[1]);
        g_assert_cmpfloat(layout.side, <, layout.square);
    }
}

/* Squares of @color that begin in the row of pixels @y. */
static guint squares_in_row(const TestCanvas *test, int y, SzColor color)
{
    guint n = 0;
    for (int x = 1; x < 583; x++) {
        n += test_canvas_pixel(test, x, y) == color && test_canvas_pixel(test, x - 1, y) != color;
    }
    return n;
}

static void test_pixels(void)
{
    g_autoptr(SzEngine) engine = wall();
    g_autoptr(SzDeadlineFlow) flow = make(engine, "2026-03-05T10:00:00");
    g_auto(TestCanvas) test = {0};
    test_canvas_init(&test, 583, 200, 18.9);
    (void)sz_deadline_flow_draw(flow, SZ_PANEL_LIVE, test.canvas, (SzRect){0, 0, 583, 200});
    const SzTheme *theme = test.canvas->theme;
    int bottom = 145 - 5; /* in the lowest squares */
    g_assert_cmpuint(squares_in_row(&test, bottom, theme->fill[SZ_SIGN_LATE]), ==, 3);
    g_assert_cmpuint(squares_in_row(&test, bottom, theme->fill[SZ_SIGN_WATCH]), ==, 5);
    g_assert_cmpuint(squares_in_row(&test, bottom, theme->data), ==, 25);
    g_assert_cmpuint(squares_in_row(&test, bottom - 9, theme->fill[SZ_SIGN_LATE]), ==, 0);
    g_assert_cmpuint(squares_in_row(&test, bottom - 18, theme->fill[SZ_SIGN_WATCH]), ==, 2);
    g_assert_cmpuint(squares_in_row(&test, bottom - 36, theme->data), ==, 21); /* 21 = 4 rows + 1 */
    /* the deadline */
    g_assert_cmphex(test_canvas_pixel(&test, 65, 2), ==, theme->ink1);
}

#define ADD(name, function) g_test_add_func("/render/deadline_flow/" name, function)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("columns", test_columns);
    ADD("stopped-late-and-undated", test_stopped_late_and_undated);
    ADD("calendars", test_calendars);
    ADD("places", test_places);
    ADD("squares", test_squares);
    ADD("states", test_states);
    ADD("keys", test_keys);
    ADD("hits-and-words", test_hits_and_words);
    ADD("layout-of-the-wall", test_layout_of_the_wall);
    ADD("layouts-fit", test_layouts_fit);
    ADD("pixels", test_pixels);
    int status = g_test_run();
    test_rules_clear();
    test_drawing_clear();
    return status;
}
