// SPDX-License-Identifier: BSD-2-Clause
/*
 * Races: threads of several processes map, write, protect, move, advise, fork, read, revoke,
 * create, destroy and unload, against each other. Each result has to be one that may be, and
 * each byte one that was written there. What each thread does follows from the seed.
 *
 *   races [--seed N] [--rounds N] [--processes N] [--threads N]
 *
 * Threads are of each process, rounds of each thread.
 */
#include <errno.h>
#include <getopt.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ledger.h"
#include "random.h"
#include "tests/abi/driver.h"
#include "tests/tap.h"
#include "touch.h"
#include "worker.h"

#define MOST_THREADS	64
#define UNLOAD_EVERY	150	/* rounds of the thread that does it */

static unsigned long seed, rounds = 1500, processes = 3, threads = 4;

static void *work(void *argument)
{
	struct worker *worker = argument;

	ledger_thread = worker->number;
	worker->random = random_mix(seed + worker->number);
	for (ledger_round = 0; ledger_round < rounds; ledger_round++) {
		/* The one who unloads gives up after some time: these are no rounds. */
		while (atomic_load(&ledger->wanted_back)) {
			worker_let_go(worker);
			commons_clear();
			worker_knock(worker);
		}
		if (worker->number == 0 && ledger_round % UNLOAD_EVERY == UNLOAD_EVERY - 1) {
			worker_let_go(worker);
			commons_clear();
			unload_and_load();
		} else if (random_below(&worker->random, 6) == 0) {
			commons_operate(worker);
		} else {
			worker_operate(worker);
		}
	}
	worker_let_go(worker);
	return NULL;
}

static void run_process(unsigned int number)
{
	static struct worker workers[MOST_THREADS];
	pthread_t started[MOST_THREADS];

	commons_make();
	for (unsigned int place = 0; place < threads; place++) {
		workers[place].number = (unsigned int)(number * threads + place);
		for (unsigned int i = 0; i < HELD; i++)
			workers[place].held[i].fd = -1;
		workers[place].lasting.fd = -1;
		if (pthread_create(&started[place], NULL, work, &workers[place])) {
			ledger_complain("a thread is not started");
			_exit(1);
		}
	}
	for (unsigned int place = 0; place < threads; place++)
		pthread_join(started[place], NULL);
	_exit(0);
}

static void run_all(void)
{
	pid_t children[MOST_THREADS];

	for (unsigned int number = 0; number < processes; number++) {
		children[number] = fork();
		if (children[number] == 0)
			run_process(number);
	}
	for (unsigned int number = 0; number < processes; number++) {
		int status = -1;

		waitpid(children[number], &status, 0);
		tap_equal(status, 0, "process %u of %lu comes to its end", number + 1, processes);
	}
}

/* What /proc/driver/maps says of all areas together. */
static void check_total(void)
{
	unsigned long size = 1, mappings = 1, bytes = 1;
	char line[256];
	FILE *file = fopen("/proc/driver/maps", "re");

	while (file && fgets(line, sizeof(line), file))
		sscanf(line, "total %lu - - - %lu %lu", &size, &mappings, &bytes);
	if (file)
		fclose(file);
	tap_ok(size == 0 && mappings == 0 && bytes == 0, "no area and no mapping is left: %lu, %lu, %lu", size,
	       mappings, bytes);
}

static void check_end(void)
{
	for (unsigned int i = 0; i < ledger->complaints && i < MOST_TOLD; i++)
		tap_note("%s", ledger->texts[i]);
	tap_equal(ledger->complaints, 0, "nothing was seen that may not be");
	for (unsigned int operation = 0; operation < OPERATIONS; operation++)
		tap_ok(ledger->done[operation] > 0, "%s: done %u times, refused %u times", operation_names[operation],
		       ledger->done[operation], ledger->refused[operation]);
	tap_ok(ledger->taken_away > 0, "an access was SIGBUS, %u times: the area was taken away", ledger->taken_away);
	tap_ok(ledger->absent > 0, "and the driver was missed, %u times", ledger->absent);
	for (int number = 0; number < 256; number++)
		area_destroy(number, MAPS_DESTROY_FORCE);
	check_total();
	tap_equal(driver_unload(), 0, "unloads");
}

static unsigned long number_of(const char *text, unsigned long most)
{
	char *end;
	unsigned long number = strtoul(text, &end, 0);

	if (!*text || *end || number > most) {
		fprintf(stderr, "races: %s: not a number up to %lu\n", text, most);
		exit(2);
	}
	return number;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "seed", required_argument, NULL, 's' },    { "rounds", required_argument, NULL, 'r' },
		{ "processes", required_argument, NULL, 'p' }, { "threads", required_argument, NULL, 't' }, { 0 }
	};
	unsigned int fresh;
	int option;

	if (getrandom(&fresh, sizeof(fresh), 0) != sizeof(fresh))
		tap_bail("no random number: %s", strerror(errno));
	seed = fresh;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 's')
			seed = number_of(optarg, UINT32_MAX);
		else if (option == 'r')
			rounds = number_of(optarg, UINT32_MAX);
		else if (option == 'p')
			processes = number_of(optarg, MOST_THREADS);
		else if (option == 't')
			threads = number_of(optarg, MOST_THREADS);
		else
			return 2;
	}
	tap_note("races --seed %lu --rounds %lu --processes %lu --threads %lu, on %ld processors", seed, rounds,
		 processes, threads, sysconf(_SC_NPROCESSORS_ONLN));
	ledger_make();
	touch_prepare();
	if (driver_load(area_parameters(DEVICES)))
		tap_bail("maps.ko: %s", driver_complaint());
	run_all();
	check_end();
	return tap_done();
}
