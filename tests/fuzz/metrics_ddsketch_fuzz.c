/* Bytes that say they are a sketch: what loads answers, merges, and is written and read again the same. */

#include "metrics/ddsketch.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    SzStateReader reader = sz_state_reader((SzSlice){(const char *)data, size});
    g_autoptr(SzDdsketch) sketch = sz_ddsketch_load(&reader);
    if (sketch == NULL) {
        g_assert_true(reader.is_bad);
        return 0;
    }
    double value = 0;
    bool has_value = sz_ddsketch_quantile(sketch, 0.9, &value);
    g_assert_true(has_value == (sz_ddsketch_figures(sketch).n > 0));
    g_autoptr(GByteArray) once = g_byte_array_new();
    sz_ddsketch_save(sketch, once);
    SzStateReader again = sz_state_reader((SzSlice){(const char *)once->data, once->len});
    g_autoptr(SzDdsketch) copy = sz_ddsketch_load(&again);
    g_assert_true(copy != NULL && sz_state_is_done(&again));
    (void)!sz_ddsketch_merge(copy, sketch);
    (void)!sz_ddsketch_add(copy, 1);
    g_autoptr(GByteArray) twice = g_byte_array_new();
    sz_ddsketch_save(sketch, twice);
    g_assert_cmpuint(once->len, ==, twice->len);
    g_assert_true(memcmp(once->data, twice->data, once->len) == 0);
    return 0;
}
