#include "collector/simulator_tables.h"

const SzSimTier sz_sim_tiers[SZ_TIER_N] = {
    [SZ_TIER_MUNICIPAL] = {.tickets_min = 4000,
                           .tickets_max = 4600,
                           .windows_min = 150,
                           .windows_max = 300,
                           .kiosks_min = 40,
                           .kiosks_max = 60,
                           .remote_pct = 94,
                           .booking_pct = 16,
                           .uses_per_kiosk = 14,
                           .all_night_pct = 100,
                           .patrols_per_week = 10,
                           .issues_per_month = 60,
                           .has_crowd_count = true},
    [SZ_TIER_COUNTY] = {.tickets_min = 1050,
                        .tickets_max = 2000,
                        .windows_min = 60,
                        .windows_max = 150,
                        .kiosks_min = 18,
                        .kiosks_max = 45,
                        .remote_pct = 120,
                        .booking_pct = 12,
                        .uses_per_kiosk = 12,
                        .all_night_pct = 100,
                        .patrols_per_week = 5,
                        .silences_per_mille = 12,
                        .issues_per_month = 25,
                        .has_crowd_count = true},
    [SZ_TIER_TOWN] = {.tickets_min = 72,
                      .tickets_max = 340,
                      .windows_min = 4,
                      .windows_max = 20,
                      .kiosks_min = 2,
                      .kiosks_max = 6,
                      .remote_pct = 85,
                      .booking_pct = 4,
                      .uses_per_kiosk = 7,
                      .all_night_pct = 40,
                      .patrols_per_week = 2,
                      .issues_per_month = 2,
                      .silences_per_mille = 190,
                      .is_skewed = true,
                      .is_general = true},
    [SZ_TIER_VILLAGE] = {.tickets_min = 4,
                         .tickets_max = 14,
                         .windows_min = 1,
                         .windows_max = 3,
                         .kiosks_min = 0,
                         .kiosks_max = 1,
                         .remote_pct = 40,
                         .uses_per_kiosk = 3,
                         .silences_per_mille = 250,
                         .is_skewed = true,
                         .is_general = true},
    [SZ_TIER_KIOSK] = {.kiosks_min = 1, .kiosks_max = 3, .uses_per_kiosk = 9, .all_night_pct = 100},
};

/*                                       municipal county town village kiosk */
const SzSimQueue sz_sim_queues[SZ_SIM_QUEUES] = {
    {"综合受理", 'A', {22, 18, 36, 0, 0}},  {"不动产登记", 'B', {24, 18, 0, 0, 0}},
    {"社保医保", 'C', {0, 20, 44, 1, 0}},   {"公安户政", 'D', {14, 14, 16, 0, 0}},
    {"住房公积金", 'E', {18, 10, 0, 0, 0}}, {"投资项目", 'F', {8, 5, 0, 0, 0}},
    {"民生许可", 'G', {0, 9, 4, 0, 0}},     {"咨询帮办", 'H', {14, 6, 0, 0, 0}},
};

enum { A, B, C, D, E, F, G };

#define KIND(name) (1U << SZ_SUSPEND_##name)

