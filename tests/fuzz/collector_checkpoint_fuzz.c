/* Any bytes as sections of a checkpoint whose checksums are good: an engine is filled or refuses, and what it was filled
 * with can be published and saved again.  The first byte of each piece says which section, the next three how long. */

#include "collector/checkpoint_format.h"
#include "config/settings.h"
#include "metrics/engine_state.h"
#include "metrics/index_state.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);

static const char *const names[] = {"cases",      "rows",    "tickets", "windows", "kiosks",
                                    "life_signs", "quality", "ratings", "other"};

static const SzSettings *settings_of(void)
{
    static SzSettings *settings = NULL;
    if (settings == NULL) {
        settings = sz_settings_load_or_complain(NULL);
    }
    return settings;
}

static void read_headers(const guint8 *data, size_t size)
{
    SzCheckpointHeader header;
    SzCheckpointSection section;
    if (size >= SZ_CHECKPOINT_HEADER_BYTES) {
        (void)sz_checkpoint_header_decode(data, &header);
        (void)sz_checkpoint_section_decode(data, &section);
    }
}

static bool on_section(SzSlice name, const GByteArray *bytes, void *user)
{
    gsize *n = user;
    *n += name.len + bytes->len;
    return true;
}

static void use(SzEngine *engine)
{
    gsize n = 0;
    sz_snapshot_unref(sz_engine_publish(engine));
    g_autoptr(SzEngineFrozen) frozen = sz_engine_freeze(engine);
    if (frozen != NULL && !sz_engine_frozen_save(frozen, on_section, &n)) {
        abort();
    }
}

/* Returns: whether all of it made sense. */
static bool load(SzEngine *engine, const guint8 *data, size_t size)
{
    while (size >= 4) {
        gsize len = (gsize)data[1] << 16 | (gsize)data[2] << 8 | data[3];
        const char *name = names[data[0] % G_N_ELEMENTS(names)];
        len = MIN(len, size - 4);
        if (!sz_engine_load(engine, sz_slice(name), (SzSlice){(const char *)data + 4, len},
                            (data[0] & 0x80) != 0)) {
            return false;
        }
        data += 4 + len;
        size -= 4 + len;
    }
    return sz_engine_load_end(engine, true);
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
    const SzSettings *settings = settings_of();
    const SzCaseRules rules = sz_settings_rules(settings);
    read_headers(data, size);
    sz_index_table_unref(sz_index_table_load(settings->index, settings->registry,
                                             (SzSlice){(const char *)data, size}));
    g_autoptr(SzEngine) engine = sz_engine_new(&rules);
    if (load(engine, data, size)) {
        use(engine);
    }
    return 0;
}
