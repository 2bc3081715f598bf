// SPDX-License-Identifier: BSD-2-Clause
/* Lines of /proc/PID/maps; and who, of all processes, has a file mapped. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "owners.h"
#include "pieces.h"
#include "vma.h"

static void test_a_device(void **state)
{
	struct vma vma;

	(void)state;
	assert_true(vma_parse("7f3ae30d7000-7f3ae30e7000 rw-s 00002000 00:05 1234            /dev/maps0\n", &vma));
	assert_int_equal(vma.start, 0x7f3ae30d7000);
	assert_int_equal(vma.end, 0x7f3ae30e7000);
	assert_string_equal(vma.letters, "rw-s");
	assert_int_equal(vma.offset, 0x2000);
	assert_int_equal(vma.device, makedev(0, 5));
	assert_int_equal(vma.inode, 1234);
	assert_string_equal(vma.path, "/dev/maps0");
}

static void test_names(void **state)
{
	struct vma vma;

	(void)state;
	assert_true(vma_parse("1000-2000 rw-s 00000000 00:01 9  /maps (deleted)\n", &vma));
	assert_string_equal(vma.path, "/maps (deleted)");
	assert_true(vma_parse("1000-2000 rw-p 00000000 00:00 0 \n", &vma));
	assert_string_equal(vma.path, "");
	assert_int_equal(vma.inode, 0);
	assert_true(vma_parse("1000-2000 r--p 00000000 fe:1f 7 anon_inode:[maps]", &vma));
	assert_int_equal(vma.device, makedev(0xfe, 0x1f));
}

static void test_no_mapping(void **state)
{
	struct vma vma;

	(void)state;
	assert_false(vma_parse("", &vma));
	assert_false(vma_parse("Rss:                  64 kB\n", &vma));
	assert_false(vma_parse("Anonymous:            64 kB\n", &vma));
	assert_false(vma_parse("VmFlags: rd wr sh mr mw me ms sd\n", &vma));
}

/* A file of two pages, which this process has mapped and open. */
static void *map_file(char *path, struct owners_area *area)
{
	size_t size = 2 * (size_t)sysconf(_SC_PAGESIZE);
	struct stat status;
	void *memory;
	int fd;

	fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, (off_t)size), 0);
	memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	assert_ptr_not_equal(memory, MAP_FAILED);
	*(volatile char *)memory = 1;
	assert_int_equal(fstat(fd, &status), 0);
	*area = (struct owners_area){ .name = "file", .device = status.st_dev, .inode = status.st_ino };
	close(fd);
	return memory;
}

static void test_owners(void **state)
{
	size_t page_size = (size_t)sysconf(_SC_PAGESIZE);
	char path[] = "/var/tmp/maps-owners.XXXXXX";
	struct owners_area area;
	struct owners owners;
	struct vma *vmas;
	size_t count;
	void *memory;

	(void)state;
	memory = map_file(path, &area);
	assert_int_equal(owners_find(&area, 1, true, &owners), 0);
	assert_int_equal(owners.count, 1);
	assert_int_equal(owners.list[0].pid, getpid());
	assert_string_equal(owners.list[0].command, "vma");
	assert_string_equal(owners.list[0].area, "file");
	assert_int_equal(owners.list[0].mappings, 1);
	assert_int_equal(owners.list[0].bytes, 2 * page_size);
	assert_int_equal(owners.list[0].copies, page_size);
	assert_true(owners.list[0].faults > 0);
	owners_free(&owners);

	assert_int_equal(owners_vmas(&area, getpid(), &vmas, &count), 0);
	assert_int_equal(count, 1);
	assert_ptr_equal((void *)(uintptr_t)vmas[0].start, memory);
	free(vmas);
	munmap(memory, 2 * page_size);
	unlink(path);
	assert_int_equal(owners_find(&area, 1, true, &owners), 0);
	assert_int_equal(owners.count, 0);
	owners_free(&owners);
}

