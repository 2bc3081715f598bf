// SPDX-License-Identifier: BSD-2-Clause
/*
 * Group "concurrency": many threads at one time. The number of rounds is limited. On a machine that
 * is busy, the last of them may be left out.
 */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "check/check.h"
#include "check/record.h"
#include "check/sample.h"
#include "check/target.h"
#include "check/touch.h"

#define THREADS 4
#define ROUNDS 30
/* No round begins after so many nanoseconds. */
#define LONG_ENOUGH 1000000000
/* A round costs more if the mapping has many pages. All rounds together touch so many pages at most. */
#define MOST_PAGES ((size_t)4096)
/* How long the mappings are if they may be shorter than the device. */
#define PAGES_OF_MAPPING ((size_t)8)
/* A child costs more than a round. */
#define CHILDREN 5

/**
 * struct work - what threads do together
 * @target: the device
 * @sample: what a mapping shows
 * @length: of each mapping
 * @memory: the mapping they share, if they do
 * @rounds: how often
 * @began: when, in nanoseconds
 * @looks: how often somebody looked at it
 * @barrier: where they meet
 * @ended: somebody is done, or something went wrong: no need to go on
 * @wrong: what came of an access, as sample_look() says; 0 while all is well
 * @page: where
 * @error: of an mmap that was refused
 */
struct work {
	const struct target *target;
	struct sample sample;
	size_t length;
	unsigned char *_Atomic memory;
	size_t rounds;
	int64_t began;
	atomic_size_t looks;
	pthread_barrier_t barrier;
	atomic_bool ended;
	atomic_int wrong;
	atomic_size_t page;
	atomic_int error;
};

/* --- Threads -------------------------------------------------------------------------------- */

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

/* Whether there is to be another round. */
static bool goes_on(const struct work *work, size_t round)
{
	return round < work->rounds && !work->wrong && !work->error && now() - work->began < LONG_ENOUGH;
}

static void note_wrong(struct work *work, int wrong, size_t page)
{
	int none = 0;

	if (atomic_compare_exchange_strong(&work->wrong, &none, wrong))
		work->page = page;
}

/*
 * Look at each page of the sample, and note what is wrong. In one turn all threads begin with the
 * first page, so that they need the same one at the same time; in the next, each begins elsewhere.
 */
static void look(struct work *work, const unsigned char *memory)
{
	size_t turn = atomic_fetch_add(&work->looks, 1), count = work->sample.count;
	size_t first = turn / THREADS % 2 ? turn % THREADS * count / THREADS : 0;

	for (size_t i = 0; i < count && !work->wrong; i++) {
		size_t at = (first + i) % count;
		int wrong = sample_look(&work->sample, memory, at);

		if (wrong)
			note_wrong(work, wrong, work->sample.page[at]);
	}
}

/* Record what went wrong, if anything did. */
static void conclude(const struct work *work, struct record *record, const char *meanwhile)
{
	if (work->wrong)
		record_did(record, "%d threads read its pages%s", THREADS, meanwhile);
	/* If the content is wrong, another thread's access has spoiled it. */
	if (work->wrong < 0 || work->error)
		record->row = 54;
	if (work->wrong > 0)
		record_fail(record, "%s at page %zu", signal_name(work->wrong), work->page);
	else if (work->wrong)
		record_differs(record, "page %zu does not show what is there", work->page);
	else if (work->error)
		record_fail(record, "mmap gave %s, and did not before there were %d threads", error_name(work->error),
			    THREADS);
}

/* Run @one in one thread and @others in the rest of them, and wait for all. */
static void run_threads(struct work *work, struct record *record, void *(*one)(void *), void *(*others)(void *))
{
	pthread_t threads[THREADS];
	int count = 0, err = 0;

	pthread_barrier_init(&work->barrier, NULL, THREADS);
	work->began = now();
	while (count < THREADS && !err) {
		err = pthread_create(&threads[count], NULL, count ? others : one, work);
		count += !err;
	}
	if (err) {
		/* The threads that were made wait for the others for ever: they end with this process. */
		record_skip(record, "pthread_create gave %s", error_name(err));
		sample_end(&work->sample, work->memory);
		_exit(EXIT_SUCCESS);
	}
	while (count)
		pthread_join(threads[--count], NULL);
}

/* How long the mappings are: a part of a large device, unless it refuses that length. */
static size_t length_of_mapping(const struct target *target)
{
	size_t length = PAGES_OF_MAPPING * target->page;
	void *memory;

	if (target->design.exact_length || target->length <= length)
		return target->length;
	memory = mmap(NULL, length, sample_protection(target), target_flags(target), target->fd, target->base);
	if (memory == MAP_FAILED)
		return target->length;
	munmap(memory, length);
	return length;
}

