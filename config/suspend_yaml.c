#include "config/suspend_yaml.h"

static const char *const kinds[] = {
    "hearing",   "tender", "auction",    "inspection", "testing", "quarantine",
    "appraisal", "expert", "supplement", "publicity",  "consult", "other",
};
/* All but "unspecified", which has no name and always stops the clock. */
G_STATIC_ASSERT(G_N_ELEMENTS(kinds) == SZ_SUSPEND_N_KINDS - 1);

static const SzYamlSchema kind = SZ_YAML_CHOICE_OF(kinds);
const SzYamlSchema sz_suspend_kinds_schema = SZ_YAML_LIST_OF(&kind);

guint32 sz_suspend_kinds_read(const SzYamlNode *node)
{
    guint32 bits = 0;
    for (guint i = 0; i < sz_yaml_n(node); i++) {
        SzSuspendKind read = SZ_SUSPEND_UNSPECIFIED;
        const char *text = sz_yaml_text(sz_yaml_at(node, i));
        if (text != NULL && sz_suspend_kind_parse(sz_slice(text), &read)) {
            bits |= 1U << read;
        }
    }
    return bits;
}
