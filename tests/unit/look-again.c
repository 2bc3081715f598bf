// SPDX-License-Identifier: BSD-2-Clause
/* What became of a file by the end of a watch: maps explain. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "explain/incident.h"
#include "explain/look-again.h"

#define MAPPED 4096

/* A file, as it was when it was mapped. */
static int make(struct incident *incident)
{
	struct stat status;
	int fd;

	*incident = (struct incident){ .path = "/var/tmp/maps-look-again.XXXXXX", .is_regular = true, .size = MAPPED };
	fd = mkstemp(incident->path);
	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, MAPPED), 0);
	assert_int_equal(fstat(fd, &status), 0);
	incident->inode = status.st_ino;
	return fd;
}

static void test_truncated_or_grown(void **state)
{
	const off_t sizes[] = { 0, 100, 10 * MAPPED };
	struct incident incident;
	int fd = make(&incident);

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		assert_int_equal(ftruncate(fd, sizes[i]), 0);
		incident.size_seen = false;
		look_again(&incident, 1);
		assert_int_equal(incident.size, sizes[i]);
		assert_true(incident.size_seen);
	}
	/* What was seen when the access went wrong is not looked at again. */
	assert_int_equal(ftruncate(fd, 0), 0);
	look_again(&incident, 1);
	assert_int_equal(incident.size, 10 * MAPPED);
	unlink(incident.path);
	close(fd);
}

/* One that cannot be reached by its path has the size that it had: its own is not known. */
static void test_unlinked_or_replaced(void **state)
{
	struct incident incident;
	int fd = make(&incident), other;

	(void)state;
	assert_int_equal(ftruncate(fd, 0), 0);
	unlink(incident.path);
	look_again(&incident, 1);
	assert_int_equal(incident.size, MAPPED);
	assert_false(incident.size_seen);
	/* The first one is open, so that its number is not given again. */
	other = open(incident.path, O_CREAT | O_EXCL | O_RDWR, 0600);
	assert_true(other >= 0);
	look_again(&incident, 1);
	unlink(incident.path);
	assert_int_equal(incident.size, MAPPED);
	assert_false(incident.size_seen);
	close(other);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_truncated_or_grown), cmocka_unit_test(test_unlinked_or_replaced),
	};

	return cmocka_run_group_tests_name("look-again", tests, NULL, NULL);
}
