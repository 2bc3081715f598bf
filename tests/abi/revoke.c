// SPDX-License-Identifier: BSD-2-Clause
/*
 * Revocation: the memory is taken away, from everybody, while they use it.
 *
 * needs parallel
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/maps.h>

#include "driver.h"
#include "tap.h"

/* The area of the configuration at hand. */
static unsigned long pages;
static size_t size;

static void set_size(const struct config *config)
{
	pages = config->pages;
	size = pages * page_size();
}

/* --- One step after the other ----------------------------------------------- */

static void check_after(const struct config *config, int fd)
{
	struct maps_refusal refusal = { .size = sizeof(refusal) };
	char byte;

	tap_ok(mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0) == MAP_FAILED && errno == ENODEV,
	       "%s: a new mmap is ENODEV", config_name(config));
	ioctl(fd, MAPS_IOC_REFUSAL, &refusal);
	tap_equal(refusal.reason, MAPS_REASON_REVOKED, "and the descriptor knows why");
	tap_ok(read(fd, &byte, 1) < 0 && errno == ENODEV, "read is ENODEV");
	tap_ok(pwrite(fd, "x", 1, 0) < 0 && errno == ENODEV, "write is ENODEV");
	tap_ok(lseek(fd, 0, SEEK_END) < 0 && errno == ENODEV, "lseek is ENODEV");
	tap_ok(fsync(fd) < 0 && errno == ENODEV, "fsync is ENODEV");
	tap_ok(open("/dev/maps0", O_RDONLY) < 0 && errno == ENODEV, "open is ENODEV");
	tap_equal(driver_number("size"), 0, "sysfs has a size of 0");
	tap_equal(driver_number("revoked"), 1, "and says that it is revoked");
	tap_equal(driver_revoke(), ENODEV, "it cannot be revoked again");
}

static void check_config(const struct config *config)
{
	int fd = driver_open(O_RDWR), off = open("/sys/class/maps/maps0/revoke", O_WRONLY);
	char *shared, *private = MAP_FAILED, *untouched;
	int status = -1;
	pid_t child;

	set_size(config);
	shared = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	tap_ok(write(off, "0", 1) < 0 && errno == EINVAL && write(off, "x", 1) < 0, "%s: only 1 revokes",
	       config_name(config));
	close(off);
	if (!config_private_error(config, pages, PROT_WRITE)) {
		private = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
		set_word_at(private, 1, 0x0101);
	}
	untouched = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);
	stamped_pages(shared, pages);
	child = fork();
	if (child == 0) {
		raise(SIGSTOP);
		_exit(signal_of_read(shared));
	}
	waitpid(child, NULL, WUNTRACED);

	tap_equal(driver_revoke(), 0, "it is revoked");
	tap_equal(signal_of_read(shared), SIGBUS, "an access to a shared mapping is SIGBUS");
	tap_equal(signal_of_write(shared + size - 1), SIGBUS, "at its end, too");
	tap_equal(signal_of_read(untouched), SIGBUS, "and to one that was never touched");
	if (private != MAP_FAILED) {
		tap_equal(signal_of_read(private), SIGBUS, "and to a private one");
		tap_equal(signal_of_read(private + page_size()), SIGBUS, "even where it had a copy");
		munmap(private, size);
	}
	kill(child, SIGCONT);
	waitpid(child, &status, 0);
	tap_equal(WEXITSTATUS(status), SIGBUS, "and in a child that had it");
	check_after(config, fd);
	munmap(shared, page_size());
	munmap(shared + page_size(), size - page_size());
	munmap(untouched, size);
	close(fd);
}

/* --- While everybody is at work --------------------------------------------- */

static atomic_bool gone, stop;
static atomic_uint too_late;

/*
 * What the threads do, two of them each thing. Each returns whether it had some of the
 * area's memory: nobody may any more who begins when the revocation is complete.
 */
struct worker {
	unsigned int round;
	int fd, disk, ends[2];
	char *memory, *buffer;
};

static char *page_of(const struct worker *worker)
{
	/* Another huge page in each round, where there are some. */
	return worker->memory + worker->round * 257 % pages * page_size();
}

static bool reads(struct worker *worker)
{
	return signal_of_read(page_of(worker)) == 0;
}

static bool writes(struct worker *worker)
{
	return signal_of_write(page_of(worker)) == 0;
}

static bool drops(struct worker *worker)
{
	madvise(worker->memory, size, MADV_DONTNEED);
	return signal_of_read(page_of(worker)) == 0;
}

static bool reads_the_file(struct worker *worker)
{
	return pread(worker->fd, worker->buffer, page_size(), 0) == (ssize_t)page_size();
}

