// SPDX-License-Identifier: BSD-2-Clause
/*
 * The suite on regular files, whose mmap is right: no check fails. What comes of a
 * check that does not end. That a file is as it was, however a check ends. And the
 * choice of checks by name.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "check/access.h"
#include "check/check.h"
#include "check/keep.h"
#include "check/record.h"
#include "check/report.h"
#include "check/sample.h"
#include "check/suite.h"
#include "check/survey.h"
#include "check/target.h"
#include "check/touch.h"

#define PAGES 5
/* Larger than what is kept as a whole. */
#define LARGE ((size_t)65 << 20)

static char failures[4096];
static unsigned int results;

static void ignore_target(const struct target *target)
{
	(void)target;
}

static void note_failure(const struct check_group *group, const struct check *check, const struct record *record)
{
	size_t length = strlen(failures);

	results++;
	if (record->outcome == OUTCOME_FAIL || record->outcome == OUTCOME_WARN)
		snprintf(failures + length, sizeof(failures) - length, "%s.%s: %s\n", group->name, check->name,
			 record->happened);
}

static void ignore_end(const struct target *target, const struct tally *tally)
{
	(void)target;
	(void)tally;
}

static const struct report report_failures = {
	.begin = ignore_target,
	.check = note_failure,
	.end = ignore_end,
};

static struct target target_of_file(int fd, size_t size)
{
	struct target target = {
		.name = "file",
		.fd = fd,
		.mode = O_RDWR,
		.is_file = true,
		.page = (size_t)sysconf(_SC_PAGESIZE),
		.scratch = "/tmp",
	};

	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, (off_t)size), 0);
	assert_int_equal(survey(&target, 60000), 0);
	return target;
}

static void test_file(void **state)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	struct target target = target_of_file(memfd_create("suite", MFD_CLOEXEC), PAGES * page - 100);
	const struct selection all = { 0 };
	struct tally tally = { 0 };

	(void)state;
	assert_int_equal(target.length, PAGES * page);
	assert_int_equal(target.size, PAGES * page - 100);
	assert_int_equal(suite_run(&target, &all, 60000, &report_failures, &tally), 0);
	assert_string_equal(failures, "");
	assert_int_equal(results, tally.count[OUTCOME_PASS] + tally.count[OUTCOME_NOT_APPLICABLE]);
	assert_true(tally.count[OUTCOME_PASS] > 20);
	assert_false(tally.stuck);
	close(target.fd);
}

static void skip_and_die(const struct target *target, struct record *record)
{
	(void)target;
	record_skip(record, "it makes no sense");
	kill(getpid(), SIGKILL);
}

static void warn_and_hang(const struct target *target, struct record *record)
{
	(void)target;
	record->hang_row = 13;
	record_warn(record, "users stumble");
	for (;;)
		pause();
}

static void fail_and_hang(const struct target *target, struct record *record)
{
	(void)target;
	record_expect(record, 11, "nothing", "nobody");
	record->hang_row = 13;
	record_fail(record, "it failed");
	for (;;)
		pause();
}

