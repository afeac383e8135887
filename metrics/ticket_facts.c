#include "metrics/ticket_facts.h"

#define TEXT(member)                                                                               \
    {                                                                                              \
        SZ_FIELD_TEXT, .offset = offsetof(SzTicketEvent, member)                                   \
    }

static const SzEventField fields[] = {
    TEXT(queue),
    TEXT(window),
    TEXT(channel),
    TEXT(priority),
    TEXT(purpose),
    TEXT(to_queue),
    TEXT(to_window),
    TEXT(item),
    TEXT(case_id),
    TEXT(staff),
    TEXT(appt),
    {SZ_FIELD_INT, .offset = offsetof(SzTicketEvent, result), .absent = SZ_TICKET_RESULT_NONE},
    {SZ_FIELD_INT, .offset = offsetof(SzTicketEvent, recall), .absent = -1},
};

const SzEventLayout SZ_TICKET_LAYOUT = {
    .size = sizeof(SzTicketEvent),
    .occurred = offsetof(SzTicketEvent, occurred),
    .kind = offsetof(SzTicketEvent, kind),
    .fields = fields,
    .n_fields = G_N_ELEMENTS(fields),
    .src = offsetof(SzTicketEvent, src),
    .eid = offsetof(SzTicketEvent, eid),
};

static const char *const state_names[SZ_TICKET_N_STATES] = {
    [SZ_TICKET_UNKNOWN] = "unknown", [SZ_TICKET_WAITING] = "waiting",
    [SZ_TICKET_CALLED] = "called",   [SZ_TICKET_SERVING] = "serving",
    [SZ_TICKET_HELD] = "held",       [SZ_TICKET_MISSED] = "missed",
    [SZ_TICKET_DONE] = "done",       [SZ_TICKET_RETURNED] = "returned",
    [SZ_TICKET_INFO] = "info",       [SZ_TICKET_CANCELLED] = "cancelled",
};

/* A move: where it leads, and whether it is legal.  STAY: nothing changes. */
#define STAY SZ_TICKET_N_STATES
typedef struct {
    SzTicketState to;
    bool is_legal;
} Move;

/* clang-format off */
#define YES(to) {SZ_TICKET_##to, true}
#define BAD(to) {SZ_TICKET_##to, false}
#define NO      {STAY, false}
#define FINE    {STAY, true}
#define N_LIVE  (SZ_TICKET_MISSED + 1)

/* By event, then by the state it finds; DONE stands for whatever the end's result is. */
static const Move moves[SZ_TICKET_N_EVENTS][N_LIVE] = {
    /*                       unknown          waiting          called           serving          held             missed */
    [SZ_TICKET_TAKE]     = { YES(WAITING),    NO,              NO,              NO,              NO,              NO             },
    [SZ_TICKET_CALL]     = { BAD(CALLED),     YES(CALLED),     FINE,            NO,              NO,              BAD(CALLED)    },
    [SZ_TICKET_NOSHOW]   = { BAD(MISSED),     BAD(MISSED),     YES(MISSED),     NO,              NO,              NO             },
    [SZ_TICKET_REQUEUE]  = { BAD(WAITING),    NO,              BAD(WAITING),    NO,              NO,              YES(WAITING)   },
    [SZ_TICKET_START]    = { BAD(SERVING),    BAD(SERVING),    YES(SERVING),    NO,              BAD(SERVING),    BAD(SERVING)   },
    [SZ_TICKET_SEGMENT]  = { NO,              NO,              NO,              FINE,            FINE,            NO             },
    [SZ_TICKET_HOLD]     = { NO,              NO,              NO,              YES(HELD),       NO,              NO             },
    [SZ_TICKET_RESUME]   = { BAD(SERVING),    NO,              NO,              NO,              YES(SERVING),    NO             },
    [SZ_TICKET_TRANSFER] = { BAD(WAITING),    YES(WAITING),    BAD(WAITING),    YES(WAITING),    BAD(WAITING),    BAD(WAITING)   },
    [SZ_TICKET_END]      = { BAD(DONE),       BAD(DONE),       BAD(DONE),       YES(DONE),       BAD(DONE),       BAD(DONE)      },
    [SZ_TICKET_CANCEL]   = { BAD(CANCELLED),  YES(CANCELLED),  YES(CANCELLED),  BAD(CANCELLED),  BAD(CANCELLED),  YES(CANCELLED) },
};
/* clang-format on */

