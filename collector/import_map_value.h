#pragma once

/* The values of an import map: constants, attributes, tables.
 *
 * The inside of the map's loader.  Adds problems and reads on, so that all of a file are found. */

#include "collector/import_map.h"
#include "config/yaml.h"

typedef struct {
    SzImportMap *map;     /* borrowed */
    SzProblems *problems; /* borrowed */
    bool of_event;        /* the rule being read is on events */
} SzImportLoader;

/* What a value has to be, as far as it can be seen when the map is read. */
typedef struct {
    const char *name; /* of the tag or field; a literal */
    SzImportType type;
    const char *const *words; /* NULL: any */
    gsize n_words;
    bool (*knows)(SzSlice text); /* whether a text beside the words is good too; NULL: none is */
} SzImportWanted;

/* Returns: whether @text is among @words; else a problem was added.  @what: "word", "key" */
bool sz_import_check_word(SzImportLoader *loader, const SzYamlNode *node, const char *what,
                          const char *text, const char *const *words, gsize n_words);
/* The index of an attribute that the map names. */
guint sz_import_name_attribute(SzImportLoader *loader, const SzYamlNode *node, const char *key,
                               bool of_event);
/* @out: zeroed before */
void sz_import_load_value(SzImportLoader *loader, const SzYamlNode *node,
                          const SzImportWanted *wanted, SzImportValue *out);
/* A time that must come from attributes: `at` and `time`.  @out: zeroed before */
void sz_import_load_moment(SzImportLoader *loader, const SzYamlNode *node, const char *name,
                           SzImportValue *out);
/* The value of an attribute that @node does not name, as it is.  @out: zeroed before */
void sz_import_load_implied(SzImportLoader *loader, const SzYamlNode *node, const char *name,
                            const char *key, SzImportValue *out);
void sz_import_value_clear(SzImportValue *value);
