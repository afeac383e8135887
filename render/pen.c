#include "render/pen.h"

#include "render/pen_text.h"

#include <math.h>

/* In the order of SzInk; on dark, then on light. */
static const guint32 INKS[2][SZ_INK_N] = {
    {0x0C1319, 0x2A3843, 0x627383, 0xE9EEF1, 0xA9B7C2, 0x8394A1, 0x6A9CC6, 0xA8CFEC,
     0x44698A, 0x20323F, 0x4FB894, 0xF2E28E, 0xF59E42, 0xEC4E42, 0xF4F1EA, 0x8394A1,
     0xF2E28E, 0xF59E42, 0xFF7A6B, 0x0C1319, 0xF3F6F8, 0x0C1319, 0xF4AD61, 0xC58043,
     0x8A5A30, 0x513A27, 0x2A4050, 0x3A6585, 0x5494BD, 0x81C9E9, 0x162631, 0x1E3B4F,
     0x275572, 0x34729B, 0x4F91BD, 0x78B2DB, 0xABD4F2},
    {0xF6F6F2, 0xD9D9D2, 0x7C8790, 0x16202A, 0x45525D, 0x5F6B75, 0x2F74AE, 0x1B4F80,
     0x5D8FBD, 0xDCE8F2, 0x1F8F6C, 0xF2CF3F, 0xE07B1C, 0xBE2618, 0x16202A, 0x7C8790,
     0x7A5C00, 0xA34A00, 0xB3201A, 0xFFFFFF, 0xF3F6F8, 0x0C1319, 0x8D4219, 0xC6702B,
     0xE4AB6B, 0xF1DFC0, 0xCEE5F2, 0x8FBFDB, 0x488AB6, 0x215681, 0xE8F2F9, 0xC7DEF0,
     0x9EC7E4, 0x72ACD5, 0x448BB9, 0x226791, 0x164461},
};

guint32 sz_pen_rgb(bool is_light, SzInk ink)
{
    return INKS[is_light ? 1 : 0][ink];
}

static double channel(guint32 rgb, guint shift)
{
    return (double)((rgb >> shift) & 0xff) / 255.0;
}

static void set_ink(SzPen *pen, SzInk ink, double alpha)
{
    guint32 rgb = sz_pen_rgb(pen->is_light, ink);
    double seen = pen->is_faded ? alpha * 0.72 : alpha;
    cairo_set_source_rgba(pen->cairo, channel(rgb, 16), channel(rgb, 8), channel(rgb, 0), seen);
}

/* Relative luminance, WCAG 2. */
static double luminance(guint32 rgb)
{
    static const double weights[] = {0.2126, 0.7152, 0.0722};
    double sum = 0;
    for (guint i = 0; i < 3; i++) {
        double c = channel(rgb, 16 - 8 * i);
        sum += weights[i] * (c <= 0.03928 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4));
    }
    return sum;
}

SzInk sz_pen_on(const SzPen *pen, SzInk fill)
{
    double ground = luminance(sz_pen_rgb(pen->is_light, fill)) + 0.05;
    double light = luminance(sz_pen_rgb(pen->is_light, SZ_INK_ON_DARK)) + 0.05;
    double dark = luminance(sz_pen_rgb(pen->is_light, SZ_INK_ON_LIGHT)) + 0.05;
    return light / ground > ground / dark ? SZ_INK_ON_DARK : SZ_INK_ON_LIGHT;
}

void sz_pen_scale(SzPen *pen, double note_px)
{
    pen->note = note_px;
    pen->label = 1.2 * note_px;
    pen->text = 1.75 * note_px;
    pen->num = 2.2 * note_px;
    pen->head = 2.6 * note_px;
    pen->hair = MAX(1, note_px / 17);
}

SzPen *sz_pen_new(cairo_t *cairo, SzBox box, double dpr, bool is_light)
{
    SzPen *pen = g_new0(SzPen, 1);
    pen->cairo = cairo;
    pen->is_light = is_light;
    sz_pen_scale(pen, MAX(12 * dpr, MIN(box.w / 60, box.h / 36)));
    pen->fonts = sz_pen_fonts_new(cairo);
    return pen;
}

void sz_pen_free(SzPen *pen)
{
    if (pen != NULL) {
        sz_pen_fonts_free(pen->fonts);
        g_free(pen);
    }
}

double sz_pen_width(SzPen *pen, const char *text, double size, bool is_bold)
{
    return sz_pen_fonts_width(pen->fonts, text, size, is_bold);
}

char *sz_pen_fit(SzPen *pen, const char *text, SzType type, double room)
{
    if (sz_pen_width(pen, text, type.size, type.is_bold) <= room) {
        return g_strdup(text);
    }
    double rest = room - sz_pen_width(pen, "…", type.size, type.is_bold);
    const char *end = text;
    for (double used = 0; *end != '\0'; end = g_utf8_next_char(end)) {
        g_autofree char *one = g_strndup(end, (gsize)(g_utf8_next_char(end) - end));
        used += sz_pen_width(pen, one, type.size, type.is_bold);
        if (used > rest) {
            break;
        }
    }
    return end == text ? g_strdup("") : g_strdup_printf("%.*s…", (int)(end - text), text);
}

