#include "render/city_layout.h"

#include <math.h>

static gint64 tenths(const SzCityPlace *place)
{
    return llround(place->index.score * 10);
}

static void add(GArray *rows, SzRowKind kind, guint i, guint rank)
{
    SzCityRow row = {.kind = kind, .i = i, .rank = rank};
    g_array_append_val(rows, row);
}

static void fold(GArray *rows, guint keep)
{
    guint head = keep / 2;
    guint tail = keep - 1 - head;
    guint folded = rows->len - head - tail;
    SzCityRow row = {.kind = SZ_ROW_FOLDED, .i = folded};
    g_array_remove_range(rows, head, folded);
    g_array_insert_val(rows, head, row);
}

static void tie(GArray *rows)
{
    for (guint k = 1; k < rows->len; k++) {
        SzCityRow *row = &g_array_index(rows, SzCityRow, k);
        const SzCityRow *above = row - 1;
        row->is_tied =
            row->kind == SZ_ROW_RANKED && above->kind == SZ_ROW_RANKED && row->rank == above->rank;
    }
}

static void add_ranked(GArray *rows, const SzCityPlace *const *order, guint ranked)
{
    guint rank = 0;
    for (guint i = 0; i < ranked; i++) {
        rank = i == 0 || tenths(order[i]) != tenths(order[i - 1]) ? i + 1 : rank;
        add(rows, SZ_ROW_RANKED, i, rank);
    }
}

static void insert_mean(GArray *rows, const SzCityPlace *const *order, guint ranked, double mean)
{
    SzCityRow row = {.kind = SZ_ROW_MEAN};
    guint i = 0;
    while (i < ranked && order[i]->index.score >= mean) {
        i++;
    }
    g_array_insert_val(rows, i, row);
}

GArray *sz_city_rows(const SzCityPlace *const *order, guint n, guint ranked, const double *mean,
                     guint room)
{
    GArray *rows = g_array_new(FALSE, TRUE, sizeof(SzCityRow));
    guint fits = MAX(room, 3);
    guint rest = n - ranked;
    bool has_rest = n <= fits;
    bool has_count = !has_rest && rest > 0 && fits > 4;
    guint for_ranked = has_rest ? fits - rest : fits - (has_count ? 1 : 0);
    add_ranked(rows, order, ranked);
    if (ranked > for_ranked) {
        fold(rows, for_ranked);
    } else if (mean != NULL && ranked > 1 && ranked < for_ranked) {
        insert_mean(rows, order, ranked, *mean);
    }
    tie(rows);
    for (guint i = ranked; has_rest && i < n; i++) {
        add(rows, SZ_ROW_UNRANKED, i, 0);
    }
    if (has_count) {
        add(rows, SZ_ROW_FOLDED, rest, 0);
    }
    return rows;
}

/* Hangzhou's districts by bearing (GB/T 2260; 3301F1 is the scenic area). */
static const struct {
    const char *region;
    guint col, row;
} TILES[] = {
    {"330100", 4, 0}, {"330102", 3, 1}, {"330105", 2, 0}, {"330106", 1, 1}, {"330108", 2, 2},
    {"330109", 3, 2}, {"330110", 1, 0}, {"330111", 1, 2}, {"330112", 0, 1}, {"330113", 3, 0},
    {"330114", 4, 1}, {"330122", 1, 3}, {"330127", 0, 3}, {"330182", 1, 4}, {"3301F1", 2, 1},
};

static int find_tile(const SzCityPlace *place)
{
    const char *region = place->region != NULL ? place->region : place->code;
    for (guint i = 0; i < G_N_ELEMENTS(TILES); i++) {
        if (strcmp(TILES[i].region, region) == 0) {
            return (int)i;
        }
    }
    return -1;
}

SzTileGrid sz_tile_grid(const SzCityFacts *facts)
{
    SzTileGrid grid = {.cols = 1, .rows = 1, .by_bearing = facts->n_places > 0};
    for (guint i = 0; i < facts->n_places; i++) {
        int tile = find_tile(&facts->places[i]);
        if (tile < 0) {
            grid.by_bearing = false;
            break;
        }
        grid.cols = MAX(grid.cols, TILES[tile].col + 1);
        grid.rows = MAX(grid.rows, TILES[tile].row + 1);
    }
    if (!grid.by_bearing) {
        grid.cols = (guint)MAX(1, ceil(sqrt((double)facts->n_places * 1.2)));
        grid.rows = MAX(1, (facts->n_places + grid.cols - 1) / grid.cols);
    }
    return grid;
}

void sz_tile_at(const SzCityFacts *facts, const SzTileGrid *grid, guint i, guint *col, guint *row)
{
    int tile = grid->by_bearing ? find_tile(&facts->places[i]) : -1;
    *col = tile >= 0 ? TILES[tile].col : i % grid->cols;
    *row = tile >= 0 ? TILES[tile].row : i / grid->cols;
}

void sz_city_slots(const SzCityFacts *facts, guint *from, guint *to)
{
    guint first = 17;
    guint last = 36; /* 8:30 to 18:00 where neither hours nor waits say otherwise */
    const SzDaySlots *hours = &facts->hours;
    if (hours->n > 0) {
        first = (guint)(hours->slots[0].open_s / SZ_CITY_SLOT_S);
        last = (guint)((hours->slots[hours->n - 1].close_s + SZ_CITY_SLOT_S - 1) / SZ_CITY_SLOT_S);
    }
    for (guint i = 0; i < SZ_CITY_SLOTS; i++) {
        if (facts->whole.slots[i].n > 0) {
            first = MIN(first, i);
            last = MAX(last, i + 1);
        }
    }
    *from = first;
    *to = MIN(last, SZ_CITY_SLOTS);
}
