/* SPDX-License-Identifier: BSD-2-Clause */
/* A subcommand of maps. Each is in a file of its own, named after it. */
#ifndef MAPS_COMMAND_H
#define MAPS_COMMAND_H

/* What maps and each subcommand exit with. */
enum command_status {
	COMMAND_DONE = 0,
	COMMAND_FAILED = 1,
	COMMAND_USAGE = 2,
};

/**
 * struct command - one subcommand
 * @name: the word behind maps
 * @summary: what it does, in half a line
 * @run: do it; argv[0] is "maps" and @name, for the messages of getopt_long()
 */
struct command {
	const char *name;
	const char *summary;
	enum command_status (*run)(int argc, char **argv);
};

extern const struct command command_bench;
extern const struct command command_check;
extern const struct command command_create;
extern const struct command command_destroy;
extern const struct command command_explain;
extern const struct command command_info;
extern const struct command command_layout;
extern const struct command command_list;
extern const struct command command_revoke;
extern const struct command command_show;
extern const struct command command_watch;

#endif /* MAPS_COMMAND_H */
