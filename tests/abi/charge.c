// SPDX-License-Identifier: BSD-2-Clause
/* Who pays for an area: the bound of all, the cgroup of the caller, a NUMA node; and the end of it. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/maps.h>

#include "driver.h"
#include "tap.h"

#define MEBIBYTE ((uint64_t)1 << 20)
#define GROUP "/tmp/cgroup/maps"

static bool put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool good = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0)
		close(fd);
	return good;
}

/* The number behind the word @name of a file, or the first one where @name is "". */
static long long number_in(const char *path, const char *name)
{
	FILE *file = fopen(path, "re");
	long long number = -1;
	char line[256];

	while (file && fgets(line, sizeof(line), file)) {
		if (strncmp(line, name, strlen(name)) == 0) {
			number = atoll(line + strlen(name));
			break;
		}
	}
	if (file)
		fclose(file);
	return number;
}

static void check_bound(void)
{
	struct maps_create first = create_request(3 * MEBIBYTE), second = create_request(2 * MEBIBYTE);

	tap_ok(put("/sys/module/maps/parameters/max_bytes", "4194304"), "root bounds what all areas may have");
	tap_equal(area_create(&first), 0, "an area within the bound is made");
	tap_equal(area_create(&second), EDQUOT, "one beyond it is refused");
	second.flags = MAPS_CREATE_ANONYMOUS;
	tap_equal(area_create(&second), EDQUOT, "be it anonymous");
	area_destroy(first.result, 0);
	tap_equal(area_create(&second), 0, "what is destroyed does not count");
	close(second.result);
	first = create_request(4 * MEBIBYTE);
	tap_equal(area_create(&first), 0, "the bound itself can be had");
	area_destroy(first.result, 0);
	put("/sys/module/maps/parameters/max_bytes", "0");
}

static void check_nodes(void)
{
	static const struct {
		int node;
		uint32_t backing;
		int error;
		const char *sentence;
	} nodes[] = {
		{ 0, MAPS_BACKING_VMALLOC, 0, "memory of node 0 can be had, scattered" },
		{ 0, MAPS_BACKING_CONTIG, 0, "contiguous" },
		{ 0, MAPS_BACKING_HUGE, 0, "and huge" },
		{ 0, MAPS_BACKING_SHMEM, EINVAL, "shmem takes no node" },
		{ 1, MAPS_BACKING_VMALLOC, EINVAL, "a node that there is not is refused" },
		{ 1000000, MAPS_BACKING_VMALLOC, EINVAL, "one that no kernel has, too" },
		{ -2, MAPS_BACKING_VMALLOC, EINVAL, "and one below any" },
	};

	for (size_t i = 0; i < sizeof(nodes) / sizeof(nodes[0]); i++) {
		struct maps_create create = create_request(MEBIBYTE);

		create.node = nodes[i].node;
		create.backing = nodes[i].backing;
		tap_equal(area_create(&create), nodes[i].error, "%s", nodes[i].sentence);
		if (!nodes[i].error)
			area_destroy(create.result, 0);
	}
}

/* In a process of the cgroup: make an area of that backing and size; an errno. */
static int create_in_group(uint32_t backing, uint64_t bytes, int *number)
{
	struct maps_create create = create_request(bytes);
	char pid[16];
	int channel[2], error = 0;
	pid_t child;

	pipe(channel);
	child = fork();
	if (child == 0) {
		snprintf(pid, sizeof(pid), "%d", getpid());
		create.backing = backing;
		error = put(GROUP "/cgroup.procs", pid) ? area_create(&create) : EPROTO;
		write(channel[1], &error, sizeof(error));
		write(channel[1], &create.result, sizeof(create.result));
		_exit(0);
	}
	close(channel[1]);
	if (read(channel[0], &error, sizeof(error)) != sizeof(error) ||
	    read(channel[0], number, sizeof(*number)) != sizeof(*number))
		error = ECHILD;	/* it was killed */
	close(channel[0]);
	waitpid(child, NULL, 0);
	return error;
}

/*
 * In a group of its own for each backing: of one that was used before, processors may
 * still hold some charges in stock, and the next area is paid from them.
 */
static void check_charged(uint32_t backing, const char *name)
{
	long long charged;
	int number;

	mkdir(GROUP, 0755);
	put(GROUP "/memory.max", "33554432");
	tap_equal(create_in_group(backing, 2 * MEBIBYTE, &number), 0, "%s: 2 MiB within the group's limit", name);
	charged = number_in(GROUP "/memory.current", "");
	tap_ok(charged >= (long long)(2 * MEBIBYTE), "are charged to it: %lld bytes", charged);
	tap_equal(area_destroy(number, 0), 0, "and outlive the process that made them");
	tap_equal(create_in_group(backing, 64 * MEBIBYTE, &number), ENOMEM, "%s: 64 MiB beyond it are ENOMEM", name);
	tap_equal(number_in(GROUP "/memory.events", "oom_kill "), 0, "and nobody was killed for it");
	rmdir(GROUP);
}

