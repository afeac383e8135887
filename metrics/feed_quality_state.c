/* The quality of feeds into a checkpoint and out of it. */

#include "metrics/feed_quality_internal.h"

#include "metrics/state_reader.h"

static void save_day(const SzFeedSlot *slot, guint i, GByteArray *out)
{
    const SzFeedDay *day = &slot->feed.days[i];
    const guint64 counts[] = {day->lines,   day->repeats, day->late,
                              day->tickets, day->cases,   day->with_seq};
    sz_state_put_text(out, sz_entity_hall(&slot->entity));
    sz_state_put_text(out, sz_entity_id(&slot->entity));
    sz_state_put_signed(out, day->day);
    for (gsize k = 0; k < G_N_ELEMENTS(counts); k++) {
        sz_state_put_number(out, counts[k]);
    }
    for (gsize kind = 0; kind < SZ_REFUSED_N_KINDS; kind++) {
        sz_state_put_number(out, day->refused[kind]);
    }
    sz_state_put_maybe_time(out, day->first_received);
    sz_state_put_maybe_time(out, day->last_received);
    sz_state_put_maybe_time(out, day->last_event);
    sz_state_put_number(out, (guint64)day->ahead_max_ns);
    sz_state_put_number(out, (guint64)day->behind_max_ns);
    sz_seq_set_save(&slot->seqs[i], out);
}

void sz_feed_quality_save(const SzFeedQuality *quality, SzStateParts *out)
{
    for (guint32 i = 0; i < sz_entities_n(quality->slots); i++) {
        const SzFeedSlot *slot = sz_entities_at(quality->slots, i);
        for (guint k = 0; k < SZ_FEED_DAYS_KEPT; k++) {
            if (sz_feed_day_has_any(&slot->feed.days[k])) {
                save_day(slot, k, out->now);
                sz_state_parts_cut(out);
            }
        }
    }
}

static void take_figures(SzStateReader *reader, SzFeedDay *day)
{
    guint64 *const counts[] = {&day->lines,   &day->repeats, &day->late,
                               &day->tickets, &day->cases,   &day->with_seq};
    for (gsize k = 0; k < G_N_ELEMENTS(counts); k++) {
        *counts[k] = sz_state_take_number(reader, G_MAXINT64);
    }
    for (gsize kind = 0; kind < SZ_REFUSED_N_KINDS; kind++) {
        day->refused[kind] = sz_state_take_number(reader, G_MAXINT64 / 8);
    }
    day->first_received = sz_state_take_maybe_time(reader);
    day->last_received = sz_state_take_maybe_time(reader);
    day->last_event = sz_state_take_maybe_time(reader);
    day->ahead_max_ns = (gint64)sz_state_take_number(reader, G_MAXINT64);
    day->behind_max_ns = (gint64)sz_state_take_number(reader, G_MAXINT64);
    if (!sz_feed_day_has_any(day)) {
        sz_state_spoil(reader);
    }
}

static void take_day(SzFeedQuality *quality, SzStateReader *reader)
{
    SzSeqSet *seqs = NULL;
    SzSlice hall = sz_state_take_text(reader);
    SzSlice src = sz_state_take_text(reader);
    SzFeedDay read = {.day = (SzDay)sz_state_take_signed(reader, sz_day_of(SZ_WALL_TIME_MIN),
                                                         sz_day_of(SZ_WALL_TIME_MAX))};
    take_figures(reader, &read);
    SzFeedDay *day =
        reader->is_bad ? NULL : sz_feed_quality_take(quality, hall, src, read.day, &seqs);
    if (day == NULL || sz_feed_day_has_any(day)) {
        sz_state_spoil(reader); /* of a day that is over, or said twice */
        return;
    }
    *day = read;
    sz_seq_set_load(seqs, reader);
}

bool sz_feed_quality_load(SzFeedQuality *quality, SzSlice bytes)
{
    SzStateReader reader = sz_state_reader(bytes);
    while (sz_state_has_more(&reader)) {
        take_day(quality, &reader);
    }
    return sz_state_is_done(&reader);
}
