#include "metrics/case_ledger_state.h"

#include "metrics/case_ledger_internal.h"
#include "metrics/state_writer.h"

/* Numbers of months are those of years of four digits. */
#define MONTH_MAX G_GINT64_CONSTANT(120000)
/* As many measures as there may be. */
#define COUNTED_MAX 1000

static void put_month(const SzCaseLedger *ledger, const SzLedgerMonth *month, GByteArray *out)
{
    sz_state_put_signed(out, month->number);
    for (gsize i = 0; i < sz_ledger_n_counts(ledger); i++) {
        sz_state_put_signed(out, month->counts[i].num);
        sz_state_put_signed(out, month->counts[i].den);
    }
}

void sz_case_ledger_save(const SzCaseLedger *ledger, GByteArray *out)
{
    sz_state_put_number(out, (guint64)ledger->reached);
    sz_state_put_number(out, ledger->struck->len);
    for (guint i = 0; i < ledger->struck->len; i++) {
        sz_state_put_number(out, (guint64)g_array_index(ledger->struck, gint64, i));
    }
    sz_state_put_number(out, ledger->n_halls);
    for (gsize i = 0; i <= ledger->n_halls; i++) {
        sz_state_put_number(out, ledger->halls[i].n);
        sz_state_put_maybe_time(out, ledger->halls[i].last_end);
    }
    sz_state_put_number(out, ledger->counted->len);
    sz_state_put_number(out, ledger->months->len);
    for (guint i = 0; i < ledger->months->len; i++) {
        put_month(ledger, g_ptr_array_index(ledger->months, i), out);
    }
}

static void take_struck(SzCaseLedger *ledger, SzStateReader *reader)
{
    gint64 before = 0;
    for (gsize n = sz_state_take_count(reader, 1); n > 0; n--) {
        gint64 place = (gint64)sz_state_take_number(reader, (guint64)ledger->reached);
        if (place <= before) {
            sz_state_spoil(reader);
            return;
        }
        g_array_append_val(ledger->struck, place);
        before = place;
    }
}

/* @n_counts: as they were saved */
static void take_month(SzCaseLedger *ledger, gsize n_counts, SzStateReader *reader)
{
    bool is_kept = n_counts == sz_ledger_n_counts(ledger);
    gint32 number = (gint32)sz_state_take_signed(reader, 0, MONTH_MAX);
    SzLedgerMonth *month = sz_ledger_month_new(ledger, number, NULL);
    g_ptr_array_add(ledger->months, month);
    for (gsize i = 0; i < n_counts; i++) {
        gint64 num = sz_state_take_signed(reader, G_MININT64, G_MAXINT64);
        gint64 den = sz_state_take_signed(reader, G_MININT64, G_MAXINT64);
        if (is_kept) {
            month->counts[i] = (SzLedgerCount){num, den};
        }
    }
}

void sz_case_ledger_load(SzCaseLedger *ledger, SzStateReader *reader)
{
    ledger->reached = (gint64)sz_state_take_number(reader, G_MAXINT64);
    take_struck(ledger, reader);
    if (sz_state_take_number(reader, ledger->n_halls) != ledger->n_halls) {
        sz_state_spoil(reader);
    }
    for (gsize i = 0; i <= ledger->n_halls; i++) {
        ledger->halls[i].n = sz_state_take_number(reader, (guint64)ledger->reached);
        ledger->halls[i].last_end = sz_state_take_maybe_time(reader);
    }
    /* By other measures they are no use; who reads state made by other rules has everything counted again. */
    gsize n_counts = ledger->n_halls * (gsize)sz_state_take_number(reader, COUNTED_MAX);
    gsize bytes_each = MAX(2 * n_counts, 1);
    for (gsize n = sz_state_take_count(reader, bytes_each); n > 0 && !reader->is_bad; n--) {
        take_month(ledger, n_counts, reader);
    }
}
