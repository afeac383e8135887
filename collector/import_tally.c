#include "collector/import_tally.h"

#include "metrics/shown_text.h"

#define SHOWN_BYTES_MAX 64

SzImportTally *sz_import_tally_new(const SzImportMap *map)
{
    SzImportTally *tally = g_new0(SzImportTally, 1);
    tally->n_uses = map->values->len;
    tally->uses = g_new0(SzImportUse, map->values->len + 1);
    tally->n_seen = g_new0(guint64, map->attributes->len + 1);
    return tally;
}

void sz_import_tally_free(SzImportTally *tally)
{
    if (tally == NULL) {
        return;
    }
    for (guint i = 0; i < SZ_STANDARD_N_KINDS; i++) {
        g_free(tally->refused_text[i]);
    }
    for (guint i = 0; i < tally->n_uses; i++) {
        for (guint why = 0; why < SZ_IMPORT_N_FOUND; why++) {
            g_free(tally->uses[i].failures[why].shown);
        }
    }
    g_free(tally->uses);
    g_free(tally->n_seen);
    g_free(tally);
}

/* Cut short, and without what could be the number of a person. (transfer full) */
static char *show(const char *text)
{
    char buffer[SHOWN_BYTES_MAX + 16];
    SzShownText shown = sz_shown_text(buffer, sizeof buffer);
    sz_shown_add_outside(&shown, sz_slice(text), SHOWN_BYTES_MAX);
    return g_strdup(buffer);
}

void sz_import_tally_failure(SzImportTally *tally, const SzImportValue *value, SzImportFound why,
                             const char *shown, guint64 line)
{
    SzImportUse *use = &tally->uses[value->i_use];
    if (use->failures[why].count.n == 0) {
        use->failures[why].shown = show(shown);
    }
    sz_import_count(&use->failures[why].count, line);
}

guint64 sz_import_use_n_failures(const SzImportUse *use)
{
    guint64 n = 0;
    for (guint why = SZ_IMPORT_UNLISTED; why < SZ_IMPORT_N_FOUND; why++) {
        n += use->failures[why].count.n;
    }
    return n;
}
