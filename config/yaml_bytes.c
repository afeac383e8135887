/* What can be said of a YAML file before it is parsed. */

#include "config/yaml_internal.h"

#include <string.h>

SzSlice sz_yaml_skip_byte_order_mark(SzSlice bytes)
{
    const SzSlice mark = SZ_SLICE("\xEF\xBB\xBF");
    bool has_mark = bytes.len >= mark.len && memcmp(bytes.data, mark.data, mark.len) == 0;
    return has_mark ? (SzSlice){bytes.data + mark.len, bytes.len - mark.len} : bytes;
}

static gint line_of(SzSlice bytes, const char *at)
{
    gint line = 1;
    for (const char *c = bytes.data; c < at; c++) {
        line += *c == '\n';
    }
    return line;
}

static gsize count_signs(SzSlice bytes)
{
    gsize n = 0;
    for (gsize i = 0; i < bytes.len; i++) {
        char c = bytes.data[i];
        n += c == '[' || c == '{' || c == '&' || c == '!';
    }
    return n;
}

/* The first line that starts with '%'; NULL when there is none. */
static const char *find_directive(SzSlice bytes)
{
    for (gsize i = 0; i < bytes.len; i++) {
        if (bytes.data[i] == '%' && (i == 0 || bytes.data[i - 1] == '\n')) {
            return bytes.data + i;
        }
    }
    return NULL;
}

/* The first line break after three backslashes; NULL when there is none.  In double quotes that is an
 * escaped backslash and an escaped line break, which libfyaml 0.7.12 reads as a backslash and a
 * space. */
static const char *find_escaped_break(SzSlice bytes)
{
    for (gsize i = 3; i < bytes.len; i++) {
        bool is_break = bytes.data[i] == '\n' || bytes.data[i] == '\r';
        if (is_break && memcmp(bytes.data + i - 3, "\\\\\\", 3) == 0) {
            return bytes.data + i;
        }
    }
    return NULL;
}

char *sz_yaml_bytes_problem(SzSlice bytes, gint *out_line)
{
    const char *bad = NULL;
    if (bytes.len > SZ_YAML_BYTES_MAX) {
        return g_strdup_printf("too large: %" G_GSIZE_FORMAT " bytes, expected at most %d",
                               bytes.len, SZ_YAML_BYTES_MAX);
    }
    if (bytes.len > 0 && !g_utf8_validate_len(bytes.data, bytes.len, &bad)) {
        *out_line = line_of(bytes, bad);
        return g_strdup("not UTF-8, expected the file saved as UTF-8");
    }
    const char *directive = find_directive(bytes);
    if (directive != NULL) {
        *out_line = line_of(bytes, directive);
        return g_strdup("a directive (%), expected none");
    }
    const char *escaped = find_escaped_break(bytes);
    if (escaped != NULL) {
        *out_line = line_of(bytes, escaped);
        return g_strdup("a line that ends in three backslashes, expected the text on one line");
    }
    gsize n_signs = count_signs(bytes);
    if (n_signs > SZ_YAML_SIGNS_MAX) {
        return g_strdup_printf("too many of [ { & and !: %" G_GSIZE_FORMAT ", expected at most %d",
                               n_signs, SZ_YAML_SIGNS_MAX);
    }
    return NULL;
}
