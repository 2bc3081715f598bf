// SPDX-License-Identifier: BSD-2-Clause
/*
 * Two hundred threads that map, touch, fork and unmap at once.
 *
 * needs parallel
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "driver.h"
#include "tap.h"

#define THREADS	200
#define ROUNDS	5
#define FORKS	20
#define SIZE	(PAGES * page_size())

static const struct config *current;
static atomic_uint wrong, forks;

static bool map_and_touch(int fd, unsigned int number, unsigned int round)
{
	bool private = (number + round) % 2 && !config_private_error(current, PAGES, PROT_WRITE);
	char *memory = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, private ? MAP_PRIVATE : MAP_SHARED, fd, 0);
	volatile uint32_t *words;
	bool good;

	if (memory == MAP_FAILED)
		return false;
	good = stamped_pages(memory, PAGES) == PAGES;
	/*
	 * Behind the stamp of page 1 each thread has a word of its own. Not of
	 * page 0: a copy of that could stop a fork, see coherence.c.
	 */
	words = (volatile uint32_t *)(memory + page_size()) + 1;
	words[number] = round;
	good &= words[number] == round;
	munmap(memory + SIZE / 2, page_size());
	good &= munmap(memory, SIZE) == 0;
	return good;
}

static bool fork_and_touch(int fd)
{
	char *memory = mmap(NULL, SIZE, PROT_READ, MAP_SHARED, fd, 0);
	int status = -1;
	pid_t child;

	if (memory == MAP_FAILED)
		return false;
	child = fork();
	if (child == 0)
		_exit(stamped_pages(memory, PAGES) != PAGES);
	munmap(memory, SIZE);
	if (child < 0)
		return false;
	forks++;
	waitpid(child, &status, 0);
	return status == 0;
}

static void *work(void *argument)
{
	unsigned int number = (unsigned int)(uintptr_t)argument;
	int fd = open("/dev/maps0", O_RDWR | O_CLOEXEC);

	for (unsigned int round = 0; round < ROUNDS; round++) {
		wrong += !map_and_touch(fd, number, round);
		if (number % (THREADS * ROUNDS / FORKS) == round)
			wrong += !fork_and_touch(fd);
	}
	close(fd);
	return NULL;
}

static void check_config(const struct config *config)
{
	pthread_t threads[THREADS];
	unsigned int started = 0;

	current = config;
	wrong = 0;
	forks = 0;
	while (started < THREADS &&
	       pthread_create(&threads[started], NULL, work, (void *)(uintptr_t)started) == 0)
		started++;
	for (unsigned int i = 0; i < started; i++)
		pthread_join(threads[i], NULL);
	tap_equal(started, THREADS, "%s: two hundred threads start", config_name(config));
	tap_equal(forks, FORKS, "twenty times one of them forks");
	tap_equal(wrong, 0, "and each saw what it should, each time");
	tap_equal(driver_number("mapped_bytes"), 0, "nothing is mapped afterwards");
}

int main(void)
{
	driver_with_each_mapper(check_config);
	return tap_done();
}
