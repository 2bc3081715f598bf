// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "execute.h"
#include "kernel-log.h"
#include "leftovers.h"
#include "scene.h"

/* Seconds that a program may take, and that its end may: a machine can be slow. */
#define LIMIT	60

static struct cover covers[COVER_SLOTS];
static struct scene_shared *shared;
static uint64_t code_base;

/* Where the driver's code is: places are counted from there, so that they are the same after the next boot. */
static bool read_code_base(void)
{
	FILE *file = fopen("/sys/module/maps/sections/.text", "re");
	unsigned long long base = 0;

	if (!file)
		return false;
	if (fscanf(file, "%llx", &base) != 1)
		base = 0;
	fclose(file);
	code_base = base;
	return base != 0;
}

/* Injected failures are wanted, a report of each is not. */
static void quieten_injection(void)
{
	static const char *const settings[][2] = {
		{ "failslab/verbose", "0" }, { "fail_page_alloc/verbose", "0" }, { "fail_usercopy/verbose", "0" },
		{ "fail_futex/verbose", "0" }, { "failslab/ignore-gfp-wait", "N" },
		{ "fail_page_alloc/ignore-gfp-wait", "N" }, { "fail_page_alloc/ignore-gfp-highmem", "N" },
		{ "fail_page_alloc/min-order", "0" },
	};
	size_t i;

	for (i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
		char path[80];
		FILE *file;

		snprintf(path, sizeof(path), "/sys/kernel/debug/%s", settings[i][0]);
		file = fopen(path, "we");	/* not every kernel has each */
		if (!file)
			continue;
		fputs(settings[i][1], file);
		fclose(file);
	}
}

bool execute_prepare(bool blind)
{
	char what[200];
	sigset_t children;
	int err;

	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED) {
		perror("fuzz: memory");
		return false;
	}
	if (!read_code_base()) {
		fprintf(stderr, "fuzz: maps.ko is not loaded; load it with devices=0\n");
		return false;
	}
	cover_open_none(covers);
	err = blind ? 0 : cover_open(covers);
	if (err) {
		fprintf(stderr, "fuzz: /sys/kernel/debug/kcov: %s; without KCOV nothing tells which program is worth "
			"keeping: take a debug kernel, or --blind\n", strerror(-err));
		return false;
	}
	if (!kernel_log_open())
		return false;
	quieten_injection();
	/* Those that a program leaves behind are ours, so that their end can be waited for. */
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	sigemptyset(&children);
	sigaddset(&children, SIGCHLD);
	sigprocmask(SIG_BLOCK, &children, NULL);
	if (!leftovers_none(what, sizeof(what))) {
		fprintf(stderr, "fuzz: before the first program: %s\n", what);
		return false;
	}
	return true;
}

static void __attribute__((format(printf, 3, 4))) judge(struct outcome *outcome, enum verdict verdict,
							const char *format, ...)
{
	va_list arguments;

	if (outcome->verdict >= verdict)
		return;
	outcome->verdict = verdict;
	va_start(arguments, format);
	vsnprintf(outcome->what, sizeof(outcome->what), format, arguments);
	va_end(arguments);
}

static void run_child(const struct program *program)
{
	static struct scene scene;
	sigset_t none;

	setpgid(0, 0);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	scene_begin(&scene, shared, covers);
	scene_run(&scene, program);
	_exit(0);
}

/* Whether a child of ours, -1 for any, has ended within that time: 1; 0 if not; -1 where there is none. */
static int wait_for(pid_t pid, unsigned int seconds, int *status)
{
	struct timespec left = { .tv_sec = seconds };
	sigset_t children;
	pid_t ended;

	sigemptyset(&children);
	sigaddset(&children, SIGCHLD);
	for (;;) {
		ended = waitpid(pid, status, WNOHANG);
		if (ended)
			return ended > 0 ? 1 : -1;
		if (sigtimedwait(&children, NULL, &left) < 0 && errno == EAGAIN)
			return waitpid(pid, status, WNOHANG) > 0;
	}
}

/* Where a process is that does not end. */
static void say_stack(pid_t pid)
{
	char path[40], text[2048];
	size_t length;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/stack", pid);
	file = fopen(path, "re");
	if (!file)
		return;
	length = fread(text, 1, sizeof(text) - 1, file);
	text[length] = '\0';
	fprintf(stderr, "fuzz: the process is in\n%s", text);
	fclose(file);
}

/* Wait for the program's first process, and end the others. */
static void wait_for_program(pid_t pid, struct outcome *outcome)
{
	int status = 0;
	int ended = wait_for(pid, LIMIT, &status);

	kill(-pid, SIGKILL);
	if (!ended && !wait_for(pid, LIMIT, &status)) {
		say_stack(pid);
		judge(outcome, VERDICT_BROKEN, "it does not end, %d seconds after it was killed", LIMIT);
		return;
	}
	if (!ended)
		judge(outcome, VERDICT_VIOLATION, "it did not end within %d seconds", LIMIT);
	else if (WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL)
		judge(outcome, VERDICT_VIOLATION, "it died of signal %d (%s)", WTERMSIG(status), strsignal(WTERMSIG(status)));
	while ((ended = wait_for(-1, LIMIT, &status)) == 1)
		continue;
	if (!ended)
		judge(outcome, VERDICT_BROKEN, "a process of it does not end, %d seconds after it was killed", LIMIT);
}

void execute(const struct program *program, struct outcome *outcome)
{
	char what[256];
	pid_t child;
	int slot;

	outcome->verdict = VERDICT_GOOD;
	outcome->what[0] = '\0';
	edges_clear(&outcome->edges);
	memset(shared, 0, sizeof(*shared));
	for (slot = 0; slot < COVER_SLOTS; slot++)
		cover_clear(&covers[slot]);

	child = fork();
	if (child < 0) {
		judge(outcome, VERDICT_BROKEN, "no process for it: %s", strerror(errno));
		return;
	}
	if (child == 0)
		run_child(program);
	setpgid(child, child);
	wait_for_program(child, outcome);

	for (slot = 0; slot < COVER_SLOTS; slot++)
		edges_add_cover(&outcome->edges, &covers[slot], code_base);
	if (shared->violation[0])
		judge(outcome, VERDICT_VIOLATION, "%s", shared->violation);
	if (outcome->verdict != VERDICT_BROKEN && !leftovers_none(what, sizeof(what)))
		judge(outcome, VERDICT_BROKEN, "%s", what);
	if (kernel_log_complains(what, sizeof(what)))
		judge(outcome, VERDICT_BROKEN, "the kernel reports: %s", what);
}
