// SPDX-License-Identifier: BSD-2-Clause
/* Revocation: the memory is taken away, from everybody, while they use it. */
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
#include <sys/wait.h>
#include <unistd.h>

#include <linux/maps.h>

#include "driver.h"
#include "tap.h"

#define SIZE (PAGES * page_size())

/* --- One step after the other ----------------------------------------------- */

static void check_after(const struct config *config, int fd)
{
	struct maps_refusal refusal = { .size = sizeof(refusal) };
	char byte;

	tap_ok(mmap(NULL, SIZE, PROT_READ, MAP_SHARED, fd, 0) == MAP_FAILED && errno == ENODEV,
	       "%s: a new mmap is ENODEV", config_name(config));
	ioctl(fd, MAPS_IOC_REFUSAL, &refusal);
	tap_equal(refusal.reason, MAPS_REASON_REVOKED, "and the descriptor knows why");
	tap_ok(read(fd, &byte, 1) < 0 && errno == ENODEV, "read is ENODEV");
	tap_ok(pwrite(fd, "x", 1, 0) < 0 && errno == ENODEV, "write is ENODEV");
	tap_ok(fsync(fd) < 0 && errno == ENODEV, "fsync is ENODEV");
	tap_ok(open("/dev/maps0", O_RDONLY) < 0 && errno == ENODEV, "open is ENODEV");
	tap_equal(driver_number("size"), 0, "sysfs has a size of 0");
	tap_equal(driver_number("revoked"), 1, "and says that it is revoked");
	tap_equal(driver_revoke(), ENODEV, "it cannot be revoked again");
}

static void check_config(const struct config *config)
{
	int fd = driver_open(O_RDWR), off = open("/sys/class/maps/maps0/revoke", O_WRONLY);
	char *shared = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	char *private = MAP_FAILED, *untouched;
	int status = -1;
	pid_t child;

	tap_ok(write(off, "0", 1) < 0 && errno == EINVAL && write(off, "x", 1) < 0, "%s: only 1 revokes",
	       config_name(config));
	close(off);
	if (!config_private_error(config, PAGES, PROT_WRITE)) {
		private = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
		set_word_at(private, 1, 0x0101);
	}
	untouched = mmap(NULL, SIZE, PROT_READ, MAP_SHARED, fd, 0);
	stamped_pages(shared, PAGES);
	child = fork();
	if (child == 0) {
		raise(SIGSTOP);
		_exit(signal_of_read(shared));
	}
	waitpid(child, NULL, WUNTRACED);

	tap_equal(driver_revoke(), 0, "it is revoked");
	tap_equal(signal_of_read(shared), SIGBUS, "an access to a shared mapping is SIGBUS");
	tap_equal(signal_of_write(shared + SIZE - 1), SIGBUS, "at its end, too");
	tap_equal(signal_of_read(untouched), SIGBUS, "and to one that was never touched");
	if (private != MAP_FAILED) {
		tap_equal(signal_of_read(private), SIGBUS, "and to a private one");
		tap_equal(signal_of_read(private + page_size()), SIGBUS, "even where it had a copy");
		munmap(private, SIZE);
	}
	kill(child, SIGCONT);
	waitpid(child, &status, 0);
	tap_equal(WEXITSTATUS(status), SIGBUS, "and in a child that had it");
	check_after(config, fd);
	munmap(shared, SIZE / 2);
	munmap(shared + SIZE / 2, SIZE / 2);
	munmap(untouched, SIZE);
	close(fd);
}

/* --- While everybody is at work --------------------------------------------- */

#define WORKERS 12

static atomic_bool gone, stop;
static atomic_uint too_late, rounds;

/* An access that succeeds although it began after the revocation was complete. */
static void touch(char *address, bool write)
{
	bool late = gone;

	if ((write ? signal_of_write(address) : signal_of_read(address)) == 0 && late)
		too_late++;
}

static void *work(void *argument)
{
	unsigned int kind = (unsigned int)(uintptr_t)argument % 6;
	int fd = open("/dev/maps0", O_RDWR | O_CLOEXEC), disk = open("/dev/ram0", O_RDWR | O_DIRECT | O_CLOEXEC);
	char *memory = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	char *buffer = aligned_alloc(page_size(), page_size()), *fresh;
	pid_t child;

	for (unsigned int i = 0; !stop; i++, rounds++) {
		char *page = memory + i % PAGES * page_size();

		switch (kind) {
		case 0:
			touch(page, false);
			break;
		case 1:
			touch(page, true);
			break;
		case 2:
			madvise(memory, SIZE, MADV_DONTNEED);
			touch(page, false);
			break;
		case 3:
			pwrite(disk, page, page_size(), 0);
			pread(fd, buffer, page_size(), 0);
			break;
		case 4:
			fresh = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, i % 2 ? MAP_SHARED : MAP_PRIVATE, fd, 0);
			if (fresh != MAP_FAILED) {
				touch(fresh + i % PAGES * page_size(), true);
				munmap(fresh, SIZE);
			}
			break;
		default:
			child = fork();
			if (child == 0)
				_exit(gone && signal_of_read(page) == 0);
			if (child > 0) {
				int status = 0;

				waitpid(child, &status, 0);
				too_late += status != 0;
			}
		}
	}
	munmap(memory, SIZE);
	close(disk);
	close(fd);
	free(buffer);
	return NULL;
}

static void storm(const struct config *config)
{
	pthread_t workers[WORKERS];

	gone = false;
	stop = false;
	too_late = 0;
	rounds = 0;
	for (unsigned int i = 0; i < WORKERS; i++)
		pthread_create(&workers[i], NULL, work, (void *)(uintptr_t)i);
	while (rounds < 300)
		usleep(1000);
	tap_equal(driver_revoke(), 0, "%s: it is revoked while twelve threads use it", config_name(config));
	gone = true;
	usleep(100000);
	stop = true;
	for (unsigned int i = 0; i < WORKERS; i++)
		pthread_join(workers[i], NULL);
	tap_equal(too_late, 0, "no access succeeds afterwards");
}

int main(void)
{
	driver_with_each(check_config);
	for (const struct config *config = configs; config->backing; config++)
		if (strcmp(config->private, "copy") == 0)
			driver_with(config, storm);
	return tap_done();
}
