// SPDX-License-Identifier: BSD-2-Clause
/*
 * Where the memory is, physically and in the kernel, is told to nobody who has no right
 * to know: not by a file of the driver, not by an ioctl, not by the memory, not by the log.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <linux/maps.h>

#include "driver.h"
#include "tap.h"

/* Below it, an address could be mistaken for a size, or the other way round. */
#define LEAST	((uint64_t)4 << 20)

/*
 * Where the kernel is in the address space, on both architectures, page tables of five
 * levels included; without the last page, of errors, and without what a -1 and a small
 * number beside it look like, of which no address is.
 */
#define KERNEL	0xff00000000000000ULL
#define ERRORS	0xfffffffffffff000ULL
#define MINUS_ONE_AND(n) (0xffffffff00000000ULL + (n))

static uint64_t physical[PAGES];	/* addresses of the pages of the area; 0 for none */
static unsigned long files;		/* that were read */

/* --- What is secret -------------------------------------------------------------------- */

/* Root learns it from /proc/self/pagemap; returns how many addresses are known. */
static unsigned int learn_addresses(const void *memory)
{
	int fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	unsigned int known = 0;
	uint64_t entry;

	for (size_t i = 0; i < PAGES; i++) {
		off_t at = (off_t)(((uintptr_t)memory / page_size() + i) * sizeof(entry));

		physical[i] = 0;
		if (pread(fd, &entry, sizeof(entry), at) == sizeof(entry) && entry >> 63)
			physical[i] = (entry & ((1ULL << 55) - 1)) * page_size();
		if (physical[i] < LEAST)
			physical[i] = 0;
		known += physical[i] != 0;
	}
	close(fd);
	return known;
}

static bool is_address(uint64_t number)
{
	if (number >= KERNEL && number < ERRORS && !(number >= MINUS_ONE_AND(0) && number < MINUS_ONE_AND(1U << 31)))
		return true;
	for (size_t i = 0; i < PAGES; i++)
		if (physical[i] && number / page_size() == physical[i] / page_size())
			return true;
	return false;
}

/* --- What is told ------------------------------------------------------------------------ */

/* Whether a number of the text is an address, written in this base. */
static bool has_address_in_base(const char *text, int base)
{
	while (*text) {
		char *end;
		uint64_t number;

		if (!isxdigit((unsigned char)*text)) {
			text++;
			continue;
		}
		errno = 0;
		number = strtoull(text, &end, base);
		if (end == text) {
			text++;
			continue;
		}
		if (!errno && is_address(number))
			return true;
		text = end;
	}
	return false;
}

static bool has_address(const char *text)
{
	return has_address_in_base(text, 10) || has_address_in_base(text, 16);
}

/* A file of sysfs or /proc, if this user may read it. */
static int look_at(const char *path, const struct stat *status, int type, struct FTW *unused)
{
	static char text[65536];
	ssize_t length;
	int fd;

	(void)unused;
	if (type != FTW_F || !S_ISREG(status->st_mode))
		return 0;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return 0;
	length = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (length < 0)
		return 0;
	text[length] = '\0';
	files++;
	if (!has_address(text))
		return 0;
	fprintf(stderr, "# %s: %s\n", path, text);
	return 1;
}

static bool has_address_in_words(const void *structure, size_t size)
{
	uint64_t word;

	for (size_t at = 0; at + sizeof(word) <= size; at += 4) {
		memcpy(&word, (const char *)structure + at, sizeof(word));
		if (is_address(word))
			return true;
	}
	return false;
}

/* As another user, who can open the device: where an address is told; 0 for nowhere. */
static int look_everywhere(void *unused)
{
	static const char *const places[] = { "/sys/class/maps/maps0/", "/sys/module/maps", "/proc/driver/maps" };
	struct maps_area_info info = { .size = sizeof(info) };
	struct maps_refusal refusal = { .size = sizeof(refusal) };
	static unsigned char bytes[65536];
	int fd = driver_open(O_RDWR);

	(void)unused;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (nftw(places[i], look_at, 16, FTW_PHYS))
			return 1 + (int)i;
	if (files < 10)
		return 10;	/* they were not looked at */
	if (ioctl(fd, MAPS_IOC_INFO, &info) || has_address_in_words(&info, sizeof(info)))
		return 11;
	mmap(NULL, 2 * PAGES * page_size(), PROT_READ, MAP_SHARED, fd, 0);
	if (ioctl(fd, MAPS_IOC_REFUSAL, &refusal) || !refusal.reason || has_address_in_words(&refusal, sizeof(refusal)))
		return 12;
	if (pread(fd, bytes, sizeof(bytes), 0) <= 0 || has_address_in_words(bytes, sizeof(bytes)))
		return 13;
	return 0;
}

static void check_backing(const char *backing)
{
	char parameters[64];
	unsigned int known;
	void *memory;
	int fd;

	snprintf(parameters, sizeof(parameters), "backing=%s pages=%d", backing, PAGES);
	if (driver_load(parameters))
		tap_bail("maps.ko %s: %s", parameters, driver_complaint());
	chmod("/dev/maps0", 0666);
	fd = driver_open(O_RDWR);
	memory = mmap(NULL, PAGES * page_size(), PROT_READ, MAP_SHARED | MAP_POPULATE, fd, 0);
	close(fd);
	if (memory == MAP_FAILED)
		tap_bail("mmap: %s", strerror(errno));
	known = learn_addresses(memory);
	tap_ok(known > 0, "%s: root knows where pages are (%u of %d)", backing, known, PAGES);
	tap_equal(as_nobody(look_everywhere, NULL), 0, "%s: another user is told no address, wherever it looks", backing);
	munmap(memory, PAGES * page_size());
	tap_equal(driver_unload(), 0, "%s: unloads", backing);
	tap_ok(!has_address(driver_complaint()), "%s: nor does the kernel's log have one", backing);
}

/* What the test would do if there were one. */
static void check_the_check(void)
{
	char text[64];

	physical[0] = LEAST + 5 * page_size();
	snprintf(text, sizeof(text), "page 0x%llx,", (unsigned long long)physical[0] + 8);
	tap_ok(has_address(text), "a physical address would be found, in hexadecimal");
	snprintf(text, sizeof(text), "page %llu", (unsigned long long)physical[0]);
	tap_ok(has_address(text), "in decimal");
	tap_ok(has_address("at ffff888012345000\n"), "and one of the kernel");
	tap_ok(has_address("at 0xff11000012345000,"), "be its page tables deep");
	tap_ok(has_address("in ffffffffc0123456 [maps]"), "or it one of a module");
	tap_ok(has_address_in_words(&(uint64_t){ 0xffff888012345000 }, 8), "in a structure, too");
	tap_ok(!has_address("65536 1\n-1 aabbccdd maps0"), "other numbers would not");
}

int main(void)
{
	static const char *const backings[] = { "vmalloc", "contig", "huge", "shmem" };

	check_the_check();
	for (size_t i = 0; i < sizeof(backings) / sizeof(backings[0]); i++)
		check_backing(backings[i]);
	return tap_done();
}
