#include "config/overlay.h"

#include "config/did_you_mean.h"
#include "config/file_store.h"

#include <gio/gio.h>
#include <string.h>

#define PREFIX "/shuzhi/config/"

/* Generated from shipped.gresource.xml. */
G_GNUC_INTERNAL GResource *sz_shipped_get_resource(void);

static const char *const file_names[] = {"shuzhid.yaml", "halls.yaml", "items.yaml", "index.yaml"};
static const char *const folder_names[] = {"calendar", "import"};

static bool is_among(const char *name, const char *const *names, gsize n)
{
    for (gsize i = 0; i < n; i++) {
        if (g_str_equal(name, names[i])) {
            return true;
        }
    }
    return false;
}

/* 2026 of "2026.yaml"; 0 for any other name. */
static int year_of_name(const char *name)
{
    guint64 year = 0;
    bool good = strlen(name) == strlen("2026.yaml") && g_str_has_suffix(name, ".yaml");
    g_autofree char *digits = g_strndup(name, 4);
    good = good && g_ascii_string_to_unsigned(digits, 10, 1000, 9999, &year, NULL);
    return good ? (int)year : 0;
}

char *sz_overlay_calendar_name(int year)
{
    return g_strdup_printf("calendar/%04d.yaml", year);
}

static bool is_yaml_name(const char *name)
{
    return name[0] != '.' && (g_str_has_suffix(name, ".yaml") || g_str_has_suffix(name, ".yml"));
}

static gint compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Names in @path, sorted; NULL when it cannot be read. (transfer full) */
static GPtrArray *list_names(const char *path, GError **error)
{
    g_autoptr(GDir) folder = g_dir_open(path, 0, error);
    if (folder == NULL) {
        return NULL;
    }
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    for (const char *name = NULL; (name = g_dir_read_name(folder)) != NULL;) {
        g_ptr_array_add(names, g_strdup(name));
    }
    g_ptr_array_sort(names, compare_names);
    return names;
}

/* GLib's own message repeats the path. */
static const char *reason_of(const GError *error)
{
    static const struct {
        gint code;
        const char *reason;
    } rows[] = {
        {G_FILE_ERROR_NOENT, "no such folder"},
        {G_FILE_ERROR_NOTDIR, "not a folder"},
        {G_FILE_ERROR_ACCES, "permission denied"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        if (g_error_matches(error, G_FILE_ERROR, rows[i].code)) {
            return rows[i].reason;
        }
    }
    return error->message;
}

static void check_name(const char *dir, const char *name, SzProblems *problems)
{
    g_autofree char *path = g_build_filename(dir, name, NULL);
    const SzFilePlace place = {.file = path};
    if (g_file_test(path, G_FILE_TEST_IS_DIR)) {
        const char *guess = sz_did_you_mean(name, folder_names, G_N_ELEMENTS(folder_names));
        if (guess != NULL && !g_str_equal(guess, name)) {
            sz_problems_add(problems, place, "", "unknown folder, did you mean '%s'?", guess);
        }
        return;
    }
    if (!is_yaml_name(name) || is_among(name, file_names, G_N_ELEMENTS(file_names))) {
        return;
    }
    const char *guess = sz_did_you_mean(name, file_names, G_N_ELEMENTS(file_names));
    if (guess != NULL) {
        sz_problems_add(problems, place, "", "unknown file, did you mean '%s'?", guess);
    } else {
        sz_problems_add(problems, place, "",
                        "unknown file, expected shuzhid.yaml, halls.yaml, items.yaml, index.yaml "
                        "or calendar/YYYY.yaml");
    }
}

static void check_calendar_names(const char *dir, SzProblems *problems)
{
    g_autofree char *path = g_build_filename(dir, "calendar", NULL);
    g_autoptr(GError) error = NULL;
    if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
        return;
    }
    g_autoptr(GPtrArray) names = list_names(path, &error);
    if (names == NULL) {
        sz_problems_add(problems, (SzFilePlace){.file = path}, "", "cannot be read: %s",
                        reason_of(error));
        return;
    }
    for (guint i = 0; i < names->len; i++) {
        const char *name = g_ptr_array_index(names, i);
        if (is_yaml_name(name) && year_of_name(name) == 0) {
            g_autofree char *file = g_build_filename(path, name, NULL);
            sz_problems_add(problems, (SzFilePlace){.file = file}, "",
                            "unknown file, expected YYYY.yaml");
        }
    }
}