/* That a check like this fails, with that row of the catalogue, and says so. */
static void expect_failure(void (*run)(const struct target *target, struct record *record), unsigned int row,
			   const char *happened)
{
	const struct check check = { .name = "check", .sentence = "it is so", .run = run };
	const struct target target = { .fd = -1, .page = (size_t)sysconf(_SC_PAGESIZE) };
	struct record *record = mmap(NULL, sizeof(*record), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	bool stuck = false;

	assert_ptr_not_equal(record, MAP_FAILED);
	assert_int_equal(suite_run_check(&target, &check, 2000, record, &stuck), 0);
	assert_int_equal(record->outcome, OUTCOME_FAIL);
	assert_int_equal(record->row, row);
	assert_non_null(strstr(record->happened, happened));
	assert_false(stuck);
	munmap(record, sizeof(*record));
}

static void test_endings(void **state)
{
	(void)state;
	expect_failure(skip_and_die, 0, "killed by SIGKILL");
	expect_failure(warn_and_hang, 13, "did not end");
	expect_failure(fail_and_hang, 11, "it failed");
}

/* --- What is left behind --------------------------------------------------------- */

/* A file of so many bytes, whose pages are not alike. */
static struct target target_with_contents(size_t size)
{
	struct target target = target_of_file(memfd_create("suite", MFD_CLOEXEC), size);

	for (size_t page = 0; page < target_pages(&target); page += 1 + target_pages(&target) / 100)
		assert_int_equal(pwrite(target.fd, &page, sizeof(page), (off_t)(page * target.page)), sizeof(page));
	return target;
}

static uint64_t sum_of(const struct target *target)
{
	const void *memory = mmap(NULL, target->length, PROT_READ, MAP_SHARED, target->fd, 0);
	uint64_t sum;

	assert_ptr_not_equal(memory, MAP_FAILED);
	assert_int_equal(touch_sum(memory, target->length, &sum), 0);
	munmap((void *)memory, target->length);
	return sum;
}

/* However large the file, what the checks write to it is put back. */
static void test_large_file(void **state)
{
	struct target target = target_with_contents(LARGE);
	const struct selection writing = {
		.only = "bounds.offset,sharing,content.map-again,fork.shared,vma.unmap-part,access.write,access.read,"
			"access.system-call,access.futex,access.process-vm-write",
	};
	uint64_t before = sum_of(&target);
	struct tally tally = { 0 };

	(void)state;
	failures[0] = '\0';
	assert_int_equal(suite_run(&target, &writing, 60000, &report_failures, &tally), 0);
	assert_string_equal(failures, "");
	assert_true(tally.count[OUTCOME_PASS] >= 9);
	assert_true(sum_of(&target) == before);
	close(target.fd);
}

/* Marks are what any check may leave behind. */
static void put_marks(const struct target *target, struct record *record)
{
	struct sample sample;
	unsigned char *memory = sample_map(&sample, target, record);

	if (!memory || !sample.marked)
		record_fail(record, "there are no marks");
}

/* Whole pages one that says that it writes. */
static void overwrite(const struct target *target, struct record *record)
{
	unsigned char *memory = target_map(target, record, PROT_READ | PROT_WRITE, MAP_SHARED);

	for (size_t i = 0; memory && i < target_samples(target); i++)
		memset(memory + target_sample(target, i) * target->page, 0xa5, target->page);
	put_marks(target, record);
}

/* To be found by whoever looks how far it is. */
static void say_written(struct record *record)
{
	record_did(record, "written");
}

static void mark_and_die(const struct target *target, struct record *record)
{
	put_marks(target, record);
	kill(getpid(), SIGKILL);
}

static void overwrite_and_die(const struct target *target, struct record *record)
{
	overwrite(target, record);
	kill(getpid(), SIGKILL);
}

static void mark_and_hang(const struct target *target, struct record *record)
{
	put_marks(target, record);
	say_written(record);
	for (;;)
		pause();
}

static void overwrite_and_hang(const struct target *target, struct record *record)
{
	overwrite(target, record);
	say_written(record);
	for (;;)
		pause();
}

/* It ends well, and a child of it goes on until it is killed. */
static void leave_writer(const struct target *target, struct record *record)
{
	unsigned char *memory = target_map(target, record, PROT_READ | PROT_WRITE, MAP_SHARED);

	if (memory && fork() == 0)
		for (;;)
			memset(memory, 0xa5, target->length);
}

static const struct check overwrites = { .needs = NEEDS_SHARED_WRITE, .run = overwrite };
static const struct check overwrites_and_dies = { .needs = NEEDS_SHARED_WRITE, .run = overwrite_and_die };
static const struct check overwrites_and_hangs = { .needs = NEEDS_SHARED_WRITE, .run = overwrite_and_hang };
static const struct check marks_and_dies = { .run = mark_and_die };
static const struct check marks_and_hangs = { .run = mark_and_hang };
static const struct check leaves_writer = { .needs = WRITES_IF_ALLOWED, .run = leave_writer };

static struct record *shared_record(void)
{
	struct record *record = mmap(NULL, sizeof(*record), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	assert_ptr_not_equal(record, MAP_FAILED);
	return record;
}

/* Time enough for what ends, and time for what does not, in which all is kept first. */
#define LONG_ENOUGH	60000
#define SOON_OVER	2000

/* That such a check ends so, with that word of what happened, and the file is as it was. */
static void expect_put_back(size_t size, const struct check *check, int milliseconds, enum outcome outcome,
			    const char *happened)
{
	struct target target = target_with_contents(size);
	struct record *record = shared_record();
	uint64_t before = sum_of(&target);
	bool stuck = false;

	assert_int_equal(suite_run_check(&target, check, milliseconds, record, &stuck), 0);
	assert_int_equal(record->outcome, outcome);
	assert_non_null(strstr(record->happened, happened));
	assert_string_equal(record->note, "");
	assert_false(stuck);
	assert_true(sum_of(&target) == before);
	munmap(record, sizeof(*record));
	close(target.fd);
}

static void test_put_back(void **state)
{
	size_t size = PAGES * (size_t)sysconf(_SC_PAGESIZE);

	(void)state;
	expect_put_back(size, &overwrites_and_dies, LONG_ENOUGH, OUTCOME_FAIL, "killed by SIGKILL");
	expect_put_back(size, &overwrites_and_hangs, SOON_OVER, OUTCOME_FAIL, "did not end");
	expect_put_back(size, &marks_and_dies, LONG_ENOUGH, OUTCOME_FAIL, "killed by SIGKILL");
	expect_put_back(size, &marks_and_hangs, SOON_OVER, OUTCOME_FAIL, "did not end");
	expect_put_back(size, &leaves_writer, LONG_ENOUGH, OUTCOME_PASS, "");
	expect_put_back(LARGE, &overwrites_and_dies, LONG_ENOUGH, OUTCOME_FAIL, "killed by SIGKILL");
	expect_put_back(LARGE, &marks_and_dies, LONG_ENOUGH, OUTCOME_FAIL, "killed by SIGKILL");
}

/* The only mapping there is loses its end, as by mremap(2) where there is one at a time. */
static void mark_and_lose_pages(const struct target *target, struct record *record)
{
	struct sample sample;
	unsigned char *memory = sample_map(&sample, target, record);

	if (!memory || !sample.marked || munmap(memory + target->page, target->length - target->page) != 0)
		record_fail(record, "no marks are lost");
	/* So that no other mapping is looked for. */
	sample.everywhere = false;
	sample_end(&sample, memory);
}

/* Marks that the check cannot reach any more are taken back after it. */
static void test_lost_pages(void **state)
{
	static const struct check check = { .run = mark_and_lose_pages };

	(void)state;
	expect_put_back(PAGES * (size_t)sysconf(_SC_PAGESIZE), &check, LONG_ENOUGH, OUTCOME_PASS, "");
}

/* What is the same is not written: another one may be about to write there. */
static void test_restoring(void **state)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE), size = 2 * page;
	unsigned char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	unsigned char *copy = calloc(2, page);

	(void)state;
	assert_ptr_not_equal(memory, MAP_FAILED);
	assert_non_null(copy);
	memory[9] = 1;
	assert_int_equal(mprotect(memory + page, page, PROT_READ), 0);
	assert_int_equal(touch_restore(memory, copy, size), 0);
	assert_memory_equal(memory, copy, size);
	copy[page] = 1;
	assert_int_equal(touch_restore(memory, copy, size), SIGSEGV);
	free(copy);
	munmap(memory, size);
}

