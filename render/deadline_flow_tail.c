#include "render/deadline_flow_tail.h"

#include "render/deadline_flow_link.h"

#define ENTRIES_MAX 4
#define MIN_W 6.5 /* em */

typedef struct {
    SzSign sign; /* SZ_SIGN_N: none */
    const char *name;
    char *count; /* owned */
    char *link;  /* owned; NULL: no list tells them apart */
} Entry;

typedef struct {
    SzCanvas *canvas;
    const char *unit;
    guint n; /* as many as fit */
    Entry entries[ENTRIES_MAX];
    bool is_tall; /* name above figure */
    double pitch;
} Tail;

static void clear_tail(Tail *tail)
{
    for (guint i = 0; i < ENTRIES_MAX; i++) {
        g_free(tail->entries[i].count);
        g_free(tail->entries[i].link);
    }
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Tail, clear_tail)

/* Takes @link. */
static void add_entry(Tail *tail, SzSign sign, const char *name, guint n, char *link)
{
    Entry *entry = &tail->entries[tail->n++];
    *entry = (Entry){.sign = sign, .name = name, .count = sz_format_count(n)};
    entry->link = link;
}

static void fill(Tail *tail, const SzDeadlineFlow *flow, guint n_columns)
{
    SzLanguage language = tail->canvas->language;
    bool is_zh = language == SZ_LANGUAGE_ZH;
    guint later = flow->later;
    for (guint i = n_columns; i <= flow->n_days; i++) {
        later += sz_deadline_flow_count(flow, i);
    }
    if (flow->breached > 0) {
        add_entry(tail, SZ_SIGN_BREACH, is_zh ? "超法定" : "past statute", flow->breached,
                  sz_flow_link_light(flow, "black"));
    }
    add_entry(tail, SZ_SIGN_N, is_zh ? "更远" : "later", later,
              sz_flow_link_later(flow, MIN(n_columns, flow->n_days + 1)));
    add_entry(tail, SZ_SIGN_SUSPENDED, sz_sign_word(SZ_SIGN_SUSPENDED, language), flow->suspended,
              sz_flow_link_light(flow, "suspended"));
    if (flow->undated > 0) {
        add_entry(tail, SZ_SIGN_INSUFFICIENT, is_zh ? "没有期限" : "no deadline", flow->undated,
                  NULL);
    }
}

static void shape(Tail *tail, double height)
{
    const SzScale *scale = &tail->canvas->scale;
    double tall = scale->label * 1.2 + scale->note * 1.35;
    tail->is_tall = tail->n * tall <= height;
    tail->pitch = tail->is_tall ? MIN(height / tail->n, scale->note * 3.7) : scale->note * 1.6;
    tail->n = MIN(tail->n, (guint)MAX(1, height / tail->pitch + 0.01));
}

static void make_tail(Tail *tail, const SzDeadlineFlow *flow, guint n_columns, double height)
{
    tail->unit = tail->canvas->language == SZ_LANGUAGE_ZH ? "件" : "";
    fill(tail, flow, n_columns);
    shape(tail, height);
}

double sz_flow_tail_width(const SzDeadlineFlow *flow, SzCanvas *canvas, double height)
{
    double em = canvas->scale.note;
    double widest = em * MIN_W;
    g_auto(Tail) tail = {.canvas = canvas};
    make_tail(&tail, flow, 1 + SZ_FLOW_DAYS, height);
    SzType type = sz_type(tail.is_tall ? canvas->scale.label : em, canvas->theme->ink2);
    for (guint i = 0; i < tail.n; i++) {
        const Entry *entry = &tail.entries[i];
        type.is_bold = entry->sign == SZ_SIGN_BREACH;
        double name_w = sz_canvas_text_width(canvas, entry->name, em, false) +
                        (entry->sign == SZ_SIGN_N ? 0 : em);
        double value_w = sz_canvas_value_width(canvas, entry->count, tail.unit, type);
        widest = MAX(widest, tail.is_tall ? MAX(name_w, value_w) : name_w + em * 0.5 + value_w);
    }
    return widest;
}

static void draw_entry(const Tail *tail, const Entry *entry, SzRect box)
{
    SzCanvas *canvas = tail->canvas;
    const SzTheme *theme = canvas->theme;
    double em = canvas->scale.note;
    bool is_hot = entry->sign == SZ_SIGN_BREACH;
    double baseline = box.y + box.h - em * 0.2;
    double name_y = tail->is_tall ? baseline - canvas->scale.label * 1.2 : baseline;
    double name_x = box.x;
    if (entry->sign != SZ_SIGN_N) {
        sz_canvas_sign(canvas, entry->sign, box.x + em * 0.36, name_y - SZ_TEXT_MIDDLE * em,
                       em * 0.8);
        name_x += em;
    }
    (void)sz_canvas_text(canvas, name_x, name_y, entry->name, sz_type(em, theme->ink3));
    SzType type =
        sz_type(tail->is_tall ? canvas->scale.label : em, is_hot ? theme->ink1 : theme->ink2);
    type.is_bold = is_hot;
    type.align = tail->is_tall ? SZ_ALIGN_START : SZ_ALIGN_END;
    (void)sz_canvas_value(canvas, tail->is_tall ? box.x : box.x + box.w, baseline, entry->count,
                          tail->unit, type);
    g_autofree char *value =
        g_strdup_printf("%s %s", entry->count, canvas->language == SZ_LANGUAGE_ZH ? "件" : "cases");
    sz_canvas_hit(canvas, box, entry->name, value, entry->link);
}

/* The key, for whoever shows the picture without its title. */
static void draw_key(const SzDeadlineFlow *flow, SzCanvas *canvas, SzRect box)
{
    double em = canvas->scale.note;
    bool is_zh = canvas->language == SZ_LANGUAGE_ZH;
    g_autofree char *key =
        g_strdup_printf(is_zh ? "一格 %u 件" : "%u per square", flow->per_square);
    (void)sz_canvas_text(canvas, box.x, box.y + box.h + em * 1.35, key,
                         sz_type(em, canvas->theme->ink3));
}

void sz_flow_tail_draw(const SzDeadlineFlow *flow, guint n_columns, SzCanvas *canvas, SzRect box)
{
    g_auto(Tail) tail = {.canvas = canvas};
    make_tail(&tail, flow, n_columns, box.h);
    for (guint i = 0; i < tail.n; i++) {
        double bottom = box.y + box.h - tail.pitch * (tail.n - 1 - i);
        draw_entry(&tail, &tail.entries[i],
                   (SzRect){box.x, bottom - tail.pitch, box.w, tail.pitch});
    }
    if (flow->per_square > 1) {
        draw_key(flow, canvas, box);
    }
}
