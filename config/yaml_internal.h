#pragma once

/* The inside of a YAML tree, for the parser that builds it and the readers that walk it. */

#include "config/yaml.h"

struct SzYamlNode {
    const SzYaml *yaml;       /* borrowed: knows the file */
    const SzYamlNode *parent; /* borrowed; NULL for the root */
    char *key;                /* owned; NULL in a list and for the root */
    char *text;               /* owned; NULL unless a scalar */
    GPtrArray *children;      /* owned, of owned SzYamlNode; NULL when there are none */
    SzYamlKind kind;
    gint line;   /* from 1, of the key if there is one */
    guint index; /* in its parent */
    bool quoted;
};

struct SzYaml {
    char *file;        /* owned */
    SzYamlNode *root;  /* owned */
    bool has_problems; /* some were added while parsing */
};

SzYaml *sz_yaml_new(const char *file);
SzYamlNode *sz_yaml_node_new(const SzYaml *yaml, SzYamlKind kind, gint line);
void sz_yaml_node_free(SzYamlNode *node);
