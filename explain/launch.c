// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "explain/launch.h"

volatile int collect_enough;

/* Whom a signal that is meant for us is handed on to; 0: nobody. */
static volatile pid_t successor;

static struct sigaction interrupt, quit, child_action;

/* Who was waited for has no number any more: it may be another's. */
static bool is_there(pid_t child)
{
	siginfo_t info;

	return waitid(P_PID, (id_t)child, &info, WEXITED | WNOHANG | WNOWAIT) == 0;
}

static void hand_on(int signal)
{
	int err = errno;

	if (!successor)
		collect_enough = 1;
	else if (is_there(successor))
		kill(successor, signal);
	errno = err;
}

static void nothing(int signal)
{
	(void)signal;
}

/* Close-on-exec, and out of the way of the numbers a shell hands to a command. */
static int away(int fd)
{
	int far = fcntl(fd, F_DUPFD_CLOEXEC, 200);

	if (far < 0)
		return fd;
	close(fd);
	return far;
}

/* The child. It goes on with a byte through the gate, and tells the errno of exec. */
static void wait_and_run(char **command, int gate, int answer)
{
	char go;
	int err;

	sigaction(SIGINT, &interrupt, NULL);
	sigaction(SIGQUIT, &quit, NULL);
	sigaction(SIGCHLD, &child_action, NULL);
	if (read(gate, &go, 1) != 1)
		_exit(127);
	execvp(command[0], command);
	err = errno;
	if (write(answer, &err, sizeof(err)) != sizeof(err))
		_exit(126);
	_exit(err == ENOENT ? 127 : 126);
}

static void catch(int number, void (*handler)(int))
{
	struct sigaction action = { .sa_handler = handler };
	struct sigaction old;

	sigaction(number, NULL, &old);
	if (old.sa_handler != SIG_IGN)
		sigaction(number, &action, NULL);
}

/* As it was before catch(). */
static void uncatch(int number)
{
	struct sigaction action = { .sa_handler = SIG_DFL };
	struct sigaction old;

	sigaction(number, NULL, &old);
	if (old.sa_handler == hand_on)
		sigaction(number, &action, NULL);
}

int launch_start(char **command, struct subject *subject)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, wake = { .sa_handler = nothing };
	int pair[2], answer[2];
	pid_t pid;

	/* One end is ours, with the gate; the other one the child's. */
	if (pipe2(pair, O_CLOEXEC) < 0)
		return -errno;
	if (pipe2(answer, O_CLOEXEC) < 0) {
		int err = -errno;

		close(pair[0]);
		close(pair[1]);
		return err;
	}
	/* Ctrl-C reaches the command, too; we outlive it, to report. */
	sigaction(SIGINT, &ignore, &interrupt);
	sigaction(SIGQUIT, &ignore, &quit);
	sigaction(SIGCHLD, &wake, &child_action);
	pair[0] = away(pair[0]);
	pair[1] = away(pair[1]);
	answer[0] = away(answer[0]);
	answer[1] = away(answer[1]);
	pid = fork();
	if (pid < 0)
		return -errno;
	if (!pid) {
		close(pair[1]);
		close(answer[0]);
		wait_and_run(command, pair[0], answer[1]);
	}
	close(pair[0]);
	close(answer[1]);
	subject->pid = pid;
	subject->own = true;
	subject->gate = pair[1];
	subject->answer = answer[0];
	successor = pid;
	catch(SIGTERM, hand_on);
	catch(SIGHUP, hand_on);
	return 0;
}

int launch_go(struct subject *subject)
{
	char go = 1;
	int err = 0;

	if (write(subject->gate, &go, 1) != 1)
		err = errno;
	close(subject->gate);
	subject->gate = -1;
	return -err;
}

int launch_failed(struct subject *subject)
{
	int err = 0;

	if (read(subject->answer, &err, sizeof(err)) != sizeof(err))
		err = 0;
	close(subject->answer);
	return -err;
}

void launch_await_signals(void)
{
	successor = 0;
	catch(SIGINT, hand_on);
	catch(SIGTERM, hand_on);
	catch(SIGHUP, hand_on);
}

void launch_over(const struct subject *subject)
{
	successor = 0;
	uncatch(SIGINT);
	uncatch(SIGTERM);
	uncatch(SIGHUP);
	if (!subject->own)
		return;
	sigaction(SIGINT, &interrupt, NULL);
	sigaction(SIGQUIT, &quit, NULL);
}

int launch_finish(int status)
{
	struct rlimit no_core = { 0 };
	int number = WTERMSIG(status);
	sigset_t set;

	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	/* The core that is of interest is the command's. */
	setrlimit(RLIMIT_CORE, &no_core);
	prctl(PR_SET_DUMPABLE, 0);
	fflush(NULL);
	signal(number, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, number);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	raise(number);
	return 128 + number;
}
