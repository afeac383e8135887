#pragma once

/* Sub-commands of this room.  Shell code: argv[0] is the command's name; the exit status is returned
 * (config/command_line.h). */

int sz_command_import(int argc, char **argv);
int sz_command_journal(int argc, char **argv);
int sz_command_lint(int argc, char **argv);
int sz_command_quarantine(int argc, char **argv);
int sz_command_rebuild(int argc, char **argv);
int sz_command_score(int argc, char **argv);
int sz_command_simulate(int argc, char **argv);
int sz_command_token(int argc, char **argv);
