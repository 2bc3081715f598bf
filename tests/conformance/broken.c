// SPDX-License-Identifier: BSD-2-Clause
/*
 * Each device of tests/broken fails the checks that its row of the catalogue
 * names, and no other; and what was in it is there again afterwards. Without a
 * word, all devices that are not dangerous.
 *
 * Usage: broken [DEVICE...]
 *
 * needs parallel
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "abi/driver.h"
#include "catalogue/catalogue.h"
#include "check/touch.h"
#include "results.h"
#include "tap.h"

/* Whether the number is among those of @rows, which have blanks between. */
static bool has_row(const char *rows, unsigned int row)
{
	unsigned int number;
	int length;

	for (; sscanf(rows, "%u%n", &number, &length) == 1; rows += length)
		if (number == row)
			return true;
	return false;
}

static bool is_wanted(const struct catalogue_device *device, char **names)
{
	if (!names[0])
		return !device->dangerous;
	for (; names[0]; names++)
		if (strcmp(names[0], device->name) == 0)
			return true;
	return false;
}

static bool is_told(const char *names)
{
	return names && names[0];
}

static int count_words(const char *list)
{
	int count = 0;

	while (*list) {
		size_t length = strcspn(list, " ");

		count += length > 0;
		list += length + (list[length] == ' ');
	}
	return count;
}

/* Where the kernel has nothing that could go wrong, a check cannot fail. */
static bool kernel_has(const char *name, size_t length)
{
	static const struct {
		const char *name;
		int version, sublevel;
	} since[] = {
		/* Which mappings io_uring takes was a matter of what file it is, at first. */
		{ "access.io-uring", 6, 5 },
		/* The only advice that a fault handler hears of: MADV_POPULATE_READ. */
		{ "vma.advise", 5, 14 },
	};

	for (size_t i = 0; i < sizeof(since) / sizeof(since[0]); i++)
		if (strlen(since[i].name) == length && strncmp(since[i].name, name, length) == 0)
			return !kernel_before(since[i].version, since[i].sublevel);
	return true;
}

static void expected_failures(const struct catalogue_device *device, char *list, size_t size)
{
	const char *name = device->fails ? device->fails : "";
	size_t used = 0;

	list[0] = '\0';
	while (*name && used < size) {
		size_t length = strcspn(name, " ");

		if (length && kernel_has(name, length))
			used += (size_t)snprintf(list + used, size - used, " %.*s", (int)length, name);
		name += length + (name[length] == ' ');
	}
}

/* With page numbers there are those of row 29; and of row 30, but for the device that has an access operation. */
static void expected_warnings(const struct cause *cause, const struct catalogue_device *device,
			      const struct results *results, char *list, size_t size)
{
	bool numbers = results_have(results->design, "page-numbers");

	snprintf(list, size, "%s %s %s", device->warns ? device->warns : "",
		 numbers ? catalogue_find(29)->devices[0].warns : "",
		 numbers && !(cause->row == 29 && kernel_asks_access()) ? catalogue_find(30)->devices[0].warns : "");
}

/* --- What is in a device --------------------------------------------------------- */

#define LOOKED_AT ((size_t)64 << 10)

/* The beginning of a device, by read(2) and in a mapping; zeros stand for what cannot be read. */
struct contents {
	unsigned char told[LOOKED_AT];
	unsigned char mapped[LOOKED_AT];
};

/* Returns whether there is anything that can be read. */
static bool look(const char *path, const struct catalogue_device *device, struct contents *contents)
{
	bool seen;
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	unsigned char *memory = MAP_FAILED;
	int fd = open(path, O_RDONLY);

	memset(contents, 0, sizeof(*contents));
	seen = pread(fd, contents->told, LOOKED_AT, 0) > 0;
	if (!seen)
		memset(contents->told, 0, LOOKED_AT);
	/* Only where bounds.touch passes: else this process may hang. */
	if (!device->fails || !strstr(device->fails, "bounds."))
		memory = mmap(NULL, LOOKED_AT, PROT_READ, MAP_SHARED, fd, 0);
	if (memory != MAP_FAILED) {
		for (size_t at = 0; at < LOOKED_AT; at += page)
			if (touch_copy(contents->mapped + at, memory + at, page) != 0)
				memset(contents->mapped + at, 0, page);
			else
				seen = true;
		munmap(memory, LOOKED_AT);
	}
	close(fd);
	return seen;
}

/* Whether it is the mistake that memory does not stay as it is: what is put back there may be gone again. */
static bool forgets(const struct cause *cause)
{
	return cause->row == 53 || cause->row == 54;
}

static void check_contents(const char *path, const struct cause *cause, bool seen, const struct contents *before,
			   const struct contents *after)
{
	static const char sentence[] = "%s: what was there is there again";

	if (!seen)
		tap_skip("nothing of it can be read here", sentence, path);
	else if (forgets(cause))
		tap_skip("that its memory does not stay as it is is its mistake", sentence, path);
	else
		tap_ok(memcmp(before, after, sizeof(*before)) == 0, sentence, path);
}

/* --- A device ---------------------------------------------------------------------- */

static void check_device(const struct cause *cause, const struct catalogue_device *device)
{
	static struct contents before, after;
	char path[80], fails[512], warns[512];
	const char *const arguments[] = { "maps", "check", "--tap", "--scratch", SCRATCH, path, NULL };
	struct results results;
	bool seen;

	snprintf(path, sizeof(path), "/dev/broken-%s", device->name);
	if (!tap_ok(access(path, R_OK | W_OK) == 0, "%s: it is there", path))
		return;
	seen = look(path, device, &before);
	results_of(&results, arguments);
	look(path, device, &after);
	check_contents(path, cause, seen, &before, &after);
	tap_equal(results.plan, results.count, "maps check ran to its end");
	expected_failures(device, fails, sizeof(fails));
	results_same(results.failed, fails, "%s, row %u: it fails what the row names", path, cause->row);
	expected_warnings(cause, device, &results, warns, sizeof(warns));
	results_same(results.warned, warns, "and warns where the row says so");
	if (is_told(device->fails) || is_told(device->warns))
		tap_ok(has_row(results.rows, cause->row), "the row is named as the cause");
	tap_equal(count_words(results.rows), count_words(results.failed) + count_words(results.warned),
		  "whatever fails or warns has a row");
	tap_equal(results.status, is_told(device->fails) ? 1 : 0, "the exit status says whether it failed");
}

int main(int argc, char **argv)
{
	(void)argc;
	scratch_make();
	for (const struct cause *cause = catalogue; cause->row; cause++)
		for (size_t i = 0; i < CATALOGUE_DEVICES && cause->devices[i].name; i++)
			if (is_wanted(&cause->devices[i], argv + 1))
				check_device(cause, &cause->devices[i]);
	return tap_done();
}
