#include "collector/config_action.h"

GArray *sz_config_action_fields(const SzFileSet *files)
{
    GArray *fields = g_array_new(FALSE, FALSE, sizeof(SzLpField));
    for (guint i = 0; i < sz_file_set_n(files); i++) {
        const SzConfigFile *file = sz_file_set_at(files, i);
        SzLpField field = {sz_slice(file->name),
                           {.type = SZ_LP_STRING, .as.s = sz_slice(file->sha256)}};
        g_array_append_val(fields, field);
    }
    return fields;
}

SzFileSet *sz_config_action_read(const SzAction *action)
{
    if (!sz_slice_equal(action->kind, SZ_ACTION_CONFIG)) {
        return NULL;
    }
    SzFileSet *files = sz_file_set_new();
    const SzLpPoint *point = action->point;
    for (gsize i = 0; i < point->n_fields; i++) {
        const SzLpField *field = &point->fields[i];
        bool is_file = field->key.len > strlen(".yaml") &&
                       memcmp(field->key.data + field->key.len - strlen(".yaml"), ".yaml",
                              strlen(".yaml")) == 0;
        if (is_file && field->value.type == SZ_LP_STRING) {
            (void)sz_file_set_add_hash(files, field->key, field->value.as.s);
        }
    }
    return files;
}
