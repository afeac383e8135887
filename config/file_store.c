#include "config/file_store.h"

#include "config/yaml.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

static char *path_of(const char *data_dir, const SzConfigFile *file)
{
    return g_build_filename(data_dir, "config", file->sha256, NULL);
}

static gboolean fail(GError **error, const char *call, const char *path)
{
    int number = errno;
    g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(number), "%s '%s': %s", call,
                path, g_strerror(number));
    return FALSE;
}

static gboolean sync_folder(const char *path, GError **error)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    gboolean is_synced = (fd >= 0 && fsync(fd) == 0) || fail(error, "fsync", path);
    if (fd >= 0) {
        (void)close(fd);
    }
    return is_synced;
}

static gboolean make_folder(const char *data_dir, GError **error)
{
    g_autofree char *path = g_build_filename(data_dir, "config", NULL);
    if (g_mkdir(path, 0700) == 0) {
        return sync_folder(data_dir, error);
    }
    return errno == EEXIST || fail(error, "mkdir", path);
}

static bool is_sha256_of(const SzConfigFile *file, GBytes *bytes)
{
    g_autofree char *found = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
    return g_str_equal(found, file->sha256);
}

static bool is_stored(const char *path, const SzConfigFile *file)
{
    g_autoptr(SzProblems) ignored = sz_problems_new();
    g_autoptr(GBytes) bytes = sz_yaml_read(path, path, ignored);
    return bytes != NULL && is_sha256_of(file, bytes);
}

gboolean sz_file_store_put(const char *data_dir, const SzFileSet *files, GError **error)
{
    const GFileSetContentsFlags flags =
        G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE;
    if (!make_folder(data_dir, error)) {
        return FALSE;
    }
    for (guint i = 0; i < sz_file_set_n(files); i++) {
        const SzConfigFile *file = sz_file_set_at(files, i);
        g_autofree char *path = path_of(data_dir, file);
        gsize len = 0;
        const char *bytes = g_bytes_get_data(file->bytes, &len);
        if (!is_stored(path, file) && !g_file_set_contents_full(path, bytes != NULL ? bytes : "",
                                                                (gssize)len, flags, 0600, error)) {
            return FALSE;
        }
    }
    return TRUE;
}

char *sz_file_store_label(const char *data_dir, const SzConfigFile *file)
{
    g_autofree char *path = path_of(data_dir, file);
    return g_strdup_printf("%s (%s)", path, file->name);
}

GBytes *sz_file_store_get(const char *data_dir, const SzConfigFile *file, SzProblems *problems)
{
    g_autofree char *path = path_of(data_dir, file);
    g_autofree char *label = sz_file_store_label(data_dir, file);
    g_autoptr(GBytes) bytes = sz_yaml_read(path, label, problems);
    if (bytes != NULL && !is_sha256_of(file, bytes)) {
        sz_problems_add(problems, (SzFilePlace){.file = label}, "",
                        "altered since it was in force, expected the content of that SHA-256");
        return NULL;
    }
    return g_steal_pointer(&bytes);
}
