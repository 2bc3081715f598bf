// SPDX-License-Identifier: BSD-2-Clause
/*
 * What maps explain costs, while it runs: processes that it does not watch, and the
 * one that it does; and its start and stop.
 *
 * To be run by vm/run --instructions: there a nanosecond of a clock is one
 * instruction of the machine; see instructions.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "instructions.h"

#define TIMES		256
#define REPETITIONS	16

/* Of the machine, for a watch to settle, and for the kernel to be at rest. */
#define SETTLE		20

static void die(const char *what)
{
	fprintf(stderr, "bench: %s: %s\n", what, strerror(errno));
	exit(1);
}

/* --- What is measured ------------------------------------------------------------------ */

static size_t page;
static int device, memory_file;

static char *map(int flags, int fd)
{
	char *memory = mmap(NULL, TIMES * page, PROT_READ | PROT_WRITE, flags, fd, 0);

	if (memory == MAP_FAILED)
		die("mmap");
	madvise(memory, TIMES * page, MADV_NOHUGEPAGE);
	return memory;
}

static long long faults(int flags, int fd)
{
	volatile char *memory = map(flags, fd);
	long long before = instructions(), after;

	for (size_t i = 0; i < TIMES; i++)
		memory[i * page] = 1;
	after = instructions();
	munmap((void *)memory, TIMES * page);
	return after - before;
}

static long long anonymous_faults(void)
{
	return faults(MAP_PRIVATE | MAP_ANONYMOUS, -1);
}

static long long file_faults(void)
{
	return faults(MAP_SHARED, memory_file);
}

static long long device_faults(void)
{
	return faults(MAP_SHARED, device);
}

static long long mappings(int flags, int fd)
{
	long long before = instructions();

	for (int i = 0; i < TIMES; i++)
		munmap(map(flags, fd), TIMES * page);
	return instructions() - before;
}

static long long anonymous_mappings(void)
{
	return mappings(MAP_PRIVATE | MAP_ANONYMOUS, -1);
}

static long long device_mappings(void)
{
	return mappings(MAP_SHARED, device);
}

static long long system_calls(void)
{
	long long before = instructions();

	for (int i = 0; i < TIMES; i++)
		syscall(SYS_getppid);
	return instructions() - before;
}

static const struct {
	const char *name;
	long long (*measure)(void);
} subjects[] = {
	{ "page fault, anonymous memory", anonymous_faults },
	{ "page fault, a memfd", file_faults },
	{ "page fault, /dev/maps0", device_faults },
	{ "mmap, madvise, munmap, anonymous memory", anonymous_mappings },
	{ "mmap, madvise, munmap, /dev/maps0", device_mappings },
	{ "getppid()", system_calls },
};

#define SUBJECTS (sizeof(subjects) / sizeof(subjects[0]))

/* The least count of each, for one time, as numbers in a line. */
static int measure(void)
{
	page = (size_t)sysconf(_SC_PAGESIZE);
	device = open("/dev/maps0", O_RDWR | O_CLOEXEC);
	memory_file = memfd_create("bench", MFD_CLOEXEC);
	if (device < 0 || memory_file < 0 || ftruncate(memory_file, (off_t)(TIMES * page)) < 0)
		die("/dev/maps0");
	for (size_t i = 0; i < SUBJECTS; i++) {
		long long least = subjects[i].measure();

		for (int repetition = 1; repetition < REPETITIONS; repetition++) {
			long long cost = subjects[i].measure();

			if (cost < least)
				least = cost;
		}
		printf("%lld ", least / TIMES);
	}
	printf("\n");
	return fflush(stdout) != 0;
}

/* --- The ways it is measured ---------------------------------------------------------------- */

static pid_t start(char **command, int out)
{
	pid_t pid = fork();

	if (pid < 0)
		die("fork");
	if (pid)
		return pid;
	if (out >= 0)
		dup2(out, STDOUT_FILENO);
	execvp(command[0], command);
	die(command[0]);
	return -1;
}

/* What measure() prints when it is run by @command. */
static void collect(char **command, long long count[SUBJECTS])
{
	int ends[2], status;
	FILE *in;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		die("pipe");
	pid = start(command, ends[1]);
	close(ends[1]);
	in = fdopen(ends[0], "r");
	for (size_t i = 0; i < SUBJECTS; i++)
		if (!in || fscanf(in, "%lld", &count[i]) != 1)
			die(command[0]);
	fclose(in);
	if (waitpid(pid, &status, 0) < 0 || status)
		die(command[0]);
}

/* What the processor spends on a command, until it is gone; the kernel's threads are not in it. */
static long long cost_of(char **command)
{
	struct rusage usage;
	int status;
	pid_t pid = start(command, -1);

	if (wait4(pid, &status, 0, &usage) < 0 || status)
		die(command[0]);
	return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000000LL +
	       (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1000LL;
}

/* --- By each way to watch ------------------------------------------------------------------------ */

static char *ways[] = { "bpf", "tracefs", "ptrace" };

#define WAYS (sizeof(ways) / sizeof(ways[0]))

/* Measure a process that is not watched, while another one is. */
static void collect_beside(char *way, char **command, long long count[SUBJECTS])
{
	char *watch[] = { "maps", "explain", "--by", way, "-o", "/dev/null", "--", "sleep", "100000", NULL };
	pid_t pid = start(watch, -1);

	sleep(SETTLE);
	collect(command, count);
	kill(pid, SIGTERM);
	waitpid(pid, NULL, 0);
}

static void collect_watched(char *way, char **command, long long count[SUBJECTS])
{
	char *watch[] = { "maps", "explain", "--by", way, "-o", "/dev/null", "--", command[0], command[1], NULL };

	collect(watch, count);
}

static long long cost_of_start(char *way)
{
	char *watch[] = { "maps", "explain", "--by", way, "-o", "/dev/null", "--", "true", NULL };

	return cost_of(watch);
}

int main(int argc, char **argv)
{
	char *plain[] = { argv[0], "measure", NULL };
	long long without[SUBJECTS], beside[WAYS][SUBJECTS], watched[WAYS][SUBJECTS];

	if (argc > 1)
		return measure();
	sleep(SETTLE);
	collect(plain, without);
	printf("%-40s %10s", "", "without");
	for (size_t way = 0; way < WAYS; way++) {
		collect_beside(ways[way], plain, beside[way]);
		collect_watched(ways[way], plain, watched[way]);
		printf("   %7s others, watched", ways[way]);
	}
	printf("\n");
	for (size_t i = 0; i < SUBJECTS; i++) {
		printf("%-40s %10lld", subjects[i].name, without[i]);
		for (size_t way = 0; way < WAYS; way++)
			printf("   %14.2f %9.2f", (double)beside[way][i] / (double)without[i],
			       (double)watched[way][i] / (double)without[i]);
		printf("\n");
	}
	printf("%-40s %10s", "start and stop, in all", "");
	for (size_t way = 0; way < WAYS; way++)
		printf("   %24lld", cost_of_start(ways[way]));
	printf("\n");
	return fflush(stdout) != 0;
}
