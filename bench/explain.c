// SPDX-License-Identifier: BSD-2-Clause
/*
 * What maps explain costs, while it runs: processes that it does not watch, and the
 * one that it does; and its start and stop.
 *
 * To be run by vm/run --instructions: there a nanosecond of a clock is one
 * instruction of the machine; see mapping.c.
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
#include <time.h>
#include <unistd.h>

#define TIMES		256
#define REPETITIONS	16

/* Of the machine, for a watch to settle, and for the kernel to be at rest. */
#define SETTLE		20

static void die(const char *what)
{
	fprintf(stderr, "bench: %s: %s\n", what, strerror(errno));
	exit(1);
}

static long long instructions(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000LL + now.tv_nsec;
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

static void print_row(const char *name, long long without, long long unwatched, long long watched)
{
	printf("%-40s %10lld %10lld %6.2f %10lld %6.2f\n", name, without, unwatched, (double)unwatched / (double)without,
	       watched, (double)watched / (double)without);
}

int main(int argc, char **argv)
{
	char *plain[] = { argv[0], "measure", NULL };
	char *under[] = { "maps", "explain", "-o", "/dev/null", "--", argv[0], "measure", NULL };
	char *other[] = { "maps", "explain", "-o", "/dev/null", "--", "sleep", "100000", NULL };
	char *nothing[] = { "maps", "explain", "-o", "/dev/null", "--", "true", NULL };
	char *by_ptrace[] = { "maps", "explain", "--by", "ptrace", "-o", "/dev/null", "--", "true", NULL };
	long long without[SUBJECTS], unwatched[SUBJECTS], watched[SUBJECTS];
	pid_t watch;

	if (argc > 1)
		return measure();
	sleep(SETTLE);
	collect(plain, without);
	collect(under, watched);
	watch = start(other, -1);
	sleep(SETTLE);
	collect(plain, unwatched);
	kill(watch, SIGTERM);
	waitpid(watch, NULL, 0);
	printf("%-40s %10s %10s %6s %10s %6s\n", "instructions", "without", "others", "", "watched", "");
	for (size_t i = 0; i < SUBJECTS; i++)
		print_row(subjects[i].name, without[i], unwatched[i], watched[i]);
	printf("%-40s %10lld\n", "start and stop, by bpf", cost_of(nothing));
	printf("%-40s %10lld\n", "start and stop, by ptrace", cost_of(by_ptrace));
	return fflush(stdout) != 0;
}
