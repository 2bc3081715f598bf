// SPDX-License-Identifier: BSD-2-Clause
/*
 * What the programs in the kernel have in flight, and what maps explain tells of it. The
 * functions of libbpf that read their maps are these here.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cmocka.h>

#include <bpf/bpf.h>

#include "explain/clock.h"
#include "explain/flags.h"
#include "explain/model.h"
#include "explain/stuck.h"

#define PID	100
#define TID	101
#define PAGE	0x1000u
#define START	0x7f0000000000u

enum {
	CALLS,
	FAULTS,
	REPEATS,
	MAPS,
};

/* Each map has one thread in it, or none. */
static struct {
	uint32_t thread;
	size_t size;
	union {
		struct event_mmap call;
		struct event_fault fault;
		struct event_repeat repeat;
	};
} map[MAPS];

int bpf_map_lookup_elem(int fd, const void *key, void *value)
{
	if (!map[fd].size || map[fd].thread != *(const uint32_t *)key)
		return -1;
	memcpy(value, &map[fd].call, map[fd].size);
	return 0;
}

int bpf_map_get_next_key(int fd, const void *key, void *next)
{
	if (key || !map[fd].size)
		return -1;
	memcpy(next, &map[fd].thread, sizeof(map[fd].thread));
	return 0;
}

int bpf_map_delete_elem(int fd, const void *key)
{
	if (map[fd].thread == *(const uint32_t *)key)
		map[fd].size = 0;
	return 0;
}

static bool is_probed(void *context, uint64_t address, uint64_t time)
{
	(void)context;
	(void)address;
	(void)time;
	return true;
}

static const struct records records = { .is_probed = is_probed };
static struct stuck stuck;

static int setup(void **state)
{
	(void)state;
	memset(map, 0, sizeof(map));
	stuck = (struct stuck){
		.model = model_new(PAGE, false), .records = &records, .calls = CALLS, .faults = FAULTS, .repeats = REPEATS,
	};
	return stuck.model ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	model_free(stuck.model);
	return 0;
}

static struct event event_at(uint64_t time)
{
	return (struct event){ .pid = PID, .tid = TID, .time = time };
}

/* The thread is in an mmap, whose driver has returned. */
static void put_call(uint64_t time, uint64_t flags)
{
	map[CALLS].thread = TID;
	map[CALLS].size = sizeof(struct event_mmap);
	map[CALLS].call = (struct event_mmap){
		.event = event_at(time), .argument = { 0, 4 * PAGE, PROT_READ, flags, 3, 0 },
		.passed = PASSED_ENTRY | PASSED_SECURITY | PASSED_CHECKS | PASSED_TO_DRIVER | PASSED_DRIVER,
		.driver_called = 1, .driver_returned = 1,
		.vma = { .start = START, .end = START + 4 * PAGE, .fault = 0xffffffff81000000 },
	};
}

/* And in a fault handler, which has called a helper. */
static void put_fault(uint64_t time, uint64_t address)
{
	map[FAULTS].thread = TID;
	map[FAULTS].size = sizeof(struct event_fault);
	map[FAULTS].fault = (struct event_fault){
		.event = event_at(time), .inside = 1, .address = address,
		.vma = { .start = START, .end = START + 4 * PAGE, .fault = 0xffffffff81000000 },
		.runs = { .depth = 1, .pending = { .helper = HELPER_VMF_INSERT_PFN, .first = address, .count = 1 } },
	};
}

static const struct incident *the_one(void)
{
	assert_int_equal(model_count(stuck.model), 1);
	return model_incident(stuck.model, 0);
}

