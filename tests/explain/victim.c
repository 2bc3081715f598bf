// SPDX-License-Identifier: BSD-2-Clause
/*
 * victim DEVICE [shared|private] [LENGTH [OFFSET [r|w]]]
 *
 * Map a device, touch each page, and die of it as it may. It exits with 1 where the
 * mmap was refused.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t length = argc > 3 ? strtoul(argv[3], NULL, 0) : 16 * page;
	off_t offset = argc > 4 ? strtol(argv[4], NULL, 0) : 0;
	int type = argc > 2 && strcmp(argv[2], "private") == 0 ? MAP_PRIVATE : MAP_SHARED;
	int write = argc > 5 && argv[5][0] == 'w';
	volatile char *at;
	int fd;

	if (argc < 2)
		return 2;
	fd = open(argv[1], write || type == MAP_SHARED ? O_RDWR : O_RDONLY);
	if (fd < 0)
		perror(argv[1]);
	at = mmap(NULL, length, PROT_READ | (write ? PROT_WRITE : 0), type, fd, offset);
	if (at == MAP_FAILED) {
		perror("mmap");
		return 1;
	}
	for (size_t i = 0; i < length; i += page) {
		if (write)
			at[i] = 1;
		else
			(void)at[i];
	}
	printf("%zu pages\n", length / page);
	return 0;
}
