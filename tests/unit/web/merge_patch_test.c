/* Merge patches: what RFC 7396 says, and that the patch of two objects makes one of the other. */

#include "web/merge_patch.h"

#include <glib.h>

static json_t *parse(const char *text)
{
    json_t *value = json_loads(text, JSON_DECODE_ANY, NULL);
    g_assert_nonnull(value);
    return value;
}

/* RFC 7396, appendix A. */
static void test_rfc_examples(void)
{
    static const char *const rows[][3] = {
        {"{\"a\":\"b\"}", "{\"a\":\"c\"}", "{\"a\":\"c\"}"},
        {"{\"a\":\"b\"}", "{\"b\":\"c\"}", "{\"a\":\"b\",\"b\":\"c\"}"},
        {"{\"a\":\"b\",\"b\":\"c\"}", "{\"a\":null}", "{\"b\":\"c\"}"},
        {"{\"a\":{\"b\":\"c\"}}", "{\"a\":{\"b\":\"d\",\"c\":null}}", "{\"a\":{\"b\":\"d\"}}"},
        {"{\"a\":[{\"b\":\"c\"}]}", "{\"a\":[1]}", "{\"a\":[1]}"},
        {"{\"e\":null}", "{\"a\":1}", "{\"e\":null,\"a\":1}"},
        {"[1,2]", "{\"a\":\"b\",\"c\":null}", "{\"a\":\"b\"}"},
        {"{}", "{\"a\":{\"bb\":{\"ccc\":null}}}", "{\"a\":{\"bb\":{}}}"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(json_t) target = parse(rows[i][0]);
        g_autoptr(json_t) patch = parse(rows[i][1]);
        g_autoptr(json_t) expected = parse(rows[i][2]);
        g_autoptr(json_t) result = sz_merge_patch_apply(target, patch);
        g_assert_true(json_equal(result, expected));
    }
}

static json_t *random_value(int depth)
{
    int kind = g_test_rand_int_range(0, depth > 0 ? 5 : 3);
    if (kind < 3) {
        return kind == 0 ? json_integer(g_test_rand_int_range(0, 3))
                         : json_string(kind == 1 ? "x" : "y");
    }
    json_t *object = json_object();
    for (int i = g_test_rand_int_range(0, 4); i > 0; i--) {
        char key[] = {(char)('a' + g_test_rand_int_range(0, 4)), '\0'};
        json_object_set_new(object, key, random_value(depth - 1));
    }
    return object;
}

static json_t *random_object(void)
{
    json_t *object = json_object();
    json_object_set_new(object, "q", random_value(3));
    json_object_set_new(object, g_test_rand_int_range(0, 2) == 0 ? "r" : "s", random_value(3));
    return object;
}

static void test_the_patch_makes_the_new_of_the_old(void)
{
    for (int i = 0; i < 20000; i++) {
        g_autoptr(json_t) before = random_object();
        g_autoptr(json_t) after = random_object();
        g_autoptr(json_t) patch = sz_merge_patch_new(before, after);
        g_assert_true((patch == NULL) == (json_equal(before, after) != 0));
        if (patch != NULL) {
            g_autoptr(json_t) result = sz_merge_patch_apply(before, patch);
            g_assert_true(json_equal(result, after));
        }
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/web/merge-patch/rfc-examples", test_rfc_examples);
    g_test_add_func("/web/merge-patch/the-patch-makes-the-new-of-the-old",
                    test_the_patch_makes_the_new_of_the_old);
    return g_test_run();
}