static bool maps_anew(struct worker *worker)
{
	char *fresh = mmap(NULL, size, PROT_READ | PROT_WRITE, worker->round % 2 ? MAP_SHARED : MAP_PRIVATE,
			   worker->fd, 0);
	bool had;

	if (fresh == MAP_FAILED)
		return false;
	had = signal_of_write(fresh + worker->round * 257 % pages * page_size()) == 0;
	munmap(fresh, size);
	return had;
}

static bool forks(struct worker *worker)
{
	int status = 0;
	pid_t child = fork();

	if (child == 0)
		_exit(signal_of_read(page_of(worker)) == 0);
	if (child > 0)
		waitpid(child, &status, 0);
	return child > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 1;
}

/* The system calls that take the pages themselves (get_user_pages()). */

static bool writes_to_disk(struct worker *worker)
{
	return pwrite(worker->disk, page_of(worker), page_size(), 0) > 0;
}

static bool reads_from_disk(struct worker *worker)
{
	return pread(worker->disk, page_of(worker), page_size(), (off_t)page_size()) > 0;
}

static bool reads_as_another(struct worker *worker)
{
	struct iovec local = { worker->buffer, page_size() }, remote = { page_of(worker), page_size() };

	return process_vm_readv(getpid(), &local, 1, &remote, 1, 0) > 0;
}

static bool writes_as_another(struct worker *worker)
{
	struct iovec local = { worker->buffer, page_size() }, remote = { page_of(worker), page_size() };

	return process_vm_writev(getpid(), &local, 1, &remote, 1, 0) > 0;
}

static bool splices(struct worker *worker)
{
	struct iovec page = { page_of(worker), page_size() };

	if (vmsplice(worker->ends[1], &page, 1, 0) <= 0)
		return false;
	read(worker->ends[0], worker->buffer, page_size());
	return true;
}

static const struct job {
	const char *name;
	bool (*once)(struct worker *worker);
	bool takes_pages;	/* which the mapper must show */
} jobs[] = {
	{ "reads", reads, false },
	{ "writes", writes, false },
	{ "drops pages and reads", drops, false },
	{ "reads the file", reads_the_file, false },
	{ "maps anew", maps_anew, false },
	{ "forks", forks, false },
	{ "writes to a disk, by O_DIRECT", writes_to_disk, true },
	{ "reads from a disk, by O_DIRECT", reads_from_disk, true },
	{ "reads by process_vm_readv", reads_as_another, true },
	{ "writes by process_vm_writev", writes_as_another, true },
	{ "gives pages to a pipe, by vmsplice", splices, true },
};

#define JOBS	(sizeof(jobs) / sizeof(jobs[0]))
#define WORKERS	(2 * JOBS)

/*
 * How often each worker is to try before and after. While one is waited for, those that have
 * done so leave it the processors, and their mmap_lock: a fork would wait for all of them.
 */
#define TRIES	4

static atomic_bool waiting;

/* How often each worker has tried, and how often each job had the memory while it was there. */
static atomic_uint tried[WORKERS], had[JOBS];

static void *work(void *argument)
{
	size_t self = (size_t)(uintptr_t)argument, number = self % JOBS;
	struct worker worker = { .fd = open("/dev/maps0", O_RDWR | O_CLOEXEC),
				 .disk = open("/dev/ram0", O_RDWR | O_DIRECT | O_CLOEXEC),
				 .buffer = aligned_alloc(page_size(), page_size()) };

	worker.memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, worker.fd, 0);
	if (pipe2(worker.ends, O_CLOEXEC) || worker.fd < 0 || worker.disk < 0 || worker.memory == MAP_FAILED)
		tap_bail("a thread cannot begin: %s", strerror(errno));
	while (!stop) {
		bool late = gone, good = jobs[number].once(&worker);

		too_late += late && good;
		had[number] += !late && good;
		worker.round++;
		if (++tried[self] >= TRIES && waiting)
			usleep(1000);
	}
	munmap(worker.memory, size);
	close(worker.ends[0]);
	close(worker.ends[1]);
	close(worker.disk);
	close(worker.fd);
	free(worker.buffer);
	return NULL;
}

/* Until each worker has tried so often from now on. */
static void wait_for_all(void)
{
	for (size_t i = 0; i < WORKERS; i++)
		tried[i] = 0;
	waiting = true;
	for (size_t i = 0; i < WORKERS; i++)
		while (tried[i] < TRIES)
			usleep(1000);
	waiting = false;
}

