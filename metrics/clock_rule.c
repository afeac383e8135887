#include "metrics/clock_rule.h"

#include <glib.h>

static bool is_near(gint64 a_ns, gint64 b_ns)
{
    return ABS(a_ns - b_ns) <= SZ_CLOCK_JUMP_S * SZ_NS_PER_S;
}

static SzClockVerdict judge(SzClockRule *rule, gint64 offset_ns, gint64 mono_ns)
{
    if (is_near(offset_ns, rule->offset_ns)) {
        rule->offset_ns = offset_ns;
        SzClockVerdict verdict = rule->is_doubted ? SZ_CLOCK_ADOPTED : SZ_CLOCK_STEADY;
        rule->is_doubted = false; /* it was set back to where it was */
        return verdict;
    }
    if (!rule->is_doubted || !is_near(offset_ns, rule->candidate_ns)) {
        rule->is_doubted = true;
        rule->candidate_ns = offset_ns;
        rule->doubted_mono_ns = mono_ns;
        return SZ_CLOCK_JUMPED;
    }
    rule->candidate_ns = offset_ns;
    if (mono_ns - rule->doubted_mono_ns < SZ_CLOCK_ADOPT_S * SZ_NS_PER_S) {
        return SZ_CLOCK_DOUBTED;
    }
    rule->is_doubted = false;
    rule->offset_ns = offset_ns;
    return SZ_CLOCK_ADOPTED;
}

SzClockReading sz_clock_rule_read(SzClockRule *rule, SzWallTime wall, gint64 mono_ns)
{
    gint64 offset_ns = wall.ns - mono_ns;
    if (!rule->has_begun) {
        *rule = (SzClockRule){.has_begun = true, .offset_ns = offset_ns, .last_ns = wall.ns};
    }
    gint64 by_ns = offset_ns - rule->offset_ns;
    SzClockVerdict verdict = judge(rule, offset_ns, mono_ns);
    bool is_news = verdict == SZ_CLOCK_JUMPED || verdict == SZ_CLOCK_ADOPTED;
    rule->last_ns = MAX(rule->last_ns, mono_ns + rule->offset_ns);
    return (SzClockReading){{rule->last_ns}, verdict, is_news ? by_ns : 0};
}

void sz_clock_rule_not_before(SzClockRule *rule, SzWallTime last, gint64 mono_ns)
{
    if (last.ns <= rule->last_ns) {
        return;
    }
    gint64 offset_ns = last.ns - mono_ns;
    if (!is_near(offset_ns, rule->offset_ns)) {
        rule->offset_ns = offset_ns;
    }
    rule->last_ns = last.ns;
}
