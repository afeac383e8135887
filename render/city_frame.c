#include "render/city_draw.h"
#include "render/city_layout.h"

#include <math.h>

/* What stands at the right end of the title, and its mark. */
static char *title_end(const SzCityDrawing *drawing, SzMark *out_mark)
{
    const SzCityPlace *whole = &drawing->facts->whole;
    *out_mark = SZ_MARK_OK;
    if (drawing->state == SZ_CITY_STALE) {
        *out_mark = SZ_MARK_STALE;
        return g_strdup_printf(SZ_CITY_WORD(drawing, "数据延迟 %d 分", "data late %d min"),
                               (int)(whole->silent_s / 60));
    }
    if (drawing->state == SZ_CITY_INSUFFICIENT) {
        *out_mark = SZ_MARK_INSUFFICIENT;
        return g_strdup(SZ_CITY_WORD(drawing, "数据不足", "insufficient data"));
    }
    double coverage = floor(whole->index.coverage * 100);
    if (drawing->request->kind == SZ_CITY_INDEX && coverage < 100 &&
        drawing->state == SZ_CITY_LIVE) {
        return g_strdup_printf(SZ_CITY_WORD(drawing, "覆盖 %.0f%%", "coverage %.0f%%"), coverage);
    }
    return g_strdup("");
}

/* The key to the encoding. */
static const char *key_words(const SzCityDrawing *drawing)
{
    switch (drawing->request->kind) {
    case SZ_CITY_RANKING:
        return SZ_CITY_WORD(drawing, "同分并列", "equal scores tie");
    case SZ_CITY_MAP:
        return sz_tile_grid(drawing->facts).by_bearing
                   ? SZ_CITY_WORD(drawing, "方格按方位排列，角标为最重情形",
                                  "tiles by bearing, corner: worst state")
                   : SZ_CITY_WORD(drawing, "角标为最重情形", "corner: worst state");
    case SZ_CITY_WAITS:
        return SZ_CITY_WORD(drawing, "分，今天", "min, today");
    case SZ_CITY_INDEX:
    case SZ_CITY_N_KINDS:
        break;
    }
    return "";
}

SzBox sz_city_frame(const SzCityDrawing *drawing, SzBox box)
{
    SzPen *pen = drawing->pen;
    if (drawing->request->is_bare) {
        return box;
    }
    SzMark mark = SZ_MARK_OK;
    g_autofree char *end = title_end(drawing, &mark);
    double base = box.y + 1.75 * pen->label;
    double right = box.x + box.w;
    sz_pen_line(pen, (SzBox){box.x, box.y + pen->hair / 2, box.w, 0}, SZ_INK_LINE, pen->hair, 0);
    const char *title = sz_city_kind_title(drawing->request->kind, drawing->request->language);
    double needs = sz_pen_width(pen, title, pen->label, true) + 2 * pen->note;
    double end_w = sz_pen_width(pen, end, pen->note, false);
    if (mark != SZ_MARK_OK || end_w + needs < box.w) {
        SzInk ink = mark == SZ_MARK_STALE ? SZ_INK_1 : SZ_INK_3;
        sz_pen_text(pen, right, base, end, sz_type_at(sz_type(pen->note, ink), SZ_ANCHOR_END));
        right -= end_w + 0.4 * pen->note;
    }
    if (mark != SZ_MARK_OK) {
        right -= 0.9 * pen->note;
        sz_pen_mark(pen, mark, right + 0.3 * pen->note, base - 0.365 * pen->note, 1.05 * pen->note);
        right -= 0.6 * pen->note;
    }
    SzType type = sz_type_bold(pen->label, pen->is_light ? SZ_INK_1 : SZ_INK_2);
    g_autofree char *shown = sz_pen_fit(pen, title, type, right - box.x);
    double used = sz_pen_text(pen, box.x, base, shown, type) + 0.4 * pen->note;
    const char *words = key_words(drawing);
    if (used + sz_pen_width(pen, words, pen->note, false) + pen->note < right - box.x) {
        sz_pen_text(pen, box.x + used, base, words, sz_type(pen->note, SZ_INK_3));
    }
    double top = 2.6 * pen->label;
    return (SzBox){box.x, box.y + top, box.w, box.h - top};
}

static char *why(const SzCityDrawing *drawing)
{
    const SzCityFacts *facts = drawing->facts;
    if (drawing->state == SZ_CITY_INSUFFICIENT && drawing->request->kind == SZ_CITY_INDEX) {
        return g_strdup_printf(
            SZ_CITY_WORD(drawing, "覆盖 %.0f%%，不出总分", "coverage %.0f%%, no score"),
            floor(facts->whole.index.coverage * 100));
    }
    if (drawing->state == SZ_CITY_INSUFFICIENT) {
        return g_strdup_printf(SZ_CITY_WORD(drawing, "%u 处中没有一处有效", "none of %u is valid"),
                               facts->n_places);
    }
    if (facts->hours.n == 0) {
        return g_strdup(SZ_CITY_WORD(drawing, "今日不开放", "closed today"));
    }
    gint32 open_s = facts->hours.slots[0].open_s;
    return g_strdup_printf(SZ_CITY_WORD(drawing, "%d:%02d 开始取号", "tickets from %d:%02d"),
                           open_s / 3600, open_s / 60 % 60);
}

void sz_city_message(const SzCityDrawing *drawing, SzBox box)
{
    SzPen *pen = drawing->pen;
    bool is_few = drawing->state == SZ_CITY_INSUFFICIENT;
    const char *head = is_few ? SZ_CITY_WORD(drawing, "数据不足", "insufficient data")
                       : drawing->state == SZ_CITY_CLOSED
                           ? SZ_CITY_WORD(drawing, "未开放", "closed")
                           : SZ_CITY_WORD(drawing, "今日尚无数据", "no data today");
    g_autofree char *text = why(drawing);
    bool is_large = box.h > 6 * pen->note && box.w > 16 * pen->note;
    SzType type = sz_type(is_large ? pen->text : pen->note, SZ_INK_2);
    SzType small = sz_type_at(sz_type(pen->note, SZ_INK_3), SZ_ANCHOR_MIDDLE);
    g_autofree char *shown = sz_pen_fit(pen, head, type, box.w - 1.6 * type.size);
    g_autofree char *below = sz_pen_fit(pen, text, small, box.w);
    bool has_second = box.h > 1.3 * type.size + 1.6 * pen->note;
    double width = sz_pen_width(pen, shown, type.size, false) + 1.25 * type.size;
    double plate = MAX(width, has_second ? sz_pen_width(pen, below, pen->note, false) : 0);
    double height = 1.3 * type.size + (has_second ? 1.5 * pen->note : 0);
    double top = box.y + (box.h - height) / 2;
    double left = box.x + (box.w - width) / 2;
    sz_pen_fill(pen,
                (SzBox){box.x + box.w / 2 - plate / 2 - pen->note / 2, top - 0.3 * pen->note,
                        plate + pen->note, height + 0.6 * pen->note},
                SZ_INK_BG, 1);
    sz_pen_mark(pen, is_few ? SZ_MARK_INSUFFICIENT : SZ_MARK_CLOSED, left + type.size / 2,
                top + 0.65 * type.size, 0.95 * type.size);
    sz_pen_mid(pen, left + 1.25 * type.size, top + 0.65 * type.size, shown, type);
    if (has_second) {
        sz_pen_mid(pen, box.x + box.w / 2, top + 1.3 * type.size + 0.75 * pen->note, below, small);
    }
}