static bool has_ended(SzTicketState state)
{
    return state > SZ_TICKET_MISSED;
}

bool sz_ticket_state_is_open(SzTicketState state)
{
    return state >= SZ_TICKET_WAITING && state <= SZ_TICKET_HELD;
}

const char *sz_ticket_state_name(SzTicketState state)
{
    return state_names[state];
}

static SzTicketState end_of(SzTicketResult result)
{
    switch (result) {
    case SZ_TICKET_RESULT_RETURNED:
        return SZ_TICKET_RETURNED;
    case SZ_TICKET_RESULT_INFO:
        return SZ_TICKET_INFO;
    case SZ_TICKET_RESULT_NONE:
    case SZ_TICKET_RESULT_DONE:
    case SZ_TICKET_RESULT_N:
        break;
    }
    return SZ_TICKET_DONE;
}

static void note_first(SzMaybeTime *kept, SzWallTime at)
{
    if (!kept->known) {
        *kept = (SzMaybeTime){true, at};
    }
}

static void note_call(SzTicketFacts *facts, const SzTicketEvent *event)
{
    if (!facts->called.known) {
        facts->called = (SzMaybeTime){true, event->occurred};
        facts->called_queue = facts->queue;
    }
    facts->last_call = (SzMaybeTime){true, event->occurred};
    facts->last_call_queue = facts->queue;
    facts->last_call_window = event->window;
}

/* What a move that is made says beside the state it leads to. */
static void note_move(SzTicketFacts *facts, const SzTicketEvent *event)
{
    facts->is_booked = facts->is_booked || event->appt.len > 0;
    if (event->kind == SZ_TICKET_TAKE) {
        facts->taken = (SzMaybeTime){true, event->occurred};
        facts->queue = event->queue;
    } else if (event->kind == SZ_TICKET_CALL) {
        note_call(facts, event);
    } else if (event->kind == SZ_TICKET_START) {
        note_first(&facts->started, event->occurred);
    } else if (event->kind == SZ_TICKET_TRANSFER && event->to_queue.len > 0) {
        facts->queue = event->to_queue;
    }
    bool is_at_window = event->kind == SZ_TICKET_CALL || event->kind == SZ_TICKET_START ||
                        event->kind == SZ_TICKET_RESUME;
    if (is_at_window && event->window.len > 0) {
        facts->window = event->window;
    }
}

static void note_waiting(SzTicketFacts *facts, bool has_waited)
{
    bool is_waiting = facts->state == SZ_TICKET_WAITING;
    if (is_waiting && !has_waited) {
        facts->n_waits = MIN(facts->n_waits + 1, SZ_TICKET_WAITS_MAX);
        facts->waits[facts->n_waits - 1] = (SzTicketWait){facts->since.at, SZ_WALL_TIME_MAX};
    } else if (has_waited && !is_waiting) {
        facts->waits[facts->n_waits - 1].to = facts->since.at;
    }
}

static void apply(SzTicketFacts *facts, const SzTicketEvent *event)
{
    static const Move none = NO;
    Move move = has_ended(facts->state) ? none : moves[event->kind][facts->state];
    if (!move.is_legal) {
        facts->n_illegal++;
    }
    if (facts->queue.len == 0) {
        facts->queue = event->queue;
    }
    if (move.to == STAY && !move.is_legal) {
        return;
    }
    note_move(facts, event);
    if (move.to == STAY) {
        return;
    }
    bool has_waited = facts->state == SZ_TICKET_WAITING;
    facts->state = event->kind == SZ_TICKET_END ? end_of(event->result) : move.to;
    facts->since = (SzMaybeTime){true, event->occurred};
    note_waiting(facts, has_waited);
    if (has_ended(facts->state)) {
        facts->ended = facts->since;
    }
}

void sz_ticket_facts_fold(const SzEventSet *events, SzTicketFacts *out)
{
    SzTicketFacts facts = {.state = SZ_TICKET_UNKNOWN};
    SzTicketEvent event;
    for (gsize at = 0; sz_event_set_next(events, &at, &SZ_TICKET_LAYOUT, &event);) {
        apply(&facts, &event);
    }
    *out = facts;
}
