// SPDX-License-Identifier: BSD-2-Clause
/* maps bench: measure what mapping costs on this machine. */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "argument.h"
#include "bench-columns.h"
#include "bench-figures.h"
#include "command.h"
#include "message.h"
#include "progress.h"
#include "refusal.h"
#include "size.h"
#include "table.h"
#include "trouble.h"

#define NAME "bench"
#define DEFAULT "BACKING,MAPPER,ACCESS,TIME,RATIO,FAULTS,INSTRUCTIONS,TLB"

static const char *const backings[] = { "vmalloc", "contig", "huge", "shmem", NULL };
static const char *const mappers[] = { "remap", "range", "insert", "fault", "huge", "shmem", NULL };
static const char *const accesses[] = { "read", "write", "private", NULL };

/**
 * struct bench - what is to be measured, and how far that is
 * @view: what is shown of it
 * @size: of each area, in bytes, whole pages
 * @runs: of which the median is taken
 * @backings, @mappers, @accesses: bits of the words that were chosen; 0 for all
 * @counters: of the processor
 * @table: the lines that are there
 * @base: the time for a page of what others are compared with, for each access
 * @steps, @step: how many measurements there are, and which one it is
 * @contig_told: that there is no block of that size
 * @failed: that something was not measured which should have been
 */
struct bench {
	struct view view;
	uint64_t size;
	unsigned int runs;
	unsigned int backings;
	unsigned int mappers;
	unsigned int accesses;
	struct bench_counters counters;
	struct libscols_table *table;
	double base[BENCH_ACCESSES];
	unsigned int steps;
	unsigned int step;
	bool contig_told;
	bool failed;
};

static void print_usage(FILE *out)
{
	fprintf(out, "Usage: maps bench [options]\n\n"
		     "Measure what it costs to map an area, touch its pages and unmap it, for every backing\n"
		     "with every mapper that suits it, beside memfd and anonymous memory. The areas have no\n"
		     "device, and are gone at the end.\n\n"
		     "  -s, --size SIZE       the size of each area (default: 64M)\n"
		     "  -b, --backing WORDS   only these, separated by commas: vmalloc, contig, huge, shmem\n"
		     "  -m, --mapper WORDS    only these: remap, range, insert, fault, huge, shmem\n"
		     "  -a, --access WORDS    read (default) or write each page of a shared mapping; or\n"
		     "                        private: write a page in each 2M of a private mapping\n"
		     "  -R, --repeat NUMBER   take the median of this many runs (default: 5)\n");
	view_usage(&bench_columns, out);
	fprintf(out, "\nThe default columns are " DEFAULT ".\n");
}

/* --- Options ------------------------------------------------------------------------ */

static unsigned int bit_of(const char *const words[], const char *word, size_t length)
{
	for (unsigned int i = 0; words[i]; i++)
		if (strlen(words[i]) == length && strncmp(words[i], word, length) == 0)
			return 1U << i;
	return 0;
}

static bool is_chosen(unsigned int chosen, const char *const words[], const char *word)
{
	return !chosen || chosen & bit_of(words, word, strlen(word));
}

static bool take_words(const char *option, const char *text, const char *const words[], unsigned int *chosen)
{
	const char *word = text, *end;

	for (;; word = end + 1) {
		unsigned int bit;

		end = word + strcspn(word, ",");
		bit = bit_of(words, word, (size_t)(end - word));
		if (!bit)
			break;
		*chosen |= bit;
		if (!*end)
			return true;
	}
	message(NAME, "%s %s: no such word: '%.*s'; 'maps %s --help' lists them", option, text, (int)(end - word), word,
		NAME);
	return false;
}

static bool take_size(struct bench *bench, const char *text)
{
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE), size = 0;
	bool good = argument_area_size(NAME, "--size", text, &size);

	bench->size = (size + page - 1) / page * page;
	return good;
}

static bool take_option(struct bench *bench, int option, const char *text)
{
	long runs = 0;
	bool good;

	switch (option) {
	case 's':
		return take_size(bench, text);
	case 'b':
		return take_words("--backing", text, backings, &bench->backings);
	case 'm':
		return take_words("--mapper", text, mappers, &bench->mappers);
	case 'a':
		return take_words("--access", text, accesses, &bench->accesses);
	case 'R':
		good = argument_number(NAME, "--repeat", text, 1, BENCH_RUNS_MOST, &runs);
		bench->runs = (unsigned int)runs;
		return good;
	default:
		return view_option(&bench->view, NAME, option, text);
	}
}

