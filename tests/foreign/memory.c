// SPDX-License-Identifier: BSD-2-Clause
/* Files without a name: memory plain | sealed | huge | secret. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "foreign.h"

#define HUGE ((uint64_t)2 << 20)

/* Huge pages are set aside before they can be had. */
static void set_aside(unsigned int pages)
{
	FILE *file = fopen("/proc/sys/vm/nr_hugepages", "w");

	if (!file)
		foreign_absent("no huge pages");
	fprintf(file, "%u\n", pages);
	fclose(file);
}

int main(int argc, char **argv)
{
	uint64_t length = foreign_pages(64 << 10);
	int fd;

	(void)argc;
	argv++;
	if (foreign_word(&argv, "huge")) {
		set_aside(8);
		length = HUGE * 2;
		fd = foreign_need(memfd_create("huge", MFD_HUGETLB), "MFD_HUGETLB");
	} else if (foreign_word(&argv, "secret")) {
		fd = foreign_need((int)syscall(SYS_memfd_secret, 0), "memfd_secret");
	} else {
		fd = foreign_need(memfd_create("memory", MFD_ALLOW_SEALING), "memfd_create");
	}
	foreign_need(ftruncate(fd, (off_t)length), "ftruncate");
	/* It can be read and never be written. */
	if (foreign_word(&argv, "sealed"))
		foreign_need(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW), "F_ADD_SEALS");
	foreign_word(&argv, "plain");
	foreign_check(fd, 0, 0, argv);
}
