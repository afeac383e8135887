#include "metrics/refused_kind.h"

static const char *const names[SZ_REFUSED_N_KINDS] = {
    [SZ_REFUSED_SYNTAX] = "syntax",
    [SZ_REFUSED_STANDARD] = "standard",
    [SZ_REFUSED_PERSONAL_DATA] = "personal_data",
    [SZ_REFUSED_RESERVED] = "reserved_measurement",
    [SZ_REFUSED_FUTURE] = "future",
    [SZ_REFUSED_FORBIDDEN] = "forbidden",
};

const char *sz_refused_kind_name(SzRefusedKind kind)
{
    return names[kind];
}

bool sz_refused_kind_parse(SzSlice text, SzRefusedKind *out)
{
    for (int kind = 0; kind < SZ_REFUSED_N_KINDS; kind++) {
        if (sz_slice_equal(text, sz_slice(names[kind]))) {
            *out = (SzRefusedKind)kind;
            return true;
        }
    }
    return false;
}
