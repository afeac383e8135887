/* A request for a correction and the line it is about: what may be made is an action line that says the same when it is
 * read back, about two events that are not one. */

#include "collector/correct_check.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void on_corrected(const SzEvent *voided, const SzEvent *instead, void *user)
{
    const SzCorrectDraft *draft = user;
    char hash[SZ_CORRECT_HASH_DIGITS + 1] = "";
    sz_correct_event_hash(voided, hash);
    g_assert_cmpstr(hash, ==, draft->voided_hash);
    g_assert_true((instead != NULL) == (draft->with->len > 0));
    if (instead != NULL) {
        sz_correct_event_hash(instead, hash);
        g_assert_cmpstr(hash, ==, draft->instead_hash);
        g_assert_cmpstr(hash, !=, draft->voided_hash);
    }
}

static void on_action(const SzLpPoint *point, void *user)
{
    SzAction action;
    SzCorrection read;
    g_assert_true(sz_action_read(point, &action));
    g_assert_true(sz_correct_action_read(&action, &read));
    g_assert_true(sz_correction_events(&read, (SzWallTime){7}, on_corrected, user));
}

static void check_draft(SzCorrectDraft *draft)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) line = g_string_new(NULL);
    SzLpField fields[SZ_CORRECT_ACTION_FIELDS];
    const SzCorrection correction = sz_correct_draft_correction(draft);
    const SzActionDraft action = sz_correct_action_draft(&correction, (SzWallTime){5}, fields);
    g_assert_true(sz_action_write(line, &action, SZ_SLICE("p"), &error));
    sz_action_each((SzSlice){line->str, line->len},
                   &(SzLpSink){.on_point = on_action, .user = draft});
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    SzCorrectProblem problem = {0};
    const char *text = (const char *)data;
    const char *end = memchr(text, '\n', size);
    gsize n = end != NULL ? (gsize)(end - text) : size;
    SzSlice body = {text + n, size - n};
    g_autoptr(SzCorrectRequest) request = sz_correct_request_parse(body, &problem);
    g_assert_true((request == NULL) == (problem.status != 0));
    if (request == NULL) {
        g_assert_true(g_utf8_validate(problem.message, -1, NULL));
        return 0;
    }
    g_assert_true(sz_correct_request_sign(request, NULL, &problem));
    const SzCorrectCase asked = {.request = request,
                                 .found = {text, n},
                                 .received = {G_GINT64_CONSTANT(1772502000000000000)},
                                 .now = {G_GINT64_CONSTANT(1772502000000000000)}};
    g_autoptr(SzCorrectDraft) draft = sz_correct_check(&asked, &problem);
    g_assert_true((draft == NULL) == (problem.status != 0));
    if (draft != NULL) {
        check_draft(draft);
    }
    return 0;
}
