// SPDX-License-Identifier: BSD-2-Clause
/* maps check: a conformance suite for the mmap of any driver. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <linux/magic.h>
#include <linux/major.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <libsmartcols/libsmartcols.h>

#include "argument.h"
#include "check/check.h"
#include "check/report.h"
#include "check/suite.h"
#include "check/survey.h"
#include "check/target.h"
#include "command.h"
#include "device-path.h"
#include "message.h"
#include "trouble.h"

#define NAME "check"
#define SECONDS 10

/**
 * struct options - what was asked for
 * @target: the device, as far as the options tell
 * @selection: which checks
 * @expect: what the driver should be by design; NULL: anything
 * @milliseconds: how long a check may take
 * @report: the form of the output
 * @list: list the checks and run none
 */
struct options {
	struct target target;
	struct selection selection;
	const char *expect;
	int milliseconds;
	const struct report *report;
	bool list;
};

static void print_usage(FILE *out)
{
	fprintf(out, "Usage: maps check [options] DEVICE\n"
		     "       maps check [options] --fd NUMBER\n\n"
		     "Check the mmap of DEVICE, of any driver, or of a file; an area's label will do, too.\n\n"
		     "  -o, --only NAMES      run these groups or checks only, with commas between\n"
		     "  -s, --skip NAMES      do not run these\n"
		     "  -e, --expect WORDS    fail unless its design is read-only,shared-only,..., or none\n"
		     "  -r, --read-only       do not write to the device\n"
		     "      --fd NUMBER       check an open descriptor\n"
		     "      --offset SIZE     where the memory to check begins (default: 0)\n"
		     "      --length SIZE     how long it is (default: found out)\n"
		     "      --scratch DIR     where to make temporary files (default: TMPDIR, or /var/tmp)\n"
		     "      --timeout SECONDS for one check (default: %d)\n"
		     "      --tap, --json     another form of output\n"
		     "      --list            list the checks\n"
		     "  -h, --help            this text\n", SECONDS);
}

/* --- Options ------------------------------------------------------------------------ */

enum {
	OPTION_FD = 256,
	OPTION_OFFSET,
	OPTION_LENGTH,
	OPTION_SCRATCH,
	OPTION_TIMEOUT,
	OPTION_TAP,
	OPTION_JSON,
	OPTION_LIST,
};

static bool parse_names(const char *option, const char *names)
{
	char *unknown = selection_unknown(names);

	if (unknown)
		message(NAME, "%s %s: no group and no check is called '%s'; 'maps check --list' has all", option, names,
			unknown);
	free(unknown);
	return !unknown;
}

static bool parse_words(const char *words)
{
	char *unknown = design_unknown(words);

	if (unknown)
		message(NAME, "--expect %s: unknown word '%s'; maps-check(1) has all", words, unknown);
	free(unknown);
	return !unknown;
}

static bool parse_option(struct options *options, int option)
{
	struct target *target = &options->target;
	uint64_t size = 0;
	long number = 0;
	bool good = true;

	switch (option) {
	case 'o':
		options->selection.only = optarg;
		return parse_names("--only", optarg);
	case 's':
		options->selection.skip = optarg;
		return parse_names("--skip", optarg);
	case 'e':
		good = parse_words(optarg);
		options->expect = optarg;
		break;
	case 'r':
		target->frozen = "--read-only: it is not to be written to";
		break;
	case OPTION_FD:
		good = argument_number(NAME, "--fd", optarg, 0, INT32_MAX, &number);
		target->fd = (int)number;
		break;
	case OPTION_OFFSET:
		good = argument_offset(NAME, "--offset", optarg, target->page, &size);
		target->base = (off_t)size;
		break;
	case OPTION_LENGTH:
		good = argument_offset(NAME, "--length", optarg, target->page, &size);
		if (good && size == 0) {
			message(NAME, "--length 0: nothing to check; the default is found out");
			good = false;
		}
		target->length = size;
		target->window = true;
		break;
	case OPTION_SCRATCH:
		target->scratch = optarg;
		break;
	case OPTION_TIMEOUT:
		good = argument_number(NAME, "--timeout", optarg, 1, 3600, &number);
		options->milliseconds = (int)number * 1000;
		break;
	case OPTION_TAP:
		options->report = &report_tap;
		break;
	case OPTION_JSON:
		options->report = &report_json;
		break;
	case OPTION_LIST:
		options->list = true;
		break;
	default:
		return false;
	}
	return good;
}

static bool complete(struct options *options, int argc, char **argv)
{
	struct target *target = &options->target;
	static char path[PATH_MAX];

	if (options->list)
		return true;
	if (argc - optind + (target->fd >= 0) != 1) {
		message(NAME, argc == optind ? "no device; which one is to be checked?" : "one device at a time");
		return false;
	}
	if (target->fd < 0)
		target->path = device_path(argv[optind], path);
	return true;
}

