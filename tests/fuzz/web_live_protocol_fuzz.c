/* What clients say over /live: understood, or refused in words. */

#include "web/live_protocol.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_auto(SzLiveOp) op = {0};
    g_auto(SzLiveProblem) problem = {0};
    bool is_good = sz_live_op_parse((SzSlice){(const char *)data, size}, &op, &problem);
    g_assert_true(is_good == (problem.code == NULL));
    g_assert_true((op.query != NULL) == (is_good && op.kind == SZ_LIVE_SUBSCRIBE));
    if (!is_good) {
        g_autofree char *text =
            sz_live_problem_json(op.has_id, op.id, problem.code, problem.message, problem.hint);
        g_assert_nonnull(text);
    }
    return 0;
}
