/* Other rules while the daemon runs. */

#include "collector/live_internal.h"

static bool take_given(SzLive *live, SzLiveReload *out)
{
    (void)pthread_mutex_lock(&live->mutex);
    bool has_reload = live->has_reload;
    *out = live->reload;
    live->has_reload = false;
    (void)pthread_mutex_unlock(&live->mutex);
    return has_reload;
}

void sz_live_take_reload(SzLive *live, SzWallTime at)
{
    SzLiveReload given;
    if (!take_given(live, &given)) {
        return;
    }
    SzRedating moved;
    live->options.rules = given.rules;
    live->options.index = given.index;
    live->options.files = given.files;
    sz_engine_set_rules(live->engine, given.rules, at, &moved);
    live->is_dirty = true;
    sz_decisions_reload(live->decisions, given.files, at, &moved);
    sz_decisions_make(live->decisions, live->journal, sz_live_read_clock(live));
    /* What is published with the new rules holds the line that says so. */
    while (live->batch < sz_decisions_batch(live->decisions) && sz_live_take_next(live, at)) {
    }
}

void sz_live_reload(SzLive *live, const SzLiveReload *given)
{
    (void)pthread_mutex_lock(&live->mutex);
    live->has_reload = true;
    live->reload = *given;
    (void)pthread_mutex_unlock(&live->mutex);
}
