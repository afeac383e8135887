/* The window grid: what windows are, where cells go, when the picture changes. */

#include "render/window_grid.h"

#include "metrics/service_limits.h"
#include "support/hall_scene.h"

#define WALL_NOTE 18.9

static const SzPanelRequest wall = {.panel = &SZ_PANEL_WINDOWS,
                                    .width_px = 695,
                                    .height_px = 290,
                                    .dpr = 1,
                                    .note_px = WALL_NOTE,
                                    .is_bare = true};

static SzPanelRequest wall_request(void)
{
    SzPanelRequest request = wall;
    request.place = scene_place();
    return request;
}

static SzWindowGrid *grid_at(SzEngine *engine, const char *clock)
{
    g_autoptr(SzSnapshot) state = sz_engine_publish(engine);
    SzView view = scene_view(state, clock);
    SzPanelPlace place = scene_place();
    return sz_window_grid_new(&view, &place);
}

static const SzWindowCell *cell(const SzWindowGrid *grid, const char *number)
{
    for (guint i = 0; i < grid->cells->len; i++) {
        const SzWindowCell *one = grid->cells->pdata[i];
        if (g_str_equal(one->number, number)) {
            return one;
        }
    }
    g_error("no window %s", number);
}

static void serve(SzEngine *engine, const char *id, const char *window, const char *clock)
{
    scene_ticket(engine, SZ_TICKET_CALL, id, window, clock);
    scene_ticket(engine, SZ_TICKET_START, id, window, clock);
    scene_window(engine, window, SZ_WINDOW_SERVING, clock);
}

/* One of each: 1 serving for 12 min, 2 idle, 3 calling, 4 paused for 20, 10 over by 15, 11 offline for 9, 12 closed. */
static SzEngine *morning(void)
{
    SzEngine *engine = sz_engine_new(test_rules());
    scene_window(engine, "W12", SZ_WINDOW_CLOSED, "08:30");
    serve(engine, "B1", "W10", "09:39");
    serve(engine, "B2", "W1", "10:12");
    scene_window(engine, "W2", SZ_WINDOW_OPEN, "10:00");
    scene_window(engine, "W3", SZ_WINDOW_CALLING, "10:23");
    scene_window(engine, "W4", SZ_WINDOW_PAUSED, "10:04");
    scene_window(engine, "W11", SZ_WINDOW_OFFLINE, "10:15");
    scene_window(engine, "W2", SZ_WINDOW_OPEN, "10:24");
    return engine;
}

/* --- what windows are ------------------------------------------------------------------------ */

static void test_kinds(void)
{
    static const struct {
        const char *number;
        const char *says;
        gint64 minutes;
        SzWindowCellKind kind;
        guint eighths;
    } cases[] = {
        {"1", "办理中 B，限时 30 分", -1, SZ_WINDOW_CELL_SERVING, 4}, /* 12 / 30 */
        {"2", "空闲", -1, SZ_WINDOW_CELL_IDLE, 0},
        {"3", "叫号中", -1, SZ_WINDOW_CELL_CALLING, 0},
        {"4", "暂停 20 分", 20, SZ_WINDOW_CELL_PAUSED, 0},
        {"10", "办理 45 分，限时 30 分", 45, SZ_WINDOW_CELL_OVER, 0},
        {"11", "离线 9 分", 9, SZ_WINDOW_CELL_OFFLINE, 0},
        {"12", "未开", -1, SZ_WINDOW_CELL_CLOSED, 0},
    };
    g_autoptr(SzEngine) engine = morning();
    g_autoptr(SzWindowGrid) grid = grid_at(engine, "10:24");
    g_assert_cmpint(grid->state, ==, SZ_PANEL_LIVE);
    g_assert_cmpuint(grid->cells->len, ==, G_N_ELEMENTS(cases));
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        const SzWindowCell *one = grid->cells->pdata[i]; /* in the order of numbers */
        g_autofree char *says = sz_window_cell_says(one, SZ_LANGUAGE_ZH);
        g_assert_cmpstr(one->number, ==, cases[i].number);
        g_assert_cmpint(one->kind, ==, cases[i].kind);
        g_assert_cmpint(one->minutes, ==, cases[i].minutes);
        g_assert_cmpuint(one->eighths, ==, cases[i].eighths);
        g_assert_cmpstr(says, ==, cases[i].says);
        g_assert_cmpuint(grid->n[cases[i].kind], ==, 1);
    }
}