/* Returns a status where the command ends here, and -1 where it goes on. */
static int parse(int argc, char **argv, struct options *options)
{
	static const struct option known[] = {
		{ "only", required_argument, NULL, 'o' },
		{ "skip", required_argument, NULL, 's' },
		{ "expect", required_argument, NULL, 'e' },
		{ "read-only", no_argument, NULL, 'r' },
		{ "fd", required_argument, NULL, OPTION_FD },
		{ "offset", required_argument, NULL, OPTION_OFFSET },
		{ "length", required_argument, NULL, OPTION_LENGTH },
		{ "scratch", required_argument, NULL, OPTION_SCRATCH },
		{ "timeout", required_argument, NULL, OPTION_TIMEOUT },
		{ "tap", no_argument, NULL, OPTION_TAP },
		{ "json", no_argument, NULL, OPTION_JSON },
		{ "list", no_argument, NULL, OPTION_LIST },
		{ "help", no_argument, NULL, 'h' },
		{ 0 }
	};
	bool good = true;
	int option;

	while ((option = getopt_long(argc, argv, "o:s:e:rh", known, NULL)) != -1) {
		if (option == 'h') {
			print_usage(stdout);
			return COMMAND_DONE;
		}
		good &= parse_option(options, option);
	}
	if (!good || !complete(options, argc, argv)) {
		message_usage(NAME);
		return COMMAND_USAGE;
	}
	return -1;
}

/* --- List ----------------------------------------------------------------------------- */

static void add_line(struct libscols_table *table, const struct check_group *group, const struct check *check)
{
	struct libscols_line *line = scols_table_new_line(table, NULL);
	char name[64];

	snprintf(name, sizeof(name), "%s.%s", group->name, check->name);
	if (line) {
		scols_line_set_data(line, 0, name);
		scols_line_set_data(line, 1, check->sentence);
	}
}

static enum command_status list_checks(bool json)
{
	struct libscols_table *table;

	scols_init_debug(0);
	table = scols_new_table();
	if (!table || !scols_table_new_column(table, "CHECK", 0, 0) || !scols_table_new_column(table, "SENTENCE", 0, 0)) {
		message(NAME, "%s; free some memory and try again", strerror(ENOMEM));
		scols_unref_table(table);
		return COMMAND_FAILED;
	}
	scols_table_set_name(table, "checks");
	scols_table_enable_json(table, json);
	for (size_t i = 0; check_groups[i]; i++)
		for (const struct check *check = check_groups[i]->checks; check->name; check++)
			add_line(table, check_groups[i], check);
	scols_print_table(table);
	scols_unref_table(table);
	return COMMAND_DONE;
}

/* --- Check ------------------------------------------------------------------------------ */

/* Whether a file system, or another one who wants it for himself, has the disk: then nobody else writes to it. */
static bool is_disk_in_use(const char *path)
{
	struct stat status;
	int fd;

	if (stat(path, &status) != 0 || !S_ISBLK(status.st_mode))
		return false;
	fd = open(path, O_RDONLY | O_EXCL | O_CLOEXEC | O_NONBLOCK);
	if (fd >= 0)
		close(fd);
	return fd < 0 && errno == EBUSY;
}

/* Whether it is a disk that must not be written to, which has been said then. */
static bool refuse_disk(const struct target *target, const char *path)
{
	if (target->frozen || !is_disk_in_use(path))
		return false;
	message(NAME, "%s: is in use, for example by a mounted file system; --read-only checks it without writing",
		target->name);
	return true;
}

/* The memory of the machine: /dev/mem, and /dev/kmem, which old kernels have. */
static bool is_memory(const struct stat *status)
{
	return S_ISCHR(status->st_mode) && major(status->st_rdev) == MEM_MAJOR &&
	       (minor(status->st_rdev) == 1 || minor(status->st_rdev) == 2);
}

/* Whether what is open to be written must not be, which has been said then. */
static bool refuse_to_write(const struct target *target, const struct stat *status)
{
	char path[40];

	if (target->frozen || target->mode == O_RDONLY)
		return false;
	if (is_memory(status)) {
		message(NAME, "%s: is the memory of this machine, whoever uses it; --read-only checks it without writing",
			target->name);
		return true;
	}
	snprintf(path, sizeof(path), "/proc/self/fd/%d", target->fd);
	return refuse_disk(target, path);
}

