// SPDX-License-Identifier: BSD-2-Clause
/* Which mapping an address means, and what becomes of it: maps explain's model. */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include <cmocka.h>

#include "explain/facts.h"
#include "explain/flags.h"
#include "explain/model.h"

#define PAGE	0x4000u
#define START	0x7f0000000000u
#define PID	100
#define CHILD	101

/* Statuses as of waitpid(). */
#define DIED_OF(signal) (signal)
#define ENDED_WELL	0
#define EXITED(number)	((number) << 8)

static struct model *model;

static int setup(void **state)
{
	(void)state;
	model = model_new(PAGE, true);
	return model ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	model_free(model);
	return 0;
}

static struct incident call_of(const char *path, int64_t result, uint64_t length)
{
	struct incident call = {
		.source = "bpf", .pid = PID, .tid = PID, .called = true, .returned = true, .length = length,
		.flags = MAP_SHARED, .fd = 3, .result = result, .is_device = true,
	};

	snprintf(call.path, sizeof(call.path), "%s", path);
	return call;
}

static void map(const char *path, uint64_t start, uint64_t length)
{
	const struct incident call = call_of(path, (int64_t)start, length);

	model_mmap(model, &call);
}

static void send_signal(pid_t pid, uint64_t address)
{
	const struct incident signal = {
		.pid = pid, .signal = SIGBUS, .signal_code = 2, .signal_address = address, .fault_ip = 0x401000,
	};

	model_signal(model, &signal);
}

/* A system call of @pid cannot use @address of the process @owner. */
static void fail_call_on(pid_t owner, pid_t pid, uint64_t address)
{
	const struct incident efault = { .pid = pid, .tid = pid, .system_call = 278, .argument = address };

	model_efault(model, owner, &efault);
}

static void fail_call(pid_t pid, uint64_t address)
{
	fail_call_on(PID, pid, address);
}

/* The process meets a fault with an error at @address, and dies of it. */
static void die_at(pid_t pid, uint64_t address)
{
	struct incident fault = {
		.pid = pid, .faulted = true, .fault_address = address, .fault_result = VM_FAULT_SIGBUS,
	};

	model_fault(model, &fault);
	send_signal(pid, address);
	model_exit(model, pid, DIED_OF(SIGBUS));
}

static const struct incident *the_bad_one(void)
{
	const struct incident *bad = NULL;

	for (size_t i = 0; i < model_count(model); i++) {
		const struct incident *incident = model_incident(model, i);

		if (incident->kind == INCIDENT_GOOD)
			continue;
		assert_null(bad);
		bad = incident;
	}
	return bad;
}

static void test_killed(void **state)
{
	const struct incident *bad;

	(void)state;
	map("/dev/a", START, 4 * PAGE);
	map("/dev/b", START + 4 * PAGE, 4 * PAGE);
	die_at(PID, START + 5 * PAGE);
	bad = the_bad_one();
	assert_non_null(bad);
	assert_string_equal(bad->path, "/dev/b");
	assert_int_equal(bad->kind, INCIDENT_KILLED);
	assert_int_equal(bad->signal, SIGBUS);
	assert_true(bad->died && bad->faulted);
	assert_int_equal(model_watched(model), 2);
}

/* A signal that is survived, by a handler, is no incident; nor is one that somebody sent. */
static void test_survived(void **state)
{
	(void)state;
	map("/dev/a", START, PAGE);
	send_signal(PID, START);
	model_exit(model, PID, ENDED_WELL);
	assert_null(the_bad_one());
	map("/dev/a", START, PAGE);
	model_exit(model, PID, DIED_OF(SIGTERM));
	assert_null(the_bad_one());
}

/* Who catches it, and then fails, has failed of it; which of the two it was is told. */
static void test_caught(void **state)
{
	const int failures[] = { EXITED(2), DIED_OF(SIGABRT) };

	(void)state;
	for (size_t i = 0; i < sizeof(failures) / sizeof(failures[0]); i++) {
		const struct incident *bad;

		map("/dev/a", START, PAGE);
		send_signal(PID, START);
		model_exit(model, PID, failures[i]);
		bad = model_incident(model, i);
		assert_int_equal(bad->kind, INCIDENT_KILLED);
		assert_int_equal(bad->signal, SIGBUS);
		assert_false(bad->died);
	}
	map("/dev/a", START, PAGE);
	model_exit(model, PID, EXITED(2));
	assert_int_equal(model_incident(model, 2)->kind, INCIDENT_GOOD);
}

