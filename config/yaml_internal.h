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

/* @bytes without the UTF-8 mark that editors on Windows put first. */
SzSlice sz_yaml_skip_byte_order_mark(SzSlice bytes);
/* What is wrong with the size or encoding of @bytes, or would make the parser hoard memory.
 * @out_line: (out) set where the problem is on a line.
 * Returns: (transfer full) the problem, or NULL. */
char *sz_yaml_bytes_problem(SzSlice bytes, gint *out_line);
