#include "collector/pulses.h"

#include "collector/pulse_line.h"
#include "metrics/device_lines.h"
#include "metrics/entities.h"

/* Of one device, and of all: some 25 MB.  A feed that was down for a day sends 1,440 of a device. */
#define LATE_MAX 2048
#define LATE_ALL_MAX 400000

/* Life signs and figures of feeds are of the newest day and the one before. */
#define DAYS_KEPT 2

typedef struct {
    SzWallTime at;
    GBytes *words; /* borrowed from the pulses */
} LateLine;

/* How far a device's lines were read. */
typedef struct {
    bool has_spoken;
    SzWallTime last;                   /* of all that came, by occurrence */
    guint64 n_said[SZ_PULSE_N_TOPICS]; /* of lines in order */
} Progress;

/* The last line of a kind, in order, in the segment that is looked at. */
typedef struct {
    bool is_known;
    bool is_pulse; /* it goes when it is not the last */
    bool is_alive;
    SzWallTime at;
    guint64 line;
    GByteArray *words; /* owned; of the last that was no pulse */
} Spoken;

typedef struct {
    SzEntity entity;
    Progress scouted;
    Progress marked;
    Progress looked;
    GArray *late;   /* owned; LateLine, ascending once scouting is over; NULL: none */
    bool has_crowd; /* there were more: somewhere from here to there */
    SzWallTime crowd_from;
    SzWallTime crowd_to;
    guint64 segment; /* of what follows */
    Spoken spoken[SZ_PULSE_N_KINDS];
    gint32 states
        [SZ_PULSE_N_TOPICS]; /* the last said in order; SZ_PULSE_SILENT: none in this segment */
} Device;

struct SzPulses {
    SzTexts *texts;         /* owned reference */
    SzEntities *devices[2]; /* owned; Device: kiosks, windows */
    SzLpParser *parser;     /* owned */
    GHashTable *statements; /* owned; words of late lines */
    GByteArray *words;      /* owned; of the line at hand */
    guint n_late;
    bool is_looking;
    SzWallTime received; /* of the batch at hand */
    bool has_day;
    SzDay newest_day; /* of reception */
    bool has_window_day;
    SzDay newest_window_day; /* of occurrence */

    guint64 segment;    /* counted from 1 */
    guint64 first_line; /* of the batch at hand, in the segment */
    GByteArray *going;  /* owned; a bit for each line of the segment */
    guint64 n_going;
};

/* --- both readings ------------------------------------------------------------------------- */

/* Goes on by one line.  Returns: whether it came in order. */
static bool advance(Progress *progress, const SzPulseLine *line)
{
    if (progress->has_spoken && line->occurred.ns <= progress->last.ns) {
        return false;
    }
    progress->has_spoken = true;
    progress->last = line->occurred;
    for (guint topic = 0; topic < SZ_PULSE_N_TOPICS; topic++) {
        progress->n_said[topic] += line->states[topic] != SZ_PULSE_SILENT;
    }
    return true;
}

static Device *take_device(SzPulses *pulses, const SzPulseLine *line)
{
    return sz_entities_take(pulses->devices[line->is_window], line->hall, 0, line->device);
}

static SzSlice words_of(SzPulses *pulses, const SzLpPoint *point)
{
    g_byte_array_set_size(pulses->words, 0);
    sz_pulse_line_words(point, pulses->words);
    return (SzSlice){(const char *)pulses->words->data, pulses->words->len};
}

static void read_lines(SzPulses *pulses, SzSlice lines, SzWallTime received)
{
    pulses->received = received;
    sz_lp_parser_feed(pulses->parser, lines.data, lines.len);
    sz_lp_parser_finish(pulses->parser);
}

/* --- scouting ------------------------------------------------------------------------------ */

static bool says_nothing(const SzPulseLine *line)
{
    return line->kind == SZ_PULSE_NEVER && line->states[0] == SZ_PULSE_SILENT &&
           line->states[1] == SZ_PULSE_SILENT;
}

static void note_crowd(Device *device, SzWallTime at)
{
    device->crowd_from =
        device->has_crowd && device->crowd_from.ns < at.ns ? device->crowd_from : at;
    device->crowd_to = device->has_crowd && device->crowd_to.ns > at.ns ? device->crowd_to : at;
    device->has_crowd = true;
}

static void note_late(SzPulses *pulses, Device *device, const SzPulseLine *line,
                      const SzLpPoint *point)
{
    if (device->late == NULL) {
        device->late = g_array_new(FALSE, FALSE, sizeof(LateLine));
    }
    if (device->late->len >= LATE_MAX || pulses->n_late >= LATE_ALL_MAX) {
        note_crowd(device, line->occurred);
        return;
    }
    LateLine late = {line->occurred,
                     sz_statements_intern_encoded(pulses->statements, words_of(pulses, point))};
    g_array_append_val(device->late, late);
    pulses->n_late++;
}

static void note_day(SzPulses *pulses, const SzLpPoint *point)
{
    SzDay day = sz_day_of(pulses->received);
    bool is_newer = !pulses->has_day || day > pulses->newest_day;
    if (is_newer && sz_pulse_line_is_telemetry(point)) {
        pulses->has_day = true;
        pulses->newest_day = day;
    }
}

