#pragma once

/* Vectors of the index maths: JSON documents and columns of numbers.  Test code: asserts on failure. */

#include "support/support.h"

#include <string.h>

/* The document at @path, which is freed. (transfer full) */
static inline json_t *vectors_load_path(char *path)
{
    json_error_t problem;
    json_t *document = json_load_file(path, 0, &problem);
    if (document == NULL) {
        g_error("%s:%d: %s", path, problem.line, problem.text);
    }
    g_free(path);
    return document;
}

/* tests/data/index/NAME. (transfer full) */
static inline json_t *vectors_load(const char *name)
{
    g_autofree char *below = g_build_filename("index", name, NULL);
    return vectors_load_path(test_data_path(below));
}

/* vectors/index/NAME of what is not committed; NULL, and the test is skipped, where that is not. (transfer full) */
static inline json_t *vectors_load_shared(const char *name)
{
    const char *source = g_getenv("SHUZHI_SOURCE");
    g_autofree char *beside = g_build_filename(source != NULL ? source : ".", "..", "shared", NULL);
    const char *shared = g_getenv("SHUZHI_SHARED");
    char *path = g_build_filename(shared != NULL ? shared : beside, "vectors", "index", name, NULL);
    if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
        g_test_skip("SHUZHI_SHARED has no such vectors");
        g_free(path);
        return NULL;
    }
    return vectors_load_path(path);
}

static inline double vectors_number(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    g_assert_true(json_is_number(value));
    return json_number_value(value);
}

static inline double vectors_number_at(const json_t *array, gsize i)
{
    const json_t *value = json_array_get(array, i);
    g_assert_true(json_is_number(value));
    return json_number_value(value);
}

/* Equal to 1e-9, relative to what is above 1. */
static inline void vectors_assert_close(double got, double expected)
{
    double off = got > expected ? got - expected : expected - got;
    double size = expected < 0 ? -expected : expected;
    if (!(off <= 1e-9 * MAX(size, 1))) {
        g_error("got %.17g, expected %.17g", got, expected);
    }
}

/* The numbers of a set of quantile.json, as they came: in it, or in a file beside it. (transfer full) */
static inline GArray *vectors_values(const json_t *set)
{
    GArray *values = g_array_new(FALSE, FALSE, sizeof(double));
    const json_t *inside = json_object_get(set, "values");
    for (gsize i = 0; i < json_array_size(inside); i++) {
        double value = vectors_number_at(inside, i);
        g_array_append_val(values, value);
    }
    if (inside == NULL) {
        g_autofree char *below =
            g_build_filename("index", json_string_value(json_object_get(set, "file")), NULL);
        g_autofree char *path = test_data_path(below);
        g_autofree char *text = NULL;
        g_autoptr(GError) error = NULL;
        g_file_get_contents(path, &text, NULL, &error);
        g_assert_no_error(error);
        for (char *at = text; *at != '\0';) {
            double value = g_ascii_strtod(at, &at);
            g_array_append_val(values, value);
            at += strspn(at, "\r\n");
        }
    }
    g_assert_cmpfloat(values->len, ==, vectors_number(set, "n"));
    return values;
}
