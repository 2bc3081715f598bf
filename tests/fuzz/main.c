// SPDX-License-Identifier: BSD-2-Clause
/*
 * A fuzzer of the driver, guided by which of its code runs.
 *
 *	dice.c		numbers that look random, from a seed
 *	call.c		the table of calls, and of what is worth trying
 *	program.c	a program: a list of calls; roll one, mutate one
 *	text.c		a program as text, which people read and write
 *	scene.c		a process that runs a program, and what it knows of the memory
 *	perform-*.c	the calls themselves
 *	cover.c		which code of the driver ran (KCOV)
 *	edges.c		a set of steps from one place of the code to the next
 *	execute.c	run a program to its end, and judge what comes of it
 *	leftovers.c	what a program must not leave behind
 *	kernel-log.c	what the kernel complains of meanwhile
 *	corpus.c	programs that are kept
 *	main.c		the rounds
 *
 * The corpus is run first. In each round after that a program is rolled, or made of
 * others, and run. If it took a step in the driver that no program took before, calls are
 * taken from it as long as it still does, and it joins the others: so what leads somewhere
 * is what is built upon.
 *
 * All that is random comes from the seed, and each program finds a driver without areas.
 * So the same seed, corpus and number of rounds do the same, as far as programs of several
 * processes do.
 *
 * It is run in the machine, by "make fuzz". The console (vm/run --log) has each program
 * before it is run: where the machine is lost, the last one there has done it.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "corpus.h"
#include "dice.h"
#include "edges.h"
#include "execute.h"
#include "kernel-log.h"
#include "program.h"
#include "text.h"

/* Programs that are run between two lines that say how it goes. */
#define PROGRESS	250

/**
 * struct fuzzer - a run of the fuzzer
 * @seed: what the dice began with
 * @dice: for all that is rolled
 * @rounds: programs to run, all in all
 * @round: programs that were run
 * @folder: for what is found
 * @corpus: programs to build upon
 * @known: the steps that they take
 * @found: programs that this run found
 */
struct fuzzer {
	uint64_t seed;
	struct dice dice;
	unsigned long rounds;
	unsigned long round;
	const char *folder;
	struct corpus corpus;
	struct edges known;
	unsigned long found;
};

static void usage(FILE *to)
{
	fputs("Usage: fuzz [options] [FILE...]\n"
	      "\n"
	      "Run the programs of the FILEs on maps.ko, and then others that are made of them.\n"
	      "\n"
	      "  --rounds N    programs to run, those of the FILEs included (default 1000)\n"
	      "  --seed N      repeat what was run with that seed\n"
	      "  --out FOLDER  for what is found (default /collect/corpus-new)\n"
	      "  --only        run the programs of the FILEs alone, again and again\n"
	      "  --blind       without KCOV: nothing is kept\n"
	      "  --check       say whether the FILEs can be understood, and run nothing\n"
	      "  -h, --help    this text\n"
	      "\n"
	      "Exit status: 1 where a program made the driver do what it must not; 2: wrong option.\n", to);
}

/* --- A program --------------------------------------------------------------------------- */

static void announce(const struct fuzzer *fuzzer, const struct program *program)
{
	char text[TEXT_SIZE], line[TEXT_SIZE + 100];

	text_encode(program, text);
	snprintf(line, sizeof(line), "\nfuzz: seed %llu, program %lu:\n%s", (unsigned long long)fuzzer->seed,
		 fuzzer->round, text);
	kernel_log_console(line);
}

static void progress(const struct fuzzer *fuzzer)
{
	if (fuzzer->round % PROGRESS == 0)
		fprintf(stderr, "fuzz: %lu of %lu programs; %zu places and %zu steps of the driver; %lu programs found\n",
			fuzzer->round, fuzzer->rounds, edges_places(&fuzzer->known), fuzzer->known.count,
			fuzzer->found);
}

static void run(struct fuzzer *fuzzer, const struct program *program, struct outcome *outcome)
{
	fuzzer->round++;
	announce(fuzzer, program);
	execute(program, outcome);
	progress(fuzzer);
}

/* Whether the program still does what it did: it is asked each time a call was taken from it. */
typedef bool still_does(struct fuzzer *fuzzer, const struct program *program, void *what);

