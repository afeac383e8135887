#pragma once

/* An engine's state as a checkpoint would keep it.  Test code: asserts on failure. */

#include "metrics/engine_state.h"

typedef struct {
    char *name;        /* owned */
    GByteArray *bytes; /* owned reference */
} TestSection;

/* In the order in which they were written: GPtrArray of TestSection. (transfer full) */
GPtrArray *test_engine_save(SzEngine *engine);
GPtrArray *test_frozen_save(const SzEngineFrozen *frozen);
/* (transfer full) NULL: it was refused. */
SzEngine *test_engine_load(const SzCaseRules *rules, const SzCaseShelf *shelf, gint64 stay_ns,
                           const GPtrArray *sections, bool rows_hold);
/* Byte for byte. */
void test_assert_same_sections(const GPtrArray *is, const GPtrArray *should);
