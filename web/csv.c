#include "web/csv.h"

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

void sz_csv_begin(SzCsv *csv)
{
    *csv = (SzCsv){.text = g_string_new(BYTE_ORDER_MARK)};
}

void sz_csv_clear(SzCsv *csv)
{
    if (csv->text != NULL) {
        (void)g_string_free(g_steal_pointer(&csv->text), TRUE);
    }
}

static void begin_cell(SzCsv *csv)
{
    if (csv->is_in_row) {
        g_string_append_c(csv->text, ',');
    }
    csv->is_in_row = true;
}

static bool is_formula(const char *text)
{
    return *text != '\0' && strchr("=+-@\t\r", *text) != NULL;
}

void sz_csv_heads(SzCsv *csv, const char *const (*heads)[2], gsize n, SzLanguage language)
{
    for (gsize i = 0; i < n; i++) {
        sz_csv_text(csv, heads[i][language]);
    }
    sz_csv_end_row(csv);
}

void sz_csv_text(SzCsv *csv, const char *text)
{
    begin_cell(csv);
    if (text == NULL) {
        return;
    }
    g_autofree char *cell = g_strconcat(is_formula(text) ? "'" : "", text, NULL);
    if (strpbrk(cell, ",\"\r\n") == NULL) {
        g_string_append(csv->text, cell);
        return;
    }
    g_string_append_c(csv->text, '"');
    for (const char *at = cell; *at != '\0'; at++) {
        g_string_append(csv->text, *at == '"' ? "\"" : "");
        g_string_append_c(csv->text, *at);
    }
    g_string_append_c(csv->text, '"');
}

void sz_csv_number(SzCsv *csv, gint64 value)
{
    begin_cell(csv);
    g_string_append_printf(csv->text, "%" G_GINT64_FORMAT, value);
}

void sz_csv_maybe_number(SzCsv *csv, bool is_known, gint64 value)
{
    if (is_known) {
        sz_csv_number(csv, value);
    } else {
        begin_cell(csv);
    }
}

void sz_csv_maybe_real(SzCsv *csv, bool is_known, double value)
{
    begin_cell(csv);
    if (is_known) {
        char text[G_ASCII_DTOSTR_BUF_SIZE];
        g_string_append(csv->text, g_ascii_formatd(text, sizeof text, "%.2f", value));
    }
}

void sz_csv_time(SzCsv *csv, SzMaybeTime at)
{
    begin_cell(csv);
    if (!at.known) {
        return;
    }
    char day[SZ_DAY_TEXT];
    gint64 second = sz_ns_of_day(at.at) / SZ_NS_PER_S;
    g_string_append_printf(csv->text, "%s %02d:%02d:%02d", sz_day_format(sz_day_of(at.at), day),
                           (int)(second / 3600), (int)(second / 60 % 60), (int)(second % 60));
}

void sz_csv_end_row(SzCsv *csv)
{
    g_string_append(csv->text, "\r\n");
    csv->is_in_row = false;
}

SzResponse sz_csv_response(SzCsv *csv, const char *file_name)
{
    g_autofree char *disposition = g_strdup_printf("attachment; filename=\"%s\"", file_name);
    SzResponse response = sz_response_text("text/csv; charset=utf-8", g_steal_pointer(&csv->text));
    sz_response_add_header(&response, "Content-Disposition", disposition);
    return response;
}

bool sz_csv_read_language(const SzParams *params, SzLanguage *out, SzResponse *out_problem)
{
    const char *text = sz_params_get(params, "lang");
    if (text == NULL || g_str_equal(text, "zh")) {
        *out = SZ_LANGUAGE_ZH;
        return true;
    }
    *out = SZ_LANGUAGE_EN;
    if (!g_str_equal(text, "en")) {
        *out_problem =
            sz_response_error(400, "bad_parameter", NULL, "lang: '%s' is none of zh, en", text);
        return false;
    }
    return true;
}
