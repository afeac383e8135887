#include "collector/token_halls.h"

#include "collector/error.h"
#include "collector/tokens.h"
#include "config/did_you_mean.h"

/* The hall that was probably meant, by its name or its code; NULL: none is near. */
static const SzHall *guess_hall(const SzRegistry *registry, const char *text)
{
    g_autoptr(GArray) codes = g_array_new(FALSE, FALSE, sizeof(const char *));
    for (gsize i = 0; i < sz_registry_n_halls(registry); i++) {
        const SzHall *hall = sz_registry_hall(registry, i);
        if (g_str_equal(hall->name, text)) {
            return hall;
        }
        g_array_append_val(codes, hall->code);
    }
    const char *code =
        sz_did_you_mean(text, (const char *const *)(gconstpointer)codes->data, codes->len);
    return code != NULL ? sz_registry_find(registry, sz_slice(code), 0) : NULL;
}

gboolean sz_token_halls_check(const SzRegistry *registry, char *const *halls, SzDay today,
                              GError **error)
{
    for (; halls != NULL && *halls != NULL; halls++) {
        if (sz_registry_find(registry, sz_slice(*halls), today) != NULL) {
            continue;
        }
        const SzHall *guess = guess_hall(registry, *halls);
        if (guess != NULL) {
            g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_SYNTAX,
                        "no such hall: '%s', did you mean '%s' %s?", *halls, guess->code,
                        guess->name);
        } else {
            g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_SYNTAX,
                        "no such hall: '%s', expected a code of halls.yaml", *halls);
        }
        return FALSE;
    }
    return TRUE;
}

static void add_hall(GString *text, const SzRegistry *registry, const char *code, SzDay today)
{
    const SzHall *hall = sz_registry_find(registry, sz_slice(code), today);
    if (hall == NULL) {
        g_string_append_printf(text, "%s (not in halls.yaml)", code);
        return;
    }
    gsize n_below = sz_registry_end(registry, hall) - sz_registry_index(registry, hall) - 1;
    g_string_append_printf(text, "%s %s", code, hall->name);
    if (n_below > 0) {
        g_string_append_printf(text, " +%" G_GSIZE_FORMAT, n_below);
    }
}

char *sz_token_halls_text(const SzRegistry *registry, char *const *halls, SzDay today)
{
    GString *text = g_string_new(NULL);
    for (; *halls != NULL; halls++) {
        g_string_append(text, text->len > 0 ? ", " : "");
        if (g_str_equal(*halls, SZ_TOKEN_ANY_HALL)) {
            g_string_append(text, "every hall");
        } else {
            add_hall(text, registry, *halls, today);
        }
    }
    return g_string_free(text, FALSE);
}
