#include "config/file_set.h"

struct SzFileSet {
    GPtrArray *files; /* owned; of SzConfigFile (owned), by name */
};

static void free_file(gpointer data)
{
    SzConfigFile *file = data;
    g_free(file->name);
    g_free(file->sha256);
    g_clear_pointer(&file->bytes, g_bytes_unref);
    g_free(file);
}

SzFileSet *sz_file_set_new(void)
{
    SzFileSet *files = g_new0(SzFileSet, 1);
    files->files = g_ptr_array_new_with_free_func(free_file);
    return files;
}

void sz_file_set_free(SzFileSet *files)
{
    if (files == NULL) {
        return;
    }
    g_ptr_array_unref(files->files);
    g_free(files);
}

/* Takes the strings and a reference of @bytes. */
static void insert_take(SzFileSet *files, char *name, char *sha256, GBytes *bytes)
{
    SzConfigFile *file = g_new(SzConfigFile, 1);
    file->name = name;
    file->sha256 = sha256;
    file->bytes = bytes != NULL ? g_bytes_ref(bytes) : NULL;
    guint i = files->files->len;
    while (i > 0 && strcmp(sz_file_set_at(files, i - 1)->name, name) > 0) {
        i--;
    }
    g_ptr_array_insert(files->files, (gint)i, file);
}

SzFileSet *sz_file_set_copy(const SzFileSet *files)
{
    SzFileSet *copy = sz_file_set_new();
    for (guint i = 0; i < sz_file_set_n(files); i++) {
        const SzConfigFile *file = sz_file_set_at(files, i);
        insert_take(copy, g_strdup(file->name), g_strdup(file->sha256), NULL);
    }
    return copy;
}

void sz_file_set_add(SzFileSet *files, const char *name, GBytes *bytes)
{
    g_return_if_fail(sz_file_set_find(files, name) == NULL);
    char *sha256 = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
    insert_take(files, g_strdup(name), sha256, bytes);
}

static bool is_sha256(SzSlice text)
{
    bool is_good = text.len == SZ_SHA256_DIGITS;
    for (gsize i = 0; is_good && i < text.len; i++) {
        is_good = g_ascii_isxdigit(text.data[i]) && !g_ascii_isupper(text.data[i]);
    }
    return is_good;
}

bool sz_file_set_add_hash(SzFileSet *files, SzSlice name, SzSlice sha256)
{
    if (!is_sha256(sha256)) {
        return false;
    }
    insert_take(files, g_strndup(name.data, name.len), g_strndup(sha256.data, sha256.len), NULL);
    return true;
}

guint sz_file_set_n(const SzFileSet *files)
{
    return files->files->len;
}

const SzConfigFile *sz_file_set_at(const SzFileSet *files, guint i)
{
    return g_ptr_array_index(files->files, i);
}

const SzConfigFile *sz_file_set_find(const SzFileSet *files, const char *name)
{
    for (guint i = 0; i < files->files->len; i++) {
        if (g_str_equal(sz_file_set_at(files, i)->name, name)) {
            return sz_file_set_at(files, i);
        }
    }
    return NULL;
}

bool sz_file_set_equal(const SzFileSet *a, const SzFileSet *b)
{
    if (a == NULL || b == NULL) {
        return a == b;
    }
    bool is_same = a->files->len == b->files->len;
    for (guint i = 0; is_same && i < a->files->len; i++) {
        is_same = g_str_equal(sz_file_set_at(a, i)->name, sz_file_set_at(b, i)->name) &&
                  g_str_equal(sz_file_set_at(a, i)->sha256, sz_file_set_at(b, i)->sha256);
    }
    return is_same;
}