/* Somebody else writes where a mark is, and the check ends well. */
#define FOREIGN 0x5a5a5a5a5a5a5a5a
static void mark_and_be_overwritten(const struct target *target, struct record *record)
{
	struct sample sample;
	unsigned char *memory = sample_map(&sample, target, record);
	const uint64_t foreign = FOREIGN;

	if (!memory || !sample.marked)
		record_fail(record, "there are no marks");
	if (pwrite(target->fd, &foreign, sizeof(foreign), 0) != sizeof(foreign))
		record_fail(record, "nothing is written");
	sample_end(&sample, memory);
}

/* A mark is taken back where it still is, and nowhere else. */
static void test_taking_back(void **state)
{
	static const struct check check = { .run = mark_and_be_overwritten };
	struct target target = target_with_contents(PAGES * (size_t)sysconf(_SC_PAGESIZE));
	struct record *record = shared_record();
	bool stuck = false;
	uint64_t word;

	(void)state;
	assert_int_equal(suite_run_check(&target, &check, 60000, record, &stuck), 0);
	assert_string_equal(record->happened, "");
	assert_int_equal(pread(target.fd, &word, sizeof(word), 0), sizeof(word));
	assert_true(word == FOREIGN);
	assert_int_equal(pread(target.fd, &word, sizeof(word), (off_t)target.page), sizeof(word));
	assert_true(word == 1);
	munmap(record, sizeof(*record));
	close(target.fd);
}