static void storm(const struct config *config)
{
	pthread_t workers[WORKERS];
	int error;

	set_size(config);
	gone = false;
	stop = false;
	too_late = 0;
	for (size_t number = 0; number < JOBS; number++)
		had[number] = 0;
	for (size_t i = 0; i < WORKERS; i++)
		if (pthread_create(&workers[i], NULL, work, (void *)(uintptr_t)i))
			tap_bail("no thread %zu", i);
	wait_for_all();
	error = driver_revoke();
	gone = true;
	wait_for_all();
	stop = true;
	for (size_t i = 0; i < WORKERS; i++)
		pthread_join(workers[i], NULL);
	tap_equal(error, 0, "%s, %lu pages: it is revoked while %zu threads use it", config_name(config), pages, WORKERS);
	for (size_t number = 0; number < JOBS; number++)
		if (config_has_pages(config) || !jobs[number].takes_pages)
			tap_ok(had[number] > 0, "while one %s", jobs[number].name);
	tap_equal(too_late, 0, "nobody has any of it afterwards");
}

/* --- While others map ---------------------------------------------------------- */

/*
 * To count its mappings the driver looks at each of them, and whoever maps or revokes
 * waits for it. With a crowd of mappings that are counted again and again, nearly all
 * do: so there are some who were let in, and find the area revoked when their turn comes.
 */
#define CROWD		300
#define COUNTING	2
#define MAPPING		4

static _Noreturn void counts(void)
{
	for (;;)
		driver_number("mappings");
}

/* What a process that maps has seen. */
enum {
	REFUSED_WITH_REASON = 1,	/* ENODEV, and the descriptor knows why */
	LOST = 2,	/* what it had mapped before is empty */
};

/*
 * Map until that is refused, and tell @begun of the first time; then wait until nobody
 * can write to @revoked, and exit with what was seen.
 */
static _Noreturn void maps_until_refused(int begun, int revoked)
{
	struct maps_refusal refusal = { .size = sizeof(refusal) };
	const char *last = NULL, *next;
	int fd = driver_open(O_RDWR), seen = 0;
	char byte = 0;

	while ((next = mmap(NULL, page_size(), PROT_READ, MAP_SHARED, fd, 0)) != MAP_FAILED) {
		if (!last && write(begun, &byte, 1) != 1)
			_exit(0);
		last = next;
	}
	if (errno == ENODEV && !ioctl(fd, MAPS_IOC_REFUSAL, &refusal) && refusal.reason == MAPS_REASON_REVOKED)
		seen |= REFUSED_WITH_REASON;
	if (read(revoked, &byte, 1) == 0 && signal_of_read(last) == SIGBUS)
		seen |= LOST;
	_exit(seen);
}