static void test_limits(void)
{
    static const struct {
        gint64 minutes, limit_min;
        bool is_over;
        guint eighths;
    } cases[] = {{0, 40, false, 1},  {4, 40, false, 1},  {5, 40, false, 2}, {39, 40, false, 8},
                 {40, 40, false, 8}, {41, 40, true, 8},  {1, 0, true, 8},   {3, 30, false, 1},
                 {4, 30, false, 2},  {30, 30, false, 8}, {31, 30, true, 8}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_assert_true(sz_window_is_over(cases[i].minutes, cases[i].limit_min) == cases[i].is_over);
        g_assert_cmpuint(sz_window_eighths(cases[i].minutes, cases[i].limit_min), ==,
                         cases[i].eighths);
    }
}

/* Services of 1, 2, .. 40 minutes: the limit is 40, so 36 minutes are within it. */
static void test_the_limit_is_that_of_the_day(void)
{
    g_autoptr(SzEngine) engine = sz_engine_new(test_rules());
    for (int i = 1; i <= 40; i++) {
        g_autofree char *id = g_strdup_printf("B%d", 100 + i);
        g_autofree char *from = g_strdup_printf("09:%02d", 50 - i);
        scene_ticket(engine, SZ_TICKET_CALL, id, "W1", from);
        scene_ticket(engine, SZ_TICKET_START, id, "W1", from);
        scene_ticket(engine, SZ_TICKET_END, id, "W1", "09:50");
    }
    serve(engine, "B1", "W1", "10:00");
    g_autoptr(SzWindowGrid) within = grid_at(engine, "10:04");
    g_assert_cmpint(cell(within, "1")->limit_min, ==, 40);
    scene_window(engine, "W1", SZ_WINDOW_SERVING, "10:40");
    g_autoptr(SzWindowGrid) at_limit = grid_at(engine, "10:40");
    g_assert_cmpint(cell(at_limit, "1")->kind, ==, SZ_WINDOW_CELL_SERVING);
    g_autoptr(SzWindowGrid) over = grid_at(engine, "10:41");
    g_assert_cmpint(cell(over, "1")->kind, ==, SZ_WINDOW_CELL_OVER);
}

/* The end of B1 was lost; a pause begins the count again. */
static void test_since_when(void)
{
    g_autoptr(SzEngine) engine = sz_engine_new(test_rules());
    serve(engine, "B1", "W1", "09:10");
    serve(engine, "B2", "W1", "10:00");
    g_autoptr(SzWindowGrid) grid = grid_at(engine, "10:03");
    g_assert_cmpint(cell(grid, "1")->kind, ==, SZ_WINDOW_CELL_SERVING);
    g_assert_cmpuint(cell(grid, "1")->eighths, ==, 1);
    scene_window(engine, "W1", SZ_WINDOW_PAUSED, "10:20");
    scene_window(engine, "W1", SZ_WINDOW_SERVING, "10:35");
    g_autoptr(SzWindowGrid) again = grid_at(engine, "10:36");
    g_assert_cmpuint(cell(again, "1")->eighths, ==, 1);
}

/* Over, then the longest pause, then the longest outage, then nothing. */
static void test_advice(void)
{
    g_autoptr(SzEngine) engine = morning();
    g_autoptr(SzWindowGrid) grid = grid_at(engine, "10:24");
    g_autofree char *zh = sz_window_grid_advice(grid, SZ_LANGUAGE_ZH);
    g_autofree char *en = sz_window_grid_advice(grid, SZ_LANGUAGE_EN);
    g_assert_cmpstr(zh, ==, "10 号 办理 45 分，限时 30 分");
    g_assert_cmpstr(en, ==, "Window 10 serving for 45 min, limit 30 min");
    scene_window(engine, "W10", SZ_WINDOW_OPEN, "10:24");
    g_autoptr(SzWindowGrid) paused = grid_at(engine, "10:24");
    g_autofree char *pause = sz_window_grid_advice(paused, SZ_LANGUAGE_ZH);
    g_assert_cmpstr(pause, ==, "4 号 暂停 20 分");
    scene_window(engine, "W4", SZ_WINDOW_OPEN, "10:24");
    g_autoptr(SzWindowGrid) dark = grid_at(engine, "10:24");
    g_autofree char *outage = sz_window_grid_advice(dark, SZ_LANGUAGE_ZH);
    g_assert_cmpstr(outage, ==, "11 号 离线 9 分");
    scene_window(engine, "W11", SZ_WINDOW_OPEN, "10:24");
    g_autoptr(SzWindowGrid) calm = grid_at(engine, "10:24");
    g_assert_null(sz_window_grid_advice(calm, SZ_LANGUAGE_ZH));
}

