// SPDX-License-Identifier: BSD-2-Clause
/* What a process has mapped, as maps explain meets it when its watch begins. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cmocka.h>

#include "explain/mapped-size.h"
#include "explain/process-maps.h"

static char path[] = "/var/tmp/maps-process-maps.XXXXXX";

/* The mapping of the file at @path, which is one. */
static void take(void *context, const struct incident *mapping)
{
	struct incident *found = context;

	if (strcmp(mapping->path, path) != 0)
		return;
	assert_int_equal(found->pid, 0);
	*found = *mapping;
}

static void test_whose_and_how_large(void **state)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	struct incident found = { 0 };
	int fd = mkstemp(path);
	void *memory;

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, (off_t)page), 0);
	memory = mmap(NULL, 2 * page, PROT_READ, MAP_SHARED, fd, 0);
	assert_ptr_not_equal(memory, MAP_FAILED);
	prctl(PR_SET_NAME, "mapper");
	assert_int_equal(process_maps(getpid(), take, &found), 0);
	unlink(path);
	assert_int_equal(found.pid, getpid());
	assert_string_equal(found.command, "mapper");
	assert_int_equal(found.page, page);
	assert_int_equal(found.vma_start, (uintptr_t)memory);
	assert_int_equal(found.vma_end, (uintptr_t)memory + 2 * page);
	assert_true(found.is_regular);
	assert_int_equal(found.size, page);
	munmap(memory, 2 * page);
	close(fd);
}

/* A file without a name, as a memfd, has a size as well, for who may look. */
static void test_size_of_what_has_no_name(void **state)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	struct incident found = { 0 };
	int fd = memfd_create("cut", MFD_CLOEXEC);
	void *memory;

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, 2 * (off_t)page), 0);
	memory = mmap(NULL, 2 * page, PROT_READ, MAP_SHARED, fd, 0);
	assert_ptr_not_equal(memory, MAP_FAILED);
	assert_int_equal(ftruncate(fd, 100), 0);
	mapped_size_read(getpid(), (uintptr_t)memory + page, &found);
	if (!found.size_seen)
		skip();
	assert_int_equal(found.size, 100);
	munmap(memory, 2 * page);
	close(fd);
	found = (struct incident){ 0 };
	mapped_size_read(getpid(), (uintptr_t)memory, &found);
	assert_false(found.size_seen);
}

static void test_regular_or_not(void **state)
{
	char name[] = "/var/tmp/maps-process-maps.XXXXXX";
	int fd = mkstemp(name), device = open("/dev/zero", O_RDONLY | O_CLOEXEC);

	(void)state;
	unlink(name);
	assert_true(process_has_regular(getpid(), fd));
	assert_false(process_has_regular(getpid(), device));
	close(device);
	assert_false(process_has_regular(getpid(), device));
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whose_and_how_large),
		cmocka_unit_test(test_size_of_what_has_no_name),
		cmocka_unit_test(test_regular_or_not),
	};

	return cmocka_run_group_tests_name("process-maps", tests, NULL, NULL);
}