/* Make the first mapping, and take its sample; false if there is none. */
static bool begin(struct work *work, const struct target *target, struct record *record)
{
	size_t length = length_of_mapping(target), pages = length / target->page;

	work->target = target;
	work->length = length;
	work->rounds = pages * ROUNDS <= MOST_PAGES ? ROUNDS : MOST_PAGES / pages + 2;
	work->memory = sample_map_by(&work->sample, target, record, target->fd, length, true);
	return work->memory != NULL;
}

static unsigned char *map(const struct work *work)
{
	return mmap(NULL, work->length, sample_protection(work->target), target_flags(work->target), work->target->fd,
		    work->target->base);
}

/* --- Faults ------------------------------------------------------------------------------------ */

static void *touch_with_others(void *argument)
{
	struct work *work = argument;

	for (;;) {
		pthread_barrier_wait(&work->barrier);	/* there is a new mapping, or an end */
		if (work->ended)
			return NULL;
		look(work, work->memory);
		pthread_barrier_wait(&work->barrier);	/* nobody uses it any more */
	}
}

static void *touch_and_map_anew(void *argument)
{
	struct work *work = argument;

	for (size_t round = 0; goes_on(work, round); round++) {
		pthread_barrier_wait(&work->barrier);
		look(work, work->memory);
		pthread_barrier_wait(&work->barrier);
		if (work->wrong)
			break;
		munmap(work->memory, work->length);
		work->memory = map(work);
		if (work->memory == MAP_FAILED)
			work->error = errno;
	}
	work->ended = true;
	pthread_barrier_wait(&work->barrier);
	return NULL;
}

static void check_faults(const struct target *target, struct record *record)
{
	static struct work work;
	struct sample sample;

	record_expect(record, 8, "all threads see what is there",
		      "Documentation/mm/process_addrs: page faults of one process run at the same time; "
		      "vmf_insert_page(): -EBUSY says that another thread was faster");
	record->hang_row = 13;
	if (!begin(&work, target, record))
		return;
	sample = work.sample;
	work.sample = sample_elsewhere(&sample);
	run_threads(&work, record, touch_and_map_anew, touch_with_others);
	conclude(&work, record, ", which nobody has touched, at the same time");
	sample_end(&sample, work.memory == MAP_FAILED ? NULL : work.memory);
}

/* --- Mappings come and go ---------------------------------------------------------------------- */

/* Whether the error may mean that there is a limit to the number of mappings. */
static bool is_limit(int error)
{
	return error == EBUSY || error == EAGAIN || error == ENOMEM || error == ENOSPC || error == EMFILE ||
	       error == ENFILE;
}

static void *map_and_unmap(void *argument)
{
	struct work *work = argument;

	pthread_barrier_wait(&work->barrier);
	for (size_t round = 0; goes_on(work, round); round++) {
		unsigned char *memory = map(work);

		if (memory == MAP_FAILED) {
			if (!is_limit(errno))
				work->error = errno;
			continue;
		}
		look(work, memory);
		munmap(memory, work->length);
	}
	return NULL;
}

static void check_map_unmap(const struct target *target, struct record *record)
{
	static struct work work;
	struct sample sample;

	record_expect(record, 54, "each thread's mapping shows what is there, whatever the others map and unmap",
		      "Documentation/filesystems/locking.rst: vm_operations_struct; mmap_lock is held, one for each process");
	if (!begin(&work, target, record))
		return;
	sample = work.sample;
	work.sample = sample_elsewhere(&sample);
	run_threads(&work, record, map_and_unmap, map_and_unmap);
	conclude(&work, record, " in mappings of their own, which come and go");
	sample_end(&sample, work.memory);
}

/* --- Pages are discarded ------------------------------------------------------------------------- */

static void *discard(void *argument)
{
	struct work *work = argument;

	pthread_barrier_wait(&work->barrier);
	for (size_t round = 0; goes_on(work, round); round++) {
		madvise(work->memory, work->length, MADV_DONTNEED);
		look(work, work->memory);
	}
	work->ended = true;
	return NULL;
}

/* Read, and write the same again: so the content does not depend on who writes. */
static void *use(void *argument)
{
	struct work *work = argument;

	pthread_barrier_wait(&work->barrier);
	while (!work->ended && !work->wrong) {
		look(work, work->memory);
		for (size_t i = 0; i < work->sample.count && work->sample.marked && !work->wrong; i++) {
			int got = mark_put(work->memory + work->sample.page[i] * work->target->page, work->sample.shows[i]);

			if (got)
				note_wrong(work, got, work->sample.page[i]);
		}
	}
	return NULL;
}

