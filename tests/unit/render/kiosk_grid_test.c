/* The kiosk grid: what kiosks are, a dead feed, where cells go, when the picture changes. */

#include "render/kiosk_grid.h"
#include "render/kiosk_words.h"

#include "support/hall_scene.h"

#define WALL_NOTE 18.9

static SzPanelRequest wall_request(void)
{
    return (SzPanelRequest){.panel = &SZ_PANEL_KIOSKS,
                            .place = scene_place(),
                            .width_px = 695,
                            .height_px = 105,
                            .dpr = 1,
                            .note_px = WALL_NOTE,
                            .is_bare = true};
}

static SzKioskGrid *grid_at(SzEngine *engine, const char *clock)
{
    g_autoptr(SzSnapshot) state = sz_engine_publish(engine);
    SzView view = scene_view(state, clock);
    SzPanelPlace place = scene_place();
    return sz_kiosk_grid_new(&view, &place);
}

/* Heartbeats of K1..K@n. */
static void beat(SzEngine *engine, guint n, const char *clock)
{
    for (guint i = 1; i <= n; i++) {
        g_autofree char *kiosk = g_strdup_printf("K%u", i);
        scene_kiosk(engine, kiosk, SZ_KIOSK_STATE_NONE, NULL, clock);
    }
}

/* 18, of which 3 has no paper since 10:06, 11 little since 10:20, 16 is off the line since 10:17, 17 is being
 * repaired since 10:14 and 18 too, for its printer since 9:54. */
static SzEngine *morning(void)
{
    SzEngine *engine = sz_engine_new(test_rules());
    beat(engine, 18, "09:00");
    scene_kiosk(engine, "K3", SZ_KIOSK_STATE_NONE, "door,paper_out", "10:06");
    scene_kiosk(engine, "K11", SZ_KIOSK_STATE_NONE, "paper_low", "10:20");
    scene_kiosk(engine, "K17", SZ_KIOSK_MAINT, "", "10:14");
    scene_kiosk(engine, "K18", SZ_KIOSK_MAINT, "printer", "09:54");
    beat(engine, 18, "10:24");
    scene_kiosk(engine, "K16", SZ_KIOSK_OFFLINE, NULL, "10:17");
    scene_kiosk(engine, "K16", SZ_KIOSK_OFFLINE, NULL, "10:24:10");
    return engine;
}

/* --- what kiosks are --------------------------------------------------------------------------- */

static void test_kinds(void)
{
    static const struct {
        guint i;
        SzKioskCellKind kind;
        gint64 minutes;
        const char *word;
    } cases[] = {
        {0, SZ_KIOSK_CELL_OK, -1, "正常"},        {2, SZ_KIOSK_CELL_FAULT, 18, "缺纸"},
        {10, SZ_KIOSK_CELL_WARNING, 4, "纸将尽"}, {15, SZ_KIOSK_CELL_OFFLINE, 7, "离线"},
        {16, SZ_KIOSK_CELL_MAINT, 10, "维护"},    {17, SZ_KIOSK_CELL_FAULT, 30, "打印机故障"},
    };
    g_autoptr(SzEngine) engine = morning();
    g_autoptr(SzKioskGrid) grid = grid_at(engine, "10:24:30");
    g_assert_cmpint(grid->state, ==, SZ_PANEL_LIVE);
    g_assert_cmpuint(grid->cells->len, ==, 18);
    g_assert_cmpuint(grid->n[SZ_KIOSK_CELL_OK], ==, 13);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        const SzKioskCell *cell = grid->cells->pdata[cases[i].i];
        g_assert_cmpint(cell->kind, ==, cases[i].kind);
        g_assert_cmpint(cell->minutes, ==, cases[i].minutes);
        g_assert_cmpstr(sz_kiosk_cell_word(cell, SZ_LANGUAGE_ZH), ==, cases[i].word);
    }
}

