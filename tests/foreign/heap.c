// SPDX-License-Identifier: BSD-2-Clause
/* A DMA-BUF of one of the kernel's heaps: heap NAME, by drivers/dma-buf/heaps/. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/ioctl.h>

#include <linux/dma-heap.h>

#include "foreign.h"

int main(int argc, char **argv)
{
	struct dma_heap_allocation_data data = { .len = foreign_pages(64 << 10), .fd_flags = O_RDWR };
	char path[64];

	(void)argc;
	argv++;
	snprintf(path, sizeof(path), "/dev/dma_heap/%s", foreign_argument(&argv, "the heap"));
	foreign_need(ioctl(foreign_open(path), DMA_HEAP_IOCTL_ALLOC, &data), "DMA_HEAP_IOCTL_ALLOC");
	foreign_check((int)data.fd, 0, 0, argv);
}
