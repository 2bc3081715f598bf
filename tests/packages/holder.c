// SPDX-License-Identifier: BSD-2-Clause
/* Map a page of a device, and for each line of standard input print its first word. */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>

int main(int argc, char **argv)
{
	int fd = argc > 1 ? open(argv[1], O_RDWR) : -1;
	const volatile uint32_t *word = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
	char line[16];

	if (word == MAP_FAILED) {
		perror("holder");
		return 1;
	}
	while (fgets(line, sizeof(line), stdin)) {
		printf("%08x\n", *word);
		fflush(stdout);
	}
	return 0;
}
