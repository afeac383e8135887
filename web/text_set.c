#include "web/text_set.h"

static void add(SzTextSet *set, const char *text)
{
    if (set->wanted == NULL) {
        set->wanted = g_ptr_array_new_with_free_func(g_free);
        set->known = g_byte_array_new();
    }
    g_ptr_array_add(set->wanted, g_strdup(text));
}

void sz_text_set_read(SzTextSet *set, const char *list)
{
    g_autoptr(GString) text = g_string_new(NULL);
    bool has_comma = false;
    for (const char *at = list; *at != '\0'; at++) {
        bool is_escape = at[0] == '\\' && (at[1] == ',' || at[1] == '\\');
        if (*at == ',') {
            add(set, text->str);
            g_string_truncate(text, 0);
            has_comma = true;
        } else {
            at += is_escape ? 1 : 0;
            g_string_append_c(text, *at);
        }
    }
    add(set, text->str);
    if (has_comma) {
        add(set, list);
    }
}

void sz_text_set_one(SzTextSet *set, const char *text)
{
    add(set, text);
}

void sz_text_set_clear(SzTextSet *set)
{
    g_clear_pointer(&set->wanted, g_ptr_array_unref);
    g_clear_pointer(&set->known, g_byte_array_unref);
}

bool sz_text_set_look_up(SzTextSet *set, const SzCasesVersion *cases, guint32 number)
{
    const char *text = sz_cases_version_text(cases, number);
    bool is_wanted = g_ptr_array_find_with_equal_func(set->wanted, text, g_str_equal, NULL);
    guint old_len = set->known->len;
    if (number >= old_len) {
        g_byte_array_set_size(set->known, MAX(number + 1, 2 * old_len));
        memset(set->known->data + old_len, SZ_TEXT_UNSEEN, set->known->len - old_len);
    }
    set->known->data[number] = is_wanted ? SZ_TEXT_WANTED : SZ_TEXT_OTHER;
    return is_wanted;
}