/* Take calls from the program, the last ones first, as long as it still does what it did. */
static void shorten(struct fuzzer *fuzzer, struct program *program, still_does *still, void *what)
{
	unsigned int i = program->count;

	while (i-- > 0) {
		struct program shorter = *program;

		program_delete(&shorter, i);
		program_mend(&shorter);
		if (!shorter.count || !still(fuzzer, &shorter, what))
			continue;
		*program = shorter;
		/* Those that needed what was taken are gone, too. */
		if (i > program->count)
			i = program->count;
	}
}

/* --- When something is wrong ------------------------------------------------------------- */

static bool still_violates(struct fuzzer *fuzzer, const struct program *program, void *what)
{
	struct outcome *outcome = what;

	run(fuzzer, program, outcome);
	return outcome->verdict == VERDICT_VIOLATION;
}

static void say_failure(const struct fuzzer *fuzzer, const struct program *program, const char *what)
{
	char text[TEXT_SIZE];

	text_encode(program, text);
	printf("fuzz: seed %llu, program %lu: %s\n%s", (unsigned long long)fuzzer->seed, fuzzer->round, what, text);
	fflush(stdout);
	corpus_write(fuzzer->folder, program, what);
}

static void fail(struct fuzzer *fuzzer, const struct program *program, const struct outcome *outcome)
{
	struct outcome again = {};
	struct program shorter = *program;

	say_failure(fuzzer, program, outcome->what);
	/* Where the kernel is not what it was, more programs would tell nothing. */
	if (outcome->verdict == VERDICT_VIOLATION) {
		shorten(fuzzer, &shorter, still_violates, &again);
		if (shorter.count < program->count && still_violates(fuzzer, &shorter, &again))
			say_failure(fuzzer, &shorter, again.what);
	}
	exit(1);
}

/* --- The rounds -------------------------------------------------------------------------- */

/* Run it; end here where it makes the driver do what it must not. */
static void run_well(struct fuzzer *fuzzer, const struct program *program, struct outcome *outcome)
{
	run(fuzzer, program, outcome);
	if (outcome->verdict != VERDICT_GOOD)
		fail(fuzzer, program, outcome);
}

static bool still_steps(struct fuzzer *fuzzer, const struct program *program, void *what)
{
	static struct outcome outcome;

	run_well(fuzzer, program, &outcome);
	return edges_include(&outcome.edges, what);
}

/* The program took these steps first: shorten it, and keep it, if it takes them again. */
static void keep(struct fuzzer *fuzzer, struct program *program, const struct edges *news)
{
	static struct outcome again;
	static struct edges lasting;
	char comment[100];

	run_well(fuzzer, program, &again);
	edges_common(&lasting, news, &again.edges);
	if (!lasting.count)
		return;
	shorten(fuzzer, program, still_steps, &lasting);
	corpus_add(&fuzzer->corpus, program);
	fuzzer->found++;
	snprintf(comment, sizeof(comment), "%zu steps of the driver; seed %llu, program %lu", lasting.count,
		 (unsigned long long)fuzzer->seed, fuzzer->round);
	corpus_write(fuzzer->folder, program, comment);
}

static void next_program(struct fuzzer *fuzzer, struct program *program)
{
	const struct corpus *corpus = &fuzzer->corpus;

	if (!corpus->count || dice_one_in(&fuzzer->dice, 4)) {
		program_roll(program, &fuzzer->dice);
		return;
	}
	*program = corpus->programs[dice_below(&fuzzer->dice, corpus->count)];
	program_mutate(program, &corpus->programs[dice_below(&fuzzer->dice, corpus->count)], &fuzzer->dice);
}

static void run_corpus(struct fuzzer *fuzzer)
{
	static struct outcome outcome;
	static struct edges news;
	size_t i, redundant = 0;

	for (i = 0; i < fuzzer->corpus.count; i++) {
		run_well(fuzzer, &fuzzer->corpus.programs[i], &outcome);
		edges_new(&news, &outcome.edges, &fuzzer->known);
		redundant += !news.count;
		edges_add_all(&fuzzer->known, &news);
	}
	printf("fuzz: corpus: %zu programs, %zu places and %zu steps of the driver; %zu programs add nothing\n",
	       fuzzer->corpus.count, edges_places(&fuzzer->known), fuzzer->known.count, redundant);
	fflush(stdout);
}

