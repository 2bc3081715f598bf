// SPDX-License-Identifier: BSD-2-Clause
/* The device as a file: read, write, pread, pwrite and lseek. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#include "driver.h"
#include "tap.h"

static void check_file(const struct config *config)
{
	const off_t size = (off_t)(PAGES * page_size());
	char buffer[64] = "", *memory;
	int fd = driver_open(O_RDWR);
	struct iovec parts[2] = { { buffer, 3 }, { buffer + 3, 5 } };

	tap_equal(lseek(fd, 0, SEEK_END), size, "%s: SEEK_END gives the size", config_name(config));
	tap_equal(lseek(fd, -4, SEEK_END), size - 4, "SEEK_END counts back");
	tap_equal(lseek(fd, 1, SEEK_CUR), size - 3, "SEEK_CUR counts on");
	tap_ok(lseek(fd, -1, SEEK_SET) < 0 && errno == EINVAL, "a negative position is EINVAL");
	tap_ok(lseek(fd, size + 1, SEEK_SET) < 0 && errno == EINVAL, "a position behind the end is EINVAL");

	lseek(fd, size - 10, SEEK_SET);
	tap_equal(write(fd, "0123456789abcdef", 16), 10, "a write is short at the end");
	tap_ok(write(fd, "x", 1) < 0 && errno == ENOSPC, "a write at the end is ENOSPC");
	tap_equal(write(fd, "", 0), 0, "a write of nothing is nothing, even there");
	tap_equal(read(fd, buffer, 1), 0, "a read at the end is 0");
	tap_equal(pread(fd, buffer, sizeof(buffer), size - 10), 10, "a read is short at the end");
	tap_ok(memcmp(buffer, "0123456789", 10) == 0, "and has what was written");
	tap_equal(pread(fd, buffer, 1, size + 4096), 0, "a read behind the end is 0");
	tap_ok(pwrite(fd, "x", 1, size + 4096) < 0 && errno == ENOSPC, "a write behind the end is ENOSPC");
	tap_equal(lseek(fd, 0, SEEK_CUR), size, "pread and pwrite leave the position alone");

	tap_equal(pwritev(fd, parts, 2, 100), 8, "pwritev writes all its parts");
	memset(buffer, 0, 8);
	tap_equal(preadv(fd, parts, 2, 100), 8, "preadv reads all its parts");
	tap_ok(memcmp(buffer, "01234567", 8) == 0, "and has what was written");

	tap_ok(fcntl(fd, F_GET_SEALS) < 0 && errno == EINVAL && fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE) < 0 && errno == EINVAL,
	       "it is no memfd, and has no seals");
	memory = mmap(NULL, page_size(), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	tap_ok(pread(fd, memory, 4, 0) < 0 && errno == EFAULT, "a read to a bad address is EFAULT");
	tap_ok(pwrite(fd, memory, 4, 0) < 0 && errno == EFAULT, "a write from a bad address is EFAULT");
	munmap(memory, page_size());

	memory = mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	pwrite(fd, "through the file", 16, (off_t)page_size() + 40);
	tap_ok(memcmp(memory + page_size() + 40, "through the file", 16) == 0, "a mapping shows what write() wrote");
	memcpy(memory + 2 * page_size() - 8, "across two pages", 16);
	pread(fd, buffer, 16, (off_t)(2 * page_size() - 8));
	tap_ok(memcmp(buffer, "across two pages", 16) == 0, "read() has what was stored through the mapping");
	tap_equal(pwrite(fd, memory, page_size(), (off_t)(5 * page_size())), (long long)page_size(),
		  "write() can take the mapping itself as its buffer");
	tap_ok(memcmp(memory, memory + 5 * page_size(), page_size()) == 0, "and copies it");
	munmap(memory, (size_t)size);
	tap_ok(fsync(fd) == 0 && fdatasync(fd) == 0, "fsync and fdatasync have nothing to do");
	close(fd);

	fd = driver_open(O_RDONLY);
	tap_ok(fsync(fd) == 0, "not even for who can only read");
	tap_ok(write(fd, "x", 1) < 0 && errno == EBADF, "a read-only descriptor cannot write");
	close(fd);
	fd = driver_open(O_RDWR | O_APPEND);
	tap_ok(write(fd, "x", 1) < 0 && errno == ENOSPC, "O_APPEND writes at the end, where there is no room");
	close(fd);
}

int main(void)
{
	driver_with_each(check_file);
	return tap_done();
}
