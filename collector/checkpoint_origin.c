#include "collector/checkpoint_origin.h"

#include "collector/error.h"
#include "collector/journal_reader.h"
#include "collector/program.h"

/* --- hashes -------------------------------------------------------------------------------- */

void sz_checkpoint_hash_rules(const SzFileSet *files, guint8 out_rules[SZ_CHECKPOINT_HASH_BYTES],
                              guint8 out_registry[SZ_CHECKPOINT_HASH_BYTES])
{
    memset(out_rules, 0, SZ_CHECKPOINT_HASH_BYTES);
    memset(out_registry, 0, SZ_CHECKPOINT_HASH_BYTES);
    if (files == NULL) {
        return;
    }
    gsize n = SZ_CHECKPOINT_HASH_BYTES;
    g_autoptr(GChecksum) rules = g_checksum_new(G_CHECKSUM_SHA256);
    g_autoptr(GChecksum) registry = g_checksum_new(G_CHECKSUM_SHA256);
    for (guint i = 0; i < sz_file_set_n(files); i++) {
        const SzConfigFile *file = sz_file_set_at(files, i);
        /* With its NUL: no name runs into a hash. */
        g_checksum_update(rules, (const guchar *)file->name, (gssize)strlen(file->name) + 1);
        g_checksum_update(rules, (const guchar *)file->sha256, SZ_SHA256_DIGITS);
        if (g_str_equal(file->name, "halls.yaml")) {
            g_checksum_update(registry, (const guchar *)file->sha256, SZ_SHA256_DIGITS);
        }
    }
    g_checksum_get_digest(rules, out_rules, &n);
    g_checksum_get_digest(registry, out_registry, &n);
}

void sz_checkpoint_hash_program(guint8 out[SZ_CHECKPOINT_HASH_BYTES])
{
    for (gsize i = 0; i < SZ_CHECKPOINT_HASH_BYTES; i++) {
        int high = g_ascii_xdigit_value(sz_program_sha256[2 * i]);
        int low = g_ascii_xdigit_value(sz_program_sha256[2 * i + 1]);
        out[i] = (guint8)(high << 4 | low);
    }
}

/* --- checks -------------------------------------------------------------------------------- */

static gboolean refuse(GError **error, const char *why)
{
    g_set_error_literal(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_DAMAGED, why);
    return FALSE;
}

gboolean sz_checkpoint_check_program(const SzCheckpointHeader *header, GError **error)
{
    guint8 ours[SZ_CHECKPOINT_HASH_BYTES];
    sz_checkpoint_hash_program(ours);
    return memcmp(ours, header->program, sizeof ours) == 0 ||
           refuse(error, "it is of another version of this program");
}

gboolean sz_checkpoint_check_rules(const SzCheckpointHeader *header, const SzFileSet *files,
                                   bool *out_rows_hold, GError **error)
{
    static const guint8 unknown[SZ_CHECKPOINT_HASH_BYTES] = {0};
    guint8 rules[SZ_CHECKPOINT_HASH_BYTES];
    guint8 registry[SZ_CHECKPOINT_HASH_BYTES];
    sz_checkpoint_hash_rules(files, rules, registry);
    bool is_known = memcmp(unknown, rules, sizeof rules) != 0;
    bool is_same_registry = is_known && memcmp(registry, header->registry, sizeof registry) == 0;
    if (header->archive_places > 0 && !is_same_registry) {
        return refuse(error, "it was made with other halls");
    }
    *out_rows_hold = is_known && memcmp(rules, header->rules, sizeof rules) == 0;
    return TRUE;
}

gboolean sz_checkpoint_check_journal(const SzCheckpointHeader *header, const char *data_dir,
                                     GError **error)
{
    g_autoptr(SzJournalReader) journal = sz_journal_reader_open(data_dir, error);
    if (journal == NULL) {
        return FALSE;
    }
    GError *problem = NULL;
    bool is_of_it = sz_journal_reader_seek(journal, header->journal_id, header->batch,
                                           header->received, &problem);
    if (problem != NULL) {
        g_propagate_error(error, problem);
        return FALSE;
    }
    return is_of_it || refuse(error, "the journal does not hold its last batch");
}

gboolean sz_checkpoint_check_pulses(const SzCheckpointHeader *header, const char *data_dir,
                                    GError **error)
{
    bool is_whole = false;
    SzWallTime since = sz_wall_time_at(sz_day_of(header->at) - 1, 0);
    g_autoptr(SzJournalReader) journal = sz_journal_reader_open(data_dir, error);
    if (journal == NULL ||
        !sz_journal_reader_look_back(journal, header->batch, since, &is_whole, error)) {
        return FALSE;
    }
    return is_whole || refuse(error, "pulses that it knows have left the journal");
}
