// SPDX-License-Identifier: BSD-2-Clause
/* What lines of trace_pipe make of the accounts of threads. */
#include <errno.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "explain/account.h"
#include "explain/flags.h"

#define THREAD 7
#define OTHER 8
#define START UINT64_C(0x7f0000000000)
#define PAGE 4096

static struct accounts accounts;

/* An event of a thread, at that second. */
static void tell(pid_t tid, unsigned int second, const char *event, const char *fields)
{
	char text[256];

	snprintf(text, sizeof(text), "          victim-%-7d [001] d..2. %5u.000001: %s: (place+0x0/0x90) %s\n", tid, second,
		 event, fields);
	assert_true(accounts_take(&accounts, text) == UINT64_C(1000000) * second + 1);
}

static void remap(pid_t tid, uint64_t page, uint32_t result)
{
	char fields[128];

	snprintf(fields, sizeof(fields), "caller=0x10 start=0x%llx size=0x1000", (unsigned long long)(START + page * PAGE));
	tell(tid, 1, "remap_pfn_range_enter", fields);
	snprintf(fields, sizeof(fields), "result=0x%x", result);
	tell(tid, 1, "remap_pfn_range_leave", fields);
}

static struct account *account(pid_t tid)
{
	return accounts_find(&accounts, tid);
}

static struct incident called(pid_t tid)
{
	struct incident incident = { .returned = true };

	account_call(account(tid), &incident);
	return incident;
}

static int set_up(void **state)
{
	(void)state;
	accounts = (struct accounts){ .page = PAGE };
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	while (accounts.first)
		accounts_forget(&accounts, accounts.first->tid);
	return 0;
}

static void test_calls_one_after_the_other_are_a_run(void **state)
{
	struct incident incident;

	(void)state;
	account_enter(account(THREAD), true);
	for (uint64_t page = 0; page < 16; page++)
		remap(THREAD, page, (uint32_t)-EINVAL);
	incident = called(THREAD);
	assert_int_equal(incident.runs, 1);
	assert_int_equal(incident.run[0].count, 16);
	assert_int_equal(incident.run[0].result, -EINVAL);
	assert_int_equal(incident.run[0].size, PAGE);
	assert_true(incident.run[0].first == START && incident.run[0].end == START + 16 * PAGE);
	assert_true(incident.run[0].returned && !incident.run[0].in_fault);
}

static void test_threads_are_apart(void **state)
{
	(void)state;
	account_enter(account(THREAD), true);
	account_enter(account(OTHER), true);
	remap(THREAD, 0, 0);
	remap(OTHER, 4, 0);
	remap(THREAD, 1, 0);
	assert_int_equal(called(THREAD).run[0].count, 2);
	assert_int_equal(called(OTHER).run[0].count, 1);
}

static void test_a_helper_within_a_helper_is_not_the_drivers(void **state)
{
	struct incident incident;

	(void)state;
	account_enter(account(THREAD), true);
	tell(THREAD, 1, "remap_vmalloc_range_enter", "caller=0x10 start=0x7f0000000000 end=0x7f0000010000");
	remap(THREAD, 0, 0);
	tell(THREAD, 1, "remap_vmalloc_range_leave", "result=0x0");
	incident = called(THREAD);
	assert_int_equal(incident.runs, 1);
	assert_int_equal(incident.run[0].helper, HELPER_REMAP_VMALLOC_RANGE);
	assert_int_equal(incident.run[0].size, 0x10000);
}

static void test_stages(void **state)
{
	(void)state;
	tell(THREAD, 1, "mmap_region_enter", "");
	account_enter(account(THREAD), true);
	assert_int_equal(called(THREAD).passed, 0);
	tell(THREAD, 1, "security_mmap_file_leave", "result=0x0");
	tell(THREAD, 1, "mmap_region_enter", "");
	assert_int_equal(called(THREAD).passed, PASSED_SECURITY | PASSED_CHECKS);
	account_enter(account(THREAD), true);
	tell(THREAD, 2, "security_mmap_file_leave", "result=0xfffffff3");
	assert_int_equal(called(THREAD).passed, 0);
	assert_int_equal(called(THREAD).security, -EACCES);
}

static void test_a_fault_within_mmap_is_no_part_of_it(void **state)
{
	struct incident incident = { 0 };

	(void)state;
	account_enter(account(THREAD), true);
	tell(THREAD, 1, "__do_fault_enter", "address=0x7f0000000000");
	tell(THREAD, 1, "vm_insert_page_enter", "caller=0x10 start=0x7f0000000000");
	tell(THREAD, 1, "vm_insert_page_leave", "result=0xfffffff0");
	tell(THREAD, 1, "__do_fault_leave", "result=0x2");
	tell(THREAD, 1, "handle_mm_fault_leave", "result=0x2");
	assert_int_equal(called(THREAD).runs, 0);
	assert_true(account(THREAD)->fault.faulted);
	account_fault(account(THREAD), &incident);
	assert_int_equal(incident.runs, 1);
	assert_true(incident.run[0].in_fault);
	assert_int_equal(incident.run[0].result, -EBUSY);
	assert_int_equal(incident.fault_result, VM_FAULT_SIGBUS);
	assert_true(incident.fault_address == START);
	assert_string_equal(incident.stuck_in, "");
}

