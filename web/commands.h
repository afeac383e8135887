#pragma once

/* Sub-commands of this folder; argv[0] is the command's name; each returns an exit status. */

int sz_command_query(int argc, char **argv);
