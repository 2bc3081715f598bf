// SPDX-License-Identifier: BSD-2-Clause
/* Something run in a process of its own: how it ended is told, whatever it does. */
#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "check/apart.h"

static void write_down(void *argument)
{
	*(int *)argument = 7;
}

static void die(void *argument)
{
	write_down(argument);
	kill(getpid(), SIGTERM);
}

static void give_up(void *argument)
{
	write_down(argument);
	_exit(3);
}

/* Seven where each standard file is /dev/null. */
static void look_at_files(void *argument)
{
	struct stat null, file;
	bool all = stat("/dev/null", &null) == 0;

	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		all = all && fstat(fd, &file) == 0 && S_ISCHR(file.st_mode) && file.st_rdev == null.st_rdev;
	if (all)
		write_down(argument);
}

static void hang(void *argument)
{
	write_down(argument);
	for (;;)
		pause();
}

/* It ends, and leaves a child behind that has a pipe open. */
static void leave_child(void *argument)
{
	if (fork() == 0)
		hang(argument);
}

static int *shared_number(void)
{
	int *number = mmap(NULL, sizeof(*number), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	assert_ptr_not_equal(number, MAP_FAILED);
	return number;
}

static void expect(void (*function)(void *argument), int milliseconds, int how, int signal)
{
	int *number = shared_number();
	struct ending ending;

	assert_int_equal(apart_run(function, number, milliseconds, &ending), 0);
	assert_int_equal(ending.how, how);
	assert_int_equal(ending.signal, signal);
	assert_int_equal(*number, 7);
	munmap(number, sizeof(*number));
}

static void test_good_end(void **state)
{
	(void)state;
	expect(write_down, 60000, ENDED_WELL, 0);
}

static void test_signal(void **state)
{
	(void)state;
	expect(die, 60000, ENDED_BY_SIGNAL, SIGTERM);
}

static void test_exit_status(void **state)
{
	(void)state;
	expect(give_up, 60000, ENDED_BY_EXIT, 0);
}

/* Or who reads our output would wait for a child that cannot be killed. */
static void test_no_output(void **state)
{
	(void)state;
	expect(look_at_files, 60000, ENDED_WELL, 0);
}

static void test_time_limit(void **state)
{
	(void)state;
	expect(hang, 50, ENDED_LATE, SIGKILL);
}

static void test_no_child_is_left(void **state)
{
	int ends[2], *number = shared_number();
	struct ending ending;
	char byte;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(apart_run(leave_child, number, 60000, &ending), 0);
	close(ends[1]);
	/* The end of the pipe comes once nobody else has it open. */
	assert_int_equal(read(ends[0], &byte, 1), 0);
	close(ends[0]);
	munmap(number, sizeof(*number));
}

/*
 * It ends, and leaves a child behind whose end is another process's to wait for: a debugger's, who does
 * not. That one is in a group of its own, so nobody kills it; its number is written down.
 */
static void leave_held_child(void *argument)
{
	int *numbers = argument;
	pid_t held, debugger;

	write_down(argument);
	held = fork();
	if (held == 0) {
		prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY);
		hang(argument);
	}
	debugger = fork();
	if (debugger == 0) {
		setpgid(0, 0);
		/* Where it may not hold the other one, the test fails. */
		while (ptrace(PTRACE_SEIZE, held, NULL, NULL) != 0 && errno == EPERM && getppid() > 1)
			poll(NULL, 0, 1);
		numbers[1] = getpid();
		hang(argument);
	}
	while (!((volatile int *)numbers)[1])
		poll(NULL, 0, 1);
}

/* Where a process stays that cannot be killed, no other one is to run, whoever it is. */
static void test_child_that_stays(void **state)
{
	int *numbers = shared_number();
	struct ending ending;

	(void)state;
	assert_int_equal(apart_run(leave_held_child, numbers, 60000, &ending), 0);
	kill(numbers[1], SIGKILL);
	while (waitpid(-1, NULL, 0) > 0)
		;
	assert_int_equal(ending.how, ENDED_NEVER);
	munmap(numbers, sizeof(*numbers));
}

/* Without a descriptor for the child there is an error, and no child. */
static void test_no_descriptor(void **state)
{
	int *number = shared_number();
	struct rlimit limit, none;
	struct ending ending;
	int result;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	none = limit;
	none.rlim_cur = 0;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	result = apart_run(hang, number, 60000, &ending);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
	assert_int_equal(result, -EMFILE);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
	munmap(number, sizeof(*number));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good_end),
		cmocka_unit_test(test_signal),
		cmocka_unit_test(test_exit_status),
		cmocka_unit_test(test_no_output),
		cmocka_unit_test(test_time_limit),
		cmocka_unit_test(test_no_child_is_left),
		cmocka_unit_test(test_child_that_stays),
		cmocka_unit_test(test_no_descriptor),
	};

	return cmocka_run_group_tests_name("apart", tests, NULL, NULL);
}
