/* Revisions: which lines are late, what counts once, which days are kept, and where they show. */

#include "metrics/revisions.h"

#include "metrics/state_reader.h"

#include "support/case_builder.h"
#include "support/rules.h"

typedef struct {
    const char *name;
    const char *occurred;
    gint64 after_ns; /* of its reception */
    bool is_late;
} Row;

#define S SZ_NS_PER_S

/* The index stands at :00, :10, :20 .. */
static const Row rows[] = {
    {"at-once", "2026-03-02T09:00:03", 0, false},
    {"before-it-occurred", "2026-03-02T09:00:03", -30 * S, false},
    {"before-the-next-but-one", "2026-03-02T09:00:03", 17 * S - 1, false}, /* :10 should have it */
    {"at-the-next-but-one", "2026-03-02T09:00:03", 17 * S, true},
    {"on-the-grid", "2026-03-02T09:00:10", 10 * S - 1, false}, /* :10 itself should have it */
    {"on-the-grid-and-late", "2026-03-02T09:00:10", 10 * S, true},
    {"just-behind-the-grid", "2026-03-02T09:00:01", 19 * S - 1, false},
    {"a-day", "2026-03-02T09:00:03", 86400 * S, true},
};

static void test_row(gconstpointer data)
{
    const Row *row = data;
    SzWallTime occurred = test_time(row->occurred);
    g_assert_cmpint(sz_is_late_for_index(occurred, (SzWallTime){occurred.ns + row->after_ns}), ==,
                    row->is_late);
}

static void test_extremes(void)
{
    g_assert_true(sz_is_late_for_index(SZ_WALL_TIME_MIN, SZ_WALL_TIME_MAX));
    g_assert_false(sz_is_late_for_index(SZ_WALL_TIME_MAX, SZ_WALL_TIME_MIN));
    g_assert_false(sz_is_late_for_index(SZ_WALL_TIME_MIN, SZ_WALL_TIME_MIN));
}

static void note(SzRevisions *revisions, const char *hall, const char *occurred, gint64 received)
{
    sz_revisions_note(revisions, sz_slice(hall), test_time(occurred), (SzWallTime){received});
}

static guint64 of_hall(SzRevisions *revisions, const char *code, const char *day)
{
    const SzRegistry *registry = test_rules()->registry;
    SzDay on = sz_day_of(test_time(day));
    g_autoptr(SzRevisionsVersion) version = sz_revisions_publish(revisions);
    g_autoptr(GArray) all = sz_revisions_version_by_hall(version, registry, on);
    g_assert_cmpuint(all->len, ==, sz_registry_n_halls(registry));
    return g_array_index(
        all, guint64, sz_registry_index(registry, sz_registry_find(registry, sz_slice(code), on)));
}

static void test_requests_count(void)
{
    g_autoptr(SzRevisions) revisions = sz_revisions_new(test_rules());
    g_assert_cmpuint(of_hall(revisions, "330106", "2026-03-02T00:00:00"), ==, 0);
    note(revisions, "330106", "2026-03-02T09:00:00", 5);
    note(revisions, "330106", "2026-03-02T09:00:01", 5); /* of the same request */
    note(revisions, "330106", "2026-03-02T09:00:00", 6);
    note(revisions, "330106002", "2026-03-02T09:00:00", 6); /* below it: its own */
    note(revisions, "nobody", "2026-03-02T09:00:00", 7);
    note(revisions, "330199", "2026-03-02T09:00:00", 8); /* once 330106's code */
    g_assert_cmpuint(of_hall(revisions, "330106", "2026-03-02T23:59:59"), ==, 3);
    g_assert_cmpuint(of_hall(revisions, "330106002", "2026-03-02T00:00:00"), ==, 1);
    g_assert_cmpuint(of_hall(revisions, "330106", "2026-03-03T00:00:00"), ==, 0);
}

static void test_two_days_are_kept(void)
{
    g_autoptr(SzRevisions) revisions = sz_revisions_new(test_rules());
    note(revisions, "330106", "2026-03-02T09:00:00", 5);
    note(revisions, "330106", "2026-03-01T23:59:59", 5);
    note(revisions, "330106", "2026-02-28T09:00:00", 5); /* over */
    g_assert_cmpuint(of_hall(revisions, "330106", "2026-03-02T00:00:00"), ==, 1);
    g_assert_cmpuint(of_hall(revisions, "330106", "2026-03-01T00:00:00"), ==, 1);
    g_assert_cmpuint(of_hall(revisions, "330106", "2026-02-28T00:00:00"), ==, 0);
    note(revisions, "330106002", "2026-03-03T00:00:00", 6);
    g_assert_cmpuint(of_hall(revisions, "330106", "2026-03-01T00:00:00"), ==, 0);
    g_assert_cmpuint(of_hall(revisions, "330106", "2026-03-02T00:00:00"), ==, 1);
}

