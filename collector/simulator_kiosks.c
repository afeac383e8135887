#include "collector/simulator_kiosks.h"

#include "collector/simulator_cases.h"
#include "collector/simulator_desk.h"
#include "collector/simulator_line.h"

#define BEAT_MS 60000
#define FAULTS_PER_THOUSAND_A_DAY 300U
#define REPAIR_S 1500 /* at the longest; the rest is waiting for somebody to come */
#define ZOMBIE_PCT 8
#define DAY_MS (SZ_S_PER_DAY * SZ_SIM_MS)

typedef struct {
    const char *word;
    bool blocks;  /* no business until it is repaired */
    bool is_dark; /* no link: nothing is heard */
} Fault;

static const Fault faults[] = {
    {"", false, false},         {"paper_out", true, false}, {"paper_low", false, false},
    {"paper_out", true, false}, {"printer", true, false},   {"idreader", true, false},
    {"network", true, true},    {"camera", false, false},   {"app", true, false},
    {"touch", true, false},
};

/* Items that shipped kiosks offer. */
static const char *const kiosk_items[] = {"SB0403", "BD0203", "YB0502", "GJ1001"};

static SzSimKiosk *kiosk_at(const SzSimHall *hall, guint32 i)
{
    return SZ_SIM_AT(&hall->kiosks.kiosks, SzSimKiosk, i);
}

static SzSimRandom *dice_of(SzSimHall *hall)
{
    return &hall->dice[SZ_SIM_DICE_KIOSK];
}

/* --- built once --- */

void sz_sim_kiosks_init(SzSimHall *hall)
{
    SzSlice code = sz_slice(hall->hall->code);
    const SzSimTier *tier = hall->tier;
    guint32 n = tier->kiosks_min +
                (guint32)(sz_sim_hash(code, 2) % (tier->kiosks_max - tier->kiosks_min + 1));
    sz_sim_pool_init(&hall->kiosks.kiosks, sizeof(SzSimKiosk));
    hall->kiosks.has_night_area = sz_sim_hash(code, 3) % 100 < tier->all_night_pct;
    for (guint32 i = 0; i < n; i++) {
        guint64 hash = sz_sim_hash(code, 9000 + i);
        SzSimKiosk *kiosk = kiosk_at(hall, sz_sim_pool_take(&hall->kiosks.kiosks));
        *kiosk = (SzSimKiosk){.popularity =
                                  hash % 100 < ZOMBIE_PCT ? 0 : 20 + (guint32)(hash / 100 % 80),
                              .beat_ms = (guint16)(hash / 10000 % BEAT_MS),
                              .is_all_night = hall->kiosks.has_night_area && i <= n / 2};
        (void)g_snprintf(kiosk->code, sizeof kiosk->code, "K%03u", (i + 1) % 1000);
    }
}

void sz_sim_kiosks_clear(SzSimHall *hall)
{
    sz_sim_pool_clear(&hall->kiosks.kiosks);
}

/* --- lines --- */

static void begin_line(SzSimLine *line, SzSimHall *hall, const SzSimKiosk *kiosk, SzSlice event)
{
    sz_sim_line_begin(line, hall, SZ_SLICE("kiosk"), SZ_SIM_FEED_KIOSK, hall->now_ms);
    sz_sim_line_tag(line, SZ_SLICE("event"), event);
    sz_sim_line_tag(line, SZ_SLICE("kiosk"), sz_slice(kiosk->code));
}

static void add_eid(SzSimLine *line, const SzSimHall *hall, SzSimKiosk *kiosk, char eid[40])
{
    (void)g_snprintf(eid, 40, "%s-%s-%u", hall->day_text, kiosk->code, ++kiosk->n_events);
    sz_sim_line_text(line, SZ_SLICE("eid"), sz_slice(eid));
}

static void add_state(SzSimLine *line, const SzSimKiosk *kiosk)
{
    SzSlice state =
        !kiosk->is_on || faults[kiosk->fault].is_dark ? SZ_SLICE("offline") : SZ_SLICE("online");
    state = kiosk->is_in_repair ? SZ_SLICE("maint") : state;
    sz_sim_line_text(line, SZ_SLICE("state"), state);
    sz_sim_line_text(line, SZ_SLICE("faults"), sz_slice(faults[kiosk->fault].word));
}