/* Open it to be written, too, if that can be and is wanted. */
static bool open_path(struct target *target)
{
	target->name = target->path;
	/* Before it is opened to be written: when such a descriptor is closed, others look at the disk anew. */
	if (refuse_disk(target, target->path))
		return false;
	if (!target->frozen) {
		target->mode = O_RDWR;
		target->fd = open(target->path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
		/* No right to write, no way to write: each driver has its own error for that. */
		if (target->fd >= 0 || errno == ENOENT || errno == ENOTDIR || errno == EISDIR)
			return true;
	}
	target->mode = O_RDONLY;
	target->fd = open(target->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	return true;
}

static bool use_descriptor(struct target *target)
{
	int mode = fcntl(target->fd, F_GETFL);

	target->name = "descriptor";
	if (mode < 0)
		message(NAME, "--fd %d: %s; give it as 3</dev/DEVICE", target->fd, strerror(errno));
	target->mode = mode & O_ACCMODE;
	return mode >= 0;
}

/*
 * Such a file is a driver's, as /sys/bus/pci/devices/.../resource0 is, or, on kernels where that is a regular file, a
 * DMA-BUF: nobody promises what is behind its end.
 */
static bool is_file_of_kernel(int fd)
{
	static const unsigned int magics[] = {
		SYSFS_MAGIC, PROC_SUPER_MAGIC, DEBUGFS_MAGIC, TRACEFS_MAGIC, DMA_BUF_MAGIC, ANON_INODE_FS_MAGIC,
	};
	struct statfs status;
	bool found = false;

	for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]) && fstatfs(fd, &status) == 0; i++)
		found |= (unsigned int)status.f_type == magics[i];
	return found;
}

static bool open_target(struct target *target)
{
	struct stat status;

	if (target->path ? !open_path(target) : !use_descriptor(target))
		return false;
	/* A check's process has no standard input or output, whatever that was: see apart_run(). */
	if (target->fd >= 0 && target->fd <= STDERR_FILENO)
		target->fd = fcntl(target->fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	if (target->fd < 0 || fstat(target->fd, &status) < 0) {
		trouble_any_device(NAME, target->name, -errno);
		return false;
	}
	if (S_ISDIR(status.st_mode)) {
		trouble_any_device(NAME, target->name, -EISDIR);
		return false;
	}
	if (target->mode == O_WRONLY) {
		message(NAME, "%s: is open for writing only; open it with O_RDWR", target->name);
		return false;
	}
	if (refuse_to_write(target, &status))
		return false;
	target->is_file = S_ISBLK(status.st_mode) || (S_ISREG(status.st_mode) && !is_file_of_kernel(target->fd));
	return true;
}

/*
 * Whether there is nothing to check where the options say, which has been said then. A driver may tell the
 * size of something else than its memory, as /proc/bus/pci does: what can be mapped and read is there.
 */
static bool refuse_window(const struct target *target)
{
	size_t told = (target->end + target->page - 1) / target->page * target->page, base = (size_t)target->base;
	bool there = target->design.mappable && target->design.touch == 0;

	if (target->is_file && !target->size) {
		message(NAME, "%s: is empty%s; there is nothing to check", target->name,
			target->base ? " from --offset on" : "");
		return true;
	}
	if (!target->end || (there && !target->is_file) || (base < told && target->length <= told - base))
		return false;
	message(NAME, "%s: %s reaches beyond its end: it tells %zu bytes", target->name,
		base < told ? "--length" : "--offset", target->end);
	return true;
}

static enum command_status check(int argc, char **argv)
{
	const char *scratch = getenv("TMPDIR");
	struct options options = {
		.target = { .fd = -1, .page = (size_t)sysconf(_SC_PAGESIZE), .scratch = scratch ? scratch : "/var/tmp" },
		.milliseconds = SECONDS * 1000,
		.report = &report_person,
	};
	struct tally tally = { 0 };
	int status = parse(argc, argv, &options), err;

	if (status >= 0)
		return status;
	if (options.list)
		return list_checks(options.report == &report_json);
	if (!open_target(&options.target))
		return COMMAND_FAILED;
	err = survey(&options.target, options.milliseconds);
	if (err) {
		trouble_any_device(NAME, options.target.name, err);
		return COMMAND_FAILED;
	}
	if (refuse_window(&options.target))
		return COMMAND_FAILED;
	options.report->begin(&options.target);
	if (options.expect)
		suite_expect(&options.target, options.expect, options.report, &tally);
	err = suite_run(&options.target, &options.selection, options.milliseconds, options.report, &tally);
	if (err) {
		trouble_any_device(NAME, options.target.name, err);
		return COMMAND_FAILED;
	}
	options.report->end(&options.target, &tally);
	return tally.count[OUTCOME_FAIL] ? COMMAND_FAILED : COMMAND_DONE;
}

const struct command command_check = {
	.name = NAME,
	.summary = "check the mmap of any device for conformance",
	.run = check,
};
