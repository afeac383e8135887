#include "collector/import_texts.h"

#include "config/did_you_mean.h"
#include "metrics/shown_text.h"

#define SHOWN_BYTES_MAX 64

struct SzImportTexts {
    guint max;
    bool has_more;
    GHashTable *known; /* owned; set of texts as the log has them (owned) */
    GPtrArray *shown;  /* owned; of owned texts */
};

SzImportTexts *sz_import_texts_new(guint max)
{
    SzImportTexts *texts = g_new0(SzImportTexts, 1);
    texts->max = max;
    texts->known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    texts->shown = g_ptr_array_new_with_free_func(g_free);
    return texts;
}

void sz_import_texts_free(SzImportTexts *texts)
{
    if (texts != NULL) {
        g_hash_table_unref(texts->known);
        g_ptr_array_unref(texts->shown);
        g_free(texts);
    }
}

char *sz_import_text_shown(const char *text)
{
    char buffer[SHOWN_BYTES_MAX + 16];
    SzShownText shown = sz_shown_text(buffer, sizeof buffer);
    sz_shown_add_outside(&shown, sz_slice(text), SHOWN_BYTES_MAX);
    return g_strdup(buffer);
}

void sz_import_texts_add(SzImportTexts *texts, const char *text)
{
    if (g_hash_table_contains(texts->known, text)) {
        return;
    }
    if (texts->shown->len == texts->max) {
        texts->has_more = true;
        return;
    }
    g_hash_table_add(texts->known, g_strdup(text));
    g_ptr_array_add(texts->shown, sz_import_text_shown(text));
}

guint sz_import_texts_n(const SzImportTexts *texts)
{
    return texts->shown->len;
}

const char *sz_import_texts_near(const SzImportTexts *texts, const char *word)
{
    return sz_did_you_mean(word, (const char *const *)texts->shown->pdata, texts->shown->len);
}

char *sz_import_texts_list(const SzImportTexts *texts)
{
    g_autoptr(GString) list = g_string_new(NULL);
    for (guint i = 0; i < texts->shown->len; i++) {
        const char *text = g_ptr_array_index(texts->shown, i);
        g_string_append(list, i > 0 ? ", " : "");
        if (text[0] == '\0') {
            g_string_append(list, "missing");
        } else {
            g_string_append_printf(list, "'%s'", text);
        }
    }
    g_string_append(list, texts->has_more ? " and others" : "");
    return g_string_free(g_steal_pointer(&list), FALSE);
}