/* What becomes of which process that there is for a check: the first one keeps, the last one puts back. */
#define KEEPS 1
#define PUTS_BACK 3
static void (*fate)(void);
static unsigned int forks, fated;

static void meet_fate(void)
{
	if (fate && forks == fated)
		fate();
}

static void count_fork(void)
{
	forks++;
}

static void hang(void)
{
	for (;;)
		pause();
}

static void die(void)
{
	kill(getpid(), SIGKILL);
}

/* That such a check ends so, with that word of what happened, where that process has that fate. */
static void expect_fate(void (*what)(void), const struct check *check, enum outcome outcome, const char *happened)
{
	struct target target = target_with_contents(PAGES * (size_t)sysconf(_SC_PAGESIZE));
	struct record *record = shared_record();
	bool stuck = false;

	fate = what;
	fated = PUTS_BACK;
	forks = 0;
	assert_int_equal(suite_run_check(&target, check, what == hang ? SOON_OVER : LONG_ENOUGH, record, &stuck), 0);
	assert_int_equal(forks, PUTS_BACK);
	fate = NULL;
	assert_int_equal(record->outcome, outcome);
	assert_non_null(strstr(record->happened, happened));
	assert_non_null(strstr(record->note, "may not have been put back"));
	assert_false(stuck);
	munmap(record, sizeof(*record));
	close(target.fd);
}

/* Where it cannot be put back, the check is judged as before; unless that hangs, which is a failure of its own. */
static void test_no_putting_back(void **state)
{
	(void)state;
	assert_int_equal(pthread_atfork(count_fork, NULL, meet_fate), 0);
	expect_fate(die, &overwrites, OUTCOME_PASS, "");
	expect_fate(hang, &overwrites, OUTCOME_FAIL, "did not end");
	expect_fate(die, &overwrites_and_dies, OUTCOME_FAIL, "killed by SIGKILL");
	expect_fate(hang, &overwrites_and_dies, OUTCOME_FAIL, "killed by SIGKILL");
}

/* Where what it overwrites cannot be kept in time, a check does not run. */
static void test_late_keeping(void **state)
{
	struct target target = target_with_contents(PAGES * (size_t)sysconf(_SC_PAGESIZE));
	struct record *record = shared_record();
	uint64_t before = sum_of(&target);
	bool stuck = false;

	(void)state;
	fate = hang;
	fated = KEEPS;
	forks = 0;
	assert_int_equal(suite_run_check(&target, &overwrites, 500, record, &stuck), 0);
	fate = NULL;
	assert_int_equal(forks, KEEPS);
	assert_int_equal(record->outcome, OUTCOME_NOT_APPLICABLE);
	assert_non_null(strstr(record->happened, "could not be kept within 0.5 seconds"));
	assert_true(sum_of(&target) == before);
	munmap(record, sizeof(*record));
	close(target.fd);
}

/* That the survey did not come to its end is known. */
static void test_late_survey(void **state)
{
	struct target target = target_with_contents(PAGES * (size_t)sysconf(_SC_PAGESIZE));

	(void)state;
	assert_false(target.unfinished);
	assert_int_equal(survey(&target, 1), 0);
	assert_true(target.unfinished);
	close(target.fd);
}

/* Where nobody may write, nothing is kept, and nothing is put back: what changes there is not ours. */
static void test_frozen(void **state)
{
	struct target target = target_with_contents(PAGES * (size_t)sysconf(_SC_PAGESIZE));
	const struct check check = { .needs = WRITES_IF_ALLOWED, .run = overwrite };
	struct record *record = shared_record();
	uint64_t before = sum_of(&target);
	bool stuck = false;

	(void)state;
	target.frozen = "nobody may";
	assert_int_equal(suite_run_check(&target, &check, 60000, record, &stuck), 0);
	assert_true(sum_of(&target) != before);
	munmap(record, sizeof(*record));
	close(target.fd);
}

/* --- Signals --------------------------------------------------------------------------- */