static bool subject_is_chosen(const struct bench *bench, const struct bench_subject *subject)
{
	return subject->kind != BENCH_AREA || (is_chosen(bench->backings, backings, subject->backing) &&
					       is_chosen(bench->mappers, mappers, subject->mapper));
}

/* That something suits what was chosen; and how many steps that makes. */
static bool count_steps(struct bench *bench)
{
	unsigned int areas = 0, subjects = 0, each = 0;

	for (const struct bench_subject *subject = bench_subjects; subject->backing; subject++) {
		subjects += subject_is_chosen(bench, subject);
		areas += subject->kind == BENCH_AREA && subject_is_chosen(bench, subject);
	}
	for (int i = 0; i < BENCH_ACCESSES; i++)
		each += is_chosen(bench->accesses, accesses, bench_accesses[i].name);
	bench->steps = subjects * each;
	if (!areas)
		message(NAME, "--backing, --mapper: none of these suit each other; see maps(4), or leave one of them "
			"out");
	return areas;
}

/* Returns a status where the command ends here, and -1 where it goes on. */
static int parse(int argc, char **argv, struct bench *bench)
{
	static const struct option options[] = {
		{ "size", required_argument, NULL, 's' },
		{ "backing", required_argument, NULL, 'b' },
		{ "mapper", required_argument, NULL, 'm' },
		{ "access", required_argument, NULL, 'a' },
		{ "repeat", required_argument, NULL, 'R' },
		VIEW_LONG_OPTIONS,
		{ "help", no_argument, NULL, 'h' },
		{ 0 }
	};
	bool good = true;
	int option;

	while ((option = getopt_long(argc, argv, "s:b:m:a:R:h" VIEW_OPTIONS, options, NULL)) != -1) {
		if (option == 'h') {
			print_usage(stdout);
			return COMMAND_DONE;
		}
		good &= take_option(bench, option, optarg);
	}
	if (good && optind < argc) {
		message(NAME, "%s: this command creates its own areas; choose them with --backing and --mapper", argv[optind]);
		good = false;
	}
	if (!bench->accesses)
		bench->accesses = bit_of(accesses, "read", strlen("read"));
	if (!good || !count_steps(bench)) {
		message_usage(NAME);
		return COMMAND_USAGE;
	}
	return -1;
}

/* --- Before anything is measured ------------------------------------------------------ */

/* Whether areas can be made at all: it is said once, not of each. */
static bool can_create(void)
{
	struct maps_options *options = maps_options_new();
	struct maps_area *area = NULL;
	int err = options ? maps_options_set_size(options, 1) : -ENOMEM;

	if (!err)
		err = maps_create_anonymous(options, &area);
	maps_options_free(options);
	maps_close(area);
	/* These are of the memory, and told of each area. */
	if (!err || err == -ENOMEM || err == -EDQUOT)
		return true;
	trouble_control(NAME, err);
	return false;
}

/* What the kernel says can be had without swapping, in bytes; 0 where it does not say. */
static uint64_t available_memory(void)
{
	FILE *file = fopen("/proc/meminfo", "re");
	uint64_t kilobytes = 0;
	char line[128];

	if (!file)
		return 0;
	while (fgets(line, sizeof(line), file))
		if (sscanf(line, "MemAvailable: %" SCNu64, &kilobytes) == 1)
			break;
	fclose(file);
	return kilobytes << 10;
}

/* An area is refused where there is no memory; for memfd the kernel would kill somebody. */
static bool is_modest(const struct bench *bench)
{
	uint64_t available = available_memory();
	char size[SIZE_TEXT];

	/* A private mapping that is populated has copies of all pages, beside the pages. */
	if (!available || bench->size <= available / 3)
		return true;
	message(NAME, "--size %s: more than a third of the available memory, %" PRIu64 "M; take less, or free "
		"some", size_format(bench->size, size), available >> 20);
	return false;
}

/* --- Measure ---------------------------------------------------------------------------- */

/*
 * A contiguous block has a limit that is lower than the default size: that there is
 * none is a failure only for who has asked for one.
 */
static bool leave_contig_out(struct bench *bench, const struct bench_subject *subject, int err)
{
	char size[SIZE_TEXT];

	if (err != -ENOMEM || bench->backings || strcmp(subject->backing, "contig") != 0)
		return false;
	if (!bench->contig_told)
		message(NAME, "contig: left out, since there is no block of %s; '--backing contig --size 4M' measures it",
			size_format(bench->size, size));
	bench->contig_told = true;
	return true;
}

