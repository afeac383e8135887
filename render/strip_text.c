#include "render/strip_text.h"

#define GAP 2          /* columns between two fields */
#define MARK_COLUMNS 4 /* at least */

typedef struct {
    char *date;
    const char *weekday;
    char *mark;
    char *why;
} Line;

static void clear_line(gpointer data)
{
    Line *line = data;
    g_free(line->date);
    g_free(line->mark);
    g_free(line->why);
}

/* --- columns ------------------------------------------------------------------------------- */

static gsize columns_of(const char *text)
{
    gsize n = 0;
    for (const char *at = text; *at != '\0'; at += g_utf8_skip[(guchar)*at]) {
        n += g_unichar_iswide(g_utf8_get_char(at)) ? 2 : 1;
    }
    return n;
}

static void append_padded(GString *out, const char *text, gsize columns)
{
    g_string_append(out, text);
    for (gsize n = columns_of(text); n < columns + GAP; n++) {
        g_string_append_c(out, ' ');
    }
}

/* --- what stands in them ------------------------------------------------------------------- */

/* 6 小时 30 分 / 6 h 30 min; seconds only where there are some, fractions of them left out. */
static char *duration_text(gint64 ns, SzLanguage language)
{
    static const char *const words[2][3] = {{" 小时 ", " 分 ", " 秒 "}, {" h ", " min ", " s "}};
    gint64 seconds = ns / SZ_NS_PER_S;
    const gint64 parts[3] = {seconds / 3600, seconds / 60 % 60, seconds % 60};
    g_autoptr(GString) text = g_string_new(NULL);
    for (int i = 0; i < 3; i++) {
        if (parts[i] > 0 || (i == 2 && text->len == 0)) {
            g_string_append_printf(text, "%" G_GINT64_FORMAT "%s", parts[i], words[language][i]);
        }
    }
    return g_strchomp(g_strdup(text->str));
}

static char *mark_text(const SzStripDay *day, SzLanguage language)
{
    if (!day->counted) {
        return g_strdup("-");
    }
    if (day->used_ns > 0) {
        return duration_text(day->used_ns, language);
    }
    return day->ordinal > 0 ? g_strdup_printf("%d", day->ordinal) : g_strdup("*");
}

static char *why_text(const SzStripDay *day, SzLanguage language)
{
    static const char *const unpublished[2] = {"（当年放假安排未公布）",
                                               " (no notice published for this year)"};
    g_autofree char *why = sz_words_strip_day(day, language);
    return g_strconcat(why, day->published ? "" : unpublished[language], NULL);
}

static GArray *lines_of(const GArray *strip, SzLanguage language)
{
    GArray *lines = g_array_sized_new(FALSE, FALSE, sizeof(Line), strip->len);
    g_array_set_clear_func(lines, clear_line);
    for (guint i = 0; i < strip->len; i++) {
        const SzStripDay *day = &g_array_index(strip, SzStripDay, i);
        char date[SZ_DAY_TEXT];
        Line line = {
            .date = g_strdup(sz_day_format(day->day, date)),
            .weekday = sz_words_weekday(day->day, language),
            .mark = mark_text(day, language),
            .why = why_text(day, language),
        };
        g_array_append_val(lines, line);
    }
    return lines;
}

/* --- the closing sentence ------------------------------------------------------------------ */

/* 17:00 of the due day, or 17:00:05; the end of a day is its 24:00. */
static char *time_of_due_day(const SzDeadline *deadline)
{
    gint64 day_ns = deadline->due.ns - sz_wall_time_at(deadline->due_day, 0).ns;
    gint64 seconds = day_ns / SZ_NS_PER_S;
    g_autofree char *tail =
        seconds % 60 != 0 ? g_strdup_printf(":%02d", (int)(seconds % 60)) : g_strdup("");
    return g_strdup_printf("%02d:%02d%s", (int)(seconds / 3600), (int)(seconds / 60 % 60), tail);
}

static char *lost_text(const SzDeadline *deadline, SzLanguage language)
{
    if (deadline->suspended_days > 0) {
        return g_strdup_printf(language == SZ_LANGUAGE_ZH ? "，停计 %d 天"
                                                          : "; days not counted: %d",
                               deadline->suspended_days);
    }
    if (deadline->suspended_ns > 0) {
        g_autofree char *duration = duration_text(deadline->suspended_ns, language);
        return g_strdup_printf(language == SZ_LANGUAGE_ZH ? "，停计 %s" : "; %s not counted",
                               duration);
    }
    return g_strdup("");
}

static void append_closing(GString *out, const SzDeadline *deadline, SzLanguage language)
{
    static const char *const standing_still[2] = {
        "计时暂停，恢复后才能确定期限。",
        "The clock stands still; the deadline is known when it runs again.",
    };
    static const char *const provisional[2] = {
        "暂定：所涉年份的放假安排尚未全部公布，公布后重新计算。",
        "Provisional: a year it looks into has no published notice yet; it will be computed again.",
    };
    if (deadline == NULL) {
        g_string_append_printf(out, "%s\n", standing_still[language]);
        return;
    }
    char date[SZ_DAY_TEXT];
    g_autofree char *time = time_of_due_day(deadline);
    g_autofree char *lost = lost_text(deadline, language);
    const char *weekday = sz_words_weekday(deadline->due_day, language);
    bool is_zh = language == SZ_LANGUAGE_ZH;
    g_string_append_printf(out, is_zh ? "期限届满：%s（%s）%s%s。\n" : "Due %s (%s) %s%s.\n",
                           sz_day_format(deadline->due_day, date), weekday, time, lost);
    if (deadline->provisional) {
        g_string_append_printf(out, "%s\n", provisional[language]);
    }
}

char *sz_strip_text(const GArray *strip, const SzDeadline *deadline, SzLanguage language)
{
    g_autoptr(GArray) lines = lines_of(strip, language);
    g_autoptr(GString) out = g_string_new(NULL);
    gsize mark_columns = MARK_COLUMNS;
    for (guint i = 0; i < lines->len; i++) {
        mark_columns = MAX(mark_columns, columns_of(g_array_index(lines, Line, i).mark));
    }
    for (guint i = 0; i < lines->len; i++) {
        const Line *line = &g_array_index(lines, Line, i);
        append_padded(out, line->date, columns_of(line->date));
        append_padded(out, line->weekday, columns_of(line->weekday));
        append_padded(out, line->mark, mark_columns);
        g_string_append_printf(out, "%s\n", line->why);
    }
    append_closing(out, deadline, language);
    return g_strdup(out->str);
}
