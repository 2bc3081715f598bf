// SPDX-License-Identifier: BSD-2-Clause
/*
 * libmaps: by several threads, across fork and exec, and in another process by a descriptor.
 *
 * needs parallel
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "abi/driver.h"
#include "areas.h"
#include "tap.h"

#define BYTES (4 * page_size())
#define NR_THREADS 4
#define ROUNDS 100

/* Each thread has areas of its own: returns how often something was wrong. */
static void *use_own_areas(void *argument)
{
	unsigned int self = (unsigned int)(uintptr_t)argument, wrong = 0;
	struct maps_area *area, *again;
	char label[32], path[64];
	void *memory;

	snprintf(label, sizeof(label), "thread-%u", self);
	for (unsigned int i = 0; i < ROUNDS; i++) {
		area = area_with_device(BYTES, label);
		if (maps_resolve(label, path, sizeof(path)) || maps_open(path, O_RDWR, &again) ||
		    maps_area_map(again, 0, BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, &memory)) {
			wrong++;
			continue;
		}
		set_word_at(memory, 1, self);
		wrong += word_at(memory, 1) != self;
		maps_area_unmap(memory, BYTES);
		maps_close(again);
		maps_close(area);
		wrong += maps_destroy(label, false) != 0;
	}
	return (void *)(uintptr_t)wrong;
}

/* All threads have one handle, and read it. */
static void *share_a_handle(void *argument)
{
	const struct maps_area *area = argument;
	unsigned int wrong = 0;
	struct maps_info *info;
	void *memory;
	char *text;

	for (unsigned int i = 0; i < ROUNDS; i++) {
		if (maps_area_map(area, 0, BYTES, PROT_READ, MAP_SHARED, &memory) || maps_area_info(area, &info)) {
			wrong++;
			continue;
		}
		wrong += maps_info_size(info) != BYTES || maps_info_mappings(info) == 0;
		maps_info_free(info);
		wrong += maps_area_unmap(memory, BYTES) != 0;
		wrong += maps_area_map(area, 0, 2 * BYTES, PROT_READ, MAP_SHARED, &memory) != -EINVAL;
		wrong += maps_area_refusal(area, &text) != 0;
		free(text);
	}
	return (void *)(uintptr_t)wrong;
}

static unsigned int run_threads(void *(*act)(void *), void *argument)
{
	pthread_t threads[NR_THREADS];
	unsigned int wrong = 0;
	void *found;

	for (unsigned int i = 0; i < NR_THREADS; i++)
		if (pthread_create(&threads[i], NULL, act, argument ? argument : (void *)(uintptr_t)i))
			tap_bail("no thread");
	for (unsigned int i = 0; i < NR_THREADS; i++) {
		pthread_join(threads[i], &found);
		wrong += (unsigned int)(uintptr_t)found;
	}
	return wrong;
}

static void check_threads(void)
{
	struct maps_area *area = area_anonymous(BYTES);

	tap_equal(run_threads(use_own_areas, NULL), 0, "%d threads make, open, map and destroy areas of their own", NR_THREADS);
	tap_equal(run_threads(share_a_handle, area), 0, "%d threads use one handle", NR_THREADS);
	maps_close(area);
}

/* Of many threads that destroy one area, one has done it. */
static void *destroy_one(void *label)
{
	return (void *)(uintptr_t)(maps_destroy(label, true) == 0);
}

static void check_destroyed_once(void)
{
	unsigned int destroyed = 0, i;

	for (i = 0; i < 20; i++) {
		maps_close(area_with_device(BYTES, "contended"));
		destroyed += run_threads(destroy_one, "contended");
	}
	tap_equal(destroyed, i, "an area that many destroy is destroyed once");
}

