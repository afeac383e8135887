/* In which minutes a hall was heard. */

#include "metrics/engine.h"

#include "support/case_builder.h"
#include "support/rules.h"

/* Minutes of @day that are known, as "540 541 600". (transfer full) */
static char *minutes_of(const SzLifeSignsVersion *version, const char *hall, const char *day)
{
    GString *text = g_string_new(NULL);
    for (gsize i = 0; i < sz_life_signs_version_n(version); i++) {
        const SzLifeDay *life = sz_life_signs_version_at(version, i);
        bool is_it = strcmp(sz_place_code(&life->place), hall) == 0 &&
                     life->day == sz_day_of(test_time(day));
        for (guint minute = 0; is_it && minute < SZ_MINUTES_PER_DAY; minute++) {
            if (sz_life_day_has(life, minute)) {
                g_string_append_printf(text, "%s%u", text->len > 0 ? " " : "", minute);
            }
        }
    }
    return g_string_free(text, FALSE);
}

static void note(SzLifeSigns *signs, const char *hall, const char *at)
{
    sz_life_signs_note(signs, sz_slice(hall), test_time(at));
}

static void test_minutes(void)
{
    g_autoptr(SzLifeSigns) signs = sz_life_signs_new(test_rules());
    note(signs, "330106", "2026-03-02T00:00:00");
    note(signs, "330106", "2026-03-02T09:00:59");
    g_autoptr(SzLifeSignsVersion) before = sz_life_signs_publish(signs);
    note(signs, "330106", "2026-03-02T23:59:59");
    note(signs, "330106", "2026-03-02T09:00:00"); /* the same minute, and late */
    note(signs, "330199", "2026-03-02T09:02:00"); /* an older code of the hall */
    note(signs, "x", "2026-03-02T10:00:00");
    g_autoptr(SzLifeSignsVersion) after = sz_life_signs_publish(signs);
    g_clear_pointer(&signs, sz_life_signs_free);
    g_autofree char *early = minutes_of(before, "330106", "2026-03-02T00:00");
    g_autofree char *late = minutes_of(after, "330106", "2026-03-02T00:00");
    g_autofree char *unknown = minutes_of(after, "x", "2026-03-02T00:00");
    g_assert_cmpstr(early, ==, "0 540");
    g_assert_cmpuint(sz_life_signs_version_n(after), ==, 3);
    g_assert_nonnull(strstr(late, "542"));
    g_assert_cmpuint(strlen(late), ==, strlen("0 540 1439 542")); /* two codes, in any order */
    g_assert_cmpstr(unknown, ==, "600");
}

static void test_keeps_the_newest_day_and_the_one_before(void)
{
    g_autoptr(SzLifeSigns) signs = sz_life_signs_new(test_rules());
    note(signs, "330106", "2026-03-02T09:00:00");
    note(signs, "330106", "2026-03-03T09:00:00");
    note(signs, "330106", "2026-03-02T09:10:00");
    g_autoptr(SzLifeSignsVersion) two = sz_life_signs_publish(signs);
    g_assert_cmpuint(sz_life_signs_version_n(two), ==, 2);
    note(signs, "330106", "2026-03-04T09:00:00");
    note(signs, "330106", "2026-03-02T09:20:00"); /* too late to matter */
    g_autoptr(SzLifeSignsVersion) later = sz_life_signs_publish(signs);
    g_assert_cmpuint(sz_life_signs_version_n(later), ==, 2);
    g_autofree char *first = minutes_of(later, "330106", "2026-03-02T00:00");
    g_assert_cmpstr(first, ==, "");
}

static void test_the_engine_hears_tickets_and_windows(void)
{
    g_autoptr(SzEngine) engine = sz_engine_new(test_rules());
    SzEvent ticket = {.entity = SZ_EVENT_TICKET,
                      .as.ticket = {.occurred = test_time("2026-03-02T09:00:00"),
                                    .hall = SZ_SLICE("330106"),
                                    .id = SZ_SLICE("1"),
                                    .recall = -1}};
    SzEvent window = {.entity = SZ_EVENT_WINDOW,
                      .as.window = {.occurred = test_time("2026-03-02T09:05:00"),
                                    .state = SZ_WINDOW_OPEN,
                                    .hall = SZ_SLICE("330106"),
                                    .window = SZ_SLICE("W1"),
                                    .cert = -1}};
    SzEvent received = {.entity = SZ_EVENT_CASE,
                        .as.case_event = test_case_event(SZ_CASE_ACCEPT, "2026-03-02T09:10:00")};
    sz_engine_apply(engine, &ticket);
    sz_engine_apply(engine, &window);
    sz_engine_apply(engine, &received);
    g_autoptr(SzSnapshot) state = sz_engine_publish(engine);
    g_autofree char *minutes = minutes_of(state->life_signs, "330106", "2026-03-02T00:00");
    g_assert_cmpstr(minutes, ==, "540 545");
}

#define ADD(name, function) g_test_add_func("/metrics/life_signs/" name, function)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("minutes", test_minutes);
    ADD("keeps-the-newest-day-and-the-one-before", test_keeps_the_newest_day_and_the_one_before);
    ADD("the-engine-hears-tickets-and-windows", test_the_engine_hears_tickets_and_windows);
    int status = g_test_run();
    test_rules_clear();
    return status;
}
