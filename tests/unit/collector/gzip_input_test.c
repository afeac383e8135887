#include "collector/error.h"
#include "collector/gzip_input.h"
#include "support/support.h"

#include <string.h>
#include <zlib.h>

/* Appends @text as one gzip member. */
static void add_member(GByteArray *file, const char *text, gsize len)
{
    z_stream stream = {0};
    Bytef packed[4096];
    g_autofree char *own = g_memdup2(text, len);
    g_assert_cmpint(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), ==, Z_OK);
    stream.next_in = (Bytef *)own;
    stream.avail_in = (uInt)len;
    int status = Z_OK;
    while (status != Z_STREAM_END) {
        stream.next_out = packed;
        stream.avail_out = sizeof packed;
        status = deflate(&stream, Z_FINISH);
        g_assert_cmpint(status, !=, Z_STREAM_ERROR);
        g_byte_array_append(file, packed, (guint)(sizeof packed - stream.avail_out));
    }
    deflateEnd(&stream);
}

/* Reads it whole in pieces of @step bytes.  NULL: @error is set. */
static GString *read_back(const char *path, gsize step, GError **error)
{
    g_autoptr(SzGzipInput) input = sz_gzip_input_open(path, error);
    char buffer[200000];
    g_assert_cmpuint(step, <=, sizeof buffer);
    GString *all = g_string_new(NULL);
    gsize n = 1;
    while (input != NULL && n > 0 && sz_gzip_input_read(input, buffer, step, &n, error)) {
        g_string_append_len(all, buffer, (gssize)n);
    }
    if (input == NULL || n > 0) {
        g_string_free(all, TRUE);
        return NULL;
    }
    g_assert_cmpuint(sz_gzip_input_position_bytes(input), ==, sz_gzip_input_size_bytes(input));
    return all;
}

static char *write_file(const char *folder, const void *data, gsize len)
{
    char *path = g_build_filename(folder, "input", NULL);
    g_assert_true(g_file_set_contents(path, data, (gssize)len, NULL));
    return path;
}

static void assert_reads(const void *file, gsize len, const char *expected, gsize expected_len)
{
    static const gsize steps[] = {1, 1000, 200000};
    char *folder = test_folder_new();
    g_autofree char *path = write_file(folder, file, len);
    for (gsize i = 0; i < G_N_ELEMENTS(steps); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GString) all = read_back(path, steps[i], &error);
        g_assert_no_error(error);
        g_assert_cmpuint(all->len, ==, expected_len);
        g_assert_true(memcmp(all->str, expected, expected_len) == 0);
    }
    test_folder_remove(folder);
}

static void assert_damaged(const void *file, gsize len, const char *says)
{
    char *folder = test_folder_new();
    g_autofree char *path = write_file(folder, file, len);
    g_autoptr(GError) error = NULL;
    g_assert_null(read_back(path, 1000, &error));
    g_assert_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_DAMAGED);
    g_assert_nonnull(strstr(error->message, says));
    test_folder_remove(folder);
}

static char *long_text(gsize len)
{
    char *text = g_malloc(len);
    for (gsize i = 0; i < len; i++) {
        text[i] = (char)g_test_rand_int_range('a', 'z' + 1);
    }
    return text;
}

static void test_plain(void)
{
    g_autofree char *text = long_text(150000);
    assert_reads("", 0, "", 0);
    assert_reads("\x1f", 1, "\x1f", 1);
    assert_reads("abc", 3, "abc", 3);
    assert_reads(text, 150000, text, 150000);
}

static void test_members(void)
{
    g_autofree char *text = long_text(150000);
    g_autoptr(GByteArray) file = g_byte_array_new();
    add_member(file, text, 100000);
    add_member(file, "", 0);
    add_member(file, text + 100000, 50000);
    assert_reads(file->data, file->len, text, 150000);
    static const guint8 padding[600] = {0};
    g_byte_array_append(file, padding, sizeof padding);
    assert_reads(file->data, file->len, text, 150000);
}

static void test_damage(void)
{
    g_autofree char *text = long_text(5000);
    g_autoptr(GByteArray) file = g_byte_array_new();
    add_member(file, text, 5000);
    static const gsize cuts[] = {2, 9, 100};
    for (gsize i = 0; i < G_N_ELEMENTS(cuts); i++) {
        assert_damaged(file->data, cuts[i], "ends in the middle");
    }
    assert_damaged(file->data, file->len - 1, "ends in the middle");
    g_byte_array_append(file, (const guint8 *)"x", 1);
    assert_damaged(file->data, file->len, "not gzip");
    file->data[file->len - 5] ^= 1; /* the checksum is in the eight bytes before the 'x' */
    assert_damaged(file->data, file->len, "check");
}

static void test_refused(void)
{
    char *folder = test_folder_new();
    g_autoptr(GError) not_file = NULL;
    g_autoptr(GError) not_there = NULL;
    g_autofree char *missing = g_build_filename(folder, "missing", NULL);
    g_assert_null(sz_gzip_input_open(folder, &not_file));
    g_assert_error(not_file, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_IO);
    g_assert_null(sz_gzip_input_open(missing, &not_there));
    g_assert_error(not_there, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_IO);
    g_assert_nonnull(strstr(not_there->message, missing));
    test_folder_remove(folder);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/collector/gzip-input/plain-files-pass", test_plain);
    g_test_add_func("/collector/gzip-input/several-members-and-padding", test_members);
    g_test_add_func("/collector/gzip-input/damage-is-said", test_damage);
    g_test_add_func("/collector/gzip-input/refuses-what-is-no-file", test_refused);
    return g_test_run();
}
