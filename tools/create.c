// SPDX-License-Identifier: BSD-2-Clause
/* maps create: create an area that has a device. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "argument.h"
#include "command.h"
#include "libmaps.h"
#include "message.h"
#include "trouble.h"

#define NAME "create"

/**
 * struct request - what is to be made
 * @options: for libmaps
 * @size, @backing, @mapper, @label, @node: what was written for them, for messages;
 *	NULL where nothing was
 */
struct request {
	struct maps_options *options;
	const char *size;
	const char *backing;
	const char *mapper;
	const char *label;
	const char *node;
};

static void print_usage(FILE *out)
{
	fprintf(out, "Usage: maps create --size SIZE [options]\n\n"
		     "Create an area, and print the path of its device.\n\n"
		     "  -s, --size SIZE       the size, such as 64M, 512K or 1G; rounded up to whole pages\n"
		     "  -b, --backing WORD    auto (default), vmalloc, contig, huge or shmem\n"
		     "  -m, --mapper WORD     auto (default), remap, range, insert, fault, huge or shmem\n"
		     "  -p, --private WORD    what MAP_PRIVATE gives: copy (default), readonly or refuse\n"
		     "  -N, --node NUMBER     the NUMA node that its memory comes from (default: any)\n"
		     "      --stamp WORD      begin each page with WORD, hexadecimal (default: 0)\n"
		     "  -l, --label NAME      a name of your choice: letters, digits, '.', '_' and '-'\n"
		     "  -h, --help            this text\n");
}

/* --- Options ------------------------------------------------------------------------ */

enum {
	OPTION_STAMP = 256,
};

static bool take_size(struct request *request, const char *text)
{
	uint64_t size;

	request->size = text;
	return argument_area_size(NAME, "--size", text, &size) && maps_options_set_size(request->options, size) == 0;
}

static bool take_word(const char *option, const char *text, int err, const char *words)
{
	if (err)
		message(NAME, "%s %s: no such word; use one of %s", option, text, words);
	return !err;
}

static bool take_node(struct request *request, const char *text)
{
	char *end;
	long node;

	request->node = text;
	errno = 0;
	node = strtol(text, &end, 10);
	if (errno || end == text || *end || node < -1 || node > INT32_MAX) {
		message(NAME, "--node %s: not a number; 'ls -d /sys/devices/system/node/node*' lists them",
			text);
		return false;
	}
	return maps_options_set_node(request->options, (int)node) == 0;
}

static bool take_label(struct request *request, const char *text)
{
	int err = text[0] ? maps_options_set_label(request->options, text) : -EINVAL;

	request->label = text;
	if (err == -ENAMETOOLONG)
		message(NAME, "--label %s: too long; a label has at most 63 bytes", text);
	else if (err)
		message(NAME, "--label %s: not a label; use letters, digits, '.', '_' and '-', a letter or a digit "
			"first, and not \"maps\" and a number", text);
	return !err;
}

static bool take_option(struct request *request, int option, const char *text)
{
	uint32_t stamp;

	switch (option) {
	case 's':
		return take_size(request, text);
	case 'b':
		request->backing = text;
		return take_word("--backing", text, maps_options_set_backing(request->options, text),
				 "auto, vmalloc, contig, huge, shmem");
	case 'm':
		request->mapper = text;
		return take_word("--mapper", text, maps_options_set_mapper(request->options, text),
				 "auto, remap, range, insert, fault, huge, shmem");
	case 'p':
		return take_word("--private", text, maps_options_set_private(request->options, text),
				 "copy, readonly, refuse");
	case 'N':
		return take_node(request, text);
	case OPTION_STAMP:
		if (!argument_word(NAME, "--stamp", text, &stamp))
			return false;
		maps_options_set_stamp(request->options, stamp);
		return true;
	case 'l':
		return take_label(request, text);
	default:
		return false;
	}
}

