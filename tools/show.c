// SPDX-License-Identifier: BSD-2-Clause
/*
 * maps show: map a device, print the first word of each page, and how the kernel
 * has mapped it.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "argument.h"
#include "command.h"
#include "device-path.h"
#include "message.h"
#include "refusal.h"
#include "smaps.h"
#include "trouble.h"

#define NAME "show"
#define WORDS_A_LINE 8

/**
 * struct show - what is to be shown
 * @device: path of the device, or of any file; or the name or the label of one of ours
 * @private: MAP_PRIVATE in place of MAP_SHARED
 * @offset: where in the device the mapping begins, in bytes
 * @length: how long it is; 0 is up to the end
 * @write: whether @word is to be written to the beginning of the mapping
 */
struct show {
	const char *device;
	bool private;
	uint64_t offset;
	uint64_t length;
	bool write;
	uint32_t word;
};

static void print_usage(FILE *out)
{
	fprintf(out, "Usage: maps show [options] DEVICE\n\n"
		     "Map DEVICE, and print the first 32-bit word of each page and how it is mapped.\n\n"
		     "  -s, --shared          map it with MAP_SHARED (default)\n"
		     "  -p, --private         map it with MAP_PRIVATE\n"
		     "  -o, --offset SIZE     begin at this offset, a multiple of the page size\n"
		     "  -l, --length SIZE     map this many bytes (default: up to the end)\n"
		     "  -w, --write WORD      first write WORD, hexadecimal, to the beginning of the mapping\n"
		     "  -h, --help            this text\n\n"
		     "DEVICE is a path, or the name or the label of an area (maps list).\n"
		     "SIZE is a number of bytes, or a number followed by K, M, G or T.\n");
}

/* Returns a status where the command ends here, and -1 where it goes on. */
static int parse(int argc, char **argv, struct show *show)
{
	static const struct option options[] = {
		{ "shared", no_argument, NULL, 's' },
		{ "private", no_argument, NULL, 'p' },
		{ "offset", required_argument, NULL, 'o' },
		{ "length", required_argument, NULL, 'l' },
		{ "write", required_argument, NULL, 'w' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 }
	};
	bool good = true;
	int option;

	while ((option = getopt_long(argc, argv, "spo:l:w:h", options, NULL)) != -1) {
		switch (option) {
		case 's':
			show->private = false;
			break;
		case 'p':
			show->private = true;
			break;
		case 'o':
			good &= argument_offset(NAME, "--offset", optarg, (uint64_t)sysconf(_SC_PAGESIZE),
						&show->offset);
			break;
		case 'l':
			good &= argument_size(NAME, "--length", optarg, &show->length);
			if (good && show->length == 0) {
				message(NAME, "--length 0: nothing to show; the default is up to the end");
				good = false;
			}
			break;
		case 'w':
			good &= argument_word(NAME, "--write", optarg, &show->word);
			show->write = true;
			break;
		case 'h':
			print_usage(stdout);
			return COMMAND_DONE;
		default:
			message_usage(NAME);
			return COMMAND_USAGE;
		}
	}
	if (good && argc - optind != 1) {
		message(NAME, argc == optind ? "no device; name one to show"
					     : "one device at a time");
		good = false;
	}
	if (!good) {
		message_usage(NAME);
		return COMMAND_USAGE;
	}
	show->device = argv[optind];
	return -1;
}

/* Fill in the length that was left open. */
static bool complete(struct show *show, int fd)
{
	off_t end;

	if (show->length)
		return true;
	end = lseek(fd, 0, SEEK_END);
	if (end <= 0) {
		message(NAME, "%s: it does not report its size; give the length with --length", show->device);
		return false;
	}
	if ((uint64_t)end <= show->offset) {
		message(NAME, "--offset %" PRIu64 ": past the end of %s, which has %" PRIu64 " bytes",
			show->offset, show->device, (uint64_t)end);
		return false;
	}
	show->length = (uint64_t)end - show->offset;
	return true;
}

static sigjmp_buf bus_error;

static void on_bus_error(int signal)
{
	(void)signal;
	siglongjmp(bus_error, 1);
}

/*
 * Print the words. A driver may have mapped less than it said: the page where
 * that shows is reported, in place of a death by SIGBUS.
 */