/* --- states ---------------------------------------------------------------------------------- */

static void test_states(void)
{
    g_autoptr(SzEngine) empty = sz_engine_new(test_rules());
    g_autoptr(SzWindowGrid) nothing = grid_at(empty, "10:00");
    g_assert_cmpint(nothing->state, ==, SZ_PANEL_NOT_BEGUN);
    g_autoptr(SzWindowGrid) night = grid_at(empty, "20:00");
    g_assert_cmpint(night->state, ==, SZ_PANEL_CLOSED);
    scene_ticket(empty, SZ_TICKET_TAKE, "B1", "", "09:58");
    g_autoptr(SzWindowGrid) tickets = grid_at(empty, "10:00");
    g_assert_cmpint(tickets->state, ==, SZ_PANEL_INSUFFICIENT);

    g_autoptr(SzEngine) engine = morning();
    /* Tickets go on, windows do not: the windows are late, and stay what they were. */
    scene_ticket(engine, SZ_TICKET_TAKE, "B9", "", "10:50");
    g_autoptr(SzWindowGrid) stale = grid_at(engine, "10:51");
    g_assert_cmpint(stale->state, ==, SZ_PANEL_STALE);
    g_assert_cmpint(stale->pulse.silent_min, ==, 27);
    g_assert_cmpint(cell(stale, "10")->minutes, ==, 45);
    g_assert_cmpint(cell(stale, "1")->kind, ==, SZ_WINDOW_CELL_SERVING);
    g_autoptr(SzWindowGrid) closed = grid_at(engine, "18:00");
    g_assert_cmpint(closed->state, ==, SZ_PANEL_CLOSED);

    g_autoptr(SzEngine) quiet = sz_engine_new(test_rules());
    scene_window(quiet, "W1", SZ_WINDOW_CLOSED, "10:00");
    scene_ticket(quiet, SZ_TICKET_TAKE, "B1", "", "10:28");
    g_autoptr(SzWindowGrid) live = grid_at(quiet, "10:30"); /* closed ones need not speak */
    g_assert_cmpint(live->state, ==, SZ_PANEL_LIVE);
}

static void test_one_of_yesterday_has_not_opened(void)
{
    g_autoptr(SzEngine) engine = morning();
    SzEvent event = {.entity = SZ_EVENT_WINDOW};
    event.as.window = (SzWindowEvent){.occurred = test_time("2026-02-27T16:00:00"),
                                      .state = SZ_WINDOW_SERVING,
                                      .hall = SZ_SLICE("330106"),
                                      .window = SZ_SLICE("W99"),
                                      .cert = -1};
    sz_engine_apply(engine, &event);
    g_autoptr(SzWindowGrid) grid = grid_at(engine, "10:24");
    g_assert_cmpint(cell(grid, "99")->kind, ==, SZ_WINDOW_CELL_CLOSED);
}

/* --- when the picture changes ------------------------------------------------------------------ */

static void test_key(void)
{
    g_autoptr(SzEngine) engine = sz_engine_new(test_rules());
    serve(engine, "B1", "W1", "10:00:20");
    scene_window(engine, "W2", SZ_WINDOW_OPEN, "10:00:20");
    SzPanelRequest request = wall_request();
    g_assert_true(scene_is_same(engine, &request, "10:00:20", "10:04:19")); /* 0 and 3 min of 30 */
    g_assert_false(
        scene_is_same(engine, &request, "10:04:19", "10:04:20")); /* 4 min: two eighths */
    g_autoptr(SzPanelModel) before = scene_model(engine, &request, "10:01");
    scene_window(engine, "W2", SZ_WINDOW_OPEN, "10:00:50"); /* a pulse */
    g_autoptr(SzPanelModel) pulse = scene_model(engine, &request, "10:01");
    g_assert_cmpstr(sz_panel_model_key(before), ==, sz_panel_model_key(pulse));
    scene_window(engine, "W2", SZ_WINDOW_CALLING, "10:00:55");
    g_autoptr(SzPanelModel) change = scene_model(engine, &request, "10:01");
    g_assert_cmpstr(sz_panel_model_key(before), !=, sz_panel_model_key(change));
}