/* Codes and promises as in the shipped catalogue, which has the last word. */
const SzSimItem sz_sim_items[] = {
    {"QY0101", "QY", A, {30, 30, 0, 0, 0}, 8, 1380, {25, SZ_UNIT_MINUTE}, KIND(SUPPLEMENT)},
    {"QY0102", "QY", A, {46, 46, 1, 0, 0}, 14, 840, {0, SZ_UNIT_WORKDAY}, 0},
    {"QY0103", "QY", A, {14, 14, 0, 0, 0}, 6, 960, {1, SZ_UNIT_WORKDAY}, KIND(PUBLICITY)},
    {"QY0104", "QY", A, {10, 10, 0, 0, 0}, 2, 1020, {5, SZ_UNIT_WORKDAY}, KIND(SUPPLEMENT)},
    {"BD0201", "BD", B, {48, 48, 0, 0, 0}, 6, 1320, {0, SZ_UNIT_WORKDAY}, 0},
    {"BD0202", "BD", B, {24, 24, 0, 0, 0}, 8, 1140, {1, SZ_UNIT_WORKDAY}, KIND(SUPPLEMENT)},
    {"BD0203", "BD", B, {28, 28, 0, 0, 0}, 12, 480, {0, SZ_UNIT_WORKDAY}, 0},
    {"GC0301",
     "GC",
     F,
     {80, 80, 0, 0, 0},
     3,
     1800,
     {7, SZ_UNIT_HOUR},
     KIND(EXPERT) | KIND(PUBLICITY) | KIND(CONSULT)},
    {"GC0302",
     "GC",
     F,
     {20, 20, 0, 0, 0},
     1,
     1800,
     {80, SZ_UNIT_DAY},
     KIND(TENDER) | KIND(AUCTION) | KIND(EXPERT) | KIND(PUBLICITY)},
    {"SB0401", "SB", C, {0, 34, 34, 40, 0}, 14, 720, {0, SZ_UNIT_WORKDAY}, 0},
    {"SB0402", "SB", C, {0, 14, 10, 0, 0}, 5, 840, {10, SZ_UNIT_WORKDAY}, KIND(SUPPLEMENT)},
    {"SB0403", "SB", C, {0, 20, 24, 40, 0}, 18, 360, {0, SZ_UNIT_WORKDAY}, 0},
    {"YB0501", "YB", C, {0, 16, 16, 0, 0}, 6, 840, {15, SZ_UNIT_WORKDAY}, KIND(APPRAISAL)},
    {"YB0502", "YB", C, {0, 16, 16, 20, 0}, 14, 540, {0, SZ_UNIT_WORKDAY}, 0},
    {"GA0601", "GA", D, {100, 60, 60, 0, 0}, 2, 660, {10, SZ_UNIT_WORKDAY}, KIND(SUPPLEMENT)},
    {"GA0602", "GA", D, {0, 40, 40, 0, 0}, 4, 1080, {3, SZ_UNIT_WORKDAY}, KIND(SUPPLEMENT)},
    {"MZ0701",
     "MZ",
     G,
     {0, 0, 1, 0, 0},
     1,
     1080,
     {20, SZ_UNIT_WORKDAY},
     KIND(PUBLICITY) | KIND(HEARING)},
    {"WS0801",
     "WS",
     G,
     {0, 60, 0, 0, 0},
     3,
     1080,
     {3, SZ_UNIT_WORKDAY},
     KIND(INSPECTION) | KIND(TESTING) | KIND(QUARANTINE)},
    {"JT0901", "JT", G, {0, 40, 0, 0, 0}, 3, 1020, {5, SZ_UNIT_WORKDAY}, KIND(INSPECTION)},
    {"GJ1001", "GJ", E, {100, 100, 0, 0, 0}, 16, 780, {0, SZ_UNIT_WORKDAY}, 0},
};

gsize sz_sim_n_items(void)
{
    return G_N_ELEMENTS(sz_sim_items);
}

/* --- the shape of the day --- */

#define MORNING 36   /* quarter of 09:00 */
#define NOON 48      /* 12:00 */
#define AFTERNOON 54 /* 13:30 */
#define EVENING 72   /* 18:00 */

static const guint8 morning[2][NOON - MORNING] = {
    {64, 98, 114, 121, 123, 119, 113, 106, 97, 88, 75, 44},
    {58, 100, 138, 152, 156, 150, 136, 118, 92, 70, 50, 26},
};
static const guint8 afternoon[2][EVENING - AFTERNOON] = {
    {70, 99, 111, 115, 111, 104, 97, 88, 81, 73, 66, 59, 52, 45, 36, 27, 16, 6},
    {76, 106, 128, 136, 132, 122, 108, 94, 80, 70, 62, 56, 50, 42, 32, 22, 12, 4},
};

guint32 sz_sim_visit_weight(bool is_sharp, guint quarter)
{
    if (quarter >= MORNING && quarter < NOON) {
        return morning[is_sharp][quarter - MORNING];
    }
    if (quarter >= AFTERNOON && quarter < EVENING) {
        return afternoon[is_sharp][quarter - AFTERNOON];
    }
    /* A hall that opens at unusual hours: half the visitors. */
    return 50;
}

guint32 sz_sim_visit_weight_sum(bool is_sharp)
{
    guint32 sum = 0;
    for (guint quarter = MORNING; quarter < EVENING; quarter++) {
        sum += quarter < NOON || quarter >= AFTERNOON ? sz_sim_visit_weight(is_sharp, quarter) : 0;
    }
    return sum;
}

/* An application from home late at night is put off until the morning. */
guint32 sz_sim_remote_weight(guint quarter)
{
    static const guint8 hours[24] = {0,  0,  0,  0,   0,  0,  10, 30, 70, 100, 100, 100,
                                     70, 70, 95, 100, 95, 90, 60, 55, 50, 40,  25,  0};
    return hours[quarter / 4];
}

guint32 sz_sim_kiosk_weight(guint quarter)
{
    static const guint8 hours[24] = {3,  2,  1,   1,   1,  2,  8,  20, 60, 110, 120, 100,
                                     60, 80, 110, 110, 90, 60, 40, 30, 20, 12,  8,   5};
    return hours[quarter / 4];
}
