#include "collector/token_scope.h"

static bool is_below(const SzTokenScope *scope, SzSlice hall, SzDay day)
{
    const SzHall *found =
        scope->registry != NULL ? sz_registry_find(scope->registry, hall, day) : NULL;
    for (const char *const *code = scope->halls; *code != NULL; code++) {
        if (sz_slice_equal(sz_slice(*code), hall)) {
            return true;
        }
        const SzHall *area =
            found != NULL ? sz_registry_find(scope->registry, sz_slice(*code), day) : NULL;
        if (area != NULL && sz_registry_is_within(scope->registry, found, area)) {
            return true;
        }
    }
    return false;
}

bool sz_token_scope_covers(SzTokenScope *scope, SzSlice hall, SzDay day)
{
    if (scope->covers_all) {
        return true;
    }
    if (hall.len == 0) {
        return false;
    }
    if (scope->has_verdict && scope->day == day &&
        sz_slice_equal(hall, (SzSlice){scope->code, scope->code_len})) {
        return scope->verdict;
    }
    scope->verdict = is_below(scope, hall, day);
    scope->has_verdict = hall.len <= sizeof scope->code;
    if (scope->has_verdict) {
        memcpy(scope->code, hall.data, hall.len);
        scope->code_len = hall.len;
        scope->day = day;
    }
    return scope->verdict;
}
