#include "collector/quarantine_trial.h"

#include "collector/write_body.h"

struct SzQuarantineTrial {
    GBytes *lines; /* owned; of the last one taken; NULL: none */
};

SzQuarantineTrial *sz_quarantine_trial_new(void)
{
    return g_new0(SzQuarantineTrial, 1);
}

void sz_quarantine_trial_free(SzQuarantineTrial *trial)
{
    if (trial != NULL) {
        g_clear_pointer(&trial->lines, g_bytes_unref);
        g_free(trial);
    }
}

static void on_refused(const SzRefusedLine *line, void *user)
{
    SzRefusedKind *kind = user;
    *kind = line->kind;
}

bool sz_quarantine_try(SzQuarantineTrial *trial, const SzQuarantineRecord *record, SzWallTime now,
                       SzSlice *out_line, SzRefusedKind *out_kind)
{
    SzRefusedKind kind = record->kind;
    g_autofree char *author =
        record->author.len > 0 ? g_strndup(record->author.data, record->author.len) : NULL;
    const SzWriteBodyOptions options = {
        .ns_per_unit = record->ns_per_unit,
        .received = record->received,
        .now = now,
        .body_max_bytes = SZ_QUARANTINE_RAW_MAX_BYTES + 1,
        .unpacked_max_bytes = SZ_QUARANTINE_RAW_MAX_BYTES + 1,
        .author = author,
        .on_refused = on_refused,
        .user = &kind,
    };
    g_autoptr(SzWriteBody) body = sz_write_body_new(&options);
    SzWriteBodyResult result = {0};
    bool is_read =
        sz_write_body_feed(body, record->raw.data, record->raw.len) == SZ_WRITE_BODY_OK &&
        sz_write_body_finish(body, &result) == SZ_WRITE_BODY_OK;
    if (!is_read || result.n_lines != 1 || result.n_refused > 0) {
        *out_kind = kind;
        return false;
    }
    g_clear_pointer(&trial->lines, g_bytes_unref);
    trial->lines = sz_write_body_steal_lines(body);
    out_line->data = g_bytes_get_data(trial->lines, &out_line->len);
    return true;
}
