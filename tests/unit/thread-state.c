// SPDX-License-Identifier: BSD-2-Clause
/* Where a thread is, and whether that is elsewhere than where it was seen to go: for maps explain. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "explain/thread-state.h"

static void rest(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = 10 * 1000 * 1000 }, NULL);
}

/* A child that waits for a signal, or that computes. */
static pid_t child(bool computes)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	while (!computes)
		pause();
	for (volatile unsigned long number = 0;; number++)
		;
}

static void end(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

/* Wait until @pid is at @place, and for how long may be needed on a machine that is busy. */
static struct thread_state await(pid_t pid, enum thread_place place)
{
	struct thread_state state;

	for (int i = 0; i < 3000; i++) {
		thread_state_read(pid, &state);
		if (state.place == place)
			break;
		rest();
	}
	assert_int_equal(state.place, place);
	assert_int_equal(state.tid, pid);
	return state;
}

static const struct thread_state nothing;

static void test_in_call(void **state)
{
	struct thread_state now;
	pid_t pid = child(false);

	(void)state;
	now = await(pid, THREAD_IN_CALL);
	assert_int_not_equal(now.call, SYS_mmap);
	assert_true(thread_is_elsewhere(&nothing, &now, true));
	/* What it gave to the call may be mapped, and not be there. */
	assert_false(thread_is_elsewhere(&nothing, &now, false));
	now.call = SYS_mmap;
	assert_false(thread_is_elsewhere(&nothing, &now, true));
	now.place = THREAD_IN_FAULT;
	assert_true(thread_is_elsewhere(&nothing, &now, true));
	assert_false(thread_is_elsewhere(&nothing, &now, false));
	end(pid);
}

/* It was seen to enter a fault, and its end was missed: that it computes is not that it hangs. */
static void test_computes(void **state)
{
	struct thread_state before, now;
	pid_t pid = child(true);

	(void)state;
	before = await(pid, THREAD_RUNS);
	assert_true(thread_is_elsewhere(&nothing, &before, false));
	do {
		rest();
		now = await(pid, THREAD_RUNS);
	} while (now.user < before.user + 5);
	assert_true(thread_is_elsewhere(&before, &now, false));
	assert_true(thread_is_elsewhere(&before, &now, true));
	/* One that was in the kernel as long is in there. */
	now.system += now.user - before.user + 10;
	assert_false(thread_is_elsewhere(&before, &now, false));
	/* Nothing is known of one that did not get a processor. */
	assert_true(thread_is_elsewhere(&now, &now, false));
	end(pid);
}

static void test_stopped(void **state)
{
	struct thread_state now;
	pid_t pid = child(true);

	(void)state;
	kill(pid, SIGSTOP);
	now = await(pid, THREAD_STOPPED);
	assert_true(thread_is_elsewhere(&nothing, &now, false));
	end(pid);
}

static void test_gone(void **state)
{
	struct thread_state now;
	pid_t pid = child(false);

	(void)state;
	kill(pid, SIGKILL);
	now = await(pid, THREAD_GONE);
	assert_true(thread_is_elsewhere(&nothing, &now, true));
	waitpid(pid, NULL, 0);
	now = await(pid, THREAD_GONE);
	assert_true(thread_is_elsewhere(&nothing, &now, false));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_in_call), cmocka_unit_test(test_computes), cmocka_unit_test(test_stopped),
		cmocka_unit_test(test_gone),
	};

	return cmocka_run_group_tests_name("thread-state", tests, NULL, NULL);
}