static void run_rounds(struct fuzzer *fuzzer)
{
	static struct outcome outcome;
	static struct edges news;
	struct program program;

	while (fuzzer->round < fuzzer->rounds) {
		next_program(fuzzer, &program);
		if (!program.count)
			continue;
		run_well(fuzzer, &program, &outcome);
		edges_new(&news, &outcome.edges, &fuzzer->known);
		edges_add_all(&fuzzer->known, &news);
		if (news.count)
			keep(fuzzer, &program, &news);
	}
}

static void run_only(struct fuzzer *fuzzer)
{
	static struct outcome outcome;
	size_t i = 0;

	while (fuzzer->corpus.count && fuzzer->round < fuzzer->rounds)
		run_well(fuzzer, &fuzzer->corpus.programs[i++ % fuzzer->corpus.count], &outcome);
}

/* --- What is asked for ------------------------------------------------------------------- */

static uint64_t read_number(const char *option, const char *text)
{
	char *end;
	uint64_t number;

	errno = 0;
	number = strtoull(text, &end, 0);
	if (errno || end == text || *end) {
		fprintf(stderr, "fuzz: --%s %s: not a number\n", option, text);
		exit(2);
	}
	return number;
}

static uint64_t any_seed(void)
{
	uint32_t seed;

	if (getrandom(&seed, sizeof(seed), 0) != sizeof(seed))
		seed = time(NULL);
	return seed;
}

int main(int argc, char **argv)
{
	enum { ROUNDS = 256, SEED, OUT, ONLY, BLIND, CHECK };
	static const struct option options[] = {
		{ "rounds", required_argument, NULL, ROUNDS }, { "seed", required_argument, NULL, SEED },
		{ "out", required_argument, NULL, OUT }, { "only", no_argument, NULL, ONLY },
		{ "blind", no_argument, NULL, BLIND }, { "check", no_argument, NULL, CHECK },
		{ "help", no_argument, NULL, 'h' },
		{}
	};
	static struct fuzzer fuzzer = { .rounds = 1000, .folder = "/collect/corpus-new" };
	bool blind = false, only = false, check = false, seeded = false;
	int option;

	while ((option = getopt_long(argc, argv, "h", options, NULL)) >= 0) {
		switch (option) {
		case ROUNDS:
			fuzzer.rounds = read_number("rounds", optarg);
			break;
		case SEED:
			fuzzer.seed = read_number("seed", optarg);
			seeded = true;
			break;
		case OUT:
			fuzzer.folder = optarg;
			break;
		case ONLY:
			only = true;
			break;
		case BLIND:
			blind = true;
			break;
		case CHECK:
			check = true;
			break;
		case 'h':
			usage(stdout);
			return 0;
		default:
			fputs("Try 'fuzz --help'.\n", stderr);
			return 2;
		}
	}
	for (; optind < argc; optind++)
		if (!corpus_read(&fuzzer.corpus, argv[optind]))
			return 1;
	if (check)
		return 0;
	if (!seeded)
		fuzzer.seed = any_seed();
	fuzzer.dice.state = fuzzer.seed;
	if (!execute_prepare(blind))
		return 1;

	printf("fuzz: seed %llu, %lu programs\n", (unsigned long long)fuzzer.seed, fuzzer.rounds);
	fflush(stdout);
	if (only) {
		run_only(&fuzzer);
	} else {
		run_corpus(&fuzzer);
		run_rounds(&fuzzer);
	}
	if (!fuzzer.round && !fuzzer.corpus.count) {
		fputs("fuzz: there was no program to run\n", stderr);
		return 1;
	}
	if (!blind && !fuzzer.known.count && !only) {
		fputs("fuzz: no code of the driver was seen to run: is it built for KCOV?\n", stderr);
		return 1;
	}
	printf("fuzz: %lu programs, %zu places and %zu steps of the driver; %lu programs found; nothing wrong\n",
	       fuzzer.round, edges_places(&fuzzer.known), fuzzer.known.count, fuzzer.found);
	return 0;
}