static void test_what_never_returns(void **state)
{
	struct incident call = { 0 }, fault = { 0 };

	(void)state;
	account_enter(account(THREAD), true);
	remap(THREAD, 0, 0);
	tell(THREAD, 1, "vm_insert_page_enter", "caller=0x20 start=0x7f0000001000");
	account_call(account(THREAD), &call);
	assert_int_equal(call.runs, 2);
	assert_false(call.run[1].returned);
	assert_string_equal(call.stuck_in, "vm_insert_page");
	tell(OTHER, 1, "__do_fault_enter", "address=0x7f0000000000");
	account_fault(account(OTHER), &fault);
	assert_string_equal(fault.stuck_in, "__do_fault");
	account_stop(account(OTHER));
	assert_false(account(OTHER)->in_fault);
}

static void test_a_fault_again_and_again_is_counted(void **state)
{
	(void)state;
	for (unsigned int second = 1; second <= 5; second++) {
		tell(THREAD, second, "__do_fault_enter", "address=0x7f0000000000");
		tell(THREAD, second, "__do_fault_leave", "result=0x100");
		account_stop(account(THREAD));
	}
	assert_int_equal(account(THREAD)->fault.fault_count, 5);
	assert_true(account(THREAD)->looping == UINT64_C(1000001));
	tell(THREAD, 6, "__do_fault_enter", "address=0x7f0000001000");
	assert_int_equal(account(THREAD)->fault.fault_count, 1);
	account_enter(account(THREAD), false);
	assert_int_equal(account(THREAD)->fault.fault_count, 0);
}

static void test_more_runs_than_there_is_place_for(void **state)
{
	struct incident incident;

	(void)state;
	account_enter(account(THREAD), true);
	for (uint64_t i = 0; i < 2 * INCIDENT_RUNS; i++)
		remap(THREAD, 2 * i, 0);
	remap(THREAD, 1, (uint32_t)-ENOMEM);
	incident = called(THREAD);
	assert_int_equal(incident.runs, INCIDENT_RUNS);
	assert_int_equal(incident.run[INCIDENT_RUNS - 1].result, -ENOMEM);
	/* What is left out is counted, and what the error took the place of. */
	assert_int_equal(incident.more_runs, INCIDENT_RUNS + 1);
	account_enter(account(THREAD), true);
	assert_int_equal(called(THREAD).more_runs, 0);
}

/* A driver that maps segments, each of another size: what is mapped is not left out. */
static void test_more_sizes_than_there_is_place_for(void **state)
{
	const struct helper_run *last;
	struct incident incident;
	uint64_t pages = 0;

	(void)state;
	account_enter(account(THREAD), true);
	for (uint64_t i = 1; i <= 12; pages += i++) {
		char fields[100];

		snprintf(fields, sizeof(fields), "caller=0x10 start=%#" PRIx64 " size=%#" PRIx64, START + pages * PAGE,
			 i * PAGE);
		tell(THREAD, 1, "remap_pfn_range_enter", fields);
		tell(THREAD, 1, "remap_pfn_range_leave", "result=0x0");
	}
	incident = called(THREAD);
	assert_int_equal(incident.runs, INCIDENT_RUNS);
	assert_int_equal(incident.more_runs, 0);
	assert_int_equal(incident.run[0].size, PAGE);
	last = &incident.run[INCIDENT_RUNS - 1];
	assert_int_equal(last->count, 12 - INCIDENT_RUNS + 1);
	assert_int_equal(last->size, 0);
	assert_true(last->end == START + pages * PAGE);
}

static void test_lost_events_leave_nothing_in_flight(void **state)
{
	(void)state;
	tell(THREAD, 1, "__do_fault_enter", "address=0x7f0000000000");
	assert_int_equal(accounts_take(&accounts, "CPU:1 [LOST 12 EVENTS]\n"), 0);
	assert_int_equal(accounts.lost, 12);
	assert_false(account(THREAD)->in_fault);
	/* The entry of this one is among them. */
	tell(THREAD, 1, "vm_insert_page_leave", "result=0x0");
	assert_int_equal(account(THREAD)->depth, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_calls_one_after_the_other_are_a_run),
		TEST(test_threads_are_apart),
		TEST(test_a_helper_within_a_helper_is_not_the_drivers),
		TEST(test_stages),
		TEST(test_a_fault_within_mmap_is_no_part_of_it),
		TEST(test_what_never_returns),
		TEST(test_a_fault_again_and_again_is_counted),
		TEST(test_more_runs_than_there_is_place_for),
		TEST(test_more_sizes_than_there_is_place_for),
		TEST(test_lost_events_leave_nothing_in_flight),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
