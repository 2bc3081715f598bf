// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check/apart.h"

/* How long a killed process may take to end, in milliseconds; and how long those that it has forked may take. */
#define LAST_WORDS 3000

static void drop_standard_files(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO && null >= 0; fd++)
		dup2(null, fd);
	if (null > STDERR_FILENO)
		close(null);
}

/* Note how a child has ended by itself. */
static void note_end(struct ending *ending, int status)
{
	ending->how = WIFSIGNALED(status) ? ENDED_BY_SIGNAL :
		      WEXITSTATUS(status) == EXIT_SUCCESS ? ENDED_WELL : ENDED_BY_EXIT;
	ending->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static void be_child(void (*function)(void *argument), void *argument)
{
	static const struct rlimit no_core;

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setrlimit(RLIMIT_CORE, &no_core);
	drop_standard_files();
	function(argument);
	_exit(EXIT_SUCCESS);
}

/* Wait until the child of @pidfd has ended; false after @milliseconds, or once @stop can be read. */
static bool ended(int pidfd, int stop, int milliseconds)
{
	struct pollfd polls[] = { { .fd = pidfd, .events = POLLIN }, { .fd = stop, .events = POLLIN } };
	int count;

	do
		count = poll(polls, 2, milliseconds);
	while (count < 0 && errno == EINTR);
	return count > 0 && polls[0].revents;
}

/* Kill a child for which there is no pidfd, and wait for it, but not for ever. */
static void bury(pid_t child)
{
	kill(-child, SIGKILL);
	for (int waited = 0; waitpid(child, NULL, WNOHANG) == 0 && waited < LAST_WORDS; waited++)
		poll(NULL, 0, 1);
}

/* Wait, but not for ever, until all that the child has forked have ended; they were killed. Whether they have. */
static bool let_others_go(pid_t child)
{
	pid_t gone = 0;

	for (int waited = 0; gone >= 0 && waited < LAST_WORDS; waited += !gone) {
		gone = waitpid(-child, NULL, WNOHANG);
		if (!gone)
			poll(NULL, 0, 1);
	}
	return gone < 0;
}

int apart_run_until(void (*function)(void *argument), void *argument, int milliseconds, int stop,
		    struct ending *ending)
{
	int status = 0, pidfd;
	bool late;
	pid_t child;

	fflush(NULL);
	/* What a child has forked becomes ours when it ends, so that we can wait for it. */
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	child = fork();
	if (child < 0)
		return -errno;
	if (child == 0)
		be_child(function, argument);
	setpgid(child, child);
	pidfd = pidfd_open(child, 0);
	if (pidfd < 0) {
		int err = -errno;

		bury(child);
		return err;
	}

	late = !ended(pidfd, stop, milliseconds);
	/* Kill its own children, too. Nobody waits for a child that hangs in the kernel. */
	kill(-child, SIGKILL);
	ending->signal = 0;
	if (late && !ended(pidfd, -1, LAST_WORDS)) {
		ending->how = ENDED_NEVER;
	} else {
		waitpid(child, &status, 0);
		note_end(ending, status);
		if (late)
			ending->how = ENDED_LATE;
		if (!let_others_go(child))
			ending->how = ENDED_NEVER;
	}
	close(pidfd);
	return 0;
}

int apart_run(void (*function)(void *argument), void *argument, int milliseconds, struct ending *ending)
{
	return apart_run_until(function, argument, milliseconds, -1, ending);
}
