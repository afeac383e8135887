#include "render/theme.h"

#include <math.h>

#define DARK_INK 0x0C1319
#define LIGHT_INK 0xF3F6F8

static const SzTheme themes[2] = {
    {
        .name = "dark",
        .is_dark = true,
        .bg = 0x0C1319,
        .surface = 0x121B23,
        .raised = 0x1B2731,
        .line = 0x2A3843,
        .axis = 0x627383,
        .ink1 = 0xE9EEF1,
        .ink2 = 0xA9B7C2,
        .ink3 = 0x8394A1,
        .data = 0x6A9CC6,
        .data_strong = 0xA8CFEC,
        .data_mid = 0x44698A,
        .data_faint = 0x20323F,
        .focus = 0x8FC1E8,
        .on_breach = 0x0C1319,
        .fill = {0x4FB894, 0xF2E28E, 0xF59E42, 0xEC4E42, 0xF4F1EA, 0xB0A8F8, 0x8394A1, 0x8394A1,
                 0x8394A1, 0x8394A1},
        .text = {0x4FB894, 0xF2E28E, 0xF59E42, 0xFF7A6B, 0xF4F1EA, 0xB0A8F8, 0x8394A1, 0x8394A1,
                 0x8394A1, 0x8394A1},
        .score = {0xF4AD61, 0xC58043, 0x8A5A30, 0x513A27, 0x2A4050, 0x3A6585, 0x5494BD, 0x81C9E9},
        .seq = {0x162631, 0x1E3B4F, 0x275572, 0x34729B, 0x4F91BD, 0x78B2DB, 0xABD4F2},
        .cat = {0x5CAEE2, 0xF0D6B4, 0x368D97, 0xDCA5C6, 0x5D6468},
    },
    {
        .name = "light",
        .is_dark = false,
        .bg = 0xF6F6F2,
        .surface = 0xFFFFFF,
        .raised = 0xEDEDE8,
        .line = 0xD9D9D2,
        .axis = 0x7C8790,
        .ink1 = 0x16202A,
        .ink2 = 0x45525D,
        .ink3 = 0x5F6B75,
        .data = 0x2F74AE,
        .data_strong = 0x1B4F80,
        .data_mid = 0x5D8FBD,
        .data_faint = 0xDCE8F2,
        .focus = 0x1E5F96,
        .on_breach = 0xFFFFFF,
        .fill = {0x1F8F6C, 0xF2CF3F, 0xE07B1C, 0xBE2618, 0x16202A, 0x6A5BC8, 0x7C8790, 0x7C8790,
                 0x7C8790, 0x7C8790},
        .text = {0x12735A, 0x7A5C00, 0xA34A00, 0xB3201A, 0x16202A, 0x5848B0, 0x5F6B75, 0x5F6B75,
                 0x5F6B75, 0x5F6B75},
        .score = {0x8D4219, 0xC6702B, 0xE4AB6B, 0xF1DFC0, 0xCEE5F2, 0x8FBFDB, 0x488AB6, 0x215681},
        .seq = {0xE8F2F9, 0xC7DEF0, 0x9EC7E4, 0x72ACD5, 0x448BB9, 0x226791, 0x164461},
        .cat = {0x2F6DAE, 0xB38F33, 0x1A524C, 0x7D3F84, 0x8B979F},
    },
};

static const struct {
    const char *name;
    const char *word[2]; /* by SzLanguage */
} signs[SZ_SIGN_N] = {
    [SZ_SIGN_OK] = {"ok", {"正常", "normal"}},
    [SZ_SIGN_WATCH] = {"watch", {"关注", "watch"}},
    [SZ_SIGN_WARN] = {"warn", {"预警", "warning"}},
    [SZ_SIGN_LATE] = {"late", {"超期", "overdue"}},
    [SZ_SIGN_BREACH] = {"breach", {"超法定", "past the statute"}},
    [SZ_SIGN_SUSPENDED] = {"susp", {"暂停计时", "clock stopped"}},
    [SZ_SIGN_STALE] = {"stale", {"数据延迟", "data late"}},
    [SZ_SIGN_INSUFFICIENT] = {"insufficient", {"数据不足", "not enough data"}},
    [SZ_SIGN_CLOSED] = {"closed", {"未开放", "closed"}},
    [SZ_SIGN_OFFLINE] = {"offline", {"离线", "offline"}},
};

const SzTheme *sz_theme(bool is_light)
{
    return &themes[is_light ? 1 : 0];
}

const char *sz_sign_name(SzSign sign)
{
    return signs[sign].name;
}

const char *sz_sign_word(SzSign sign, SzLanguage language)
{
    return signs[sign].word[language];
}

SzScale sz_scale_wall(double u_px)
{
    return (SzScale){
        .note = 1.75 * u_px,
        .label = 2.3 * u_px,
        .text = 3.5 * u_px,
        .num = 4.3 * u_px,
        .head = 4.8 * u_px,
        .hair = MAX(1.0, 0.1 * u_px),
    };
}

SzScale sz_scale_desk(double dpr)
{
    return (SzScale){
        .note = 12 * dpr,
        .label = 13 * dpr,
        .text = 15 * dpr,
        .num = 20 * dpr,
        .head = 24 * dpr,
        .hair = MAX(1.0, dpr),
    };
}

SzScale sz_scale_of_note(double note_px, double dpr)
{
    if (note_px >= 16 * dpr) {
        return sz_scale_wall(note_px / 1.75);
    }
    SzScale scale = sz_scale_desk(note_px / 12);
    scale.hair = MAX(1.0, dpr);
    return scale;
}

/* Relative luminance (WCAG 2.2, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance). */
static double luminance(SzColor color)
{
    static const double weights[3] = {0.2126, 0.7152, 0.0722};
    double sum = 0;
    for (guint i = 0; i < 3; i++) {
        double c = (double)((color >> (16 - 8 * i)) & 0xff) / 255;
        sum += weights[i] * (c <= 0.03928 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4));
    }
    return sum;
}

double sz_color_contrast(SzColor a, SzColor b)
{
    double la = luminance(a) + 0.05;
    double lb = luminance(b) + 0.05;
    return la > lb ? la / lb : lb / la;
}

SzColor sz_color_ink_on(SzColor fill)
{
    return sz_color_contrast(fill, DARK_INK) >= sz_color_contrast(fill, LIGHT_INK) ? DARK_INK
                                                                                   : LIGHT_INK;
}

bool sz_color_is_ink_on(SzColor color)
{
    return color == DARK_INK || color == LIGHT_INK;
}

SzColor sz_color_mix(SzColor under, SzColor over, double ratio)
{
    SzColor mixed = 0;
    for (guint shift = 0; shift <= 16; shift += 8) {
        double a = (double)((under >> shift) & 0xff);
        double b = (double)((over >> shift) & 0xff);
        mixed |= (SzColor)lround(a + (b - a) * ratio) << shift;
    }
    return mixed;
}