static void say_state(SzSimHall *hall, SzSimKiosk *kiosk, SzSlice event)
{
    SzSimLine line;
    char eid[40];
    begin_line(&line, hall, kiosk, event);
    add_eid(&line, hall, kiosk, eid);
    add_state(&line, kiosk);
    sz_sim_line_end(&line);
}

/* --- on and off --- */

void sz_sim_kiosk_on(SzSimHall *hall, guint32 i)
{
    SzSimKiosk *kiosk = kiosk_at(hall, i);
    if (kiosk->is_on) {
        return;
    }
    kiosk->is_on = true;
    say_state(hall, kiosk, SZ_SLICE("state"));
    if (!kiosk->has_beat) {
        kiosk->has_beat = true;
        gint64 phase_ms = kiosk->beat_ms - hall->now_ms % BEAT_MS;
        sz_sim_plan(hall, hall->now_ms + phase_ms + (phase_ms > 0 ? 0 : BEAT_MS), SZ_SIM_KIOSK_BEAT,
                    i);
    }
}

void sz_sim_kiosk_off(SzSimHall *hall, guint32 i)
{
    SzSimKiosk *kiosk = kiosk_at(hall, i);
    kiosk->is_on = false;
    say_state(hall, kiosk, SZ_SLICE("state"));
}

void sz_sim_kiosk_beat(SzSimHall *hall, guint32 i)
{
    SzSimKiosk *kiosk = kiosk_at(hall, i);
    if (!kiosk->is_on) {
        kiosk->has_beat = false;
        return;
    }
    bool is_dark = faults[kiosk->fault].is_dark && !kiosk->is_in_repair;
    if (!is_dark && sz_sim_has_pulses(hall)) {
        SzSimLine line;
        begin_line(&line, hall, kiosk, SZ_SLICE("heartbeat"));
        add_state(&line, kiosk);
        sz_sim_line_end(&line);
    }
    sz_sim_plan(hall, sz_sim_next_pulse(hall, BEAT_MS), SZ_SIM_KIOSK_BEAT, i);
}

void sz_sim_kiosks_begin_day(SzSimHall *hall)
{
    SzSimRandom *dice = dice_of(hall);
    const SzDaySlots *slots = &hall->slots;
    hall->kiosks.n_uses = 0;
    for (guint32 i = 0; i < hall->kiosks.kiosks.elements->len; i++) {
        SzSimKiosk *kiosk = kiosk_at(hall, i);
        kiosk->n_events = 0;
        if (kiosk->is_all_night) {
            sz_sim_plan(hall, hall->now_ms + kiosk->beat_ms / 10, SZ_SIM_KIOSK_ON, i);
        } else if (slots->n > 0) {
            sz_sim_plan(hall, sz_sim_ms_at(hall->day, slots->slots[0].open_s) + (gint64)i * 731,
                        SZ_SIM_KIOSK_ON, i);
            sz_sim_plan(hall, sz_sim_ms_at(hall->day, slots->slots[slots->n - 1].close_s) - 1,
                        SZ_SIM_KIOSK_OFF, i);
        }
        if (sz_sim_random_chance(dice, FAULTS_PER_THOUSAND_A_DAY * hall->traits.faults)) {
            gint64 after_ms = sz_sim_random_below(dice, (guint32)DAY_MS);
            sz_sim_plan(hall, hall->now_ms + after_ms, SZ_SIM_KIOSK_FAULT, i);
        }
    }
    guint32 factor = slots->n > 0 ? sz_sim_day_factor(hall, hall->day) : 300;
    guint64 per_day = (guint64)hall->kiosks.kiosks.elements->len * hall->tier->uses_per_kiosk;
    sz_sim_flow_fill(hall, hall->kiosks.flow, sz_sim_kiosk_weight, per_day, factor);
    sz_sim_plan(hall, sz_sim_flow_next(hall, hall->kiosks.flow, SZ_SIM_DICE_KIOSK),
                SZ_SIM_KIOSK_USE, 0);
}

/* --- faults --- */

void sz_sim_kiosk_fault(SzSimHall *hall, guint32 i)
{
    SzSimRandom *dice = dice_of(hall);
    SzSimKiosk *kiosk = kiosk_at(hall, i);
    if (kiosk->fault != 0 || !kiosk->is_on) {
        return;
    }
    kiosk->fault = (guint8)sz_sim_random_between(dice, 1, G_N_ELEMENTS(faults) - 1);
    say_state(hall, kiosk, SZ_SLICE("state"));
    gint64 wait_s =
        300 + (gint64)sz_sim_random_around(dice, 3600) * (500 + hall->traits.faults / 2) / 1000;
    if (sz_sim_random_chance(dice, 100000)) {
        wait_s += 27000; /* for a part */
    }
    sz_sim_plan(hall, sz_sim_office_after(hall, hall->now_ms, wait_s), SZ_SIM_KIOSK_REPAIR, i);
}

