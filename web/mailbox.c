#include "web/mailbox.h"

#include <pthread.h>

struct SzMailbox {
    pthread_mutex_t mutex;
    struct ev_loop *loop; /* borrowed; NULL: closed */
    ev_async *bell;       /* borrowed */
    GArray *letters;      /* owned; SzLetter */
};

static void clear_letter(gpointer data)
{
    SzLetter *letter = data;
    sz_answer_clear(&letter->answer);
    g_clear_pointer(&letter->full, g_bytes_unref);
    g_clear_pointer(&letter->delta, g_bytes_unref);
}

static GArray *new_letters(void)
{
    GArray *letters = g_array_new(FALSE, FALSE, sizeof(SzLetter));
    g_array_set_clear_func(letters, clear_letter);
    return letters;
}

SzMailbox *sz_mailbox_new(struct ev_loop *loop, ev_async *bell)
{
    SzMailbox *mailbox = g_atomic_rc_box_new0(SzMailbox);
    (void)pthread_mutex_init(&mailbox->mutex, NULL);
    mailbox->loop = loop;
    mailbox->bell = bell;
    mailbox->letters = new_letters();
    return mailbox;
}

SzMailbox *sz_mailbox_ref(SzMailbox *mailbox)
{
    return g_atomic_rc_box_acquire(mailbox);
}

static void clear_mailbox(gpointer data)
{
    SzMailbox *mailbox = data;
    (void)pthread_mutex_destroy(&mailbox->mutex);
    g_array_unref(mailbox->letters);
}

void sz_mailbox_unref(SzMailbox *mailbox)
{
    g_atomic_rc_box_release_full(mailbox, clear_mailbox);
}

void sz_mailbox_post(SzMailbox *mailbox, SzLetter *letter_take)
{
    (void)pthread_mutex_lock(&mailbox->mutex);
    bool is_open = mailbox->loop != NULL;
    if (is_open) {
        g_array_append_vals(mailbox->letters, letter_take, 1);
        ev_async_send(mailbox->loop, mailbox->bell);
    }
    (void)pthread_mutex_unlock(&mailbox->mutex);
    if (!is_open) {
        clear_letter(letter_take);
    }
    *letter_take = (SzLetter){0};
}

void sz_mailbox_ring(SzMailbox *mailbox)
{
    (void)pthread_mutex_lock(&mailbox->mutex);
    if (mailbox->loop != NULL) {
        ev_async_send(mailbox->loop, mailbox->bell);
    }
    (void)pthread_mutex_unlock(&mailbox->mutex);
}

GArray *sz_mailbox_take(SzMailbox *mailbox)
{
    GArray *fresh = new_letters();
    (void)pthread_mutex_lock(&mailbox->mutex);
    GArray *letters = mailbox->letters;
    mailbox->letters = fresh;
    (void)pthread_mutex_unlock(&mailbox->mutex);
    return letters;
}

void sz_mailbox_close(SzMailbox *mailbox)
{
    (void)pthread_mutex_lock(&mailbox->mutex);
    mailbox->loop = NULL;
    mailbox->bell = NULL;
    (void)pthread_mutex_unlock(&mailbox->mutex);
}