/* Send the signal to a process that runs the check, once that has written; what comes of the process. */
static int interrupt(const struct target *target, const struct check *check, struct record *record, int number,
		     void (*disposition)(int))
{
	static const struct timespec moment = { .tv_nsec = 1000 * 1000 };
	static const struct rlimit no_core;
	uint64_t before = sum_of(target);
	bool stuck = false;
	int status;
	pid_t child;

	record->did[0] = '\0';
	child = fork();
	if (child == 0) {
		setrlimit(RLIMIT_CORE, &no_core);
		signal(number, disposition);
		_exit(suite_run_check(target, check, disposition == SIG_IGN ? 1000 : 60000, record, &stuck) != 0);
	}
	assert_true(child > 0);
	while (!strstr(record->did, "written"))
		nanosleep(&moment, NULL);
	assert_true(sum_of(target) != before);
	kill(child, number);
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

/* It ends by that signal, long before the check's time is up, and the file is as it was. */
static void test_signals(void **state)
{
	static const int numbers[] = { SIGINT, SIGQUIT, SIGTERM, SIGHUP };
	struct target target = target_with_contents(PAGES * (size_t)sysconf(_SC_PAGESIZE));
	struct record *record = shared_record();
	uint64_t before = sum_of(&target);

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		const struct check *check = i % 2 ? &marks_and_hangs : &overwrites_and_hangs;
		time_t began = time(NULL);
		int status = interrupt(&target, check, record, numbers[i], SIG_DFL);

		assert_true(WIFSIGNALED(status));
		assert_int_equal(WTERMSIG(status), numbers[i]);
		assert_true(time(NULL) - began < 50);
		assert_true(sum_of(&target) == before);
	}
	munmap(record, sizeof(*record));
	close(target.fd);
}

/* A signal that is ignored, as by nohup, changes nothing. */
static void test_ignored_signal(void **state)
{
	struct target target = target_with_contents(PAGES * (size_t)sysconf(_SC_PAGESIZE));
	struct record *record = shared_record();
	int status;

	(void)state;
	status = interrupt(&target, &marks_and_hangs, record, SIGHUP, SIG_IGN);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_non_null(strstr(record->happened, "did not end"));
	munmap(record, sizeof(*record));
	close(target.fd);
}

/* --- Two buffers ------------------------------------------------------------------------- */

/* While this is so, what is read and written is not what is mapped, but its complement. */
static bool inverted;

ssize_t pread(int fd, void *to, size_t count, off_t offset)
{
	ssize_t got = syscall(SYS_pread64, fd, to, count, offset);

	for (ssize_t i = 0; inverted && i < got; i++)
		((unsigned char *)to)[i] ^= 0xff;
	return got;
}

ssize_t pwrite(int fd, const void *from, size_t count, off_t offset)
{
	unsigned char complement[sizeof(uint64_t)];

	for (size_t i = 0; inverted && i < count && i < sizeof(complement); i++)
		complement[i] = ((const unsigned char *)from)[i] ^ 0xff;
	return syscall(SYS_pwrite64, fd, inverted ? complement : from, count, offset);
}

static const struct check *find_check(const char *group, const char *name)
{
	for (size_t i = 0; check_groups[i]; i++)
		for (const struct check *check = check_groups[i]->checks; check->name; check++)
			if (strcmp(check_groups[i]->name, group) == 0 && strcmp(check->name, name) == 0)
				return check;
	fail_msg("there is no %s.%s", group, name);
	return NULL;
}

/* That a check of such a file ends so, and leaves nothing behind. */
static void expect_of_two_buffers(const char *group, const char *name, enum outcome outcome, const char *happened)
{
	struct target target = target_with_contents(PAGES * (size_t)sysconf(_SC_PAGESIZE));
	struct record *record = shared_record();
	uint64_t before = sum_of(&target);
	bool stuck = false;

	inverted = true;
	assert_int_equal(suite_run_check(&target, find_check(group, name), 60000, record, &stuck), 0);
	inverted = false;
	assert_int_equal(record->outcome, outcome);
	assert_non_null(strstr(record->happened, happened));
	assert_true(sum_of(&target) == before);
	munmap(record, sizeof(*record));
	close(target.fd);
}

static void test_two_buffers(void **state)
{
	(void)state;
	expect_of_two_buffers("sharing", "read", OUTCOME_FAIL, "read(2) does not give");
	expect_of_two_buffers("sharing", "write", OUTCOME_FAIL, "does not show what write(2) wrote");
	expect_of_two_buffers("access", "futex", OUTCOME_NOT_APPLICABLE, "read(2) gives other memory");
}

/* --- Private mappings that are none -------------------------------------------------------- */

/* While this is so, what is written to a private mapping of a file reaches the file. */
static bool goes_through;

/* So many mappings of a file can be made still; -1: any number. */
static int mappings_left = -1;

