#include "support/support.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <unistd.h>

char *test_folder_new(void)
{
    g_autoptr(GError) error = NULL;
    char *path = g_dir_make_tmp(NULL, &error);
    g_assert_no_error(error);
    return path;
}

static void remove_tree(const char *path)
{
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    if (dir != NULL) {
        for (const char *name = NULL; (name = g_dir_read_name(dir)) != NULL;) {
            g_autofree char *child = g_build_filename(path, name, NULL);
            if (g_file_test(child, G_FILE_TEST_IS_DIR) &&
                !g_file_test(child, G_FILE_TEST_IS_SYMLINK)) {
                remove_tree(child);
            } else {
                g_assert_cmpint(g_unlink(child), ==, 0);
            }
        }
    }
    g_assert_cmpint(g_rmdir(path), ==, 0);
}

void test_folder_remove(char *path)
{
    remove_tree(path);
    g_free(path);
}

char *test_data_path(const char *name)
{
    return g_test_build_filename(G_TEST_DIST, "data", name, NULL);
}

void test_each_json_line(const char *file, void (*each)(json_t *line, void *user), void *user)
{
    g_autofree char *path = test_data_path(file);
    g_autofree char *text = NULL;
    gsize len = 0;
    g_autoptr(GError) error = NULL;
    g_file_get_contents(path, &text, &len, &error);
    g_assert_no_error(error);
    for (char *line = text; line < text + len;) {
        char *end = strchr(line, '\n');
        gsize n = end != NULL ? (gsize)(end - line) : strlen(line);
        json_error_t problem;
        json_t *value = json_loadb(line, n, JSON_ALLOW_NUL, &problem);
        g_assert_nonnull(value);
        each(value, user);
        json_decref(value);
        line += n + 1;
    }
}