static void test_two_owners(void **state)
{
	char path[] = "/var/tmp/maps-owners.XXXXXX";
	struct owners_area area;
	struct owners owners;
	void *memory;
	pid_t child;
	int end[2];

	(void)state;
	memory = map_file(path, &area);
	assert_int_equal(pipe(end), 0);
	child = fork();
	if (child == 0) {
		char byte;

		close(end[1]);
		_exit((int)read(end[0], &byte, 1));
	}
	assert_int_equal(owners_find(&area, 1, false, &owners), 0);
	assert_int_equal(owners.count, 2);
	assert_true(owners.list[0].pid == child || owners.list[1].pid == child);
	owners_free(&owners);
	close(end[0]);
	close(end[1]);
	assert_int_equal(waitpid(child, NULL, 0), child);
	munmap(memory, 2 * (size_t)sysconf(_SC_PAGESIZE));
	unlink(path);
}

static int other_end[2];

static void *wait_for_end(void *nothing)
{
	char byte;

	(void)nothing;
	_exit((int)read(other_end[0], &byte, 1));
}

/* A process whose main thread has ended is found by another one of its threads. */
static void test_main_thread_ended(void **state)
{
	char path[] = "/var/tmp/maps-owners.XXXXXX";
	struct owners_area area;
	struct owners owners;
	struct vma *vmas;
	size_t count;
	void *memory;
	pid_t child;

	(void)state;
	memory = map_file(path, &area);
	assert_int_equal(pipe(other_end), 0);
	child = fork();
	if (child == 0) {
		pthread_t thread;

		close(other_end[1]);
		if (pthread_create(&thread, NULL, wait_for_end, NULL) == 0)
			syscall(SYS_exit, 0);	/* this thread, not the process */
		_exit(1);
	}
	assert_int_equal(owners_thread(getpid()), getpid());
	for (int i = 0; i < 1000 && owners_thread(child) == child; i++)
		usleep(10000);
	assert_int_equal(owners_find(&area, 1, true, &owners), 0);
	assert_int_equal(owners.count, 2);
	assert_true(owners.list[0].pid == child || owners.list[1].pid == child);
	owners_free(&owners);
	assert_int_equal(owners_vmas(&area, child, &vmas, &count), 0);
	assert_int_equal(count, 1);
	free(vmas);
	close(other_end[0]);
	close(other_end[1]);
	assert_int_equal(waitpid(child, NULL, 0), child);
	munmap(memory, 2 * (size_t)sysconf(_SC_PAGESIZE));
	unlink(path);
}

static void test_no_process(void **state)
{
	struct owners_area area = { .name = "none" };
	struct vma *vmas;
	size_t count;

	(void)state;
	assert_int_equal(owners_vmas(&area, INT32_MAX, &vmas, &count), -ENOENT);
}

static void test_pieces(void **state)
{
	uint64_t page_size = (uint64_t)sysconf(_SC_PAGESIZE);
	char lines[] = "512 3\n1 17\n", *text = NULL;
	struct piece pieces[PIECES_MOST];
	FILE *in = fmemopen(lines, strlen(lines), "r"), *out;
	size_t length;

	(void)state;
	assert_non_null(in);
	assert_int_equal(pieces_parse(in, pieces), 2);
	fclose(in);
	assert_int_equal(pieces[0].bytes, 512 * page_size);
	assert_int_equal(pieces[1].count, 17);
	pieces[0] = (struct piece){ 2 << 20, 512 };
	pieces[1] = (struct piece){ 4096, 1 };
	out = open_memstream(&text, &length);
	pieces_print(pieces, 2, out);
	fclose(out);
	assert_string_equal(text, "512 pieces of 2M, 1 of 4K");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_device),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_no_mapping),
		cmocka_unit_test(test_owners),
		cmocka_unit_test(test_two_owners),
		cmocka_unit_test(test_main_thread_ended),
		cmocka_unit_test(test_no_process),
		cmocka_unit_test(test_pieces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
