// SPDX-License-Identifier: BSD-2-Clause
/* What /proc/self/smaps says of a mapping of this process. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "smaps.h"

static void test_an_anonymous_mapping(void **state)
{
	size_t size = 4 * (size_t)sysconf(_SC_PAGESIZE);
	char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct smaps smaps;

	(void)state;
	assert_ptr_not_equal(memory, MAP_FAILED);
	mprotect(memory, size, PROT_READ);	/* so that it is merged with no other */
	mprotect(memory, size, PROT_READ | PROT_WRITE);
	madvise(memory, size, MADV_DONTDUMP);
	memset(memory, 1, size / 2);
	assert_int_equal(smaps_read(memory + size / 2, &smaps), 0);
	assert_int_equal(smaps.rss, size / 2);
	assert_int_equal(smaps.anonymous, size / 2);
	assert_true(smaps_has_flag(&smaps, "rd"));
	assert_true(smaps_has_flag(&smaps, "dd"));
	assert_false(smaps_has_flag(&smaps, "sh"));
	munmap(memory, size);
}

static void test_nothing_mapped(void **state)
{
	struct smaps smaps = { .rss = 7 };

	(void)state;
	assert_int_equal(smaps_read(NULL, &smaps), -ENOENT);
	assert_int_equal(smaps.rss, 7);
}

static void test_flags_are_whole_words(void **state)
{
	struct smaps smaps = { .vm_flags = "rd mr xmm mw" };

	(void)state;
	assert_false(smaps_has_flag(&smaps, "mm"));
	assert_true(smaps_has_flag(&smaps, "mw"));
	assert_true(smaps_has_flag(&smaps, "rd"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_an_anonymous_mapping),
		cmocka_unit_test(test_nothing_mapped),
		cmocka_unit_test(test_flags_are_whole_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
