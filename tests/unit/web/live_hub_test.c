/* label: threads */
#include "web/live_hub.h"

#include "support/rules.h"
#include "support/support.h"
#include "web/fonts.h"

#define START (G_GINT64_CONSTANT(1795402800) * SZ_NS_PER_S) /* 2026-11-23T11:00+08:00, a Monday */
#define WAIT_MAX_US ((gint64)30 * G_USEC_PER_SEC)
#define WAKE_EVERY_US 10000
#define QUEUES "hall=330106"
#define WORDS "queues.json?hall=330106&w=800&h=450"
/* So many that computing them takes longer than they may be old: some are always due. */
#define N_NUMBERS 20000

/* A hub that watches an engine at work; its letters are read here. */
typedef struct {
    char *folder;
    SzClock *clock;
    SzLive *live;
    SzJournal *journal;
    struct ev_loop *loop;
    ev_async bell;
    SzMailbox *mailbox;
    SzHub *hub;
} Fixture;

static void on_bell(struct ev_loop *loop, ev_async *bell, int revents)
{
    (void)loop;
    (void)bell;
    (void)revents;
}

static void set_up(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    const SzClockOptions clock = {.is_staged = true, .start = {START}, .speed = 1};
    fixture->folder = test_folder_new();
    fixture->clock = sz_clock_new(&clock);
    const SzLiveOptions options = {
        .rules = test_rules(), .clock = fixture->clock, .data_dir = fixture->folder};
    fixture->live = sz_live_new(&options);
    const SzJournalOptions journal = {
        .segment_bytes = 64 << 10, .on_batch = sz_live_take, .on_batch_user = fixture->live};
    fixture->journal = sz_journal_open(fixture->folder, &journal, &error);
    g_assert_no_error(error);
    g_assert_true(sz_live_start(fixture->live, fixture->journal, &error));
    g_assert_no_error(error);
    fixture->loop = ev_loop_new(EVFLAG_AUTO);
    ev_async_init(&fixture->bell, on_bell);
    ev_async_start(fixture->loop, &fixture->bell);
    fixture->mailbox = sz_mailbox_new(fixture->loop, &fixture->bell);
    fixture->hub = sz_hub_new(fixture->live, fixture->mailbox);
    g_assert_nonnull(fixture->hub);
}

static void tear_down(Fixture *fixture, gconstpointer data)
{
    (void)data;
    sz_hub_free(fixture->hub);
    sz_mailbox_close(fixture->mailbox);
    sz_mailbox_unref(fixture->mailbox);
    ev_loop_destroy(fixture->loop);
    sz_live_end(fixture->live);
    sz_journal_close(fixture->journal);
    sz_live_free(fixture->live);
    sz_clock_free(fixture->clock);
    test_folder_remove(fixture->folder);
}

/* Reads what has come.  Returns: is there a letter to @channel? */
static bool has_letter_to(Fixture *fixture, guint64 channel)
{
    g_autoptr(GArray) letters = sz_mailbox_take(fixture->mailbox);
    bool is_there = false;
    for (guint i = 0; i < letters->len; i++) {
        const SzLetter *letter = &g_array_index(letters, SzLetter, i);
        is_there = is_there || (letter->to == channel && letter->kind == SZ_LETTER_FRAME);
    }
    return is_there;
}

static void test_words_come_however_long_the_numbers_take(Fixture *fixture, gconstpointer data)
{
    (void)data;
    guint64 words = N_NUMBERS + 1;
    for (guint64 i = 1; i <= N_NUMBERS; i++) {
        sz_hub_add(fixture->hub, i, SZ_LIVE_QUEUES, QUEUES);
    }
    sz_hub_add(fixture->hub, words, SZ_LIVE_WORDS, WORDS);
    gint64 until_us = g_get_monotonic_time() + WAIT_MAX_US;
    while (!has_letter_to(fixture, words)) {
        g_assert_cmpint(g_get_monotonic_time(), <, until_us);
        sz_hub_wake(fixture->hub); /* a moment after the other */
        g_usleep(WAKE_EVERY_US);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/web/live_hub/words-come-however-long-the-numbers-take", Fixture, NULL, set_up,
               test_words_come_however_long_the_numbers_take, tear_down);
    int status = g_test_run();
    test_rules_clear();
    sz_fonts_forget();
    return status;
}