void sz_sim_kiosk_repair(SzSimHall *hall, guint32 i)
{
    SzSimKiosk *kiosk = kiosk_at(hall, i);
    kiosk->is_in_repair = true;
    say_state(hall, kiosk, SZ_SLICE("state"));
    gint64 repair_s = sz_sim_random_between(dice_of(hall), 240, REPAIR_S);
    sz_sim_plan(hall, hall->now_ms + repair_s * SZ_SIM_MS, SZ_SIM_KIOSK_FIXED, i);
}

void sz_sim_kiosk_fixed(SzSimHall *hall, guint32 i)
{
    SzSimKiosk *kiosk = kiosk_at(hall, i);
    kiosk->is_in_repair = false;
    kiosk->fault = 0;
    say_state(hall, kiosk, SZ_SLICE("repair"));
    say_state(hall, kiosk, SZ_SLICE("state"));
}

/* --- use --- */

/* Somebody tries a few until one works; SZ_SIM_NONE when none of them does. */
static guint32 pick_kiosk(SzSimHall *hall)
{
    guint32 n = hall->kiosks.kiosks.elements->len;
    for (guint i = 0; i < 4; i++) {
        guint32 k = sz_sim_random_below(dice_of(hall), n);
        const SzSimKiosk *kiosk = kiosk_at(hall, k);
        if (kiosk->is_on && !kiosk->is_in_repair && !faults[kiosk->fault].blocks &&
            sz_sim_random_below(dice_of(hall), 100) < kiosk->popularity) {
            return k;
        }
    }
    return SZ_SIM_NONE;
}

static guint8 pick_item(SzSimHall *hall)
{
    const char *code = kiosk_items[sz_sim_random_below(dice_of(hall), G_N_ELEMENTS(kiosk_items))];
    guint8 i = 0;
    while (i + 1U < sz_sim_n_items() && !g_str_equal(sz_sim_items[i].code, code)) {
        i++;
    }
    return i;
}

static void say_use(SzSimHall *hall, SzSimKiosk *kiosk, guint8 item, guint8 result)
{
    static const char *const results[] = {"ok", "fail", "abandoned"};
    SzSimRandom *dice = dice_of(hall);
    SzSimLine line;
    char eid[40];
    begin_line(&line, hall, kiosk, SZ_SLICE("txn"));
    add_eid(&line, hall, kiosk, eid);
    sz_sim_line_text(&line, SZ_SLICE("item"), sz_slice(sz_sim_items[item].code));
    sz_sim_line_text(&line, SZ_SLICE("result"), sz_slice(results[result]));
    sz_sim_line_tenths(&line, SZ_SLICE("dur_s"), 200 + sz_sim_random_around(dice, 1400));
    sz_sim_line_int(&line, SZ_SLICE("pages"), result == 0 ? sz_sim_random_between(dice, 1, 5) : 0);
    sz_sim_line_end(&line);
}

void sz_sim_kiosk_use(SzSimHall *hall, guint32 unused)
{
    (void)unused;
    SzSimRandom *dice = dice_of(hall);
    guint32 k = pick_kiosk(hall);
    if (k != SZ_SIM_NONE) {
        guint32 u = sz_sim_random_below(dice, 100);
        guint8 item = pick_item(hall);
        guint8 result = u < 87 ? 0 : u < 92 ? 1 : 2;
        say_use(hall, kiosk_at(hall, k), item, result);
        /* Printing is no case; asking for something is. */
        if (result == 0 && sz_sim_is_open(hall, hall->now_ms) &&
            sz_sim_random_chance(dice, 300000)) {
            const SzSimApplication application = {
                .born_ms = hall->now_ms, .channel = SZ_CHANNEL_KIOSK, .item = item};
            (void)sz_sim_case_apply(hall, &application);
        }
    }
    sz_sim_plan(hall, sz_sim_flow_next(hall, hall->kiosks.flow, SZ_SIM_DICE_KIOSK),
                SZ_SIM_KIOSK_USE, 0);
}