/* While this is so, each page of a mapping of a file is its first one, as of a driver that maps a dummy. */
static bool one_page;

void *mmap(void *address, size_t length, int protection, int flags, int fd, off_t offset)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	unsigned char *memory;

	if (fd >= 0 && mappings_left == 0) {
		errno = EBUSY;
		return MAP_FAILED;
	}
	if (fd >= 0 && mappings_left > 0)
		mappings_left--;
	if (goes_through && (flags & MAP_TYPE) == MAP_PRIVATE && fd >= 0)
		flags ^= MAP_PRIVATE | MAP_SHARED;
	memory = (void *)syscall(SYS_mmap, address, length, protection, flags, fd, offset);
	for (size_t at = page; one_page && fd >= 0 && memory != MAP_FAILED && at < length; at += page)
		syscall(SYS_mmap, memory + at, page, protection, flags | MAP_FIXED, fd, 0);
	return memory;
}

/* That such a check, of a file that has private mappings only, ends so, and leaves nothing behind. */
static void expect_of_private(const struct check *check, enum outcome outcome, const char *happened)
{
	struct target target = target_with_contents(PAGES * (size_t)sysconf(_SC_PAGESIZE));
	struct record *record = shared_record();
	uint64_t before = sum_of(&target);
	bool stuck = false;

	target.design.shared = target.design.shared_write = target.design.reads = target.design.writes = false;
	goes_through = true;
	assert_int_equal(suite_run_check(&target, check, 60000, record, &stuck), 0);
	goes_through = false;
	assert_int_equal(record->outcome, outcome);
	assert_non_null(strstr(record->happened, happened));
	assert_string_equal(record->note, "");
	assert_true(sum_of(&target) == before);
	munmap(record, sizeof(*record));
	close(target.fd);
}

static void mark_private_and_die(const struct target *target, struct record *record)
{
	unsigned char *memory = target_map(target, record, PROT_READ | PROT_WRITE, MAP_PRIVATE);
	uint64_t word;

	if (!memory || mark_get(memory + target->page, &word) != 0)
		return;
	keep_word(1, word);
	if (mark_put(memory + target->page, mark_of(1, 1)) == 0)
		kill(getpid(), SIGKILL);
}

static void test_private(void **state)
{
	static const struct check dies = { .run = mark_private_and_die };

	(void)state;
	expect_of_private(find_check("private", "copy"), OUTCOME_FAIL, "another private mapping shows");
	expect_of_private(find_check("fork", "private"), OUTCOME_FAIL, "the parent reads what the child wrote");
	/* Without another way to look at the file nobody finds this out. */
	expect_of_private(find_check("access", "ptrace-write"), OUTCOME_PASS, "");
	expect_of_private(&dies, OUTCOME_FAIL, "killed by SIGKILL");
	one_page = true;
	expect_of_private(find_check("private", "copy"), OUTCOME_FAIL, "");
	one_page = false;
}

/* --- Memory that does not keep what is written to it ------------------------------------ */

/* A way that moves other bytes into a mapping than it should. */
static ssize_t move_wrongly(struct access *access, void *address, void *copy, size_t length)
{
	(void)access;
	memcpy(address, copy, length);
	/* Plain memory is right, as that is what a way is tried with first. */
	if (address != access->seen)
		memset(address, 0, length);
	return (ssize_t)length;
}

static void check_wrong_way(const struct target *target, struct record *record)
{
	static const struct way way = {
		.call = "move(",
		.rest = ")",
		.pages = 1,
		.into = true,
		.expected = "the bytes arrive",
		.because = "of the test",
		.move = move_wrongly,
	};

	access_check(target, record, &way);
}

/* While somebody sleeps, such memory forgets. */
static unsigned char *forgetful;
static size_t forgetful_length;

int nanosleep(const struct timespec *time, struct timespec *rest)
{
	if (forgetful)
		memset(forgetful, 0, forgetful_length);
	return clock_nanosleep(CLOCK_REALTIME, 0, time, rest);
}

/* That the check of a way that moves other bytes ends so. */
static void expect_of_wrong_way(const struct target *target, enum outcome outcome, const char *happened)
{
	static const struct check check = { .needs = NEEDS_SHARED_WRITE, .run = check_wrong_way };
	struct record *record = shared_record();
	bool stuck = false;

	assert_int_equal(suite_run_check(target, &check, 60000, record, &stuck), 0);
	assert_int_equal(record->outcome, outcome);
	assert_non_null(strstr(record->happened, happened));
	munmap(record, sizeof(*record));
}