static void test_key_of_what_is_over(void)
{
    g_autoptr(SzEngine) engine = sz_engine_new(test_rules());
    serve(engine, "B1", "W1", "10:00:20");
    scene_window(engine, "W1", SZ_WINDOW_SERVING, "10:40");
    SzPanelRequest request = wall_request();
    g_assert_true(scene_is_same(engine, &request, "10:40:20", "10:41:19"));
    g_assert_false(scene_is_same(engine, &request, "10:41:19", "10:41:20"));
}

/* What is not drawn does not change the picture: how long the others have paused, which queue is served. */
static void test_key_is_of_what_is_drawn(void)
{
    g_autoptr(SzEngine) engine = sz_engine_new(test_rules());
    scene_window(engine, "W1", SZ_WINDOW_PAUSED, "10:00:20");
    scene_window(engine, "W2", SZ_WINDOW_PAUSED, "10:10:50");
    scene_window(engine, "W3", SZ_WINDOW_OPEN, "10:33");
    SzPanelRequest request = wall_request();
    /* W1 is told of with its minutes; those of W2 go from 22 to 23. */
    g_assert_true(scene_is_same(engine, &request, "10:33:30", "10:34:10"));
    g_assert_false(scene_is_same(engine, &request, "10:34:10", "10:34:20"));
    /* The hall has closed for the day: a skeleton. */
    g_assert_true(scene_is_same(engine, &request, "18:30", "19:45"));
}

/* Codes that people say as numbers come first, by those; whatever the order they are met in. */
static void test_order_of_codes(void)
{
    static const char *const codes[] = {"W9", "W10", "X10", "11", "W5x", "Z", "一号"};
    for (guint i = 0; i < G_N_ELEMENTS(codes); i++) {
        for (guint k = 0; k < G_N_ELEMENTS(codes); k++) {
            int order = sz_code_compare(codes[i], codes[k]);
            g_assert_cmpint(CLAMP(order, -1, 1), ==, (i > k) - (i < k));
        }
    }
}

/* --- where cells go ---------------------------------------------------------------------------- */

static void test_layout(void)
{
    static const struct {
        double w, h, note;
        guint n;
        guint cols, rows;
        bool has_numbers, has_heads, has_advice, has_legend;
    } cases[] = {
        {695, 290, WALL_NOTE, 64, 16, 4, true, false, true, true},
        {695, 290, WALL_NOTE, 88, 16, 6, true, false, true, true},
        {695, 290, WALL_NOTE, 184, 30, 7, false, true, true, true},
        {695, 290, WALL_NOTE, 10, 5, 2, true, false, true, true},
        {695, 290, WALL_NOTE, 1, 1, 1, true, false, true, true},
        {300, 126, 12, 64, 20, 4, false, true, true, true},
        {695, 140, WALL_NOTE, 64, 30, 3, false, true, true, false},
        {160, 57, 12, 64, 13, 5, false, false, false, false},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        SzScale scale = sz_scale_of_note(cases[i].note, 1);
        SzRect box = {10, 20, cases[i].w, cases[i].h};
        double widest = cases[i].n > 99 ? 1.77 : 1.18;
        SzWindowLayout layout = sz_window_layout(box, &scale, cases[i].n, widest, true);
        g_test_message("case %u: %ux%u", i, layout.grid.cols, layout.grid.rows);
        g_assert_cmpuint(layout.grid.cols, ==, cases[i].cols);
        g_assert_cmpuint(layout.grid.rows, ==, cases[i].rows);
        g_assert_true((layout.number_size > 0) == cases[i].has_numbers);
        g_assert_true((layout.heads_w > 0) == cases[i].has_heads);
        g_assert_true((layout.advice_y > 0) == cases[i].has_advice);
        g_assert_true((layout.legend_y > 0) == cases[i].has_legend);
    }
}

