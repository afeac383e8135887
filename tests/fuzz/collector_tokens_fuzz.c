/* The file of tokens: what is read is printed so that it reads back the same. */

#include "collector/tokens.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GError) error = NULL;
    SzSlice text = {(const char *)data, size};
    g_autoptr(SzTokens) tokens = sz_tokens_parse(text, &error);
    g_assert_true((tokens == NULL) == (error != NULL));
    if (tokens == NULL) {
        g_assert_true(g_utf8_validate(error->message, -1, NULL));
        return 0;
    }
    g_autofree char *printed = sz_tokens_print(tokens);
    g_autoptr(SzTokens) again = sz_tokens_parse(sz_slice(printed), &error);
    g_assert_no_error(error);
    g_autofree char *twice = sz_tokens_print(again);
    g_assert_cmpstr(printed, ==, twice);
    g_assert_null(sz_tokens_find_secret(tokens, text));
    return 0;
}