/* It is a failure only where a program that writes to the memory itself does better. */
static void test_forgetful(void **state)
{
	struct target target = target_with_contents(PAGES * (size_t)sysconf(_SC_PAGESIZE));

	(void)state;
	expect_of_wrong_way(&target, OUTCOME_FAIL, "other bytes");
	forgetful_length = target.length;
	forgetful = mmap(NULL, target.length, PROT_READ | PROT_WRITE, MAP_SHARED, target.fd, 0);
	assert_ptr_not_equal(forgetful, MAP_FAILED);
	expect_of_wrong_way(&target, OUTCOME_NOT_APPLICABLE, "does not keep");
	munmap(forgetful, target.length);
	forgetful = NULL;
	close(target.fd);
}

/* What changes by itself is not written to, not even to find out what it is by design. */
static void test_moving(void **state)
{
	struct target target = target_with_contents(PAGES * (size_t)sysconf(_SC_PAGESIZE));

	(void)state;
	assert_false(target.design.moving);
	assert_true(target.design.writes);
	forgetful_length = target.length;
	forgetful = mmap(NULL, target.length, PROT_READ | PROT_WRITE, MAP_SHARED, target.fd, 0);
	assert_ptr_not_equal(forgetful, MAP_FAILED);
	assert_int_equal(survey(&target, 60000), 0);
	munmap(forgetful, target.length);
	forgetful = NULL;
	assert_true(target.design.moving);
	assert_true(target.design.reads);
	assert_false(target.design.writes);
	close(target.fd);
}

static void find_difference(const struct target *target, struct record *record)
{
	(void)target;
	record_differs(record, "a page does not show what is there");
}

/* What differs is a failure only where the memory does not change by itself, now and then. */
static void test_difference(void **state)
{
	static const struct check check = { .run = find_difference };
	struct target target = target_with_contents(PAGES * (size_t)sysconf(_SC_PAGESIZE));
	struct record *record = shared_record();
	bool stuck = false;

	(void)state;
	assert_int_equal(suite_run_check(&target, &check, 60000, record, &stuck), 0);
	assert_int_equal(record->outcome, OUTCOME_FAIL);
	assert_false(record->moves);
	forgetful_length = target.length;
	forgetful = mmap(NULL, target.length, PROT_READ | PROT_WRITE, MAP_SHARED, target.fd, 0);
	assert_ptr_not_equal(forgetful, MAP_FAILED);
	assert_int_equal(suite_run_check(&target, &check, 60000, record, &stuck), 0);
	munmap(forgetful, target.length);
	forgetful = NULL;
	assert_int_equal(record->outcome, OUTCOME_NOT_APPLICABLE);
	assert_non_null(strstr(record->happened, "changes by itself"));
	assert_true(record->moves);
	munmap(record, sizeof(*record));
	close(target.fd);
}

/* --- Words and names --------------------------------------------------------------------- */

static void test_expectations(void **state)
{
	struct target target = target_of_file(memfd_create("suite", MFD_CLOEXEC), 1 << 16);
	char *unknown = design_unknown("none,purple,once");
	struct tally tally = { 0 };

	(void)state;
	failures[0] = '\0';
	suite_expect(&target, "none", &report_failures, &tally);
	assert_int_equal(tally.count[OUTCOME_PASS], 1);
	assert_string_equal(failures, "");
	suite_expect(&target, "read-only,once", &report_failures, &tally);
	assert_int_equal(tally.count[OUTCOME_FAIL], 1);
	assert_string_equal(failures, "design.expected: it is not read-only; it is not once\n");
	assert_string_equal(unknown, "purple");
	assert_null(design_unknown("none"));
	assert_null(design_unknown("read-only,once"));
	free(unknown);
	close(target.fd);

	/* Of what cannot be mapped nothing is known, so nothing is as expected. */
	failures[0] = '\0';
	target.design.mappable = false;
	suite_expect(&target, "none", &report_failures, &tally);
	assert_non_null(strstr(failures, "nothing of it can be mapped"));
}