static void test_cells_are_apart_and_inside(void)
{
    for (guint n = 1; n <= 320; n += 1 + n / 7) {
        SzScale scale = sz_scale_of_note(WALL_NOTE, 1);
        SzRect box = {0, 0, 695, 290};
        SzWindowLayout told = sz_window_layout(box, &scale, n, 1.7, true);
        SzWindowLayout calm = sz_window_layout(box, &scale, n, 1.7, false);
        g_assert_cmpuint(told.grid.cols, ==, calm.grid.cols); /* a sentence moves no column */
        guint n_places = told.grid.cols * told.grid.rows;
        g_assert_cmpuint(n_places, >=, n);
        g_assert_cmpfloat(told.advice_y + scale.text / 2, <, told.legend_y);
        g_assert_cmpfloat(told.legend_y, <, box.h);
        for (guint i = 0; i < n; i++) {
            SzRect rect = sz_cell_rect(&told.grid, i);
            g_assert_cmpfloat(rect.w, >, 0);
            g_assert_cmpfloat(rect.x + rect.w, <=, box.w + 1e-6);
            g_assert_cmpfloat(rect.y + rect.h, <=, told.advice_y - scale.text * 0.7);
            if (i % told.grid.cols != 0) {
                SzRect left = sz_cell_rect(&told.grid, i - 1);
                g_assert_cmpfloat(left.x + left.w, <, rect.x);
            }
        }
    }
}

/* --- the picture ------------------------------------------------------------------------------- */

static void test_pixels(void)
{
    g_autoptr(SzEngine) engine = morning();
    g_autoptr(SzWindowGrid) grid = grid_at(engine, "10:24");
    SceneCanvas canvas = scene_canvas(695, 290);
    const SzTheme *theme = canvas.canvas->theme;
    (void)sz_window_grid_draw(grid, SZ_PANEL_LIVE, canvas.canvas, (SzRect){0, 0, 695, 290});
    SzWindowLayout layout = sz_window_layout((SzRect){0, 0, 695, 290}, &canvas.canvas->scale,
                                             grid->cells->len, 1.18, true);
    SzRect serving = sz_cell_rect(&layout.grid, 0);
    SzRect calling = sz_cell_rect(&layout.grid, 2);
    SzRect over = sz_cell_rect(&layout.grid, 4);
    SzRect closed = sz_cell_rect(&layout.grid, 6);
    g_assert_cmphex(scene_pixel(&canvas, over.x + 8, over.y + 8), ==, theme->fill[SZ_SIGN_WARN]);
    g_assert_cmphex(scene_pixel(&canvas, calling.x + 8, calling.y + 8), ==, theme->data_mid);
    g_assert_cmphex(scene_pixel(&canvas, closed.x + 8, closed.y + 8), ==, theme->bg);
    g_assert_cmphex(scene_pixel(&canvas, serving.x + 8, serving.y + 8), ==, theme->data_faint);
    /* Four of eight eighths. */
    double edge_y = serving.y + serving.h - 3;
    g_assert_cmphex(scene_pixel(&canvas, serving.x + serving.w * 0.45, edge_y), ==, theme->data);
    g_assert_cmphex(scene_pixel(&canvas, serving.x + serving.w * 0.55, edge_y), ==,
                    theme->data_faint);
    scene_canvas_clear(&canvas);
}

/* Seven idle windows and one of @code. (transfer full) */
static SzWindowGrid *grid_with(const char *code)
{
    g_autoptr(SzEngine) engine = sz_engine_new(test_rules());
    for (guint i = 1; i <= 7; i++) {
        g_autofree char *window = g_strdup_printf("W%u", i);
        scene_window(engine, window, SZ_WINDOW_OPEN, "10:20");
    }
    scene_window(engine, code, SZ_WINDOW_OPEN, "10:20");
    return grid_at(engine, "10:24");
}

