// SPDX-License-Identifier: BSD-2-Clause
/* A memory region of a PCI device: pci BUS SLOT.FUNCTION NUMBER, by proc_bus_pci_mmap(). */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>

#include <linux/pci.h>

#include "foreign.h"

/* Where the region is, as the bus has it, and its size. */
static uint64_t region(const char *bus, const char *slot, int number, uint64_t *size)
{
	uint64_t start = 0, end = 0, flags;
	char path[64];
	FILE *file;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/0000:%s:%s/resource", bus, slot);
	file = fopen(path, "r");
	for (int i = 0; file && i <= number; i++)
		if (fscanf(file, "%" SCNx64 " %" SCNx64 " %" SCNx64, &start, &end, &flags) != 3)
			start = 0;
	if (!start)
		foreign_absent("%s: no region %d", path, number);
	*size = end - start + 1;
	return start;
}

int main(int argc, char **argv)
{
	const char *bus, *slot;
	uint64_t start, size;
	char path[64];
	int fd;

	(void)argc;
	argv++;
	bus = foreign_argument(&argv, "the bus");
	slot = foreign_argument(&argv, "the slot");
	start = region(bus, slot, atoi(foreign_argument(&argv, "the region")), &size);
	snprintf(path, sizeof(path), "/proc/bus/pci/%s/%s", bus, slot);
	fd = foreign_open(path);
	foreign_need(ioctl(fd, PCIIOC_MMAP_IS_MEM), "PCIIOC_MMAP_IS_MEM");
	foreign_check(fd, start, size, argv);
}
