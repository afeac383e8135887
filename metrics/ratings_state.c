/* Ratings out of a checkpoint: what metrics/kept_sets.h wrote; the events of each are told again. */

#include "metrics/event_check.h"
#include "metrics/event_set_state.h"
#include "metrics/ratings.h"

typedef struct {
    SzRatings *ratings;
    SzSlice hall;
    SzSlice id;
} Loading;

static bool on_event(void *saved, bool is_void, void *user)
{
    SzRatingEvent *event = saved;
    const Loading *loading = user;
    event->hall = loading->hall;
    event->id = loading->id;
    bool is_sound = sz_rating_event_is_sound(event);
    if (is_sound && is_void) {
        (void)sz_ratings_correct(loading->ratings, event, true);
    } else if (is_sound) {
        (void)sz_ratings_apply(loading->ratings, event);
    }
    return is_sound;
}

bool sz_ratings_load(SzRatings *ratings, SzSlice bytes)
{
    SzStateReader reader = sz_state_reader(bytes);
    Loading loading = {.ratings = ratings};
    SzRatingEvent room;
    while (sz_state_has_more(&reader)) {
        loading.hall = sz_state_take_text(&reader);
        loading.id = sz_state_take_text(&reader);
        sz_event_set_load(&reader, &SZ_RATING_LAYOUT, &room, on_event, &loading);
    }
    return sz_state_is_done(&reader);
}
