#include "metrics/index_state.h"

#include "metrics/index_table_internal.h"
#include "metrics/state_writer.h"

/* --- saving -------------------------------------------------------------------------------- */

static void put_row(const SzIndexRow *row, GByteArray *out)
{
    sz_state_put_bool(out, row->published);
    sz_state_put_bool(out, row->has_score);
    sz_state_put_double(out, row->score);
    sz_state_put_double(out, row->score_before_caps);
    sz_state_put_double(out, row->coverage);
    sz_state_put_number(out, row->grade);
    sz_state_put_maybe_time(out, row->last_event);
    sz_state_put_bool(out, row->is_open);
    sz_state_put_number(out, row->revision);
}

static void put_dimension(const SzDimensionScore *dimension, GByteArray *out)
{
    sz_state_put_bool(out, dimension->has_score);
    sz_state_put_bool(out, dimension->applies);
    sz_state_put_double(out, dimension->score);
    sz_state_put_double(out, dimension->coverage);
    sz_state_put_double(out, dimension->contribution);
}

static void put_indicator(const SzIndicatorScore *indicator, GByteArray *out)
{
    sz_state_put_number(out, indicator->state);
    sz_state_put_bool(out, indicator->is_withheld);
    sz_state_put_bool(out, indicator->has_value);
    sz_state_put_double(out, indicator->value);
    sz_state_put_signed(out, indicator->n);
    sz_state_put_double(out, indicator->score);
    sz_state_put_double(out, indicator->contribution);
}

void sz_index_table_save(const SzIndexTable *table, GByteArray *out)
{
    const SzIndexParts *parts = sz_index_table_definition(table);
    gsize n = 2 * sz_registry_n_halls(table->registry);
    sz_state_put_maybe_time(out, table->time);
    sz_state_put_number(out, table->batch);
    for (gsize i = 0; i < n; i++) {
        put_row(&table->rows[i], out);
    }
    /* Rows may share what is said of them. */
    for (gsize i = 0; i < n; i++) {
        for (guint k = 0; k < parts->n_dimensions; k++) {
            put_dimension(&table->rows[i].dimensions[k], out);
        }
    }
    for (gsize i = 0; i < n; i++) {
        for (guint k = 0; k < parts->n_indicators; k++) {
            put_indicator(&table->rows[i].indicators[k], out);
        }
    }
    for (gsize i = 0; i < n; i++) {
        for (guint k = 0; k < parts->n_caps; k++) {
            sz_state_put_bool(out, table->rows[i].caps[k].is_in_force);
            sz_state_put_double(out, table->rows[i].caps[k].effect);
        }
    }
}

/* --- loading ------------------------------------------------------------------------------- */

static void take_row(SzStateReader *reader, SzIndexRow *row)
{
    row->published = sz_state_take_bool(reader);
    row->has_score = sz_state_take_bool(reader);
    row->score = sz_state_take_double(reader);
    row->score_before_caps = sz_state_take_double(reader);
    row->coverage = sz_state_take_double(reader);
    row->grade = (SzGrade)sz_state_take_number(reader, SZ_GRADE_D);
    row->last_event = sz_state_take_maybe_time(reader);
    row->is_open = sz_state_take_bool(reader);
    row->revision = sz_state_take_number(reader, G_MAXINT64);
}

static void take_dimension(SzStateReader *reader, SzDimensionScore *dimension)
{
    dimension->has_score = sz_state_take_bool(reader);
    dimension->applies = sz_state_take_bool(reader);
    dimension->score = sz_state_take_double(reader);
    dimension->coverage = sz_state_take_double(reader);
    dimension->contribution = sz_state_take_double(reader);
}

static void take_indicator(SzStateReader *reader, SzIndicatorScore *indicator)
{
    indicator->state = (SzIndicatorState)sz_state_take_number(reader, SZ_INDICATOR_INSUFFICIENT);
    indicator->is_withheld = sz_state_take_bool(reader);
    indicator->has_value = sz_state_take_bool(reader);
    indicator->value = sz_state_take_double(reader);
    indicator->n = sz_state_take_signed(reader, G_MININT64, G_MAXINT64);
    indicator->score = sz_state_take_double(reader);
    indicator->contribution = sz_state_take_double(reader);
}

SzIndexTable *sz_index_table_load(SzIndexDefinition *definition, const SzRegistry *registry,
                                  SzSlice bytes)
{
    SzStateReader reader = sz_state_reader(bytes);
    const SzIndexParts *parts = sz_index_definition_parts(definition);
    gsize n = 2 * sz_registry_n_halls(registry);
    g_autoptr(SzIndexTable) table = sz_index_table_new(definition, registry);
    table->time = sz_state_take_maybe_time(&reader);
    table->batch = sz_state_take_number(&reader, G_MAXUINT64);
    for (gsize i = 0; i < n; i++) {
        take_row(&reader, &table->rows[i]);
    }
    for (gsize i = 0; i < n * parts->n_dimensions; i++) {
        take_dimension(&reader, &table->dimensions[i]);
    }
    for (gsize i = 0; i < n * parts->n_indicators; i++) {
        take_indicator(&reader, &table->indicators[i]);
    }
    for (gsize i = 0; i < n * parts->n_caps; i++) {
        table->caps[i].is_in_force = sz_state_take_bool(&reader);
        table->caps[i].effect = sz_state_take_double(&reader);
    }
    return sz_state_is_done(&reader) ? g_steal_pointer(&table) : NULL;
}
