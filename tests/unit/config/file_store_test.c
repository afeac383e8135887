#include "config/file_store.h"

#include "config/settings.h"
#include "support/support.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

/* printf '%s' 'a: 1' | sha256sum */
#define SHA256_OF_A "16c3c6d78678d53d39ab2c7a5a7bc4596567b46a1a57000a2d707334f779b824"

typedef struct {
    char *folder;
} Fixture;

static void set_up(Fixture *fixture, gconstpointer data)
{
    (void)data;
    fixture->folder = test_folder_new();
}

static void tear_down(Fixture *fixture, gconstpointer data)
{
    (void)data;
    test_folder_remove(fixture->folder);
}

static void add_text(SzFileSet *files, const char *name, const char *text)
{
    g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
    sz_file_set_add(files, name, bytes);
}

static SzFileSet *make_files(const char *of_items)
{
    SzFileSet *files = sz_file_set_new();
    add_text(files, "items.yaml", of_items);
    add_text(files, "halls.yaml", "a: 1");
    return files;
}

static void put(const Fixture *fixture, const SzFileSet *files)
{
    g_autoptr(GError) error = NULL;
    gboolean is_done = sz_file_store_put(fixture->folder, files, &error);
    g_assert_no_error(error);
    g_assert_true(is_done);
}

static char *stored_path(const Fixture *fixture, const SzConfigFile *file)
{
    return g_build_filename(fixture->folder, "config", file->sha256, NULL);
}

static void write_text(const char *path, const char *text)
{
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

static guint mode_of(const char *path)
{
    struct stat status;
    g_assert_cmpint(stat(path, &status), ==, 0);
    return status.st_mode & 0777U;
}

static void assert_stored(const Fixture *fixture, const SzConfigFile *file, const char *text)
{
    g_autoptr(SzProblems) problems = sz_problems_new();
    g_autoptr(GBytes) bytes = sz_file_store_get(fixture->folder, file, problems);
    g_assert_cmpuint(sz_problems_count(problems), ==, 0);
    g_assert_nonnull(bytes);
    g_autoptr(GBytes) expected = g_bytes_new(text, strlen(text));
    g_assert_true(g_bytes_equal(bytes, expected));
}

static void assert_problem(const Fixture *fixture, const SzConfigFile *file, const char *part)
{
    g_autoptr(SzProblems) problems = sz_problems_new();
    g_assert_null(sz_file_store_get(fixture->folder, file, problems));
    g_auto(GStrv) lines = sz_problems_to_lines(problems);
    g_assert_cmpuint(g_strv_length(lines), ==, 1);
    g_test_message("%s", lines[0]);
    g_assert_nonnull(strstr(lines[0], part));
    g_assert_nonnull(strstr(lines[0], file->sha256));
    g_assert_nonnull(strstr(lines[0], "(halls.yaml)"));
}

static void test_sets(void)
{
    g_autoptr(SzFileSet) one = make_files("b: 1");
    g_autoptr(SzFileSet) same = make_files("b: 1");
    g_autoptr(SzFileSet) other = make_files("b: 2");
    g_autoptr(SzFileSet) fewer = sz_file_set_new();
    add_text(fewer, "halls.yaml", "a: 1");
    g_assert_true(sz_file_set_equal(one, same));
    g_assert_false(sz_file_set_equal(one, other));
    g_assert_false(sz_file_set_equal(one, fewer));
    g_assert_false(sz_file_set_equal(one, NULL));
    g_assert_true(sz_file_set_equal(NULL, NULL));
    g_assert_cmpuint(sz_file_set_n(one), ==, 2);
    g_assert_cmpstr(sz_file_set_at(one, 0)->name, ==, "halls.yaml");
    g_assert_cmpstr(sz_file_set_at(one, 0)->sha256, ==, SHA256_OF_A);
    g_assert_null(sz_file_set_find(one, "index.yaml"));
}

/* A hash becomes the name of a file: nothing else may. */
static void test_only_hashes(void)
{
    static const char *const bad[] = {
        "",
        "../../etc/passwd",
        "abc",
        "16C3C6D78678D53D39AB2C7A5A7BC4596567B46A1A57000A2D707334F779B824",
        "/6c3c6d78678d53d39ab2c7a5a7bc4596567b46a1a57000a2d707334f779b824",
        "16c3c6d78678d53d39ab2c7a5a7bc4596567b46a1a57000a2d707334f779b8240",
    };
    g_autoptr(SzFileSet) files = sz_file_set_new();
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_assert_false(sz_file_set_add_hash(files, SZ_SLICE("halls.yaml"), sz_slice(bad[i])));
    }
    g_assert_cmpuint(sz_file_set_n(files), ==, 0);
    g_assert_true(sz_file_set_add_hash(files, SZ_SLICE("halls.yaml"), SZ_SLICE(SHA256_OF_A)));
    g_assert_null(sz_file_set_find(files, "halls.yaml")->bytes);
}

static void test_keeps_what_it_is_given(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(SzFileSet) files = make_files("b: 1");
    g_autoptr(SzFileSet) later = make_files("b: 2");
    put(fixture, files);
    put(fixture, later);
    put(fixture, files);
    assert_stored(fixture, sz_file_set_find(files, "halls.yaml"), "a: 1");
    assert_stored(fixture, sz_file_set_find(files, "items.yaml"), "b: 1");
    assert_stored(fixture, sz_file_set_find(later, "items.yaml"), "b: 2");
    g_autofree char *folder = g_build_filename(fixture->folder, "config", NULL);
    g_autofree char *path = stored_path(fixture, sz_file_set_find(files, "halls.yaml"));
    g_assert_cmpuint(mode_of(folder), ==, 0700);
    g_assert_cmpuint(mode_of(path), ==, 0600);
    g_assert_true(g_str_has_suffix(path, SHA256_OF_A));
}

