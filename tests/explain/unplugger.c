// SPDX-License-Identifier: BSD-2-Clause
/*
 * unplugger DEVICE PAGE FILE [again]
 *
 * Map one page of a device, read it, and write Y to FILE, by which the device is removed.
 * Then read the page once more; or, with "again", map it once more. It exits with 1 where
 * a call was refused.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static int give_up(const char *what)
{
	perror(what);
	return 1;
}

int main(int argc, char **argv)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	volatile const char *memory;
	off_t offset;
	int fd, control;

	if (argc < 4)
		return 2;
	offset = strtol(argv[2], NULL, 0) * (off_t)page;
	fd = open(argv[1], O_RDWR);
	if (fd < 0)
		return give_up(argv[1]);
	memory = mmap(NULL, page, PROT_READ, MAP_SHARED, fd, offset);
	if (memory == MAP_FAILED)
		return give_up("mmap");
	(void)*memory;
	control = open(argv[3], O_WRONLY);
	if (control < 0 || write(control, "Y", 1) != 1)
		return give_up(argv[3]);
	if (argc > 4 && mmap(NULL, page, PROT_READ, MAP_SHARED, fd, offset) == MAP_FAILED)
		return give_up("mmap");
	(void)*memory;
	return 0;
}