static void test_refused(void **state)
{
	struct incident call = call_of("/dev/a", -EINVAL, PAGE);

	(void)state;
	model_mmap(model, &call);
	model_mmap(model, &call);
	model_mmap(model, &call);
	assert_int_equal(model_count(model), 1);
	assert_int_equal(model_incident(model, 0)->times, 3);
	assert_int_equal(model_incident(model, 0)->kind, INCIDENT_REFUSED);
	/* Anonymous memory is no affair of ours. */
	call.result = -ENOMEM;
	call.is_device = false;
	call.path[0] = '\0';
	call.flags = MAP_PRIVATE | MAP_ANONYMOUS;
	model_mmap(model, &call);
	assert_int_equal(model_count(model), 1);
}

/* What there is no place for is counted, and what ended the process is kept. */
static void test_too_many(void **state)
{
	const struct incident *last;

	(void)state;
	map("/dev/b", START, PAGE);
	fail_call(PID, START);
	map("/dev/c", START + PAGE, PAGE);
	for (uint64_t i = 1; i <= 300; i++) {
		const struct incident call = call_of("/dev/a", -EINVAL, i * PAGE);

		model_mmap(model, &call);
	}
	/* The two mappings are in the list already, which is one of all. */
	assert_int_equal(model_count(model), 2 + 256);
	assert_int_equal(model_dropped(model), 300 - 256);
	die_at(PID, START);
	last = model_incident(model, model_count(model) - 1);
	assert_int_equal(model_count(model), 3 + 256);
	assert_int_equal(last->kind, INCIDENT_KILLED);
	assert_string_equal(last->path, "/dev/b");
	assert_int_equal(model_dropped(model), 300 - 256);
}

/* One more of a mapping is dropped, where there are too many, and not looked at any more. */
static void test_too_many_of_a_mapping(void **state)
{
	struct incident stuck = { .pid = PID, .faulted = true, .fault_address = START, .stuck_in = "__do_fault" };

	(void)state;
	map("/dev/b", START, PAGE);
	model_stuck(model, &stuck);
	for (uint64_t i = 1; i <= 300; i++) {
		const struct incident call = call_of("/dev/a", -EINVAL, i * PAGE);

		model_mmap(model, &call);
	}
	fail_call(PID, START);
	assert_int_equal(model_count(model), 1 + 256);
	assert_int_equal(model_dropped(model), 300 - 256 + 1);
}

static void test_swallowed(void **state)
{
	struct incident call = call_of("/dev/a", START, PAGE);

	(void)state;
	call.runs = 1;
	call.run[0] = (struct helper_run){ .helper = HELPER_REMAP_PFN_RANGE, .returned = true, .result = -EINVAL };
	model_mmap(model, &call);
	assert_int_equal(the_bad_one()->kind, INCIDENT_SWALLOWED);
	/* It is one incident, when the program dies of it. */
	die_at(PID, START);
	assert_int_equal(the_bad_one()->kind, INCIDENT_KILLED);
}

/* A part that was unmapped is nobody's; a rest on each side stays. */
static void test_unmapped(void **state)
{
	(void)state;
	map("/dev/a", START, 5 * PAGE);
	/* The kernel takes whole pages. */
	model_unmap(model, PID, START + 2 * PAGE, PAGE + 1);
	assert_non_null(model_mapping(model, PID, START + 2 * PAGE - 1));
	assert_null(model_mapping(model, PID, START + 2 * PAGE));
	assert_null(model_mapping(model, PID, START + 4 * PAGE - 1));
	assert_non_null(model_mapping(model, PID, START + 4 * PAGE));
	assert_null(model_mapping(model, PID, START + 5 * PAGE));
	die_at(PID, START + 3 * PAGE);
	assert_null(the_bad_one());
}

/* An address means what is there now. */
static void test_reused(void **state)
{
	struct incident anonymous = call_of("", START, PAGE);

	(void)state;
	map("/dev/a", START, 2 * PAGE);
	map("/dev/b", START, PAGE);
	assert_string_equal(model_mapping(model, PID, START)->path, "/dev/b");
	assert_string_equal(model_mapping(model, PID, START + PAGE)->path, "/dev/a");
	anonymous.is_device = false;
	anonymous.flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED;
	model_mmap(model, &anonymous);
	assert_null(model_mapping(model, PID, START));
}

