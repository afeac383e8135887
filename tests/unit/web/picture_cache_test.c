/* Pictures are drawn once for everybody, and no more of them are kept than the bound.  label: threads */

#include "web/fonts.h"
#include "web/picture_cache.h"

#include "support/live_lines.h"

#include <pthread.h>

#define N_THREADS 4
#define N_ASKED 25

static SzPanelModel *new_model(const SzSnapshot *state, int width_px)
{
    SzView view = {
        .rules = test_rules(), .state = state, .now = {true, test_time("2026-03-02T10:00:00")}};
    const SzHall *hall =
        sz_registry_find(test_rules()->registry, SZ_SLICE("330106"), sz_day_of(view.now.at));
    SzPanelRequest request = {
        .panel = sz_panel_find("queues"),
        .place = {.hall = hall},
        .width_px = width_px,
        .height_px = 120,
        .dpr = 1,
    };
    return sz_panel_model_new(&request, &view);
}

static SzSnapshot *nothing(void)
{
    g_autoptr(SzEngine) engine = sz_engine_new(test_rules());
    return sz_engine_publish(engine);
}

static void test_once(void)
{
    g_autoptr(SzSnapshot) state = nothing();
    g_autoptr(SzPictureCache) cache = sz_picture_cache_new(SZ_PICTURE_CACHE_MAX_BYTES);
    g_autoptr(SzPanelModel) one = new_model(state, 200);
    g_autoptr(SzPanelModel) same = new_model(state, 200);
    g_autoptr(SzPanelModel) other = new_model(state, 201);
    g_autoptr(GBytes) a = sz_picture_cache_draw(cache, one, NULL);
    g_autoptr(GBytes) b = sz_picture_cache_draw(cache, same, NULL);
    g_autoptr(GBytes) c = sz_picture_cache_draw(cache, other, NULL);
    g_autoptr(GBytes) drawn = sz_panel_draw(one, NULL);
    g_assert_true(a == b);
    g_assert_false(g_bytes_equal(a, c));
    g_assert_true(g_bytes_equal(a, drawn));
    g_assert_cmpuint(sz_picture_cache_n_drawn(cache), ==, 2);
}

/* Room for two: the one asked for longest ago goes. */
static void test_bound(void)
{
    g_autoptr(SzSnapshot) state = nothing();
    g_autoptr(SzPanelModel) one = new_model(state, 200);
    g_autoptr(SzPanelModel) two = new_model(state, 201);
    g_autoptr(SzPanelModel) three = new_model(state, 202);
    const SzPanelModel *models[3] = {one, two, three};
    gsize sizes = 0;
    gsize smallest = G_MAXSIZE;
    for (guint i = 0; i < G_N_ELEMENTS(models); i++) {
        g_autoptr(GBytes) bytes = sz_panel_draw(models[i], NULL);
        sizes += g_bytes_get_size(bytes);
        smallest = MIN(smallest, g_bytes_get_size(bytes));
    }
    static const struct {
        guint asked;
        guint drawn; /* so far */
    } steps[] = {{0, 1}, {1, 2}, {0, 2}, {2, 3}, {0, 3}, {1, 4}};
    g_autoptr(SzPictureCache) cache = sz_picture_cache_new(sizes - smallest / 2);
    for (guint i = 0; i < G_N_ELEMENTS(steps); i++) {
        g_autoptr(GBytes) bytes = sz_picture_cache_draw(cache, models[steps[i].asked], NULL);
        g_assert_nonnull(bytes);
        g_assert_cmpuint(sz_picture_cache_n_drawn(cache), ==, steps[i].drawn);
    }
    g_autoptr(SzPictureCache) none = sz_picture_cache_new(0);
    g_autoptr(GBytes) kept_by_the_caller = sz_picture_cache_draw(none, models[0], NULL);
    g_assert_nonnull(kept_by_the_caller);
}

typedef struct {
    SzPictureCache *cache;
    SzPanelModel *models[N_ASKED]; /* owned */
} Asked;

static void *ask(void *user)
{
    const Asked *asked = user;
    for (guint i = 0; i < N_ASKED; i++) {
        g_autoptr(GBytes) bytes = sz_picture_cache_draw(asked->cache, asked->models[i], NULL);
        g_assert_nonnull(bytes);
    }
    return NULL;
}

static void test_threads(void)
{
    g_autoptr(SzSnapshot) state = nothing();
    g_autoptr(SzPictureCache) cache = sz_picture_cache_new(SZ_PICTURE_CACHE_MAX_BYTES);
    Asked asked = {.cache = cache};
    for (int i = 0; i < N_ASKED; i++) {
        asked.models[i] = new_model(state, 200 + i);
    }
    pthread_t threads[N_THREADS];
    for (guint i = 0; i < N_THREADS; i++) {
        g_assert_cmpint(pthread_create(&threads[i], NULL, ask, &asked), ==, 0);
    }
    for (guint i = 0; i < N_THREADS; i++) {
        g_assert_cmpint(pthread_join(threads[i], NULL), ==, 0);
    }
    g_assert_cmpuint(sz_picture_cache_n_drawn(cache), ==, N_ASKED);
    for (guint i = 0; i < N_ASKED; i++) {
        sz_panel_model_free(asked.models[i]);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/picture_cache/once", test_once);
    g_test_add_func("/picture_cache/bound", test_bound);
    g_test_add_func("/picture_cache/threads", test_threads);
    int failed = g_test_run();
    test_rules_clear();
    sz_fonts_forget();
    return failed;
}
