#include "web/static_files.h"

#include <gio/gio.h>

#define ROOT "/shuzhi/static/"

GResource *sz_static_get_resource(void);

struct SzStaticFiles {
    GHashTable *by_name; /* owned; name, owned -> SzStaticFile, owned */
};

static const struct {
    const char *suffix;
    const char *content_type;
} types[] = {
    {".html", "text/html; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".json", "application/json; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".txt", "text/plain; charset=utf-8"},
};

static const char *type_of(const char *name)
{
    for (gsize i = 0; i < G_N_ELEMENTS(types); i++) {
        if (g_str_has_suffix(name, types[i].suffix)) {
            return types[i].content_type;
        }
    }
    return "application/octet-stream";
}

static void free_file(gpointer data)
{
    SzStaticFile *file = data;
    g_bytes_unref(file->bytes);
    g_free(file->etag);
    g_free(file);
}

static void add_file(SzStaticFiles *files, GResource *resource, const char *path)
{
    GBytes *bytes = g_resource_lookup_data(resource, path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
    SzStaticFile *file = g_new0(SzStaticFile, 1);
    g_autofree char *hash = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
    file->bytes = bytes;
    file->etag = g_strdup_printf("\"%.32s\"", hash);
    file->content_type = type_of(path);
    g_hash_table_insert(files->by_name, g_strdup(path + strlen(ROOT)), file);
}

/* As deep as the folder of the sources is. */
static void add_folder(SzStaticFiles *files, GResource *resource, // NOLINT(misc-no-recursion)
                       const char *folder)
{
    g_auto(GStrv) names =
        g_resource_enumerate_children(resource, folder, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
    for (gsize i = 0; names != NULL && names[i] != NULL; i++) {
        g_autofree char *path = g_strconcat(folder, names[i], NULL);
        if (g_str_has_suffix(path, "/")) {
            add_folder(files, resource, path);
        } else {
            add_file(files, resource, path);
        }
    }
}

SzStaticFiles *sz_static_files_new(void)
{
    SzStaticFiles *files = g_new0(SzStaticFiles, 1);
    files->by_name = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_file);
    add_folder(files, sz_static_get_resource(), ROOT);
    return files;
}

void sz_static_files_free(SzStaticFiles *files)
{
    if (files != NULL) {
        g_hash_table_unref(files->by_name);
        g_free(files);
    }
}

const SzStaticFile *sz_static_files_find(const SzStaticFiles *files, const char *name)
{
    return g_hash_table_lookup(files->by_name, name);
}
