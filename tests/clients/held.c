// SPDX-License-Identifier: BSD-2-Clause
/*
 * held DEVICE PAGES
 *
 * Map DEVICE shared, and PAGES pages of it private, write into both, tell the number of
 * the process and the two addresses, and wait to be killed: for a debugger to look at.
 */
#include <err.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define PROTECTION (PROT_READ | PROT_WRITE)

int main(int argc, char **argv)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	volatile uint32_t *shared, *own;
	int fd;

	if (argc != 3)
		errx(2, "Usage: held DEVICE PAGES");
	fd = open(argv[1], O_RDWR | O_CLOEXEC);
	shared = mmap(NULL, 2 * page, PROTECTION, MAP_SHARED, fd, 0);
	own = mmap(NULL, strtoul(argv[2], NULL, 10) * page, PROTECTION, MAP_PRIVATE, fd, 0);
	if (shared == MAP_FAILED || own == MAP_FAILED)
		err(1, "%s", argv[1]);
	shared[1] = 0x5a4ed001;
	shared[page / sizeof(*shared)] = 0x5a4ed002;
	own[2] = 0x9127a7e1;
	printf("%d %p %p\n", getpid(), (void *)shared, (void *)own);
	fflush(stdout);
	pause();
	return 0;
}
