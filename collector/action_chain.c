#include "collector/action_chain.h"

#include "collector/action_line.h"

void sz_action_chain_add(SzActionChain *chain, SzSlice raw)
{
    g_autofree char *hash =
        g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)raw.data, raw.len);
    (void)g_strlcpy(chain->head, hash, sizeof chain->head);
    chain->n++;
}

bool sz_action_chain_follow(SzActionChain *chain, const SzLpPoint *point)
{
    SzAction action;
    bool follows =
        sz_action_read(point, &action) && sz_slice_equal(action.prev, sz_slice(chain->head));
    sz_action_chain_add(chain, point->raw);
    return follows;
}