double sz_pen_text(SzPen *pen, double x, double baseline, const char *text, SzType type)
{
    if (text == NULL || *text == '\0') {
        return 0;
    }
    double width = sz_pen_width(pen, text, type.size, type.is_bold);
    double left = type.anchor == SZ_ANCHOR_START    ? x
                  : type.anchor == SZ_ANCHOR_MIDDLE ? x - width / 2
                                                    : x - width;
    bool keeps = type.ink == SZ_INK_3 || type.ink == SZ_INK_ON_DARK || type.ink == SZ_INK_ON_LIGHT;
    bool was = pen->is_faded;
    pen->is_faded = false; /* text is not paler when stale, only quieter */
    set_ink(pen, was && !keeps ? SZ_INK_2 : type.ink, 1);
    pen->is_faded = was;
    cairo_move_to(pen->cairo, left, baseline);
    sz_pen_fonts_show(pen->fonts, text, type.size, type.is_bold);
    return width;
}

double sz_pen_mid(SzPen *pen, double x, double middle, const char *text, SzType type)
{
    return sz_pen_text(pen, x, middle + 0.365 * type.size, text, type);
}

static void outline(SzPen *pen, SzBox box, double radius)
{
    double r = MIN(radius, MIN(box.w, box.h) / 2);
    if (r <= 0) {
        cairo_rectangle(pen->cairo, box.x, box.y, box.w, box.h);
        return;
    }
    cairo_new_sub_path(pen->cairo);
    cairo_arc(pen->cairo, box.x + box.w - r, box.y + r, r, -G_PI_2, 0);
    cairo_arc(pen->cairo, box.x + box.w - r, box.y + box.h - r, r, 0, G_PI_2);
    cairo_arc(pen->cairo, box.x + r, box.y + box.h - r, r, G_PI_2, G_PI);
    cairo_arc(pen->cairo, box.x + r, box.y + r, r, G_PI, 3 * G_PI_2);
    cairo_close_path(pen->cairo);
}

void sz_pen_fill(SzPen *pen, SzBox box, SzInk ink, double alpha)
{
    if (box.w > 0 && box.h > 0) {
        set_ink(pen, ink, alpha);
        cairo_rectangle(pen->cairo, box.x, box.y, box.w, box.h);
        cairo_fill(pen->cairo);
    }
}

void sz_pen_tile(SzPen *pen, SzBox box, SzInk ink, double radius)
{
    if (box.w > 0 && box.h > 0) {
        set_ink(pen, ink, 1);
        outline(pen, box, radius);
        cairo_fill(pen->cairo);
    }
}

static void stroke(SzPen *pen, SzInk ink, double width, double dash)
{
    double dashes[] = {dash, dash * 0.75};
    set_ink(pen, ink, 1);
    cairo_set_line_width(pen->cairo, width);
    cairo_set_dash(pen->cairo, dashes, dash > 0 ? 2 : 0, 0);
    cairo_stroke(pen->cairo);
    cairo_set_dash(pen->cairo, NULL, 0, 0);
}

void sz_pen_frame(SzPen *pen, SzBox box, SzInk ink, double radius, double width, double dash)
{
    if (box.w > 0 && box.h > 0) {
        outline(pen, box, radius);
        stroke(pen, ink, width, dash);
    }
}

void sz_pen_line(SzPen *pen, SzBox from_by, SzInk ink, double width, double dash)
{
    cairo_move_to(pen->cairo, from_by.x, from_by.y);
    cairo_line_to(pen->cairo, from_by.x + from_by.w, from_by.y + from_by.h);
    stroke(pen, ink, width, dash);
}

void sz_pen_arc(SzPen *pen, SzBox ring, double turn_from, double turn_to, SzInk ink)
{
    if (turn_to > turn_from) { /* ring: centre, radius of the middle of the band, its width */
        cairo_new_sub_path(pen->cairo);
        cairo_arc(pen->cairo, ring.x, ring.y, ring.w, turn_from - G_PI_2, turn_to - G_PI_2);
        stroke(pen, ink, ring.h, 0);
    }
}

void sz_pen_disc(SzPen *pen, double x, double y, double radius, SzInk ink)
{
    set_ink(pen, ink, 1);
    cairo_new_sub_path(pen->cairo);
    cairo_arc(pen->cairo, x, y, radius, 0, 2 * G_PI);
    cairo_fill(pen->cairo);
}

void sz_pen_hatch(SzPen *pen, SzBox box, double step, double alpha)
{
    if (box.w <= 0 || box.h <= 0 || step < 1) {
        return;
    }
    bool was = pen->is_faded;
    pen->is_faded = false;
    cairo_save(pen->cairo);
    cairo_rectangle(pen->cairo, box.x, box.y, box.w, box.h);
    cairo_clip(pen->cairo);
    int n = (int)((box.w + box.h) / step);
    for (int i = 0; i <= n; i++) {
        double k = i * step - box.h;
        cairo_move_to(pen->cairo, box.x + k, box.y + box.h);
        cairo_line_to(pen->cairo, box.x + k + box.h, box.y);
    }
    set_ink(pen, SZ_INK_AXIS, alpha);
    cairo_set_line_width(pen->cairo, 1.1 * pen->hair);
    cairo_stroke(pen->cairo);
    cairo_restore(pen->cairo);
    pen->is_faded = was;
}
