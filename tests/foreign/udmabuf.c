// SPDX-License-Identifier: BSD-2-Clause
/* A DMA-BUF of the pages of a memfd, by drivers/dma-buf/udmabuf.c. */
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/udmabuf.h>

#include "foreign.h"

int main(int argc, char **argv)
{
	const uint64_t length = foreign_pages(64 << 10);
	struct udmabuf_create create = { .flags = 0, .size = length };
	int device = foreign_open("/dev/udmabuf"), memory;

	(void)argc;
	memory = foreign_need(memfd_create("udmabuf", MFD_ALLOW_SEALING), "memfd_create");
	foreign_need(ftruncate(memory, (off_t)length), "ftruncate");
	foreign_need(fcntl(memory, F_ADD_SEALS, F_SEAL_SHRINK), "F_ADD_SEALS");
	create.memfd = (uint32_t)memory;
	foreign_check(foreign_need(ioctl(device, UDMABUF_CREATE, &create), "UDMABUF_CREATE"), 0, 0, argv + 1);
}
