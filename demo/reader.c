// SPDX-License-Identifier: BSD-2-Clause
/*
 * reader DEVICE [shared]
 *
 * The program of the kernel lab: maps sixteen pages, privately, and prints the first
 * word of each.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGES 16

int main(int argc, char **argv)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	const unsigned char *memory;
	int fd;

	if (argc < 2)
		return 2;
	fd = open(argv[1], O_RDONLY);
	memory = mmap(NULL, PAGES * page, PROT_READ, argc > 2 ? MAP_SHARED : MAP_PRIVATE, fd, 0);
	if (memory == MAP_FAILED) {
		perror("mmap");
		return 1;
	}
	for (int i = 0; i < PAGES; i++) {
		const unsigned char *word = memory + i * page;

		printf("[%02x%02x%02x%02x]%s", word[0], word[1], word[2], word[3], i % 8 == 7 ? "\n" : " ");
	}
	return 0;
}
