// SPDX-License-Identifier: BSD-2-Clause
/* A DMA buffer that is made of a memfd's pages. */
#include <errno.h>
#include <fcntl.h>
#include <linux/udmabuf.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "memory.h"
#include "setting.h"

#define DEVICE "/dev/udmabuf"

static int udmabuf_create(struct memory *memory)
{
	struct udmabuf_create create = {
		.memfd = (__u32)memory->file,
		.flags = UDMABUF_FLAGS_CLOEXEC,
		.size = memory->size,
	};
	int device = open(DEVICE, O_RDWR | O_CLOEXEC), fd = -1;

	if (device < 0) {
		memory_fail(memory, DEVICE, errno);
		return -1;
	}
	setting_write("/sys/module/udmabuf/parameters/size_limit_mb", "4096");
	if (fcntl(memory->file, F_ADD_SEALS, F_SEAL_SHRINK) != 0)
		memory_fail(memory, "F_SEAL_SHRINK", errno);
	else
		fd = ioctl(device, UDMABUF_CREATE, &create);
	if (fd < 0)
		memory_fail(memory, "UDMABUF_CREATE", errno);
	close(device);
	return fd;
}

static bool udmabuf_open(struct memory *memory)
{
	memory->file = memory_create_file(memory, MFD_ALLOW_SEALING);
	if (memory->file < 0)
		return false;
	memory->fd = udmabuf_create(memory);
	if (memory->fd >= 0)
		return true;
	close(memory->file);
	return false;
}

static void udmabuf_close(struct memory *memory)
{
	close(memory->fd);
	close(memory->file);
}

const struct memory_kind memory_udmabuf = { udmabuf_open, udmabuf_close };
