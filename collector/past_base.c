#include "collector/past_base.h"

#include "collector/checkpoint_file.h"
#include "collector/checkpoint_origin.h"
#include "collector/checkpointer.h"
#include "collector/decisions.h"
#include "collector/error.h"
#include "metrics/engine_state.h"

struct SzPastBase {
    SzCheckpointReader *reader; /* owned; behind the section of what is kept beside the engine */
    SzEventLinesTally tally;
    SzEarlyLines *early; /* owned */
    SzFileSet *files;    /* owned; NULL: none */
};

void sz_past_base_free(SzPastBase *base)
{
    if (base != NULL) {
        sz_checkpoint_reader_free(base->reader);
        sz_early_lines_free(base->early);
        sz_file_set_free(base->files);
        g_free(base);
    }
}

static gboolean refuse(GError **error, const char *why)
{
    g_set_error_literal(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_DAMAGED, why);
    return FALSE;
}

/* --- which --------------------------------------------------------------------------------- */

static bool is_within(const SzCheckpointHeader *header, const SzReplayScope *scope)
{
    return header->batch <= scope->batch && header->at.ns <= scope->at.ns &&
           header->received.ns <= MIN(scope->at.ns, scope->known_at.ns);
}

/* What collector/live keeps beside the engine (live_checkpoint.c), as far as it is of use here. */
static bool load_live(SzPastBase *base, SzSlice bytes)
{
    SzStateReader reader = sz_state_reader(bytes);
    (void)sz_state_take_number(&reader, G_MAXINT64); /* batches */
    base->tally = sz_event_lines_tally_load(&reader);
    sz_early_lines_load(base->early, &reader);
    base->files = sz_decisions_take_in_force(&reader);
    return !reader.is_bad;
}

static bool read_live(SzPastBase *base)
{
    SzSlice name;
    SzSlice bytes;
    return sz_checkpoint_reader_next(base->reader, &name, &bytes, NULL) == SZ_CHECKPOINT_SECTION &&
           sz_slice_equal(name, SZ_CHECKPOINT_LIVE) && load_live(base, bytes);
}

static bool is_usable(SzPastBase *base, const char *data_dir, const SzReplayScope *scope)
{
    const SzCheckpointHeader *header = sz_checkpoint_reader_header(base->reader);
    return is_within(header, scope) && sz_checkpoint_check_program(header, NULL) &&
           read_live(base) &&
           (!base->tally.has_events || base->tally.last_event.ns <= scope->at.ns) &&
           sz_checkpoint_check_journal(header, data_dir, NULL) &&
           sz_checkpoint_check_pulses(header, data_dir, NULL);
}

/* (transfer full) NULL: it may not be used. */
static SzPastBase *open_base(const char *data_dir, guint64 batch, const SzReplayScope *scope)
{
    SzPastBase *base = g_new0(SzPastBase, 1);
    base->early = sz_early_lines_new();
    base->reader = sz_checkpoint_reader_open(data_dir, batch, NULL);
    if (base->reader == NULL || !is_usable(base, data_dir, scope)) {
        g_clear_pointer(&base, sz_past_base_free);
    }
    return base;
}

SzPastBase *sz_past_base_find(const char *data_dir, const SzReplayScope *scope, guint64 before)
{
    g_autoptr(GArray) all = sz_checkpoints_list(data_dir);
    SzPastBase *base = NULL;
    for (guint i = 0; i < all->len && base == NULL; i++) {
        guint64 batch = g_array_index(all, guint64, i);
        base = batch < before ? open_base(data_dir, batch, scope) : NULL;
    }
    return base;
}

const SzCheckpointHeader *sz_past_base_header(const SzPastBase *base)
{
    return sz_checkpoint_reader_header(base->reader);
}

const SzFileSet *sz_past_base_files(const SzPastBase *base)
{
    return base->files;
}

SzEarlyLines *sz_past_base_early(SzPastBase *base)
{
    return base->early;
}

SzEventLinesTally sz_past_base_tally(const SzPastBase *base)
{
    return base->tally;
}

/* --- into an engine ------------------------------------------------------------------------ */

gboolean sz_past_base_load(SzPastBase *base, SzEngine *engine, bool rows_hold,
                           bool (*goes_on)(void *user), void *user, GError **error)
{
    for (;;) {
        SzSlice name;
        SzSlice bytes;
        if (goes_on != NULL && !goes_on(user)) {
            g_set_error_literal(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_STOPPED,
                                "a checkpoint was not read to its end");
            return FALSE;
        }
        switch (sz_checkpoint_reader_next(base->reader, &name, &bytes, error)) {
        case SZ_CHECKPOINT_SECTION:
            if (!sz_slice_equal(name, SZ_CHECKPOINT_INDEX) &&
                !sz_engine_load(engine, name, bytes, rows_hold)) {
                return refuse(error, "a section makes no sense");
            }
            break;
        case SZ_CHECKPOINT_END:
            return sz_engine_load_end(engine, rows_hold) || refuse(error, "sections are missing");
        case SZ_CHECKPOINT_ODD:
            return FALSE;
        }
    }
}