/* Mappings of the first page, side by side. */
static char *crowd_of(int fd)
{
	char *crowd = mmap(NULL, CROWD * page_size(), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	for (size_t i = 0; i < CROWD; i++)
		if (mmap(crowd + i * page_size(), page_size(), PROT_READ, MAP_SHARED | MAP_FIXED, fd, 0) == MAP_FAILED)
			tap_bail("mapping %zu: %s", i, strerror(errno));
	return crowd;
}

static void check_mapping(const struct config *config)
{
	pid_t counting[COUNTING], mapping[MAPPING];
	int fd = driver_open(O_RDWR), begun[2], revoked[2], error, refused = 0, lost = 0;
	char *crowd = crowd_of(fd), byte;

	if (pipe2(begun, O_CLOEXEC) || pipe2(revoked, O_CLOEXEC))
		tap_bail("a pipe: %s", strerror(errno));
	for (int i = 0; i < MAPPING; i++) {
		mapping[i] = fork();
		if (mapping[i] == 0) {
			close(revoked[1]);
			maps_until_refused(begun[1], revoked[0]);
		}
	}
	for (int i = 0; i < COUNTING; i++) {
		counting[i] = fork();
		if (counting[i] == 0)
			counts();
	}
	for (int i = 0; i < MAPPING; i++)
		if (read(begun[0], &byte, 1) != 1)
			tap_bail("a process did not begin");
	error = driver_revoke();
	for (int i = 0; i < COUNTING; i++) {
		kill(counting[i], SIGKILL);
		waitpid(counting[i], NULL, 0);
	}
	close(revoked[1]);
	for (int i = 0; i < MAPPING; i++) {
		int status = 0;

		waitpid(mapping[i], &status, 0);
		refused += (WEXITSTATUS(status) & REFUSED_WITH_REASON) != 0;
		lost += (WEXITSTATUS(status) & LOST) != 0;
	}
	tap_equal(error, 0, "%s: it is revoked while %d processes map it", config_name(config), MAPPING);
	tap_equal(refused, MAPPING, "each is refused with ENODEV, and its descriptor knows why");
	tap_equal(lost, MAPPING, "what they mapped before is empty");
	munmap(crowd, CROWD * page_size());
	close(begun[0]);
	close(begun[1]);
	close(revoked[0]);
	close(fd);
}

/* --- By several at once ---------------------------------------------------------- */

#define REVOKING	4

/* What a process that revokes has seen. */
enum {
	FIRST = 1,	/* it revoked */
	SECOND = 2,	/* ENODEV */
	LEFT = 4,	/* some of it was mapped still when either was told */
};

static _Noreturn void revokes(const char *crowd, int gate)
{
	int error, seen;
	char byte;

	for (size_t i = 0; i < CROWD; i++)
		signal_of_read(crowd + i * page_size());
	if (read(gate, &byte, 1) != 0)
		_exit(0);
	error = driver_revoke();
	seen = error == 0 ? FIRST : error == ENODEV ? SECOND : 0;
	for (size_t i = 0; i < CROWD; i++)
		if (signal_of_read(crowd + i * page_size()) != SIGBUS)
			seen |= LEFT;
	_exit(seen);
}

/* Whoever is told that the area is gone can rely on it, be it another one who takes it. */
static void check_revoking(const struct config *config)
{
	int fd = driver_open(O_RDWR), gate[2], first = 0, second = 0, left = 0;
	char *crowd = crowd_of(fd);
	pid_t revoking[REVOKING];

	if (pipe2(gate, O_CLOEXEC))
		tap_bail("a pipe: %s", strerror(errno));
	for (int i = 0; i < REVOKING; i++) {
		revoking[i] = fork();
		if (revoking[i] == 0) {
			close(gate[1]);
			revokes(crowd, gate[0]);
		}
	}
	close(gate[1]);
	for (int i = 0; i < REVOKING; i++) {
		int status = 0;

		waitpid(revoking[i], &status, 0);
		first += (WEXITSTATUS(status) & FIRST) != 0;
		second += (WEXITSTATUS(status) & SECOND) != 0;
		left += (WEXITSTATUS(status) & LEFT) != 0;
	}
	tap_ok(first == 1 && second == REVOKING - 1, "%s: of %d processes that revoke it at once, one does, and the others are ENODEV",
	       config_name(config), REVOKING);
	tap_equal(left, 0, "none of them has any of it when it is told");
	munmap(crowd, CROWD * page_size());
	close(gate[0]);
	close(fd);
}

/* --- When the memory is freed ------------------------------------------------ */

#define AREA_KILOBYTES	(64LL * 1024)

/*
 * The memory stays as long as a file of it is open, or a mapping is there, and with it
 * what it cost. What a pipe holds stays longer still, but nothing beside it.
 */
static void check_freed(const struct config *config)
{
	char *memory, copy[4];
	struct iovec page;
	int fd, ends[2];
	long long before, promised;

	set_size(config);
	fd = driver_open(O_RDWR);
	memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	stamped_pages(memory, pages);
	page = (struct iovec){ memory, page_size() };
	if (pipe2(ends, O_CLOEXEC) || vmsplice(ends[1], &page, 1, 0) < 0)
		tap_bail("vmsplice: %s", strerror(errno));
	before = free_kilobytes();
	promised = promised_kilobytes();
	driver_revoke();
	tap_ok(free_kilobytes() - before < AREA_KILOBYTES / 4, "%s: what is revoked while a file of it is open is not freed",
	       config_name(config));
	close(fd);
	tap_ok(free_kilobytes() - before < AREA_KILOBYTES / 4, "nor while a mapping of it is there");
	munmap(memory, size);
	tap_ok(memory_is_back(before + AREA_KILOBYTES / 2, AREA_KILOBYTES / 8), "it is freed with the last of them");
	tap_ok(read(ends[0], copy, sizeof(copy)) == sizeof(copy) && word_at(copy, 0) == STAMP,
	       "but for the page that a pipe holds");
	close(ends[0]);
	close(ends[1]);
	tap_ok(memory_is_back(before + AREA_KILOBYTES, AREA_KILOBYTES / 8), "which is freed with the pipe");
	/* shmem promises its files their size; the other backings ask nobody. */
	if (!strcmp(config->backing, "shmem"))
		tap_ok(promised - promised_kilobytes() > AREA_KILOBYTES * 7 / 8, "and nothing is promised to it any more");
}

int main(void)
{
	/* Two huge pages, and a tail of small ones. */
	const struct config huge = { "huge", "huge", "copy", 2 * (huge_size() / page_size()) + 5 };
	static const char *const kinds[][2] = { { "vmalloc", "insert" }, { "huge", "huge" }, { "shmem", "shmem" } };

	driver_with_each(check_config);
	driver_with(&huge, check_config);
	driver_with_each_mapper(storm);
	driver_with(&huge, storm);
	driver_with(&(struct config){ "vmalloc", "fault", "copy", PAGES }, check_mapping);
	driver_with(&(struct config){ "vmalloc", "insert", "copy", PAGES }, check_mapping);
	driver_with_each_mapper(check_revoking);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		driver_with(&(struct config){ kinds[i][0], kinds[i][1], "copy", AREA_KILOBYTES * 1024 / page_size() },
			    check_freed);
	return tap_done();
}
