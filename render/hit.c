#include "render/hit.h"

void sz_hit_free(gpointer data)
{
    SzHit *hit = data;
    if (hit != NULL) {
        g_free(hit->label);
        g_free(hit->value);
        g_free(hit->link);
        g_free(hit);
    }
}