/* Returns a status where the command ends here, and -1 where it goes on. */
static int parse(int argc, char **argv, struct request *request)
{
	static const struct option options[] = {
		{ "size", required_argument, NULL, 's' },
		{ "backing", required_argument, NULL, 'b' },
		{ "mapper", required_argument, NULL, 'm' },
		{ "private", required_argument, NULL, 'p' },
		{ "node", required_argument, NULL, 'N' },
		{ "stamp", required_argument, NULL, OPTION_STAMP },
		{ "label", required_argument, NULL, 'l' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 }
	};
	bool good = true;
	int option;

	while ((option = getopt_long(argc, argv, "s:b:m:p:N:l:h", options, NULL)) != -1) {
		if (option == 'h') {
			print_usage(stdout);
			return COMMAND_DONE;
		}
		good &= take_option(request, option, optarg);
	}
	if (good && optind < argc) {
		message(NAME, "%s: the driver names the device; a name of your own is --label %s", argv[optind],
			argv[optind]);
		good = false;
	} else if (good && !request->size) {
		message(NAME, "no size; give one with --size, such as 64M, 512K or 1G");
		good = false;
	}
	if (!good) {
		message_usage(NAME);
		return COMMAND_USAGE;
	}
	return -1;
}

/* --- Why not -------------------------------------------------------------------------- */

static void tell_unsuited(const struct request *request, int err)
{
	bool shmem = request->backing && strcmp(request->backing, "shmem") == 0;

	if (request->node && shmem && !request->mapper) {
		message(NAME, "--node %s: %s; shmem follows set_mempolicy(2), as numactl(8) sets it: "
			"leave it out", request->node, strerror(-err));
		return;
	}
	if (request->node && !request->mapper) {
		message(NAME, "--node %s: %s; 'cat /sys/devices/system/node/has_memory' shows the nodes with memory",
			request->node, strerror(-err));
		return;
	}
	message(NAME, "--backing %s, --mapper %s%s%s: %s; these do not suit each other%s: see "
		"maps(4), or leave the mapper to the driver",
		request->backing ? request->backing : "auto", request->mapper ? request->mapper : "auto",
		request->node ? ", --node " : "", request->node ? request->node : "", strerror(-err),
		request->node ? ", or the node has no memory" : "");
}

/* Where the driver could be asked, it is the new device whose node is not there, or not for us. */
static bool is_of_node(int err)
{
	return (err == -EACCES || err == -ENOENT) && access("/dev/maps-control", R_OK | W_OK) == 0;
}

static void tell_node(int err)
{
	message(NAME, "the new area's device node: %s; it could not be opened within two seconds, so the area was destroyed "
		"again: %s", strerror(-err),
		err == -EACCES ? "root may open it, and a udev rule can let others do so, as it does the group maps" :
				 "nothing creates device nodes in this /dev: that takes devtmpfs or udev");
}

static void tell_failure(const struct request *request, int err)
{
	bool contig = request->backing && strcmp(request->backing, "contig") == 0;

	if (is_of_node(err)) {
		tell_node(err);
		return;
	}
	switch (-err) {
	case ENOMEM:
		message(NAME, "--size %s: %s; %s", request->size, strerror(-err),
			contig ? "contig is one block, at most 4M on most kernels: take less, or another backing" :
				 trouble_memory(err));
		break;
	case EDQUOT:
	case EOVERFLOW:
		message(NAME, "--size %s: %s; %s", request->size, strerror(-err), trouble_memory(err));
		break;
	case EEXIST:
		message(NAME, "--label %s: %s; 'maps info %s' shows which area has it: choose another", request->label,
			strerror(-err), request->label);
		break;
	case EINVAL:
		tell_unsuited(request, err);
		break;
	default:
		trouble_control(NAME, err);
	}
}

/* --- Run ------------------------------------------------------------------------------- */

static enum command_status create(const struct request *request)
{
	struct maps_info *info = NULL;
	struct maps_area *area;
	int err;

	err = maps_create(request->options, &area);
	if (err) {
		tell_failure(request, err);
		return COMMAND_FAILED;
	}
	err = maps_area_info(area, &info);
	if (err)
		message(NAME, "the area was created, but its properties could not be read: %s; 'maps list' shows them",
			strerror(-err));
	else
		puts(maps_info_path(info));
	maps_info_free(info);
	maps_close(area);
	return err ? COMMAND_FAILED : COMMAND_DONE;
}

static enum command_status create_run(int argc, char **argv)
{
	struct request request = { .options = maps_options_new() };
	enum command_status status;
	int ended;

	if (!request.options) {
		message(NAME, "%s; free some memory and try again", strerror(ENOMEM));
		return COMMAND_FAILED;
	}
	ended = parse(argc, argv, &request);
	status = ended >= 0 ? (enum command_status)ended : create(&request);
	maps_options_free(request.options);
	return status;
}

const struct command command_create = {
	.name = NAME,
	.summary = "create an area that has a device",
	.run = create_run,
};
