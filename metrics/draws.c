#include "metrics/draws.h"

#include <math.h>

double sz_draws_uniform(SzDraws *draws)
{
    guint64 z = (draws->state += G_GUINT64_CONSTANT(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT(0x94d049bb133111eb);
    z ^= z >> 31;
    return (double)(z >> 11) * 0x1p-53;
}

double sz_draws_normal(SzDraws *draws)
{
    double x = 0;
    double square = 0;
    do {
        x = 2 * sz_draws_uniform(draws) - 1;
        double y = 2 * sz_draws_uniform(draws) - 1;
        square = x * x + y * y;
    } while (square >= 1 || square <= 0);
    return x * sqrt(-2 * log(square) / square);
}