static bool print_words(const struct show *show, unsigned char *memory)
{
	size_t page_size = (size_t)sysconf(_SC_PAGESIZE);
	struct sigaction action = { .sa_handler = on_bus_error }, before;
	volatile size_t at = 0;
	bool good = false;

	sigaction(SIGBUS, &action, &before);
	if (sigsetjmp(bus_error, 1) == 0) {
		if (show->write)
			memcpy(memory, &show->word, sizeof(show->word));
		for (at = 0; at < show->length; at += page_size) {
			uint32_t word;

			memcpy(&word, memory + at, sizeof(word));
			printf("[%08" PRIx32 "]%c", word,
			       (at / page_size) % WORDS_A_LINE == WORDS_A_LINE - 1 ||
			       at + page_size >= show->length ? '\n' : ' ');
		}
		good = true;
	} else {
		if ((at / page_size) % WORDS_A_LINE)
			putchar('\n');
		fflush(stdout);
		message(NAME, "%s: page %zu of the mapping: Bus error: mmap succeeded, but nothing is mapped there;\n"
			"  the driver mapped less than was requested, or ignored an error of the function that maps",
			show->device, at / page_size);
	}
	sigaction(SIGBUS, &before, NULL);
	return good;
}

/* How the pages came into the mapping, as far as its flags tell. */
static const char *method(const struct smaps *smaps)
{
	if (smaps_has_flag(smaps, "pf"))
		return "by page number, without struct page (remap_pfn_range)";
	if (smaps_has_flag(smaps, "mm"))
		return "struct pages, inserted by the driver";
	return "struct pages, by page fault";
}

static bool print_mapping(const struct show *show, const void *memory)
{
	struct smaps smaps;
	int err = smaps_read(memory, &smaps);

	if (err) {
		message(NAME, "/proc/self/smaps: %s; is /proc mounted?", strerror(-err));
		return false;
	}
	printf("%s mapping of %" PRIu64 " kB, %s\n", show->private ? "Private" : "Shared",
	       (show->length + 1023) / 1024, method(&smaps));
	if (smaps_has_flag(&smaps, "pf"))
		printf("  present: unknown, the kernel does not count pages without struct page\n");
	else
		printf("  present %" PRIu64 " kB, of that private copies %" PRIu64 " kB, in huge entries %" PRIu64
		       " kB\n", smaps.rss / 1024, smaps.anonymous / 1024, smaps.pmd_mapped / 1024);
	printf("  VmFlags %s\n", smaps.vm_flags);
	return true;
}

static enum command_status show_mapping(const struct show *show, int fd)
{
	int protection = PROT_READ | (show->write ? PROT_WRITE : 0);
	void *memory = mmap(NULL, show->length, protection, show->private ? MAP_PRIVATE : MAP_SHARED,
			    fd, (off_t)show->offset);
	bool good;

	if (memory == MAP_FAILED) {
		message(NAME, "%s: mmap: %s", show->device, strerror(errno));
		if (!refusal_explain(fd, stderr))
			fprintf(stderr, "  next:   'maps explain -- maps show %s', with these options, finds out why\n",
				show->device);
		return COMMAND_FAILED;
	}
	printf("Mapped memory is at %p\n", memory);
	good = print_words(show, memory) && print_mapping(show, memory);
	munmap(memory, show->length);
	return good ? COMMAND_DONE : COMMAND_FAILED;
}

static enum command_status show_run(int argc, char **argv)
{
	struct show show = { 0 };
	enum command_status status = COMMAND_FAILED;
	int ended = parse(argc, argv, &show);
	char path[PATH_MAX];
	int fd;

	if (ended >= 0)
		return (enum command_status)ended;

	/* A private mapping can be written without the right to write the device. */
	show.device = device_path(show.device, path);
	fd = open(show.device, (show.write && !show.private ? O_RDWR : O_RDONLY) | O_CLOEXEC);
	if (fd < 0) {
		trouble_any_device(NAME, show.device, -errno);
		return COMMAND_FAILED;
	}
	if (complete(&show, fd))
		status = show_mapping(&show, fd);
	close(fd);
	return status;
}

const struct command command_show = {
	.name = NAME,
	.summary = "map a device and print the first word of each page",
	.run = show_run,
};