static void note_window_day(SzPulses *pulses, SzWallTime occurred)
{
    SzDay day = sz_day_of(occurred);
    if (!pulses->has_window_day || day > pulses->newest_window_day) {
        pulses->has_window_day = true;
        pulses->newest_window_day = day;
    }
}

static void scout_point(SzPulses *pulses, const SzLpPoint *point)
{
    SzPulseLine line;
    note_day(pulses, point);
    if (!sz_pulse_line_read(point, pulses->received, &line)) {
        return;
    }
    Device *device = take_device(pulses, &line);
    if (line.is_window) {
        note_window_day(pulses, line.occurred);
    }
    if (!advance(&device->scouted, &line) && !says_nothing(&line)) {
        note_late(pulses, device, &line, point);
    }
}

void sz_pulses_scout(SzPulses *pulses, SzSlice lines, SzWallTime received)
{
    g_return_if_fail(!pulses->is_looking);
    read_lines(pulses, lines, received);
}

/* Calls @each for every device. */
static void each_device(SzPulses *pulses, void (*each)(Device *device))
{
    for (guint i = 0; i < G_N_ELEMENTS(pulses->devices); i++) {
        for (guint32 k = 0; k < sz_entities_n(pulses->devices[i]); k++) {
            each(sz_entities_at(pulses->devices[i], k));
        }
    }
}

static void mark_device(Device *device)
{
    device->marked = device->scouted;
}

void sz_pulses_mark(SzPulses *pulses)
{
    each_device(pulses, mark_device);
}

bool sz_pulses_newest_day(const SzPulses *pulses, SzDay *out)
{
    if (pulses->has_day) {
        *out = pulses->newest_day;
    }
    return pulses->has_day;
}

/* --- looking ------------------------------------------------------------------------------- */

static gint compare_late(gconstpointer a, gconstpointer b)
{
    const LateLine *x = a;
    const LateLine *y = b;
    return (x->at.ns > y->at.ns) - (x->at.ns < y->at.ns);
}

static void begin_device(Device *device)
{
    device->looked = device->marked;
    if (device->late != NULL) {
        g_array_sort(device->late, compare_late);
    }
}

void sz_pulses_begin_segment(SzPulses *pulses)
{
    if (!pulses->is_looking) {
        pulses->is_looking = true;
        each_device(pulses, begin_device);
    }
    pulses->segment++;
    pulses->first_line = 0;
    pulses->n_going = 0;
    g_byte_array_set_size(pulses->going, 0);
}

/* Of all segments before nothing is remembered but how far they went. */
static void turn_to_segment(const SzPulses *pulses, Device *device)
{
    if (device->segment == pulses->segment) {
        return;
    }
    device->segment = pulses->segment;
    for (guint kind = 0; kind < SZ_PULSE_N_KINDS; kind++) {
        device->spoken[kind].is_known = false;
    }
    for (guint topic = 0; topic < SZ_PULSE_N_TOPICS; topic++) {
        device->states[topic] = SZ_PULSE_SILENT;
    }
}

/* Is there a line that came late, between the two or with one of them, that says anything else?  Or the second
 * itself again, which would be no repeat without it? */
static bool has_late_between(const Device *device, SzWallTime from, SzWallTime to, SzSlice words)
{
    if (device->has_crowd && device->crowd_from.ns <= to.ns && device->crowd_to.ns >= from.ns) {
        return true;
    }
    guint n = device->late != NULL ? device->late->len : 0;
    guint low = 0;
    for (guint high = n; low < high;) {
        guint middle = low + (high - low) / 2;
        bool is_before = g_array_index(device->late, LateLine, middle).at.ns < from.ns;
        low = is_before ? middle + 1 : low;
        high = is_before ? high : middle;
    }
    for (guint i = low; i < n && g_array_index(device->late, LateLine, i).at.ns <= to.ns; i++) {
        const LateLine *late = &g_array_index(device->late, LateLine, i);
        gsize len = 0;
        const char *said = g_bytes_get_data(late->words, &len);
        if (late->at.ns == to.ns || !sz_pulse_words_repeat((SzSlice){said, len}, words)) {
            return true;
        }
    }
    return false;
}

/* Are there SZ_DEVICE_LINES_MAX statements behind it, on everything it speaks of?  And has nobody changed it since? */
static bool is_settled(const Device *device, const SzPulseLine *line)
{
    for (guint topic = 0; topic < SZ_PULSE_N_TOPICS; topic++) {
        guint64 n_behind = device->scouted.n_said[topic] - device->looked.n_said[topic];
        if (line->states[topic] != SZ_PULSE_SILENT &&
            (n_behind < SZ_DEVICE_LINES_MAX || line->states[topic] != device->states[topic])) {
            return false;
        }
    }
    return true;
}