/* What mmap reads in meets a fault, and that the driver: it is no mmap that waits for anything else. */
static void test_oops_in_fault_of_mmap(void **state)
{
	const struct event oops = event_at(3);

	(void)state;
	put_call(1, MAP_SHARED | MAP_POPULATE);
	put_fault(2, START + PAGE);
	stuck_take_oops(&stuck, &oops);
	assert_true(stuck.found);
	assert_true(the_one()->called);
	assert_false(the_one()->returned);
	assert_true(the_one()->faulted);
	assert_int_equal(the_one()->fault_address, START + PAGE);
	assert_string_equal(the_one()->stuck_in, "vmf_insert_pfn");
	assert_int_equal(the_one()->runs, 1);
	assert_true(the_one()->run[0].in_fault);
	assert_string_equal(the_one()->fault_operation, "0xffffffff81000000");
	/* Nothing is left behind. */
	assert_int_equal(map[CALLS].size + map[FAULTS].size, 0);
}

/* The handler alone. */
static void test_oops_in_handler_of_mmap(void **state)
{
	const struct event oops = event_at(3);

	(void)state;
	put_call(1, MAP_SHARED | MAP_POPULATE);
	put_fault(2, START);
	map[FAULTS].fault.runs.depth = 0;
	stuck_take_oops(&stuck, &oops);
	assert_string_equal(the_one()->stuck_in, "0xffffffff81000000");
	assert_int_equal(the_one()->runs, 0);
}

/* A handler that gave no page, and the oops that comes of that, are one. */
static void test_oops_behind_handler_of_mmap(void **state)
{
	const struct event oops = event_at(3);
	struct event_fault event;

	(void)state;
	put_call(1, MAP_SHARED | MAP_POPULATE);
	put_fault(2, START);
	event = map[FAULTS].fault;
	event.runs.depth = 0;
	event.no_page = 1;
	map[FAULTS].size = 0;
	stuck_take_fault(&stuck, &event);
	stuck_take_oops(&stuck, &oops);
	assert_string_equal(the_one()->stuck_in, "__do_fault");
	assert_true(the_one()->called);
}

/* Two that hang are told once each, however often they are met. */
static void test_two(void **state)
{
	struct event_fault event = { .event = event_at(5), .no_page = 1, .address = START };

	(void)state;
	for (int i = 0; i < 6; i++) {
		put_call(1 + i % 2, MAP_SHARED | MAP_POPULATE);
		stuck_take_fault(&stuck, &event);
	}
	assert_int_equal(model_count(stuck.model), 2);
}

/* To read in many pages takes its time; one of them is not to. */
static void test_populating(void **state)
{
	const uint64_t second = 1000000000, now = clock_now();

	(void)state;
	put_call(now - 20 * second, MAP_SHARED | MAP_POPULATE);
	put_fault(now, START);
	stuck_scan(&stuck, 10);
	assert_false(stuck.found);
}

/* The thread has met a fault @times times, at one address, since long. */
static void repeat(uint64_t times)
{
	map[REPEATS].thread = TID;
	map[REPEATS].size = sizeof(struct event_repeat);
	map[REPEATS].repeat = (struct event_repeat){ .address = START, .since = 1, .times = times };
	stuck_scan(&stuck, 10);
}

/* A fault that is taken again at once, and not one of each page that is taken away now and then. */
static void test_repeated(void **state)
{
	const struct event_fault event = {
		.event = event_at(1), .address = START, .vma = { .start = START, .end = START + PAGE },
		.file = { .file = 1, .mode = S_IFCHR, .path = "device", .path_length = 7 },
	};

	(void)state;
	stuck_take_fault(&stuck, &event);
	repeat(1000);
	for (uint64_t times = 1100; times <= 3000; times += 100)
		repeat(times);
	assert_false(stuck.found);
	repeat(50000);
	assert_true(stuck.found);
	assert_int_equal(the_one()->fault_count, 50000);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_oops_in_fault_of_mmap), TEST(test_oops_in_handler_of_mmap),
		TEST(test_oops_behind_handler_of_mmap), TEST(test_populating), TEST(test_repeated), TEST(test_two),
	};

	return cmocka_run_group_tests_name("stuck", tests, NULL, NULL);
}
