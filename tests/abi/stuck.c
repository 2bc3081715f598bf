// SPDX-License-Identifier: BSD-2-Clause
/*
 * Revocation where a process that has the area mapped is stuck in the kernel with its
 * mmap_lock held: all others lose the memory at once, unless it is mapped by page numbers.
 * Whoever revokes waits for that process.
 *
 * needs module tests/held
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "driver.h"
#include "tap.h"

/* How long something may take that does not wait for anything. */
#define SECONDS	20

static void doze(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
}

/* The letter of proc(5) for what a process does: D is a wait that a kill alone can end, if anything. */
static char state_of(pid_t pid)
{
	char name[32], state = '?';
	FILE *file;

	snprintf(name, sizeof(name), "/proc/%d/stat", pid);
	file = fopen(name, "re");
	if (!file || fscanf(file, "%*d (%*[^)]) %c", &state) != 1)
		state = '?';
	if (file)
		fclose(file);
	return state;
}

/* A short wait, as for a page fault, is none. */
static bool comes_to_wait(pid_t pid)
{
	int waits = 0;

	for (int i = 0; i < SECONDS * 100 && waits < 20; i++) {
		waits = state_of(pid) == 'D' ? waits + 1 : 0;
		doze();
	}
	return waits == 20;
}

static bool is_lost_soon(const char *memory)
{
	for (int i = 0; i < SECONDS * 100; i++) {
		if (signal_of_read(memory) == SIGBUS)
			return true;
		doze();
	}
	return false;
}

static pid_t fork_stuck(int fd)
{
	pid_t pid = fork();

	if (pid == 0) {
		char *memory = mmap(NULL, PAGES * page_size(), PROT_READ, MAP_SHARED, fd, 0);

		if (memory == MAP_FAILED || stamped_pages(memory, PAGES) != PAGES)
			_exit(1);
		mmap(NULL, page_size(), PROT_READ, MAP_SHARED, open("/dev/held", O_RDONLY | O_CLOEXEC), 0);
		_exit(1);
	}
	return pid;
}

static void check_config(const struct config *config)
{
	int fd = driver_open(O_RDWR), status = -1;
	char *memory = mmap(NULL, PAGES * page_size(), PROT_READ, MAP_SHARED, fd, 0);
	pid_t stuck, revoking;

	stamped_pages(memory, PAGES);
	stuck = fork_stuck(fd);
	if (!comes_to_wait(stuck))
		tap_bail("/dev/held: its mmap does not wait");
	revoking = fork();
	if (revoking == 0)
		_exit(driver_revoke());

	if (config_has_pages(config)) {
		tap_ok(is_lost_soon(memory), "%s: the memory is gone at once, though a process is stuck that maps it",
		       config_name(config));
		tap_ok(is_lost_soon(memory + (PAGES - 1) * page_size()), "all of it");
	}
	tap_ok(comes_to_wait(revoking), "%s: who revokes it waits for that process", config_name(config));
	kill(stuck, SIGKILL);
	waitpid(stuck, NULL, 0);
	waitpid(revoking, &status, 0);
	tap_equal(status, 0, "until that is killed");
	tap_equal(signal_of_read(memory), SIGBUS, "nothing is mapped then");
	munmap(memory, PAGES * page_size());
	close(fd);
}

int main(void)
{
	driver_with_each_mapper(check_config);
	return tap_done();
}
