#pragma once

/* The past of cases, told life by life.
 *
 * Pure.  Told line by line in order of time, a past of weeks would look for a while as if nobody closed a
 * case.  So the lines of a case are kept back until it is over, and those of the open ones until the past
 * has come up to the present. */

#include "metrics/slice.h"

typedef struct SzDemoLives SzDemoLives;

SzDemoLives *sz_demo_lives_new(void);
/* NULL-safe. */
void sz_demo_lives_free(SzDemoLives *lives);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzDemoLives, sz_demo_lives_free)

/* Takes @line of the simulator and appends to @out what can be told: the whole life when the line ends
 * one, the line itself when it belongs to no case. */
void sz_demo_lives_add(SzDemoLives *lives, SzSlice line, GString *out);
/* A life that is not over yet, if there is one left.  Returns: whether there was one. */
bool sz_demo_lives_take_open(SzDemoLives *lives, GString *out);
