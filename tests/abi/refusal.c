// SPDX-License-Identifier: BSD-2-Clause
/* What MAPS_IOC_REFUSAL says of each mmap that the driver refuses. */
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/maps.h>

#include "driver.h"
#include "tap.h"

static struct maps_refusal last_refusal(int fd)
{
	struct maps_refusal refusal = { .size = sizeof(refusal) };

	if (ioctl(fd, MAPS_IOC_REFUSAL, &refusal) != 0)
		tap_bail("MAPS_IOC_REFUSAL: %s", strerror(errno));
	return refusal;
}

/* Whether an mmap is refused, and for that reason. */
static void check_reason(const char *what, int fd, unsigned long first, unsigned long pages, int protection, int flags,
			 enum maps_reason reason, unsigned int asked, unsigned long page)
{
	void *memory = mmap(NULL, pages * page_size(), protection, flags, fd, (off_t)(first * page_size()));
	int error = errno;
	struct maps_refusal refusal = last_refusal(fd);

	if (!tap_ok(memory == MAP_FAILED, "%s is refused", what)) {
		munmap(memory, pages * page_size());
		return;
	}
	tap_equal(refusal.reason, reason, "%s: the reason is known", what);
	tap_equal(refusal.error, error, "%s: the error is the one that mmap gave", what);
	tap_equal(refusal.flags, asked, "%s: what was asked for is known", what);
	tap_ok(refusal.offset == first * page_size() && refusal.length == pages * page_size(),
	       "%s: offset and length are known", what);
	tap_equal((long long)refusal.page, (long long)page, "%s: the page is known", what);
	tap_equal(refusal.size, sizeof(refusal), "%s: the structure is complete", what);
}

static void check_interface(void)
{
	struct {
		struct maps_refusal refusal;
		char behind[8];
	} larger = { .refusal.size = sizeof(larger), .behind = "untouch" };
	struct maps_refusal refusal = { .size = sizeof(refusal) - 1 };
	int fd = driver_open(O_RDONLY);

	tap_equal(last_refusal(fd).reason, MAPS_REASON_NONE, "a new descriptor had no refusal");
	tap_ok(ioctl(fd, MAPS_IOC_REFUSAL, &refusal) < 0 && errno == EINVAL, "too small a structure is EINVAL");
	tap_ok(ioctl(fd, MAPS_IOC_REFUSAL, NULL) < 0 && errno == EFAULT, "no structure is EFAULT");
	tap_ok(ioctl(fd, MAPS_IOC_REFUSAL, (void *)(~0UL << 12)) < 0 && errno == EFAULT, "a kernel address is EFAULT");
	tap_ok(ioctl(fd, MAPS_IOC_REFUSAL, &larger) == 0 && larger.refusal.size == sizeof(refusal) &&
	       strcmp(larger.behind, "untouch") == 0, "a larger structure, of a newer program, is filled as far as known");
	tap_ok(ioctl(fd, _IO(0xB9, 0x7f)) < 0 && errno == ENOTTY, "an unknown command is ENOTTY");
	tap_ok(ioctl(fd, 0x5401, &refusal) < 0 && errno == ENOTTY, "a terminal's command is ENOTTY");
	close(fd);
}

static void check_each_file_has_its_own(void)
{
	int one = driver_open(O_RDONLY), two = driver_open(O_RDONLY);
	void *memory;

	mmap(NULL, (PAGES + 1) * page_size(), PROT_READ, MAP_SHARED, one, 0);
	tap_equal(last_refusal(one).reason, MAPS_REASON_BEYOND_END, "one open file remembers its refusal");
	tap_equal(last_refusal(two).reason, MAPS_REASON_NONE, "another one does not");
	memory = mmap(NULL, page_size(), PROT_READ, MAP_SHARED, one, 0);
	tap_equal(last_refusal(one).reason, MAPS_REASON_BEYOND_END, "a success does not take it away");
	munmap(memory, page_size());
	close(one);
	close(two);
}

int main(void)
{
	const unsigned int mayread = MAPS_ASKED_READ, may = MAPS_ASKED_READ | MAPS_ASKED_MAYWRITE;
	int fd;

	driver_load("mapper=remap");
	check_interface();
	check_each_file_has_its_own();
	fd = driver_open(O_RDWR);
	check_reason("a mapping beyond the end", fd, 4, PAGES, PROT_READ, MAP_SHARED, MAPS_REASON_BEYOND_END,
		     may | MAPS_ASKED_SHARED, PAGES);
	check_reason("a mapping far beyond the end", fd, 99, 1, PROT_READ, MAP_PRIVATE, MAPS_REASON_BEYOND_END, may, 99);
	check_reason("PROT_EXEC", fd, 1, 2, PROT_READ | PROT_EXEC, MAP_SHARED, MAPS_REASON_EXEC,
		     may | MAPS_ASKED_SHARED | MAPS_ASKED_EXEC, 1);
	check_reason("a private mapping of scattered pages by remap", fd, 2, 3, PROT_READ | PROT_WRITE, MAP_PRIVATE,
		     MAPS_REASON_COW_IN_PIECES, may | MAPS_ASKED_WRITE, 2);
	close(fd);
	fd = driver_open(O_RDONLY);
	check_reason("the same to read, on a read-only descriptor", fd, 0, PAGES, PROT_READ, MAP_PRIVATE,
		     MAPS_REASON_COW_IN_PIECES, may, 0);
	check_reason("a shared mapping beyond the end, on a read-only descriptor", fd, PAGES, 1, PROT_READ, MAP_SHARED,
		     MAPS_REASON_BEYOND_END, mayread | MAPS_ASKED_SHARED, PAGES);
	close(fd);
	tap_equal(driver_unload(), 0, "unloads");

	driver_load("private=refuse");
	fd = driver_open(O_RDONLY);
	check_reason("a private mapping with private=refuse", fd, 1, 1, PROT_READ, MAP_PRIVATE,
		     MAPS_REASON_PRIVATE_REFUSED, may, 1);
	close(fd);
	tap_equal(driver_unload(), 0, "unloads");

	driver_load("private=readonly");
	fd = driver_open(O_RDWR);
	check_reason("a private mapping to write with private=readonly", fd, 1, 1, PROT_READ | PROT_WRITE, MAP_PRIVATE,
		     MAPS_REASON_PRIVATE_READONLY, may | MAPS_ASKED_WRITE, 1);
	close(fd);
	tap_equal(driver_unload(), 0, "unloads");
	return tap_done();
}