static void test_moved(void **state)
{
	const uint64_t to = START + 100 * PAGE;

	(void)state;
	map("/dev/a", START, 2 * PAGE);
	map("/dev/b", to, 8 * PAGE);
	model_move(model, PID, START, 2 * PAGE, to, 4 * PAGE);
	assert_null(model_mapping(model, PID, START));
	assert_string_equal(model_mapping(model, PID, to + 3 * PAGE)->path, "/dev/a");
	assert_string_equal(model_mapping(model, PID, to + 4 * PAGE)->path, "/dev/b");
	die_at(PID, to + 2 * PAGE);
	assert_string_equal(the_bad_one()->path, "/dev/a");
	assert_int_equal(the_bad_one()->vma_end, to + 4 * PAGE);
}

/* Page @page of the mapping is where incident @i has gone wrong. */
static void assert_page(size_t i, uint64_t page)
{
	uint64_t offset;

	assert_true(fact_access_offset(model_incident(model, i), &offset));
	assert_int_equal(offset / PAGE, page);
}

/* What is left, what was moved, and what a child has of it, know which page of the mapping they are. */
static void test_moved_in_part(void **state)
{
	const uint64_t to = START + 100 * PAGE;
	struct incident call = call_of("/dev/a", START, 4 * PAGE);

	(void)state;
	call.runs = 1;
	call.run[0] = (struct helper_run){
		.helper = HELPER_REMAP_PFN_RANGE, .returned = true, .count = 1, .first = START, .end = START + 3 * PAGE,
	};
	model_mmap(model, &call);
	model_fork(model, PID, CHILD);
	model_move(model, PID, START + 2 * PAGE, 2 * PAGE, to, 2 * PAGE);
	die_at(CHILD, START + 2 * PAGE);
	assert_page(0, 2);
	assert_int_equal(model_incident(model, 0)->vma_start, START);
	model_fork(model, PID, CHILD);
	die_at(PID, to + PAGE);
	assert_page(1, 3);
	assert_int_equal(model_incident(model, 1)->vma_start, to);
	assert_int_equal(model_incident(model, 1)->vma_end, to + 2 * PAGE);
	assert_true(fact_is_mapped(model_incident(model, 1), to));
	assert_false(fact_is_mapped(model_incident(model, 1), to + PAGE));
	fail_call_on(CHILD, CHILD, START + PAGE);
	assert_page(2, 1);
	assert_int_equal(model_incident(model, 2)->vma_end, START + 2 * PAGE);
	assert_true(fact_is_mapped(model_incident(model, 2), START + PAGE));
}

/* What is behind a part that was unmapped is no first page. */
static void test_cut(void **state)
{
	(void)state;
	map("/dev/a", START, 4 * PAGE);
	model_unmap(model, PID, START, 2 * PAGE);
	die_at(PID, START + 3 * PAGE);
	assert_page(0, 3);
}

/* A mapping has the protection that it was given last; what is around it has its own. */
static void test_protected(void **state)
{
	struct incident call = call_of("/dev/a", START, 4 * PAGE);

	(void)state;
	call.vma_flags = VM_READ | VM_MAYREAD | VM_MAYWRITE | VM_SHARED;
	model_mmap(model, &call);
	model_protect(model, PID, START + PAGE, 2 * PAGE - 1, PROT_READ | PROT_WRITE);
	model_fork(model, PID, CHILD);
	fail_call(PID, START + 2 * PAGE);
	assert_int_equal(the_bad_one()->vma_flags, call.vma_flags | VM_WRITE);
	die_at(CHILD, START + 3 * PAGE);
	assert_int_equal(model_count(model), 2);
	assert_int_equal(model_incident(model, 1)->vma_flags, call.vma_flags);
	/* It keeps that where it is moved to. */
	model_move(model, PID, START + PAGE, PAGE, START + 9 * PAGE, PAGE);
	assert_non_null(model_mapping(model, PID, START));
	model_protect(model, PID, START + 9 * PAGE, PAGE, PROT_NONE);
	die_at(PID, START + 9 * PAGE);
	assert_int_equal(model_count(model), 3);
	assert_int_equal(model_incident(model, 2)->vma_flags, VM_MAYREAD | VM_MAYWRITE | VM_SHARED);
}

/* A child has what its parent had at the time, and after exec nothing. */
static void test_forked(void **state)
{
	(void)state;
	map("/dev/a", START, PAGE);
	model_fork(model, PID, CHILD);
	model_unmap(model, PID, START, PAGE);
	assert_null(model_mapping(model, PID, START));
	assert_non_null(model_mapping(model, CHILD, START));
	die_at(CHILD, START);
	assert_int_equal(the_bad_one()->pid, CHILD);
	model_fork(model, PID, CHILD);
	map("/dev/a", START, PAGE);
	model_exec(model, PID);
	assert_null(model_mapping(model, PID, START));
}