static void check_cgroup(void)
{
	static const char *const names[] = { "", "vmalloc", "contig", "huge", "shmem" };

	mkdir("/tmp/cgroup", 0755);
	if (mount("cgroup2", "/tmp/cgroup", "cgroup2", 0, NULL) || !put("/tmp/cgroup/cgroup.subtree_control", "+memory")) {
		tap_skip("the kernel has no memory cgroup", "memory is charged to the caller's cgroup");
		return;
	}
	for (uint32_t backing = MAPS_BACKING_VMALLOC; backing <= MAPS_BACKING_SHMEM; backing++) {
		if (kernel_before(5, 11) && backing != MAPS_BACKING_SHMEM)
			tap_skip("before 5.11, pages that are charged cannot be mapped", "%s is charged", names[backing]);
		else
			check_charged(backing, names[backing]);
	}
	umount("/tmp/cgroup");
}

/* Making half a gigabyte takes a while: who is killed meanwhile leaves nothing. */
static void check_killed(void)
{
	long long before = number_in("/proc/meminfo", "MemFree:"), lost = 0;
	int killed = 0;

	put("/sys/module/maps/parameters/max_bytes", "1000000000");
	for (int round = 0; round < 8; round++) {
		int status = 0;
		pid_t child = fork();

		if (child == 0) {
			struct maps_create create = create_request(256 * MEBIBYTE);

			create.backing = MAPS_BACKING_VMALLOC;
			create.flags = MAPS_CREATE_ANONYMOUS;
			area_create(&create);
			pause();
		}
		usleep(5000 + 15000 * (useconds_t)round);
		kill(child, SIGKILL);
		waitpid(child, &status, 0);
		killed += WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
	}
	tap_equal(killed, 8, "who makes an area can be killed");
	for (int tries = 0; tries < 50; tries++) {
		lost = before - number_in("/proc/meminfo", "MemFree:");
		if (lost < 64 * 1024)
			break;
		usleep(100000);
	}
	tap_ok(lost < 64 * 1024, "and what it had by then is free again (%lld kB less are)", lost);
}

/* So much stays for the programs that run: what these cannot have is not the driver's matter. */
#define LEFT (48 * (long long)MEBIBYTE)

/* An anonymous area; its descriptor, or a negative errno. */
static int create_anonymous(uint32_t backing, long long bytes)
{
	struct maps_create create = create_request((uint64_t)bytes);
	int error;

	create.backing = backing;
	create.flags = MAPS_CREATE_ANONYMOUS;
	error = area_create(&create);
	return error ? -error : create.result;
}

/* Take what the machine has, area by area, and then more than that. */
static void check_exhausted(uint32_t backing, const char *name)
{
	long long before = number_in("/proc/vmstat", "oom_kill "), available;
	int fds[64], made = 0, last = 0;

	put("/sys/module/maps/parameters/max_bytes", "1000000000000");
	while (made < 64 && (available = number_in("/proc/meminfo", "MemAvailable:") * 1024) > LEFT) {
		last = create_anonymous(backing, (available - LEFT) * 3 / 4 + (long long)page_size());
		if (last < 0)
			break;
		fds[made++] = last;
	}
	tap_ok(made > 0 && (last >= 0 || last == -ENOMEM), "%s: memory is taken until there is next to none (%d areas)",
	       name, made);
	available = number_in("/proc/meminfo", "MemAvailable:") * 1024;
	tap_equal(create_anonymous(backing, available + 64 * (long long)MEBIBYTE), -ENOMEM, "%s: more is ENOMEM", name);
	while (made > 0)
		close(fds[--made]);
	tap_equal(number_in("/proc/vmstat", "oom_kill "), before, "%s: and nobody was killed for it", name);
	put("/sys/module/maps/parameters/max_bytes", "0");
}

int main(void)
{
	if (driver_load("devices=0"))
		tap_bail("maps.ko: %s", driver_complaint());
	check_bound();
	check_nodes();
	check_cgroup();
	check_killed();
	check_exhausted(MAPS_BACKING_VMALLOC, "vmalloc");
	check_exhausted(MAPS_BACKING_HUGE, "huge");
	check_exhausted(MAPS_BACKING_SHMEM, "shmem");
	tap_equal(driver_unload(), 0, "unloads");
	return tap_done();
}
