#include "collector/refused_line.h"

#include "collector/telemetry_internal.h"

#define NAME_MAX_BYTES 64
#define HALL_MAX_BYTES 32

/* --- a line without grammar: what stands where a name is looked for ------------------------- */

static gsize name_len(SzSlice text)
{
    gsize len = 0;
    while (len < text.len && strchr(", =\"\r\n", text.data[len]) == NULL &&
           text.data[len] != '\0') {
        len++;
    }
    return len;
}

static SzSlice rest(SzSlice text, gsize from)
{
    return (SzSlice){text.data + from, text.len - from};
}

/* Behind "KEY=" that follows a comma or a space, in any case of letters; empty: there is none. */
static SzSlice find_value(SzSlice raw, SzSlice key)
{
    for (gsize at = 1; at + key.len < raw.len; at++) {
        bool is_key = (raw.data[at - 1] == ',' || raw.data[at - 1] == ' ') &&
                      raw.data[at + key.len] == '=' &&
                      g_ascii_strncasecmp(raw.data + at, key.data, key.len) == 0;
        if (is_key) {
            return rest(raw, at + key.len + 1);
        }
    }
    return (SzSlice){NULL, 0};
}

static SzSlice read_name(SzSlice text)
{
    bool is_quoted = text.len > 0 && text.data[0] == '"';
    SzSlice name = is_quoted ? rest(text, 1) : text;
    return (SzSlice){name.data, name_len(name)};
}

static bool names_person(SzSlice raw)
{
    for (gsize i = 0; sz_privacy_personal_key(i).len > 0; i++) {
        if (find_value(raw, sz_privacy_personal_key(i)).data != NULL) {
            return true;
        }
    }
    return false;
}

/* --- what may be kept ---------------------------------------------------------------------- */

static SzSlice keep_name(SzSlice name, gsize max_bytes)
{
    bool is_fit = name.len <= max_bytes && g_utf8_validate(name.data, (gssize)name.len, NULL) &&
                  !sz_privacy_is_personal_text(name);
    for (gsize i = 0; is_fit && i < name.len; i++) {
        is_fit = !g_ascii_iscntrl(name.data[i]);
    }
    return is_fit ? name : (SzSlice){NULL, 0};
}

/* What keeps the standard's rules on persons has been looked through; other lines have not. */
static bool is_private(SzRefusedKind kind, SzSlice raw)
{
    switch (kind) {
    case SZ_REFUSED_PERSONAL_DATA:
        return true;
    case SZ_REFUSED_SYNTAX:
    case SZ_REFUSED_RESERVED:
        return sz_privacy_is_personal_text(raw) || names_person(raw);
    case SZ_REFUSED_STANDARD:
    case SZ_REFUSED_FUTURE:
    case SZ_REFUSED_FORBIDDEN:
    case SZ_REFUSED_N_KINDS:
        break;
    }
    return false;
}

SzRefusedLine sz_refused_line(SzRefusedKind kind, const char *reason, SzSlice raw,
                              const SzLpPoint *point)
{
    SzRefusedLine line = {.kind = kind, .reason = reason};
    if (point != NULL) {
        line.measurement = point->measurement;
        line.hall = sz_point_find_tag(point, SZ_SLICE("hall"));
        line.src = sz_point_text(point, SZ_SLICE("src"));
    } else {
        line.measurement = read_name(raw);
        line.hall = read_name(find_value(raw, SZ_SLICE("hall")));
        line.src = read_name(find_value(raw, SZ_SLICE("src")));
    }
    line.measurement = keep_name(line.measurement, NAME_MAX_BYTES);
    line.hall = keep_name(line.hall, HALL_MAX_BYTES);
    line.src = keep_name(line.src, NAME_MAX_BYTES);
    if (!is_private(kind, raw)) {
        line.raw = raw;
    }
    return line;
}