static void tell_not_made(struct bench *bench, const struct bench_subject *subject, int err)
{
	const char *next;

	progress_clear();
	if (leave_contig_out(bench, subject, err))
		return;
	bench->failed = true;
	if (strcmp(subject->backing, "contig") == 0 && err == -ENOMEM)
		next = "it is one block, at most 4M on most kernels: take less with --size";
	else if (err == -ENOMEM || err == -EDQUOT || err == -EOVERFLOW)
		next = trouble_memory(err);
	else
		next = "the kernel's log may tell more: dmesg";
	message(NAME, "%s by %s: %s; %s", subject->backing, subject->mapper, strerror(-err), next);
}

/*
 * remap_pfn_range() fills no private mapping of memory in pieces: that it does not is
 * no failure.
 */
static void tell_not_mapped(struct bench *bench, const struct bench_memory *memory,
			    const struct bench_access *access, int err)
{
	const struct bench_subject *subject = memory->subject;

	progress_clear();
	if (err == -EINVAL && strcmp(subject->mapper, "remap") == 0 && strcmp(access->name, "private") == 0) {
		message(NAME, "%s by %s, %s: left out, since remap_pfn_range() fills no private mapping of memory in "
			"pieces; the other mappers do", subject->backing, subject->mapper, access->name);
		return;
	}
	bench->failed = true;
	message(NAME, "%s by %s, %s: mmap: %s%s", subject->backing, subject->mapper, access->name, strerror(-err),
		err == -ENOMEM ? "; there is no memory for the page tables: take less with --size" : "");
	if (memory->area)
		refusal_explain(memory->fd, stderr);
}

static int add_row(struct bench *bench, const struct bench_subject *subject, size_t access,
		   const struct bench_cost *cost)
{
	struct bench_row row = {
		.subject = subject,
		.access = &bench_accesses[access],
		.pages = bench_access_pages(&bench_accesses[access], bench->size),
		.cost = *cost,
	};

	if (subject == bench_subjects)
		bench->base[access] = bench_each(cost->time, row.pages);
	row.base = bench->base[access];
	return table_add(bench->table, &bench->view, &row);
}

static void show_progress(struct bench *bench, const struct bench_subject *subject, const struct bench_access *access)
{
	char what[64];

	snprintf(what, sizeof(what), "%s by %s, %s", subject->backing, subject->mapper, access->name);
	progress_show(NAME, ++bench->step, bench->steps, what);
}

/* Returns 0; -ENOMEM where there is no memory for the table. */
static int measure_subject(struct bench *bench, const struct bench_subject *subject)
{
	struct bench_memory memory;
	int made = bench_memory_open(&memory, subject, bench->size), err = 0;

	if (made != 0)
		tell_not_made(bench, subject, made);
	for (size_t i = 0; i < BENCH_ACCESSES && !err; i++) {
		const struct bench_access *access = &bench_accesses[i];
		struct bench_cost cost;
		int mapped = 0;

		if (!is_chosen(bench->accesses, accesses, access->name))
			continue;
		memset(&cost, 0xff, sizeof(cost));	/* all unknown */
		show_progress(bench, subject, access);
		if (made == 0)
			mapped = bench_measure(&memory, access, &bench->counters, bench->runs, &cost);
		if (mapped != 0)
			tell_not_mapped(bench, &memory, access, mapped);
		err = add_row(bench, subject, i, &cost);
	}
	if (made == 0)
		bench_memory_close(&memory);
	return err;
}

static enum command_status measure(struct bench *bench)
{
	const struct bench_subject *subject;
	int err = -ENOMEM;

	bench->table = table_new(&bench->view);
	if (bench->table)
		err = 0;
	bench_counters_open(&bench->counters);
	for (subject = bench_subjects; subject->backing && !err; subject++)
		if (subject_is_chosen(bench, subject))
			err = measure_subject(bench, subject);
	bench_counters_close(&bench->counters);
	progress_clear();
	if (!err)
		err = scols_print_table(bench->table);
	if (err)
		message(NAME, "the table: %s; free some memory and try again", strerror(-err));
	scols_unref_table(bench->table);
	return err || bench->failed ? COMMAND_FAILED : COMMAND_DONE;
}

static enum command_status bench_run(int argc, char **argv)
{
	struct bench bench = { .view.set = &bench_columns, .size = 64 << 20, .runs = 5, .base = { -1, -1, -1 } };
	int ended;

	view_choose(&bench.view, DEFAULT);
	ended = parse(argc, argv, &bench);
	if (ended >= 0)
		return (enum command_status)ended;
	if (!can_create() || !is_modest(&bench))
		return COMMAND_FAILED;
	return measure(&bench);
}

const struct command command_bench = {
	.name = NAME,
	.summary = "measure what mapping costs on this machine",
	.run = bench_run,
};
