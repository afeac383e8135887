#include "collector/correct_action.h"

#include "collector/line_id.h"
#include "collector/telemetry_internal.h"
#include "metrics/event_key.h"

#define LINE SZ_SLICE("line")
#define DO SZ_SLICE("do")
#define WAS SZ_SLICE("was")
#define WITH SZ_SLICE("with")
#define AUTHOR SZ_SLICE("author")
#define REASON SZ_SLICE("reason")
#define DOCUMENT SZ_SLICE("document")
#define VOID SZ_SLICE("void")
#define REPLACE SZ_SLICE("replace")

/* --- the line ------------------------------------------------------------------------------ */

static SzLpField text_field(SzSlice key, SzSlice text)
{
    return (SzLpField){key, {.type = SZ_LP_STRING, .as.s = text}};
}

SzActionDraft sz_correct_action_draft(const SzCorrection *correction, SzWallTime at,
                                      SzLpField fields[SZ_CORRECT_ACTION_FIELDS])
{
    gsize n = 0;
    fields[n++] = text_field(AUTHOR, correction->author);
    fields[n++] = text_field(DO, correction->with.len > 0 ? REPLACE : VOID);
    fields[n++] = text_field(LINE, correction->line);
    fields[n++] = text_field(REASON, correction->reason);
    fields[n++] = text_field(WAS, correction->was);
    if (correction->document.len > 0) {
        fields[n++] = text_field(DOCUMENT, correction->document);
    }
    if (correction->with.len > 0) {
        fields[n++] = text_field(WITH, correction->with);
    }
    return (SzActionDraft){.kind = SZ_ACTION_CORRECT, .at = at, .fields = fields, .n_fields = n};
}

bool sz_correct_action_read(const SzAction *action, SzCorrection *out)
{
    if (!sz_slice_equal(action->kind, SZ_ACTION_CORRECT)) {
        return false;
    }
    SzLineId id;
    SzCorrection read = {
        .line = sz_point_text(action->point, LINE),
        .was = sz_point_text(action->point, WAS),
        .with = sz_point_text(action->point, WITH),
        .author = sz_point_text(action->point, AUTHOR),
        .reason = sz_point_text(action->point, REASON),
        .document = sz_point_text(action->point, DOCUMENT),
    };
    SzSlice kind = read.with.len > 0 ? REPLACE : VOID;
    if (!sz_line_id_parse(read.line, &id) || read.was.len == 0 || read.author.len == 0 ||
        read.reason.len == 0 || !sz_slice_equal(sz_point_text(action->point, DO), kind)) {
        return false;
    }
    *out = read;
    return true;
}

/* --- its events ---------------------------------------------------------------------------- */

typedef struct {
    const SzCorrection *correction;
    SzWallTime received;
    SzOnCorrected on_corrected;
    void *user;
    const SzEvent *voided; /* while its line is read */
    bool is_done;
} Unfolding;

static bool read_event(const SzLpPoint *point, SzWallTime received, SzEvent *out)
{
    SzReading reading;
    if (!point->has_time || !sz_telemetry_read(point, &reading, NULL)) {
        return false;
    }
    sz_telemetry_event(&reading, received, out);
    return sz_event_is_correctable(out);
}

static void on_instead(const SzLpPoint *point, void *user)
{
    Unfolding *unfolding = user;
    SzEvent instead;
    if (!unfolding->is_done && read_event(point, unfolding->received, &instead)) {
        unfolding->is_done = true;
        unfolding->on_corrected(unfolding->voided, &instead, unfolding->user);
    }
}

static void on_voided(const SzLpPoint *point, void *user)
{
    Unfolding *unfolding = user;
    SzEvent voided;
    if (unfolding->is_done || !read_event(point, unfolding->received, &voided)) {
        return;
    }
    unfolding->voided = &voided;
    if (unfolding->correction->with.len > 0) {
        sz_lp_parse(NULL, 1, unfolding->correction->with,
                    (SzLpSink){.on_point = on_instead, .user = unfolding});
    } else {
        unfolding->is_done = true;
        unfolding->on_corrected(&voided, NULL, unfolding->user);
    }
    unfolding->voided = NULL;
}

bool sz_correction_events(const SzCorrection *correction, SzWallTime received,
                          SzOnCorrected on_corrected, void *user)
{
    Unfolding unfolding = {
        .correction = correction,
        .received = received,
        .on_corrected = on_corrected,
        .user = user,
    };
    sz_lp_parse(NULL, 1, correction->was, (SzLpSink){.on_point = on_voided, .user = &unfolding});
    return unfolding.is_done;
}

/* --- its name ------------------------------------------------------------------------------ */

void sz_correct_event_hash(const SzEvent *event, char out[SZ_CORRECT_HASH_DIGITS + 1])
{
    g_autoptr(GByteArray) key = sz_event_key(event);
    g_autofree char *hash = g_compute_checksum_for_data(G_CHECKSUM_SHA256, key->data, key->len);
    (void)g_strlcpy(out, hash, SZ_CORRECT_HASH_DIGITS + 1);
}
