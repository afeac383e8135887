#include "support/memory_shelf.h"

static void clear_shelved(gpointer data)
{
    SzShelvedCase *shelved = data;
    sz_case_body_unref(shelved->row.body);
}

TestShelf *test_shelf_new(void)
{
    TestShelf *shelf = g_new0(TestShelf, 1);
    shelf->cases = g_array_new(FALSE, FALSE, sizeof(SzShelvedCase));
    g_array_set_clear_func(shelf->cases, clear_shelved);
    return shelf;
}

void test_shelf_free(TestShelf *shelf)
{
    g_array_unref(shelf->cases);
    g_free(shelf);
}

static int by_end_down(gconstpointer a, gconstpointer b)
{
    gint64 left = (*(const SzShelvedCase *const *)a)->row.ended.ns;
    gint64 right = (*(const SzShelvedCase *const *)b)->row.ended.ns;
    return (left < right) - (left > right);
}

static bool each(void *user, const SzShelfHint *hint, gint64 place_max, SzOnShelved on_case,
                 void *on_user)
{
    const TestShelf *shelf = user;
    g_autoptr(GPtrArray) found = g_ptr_array_new();
    for (guint i = 0; i < shelf->cases->len; i++) {
        SzShelvedCase *each_case = &g_array_index(shelf->cases, SzShelvedCase, i);
        bool is_elsewhere = hint->hall_to == hint->hall_from + 1 &&
                            each_case->row.hall != hint->hall_from; /* the first must be of it */
        if (each_case->place <= place_max && !is_elsewhere) {
            g_ptr_array_add(found, each_case);
        }
    }
    g_ptr_array_sort(found, by_end_down);
    for (guint i = 0; i < found->len && on_case(g_ptr_array_index(found, i), on_user); i++) {
    }
    return !shelf->is_broken;
}

SzCaseShelf test_shelf_functions(TestShelf *shelf)
{
    return (SzCaseShelf){each, shelf};
}

guint test_shelf_retire(TestShelf *shelf, SzCases *cases, SzWallTime now, guint max)
{
    g_autoptr(GArray) retiring = sz_cases_retire(cases, now, max);
    for (guint i = 0; i < retiring->len; i++) {
        SzShelvedCase shelved = g_array_index(retiring, SzRetiringCase, i).shelved;
        (void)sz_case_body_ref(shelved.row.body);
        g_array_append_val(shelf->cases, shelved);
    }
    sz_cases_retired(cases, retiring);
    return retiring->len;
}