bool sz_overlay_check_names(const SzOverlay *overlay, SzProblems *problems)
{
    if (overlay->dir == NULL) {
        return true;
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) names = list_names(overlay->dir, &error);
    if (names == NULL) {
        sz_problems_add(problems, (SzFilePlace){.file = overlay->dir}, "",
                        "configuration folder cannot be read: %s", reason_of(error));
        return false;
    }
    for (guint i = 0; i < names->len; i++) {
        check_name(overlay->dir, g_ptr_array_index(names, i), problems);
    }
    check_calendar_names(overlay->dir, problems);
    return true;
}

/* --- bytes --------------------------------------------------------------------------------- */

/* The bytes of a file, and what problems call it: (transfer full); NULL when a problem was added. */
static GBytes *read_shipped(const char *name, char **out_file, SzProblems *problems)
{
    g_autofree char *path = g_strconcat(PREFIX, name, NULL);
    g_autoptr(GError) error = NULL;
    *out_file = g_strconcat("shipped:", name, NULL);
    GBytes *bytes = g_resource_lookup_data(sz_shipped_get_resource(), path,
                                           G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
    if (bytes == NULL) {
        sz_problems_add(problems, (SzFilePlace){.file = *out_file}, "", "%s", error->message);
    }
    return bytes;
}

static GBytes *read_bytes(const SzOverlay *overlay, const char *name, char **out_file,
                          SzProblems *problems)
{
    const SzConfigFile *stored =
        overlay->stored != NULL ? sz_file_set_find(overlay->stored, name) : NULL;
    if (stored != NULL) {
        *out_file = sz_file_store_label(overlay->data_dir, stored);
        return sz_file_store_get(overlay->data_dir, stored, problems);
    }
    if (overlay->dir != NULL) {
        g_autofree char *path = g_build_filename(overlay->dir, name, NULL);
        /* A link that leads nowhere is not "no such file": the reader says so. */
        if (g_file_test(path, G_FILE_TEST_EXISTS) || g_file_test(path, G_FILE_TEST_IS_SYMLINK)) {
            *out_file = g_steal_pointer(&path);
            return sz_yaml_read(*out_file, *out_file, problems);
        }
    }
    return read_shipped(name, out_file, problems);
}

SzYaml *sz_overlay_load(const SzOverlay *overlay, const char *name, SzFileSet *files,
                        SzProblems *problems)
{
    g_autofree char *file = NULL;
    g_autoptr(GBytes) bytes = read_bytes(overlay, name, &file, problems);
    SzSlice text = {0};
    if (bytes == NULL) {
        return NULL;
    }
    sz_file_set_add(files, name, bytes);
    text.data = g_bytes_get_data(bytes, &text.len);
    return sz_yaml_parse(file, text, problems);
}

/* --- years --------------------------------------------------------------------------------- */

static void add_year(GArray *years, const char *name)
{
    gint year = year_of_name(name);
    for (guint i = 0; year != 0 && i < years->len; i++) {
        if (g_array_index(years, gint, i) == year) {
            return;
        }
    }
    if (year != 0) {
        g_array_append_val(years, year);
    }
}

static gint compare_years(gconstpointer a, gconstpointer b)
{
    return *(const gint *)a - *(const gint *)b;
}

static void add_stored_years(GArray *years, const SzFileSet *stored)
{
    const char *prefix = "calendar/";
    for (guint i = 0; i < sz_file_set_n(stored); i++) {
        const char *name = sz_file_set_at(stored, i)->name;
        if (g_str_has_prefix(name, prefix)) {
            add_year(years, name + strlen(prefix));
        }
    }
}

static void add_shipped_years(GArray *years)
{
    g_auto(GStrv) shipped = g_resource_enumerate_children(
        sz_shipped_get_resource(), PREFIX "calendar", G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
    for (guint i = 0; shipped != NULL && shipped[i] != NULL; i++) {
        add_year(years, shipped[i]);
    }
}

GArray *sz_overlay_years(const SzOverlay *overlay)
{
    GArray *years = g_array_new(FALSE, FALSE, sizeof(gint));
    if (overlay->stored != NULL) {
        add_stored_years(years, overlay->stored);
    } else {
        add_shipped_years(years);
    }
    if (overlay->dir != NULL) {
        g_autofree char *path = g_build_filename(overlay->dir, "calendar", NULL);
        g_autoptr(GPtrArray) names = list_names(path, NULL);
        for (guint i = 0; names != NULL && i < names->len; i++) {
            add_year(years, g_ptr_array_index(names, i));
        }
    }
    g_array_sort(years, compare_years);
    return years;
}
