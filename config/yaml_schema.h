#pragma once

/* What a YAML file may hold: const tables, and the check of a tree against them.
 *
 * Pure.  The check adds every problem it finds -- unknown keys with "did you mean", keys that are
 * missing, wrong types, values out of range or not among the choices -- and never stops at the
 * first.
 *
 *     static const char *const kinds[] = {"csv", "xes"};
 *     static const SzYamlSchema kind = SZ_YAML_CHOICE_OF(kinds);
 *     static const SzYamlSchema rows = {.type = SZ_YAML_INT, .min = 0, .max = 1000};
 *     static const SzYamlKey file_keys[] = {
 *         {"kind", &kind, true, "how the file is written"},
 *         {"skip_rows", &rows, false, "rows before the header"},
 *     };
 *     static const SzYamlSchema file_schema = SZ_YAML_MAP_OF(file_keys); */

#include "config/yaml.h"

typedef enum {
    SZ_YAML_ANY,  /* whatever: the caller looks for itself */
    SZ_YAML_TEXT, /* a scalar, quoted or not */
    SZ_YAML_INT,
    SZ_YAML_NUMBER,
    SZ_YAML_BOOL,
    SZ_YAML_CHOICE, /* one of a few words */
    SZ_YAML_LIST,   /* of items */
    SZ_YAML_MAP,    /* fixed keys */
    SZ_YAML_DICT,   /* free keys, each with an item */
} SzYamlType;

/* Is @text what it should be?  The error's message ends up in the problem as it is. */
typedef gboolean (*SzYamlTextCheck)(SzSlice text, GError **error);

typedef struct SzYamlSchema SzYamlSchema;

typedef struct {
    const char *name;
    const SzYamlSchema *value;
    bool required;
    const char *help; /* what the key means; printed when it is missing */
} SzYamlKey;

struct SzYamlSchema {
    SzYamlType type;
    /* INT, NUMBER: the value; TEXT: characters; LIST, DICT: entries.  Both 0: no bounds, but a TEXT
     * is then 1..1000 characters.  Both included. */
    gint64 min;
    gint64 max;
    SzYamlTextCheck check;      /* TEXT: the value; DICT: each key; may be NULL */
    const char *const *choices; /* CHOICE */
    gsize n_choices;
    const SzYamlKey *keys; /* MAP */
    gsize n_keys;
    const SzYamlSchema *items; /* LIST, DICT */
};

#define SZ_YAML_CHOICE_OF(words)                                                                   \
    {                                                                                              \
        .type = SZ_YAML_CHOICE, .choices = (words), .n_choices = G_N_ELEMENTS(words)               \
    }
#define SZ_YAML_MAP_OF(table)                                                                      \
    {                                                                                              \
        .type = SZ_YAML_MAP, .keys = (table), .n_keys = G_N_ELEMENTS(table)                        \
    }
#define SZ_YAML_LIST_OF(schema)                                                                    \
    {                                                                                              \
        .type = SZ_YAML_LIST, .items = (schema)                                                    \
    }

/* Returns: TRUE iff the file has no problem, those found while parsing included. */
bool sz_yaml_check(const SzYaml *yaml, const SzYamlSchema *schema, SzProblems *problems);
