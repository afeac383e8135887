#include "collector/import_hints.h"

typedef struct {
    const SzImportTally *tally;
    const SzImportMap *map;
    GString *text;
} Hints;

/* What an event log has instead. (transfer full) */
static char *hint_of_keys(const Hints *hints, const SzImportAttribute *named)
{
    const SzImportTexts *keys =
        named->of_event ? hints->tally->event_keys : hints->tally->case_keys;
    if (sz_import_texts_n(keys) == 0) {
        return g_strdup("");
    }
    const char *near = sz_import_texts_near(keys, named->key);
    g_autofree char *list = sz_import_texts_list(keys);
    return near != NULL ? g_strdup_printf(", did you mean '%s'?", near)
                        : g_strdup_printf("; there are %s", list);
}

/* A table's columns are there, or nothing is imported; what an event log has is seen at its end. */
static void add_unseen(const Hints *hints)
{
    const SzImportTally *tally = hints->tally;
    for (guint i = 0; i < hints->map->attributes->len; i++) {
        const SzImportAttribute *named = g_ptr_array_index(hints->map->attributes, i);
        const char *kind = hints->map->format == SZ_IMPORT_CSV ? "column"
                           : named->of_event                   ? "event attribute"
                                                               : "case attribute";
        if (tally->n_looked[i] > 0 && tally->n_seen[i] == 0) {
            g_autofree char *hint = hint_of_keys(hints, named);
            g_string_append_printf(
                hints->text, "warnings: %s '%s' (line %d of the map) %s%s\n", kind, named->key,
                named->line,
                hints->map->format == SZ_IMPORT_CSV ? "is always empty" : "never occurs", hint);
        }
    }
}

/* A text that is not in the table, where the table has one nearly so that is not in the log. */
static void add_misspelt(const Hints *hints, const SzImportValue *value, const SzImportUse *use)
{
    GHashTableIter keys;
    gpointer key = NULL;
    g_hash_table_iter_init(&keys, value->values);
    while (g_hash_table_iter_next(&keys, &key, NULL)) {
        bool is_met = use->listed != NULL && g_hash_table_contains(use->listed, key);
        const char *near = is_met ? NULL : sz_import_texts_near(use->unlisted, key);
        if (near != NULL) {
            g_string_append_printf(hints->text,
                                   "warnings: %s: '%s' of its values (line %d of the map) never "
                                   "occurs, did you mean '%s'?\n",
                                   value->name, (const char *)key, value->line, near);
        }
    }
}

static void add_unlisted_tables(const Hints *hints)
{
    for (guint i = 0; i < hints->map->values->len; i++) {
        const SzImportValue *value = g_ptr_array_index(hints->map->values, i);
        const SzImportUse *use = &hints->tally->uses[i];
        if (value->values != NULL && use->n_present > 0 && use->n_listed == 0) {
            g_autofree char *list =
                use->unlisted != NULL ? sz_import_texts_list(use->unlisted) : NULL;
            g_autofree char *met =
                list != NULL ? g_strdup_printf("; there are %s", list) : g_strdup("");
            g_string_append_printf(hints->text,
                                   "warnings: %s: none of %" G_GUINT64_FORMAT
                                   " texts is in its values (line %d of the map)%s\n",
                                   value->name, use->n_present, value->line, met);
        } else if (value->values != NULL && use->unlisted != NULL) {
            add_misspelt(hints, value, use);
        }
    }
}

static void add_idle_rule(const Hints *hints, const SzImportRule *rule, const SzImportRuleUse *use)
{
    const SzImportAttribute *named =
        g_ptr_array_index(hints->map->attributes, use->failed->i_attribute);
    g_autofree char *list = sz_import_texts_list(use->met);
    g_string_append_printf(hints->text,
                           "warnings: no %s by the rule in line %d of the map: none of "
                           "%" G_GUINT64_FORMAT " %s is as its when and unless say; '%s' is %s\n",
                           sz_case_event_name(rule->event), rule->line, use->n_asked,
                           rule->each_event ? "events" : "cases", named->key, list);
}

static void add_idle_rules(const Hints *hints)
{
    for (guint i = 0; i < hints->map->rules->len; i++) {
        const SzImportRuleUse *use = &hints->tally->rules[i];
        if (use->n_asked > 0 && use->n_held == 0 && use->failed != NULL) {
            add_idle_rule(hints, g_ptr_array_index(hints->map->rules, i), use);
        }
    }
}

void sz_import_hints_add(const SzImportTally *tally, const SzImportMap *map, GString *text)
{
    Hints hints = {tally, map, text};
    add_unlisted_tables(&hints);
    add_idle_rules(&hints);
    add_unseen(&hints);
}
