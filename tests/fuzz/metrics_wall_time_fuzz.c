/* Times, dates and opening hours from outside; what is read is written and read again the same. */

#include "metrics/opening_hours.h"
#include "metrics/wall_time.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    SzSlice text = {(const char *)data, size};
    SzSlot slot;
    SzDay day;
    SzWallTime at;
    SzWallTime again;
    if (sz_slot_parse(text, &slot, NULL) && slot.open_s >= slot.close_s) {
        g_assert_not_reached();
    }
    (void)!sz_day_parse(text, &day, NULL);
    if (sz_wall_time_parse_or_day(text, &at, NULL)) {
        char written[SZ_WALL_TIME_TEXT];
        g_assert_true(sz_wall_time_parse(sz_slice(sz_wall_time_format(at, written)), &again, NULL));
        g_assert_cmpint(at.ns, ==, again.ns);
    }
    return 0;
}
