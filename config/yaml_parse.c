/* The parser's half of config/yaml.h: libfyaml's events become our tree.
 *
 * libfyaml is used as a stream of events, never as a document: it then resolves no alias and holds
 * little, and depth, size and number of nodes are bounded here. */

#include "config/yaml_internal.h"

#include <libfyaml.h>
#include <string.h>

#define KEY_BYTES_MAX 256

typedef struct {
    SzYamlNode *node; /* borrowed from the tree: a list or map that is open */
    bool is_map;
    char *key; /* owned: read, its value not yet; NULL in a list */
    gint key_line;
    GHashTable
        *lines; /* owned: key (borrowed from the tree or key) -> line it was first given on */
} Frame;

typedef struct {
    SzYaml *yaml;
    SzProblems *problems;
    Frame frames[SZ_YAML_DEPTH_MAX];
    guint depth;
    guint n_nodes;
    guint n_documents;
    gint line; /* of the event in hand */
} Builder;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzYamlNode, sz_yaml_node_free)
typedef struct fy_diag FyDiag;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FyDiag, fy_diag_destroy)
typedef struct fy_token_iter FyTokenIter;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FyTokenIter, fy_token_iter_destroy)
typedef struct fy_parser FyParser;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FyParser, fy_parser_destroy)

static void complain(const Builder *builder, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Says it of the value that is being read, or of the list or map around it. */
static void complain(const Builder *builder, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    const Frame *frame = builder->depth > 0 ? &builder->frames[builder->depth - 1] : NULL;
    const char *key = frame != NULL && frame->key != NULL ? frame->key : "";
    g_autofree char *above = sz_yaml_path(frame != NULL ? frame->node : NULL);
    g_autofree char *path =
        g_strconcat(above, *above != '\0' && *key != '\0' ? "." : "", key, NULL);
    sz_problems_add(builder->problems,
                    (SzFilePlace){.file = builder->yaml->file, .line = builder->line}, path, "%s",
                    text);
}

static Frame *innermost(Builder *builder)
{
    return builder->depth > 0 ? &builder->frames[builder->depth - 1] : NULL;
}

static bool wants_key(const Frame *frame)
{
    return frame != NULL && frame->is_map && frame->key == NULL;
}

static void frame_clear(Frame *frame)
{
    g_clear_pointer(&frame->key, g_free);
    g_clear_pointer(&frame->lines, g_hash_table_unref);
}

static bool has_control_characters(const char *text, gsize len)
{
    for (gsize i = 0; i < len; i++) {
        if (g_ascii_iscntrl(text[i]) && text[i] != '\n' && text[i] != '\t') {
            return true;
        }
    }
    return false;
}

/* Escapes can make what the file's own bytes may not hold. */
static bool is_clean(const Builder *builder, SzSlice text)
{
    if (!g_utf8_validate_len(text.data, text.len, NULL) ||
        has_control_characters(text.data, text.len)) {
        complain(builder, "text with a control character or a broken escape, expected plain text");
        return false;
    }
    return true;
}

/* Hangs @node into the tree; it is the tree's from then on. */
static bool add_node(Builder *builder, SzYamlNode *node_take)
{
    g_autoptr(SzYamlNode) node = node_take;
    if (++builder->n_nodes > SZ_YAML_NODES_MAX) {
        complain(builder, "too many values, expected at most %d", SZ_YAML_NODES_MAX);
        return false;
    }
    Frame *frame = innermost(builder);
    if (frame == NULL) {
        builder->yaml->root = g_steal_pointer(&node);
        return true;
    }
    if (frame->is_map) {
        node->key = g_steal_pointer(&frame->key);
        node->line = frame->key_line;
    }
    if (frame->node->children == NULL) {
        frame->node->children = g_ptr_array_new_with_free_func((GDestroyNotify)sz_yaml_node_free);
    }
    node->parent = frame->node;
    node->index = frame->node->children->len;
    g_ptr_array_add(frame->node->children, g_steal_pointer(&node));
    return true;
}

static bool take_key(Builder *builder, SzSlice text)
{
    Frame *frame = innermost(builder);
    if (text.len == 0 || text.len > KEY_BYTES_MAX || memchr(text.data, '\n', text.len) != NULL) {
        complain(builder, "a key of %" G_GSIZE_FORMAT " bytes, expected one line of 1..%d",
                 text.len, KEY_BYTES_MAX);
        return false;
    }
    frame->key = g_strndup(text.data, text.len);
    frame->key_line = builder->line;
    if (frame->lines == NULL) {
        frame->lines = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    }
    gint first = GPOINTER_TO_INT(g_hash_table_lookup(frame->lines, frame->key));
    if (first != 0) {
        complain(builder, "duplicate key, first given on line %d", first);
    } else {
        (void)g_hash_table_insert(frame->lines, g_strdup(frame->key),
                                  GINT_TO_POINTER(builder->line));
    }
    return true;
}

static bool is_null(SzSlice text)
{
    return text.len == 0 || sz_slice_equal(text, SZ_SLICE("~")) ||
           sz_slice_equal(text, SZ_SLICE("null"));
}

/* The text of @token; FALSE when libfyaml cannot make it out.  Piece by piece, because in 0.7.12
 * fy_token_get_text() loses text and leaks where a quoted scalar has many, and fy_token_iter_read()
 * overwrites its own buffer. */
static bool read_text(struct fy_token *token, GString *text)
{
    if (token == NULL) {
        return true;
    }
    g_autoptr(FyTokenIter) iter = fy_token_iter_create(token);
    int fault = iter == NULL ? -1 : 0;
    const struct fy_iter_chunk *piece =
        fault == 0 ? fy_token_iter_chunk_next(iter, NULL, &fault) : NULL;
    while (piece != NULL) {
        g_string_append_len(text, piece->str, (gssize)piece->len);
        piece = fy_token_iter_chunk_next(iter, piece, &fault);
    }
    return fault == 0;
}

static bool on_scalar(Builder *builder, struct fy_token *token)
{
    g_autoptr(GString) bytes = g_string_new(NULL);
    if (!read_text(token, bytes)) {
        complain(builder, "text that cannot be made out, expected plain text");
        return false;
    }
    /* 0.7.12 makes three quotes of two that are next to each other. */
    if (fy_token_scalar_style(token) == FYSS_SINGLE_QUOTED && strstr(bytes->str, "''") != NULL) {
        complain(builder, "quotes next to each other in single quotes, expected double quotes "
                          "around the text");
    }
    SzSlice text = {bytes->str, bytes->len};
    if (!is_clean(builder, text)) {
        text = SZ_SLICE("?");
    }
    if (wants_key(innermost(builder))) {
        return take_key(builder, text);
    }
    bool quoted = fy_token_scalar_style(token) != FYSS_PLAIN;
    if (!quoted && is_null(text)) {
        return add_node(builder,
                        sz_yaml_node_new(builder->yaml, SZ_YAML_IS_NOTHING, builder->line));
    }
    SzYamlNode *node = sz_yaml_node_new(builder->yaml, SZ_YAML_IS_SCALAR, builder->line);
    node->text = g_strndup(text.data, text.len);
    node->quoted = quoted;
    return add_node(builder, node);
}

static bool open_node(Builder *builder, SzYamlKind kind)
{
    if (wants_key(innermost(builder))) {
        complain(builder, "a list or map as a key, expected plain text");
        return false;
    }
    if (builder->depth == SZ_YAML_DEPTH_MAX) {
        complain(builder, "nested too deep, expected at most %d levels", SZ_YAML_DEPTH_MAX);
        return false;
    }
    SzYamlNode *node = sz_yaml_node_new(builder->yaml, kind, builder->line);
    if (!add_node(builder, node)) {
        return false;
    }
    builder->frames[builder->depth++] = (Frame){.node = node, .is_map = kind == SZ_YAML_IS_MAP};
    return true;
}

static bool close_node(Builder *builder)
{
    frame_clear(&builder->frames[--builder->depth]);
    return true;
}

static bool open_document(Builder *builder)
{
    if (++builder->n_documents > 1) {
        complain(builder, "a second document, expected one");
        return false;
    }
    return true;
}

static void refuse_properties(const Builder *builder, struct fy_event *event)
{
    if (fy_event_get_anchor_token(event) != NULL) {
        complain(builder, "an anchor (&), expected values written out");
    }
    if (fy_event_get_tag_token(event) != NULL) {
        complain(builder, "a tag (!), expected plain values");
    }
}

/* Returns: FALSE when nothing after it can be understood. */
static bool on_event(Builder *builder, struct fy_event *event)
{
    const struct fy_mark *mark = fy_event_start_mark(event);
    if (mark != NULL) {
        builder->line = mark->line + 1;
    }
    switch (event->type) {
    case FYET_DOCUMENT_START:
        return open_document(builder);
    case FYET_MAPPING_START:
        refuse_properties(builder, event);
        return open_node(builder, SZ_YAML_IS_MAP);
    case FYET_SEQUENCE_START:
        refuse_properties(builder, event);
        return open_node(builder, SZ_YAML_IS_LIST);
    case FYET_MAPPING_END:
    case FYET_SEQUENCE_END:
        return close_node(builder);
    case FYET_SCALAR:
        refuse_properties(builder, event);
        return on_scalar(builder, event->scalar.value);
    case FYET_ALIAS:
        complain(builder, "an alias (*), expected values written out");
        return false;
    case FYET_NONE:
    case FYET_STREAM_START:
    case FYET_STREAM_END:
    case FYET_DOCUMENT_END:
    default:
        return true;
    }
}

static void add_syntax_problems(Builder *builder, FyDiag *diag)
{
    void *at = NULL;
    const struct fy_diag_error *error = NULL;
    gsize before = sz_problems_count(builder->problems);
    while ((error = fy_diag_errors_iterate(diag, &at)) != NULL) {
        sz_problems_add(builder->problems,
                        (SzFilePlace){.file = builder->yaml->file, .line = MAX(error->line, 1)}, "",
                        "not YAML: %s", error->msg != NULL ? error->msg : "syntax error");
    }
    if (sz_problems_count(builder->problems) == before) {
        complain(builder, "not YAML: syntax error");
    }
}

static FyDiag *new_silent_diag(void)
{
    struct fy_diag_cfg config;
    fy_diag_cfg_default(&config);
    config.fp = NULL; /* the default is stderr */
    config.output_fn = NULL;
    config.level = FYET_ERROR;
    FyDiag *diag = fy_diag_create(&config);
    if (diag != NULL) {
        fy_diag_set_collect_errors(diag, true);
    }
    return diag;
}

/* Returns: FALSE when there is a problem after which nothing can be understood. */
static bool read_events(Builder *builder, SzSlice bytes)
{
    g_autoptr(FyDiag) diag = new_silent_diag();
    const struct fy_parse_cfg config = {
        .search_path = "",
        .flags = FYPCF_QUIET | FYPCF_COLLECT_DIAG | FYPCF_DEFAULT_VERSION_1_2 | FYPCF_JSON_NONE,
        .diag = diag,
    };
    g_autoptr(FyParser) parser = diag != NULL ? fy_parser_create(&config) : NULL;
    if (parser == NULL || fy_parser_set_string(parser, bytes.data, bytes.len) != 0) {
        complain(builder, "the YAML reader cannot start");
        return false;
    }
    bool going = true;
    while (going) {
        struct fy_event *event = fy_parser_parse(parser);
        if (event == NULL) {
            break;
        }
        going = on_event(builder, event);
        fy_parser_event_free(parser, event);
    }
    if (going && fy_parser_get_stream_error(parser)) {
        add_syntax_problems(builder, diag);
        return false;
    }
    return going;
}

static bool check_bytes(Builder *builder, SzSlice bytes)
{
    g_autofree char *problem = sz_yaml_bytes_problem(bytes, &builder->line);
    if (problem != NULL) {
        complain(builder, "%s", problem);
    }
    return problem == NULL;
}

SzYaml *sz_yaml_parse(const char *file, SzSlice bytes, SzProblems *problems)
{
    g_return_val_if_fail(file != NULL && problems != NULL, NULL);

    g_autoptr(SzYaml) yaml = sz_yaml_new(file);
    Builder builder = {.yaml = yaml, .problems = problems};
    gsize before = sz_problems_count(problems);
    bytes = sz_yaml_skip_byte_order_mark(bytes);
    bool understood =
        check_bytes(&builder, bytes) && (bytes.len == 0 || read_events(&builder, bytes));
    while (builder.depth > 0) {
        (void)close_node(&builder);
    }
    if (!understood) {
        return NULL;
    }
    yaml->has_problems = sz_problems_count(problems) != before;
    if (yaml->root == NULL || yaml->root->kind == SZ_YAML_IS_NOTHING) {
        g_clear_pointer(&yaml->root, sz_yaml_node_free);
        yaml->root = sz_yaml_node_new(yaml, SZ_YAML_IS_MAP, 1);
    }
    return g_steal_pointer(&yaml);
}