static void test_altered_and_missing(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(SzFileSet) files = make_files("b: 1");
    const SzConfigFile *file = sz_file_set_find(files, "halls.yaml");
    put(fixture, files);
    g_autofree char *path = stored_path(fixture, file);
    write_text(path, "a: 2");
    assert_problem(fixture, file, "altered");
    g_assert_cmpint(g_unlink(path), ==, 0);
    assert_problem(fixture, file, "cannot be read: No such file");
    put(fixture, files); /* whoever still has it mends it */
    assert_stored(fixture, file, "a: 1");
}

static void test_no_room(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    g_autoptr(SzFileSet) files = make_files("b: 1");
    g_autofree char *path = g_build_filename(fixture->folder, "config", NULL);
    write_text(path, "in the way");
    g_assert_false(sz_file_store_put(fixture->folder, files, &error));
    g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_NOTDIR);
}

/* --- settings from stored files ------------------------------------------------------------- */

static SzSettings *load(const char *dir)
{
    g_auto(GStrv) problems = NULL;
    SzSettings *settings = sz_settings_load(dir, &problems);
    g_assert_nonnull(settings);
    return settings;
}

static SzSettings *load_stored(const Fixture *fixture, const SzFileSet *files, const char *part)
{
    g_auto(GStrv) problems = NULL;
    SzSettings *settings = sz_settings_load_stored(fixture->folder, files, &problems);
    for (guint i = 0; problems[i] != NULL; i++) {
        g_test_message("%s", problems[i]);
    }
    g_assert_true((settings == NULL) == (problems[0] != NULL));
    g_assert_true(part == NULL || (problems[0] != NULL && strstr(problems[0], part) != NULL));
    return settings;
}

/* Of all files, what another program would know: names and hashes. */
static SzFileSet *hashes_of(const SzFileSet *files, const char *but_for)
{
    SzFileSet *hashes = sz_file_set_new();
    for (guint i = 0; i < sz_file_set_n(files); i++) {
        const SzConfigFile *file = sz_file_set_at(files, i);
        if (!g_str_equal(file->name, but_for)) {
            g_assert_true(
                sz_file_set_add_hash(hashes, sz_slice(file->name), sz_slice(file->sha256)));
        }
    }
    return hashes;
}

static const char *const one_hall = "default_hours:\n"
                                    "  workday: [\"09:00-12:00\"]\n"
                                    "halls:\n"
                                    "  - {code: \"110000\", name: 某市, tier: municipal}\n";

static void test_settings_come_back(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autofree char *dir = g_build_filename(fixture->folder, "mine", NULL);
    g_autofree char *path = g_build_filename(dir, "halls.yaml", NULL);
    g_assert_cmpint(g_mkdir(dir, 0700), ==, 0);
    write_text(path, one_hall);
    g_autoptr(SzSettings) before = load(dir);
    g_assert_cmpuint(sz_registry_n_halls(before->registry), ==, 1);
    put(fixture, before->files);
    write_text(path, "gone: 1\n");
    g_autoptr(SzFileSet) hashes = hashes_of(before->files, "");
    g_autoptr(SzSettings) after = load_stored(fixture, hashes, NULL);
    g_assert_nonnull(after);
    g_assert_cmpuint(sz_registry_n_halls(after->registry), ==, 1);
    g_assert_true(sz_file_set_equal(before->files, after->files));
    g_autoptr(SzFileSet) unaltered = hashes_of(after->files, "");
    g_autofree char *stored = stored_path(fixture, sz_file_set_find(hashes, "halls.yaml"));
    write_text(stored, "halls: []\n");
    g_assert_null(load_stored(fixture, unaltered, "(halls.yaml): altered"));
}

/* Of an older program, which had no such file yet: the shipped one.  Calendars are all or none. */
static void test_settings_without_a_file(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(SzSettings) shipped = load(NULL);
    g_assert_nonnull(sz_file_set_find(shipped->files, "calendar/2026.yaml"));
    g_assert_nonnull(sz_file_set_find(shipped->files, "shuzhid.yaml"));
    put(fixture, shipped->files);
    g_autoptr(SzFileSet) no_index = hashes_of(shipped->files, "index.yaml");
    g_autoptr(SzSettings) settings = load_stored(fixture, no_index, NULL);
    g_assert_true(sz_file_set_equal(settings->files, shipped->files));
    g_autoptr(SzFileSet) no_2026 = hashes_of(shipped->files, "calendar/2026.yaml");
    g_autoptr(SzSettings) older = load_stored(fixture, no_2026, NULL);
    g_assert_null(sz_file_set_find(older->files, "calendar/2026.yaml"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/config/file_store/sets", test_sets);
    g_test_add_func("/config/file_store/only-hashes", test_only_hashes);
#define ADD(name, function)                                                                        \
    g_test_add("/config/file_store/" name, Fixture, NULL, set_up, function, tear_down)
    ADD("keeps-what-it-is-given", test_keeps_what_it_is_given);
    ADD("altered-and-missing", test_altered_and_missing);
    ADD("no-room", test_no_room);
    ADD("settings-come-back", test_settings_come_back);
    ADD("settings-without-a-file", test_settings_without_a_file);
    return g_test_run();
}