/* Each of several processes that have inherited a mapping is told of, once. */
static void test_workers(void **state)
{
	(void)state;
	map("/dev/a", START, 2 * PAGE);
	model_fork(model, PID, CHILD);
	model_fork(model, PID, CHILD + 1);
	die_at(CHILD, START);
	die_at(CHILD + 1, START + PAGE);
	assert_int_equal(model_count(model), 2);
	assert_int_equal(model_incident(model, 0)->pid, CHILD);
	assert_int_equal(model_incident(model, 0)->fault_address, START);
	assert_int_equal(model_incident(model, 1)->pid, CHILD + 1);
	assert_int_equal(model_incident(model, 1)->fault_address, START + PAGE);
	/* What goes wrong for the parent in the same way again and again, whoever died of it before, too. */
	for (int i = 0; i < 3; i++) {
		fail_call(PID, START);
		fail_call(PID, START + PAGE);
	}
	assert_int_equal(model_count(model), 3);
	assert_int_equal(model_incident(model, 2)->kind, INCIDENT_EFAULT);
	assert_int_equal(model_incident(model, 2)->pid, PID);
}

/* Who hangs in a mapping that another one died of is told with its own number. */
static void test_stuck_worker(void **state)
{
	const struct incident stuck = {
		.pid = CHILD, .tid = CHILD, .faulted = true, .fault_address = START, .stuck_in = "a_fault",
	};

	(void)state;
	map("/dev/a", START, PAGE);
	model_fork(model, PID, CHILD);
	model_fork(model, PID, CHILD + 1);
	die_at(CHILD + 1, START);
	model_stuck(model, &stuck);
	model_stuck(model, &stuck);
	assert_int_equal(model_count(model), 2);
	assert_int_equal(model_incident(model, 1)->kind, INCIDENT_STUCK);
	assert_int_equal(model_incident(model, 1)->pid, CHILD);
}

static void test_efault(void **state)
{
	const struct incident *bad;

	(void)state;
	map("/dev/a", START, PAGE);
	fail_call(CHILD, START + 16);
	bad = the_bad_one();
	assert_int_equal(bad->kind, INCIDENT_EFAULT);
	assert_int_equal(bad->pid, CHILD);
	assert_int_equal(bad->argument, START + 16);
	/* An address that is nobody's is the program's own mistake. */
	fail_call(PID, 16);
	assert_ptr_equal(the_bad_one(), bad);
}

/* What follows an EFAULT is told with its own fault, or with none. */
static void test_signal_after_efault(void **state)
{
	struct incident fault = {
		.pid = PID, .fault_address = START, .fault_result = VM_FAULT_OOM, .runs = 1,
		.run = { { .helper = HELPER_VMF_INSERT_PFN, .returned = true, .result = VM_FAULT_OOM } },
	};
	const struct incident *bad;

	(void)state;
	map("/dev/a", START, 4 * PAGE);
	model_fault(model, &fault);
	fail_call(PID, START);
	bad = the_bad_one();
	assert_true(bad->faulted);
	assert_int_equal(bad->runs, 1);
	/* In the next page but one, nobody saw a fault. */
	send_signal(PID, START + 2 * PAGE + 8);
	model_exit(model, PID, DIED_OF(SIGBUS));
	assert_int_equal(model_count(model), 2);
	bad = model_incident(model, 1);
	assert_int_equal(bad->kind, INCIDENT_KILLED);
	assert_false(bad->faulted);
	assert_int_equal(bad->fault_address, 0);
	assert_int_equal(bad->fault_result, 0);
	assert_int_equal(bad->runs, 0);
	assert_int_equal(bad->argument, 0);
	assert_int_equal(bad->system_call, 0);
	assert_int_equal(bad->signal_address, START + 2 * PAGE + 8);
	/* The first one is as it was. */
	assert_int_equal(model_incident(model, 0)->fault_result, VM_FAULT_OOM);
}

