#pragma once

/* YAML bytes -> a tree with a line for every node.
 *
 * Shell code without I/O (but sz_yaml_load and _read, which read one file); a tree is immutable and owned by
 * its caller.  Strict on purpose: one document, UTF-8, no tags, no anchors and aliases (so a small
 * file cannot grow into a large tree), keys are plain text, a key at most once in a map, at most
 * SZ_YAML_BYTES_MAX bytes and SZ_YAML_DEPTH_MAX levels.  Two ways to quote that libfyaml 0.7.12 reads
 * wrongly ('' twice in a row in single quotes, \\\ at a line's end) are refused by name.
 *
 * Scalars stay text: 2026-01-01, 0330106 and yes are what is written, and only a schema
 * (config/yaml_schema.h) or a reader below makes a number of them.
 *
 * How to read a file, import maps included:
 *
 *     g_autoptr(SzYaml) yaml = sz_yaml_load(path, path, problems);     problems hold syntax errors
 *     if (yaml != NULL && sz_yaml_check(yaml, &map_schema, problems)) {      unknown keys, types ..
 *         const SzYamlNode *root = sz_yaml_root(yaml);
 *         const char *time = sz_yaml_text_of(root, "time_column");           fixed keys
 *         const SzYamlNode *columns = sz_yaml_get(root, "columns");          free keys
 *         for (guint i = 0; i < sz_yaml_n(columns); i++) {
 *             const SzYamlNode *value = sz_yaml_at(columns, i);
 *             use(sz_yaml_key(value), sz_yaml_text(value));
 *         }
 *     }
 *
 * A further fault that no schema can see is said with sz_yaml_complain(problems, node, ...).  Readers
 * take NULL and nodes of another kind, and answer "nothing" for them, so that cross checks can go
 * over a tree that has problems. */

#include "config/problems.h"
#include "metrics/wall_time.h"

#define SZ_YAML_BYTES_MAX 4194304
#define SZ_YAML_DEPTH_MAX 32
#define SZ_YAML_NODES_MAX 1000000
/* Of [ { & and ! in a file, wherever they stand.  libfyaml 0.7.12 keeps up to 600 bytes for each that
 * is open and scans far ahead of the events it gives: 4 MiB of '[' took 1.4 GB before the depth could
 * be seen. */
#define SZ_YAML_SIGNS_MAX 100000

typedef struct SzYaml SzYaml;
typedef struct SzYamlNode SzYamlNode;

typedef enum {
    SZ_YAML_IS_NOTHING, /* no value, ~ or null */
    SZ_YAML_IS_SCALAR,
    SZ_YAML_IS_LIST,
    SZ_YAML_IS_MAP,
} SzYamlKind;

/* @file: what problems call it; copied.
 * Returns: (transfer full) the tree, or NULL when a problem was added after which nothing can be
 * understood.  Lesser ones (a duplicate key, a tag) come with a tree, so that a schema can find the
 * rest: what to trust is sz_yaml_check().  A file without content is an empty map. */
SzYaml *sz_yaml_parse(const char *file, SzSlice bytes, SzProblems *problems);
/* As above for the regular file at @path. */
SzYaml *sz_yaml_load(const char *path, const char *file, SzProblems *problems);
/* The bytes alone, at most one more than SZ_YAML_BYTES_MAX. (transfer full); NULL when a problem was added. */
GBytes *sz_yaml_read(const char *path, const char *file, SzProblems *problems);
void sz_yaml_free(SzYaml *yaml);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzYaml, sz_yaml_free)

/* Everything below is borrowed from the tree. */
const SzYamlNode *sz_yaml_root(const SzYaml *yaml);
SzYamlKind sz_yaml_kind(const SzYamlNode *node);   /* NOTHING for NULL */
bool sz_yaml_is_quoted(const SzYamlNode *node);    /* '..', "..", | or >: text, never a number */
SzFilePlace sz_yaml_place(const SzYamlNode *node); /* of its key, if it has one */
/* Key under which @node stands in its map; NULL in a list and for the root. */
const char *sz_yaml_key(const SzYamlNode *node);
/* Dotted path, `halls[3].tier`, "" for the root. (transfer full) */
char *sz_yaml_path(const SzYamlNode *node);

/* Children of a list or map, in the order of the file; 0 for anything else. */
guint sz_yaml_n(const SzYamlNode *node);
const SzYamlNode *sz_yaml_at(const SzYamlNode *node, guint i);
/* Value of @key in the map @node; NULL when there is none.  O(children). */
const SzYamlNode *sz_yaml_get(const SzYamlNode *node, const char *key);

/* A scalar's text, as written (never with NUL or control characters but line ends and tabs); NULL for
 * anything else. */
const char *sz_yaml_text(const SzYamlNode *node);
/* Decimal, whole text, no quotes, no leading zeros; FALSE and *out untouched for anything else. */
bool sz_yaml_int(const SzYamlNode *node, gint64 *out);
/* As JSON writes numbers, finite. */
bool sz_yaml_number(const SzYamlNode *node, double *out);
/* true or false, nothing else. */
bool sz_yaml_bool(const SzYamlNode *node, bool *out);
/* YYYY-MM-DD, quoted or not. */
bool sz_yaml_day(const SzYamlNode *node, SzDay *out);

/* The same of @key in the map @node, with what holds when it is absent. */
const char *sz_yaml_text_of(const SzYamlNode *node, const char *key); /* NULL */
gint64 sz_yaml_int_of(const SzYamlNode *node, const char *key, gint64 absent);
double sz_yaml_number_of(const SzYamlNode *node, const char *key, double absent);

/* Adds "file:line: path: ..." for the place of @node. */
void sz_yaml_complain(SzProblems *problems, const SzYamlNode *node, const char *format, ...)
    G_GNUC_PRINTF(3, 4);