static bool is_pulse(const SzPulses *pulses, const Device *device, const SzPulseLine *line,
                     SzSlice words)
{
    const Spoken *before = &device->spoken[line->kind];
    if (!before->is_known) {
        return false;
    }
    SzSlice words_before = {(const char *)before->words->data, before->words->len};
    SzDay day = sz_day_of(line->occurred);
    bool shows_life = line->is_window && day > pulses->newest_window_day - DAYS_KEPT;
    return sz_pulse_words_repeat(words, words_before) && sz_day_of(before->at) == day &&
           !shows_life && is_settled(device, line) &&
           !has_late_between(device, before->at, line->occurred, words_before);
}

static void let_go(SzPulses *pulses, guint64 line)
{
    guint at = (guint)(line / 8);
    while (pulses->going->len <= at) {
        static const guint8 none[64];
        g_byte_array_append(pulses->going, none, sizeof none);
    }
    pulses->going->data[at] |= (guint8)(1U << (line % 8));
    pulses->n_going++;
}

static void speak(SzPulses *pulses, Device *device, const SzPulseLine *line, SzSlice words,
                  guint64 number)
{
    Spoken *spoken = &device->spoken[line->kind];
    bool repeats = is_pulse(pulses, device, line, words);
    bool is_last = !spoken->is_known || sz_day_of(spoken->at) != sz_day_of(line->occurred) ||
                   (spoken->is_alive && !line->is_alive);
    if (!is_last && spoken->is_pulse) {
        let_go(pulses, spoken->line);
    }
    if (spoken->words == NULL) {
        spoken->words = g_byte_array_new();
    }
    if (!repeats) {
        g_byte_array_set_size(spoken->words, 0);
        g_byte_array_append(spoken->words, (const guint8 *)words.data, (guint)words.len);
    }
    spoken->is_known = true;
    spoken->is_pulse = repeats;
    spoken->is_alive = line->is_alive;
    spoken->at = line->occurred;
    spoken->line = number;
}

static void look_at_point(SzPulses *pulses, const SzLpPoint *point)
{
    SzPulseLine line;
    if (!sz_pulse_line_read(point, pulses->received, &line)) {
        return;
    }
    Device *device = take_device(pulses, &line);
    if (!advance(&device->looked, &line)) {
        return;
    }
    turn_to_segment(pulses, device);
    if (line.kind != SZ_PULSE_NEVER) {
        speak(pulses, device, &line, words_of(pulses, point), pulses->first_line + point->line - 1);
    }
    for (guint topic = 0; topic < SZ_PULSE_N_TOPICS; topic++) {
        if (line.states[topic] != SZ_PULSE_SILENT) {
            device->states[topic] = line.states[topic];
        }
    }
}

static guint64 count_lines(SzSlice lines)
{
    guint64 n = 0;
    const char *end = lines.data + lines.len;
    for (const char *at = lines.data; at < end; n++) {
        const char *feed = memchr(at, '\n', (gsize)(end - at));
        at = feed != NULL ? feed + 1 : end;
    }
    return n;
}

void sz_pulses_look(SzPulses *pulses, SzSlice lines, SzWallTime received)
{
    read_lines(pulses, lines, received);
    pulses->first_line += count_lines(lines);
}

bool sz_pulses_goes(const SzPulses *pulses, guint64 line)
{
    return line / 8 < pulses->going->len && (pulses->going->data[line / 8] >> (line % 8) & 1) != 0;
}

guint64 sz_pulses_n_going(const SzPulses *pulses)
{
    return pulses->n_going;
}

/* --- together and apart -------------------------------------------------------------------- */

static void on_point(const SzLpPoint *point, void *user)
{
    SzPulses *pulses = user;
    if (pulses->is_looking) {
        look_at_point(pulses, point);
    } else {
        scout_point(pulses, point);
    }
}

SzPulses *sz_pulses_new(void)
{
    SzPulses *pulses = g_new0(SzPulses, 1);
    SzLpSink sink = {.on_point = on_point, .user = pulses};
    pulses->texts = sz_texts_new();
    for (guint i = 0; i < G_N_ELEMENTS(pulses->devices); i++) {
        pulses->devices[i] = sz_entities_new(pulses->texts, sizeof(Device), false);
    }
    pulses->parser = sz_lp_parser_new(NULL, 1, sink);
    pulses->statements = sz_statements_new();
    pulses->words = g_byte_array_new();
    pulses->going = g_byte_array_new();
    return pulses;
}

static void clear_device(Device *device)
{
    if (device->late != NULL) {
        g_array_unref(device->late);
    }
    for (guint kind = 0; kind < SZ_PULSE_N_KINDS; kind++) {
        if (device->spoken[kind].words != NULL) {
            g_byte_array_unref(device->spoken[kind].words);
        }
    }
}

void sz_pulses_free(SzPulses *pulses)
{
    if (pulses == NULL) {
        return;
    }
    each_device(pulses, clear_device);
    for (guint i = 0; i < G_N_ELEMENTS(pulses->devices); i++) {
        sz_entities_free(pulses->devices[i]);
    }
    sz_lp_parser_free(pulses->parser);
    g_hash_table_unref(pulses->statements);
    g_byte_array_unref(pulses->words);
    g_byte_array_unref(pulses->going);
    sz_texts_unref(pulses->texts);
    g_free(pulses);
}