/* The size that a file had when it went wrong takes the place of that when it was mapped; once. */
static void test_size(void **state)
{
	struct incident call = call_of("/memfd:cut", START, 2 * PAGE);
	const struct incident efault = { .pid = PID, .argument = START + PAGE, .size = PAGE, .size_seen = true };

	(void)state;
	call.is_device = false;
	call.is_regular = true;
	call.size = 2 * PAGE;
	model_mmap(model, &call);
	model_efault(model, PID, &efault);
	assert_int_equal(the_bad_one()->size, PAGE);
	assert_true(the_bad_one()->size_seen);
	send_signal(PID, START + PAGE);
	model_exit(model, PID, DIED_OF(SIGBUS));
	assert_int_equal(model_incident(model, 1)->kind, INCIDENT_KILLED);
	assert_false(model_incident(model, 1)->size_seen);
	assert_int_equal(model_incident(model, 1)->size, 2 * PAGE);
}

static void test_only_the_bad(void **state)
{
	(void)state;
	model_free(model);
	model = model_new(PAGE, false);
	assert_non_null(model);
	map("/dev/a", START, PAGE);
	map("/dev/b", START + PAGE, PAGE);
	assert_int_equal(model_count(model), 0);
	die_at(PID, START + PAGE);
	assert_int_equal(model_count(model), 1);
	assert_string_equal(model_incident(model, 0)->path, "/dev/b");
	assert_int_equal(model_watched(model), 2);
}

static void test_fault_of_another(void **state)
{
	const struct incident fault = { .pid = PID, .fault_address = START, .fault_result = VM_FAULT_SIGBUS };

	(void)state;
	map("/dev/a", START, PAGE);
	model_fault(model, &fault);
	model_unmap(model, PID, START, PAGE);
	map("/dev/b", START, PAGE);
	fail_call(PID, START);
	assert_string_equal(the_bad_one()->path, "/dev/b");
	assert_false(the_bad_one()->faulted);
}

static void test_oops(void **state)
{
	(void)state;
	map("/dev/a", START, PAGE);
	map("/dev/b", START + PAGE, PAGE);
	model_unmap(model, PID, START, PAGE);
	model_oops(model, PID);
	model_exit(model, PID, DIED_OF(SIGKILL));
	assert_string_equal(the_bad_one()->path, "/dev/b");
	assert_true(the_bad_one()->oops);
}

/* Where the kernel failed was known: that is one incident, not two. */
static void test_oops_where_stuck(void **state)
{
	struct incident stuck = { .pid = PID, .faulted = true, .fault_address = START, .stuck_in = "__do_fault" };

	(void)state;
	map("/dev/a", START, PAGE);
	model_stuck(model, &stuck);
	model_oops(model, PID);
	model_exit(model, PID, DIED_OF(SIGKILL));
	assert_int_equal(the_bad_one()->kind, INCIDENT_STUCK);
}

static void test_stuck(void **state)
{
	struct incident stuck = call_of("/dev/a", 0, PAGE), fault = { .pid = PID, .fault_address = START + PAGE };

	(void)state;
	stuck.returned = false;
	model_stuck(model, &stuck);
	assert_int_equal(the_bad_one()->kind, INCIDENT_STUCK);
	/* A fault that nobody knows a mapping for, and no file, is not told. */
	model_stuck(model, &fault);
	assert_non_null(the_bad_one());
	assert_false(model_lost(model));
}

static void test_not_opened(void **state)
{
	struct incident call = call_of("", -EBADF, PAGE);

	(void)state;
	call.is_device = false;
	call.fd = -1;
	model_open_failed(model, PID, "/etc/gone", EACCES);
	model_open_failed(model, PID, "/dev/gone", ENOENT);
	/* What is looked for, as the messages of a locale, need not be there. */
	model_open_failed(model, PID, "/usr/share/locale/de/LC_MESSAGES/program.mo", ENOENT);
	model_mmap(model, &call);
	assert_string_equal(the_bad_one()->not_opened, "/dev/gone");
	assert_int_equal(the_bad_one()->open_result, -ENOENT);
	/* Whether it was that file, nobody knows. */
	assert_string_equal(the_bad_one()->path, "");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_killed), TEST(test_survived), TEST(test_caught), TEST(test_refused), TEST(test_too_many),
		TEST(test_too_many_of_a_mapping), TEST(test_swallowed),
		TEST(test_unmapped), TEST(test_reused), TEST(test_moved), TEST(test_protected), TEST(test_forked),
		TEST(test_efault), TEST(test_oops), TEST(test_workers), TEST(test_stuck_worker),
		TEST(test_moved_in_part), TEST(test_cut),
		TEST(test_oops_where_stuck), TEST(test_stuck), TEST(test_not_opened),
		TEST(test_fault_of_another), TEST(test_size), TEST(test_only_the_bad), TEST(test_signal_after_efault),
	};

	return cmocka_run_group_tests_name("model", tests, NULL, NULL);
}