static int exit_status(pid_t child)
{
	int status;

	return waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void check_fork(void)
{
	struct maps_area *area = area_with_device(BYTES, "forked");
	struct maps_info *info;
	void *memory;
	pid_t child;

	maps_area_map(area, 0, BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, &memory);
	child = fork();
	if (child == 0) {
		void *own;
		int err = maps_area_map(area, 0, BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, &own);

		if (!err)
			set_word_at(own, 1, 0xc417d);
		maps_close(area);
		_exit(err ? 1 : 0);
	}
	tap_equal(exit_status(child), 0, "a child can use the handle, and close it");
	tap_equal(word_at(memory, 1), 0xc417d, "the parent sees what it wrote");
	info = info_of(area);
	tap_equal((long long)maps_info_mappings(info), 1, "the child's mappings ended with it");
	maps_info_free(info);
	maps_area_unmap(memory, BYTES);
	maps_close(area);
	tap_equal(maps_destroy("forked", false), 0, "nobody has it open any more");
}

static void check_exec(void)
{
	struct maps_area *area = area_with_device(BYTES, "execed");
	pid_t child = fork();

	if (child == 0) {
		execl("/bin/busybox", "sleep", "60", NULL);
		_exit(127);
	}
	usleep(500000);
	maps_close(area);
	tap_equal(maps_destroy("execed", false), 0, "a program that is executed does not have it open");
	kill(child, SIGKILL);
	exit_status(child);
}

static void send_descriptor(int socket, int fd)
{
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(sizeof(int))];
	} carrier = { .header = { CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS } };
	struct iovec bytes = { "", 1 };
	struct msghdr message = { NULL, 0, &bytes, 1, &carrier, sizeof(carrier), 0 };

	memcpy(CMSG_DATA(&carrier.header), &fd, sizeof(fd));
	if (sendmsg(socket, &message, 0) != 1)
		tap_bail("sendmsg: %s", strerror(errno));
}

static int receive_descriptor(int socket)
{
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(sizeof(int))];
	} carrier;
	char byte;
	struct iovec bytes = { &byte, 1 };
	struct msghdr message = { NULL, 0, &bytes, 1, &carrier, sizeof(carrier), 0 };
	int fd;

	if (recvmsg(socket, &message, 0) != 1)
		return -1;
	memcpy(&fd, CMSG_DATA(&carrier.header), sizeof(fd));
	return fd;
}

/* By a user without rights, who has but the socket; returns which step failed. */
static int use_received(int socket)
{
	struct maps_area *area;
	struct maps_info *info;
	void *memory;
	int fd;

	if (setgid(1000) || setuid(1000))
		return 1;
	fd = receive_descriptor(socket);
	if (fd < 0 || maps_open_fd(fd, &area))
		return 2;
	close(fd);
	if (maps_area_info(area, &info) || !maps_info_anonymous(info) || maps_info_size(info) != BYTES)
		return 3;
	if (maps_area_map(area, 0, BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, &memory))
		return 4;
	maps_close(area);
	if (word_at(memory, 2) != 0x9e57)
		return 5;
	set_word_at(memory, 2, 0xa45e);
	return 0;
}

static void check_passing(void)
{
	struct maps_area *area = area_anonymous(BYTES);
	int sockets[2];
	void *memory;
	pid_t child;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets))
		tap_bail("socketpair: %s", strerror(errno));
	child = fork();
	if (child == 0)
		_exit(use_received(sockets[1]));
	maps_area_map(area, 0, BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, &memory);
	set_word_at(memory, 2, 0x9e57);
	send_descriptor(sockets[0], maps_area_fd(area));
	maps_close(area);
	tap_equal(exit_status(child), 0, "a process of another user uses an area that was passed to it");
	tap_equal(word_at(memory, 2), 0xa45e, "and what it wrote is seen");
	maps_area_unmap(memory, BYTES);
	close(sockets[0]);
	close(sockets[1]);
}

int main(void)
{
	unsigned int before;

	if (driver_load(""))
		tap_bail("the driver cannot be loaded: %s", driver_complaint());
	before = open_descriptors();
	check_threads();
	check_destroyed_once();
	check_fork();
	check_exec();
	check_passing();
	tap_equal(open_descriptors(), before, "no descriptor is left of all that");
	tap_equal(driver_unload(), 0, "nothing holds the driver");
	return tap_done();
}
