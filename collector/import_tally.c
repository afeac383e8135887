#include "collector/import_tally.h"

#define MET_KEPT_MAX 8
#define KEYS_KEPT_MAX 40

SzImportTally *sz_import_tally_new(const SzImportMap *map)
{
    SzImportTally *tally = g_new0(SzImportTally, 1);
    tally->n_uses = map->values->len;
    tally->uses = g_new0(SzImportUse, map->values->len + 1);
    tally->n_looked = g_new0(guint64, map->attributes->len + 1);
    tally->n_seen = g_new0(guint64, map->attributes->len + 1);
    tally->n_rules = map->rules->len;
    tally->rules = g_new0(SzImportRuleUse, map->rules->len + 1);
    tally->case_keys = sz_import_texts_new(KEYS_KEPT_MAX);
    tally->event_keys = sz_import_texts_new(KEYS_KEPT_MAX);
    tally->twins = sz_import_twins_new();
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
    for (guint i = 0; i < tally->n_rules; i++) {
        sz_import_texts_free(tally->rules[i].met);
    }
    for (guint i = 0; i < tally->n_uses; i++) {
        g_clear_pointer(&tally->uses[i].listed, g_hash_table_unref);
        sz_import_texts_free(tally->uses[i].unlisted);
        for (guint why = 0; why < SZ_IMPORT_N_FOUND; why++) {
            g_free(tally->uses[i].failures[why].shown);
        }
    }
    g_free(tally->unwritable_text);
    g_free(tally->uses);
    g_free(tally->n_looked);
    g_free(tally->n_seen);
    g_free(tally->rules);
    sz_import_texts_free(tally->case_keys);
    sz_import_texts_free(tally->event_keys);
    sz_import_twins_free(tally->twins);
    g_free(tally);
}

void sz_import_tally_failure(SzImportTally *tally, const SzImportValue *value, SzImportFound why,
                             const char *shown, guint64 line)
{
    SzImportUse *use = &tally->uses[value->i_use];
    if (use->failures[why].count.n == 0) {
        use->failures[why].shown = sz_import_text_shown(shown);
    }
    sz_import_count(&use->failures[why].count, line);
}

/* Of a rule that never holds the texts are kept that its first test meets; of others they are of no use. */
void sz_import_tally_rule(SzImportTally *tally, const SzImportRule *rule,
                          const SzImportTest *failed, const char *text)
{
    SzImportRuleUse *use = &tally->rules[rule->i_rule];
    use->n_asked++;
    if (failed == NULL) {
        use->n_held++;
        return;
    }
    if (use->failed == NULL) {
        use->failed = failed;
        use->met = sz_import_texts_new(MET_KEPT_MAX);
    }
    if (use->n_held == 0 && failed == use->failed) {
        sz_import_texts_add(use->met, text);
    }
}

guint64 sz_import_use_n_failures(const SzImportUse *use)
{
    guint64 n = 0;
    for (guint why = SZ_IMPORT_UNLISTED; why < SZ_IMPORT_N_FOUND; why++) {
        n += use->failures[why].count.n;
    }
    return n;
}
