#pragma once

/* Sub-commands of this room.  Shell code: argv[0] is the command's name; the exit status is returned
 * (config/command_line.h). */

int sz_command_import(int argc, char **argv);
int sz_command_journal(int argc, char **argv);
/* The sub-commands that live in the collector.  Each returns the exit status; argv[0] is its name. */

int sz_command_lint(int argc, char **argv);
