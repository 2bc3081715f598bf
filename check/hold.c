// SPDX-License-Identifier: BSD-2-Clause
#include <poll.h>
#include <stddef.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "check/hold.h"

void hold_begin(struct hold *hold)
{
	static const int numbers[] = { SIGINT, SIGQUIT, SIGTERM, SIGHUP };
	struct sigaction action;
	sigset_t held;

	sigemptyset(&held);
	sigprocmask(SIG_BLOCK, NULL, &hold->before);
	/* A blocked signal is kept even if it is ignored, as by nohup(1): it would look as if it had come. */
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (sigaction(numbers[i], NULL, &action) == 0 && action.sa_handler == SIG_DFL &&
		    !sigismember(&hold->before, numbers[i]))
			sigaddset(&held, numbers[i]);
	sigprocmask(SIG_BLOCK, &held, NULL);
	hold->fd = signalfd(-1, &held, SFD_CLOEXEC);
}

void hold_leave(const struct hold *hold)
{
	sigprocmask(SIG_SETMASK, &hold->before, NULL);
}

bool hold_end(struct hold *hold)
{
	struct pollfd poll_signals = { .fd = hold->fd, .events = POLLIN };
	bool came = poll(&poll_signals, 1, 0) > 0;

	if (hold->fd >= 0)
		close(hold->fd);
	sigprocmask(SIG_SETMASK, &hold->before, NULL);
	return came;
}
