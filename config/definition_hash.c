#include "config/definition_hash.h"

#include <string.h>

static void digest(GChecksum *sum, const SzYamlNode *node)
{
    const char *key = sz_yaml_key(node);
    const char *text = sz_yaml_text(node);
    if (key != NULL) {
        g_checksum_update(sum, (const guchar *)key, (gssize)strlen(key) + 1);
    }
    if (text != NULL) {
        g_checksum_update(sum, (const guchar *)text, (gssize)strlen(text) + 1);
        return;
    }
    g_checksum_update(sum, (const guchar *)"(", 1);
    for (guint i = 0; i < sz_yaml_n(node); i++) {
        digest(sum, sz_yaml_at(node, i));
    }
    g_checksum_update(sum, (const guchar *)")", 1);
}

char *sz_definition_hash(const SzYamlNode *root)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    digest(sum, root);
    return g_strconcat("sha256:", g_checksum_get_string(sum), NULL);
}
