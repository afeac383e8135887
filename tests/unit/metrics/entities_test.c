/* Things by hall, day and id against a plain table; rows in pages against a plain array. */

#include "metrics/entities.h"
#include "metrics/row_pages.h"

typedef struct {
    SzEntity entity;
    guint n;
} Slot;

static bool is_of_even_day(const void *slot, void *user)
{
    const SzEntity *entity = slot;
    (void)user;
    return entity->day % 2 == 0;
}

static guint n_cleared;

static void note_cleared(void *slot)
{
    const Slot *cleared = slot;
    n_cleared += cleared->n;
}

static char *name_of(const char *hall, SzDay day, const char *id)
{
    return g_strdup_printf("%s/%d/%s", hall, (int)day, id);
}

static void assert_same(SzEntities *entities, GHashTable *plain)
{
    g_assert_cmpuint(sz_entities_n(entities), ==, g_hash_table_size(plain));
    for (guint32 i = 0; i < sz_entities_n(entities); i++) {
        const Slot *slot = sz_entities_at(entities, i);
        g_autofree char *name = name_of(slot->entity.hall, slot->entity.day, slot->entity.id);
        g_assert_cmpuint(slot->entity.i, ==, i);
        g_assert_cmpuint(slot->n, ==, GPOINTER_TO_UINT(g_hash_table_lookup(plain, name)));
        g_assert_true(sz_entities_find(entities, sz_entity_hall(&slot->entity), slot->entity.day,
                                       sz_entity_id(&slot->entity)) == slot);
    }
}

static gboolean has_odd_day(gpointer key, gpointer value, gpointer user)
{
    (void)value;
    (void)user;
    const char *day = strchr(key, '/');
    return strtol(day + 1, NULL, 10) % 2 != 0;
}

static void test_agrees_with_a_table(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed((guint32)g_test_rand_int());
    SzTexts *texts = sz_texts_new();
    SzEntities *entities = sz_entities_new(texts, sizeof(Slot), g_test_rand_bit());
    g_autoptr(GHashTable) plain = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 1; i <= 20000; i++) {
        char hall[8];
        char id[40];
        SzDay day = (SzDay)g_rand_int_range(random, -2, 3);
        (void)g_snprintf(hall, sizeof hall, "h%d", g_rand_int_range(random, 0, 9));
        /* Short ones, and long ones that differ in one place. */
        (void)g_snprintf(id, sizeof id, "%.*d", g_rand_int_range(random, 1, 30),
                         g_rand_int_range(random, 0, 500));
        g_assert_null(sz_entities_find(entities, sz_slice("nobody"), day, sz_slice(id)));
        Slot *slot = sz_entities_take(entities, sz_slice(hall), day, sz_slice(id));
        slot->n++;
        char *name = name_of(hall, day, id);
        guint n = GPOINTER_TO_UINT(g_hash_table_lookup(plain, name));
        g_hash_table_insert(plain, name, GUINT_TO_POINTER(n + 1));
    }
    assert_same(entities, plain);
    guint n_odd = 0;
    for (guint32 i = 0; i < sz_entities_n(entities); i++) {
        const Slot *slot = sz_entities_at(entities, i);
        n_odd += slot->entity.day % 2 != 0 ? slot->n : 0;
    }
    n_cleared = 0;
    sz_entities_keep(entities, is_of_even_day, note_cleared, NULL);
    g_assert_cmpuint(n_cleared, ==, n_odd);
    (void)g_hash_table_foreach_remove(plain, has_odd_day, NULL);
    assert_same(entities, plain);
    sz_entities_free(entities);
    sz_texts_unref(texts);
}

/* What was frozen stays as it was. */
static void test_frozen_rows_stay(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed((guint32)g_test_rand_int());
    g_autoptr(GPtrArray) frozen =
        g_ptr_array_new_with_free_func((GDestroyNotify)sz_frozen_rows_free);
    g_autoptr(GPtrArray) plain = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
    g_autoptr(GArray) now = g_array_new(FALSE, TRUE, sizeof(gint));
    SzRowPages *pages = sz_row_pages_new(sizeof(gint));
    for (guint round = 0; round < 30; round++) {
        for (guint k = 0; k < 100; k++) {
            guint32 i = (guint32)g_rand_int_range(random, 0, 1500);
            gint value = g_rand_int_range(random, 0, 1000);
            *(gint *)sz_row_pages_writable(pages, i) = value;
            if (i >= now->len) {
                g_array_set_size(now, i + 1);
            }
            g_array_index(now, gint, i) = value;
        }
        if (round % 10 == 9) {
            guint n = now->len / 2;
            sz_row_pages_cut(pages, n);
            g_array_set_size(now, n);
        }
        g_assert_cmpuint(sz_row_pages_n(pages), ==, now->len);
        g_ptr_array_add(frozen, sz_row_pages_freeze(pages));
        g_ptr_array_add(plain, g_array_copy(now));
    }
    sz_row_pages_free(pages);
    for (guint v = 0; v < frozen->len; v++) {
        const SzFrozenRows *rows = g_ptr_array_index(frozen, v);
        const GArray *expected = g_ptr_array_index(plain, v);
        g_assert_cmpuint(sz_frozen_rows_n(rows), ==, expected->len);
        for (guint i = 0; i < expected->len; i++) {
            g_assert_cmpint(*(const gint *)sz_frozen_rows_at(rows, i), ==,
                            g_array_index(expected, gint, i));
        }
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/entities/agrees_with_a_table", test_agrees_with_a_table);
    g_test_add_func("/row_pages/frozen_rows_stay", test_frozen_rows_stay);
    return g_test_run();
}