static void check_dontneed(const struct target *target, struct record *record)
{
	static struct work work;
	struct record alone = { 0 };

	record_expect(record, 8, "an access brings the page back, even if another thread discards it meanwhile",
		      "madvise(2), MADV_DONTNEED: subsequent accesses of pages in the range will succeed");
	record->hang_row = 13;
	if (!begin(&work, target, record))
		return;
	if (!sample_same(&work.sample, &alone, work.memory, 0, target_pages(target), "it") ||
	    madvise(work.memory, work.length, MADV_DONTNEED) != 0)
		record_skip(record, "MADV_DONTNEED is refused");
	else if (!sample_same(&work.sample, &alone, work.memory, 0, target_pages(target), "it"))
		record_skip(record, "its pages do not come back; see vma.dontneed");
	else
		run_threads(&work, record, discard, use);
	conclude(&work, record, ", while one discards them with MADV_DONTNEED");
	sample_end(&work.sample, work.memory);
}

/* --- Children come and go ------------------------------------------------------------------------ */

/* Have a child look at the mapping; whether all was right. */
static bool child_sees(const struct sample *sample, const unsigned char *memory, struct record *record)
{
	int status = 0;
	pid_t child = fork();

	if (child < 0)
		return true;
	if (child == 0) {
		struct record unused = { 0 };

		_exit(sample_same(sample, &unused, memory, 0, target_pages(sample->target), "it") ? EXIT_SUCCESS :
												    EXIT_FAILURE);
	}
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS)
		return true;
	record_fail(record, "a child does not see what is there; while no other thread was at work, a child did");
	return false;
}

/* The work of threads of which one has children. The others know only the part that is in @work. */
struct forking {
	struct work work;
	struct sample sample;
	unsigned char *memory;
	struct record *record;
};

static void *have_children(void *argument)
{
	struct forking *forking = argument;

	pthread_barrier_wait(&forking->work.barrier);
	for (size_t i = 0; i < CHILDREN && goes_on(&forking->work, i); i++)
		if (!child_sees(&forking->sample, forking->memory, forking->record))
			break;
	forking->work.ended = true;
	return NULL;
}

/* The others map and unmap, so that there are page faults all the time. */
static void *map_until_the_end(void *argument)
{
	struct work *work = argument;

	pthread_barrier_wait(&work->barrier);
	while (!work->ended && !work->wrong) {
		unsigned char *memory = work->target->design.once ? MAP_FAILED : map(work);

		look(work, memory == MAP_FAILED ? work->memory : memory);
		if (memory != MAP_FAILED)
			munmap(memory, work->length);
	}
	return NULL;
}

static void check_fork(const struct target *target, struct record *record)
{
	static struct forking forking;
	struct work *work = &forking.work;
	struct record alone = { 0 };

	record_expect(record, 54, "threads and children see what is there, however many children come and go",
		      "fork(2); dup_mmap(): it holds mmap_lock, and page faults wait for it");
	record->hang_row = 13;
	if (!begin(work, target, record))
		return;
	forking.record = record;
	forking.memory = work->memory;
	forking.sample = work->sample;
	if (!child_sees(&forking.sample, forking.memory, &alone) ||
	    !sample_same(&forking.sample, &alone, forking.memory, 0, target_pages(target), "it")) {
		record_skip(record, "the end of a child takes the memory away; see fork.child-ends");
	} else {
		work->sample = sample_elsewhere(&forking.sample);
		run_threads(work, record, have_children, map_until_the_end);
	}
	conclude(work, record, " in mappings of their own, while one forks and waits for the child's end");
	sample_end(&forking.sample, forking.memory);
}

static const struct check checks[] = {
	{ "faults", "threads may touch a new mapping at the same time", NEEDS_MAPPING, check_faults },
	{ "map-unmap", "threads may map and unmap at the same time", NEEDS_MAPPING | NEEDS_TWICE, check_map_unmap },
	{ "dontneed", "a thread may discard pages that others use", NEEDS_MAPPING, check_dontneed },
	{ "fork", "a thread may fork while others use the mapping", NEEDS_MAPPING | NEEDS_INHERITANCE, check_fork },
	{ 0 }
};

const struct check_group group_concurrency = {
	.name = "concurrency",
	.summary = "many threads at one time",
	.checks = checks,
};