static void test_fault_words(void)
{
    static const struct {
        const char *faults, *word;
    } cases[] = {
        {"paper_low,camera", "纸将尽"},
        {"door,temp,network", "网络故障"},
        {"camera", "摄像头故障"},
        {"paper_low,card,idreader", "身份证读卡器故障"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        guint32 bits = (guint32)sz_kiosk_faults_parse(sz_slice(cases[i].faults));
        int worst = sz_kiosk_worst_fault(bits);
        g_assert_cmpstr(sz_kiosk_fault_word(worst, SZ_LANGUAGE_ZH), ==, cases[i].word);
        /* What is spoken of stops business if anything does. */
        g_assert_true(sz_kiosk_faults_stop(1U << worst) == sz_kiosk_faults_stop(bits));
    }
    for (int fault = 0; fault < SZ_KIOSK_N_FAULTS; fault++) {
        g_assert_cmpuint(strlen(sz_kiosk_fault_word(fault, SZ_LANGUAGE_EN)), >, 3);
    }
}

static void test_sample(void)
{
    g_autoptr(SzEngine) engine = morning();
    SzPanelRequest request = wall_request();
    g_autoptr(SzPanelModel) many = scene_model(engine, &request, "10:24:30");
    g_assert_cmpstr(sz_panel_model_sample(many), ==,
                    "共 18 台  缺纸 1  打印机故障 1  纸将尽 1  其他 2");
    g_autofree char *text = sz_panel_model_text(many, SZ_LANGUAGE_EN);
    g_assert_cmpstr(text, ==,
                    "Kiosks: 18 kiosks, paper out 1, printer fault 1, paper low 1, offline 1, "
                    "maintenance 1.");
    scene_kiosk(engine, "K18", SZ_KIOSK_ONLINE, "", "10:24:20");
    g_autoptr(SzPanelModel) four = scene_model(engine, &request, "10:24:30");
    g_assert_cmpstr(sz_panel_model_sample(four), ==, "共 18 台  缺纸 1  纸将尽 1  离线 1  维护 1");
    g_autoptr(SzEngine) calm = sz_engine_new(test_rules());
    beat(calm, 4, "10:24");
    g_autoptr(SzPanelModel) well = scene_model(calm, &request, "10:24:30");
    g_assert_cmpstr(sz_panel_model_sample(well), ==, "共 4 台  都正常");
}

/* --- states and the feed ----------------------------------------------------------------------- */

static SzPanelState state_at(SzEngine *engine, const char *clock)
{
    g_autoptr(SzKioskGrid) grid = grid_at(engine, clock);
    return grid->state;
}

static void test_a_dead_feed_is_one_sentence(void)
{
    g_autoptr(SzEngine) engine = morning();
    g_assert_cmpint(state_at(engine, "10:26:59"), ==, SZ_PANEL_LIVE);
    g_autoptr(SzKioskGrid) late = grid_at(engine, "10:31:00");
    g_assert_cmpint(late->state, ==, SZ_PANEL_STALE);
    g_assert_cmpint(late->pulse.silent_min, ==, 7);
    g_assert_cmpuint(late->n[SZ_KIOSK_CELL_OFFLINE], ==, 1); /* as it was */
    g_assert_cmpuint(late->n[SZ_KIOSK_CELL_OK], ==, 13);
    /* Some go on. */
    beat(engine, 5, "10:30");
    SzPanelRequest request = wall_request();
    g_autoptr(SzPanelModel) some = scene_model(engine, &request, "10:31:00");
    g_assert_cmpstr(sz_panel_model_state(some), ==, "insufficient");
    g_autofree char *text = sz_panel_model_text(some, SZ_LANGUAGE_ZH);
    g_assert_cmpstr(text, ==, "自助终端：数据不足，15 台中 10 台无心跳，疑似断线。");
    /* Most go on: those that do not are kiosks. */
    beat(engine, 10, "10:30:30");
    g_autoptr(SzKioskGrid) few = grid_at(engine, "10:31:00");
    g_assert_cmpint(few->state, ==, SZ_PANEL_LIVE);
    g_assert_cmpuint(few->n[SZ_KIOSK_CELL_OFFLINE], ==, 6);
}

/* They did not fall silent together. */
static void test_kiosks_given_up_one_by_one(void)
{
    static const char *const clocks[] = {"09:00", "09:10", "09:20", "09:30"};
    g_autoptr(SzEngine) engine = sz_engine_new(test_rules());
    for (guint i = 4; i > 0; i--) {
        beat(engine, i, clocks[4 - i]);
    }
    g_autoptr(SzKioskGrid) grid = grid_at(engine, "10:00");
    g_assert_cmpint(grid->state, ==, SZ_PANEL_LIVE);
    g_assert_cmpuint(grid->n[SZ_KIOSK_CELL_OFFLINE], ==, 4);
}

static void test_states(void)
{
    g_autoptr(SzEngine) engine = sz_engine_new(test_rules());
    g_assert_cmpint(state_at(engine, "10:00"), ==, SZ_PANEL_NOT_BEGUN); /* there is none */
    beat(engine, 6, "17:59");
    g_assert_cmpint(state_at(engine, "17:59:30"), ==, SZ_PANEL_LIVE);
    g_assert_cmpint(state_at(engine, "20:00"), ==, SZ_PANEL_CLOSED);
    beat(engine, 1, "20:00"); /* open all night */
    g_autoptr(SzKioskGrid) night = grid_at(engine, "20:00:30");
    g_assert_cmpint(night->state, ==, SZ_PANEL_LIVE);
    g_assert_cmpuint(night->n[SZ_KIOSK_CELL_OK], ==, 1);
    g_assert_cmpuint(night->n[SZ_KIOSK_CELL_OFF], ==, 5);
    g_autoptr(SzEngine) noon = sz_engine_new(test_rules());
    beat(noon, 6, "12:30");
    g_assert_cmpint(state_at(noon, "12:30:30"), ==, SZ_PANEL_LIVE);
}

/* --- when the picture changes ------------------------------------------------------------------ */

static void test_key(void)
{
    g_autoptr(SzEngine) engine = morning();
    SzPanelRequest request = wall_request();
    g_assert_true(scene_is_same(engine, &request, "10:24:15", "10:24:59"));
    g_assert_false(scene_is_same(engine, &request, "10:24:59", "10:25:00")); /* 18 -> 19 min */
    g_autoptr(SzPanelModel) before = scene_model(engine, &request, "10:24:40");
    beat(engine, 15, "10:24:30");
    g_autoptr(SzPanelModel) pulse = scene_model(engine, &request, "10:24:40");
    g_assert_cmpstr(sz_panel_model_key(before), ==, sz_panel_model_key(pulse));
    scene_kiosk(engine, "K1", SZ_KIOSK_STATE_NONE, "camera", "10:24:35");
    g_autoptr(SzPanelModel) change = scene_model(engine, &request, "10:24:40");
    g_assert_cmpstr(sz_panel_model_key(before), !=, sz_panel_model_key(change));
}

/* Closed for the day a skeleton is drawn, whatever goes on counting. */
static void test_key_of_a_closed_hall(void)
{
    g_autoptr(SzEngine) engine = morning();
    SzPanelRequest request = wall_request();
    scene_kiosk(engine, "K1", SZ_KIOSK_MAINT, NULL, "17:30");
    g_assert_true(scene_is_same(engine, &request, "18:30", "19:45"));
}

/* --- where cells go ---------------------------------------------------------------------------- */

static void test_layout(void)
{
    static const struct {
        double w, h, note;
        guint n, n_trouble;
        guint cols, n_notes;
        bool has_numbers;
    } cases[] = {
        {695, 105, WALL_NOTE, 18, 3, 9, 0, true},
        {695, 105, WALL_NOTE, 41, 1, 18, 0, true},
        {695, 105, WALL_NOTE, 2, 0, 3, 0, true},
        {580, 420, WALL_NOTE, 18, 3, 6, 3, true},
        {300, 400, 12, 6, 0, 3, 0, true},
        {300, 160, 12, 20, 9, 9, 3, true},
        {695, 105, WALL_NOTE, 400, 1, 36, 0, false},
        {160, 60, 12, 18, 2, 6, 0, true},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        SzScale scale = sz_scale_of_note(cases[i].note, 1);
        SzRect box = {0, 0, cases[i].w, cases[i].h};
        SzKioskLayout layout = sz_kiosk_layout(box, &scale, cases[i].n, cases[i].n_trouble, 1.18);
        g_test_message("case %u: %u across, %u notes", i, layout.grid.cols, layout.n_notes);
        g_assert_cmpuint(layout.grid.cols, ==, cases[i].cols);
        g_assert_cmpuint(layout.n_notes, ==, cases[i].n_notes);
        g_assert_true((layout.number_size > 0) == cases[i].has_numbers);
        SzRect last = sz_cell_rect(&layout.grid, cases[i].n - 1);
        g_assert_cmpfloat(last.y + last.h, <=, layout.notes_y);
        g_assert_cmpfloat(layout.notes_y + layout.n_notes * sz_kiosk_note_pitch(&scale), <=,
                          box.h + scale.note * 0.3);
    }
}

/* --- the picture ------------------------------------------------------------------------------- */

static void test_pixels(void)
{
    g_autoptr(SzEngine) engine = morning();
    g_autoptr(SzKioskGrid) grid = grid_at(engine, "10:24:30");
    SzRect box = {0, 0, 695, 105};
    SceneCanvas canvas = scene_canvas(695, 105);
    const SzTheme *theme = canvas.canvas->theme;
    (void)sz_kiosk_grid_draw(grid, SZ_PANEL_LIVE, canvas.canvas, box);
    SzKioskLayout layout = sz_kiosk_layout(box, &canvas.canvas->scale, 18, 5, 1.18);
    const struct {
        guint i;
        SzColor color;
    } cells[] = {{0, theme->data_faint},
                 {2, theme->fill[SZ_SIGN_LATE]}, /* small: filled */
                 {10, theme->fill[SZ_SIGN_WARN]},
                 {15, theme->bg}};
    for (guint i = 0; i < G_N_ELEMENTS(cells); i++) {
        SzRect rect = sz_cell_rect(&layout.grid, cells[i].i);
        g_assert_cmphex(scene_pixel(&canvas, rect.x + 8, rect.y + 8), ==, cells[i].color);
    }
    scene_canvas_clear(&canvas);
    /* Large: outlined. */
    SzRect large = {0, 0, 900, 600};
    SceneCanvas wide = scene_canvas(900, 600);
    (void)sz_kiosk_grid_draw(grid, SZ_PANEL_LIVE, wide.canvas, large);
    SzKioskLayout roomy = sz_kiosk_layout(large, &wide.canvas->scale, 18, 5, 1.18);
    SzRect fault = sz_cell_rect(&roomy.grid, 2);
    g_assert_cmphex(scene_pixel(&wide, fault.x + 8, fault.y + 8), ==, theme->bg);
    g_assert_cmphex(scene_pixel(&wide, fault.x + fault.w / 2, fault.y + 1), ==,
                    theme->fill[SZ_SIGN_LATE]);
    scene_canvas_clear(&wide);
}

static void test_hits(void)
{
    g_autoptr(SzEngine) engine = morning();
    SzPanelRequest request = wall_request();
    request.dpr = 2;
    g_autoptr(SzPanelModel) model = scene_model(engine, &request, "10:24:30");
    scene_assert_hits(model, 18);
    g_autoptr(GPtrArray) hits = sz_panel_hits(model);
    const SzHit *fault = hits->pdata[2];
    g_assert_cmpstr(fault->label, ==, "3 号自助终端");
    g_assert_cmpstr(fault->value, ==, "缺纸 18 分");
}

static void test_draws(void)
{
    g_autoptr(SzEngine) engine = morning();
    scene_assert_draws(engine, &SZ_PANEL_KIOSKS, "10:24:30");
    scene_assert_draws(engine, &SZ_PANEL_KIOSKS, "10:51"); /* late */
    scene_assert_draws(engine, &SZ_PANEL_KIOSKS, "20:00"); /* closed */
    beat(engine, 5, "10:50");
    scene_assert_draws(engine, &SZ_PANEL_KIOSKS, "10:51"); /* insufficient */
    beat(engine, 400, "10:51");
    scene_assert_draws(engine, &SZ_PANEL_KIOSKS, "10:51");
}

#define ADD(name, function) g_test_add_func("/render/kiosk-grid/" name, function)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("kinds", test_kinds);
    ADD("fault-words", test_fault_words);
    ADD("sample", test_sample);
    ADD("a-dead-feed-is-one-sentence", test_a_dead_feed_is_one_sentence);
    ADD("kiosks-given-up-one-by-one", test_kiosks_given_up_one_by_one);
    ADD("states", test_states);
    ADD("key", test_key);
    ADD("key-of-a-closed-hall", test_key_of_a_closed_hall);
    ADD("layout", test_layout);
    ADD("pixels", test_pixels);
    ADD("hits", test_hits);
    ADD("draws", test_draws);
    return scene_run();
}