/* One odd code does not take the numbers of the others. */
static void test_a_long_code_is_cut(void)
{
    const SzRect box = {0, 0, 695, 290};
    g_autofree char *digits = g_strnfill(300, '9');
    g_autofree char *odd = g_strconcat("W", digits, NULL);
    g_autoptr(SzWindowGrid) plain = grid_with("W8");
    g_autoptr(SzWindowGrid) one_odd = grid_with(odd);
    const SzWindowGrid *grids[] = {plain, one_odd};
    SceneCanvas canvases[] = {scene_canvas(695, 290), scene_canvas(695, 290)};
    for (guint i = 0; i < 2; i++) {
        (void)sz_window_grid_draw(grids[i], SZ_PANEL_LIVE, canvases[i].canvas, box);
    }
    SzWindowLayout layout = sz_window_layout(box, &canvases[0].canvas->scale, 8, 1.18, false);
    SzRect last = sz_cell_rect(&layout.grid, 7);
    guint n_written = 0;
    for (int y = 0; y < last.y + last.h; y++) {
        for (int x = 0; x < last.x; x++) {
            guint32 at = scene_pixel(&canvases[0], x, y);
            g_assert_cmphex(scene_pixel(&canvases[1], x, y), ==, at);
            n_written += at == canvases[0].canvas->theme->ink1 ? 1 : 0;
        }
    }
    g_assert_cmpuint(n_written, >, 50);
    scene_canvas_clear(&canvases[0]);
    scene_canvas_clear(&canvases[1]);
}

static void test_hits_and_words(void)
{
    g_autoptr(SzEngine) engine = morning();
    SzPanelRequest request = wall_request();
    request.dpr = 2;
    g_autoptr(SzPanelModel) model = scene_model(engine, &request, "10:24");
    scene_assert_hits(model, 7);
    g_autoptr(GPtrArray) hits = sz_panel_hits(model);
    const SzHit *over = hits->pdata[4];
    g_assert_cmpstr(over->label, ==, "10 号窗口");
    g_assert_cmpstr(over->value, ==, "办理 45 分，限时 30 分");
    g_assert_cmpstr(sz_panel_model_sample(model), ==, "共 7 个");
    g_assert_cmpstr(sz_panel_model_as_of(model), ==, "10:24");
    g_autofree char *text = sz_panel_model_text(model, SZ_LANGUAGE_ZH);
    g_assert_cmpstr(text, ==,
                    "窗口：7 个窗口，超时 1，暂停 1，离线 1，办理中 1，叫号中 1，空闲 1，未开 1。"
                    "10 号 办理 45 分，限时 30 分。");
}

static void test_draws(void)
{
    g_autoptr(SzEngine) engine = morning();
    scene_assert_draws(engine, &SZ_PANEL_WINDOWS, "10:24");
    scene_assert_draws(engine, &SZ_PANEL_WINDOWS, "10:51"); /* late */
    scene_assert_draws(engine, &SZ_PANEL_WINDOWS, "20:00"); /* closed */
    for (int i = 100; i < 300; i++) {
        g_autofree char *window = g_strdup_printf("W%d", i);
        scene_window(engine, window, SZ_WINDOW_SERVING, "10:20");
    }
    scene_assert_draws(engine, &SZ_PANEL_WINDOWS, "10:24");
    SzPanelRequest request = wall_request();
    g_autoptr(SzPanelModel) model = scene_model(engine, &request, "10:24");
    scene_assert_hits(model, 207);
}

#define ADD(name, function) g_test_add_func("/render/window-grid/" name, function)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("kinds", test_kinds);
    ADD("limits", test_limits);
    ADD("the-limit-is-that-of-the-day", test_the_limit_is_that_of_the_day);
    ADD("since-when", test_since_when);
    ADD("advice", test_advice);
    ADD("states", test_states);
    ADD("one-of-yesterday-has-not-opened", test_one_of_yesterday_has_not_opened);
    ADD("key", test_key);
    ADD("key-of-what-is-over", test_key_of_what_is_over);
    ADD("key-is-of-what-is-drawn", test_key_is_of_what_is_drawn);
    ADD("order-of-codes", test_order_of_codes);
    ADD("layout", test_layout);
    ADD("cells-are-apart-and-inside", test_cells_are_apart_and_inside);
    ADD("pixels", test_pixels);
    ADD("a-long-code-is-cut", test_a_long_code_is_cut);
    ADD("hits-and-words", test_hits_and_words);
    ADD("draws", test_draws);
    return scene_run();
}
