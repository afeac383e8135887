#include "metrics/moment.h"

struct SzMoment {
    SzSnapshot *state; /* owned reference */
    SzView view;       /* borrows from it */
    guint64 generation;
};

SzMoment *sz_moment_new(const SzMomentParts *parts)
{
    SzMoment *moment = g_atomic_rc_box_new0(SzMoment);
    moment->state = sz_snapshot_ref(parts->state);
    moment->view = (SzView){
        .rules = parts->rules,
        .state = moment->state,
        .now = {true, parts->now},
        .batch = parts->batch,
    };
    moment->generation = parts->generation;
    return moment;
}

SzMoment *sz_moment_ref(SzMoment *moment)
{
    return g_atomic_rc_box_acquire(moment);
}

static void clear(gpointer data)
{
    SzMoment *moment = data;
    sz_snapshot_unref(moment->state);
}

void sz_moment_unref(SzMoment *moment)
{
    if (moment != NULL) {
        g_atomic_rc_box_release_full(moment, clear);
    }
}

const SzView *sz_moment_view(const SzMoment *moment)
{
    return &moment->view;
}

guint64 sz_moment_generation(const SzMoment *moment)
{
    return moment->generation;
}
