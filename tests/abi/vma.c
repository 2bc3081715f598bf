// SPDX-License-Identifier: BSD-2-Clause
/* What happens to mappings, and that the account follows it to the byte. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "driver.h"
#include "tap.h"

static int fd;

static char *map_shared(unsigned long pages)
{
	char *memory = mmap(NULL, pages * page_size(), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	if (memory == MAP_FAILED)
		tap_bail("mmap: %s", strerror(errno));
	return memory;
}

static void check_account(const char *when, long long mappings, unsigned long pages)
{
	long long found = driver_number("mappings"), bytes = driver_number("mapped_bytes");

	if (!tap_ok(found == mappings && bytes == (long long)(pages * page_size()),
		    "%s: the account has %lld mappings of %lu pages in all", when, mappings, pages))
		tap_note("found %lld of %lld bytes", found, bytes);
}

static void check_munmap(void)
{
	char *memory = map_shared(PAGES);

	check_account("mapped", 1, 16);
	munmap(memory, 2 * page_size());
	check_account("the head unmapped", 1, 14);
	munmap(memory + 13 * page_size(), 3 * page_size());
	check_account("the tail unmapped", 1, 11);
	munmap(memory + 5 * page_size(), 4 * page_size());
	check_account("a hole made in the middle", 2, 7);
	tap_equal((long long)stamped_pages(memory + 2 * page_size(), 3), 3, "what is left in front shows the area");
	set_word_at(memory, 9, 0x0909);
	check_account("written to", 2, 7);
	mmap(memory + 3 * page_size(), page_size(), PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	check_account("MAP_FIXED over one page", 3, 6);
	mmap(memory + 9 * page_size(), page_size(), PROT_READ, MAP_SHARED | MAP_FIXED, fd, 0);
	check_account("another part of the area over one page", 4, 6);
	tap_equal(word_at(memory, 9), STAMP, "which is shown there now");
	munmap(memory, PAGES * page_size());
	check_account("all unmapped", 0, 0);

	memory = map_shared(PAGES);
	tap_equal(word_at(memory, 9), 0x0909, "what was written is still in the area");
	set_word_at(memory, 9, STAMP);
	munmap(memory, PAGES * page_size());
}

/* The kernel would merge them, and tell nobody of the one that goes. */
static void check_neighbours(void)
{
	char *room = mmap(NULL, 3 * page_size(), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	for (int page = 0; page < 3; page++)
		mmap(room + page * page_size(), page_size(), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd,
		     page * (off_t)page_size());
	check_account("three pages mapped one behind the other", 3, 3);
	mprotect(room + page_size(), page_size(), PROT_READ);
	check_account("the middle one made readable only", 3, 3);
	mprotect(room + page_size(), page_size(), PROT_READ | PROT_WRITE);
	check_account("and writable again", 3, 3);
	munmap(room, 3 * page_size());
	check_account("all unmapped", 0, 0);
}

/* An old system call that maps anew, by the file that the VMA is of, not by a descriptor. */
static void check_remap_file_pages(const struct config *config)
{
	char *memory = map_shared(2);
	int error = remap_file_pages(memory, 2 * page_size(), 0, 1, 0) ? errno : 0;

	tap_equal(error, config_is_file(config) ? ENODEV : 0, "remap_file_pages");
	check_account("after it", 1, 2);
	tap_ok(mprotect(memory, page_size(), PROT_READ | PROT_EXEC) < 0 && errno == EACCES,
	       "what it maps cannot be made executable, either");
	munmap(memory, 2 * page_size());
	check_account("unmapped", 0, 0);
}

static int error_of(long result)
{
	return result < 0 ? errno : 0;
}

/* Root can open anew what file a mapping is of: of shmem that is to be of no use. */
static void check_map_files(void)
{
	char *memory = map_shared(2), name[64], byte = 'x';
	int anew;

	snprintf(name, sizeof(name), "/proc/self/map_files/%lx-%lx", (unsigned long)memory,
		 (unsigned long)memory + 2 * page_size());
	anew = open(name, O_RDWR | O_CLOEXEC);
	tap_ok(anew >= 0, "by /proc/self/map_files its file can be opened");
	tap_equal(error_of(pwrite(anew, &byte, 1, 0)), EINVAL, "but not written");
	tap_equal(error_of(pread(anew, &byte, 1, 0)), EINVAL, "nor read");
	tap_ok(mmap(NULL, page_size(), PROT_READ | PROT_EXEC, MAP_SHARED, anew, 0) == MAP_FAILED && errno == ENODEV,
	       "nor mapped");
	tap_equal(error_of(ftruncate(anew, (off_t)page_size())), EPERM, "nor made shorter");
	tap_equal(error_of(ftruncate(anew, (off_t)(2 * PAGES * page_size()))), EPERM, "nor longer");
	tap_equal(error_of(fallocate(anew, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, (off_t)page_size())),
		  EOPNOTSUPP, "nor can a hole be made in it");
	tap_equal((long long)stamped_pages(memory, 2), 2, "the area is as it was");
	close(anew);
	munmap(memory, 2 * page_size());
}

/* A mapping of a file can grow, and has nothing behind the file's end. */
static char *check_growth(const struct config *config, char *memory)
{
	char *grown = mremap(memory, PAGES * page_size(), 2 * PAGES * page_size(), MREMAP_MAYMOVE);

	if (!config_is_file(config)) {
		tap_ok(grown == MAP_FAILED && errno == EFAULT, "mremap cannot make it longer: EFAULT");
		check_account("not grown", 1, 16);
		return memory;
	}
	if (!tap_ok(grown != MAP_FAILED, "mremap makes it longer"))
		return memory;
	check_account("grown", 1, 32);
	tap_equal((long long)stamped_pages(grown, PAGES), PAGES, "and it shows the area");
	tap_equal(signal_of_read(grown + PAGES * page_size()), SIGBUS, "behind which there is nothing");
	tap_ok(mremap(grown, 2 * PAGES * page_size(), PAGES * page_size(), 0) == grown, "and mremap makes it shorter");
	return grown;
}

static void check_mremap(const struct config *config)
{
	char *memory = map_shared(PAGES), *room, *moved;

	room = mmap(NULL, 2 * PAGES * page_size(), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	moved = mremap(memory, PAGES * page_size(), PAGES * page_size(), MREMAP_MAYMOVE | MREMAP_FIXED, room);
	tap_ok(moved == room, "mremap moves it");
	tap_equal((long long)stamped_pages(moved, PAGES), PAGES, "and it shows the area there");
	check_account("moved", 1, 16);
	moved = check_growth(config, moved);
	memory = mremap(moved, PAGES * page_size(), 6 * page_size(), 0);
	tap_ok(memory == moved, "mremap makes it shorter");
	check_account("shrunk", 1, 6);
	if (!config_is_file(config))
		tap_ok(mremap(memory, 6 * page_size(), 7 * page_size(), 0) == MAP_FAILED, "and not longer again");
	moved = mremap(memory + 2 * page_size(), page_size(), page_size(), MREMAP_MAYMOVE | MREMAP_FIXED,
		       room + 20 * page_size());
	tap_ok(moved == room + 20 * page_size(), "a page from its middle moves alone");
	check_account("a page moved out", 3, 6);
	set_word_at(moved, 0, 0x0202);
	munmap(memory, PAGES * page_size());
	munmap(room, 2 * PAGES * page_size());
	check_account("all unmapped", 0, 0);

	memory = map_shared(PAGES);
	tap_equal(word_at(memory, 2), 0x0202, "it was the right page");
	set_word_at(memory, 2, STAMP);
	munmap(memory, PAGES * page_size());
}

/* A child that stops, so that its parent can look, until it is killed. */
static pid_t start_child(void)
{
	pid_t child = fork();

	if (child < 0)
		tap_bail("fork: %s", strerror(errno));
	if (child == 0) {
		raise(SIGSTOP);
		_exit(0);
	}
	waitpid(child, NULL, WUNTRACED);
	return child;
}

static void kill_child(pid_t child)
{
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}

static void check_fork(void)
{
	char *memory = map_shared(PAGES);
	pid_t child, another;

	munmap(memory + 4 * page_size(), page_size());
	child = start_child();
	check_account("forked with two parts", 4, 30);
	another = start_child();
	check_account("forked again", 6, 45);
	munmap(memory, PAGES * page_size());
	check_account("unmapped in the parent", 4, 30);
	kill_child(child);
	check_account("one child killed", 2, 15);
	kill(another, SIGCONT);
	waitpid(another, NULL, 0);
	check_account("the other one ended", 0, 0);

	memory = map_shared(PAGES);
	madvise(memory, PAGES * page_size(), MADV_DONTFORK);
	child = start_child();
	check_account("forked with MADV_DONTFORK", 1, 16);
	kill_child(child);
	munmap(memory, PAGES * page_size());
}

/* The line of /proc/driver/maps that begins with @name. */
static bool report_line(const char *name, unsigned long long numbers[4])
{
	char line[256], word[16], format[] = "%15s %*u %*s %*s %*s %llu %llu %llu %llu";
	FILE *file = fopen("/proc/driver/maps", "re");
	bool found = false;

	while (!found && file && fgets(line, sizeof(line), file))
		found = sscanf(line, format, word, &numbers[0], &numbers[1], &numbers[2], &numbers[3]) == 5 &&
			strcmp(word, name) == 0;
	if (file)
		fclose(file);
	return found;
}

static void check_report_line(const char *name, unsigned long long mappings, unsigned long pages,
			      unsigned long long own_mappings, unsigned long own_pages)
{
	unsigned long long numbers[4] = { 0 };

	tap_ok(report_line(name, numbers) && numbers[0] == mappings && numbers[1] == pages * page_size() &&
	       numbers[2] == own_mappings && numbers[3] == own_pages * page_size(),
	       "/proc/driver/maps: %s has %llu mappings of %lu pages, %llu of %lu are the caller's own", name,
	       mappings, pages, own_mappings, own_pages);
}

static void check_report(void)
{
	char *memory = map_shared(PAGES), *second = map_shared(3);
	pid_t child = start_child();

	munmap(second, 3 * page_size());
	check_report_line("maps0", 3, 35, 1, 16);
	check_report_line("total", 3, 35, 1, 16);
	munmap(memory, PAGES * page_size());
	check_report_line("total", 2, 19, 0, 0);
	kill_child(child);
	check_report_line("total", 0, 0, 0, 0);
}

static void check_private_account(const struct config *config)
{
	char *memory = mmap(NULL, PAGES * page_size(), PROT_READ, MAP_PRIVATE, fd, 0);
	pid_t child;

	if (memory == MAP_FAILED) {
		tap_equal(errno, config_private_error(config, PAGES, PROT_READ),
			  "%s: a private mapping is refused as it should", config_name(config));
		check_account("refused", 0, 0);
		return;
	}
	if (mprotect(memory, PAGES * page_size(), PROT_READ | PROT_WRITE) == 0)
		set_word_at(memory, 3, 0x0303);
	check_account("private", 1, 16);
	child = start_child();
	check_account("private, forked", 2, 32);
	munmap(memory + page_size(), page_size());
	check_account("private, a hole in the parent", 3, 31);
	kill_child(child);
	munmap(memory, PAGES * page_size());
	check_account("private, all gone", 0, 0);
}

static void check_config(const struct config *config)
{
	fd = driver_open(O_RDWR);
	tap_note("%s", config_name(config));
	check_munmap();
	check_neighbours();
	check_remap_file_pages(config);
	if (config_is_file(config))
		check_map_files();
	check_mremap(config);
	check_fork();
	check_report();
	check_private_account(config);
	close(fd);
}

int main(void)
{
	driver_with_each(check_config);
	return tap_done();
}