static void test_a_version_stays(void)
{
    g_autoptr(SzRevisions) revisions = sz_revisions_new(test_rules());
    note(revisions, "330106", "2026-03-02T09:00:00", 5);
    g_autoptr(SzRevisionsVersion) before = sz_revisions_publish(revisions);
    note(revisions, "330106", "2026-03-02T09:00:00", 6);
    g_clear_pointer(&revisions, sz_revisions_free);
    g_assert_cmpuint(sz_revisions_version_n(before), ==, 1);
    g_assert_cmpuint(sz_revisions_version_at(before, 0)->n, ==, 1);
    g_assert_cmpstr(sz_revisions_version_at(before, 0)->place.code, ==, "330106");
}

static void test_bounded(void)
{
    g_autoptr(SzRevisions) revisions = sz_revisions_new(test_rules());
    for (guint i = 0; i < SZ_REVISIONS_MAX + 10; i++) {
        char hall[16];
        g_snprintf(hall, sizeof hall, "h%u", i);
        note(revisions, hall, "2026-03-02T09:00:00", 5);
    }
    g_autoptr(SzRevisionsVersion) version = sz_revisions_publish(revisions);
    g_assert_cmpuint(sz_revisions_version_n(version), ==, SZ_REVISIONS_MAX);
}

static GByteArray *save(const SzRevisions *revisions)
{
    SzStateParts parts;
    sz_state_parts_begin(&parts);
    sz_revisions_save(revisions, &parts);
    GByteArray *bytes = g_byte_array_ref(parts.now);
    g_ptr_array_unref(parts.parts);
    return bytes;
}

static SzSlice slice_of(const GByteArray *bytes, gsize n)
{
    return (SzSlice){(const char *)bytes->data, n};
}

static void test_saved_and_loaded(void)
{
    g_autoptr(SzRevisions) revisions = sz_revisions_new(test_rules());
    note(revisions, "330106", "2026-03-02T09:00:00", 5);
    note(revisions, "330106", "2026-03-02T09:00:00", 7);
    note(revisions, "nobody", "2026-03-01T09:00:00", 7);
    g_autoptr(GByteArray) bytes = save(revisions);
    g_autoptr(SzRevisions) loaded = sz_revisions_new(test_rules());
    g_assert_true(sz_revisions_load(loaded, slice_of(bytes, bytes->len)));
    note(loaded, "330106", "2026-03-02T09:00:00", 7); /* counted before it was saved */
    g_assert_cmpuint(of_hall(loaded, "330106", "2026-03-02T00:00:00"), ==, 2);
    g_autoptr(GByteArray) again = save(loaded);
    g_assert_cmpuint(again->len, ==, bytes->len);
    g_assert_true(memcmp(again->data, bytes->data, bytes->len) == 0);
    /* Said twice, or cut: no sense. */
    g_assert_false(sz_revisions_load(loaded, slice_of(bytes, bytes->len)));
    for (gsize n = 1; n < bytes->len; n++) {
        g_autoptr(SzRevisions) cut = sz_revisions_new(test_rules());
        bool is_whole = sz_revisions_load(cut, slice_of(bytes, n));
        g_autoptr(SzRevisionsVersion) version = sz_revisions_publish(cut);
        g_assert_true(!is_whole || sz_revisions_version_n(version) == 1);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_strconcat("/metrics/revisions/late/", rows[i].name, NULL);
        g_test_add_data_func(path, &rows[i], test_row);
    }
    g_test_add_func("/metrics/revisions/extremes", test_extremes);
    g_test_add_func("/metrics/revisions/requests-count", test_requests_count);
    g_test_add_func("/metrics/revisions/two-days-are-kept", test_two_days_are_kept);
    g_test_add_func("/metrics/revisions/a-version-stays", test_a_version_stays);
    g_test_add_func("/metrics/revisions/bounded", test_bounded);
    g_test_add_func("/metrics/revisions/saved-and-loaded", test_saved_and_loaded);
    int status = g_test_run();
    test_rules_clear();
    return status;
}
