// SPDX-License-Identifier: BSD-2-Clause
/* maps destroy: remove devices, and their areas. */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "areas.h"
#include "command.h"
#include "libmaps.h"
#include "message.h"
#include "size.h"
#include "trouble.h"

#define NAME "destroy"

static void print_usage(FILE *out)
{
	fprintf(out, "Usage: maps destroy [options] DEVICE...\n\n"
		     "Remove a device and its area. DEVICE is a path, the name of a device or a label.\n\n"
		     "  -f, --force           even if it is in use: processes that have it mapped get SIGBUS\n"
		     "  -h, --help            this text\n");
}

/* Returns a status where the command ends here, and -1 where it goes on. */
static int parse(int argc, char **argv, bool *force)
{
	static const struct option options[] = {
		{ "force", no_argument, NULL, 'f' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 }
	};
	int option;

	while ((option = getopt_long(argc, argv, "fh", options, NULL)) != -1) {
		switch (option) {
		case 'f':
			*force = true;
			break;
		case 'h':
			print_usage(stdout);
			return COMMAND_DONE;
		default:
			message_usage(NAME);
			return COMMAND_USAGE;
		}
	}
	if (argc == optind) {
		message(NAME, "no device; name at least one to remove");
		message_usage(NAME);
		return COMMAND_USAGE;
	}
	return -1;
}

/* --- Who has it ----------------------------------------------------------------------- */

/**
 * struct user_text - who uses an area, in words
 * @out: they are written there
 * @count: how many are named
 */
struct user_text {
	FILE *out;
	size_t count;
};

static void tell_owner(struct user_text *users, const struct owner *owner)
{
	char text[SIZE_TEXT];

	fprintf(users->out, "%s%s (process %d) has ", users->count++ ? ", " : "", owner->command, owner->pid);
	if (owner->mappings)
		fprintf(users->out, "%s of it mapped", size_format(owner->bytes, text));
	else
		fputs("it open", users->out);
}

static int tell_owners(void *context, const struct maps_info *info)
{
	struct user_text *users = context;
	struct owners owners = { 0 };
	struct owners_area area;

	if (areas_recognize(info, &area) == 0 && owners_find(&area, 1, true, &owners) == 0)
		for (size_t i = 0; i < owners.count; i++)
			if (strcmp(owners.list[i].area, area.name) == 0 && owners.list[i].pid != getpid())
				tell_owner(users, &owners.list[i]);
	owners_free(&owners);
	return 0;
}

static void tell_busy(const char *device)
{
	struct user_text users = { 0 };
	char *text = NULL, *devices[] = { (char *)device };
	size_t length;

	users.out = open_memstream(&text, &length);
	if (users.out) {
		areas_walk(NAME, devices, 1, tell_owners, &users);
		fclose(users.out);
	}
	message(NAME, "%s: %s: %s; --force takes it away from everybody", device, strerror(EBUSY),
		users.count ? text : "a process that you may not inspect has it open or mapped");
	free(text);
}

/* --- Run ------------------------------------------------------------------------------- */

static bool destroy(const char *device, bool force)
{
	int err = maps_destroy(device, force);

	if (err == -EBUSY)
		tell_busy(device);
	else if (err == -EACCES || err == -EPERM)
		message(NAME, "%s: %s; this requires access to /dev/maps-control: by default, only root has it", device,
			strerror(-err));
	else if (err)
		trouble_device(NAME, device, err);
	return !err;
}

static enum command_status destroy_run(int argc, char **argv)
{
	bool good = true, force = false;
	int ended;

	ended = parse(argc, argv, &force);
	if (ended >= 0)
		return (enum command_status)ended;
	for (int i = optind; i < argc; i++)
		good &= destroy(argv[i], force);
	return good ? COMMAND_DONE : COMMAND_FAILED;
}

const struct command command_destroy = {
	.name = NAME,
	.summary = "remove a device and its area",
	.run = destroy_run,
};
