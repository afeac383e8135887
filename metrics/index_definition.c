#include "metrics/index_definition.h"

struct SzIndexDefinition {
    GStringChunk *texts; /* owned, as the arrays */
    SzIndexDimension *dimensions;
    SzIndicator *indicators;
    SzIndexCap *caps;
    guint *below;       /* indicators, dimension by dimension */
    guint *below_end;   /* of each dimension, in `below` */
    SzIndexParts parts; /* points into them */
};

static void keep(SzIndexDefinition *definition, const char **text)
{
    *text = g_string_chunk_insert_const(definition->texts, *text != NULL ? *text : "");
}

static void keep_texts(SzIndexDefinition *definition)
{
    SzIndexParts *parts = &definition->parts;
    keep(definition, &parts->id);
    keep(definition, &parts->name);
    keep(definition, &parts->name_en);
    keep(definition, &parts->version);
    keep(definition, &parts->hash);
    for (guint i = 0; i < parts->n_dimensions; i++) {
        keep(definition, &definition->dimensions[i].id);
        keep(definition, &definition->dimensions[i].name);
        keep(definition, &definition->dimensions[i].name_en);
    }
    for (guint i = 0; i < parts->n_indicators; i++) {
        SzIndicator *indicator = &definition->indicators[i];
        keep(definition, &indicator->id);
        keep(definition, &indicator->name);
        keep(definition, &indicator->name_en);
        keep(definition, &indicator->unit);
        keep(definition, &indicator->source);
    }
    for (guint i = 0; i < parts->n_caps; i++) {
        keep(definition, &definition->caps[i].name);
        keep(definition, &definition->caps[i].name_en);
    }
}

static void sort_by_dimension(SzIndexDefinition *definition)
{
    const SzIndexParts *parts = &definition->parts;
    guint n = 0;
    definition->below = g_new(guint, parts->n_indicators);
    definition->below_end = g_new(guint, parts->n_dimensions);
    for (guint d = 0; d < parts->n_dimensions; d++) {
        for (guint i = 0; i < parts->n_indicators; i++) {
            if (parts->indicators[i].dimension == d) {
                definition->below[n++] = i;
            }
        }
        definition->below_end[d] = n;
    }
}

SzIndexDefinition *sz_index_definition_new(const SzIndexParts *parts)
{
    SzIndexDefinition *definition = g_atomic_rc_box_new0(SzIndexDefinition);
    definition->texts = g_string_chunk_new(4096);
    definition->dimensions =
        g_memdup2(parts->dimensions, parts->n_dimensions * sizeof(SzIndexDimension));
    definition->indicators =
        g_memdup2(parts->indicators, parts->n_indicators * sizeof(SzIndicator));
    definition->caps = g_memdup2(parts->caps, parts->n_caps * sizeof(SzIndexCap));
    definition->parts = *parts;
    definition->parts.measures = sz_measure_set_ref(parts->measures);
    definition->parts.dimensions = definition->dimensions;
    definition->parts.indicators = definition->indicators;
    definition->parts.caps = definition->caps;
    keep_texts(definition);
    sort_by_dimension(definition);
    return definition;
}

SzIndexDefinition *sz_index_definition_ref(SzIndexDefinition *definition)
{
    return g_atomic_rc_box_acquire(definition);
}

static void clear(gpointer data)
{
    SzIndexDefinition *definition = data;
    sz_measure_set_unref(definition->parts.measures);
    g_string_chunk_free(definition->texts);
    g_free(definition->dimensions);
    g_free(definition->indicators);
    g_free(definition->caps);
    g_free(definition->below);
    g_free(definition->below_end);
}

void sz_index_definition_unref(SzIndexDefinition *definition)
{
    if (definition != NULL) {
        g_atomic_rc_box_release_full(definition, clear);
    }
}

const SzIndexParts *sz_index_definition_parts(const SzIndexDefinition *definition)
{
    return &definition->parts;
}

const guint *sz_index_definition_below(const SzIndexDefinition *definition, guint dimension,
                                       guint *out_n)
{
    guint begin = dimension > 0 ? definition->below_end[dimension - 1] : 0;
    *out_n = definition->below_end[dimension] - begin;
    return definition->below + begin;
}