/* That a check's mapping cannot be made is said, and is no fault of a page. */
static void test_no_mapping(void **state)
{
	static const struct {
		const char *group;
		const char *name;
	} wanted[] = {
		{ "bounds", "every-page" },
		{ "bounds", "offset" },
		{ "vma", "grow-beyond" },
		{ "access", "futex" },
		{ "access", "futex-private" },
	};
	struct target target = target_with_contents(PAGES * (size_t)sysconf(_SC_PAGESIZE));
	struct record *record = shared_record();
	int fd = target.fd;

	(void)state;
	target.fd = -1;
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		struct check alone = *find_check(wanted[i].group, wanted[i].name);
		bool stuck = false;

		alone.needs = 0;
		assert_int_equal(suite_run_check(&target, &alone, 60000, record, &stuck), 0);
		assert_int_equal(record->outcome, OUTCOME_FAIL);
		assert_non_null(strstr(record->happened, "mmap gives EBADF"));
	}
	munmap(record, sizeof(*record));
	close(fd);
}

/* The same where all is well at first, and what has been written is put back. */
static void test_no_more_mapping(void **state)
{
	struct target target = target_with_contents(PAGES * (size_t)sysconf(_SC_PAGESIZE));
	struct record *record = shared_record();
	uint64_t before = sum_of(&target);
	bool stuck = false;

	(void)state;
	/* Those with which a sample is taken. */
	mappings_left = 3;
	assert_int_equal(suite_run_check(&target, find_check("vma", "fixed"), 60000, record, &stuck), 0);
	mappings_left = -1;
	assert_int_equal(record->outcome, OUTCOME_FAIL);
	assert_non_null(strstr(record->happened, "mmap gives EBUSY"));
	assert_true(sum_of(&target) == before);
	munmap(record, sizeof(*record));
	close(target.fd);
}

/* What can be mapped as a whole only is asked for as a whole: anything else would be refused for its length. */
static void test_exact_length(void **state)
{
	static const char *const names[] = { "far-offset", "overflow" };
	struct target target = target_with_contents(PAGES * (size_t)sysconf(_SC_PAGESIZE));
	struct record *record = shared_record();
	char whole[40];

	(void)state;
	target.design.exact_length = true;
	snprintf(whole, sizeof(whole), "mmap(NULL, %zu, ", target.length);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		size_t count = 0;
		bool stuck = false;

		assert_int_equal(suite_run_check(&target, find_check("bounds", names[i]), 60000, record, &stuck), 0);
		assert_int_equal(record->outcome, OUTCOME_PASS);
		for (const char *at = record->did; (at = strstr(at, "mmap(")); at++, count++)
			assert_ptr_equal(strstr(at, whole), at);
		assert_true(count > 0);
	}
	munmap(record, sizeof(*record));
	close(target.fd);
}

static void test_selection(void **state)
{
	const struct check_group *group = check_groups[0];
	const struct check *first = &group->checks[0], *second = &group->checks[1];
	struct selection selection = { .only = "bounds.map,access" };
	char *unknown = selection_unknown("bounds,bounds.mop");

	(void)state;
	assert_true(selection_has(&selection, group, first));
	assert_false(selection_has(&selection, group, second));
	selection = (struct selection){ .skip = "bounds.map" };
	assert_false(selection_has(&selection, group, first));
	assert_true(selection_has(&selection, group, second));
	assert_null(selection_unknown("bounds,bounds.map"));
	assert_string_equal(unknown, "bounds.mop");
	free(unknown);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_file),
		cmocka_unit_test(test_endings),
		cmocka_unit_test(test_large_file),
		cmocka_unit_test(test_put_back),
		cmocka_unit_test(test_lost_pages),
		cmocka_unit_test(test_restoring),
		cmocka_unit_test(test_taking_back),
		cmocka_unit_test(test_no_putting_back),
		cmocka_unit_test(test_late_keeping),
		cmocka_unit_test(test_late_survey),
		cmocka_unit_test(test_frozen),
		cmocka_unit_test(test_signals),
		cmocka_unit_test(test_ignored_signal),
		cmocka_unit_test(test_two_buffers),
		cmocka_unit_test(test_private),
		cmocka_unit_test(test_forgetful),
		cmocka_unit_test(test_moving),
		cmocka_unit_test(test_difference),
		cmocka_unit_test(test_no_mapping),
		cmocka_unit_test(test_no_more_mapping),
		cmocka_unit_test(test_expectations),
		cmocka_unit_test(test_exact_length),
		cmocka_unit_test(test_selection),
	};

	return cmocka_run_group_tests_name("suite", tests, NULL, NULL);
}
