#pragma once

/* The sub-commands that live in the collector.  Each returns the exit status; argv[0] is its name. */

int sz_command_lint(int argc, char **argv);
