#include "metrics/illegal_moves.h"

/* What is moved. */
typedef enum { OF_TICKETS, OF_CASES, N_OF } Of;

/* Moves of a hall's tickets or cases of a day of which it is not kept whose they are, and whose they are taken for. */
typedef struct {
    guint64 n;
    const SzFeed *feed; /* NULL: nobody spoke of such */
    guint64 n_lines;    /* its */
} Moves;

struct SzIllegalMoves {
    GHashTable *by_hall; /* owned; text of hall, day and what (owned) -> Moves (owned) */
    GHashTable *by_feed; /* owned; text of hall, day and src (owned) -> guint64 (owned) */
};

/* (transfer full) no tag holds a line feed. */
static char *hall_key(const SzPlace *place, SzDay day, Of of)
{
    return g_strdup_printf("%s\n%d\n%d", sz_place_code(place), (int)day, (int)of);
}

/* (transfer full) feeds differ by the code as they say it. */
static char *feed_key(const SzPlace *place, SzDay day, const char *src)
{
    return g_strdup_printf("%s\n%d\n%s", place->code, (int)day, src);
}

/* The value of @key_take, made of zeros when there is none. */
static void *value_of(GHashTable *table, char *key_take, gsize bytes)
{
    g_autofree char *key = key_take;
    void *value = g_hash_table_lookup(table, key);
    if (value == NULL) {
        value = g_malloc0(bytes);
        g_hash_table_insert(table, g_steal_pointer(&key), value);
    }
    return value;
}

static void add_to_hall(SzIllegalMoves *all, const SzPlace *place, SzDay day, Of of, guint64 n)
{
    Moves *moves = value_of(all->by_hall, hall_key(place, day, of), sizeof *moves);
    moves->n += n;
}

static void count_tickets(SzIllegalMoves *all, const SzTicketsVersion *tickets)
{
    for (gsize i = 0; i < sz_tickets_version_n(tickets); i++) {
        const SzTicket *ticket = sz_tickets_version_at(tickets, i);
        if (ticket->n_illegal > 0) {
            add_to_hall(all, &ticket->place, ticket->day, OF_TICKETS, ticket->n_illegal);
        }
    }
}

static void count_cases(SzIllegalMoves *all, const SzCasesVersion *cases)
{
    for (gsize i = 0; i < sz_cases_version_n_moves(cases); i++) {
        SzCaseMoves moves = sz_cases_version_moves(cases, i);
        if (moves.src == NULL) {
            add_to_hall(all, &moves.place, moves.day, OF_CASES, moves.n);
        } else {
            guint64 *n =
                value_of(all->by_feed, feed_key(&moves.place, moves.day, moves.src), sizeof *n);
            *n += moves.n;
        }
    }
}

static int compare_names(const SzFeed *a, const SzFeed *b)
{
    int order = strcmp(a->src, b->src);
    return order != 0 ? order : strcmp(a->place.code, b->place.code);
}

static bool is_rather(const SzFeed *feed, guint64 n_lines, const Moves *moves)
{
    return moves->feed == NULL || n_lines > moves->n_lines ||
           (n_lines == moves->n_lines && compare_names(feed, moves->feed) < 0);
}

/* @n_lines: that @feed said of such that day. */
static void propose(SzIllegalMoves *all, const SzFeed *feed, SzDay day, Of of, guint64 n_lines)
{
    if (n_lines == 0) {
        return;
    }
    g_autofree char *key = hall_key(&feed->place, day, of);
    Moves *moves = g_hash_table_lookup(all->by_hall, key);
    if (moves != NULL && is_rather(feed, n_lines, moves)) {
        moves->feed = feed;
        moves->n_lines = n_lines;
    }
}

static void find_speakers(SzIllegalMoves *all, const SzFeedQualityVersion *quality)
{
    for (gsize i = 0; i < sz_feed_quality_version_n(quality); i++) {
        const SzFeed *feed = sz_feed_quality_version_at(quality, i);
        for (guint k = 0; k < G_N_ELEMENTS(feed->days); k++) {
            const SzFeedDay *day = &feed->days[k];
            propose(all, feed, day->day, OF_TICKETS, day->tickets);
            propose(all, feed, day->day, OF_CASES, day->cases);
        }
    }
}

SzIllegalMoves *sz_illegal_moves_new(const SzSnapshot *state)
{
    SzIllegalMoves *all = g_new0(SzIllegalMoves, 1);
    all->by_hall = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    all->by_feed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    count_tickets(all, state->tickets);
    count_cases(all, state->cases);
    if (g_hash_table_size(all->by_hall) > 0) {
        find_speakers(all, state->quality);
    }
    return all;
}

void sz_illegal_moves_free(SzIllegalMoves *moves)
{
    if (moves != NULL) {
        g_hash_table_unref(moves->by_hall);
        g_hash_table_unref(moves->by_feed);
        g_free(moves);
    }
}

guint64 sz_illegal_moves_of(const SzIllegalMoves *moves, const SzFeed *feed, SzDay day)
{
    g_autofree char *own_key = feed_key(&feed->place, day, feed->src);
    const guint64 *own = g_hash_table_lookup(moves->by_feed, own_key);
    guint64 n = own != NULL ? *own : 0;
    for (int of = 0; of < N_OF; of++) {
        g_autofree char *key = hall_key(&feed->place, day, (Of)of);
        const Moves *of_hall = g_hash_table_lookup(moves->by_hall, key);
        n += of_hall != NULL && of_hall->feed == feed ? of_hall->n : 0;
    }
    return n;
}
