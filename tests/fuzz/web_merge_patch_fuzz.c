/* Two states of a live topic: what is sent turns the first into the second. */

#include "web/json.h"
#include "web/merge_patch.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    const char *between = memchr(text, '\n', size);
    if (between == NULL) {
        return 0;
    }
    gsize len = (gsize)(between - text);
    g_autoptr(json_t) first = json_loadb(text, len, 0, NULL);
    g_autoptr(json_t) second = json_loadb(between + 1, size - len - 1, 0, NULL);
    if (!json_is_object(first) || !json_is_object(second)) {
        return 0;
    }
    g_autoptr(json_t) before = sz_merge_patch_without_nulls(first);
    g_autoptr(json_t) after = sz_merge_patch_without_nulls(second);
    g_autoptr(json_t) patch = sz_merge_patch_new(before, after);
    g_autoptr(json_t) patched =
        patch != NULL ? sz_merge_patch_apply(before, patch) : json_incref(before);
    g_assert_true(json_equal(patched, after));
    return 0;
}
