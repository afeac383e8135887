#include "support/saved_engine.h"

static void free_section(gpointer data)
{
    TestSection *section = data;
    g_free(section->name);
    g_byte_array_unref(section->bytes);
    g_free(section);
}

static bool on_section(SzSlice name, const GByteArray *bytes, void *user)
{
    TestSection *section = g_new(TestSection, 1);
    section->name = g_strndup(name.data, name.len);
    section->bytes = g_byte_array_new();
    g_byte_array_append(section->bytes, bytes->data, bytes->len);
    g_ptr_array_add(user, section);
    return true;
}

GPtrArray *test_engine_save(SzEngine *engine)
{
    g_autoptr(SzEngineFrozen) frozen = sz_engine_freeze(engine);
    g_assert_nonnull(frozen);
    return test_frozen_save(frozen);
}

GPtrArray *test_frozen_save(const SzEngineFrozen *frozen)
{
    GPtrArray *sections = g_ptr_array_new_with_free_func(free_section);
    g_assert_true(sz_engine_frozen_save(frozen, on_section, sections));
    return sections;
}

SzEngine *test_engine_load(const SzCaseRules *rules, const SzCaseShelf *shelf, gint64 stay_ns,
                           const GPtrArray *sections, bool rows_hold)
{
    g_autoptr(SzEngine) engine = sz_engine_new(rules);
    if (shelf != NULL) {
        sz_cases_use_shelf(sz_engine_cases(engine), shelf, stay_ns);
    }
    for (guint i = 0; i < sections->len; i++) {
        const TestSection *section = g_ptr_array_index(sections, i);
        const SzSlice bytes = {(const char *)section->bytes->data, section->bytes->len};
        if (!sz_engine_load(engine, sz_slice(section->name), bytes, rows_hold)) {
            return NULL;
        }
    }
    return sz_engine_load_end(engine, rows_hold) ? g_steal_pointer(&engine) : NULL;
}

void test_assert_same_sections(const GPtrArray *is, const GPtrArray *should)
{
    g_assert_cmpuint(is->len, ==, should->len);
    for (guint i = 0; i < is->len; i++) {
        const TestSection *left = g_ptr_array_index(is, i);
        const TestSection *right = g_ptr_array_index(should, i);
        g_assert_cmpstr(left->name, ==, right->name);
        SzSlice left_bytes = {(const char *)left->bytes->data, left->bytes->len};
        SzSlice right_bytes = {(const char *)right->bytes->data, right->bytes->len};
        g_assert_true(sz_slice_equal(left_bytes, right_bytes));
    }
}
