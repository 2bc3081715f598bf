// SPDX-License-Identifier: BSD-2-Clause
/*
 * A dumb buffer of a DRM device: dumb DRIVER [prime]. With prime it is not the device
 * that is checked, but the DMA-BUF that it makes of the buffer.
 *
 * Not everywhere do <drm/drm.h> and <drm/drm_mode.h> come with the kernel's headers,
 * so the little that is needed of them is here.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "foreign.h"

struct version {
	int major, minor, patch;
	size_t name_length;
	char *name;
	size_t date_length;
	char *date;
	size_t text_length;
	char *text;
};

struct create_dumb {
	uint32_t height, width, bits, flags;
	uint32_t handle, pitch;
	uint64_t size;
};

struct map_dumb {
	uint32_t handle, pad;
	uint64_t offset;
};

struct prime_handle {
	uint32_t handle, flags;
	int32_t fd;
};

#define IOCTL_VERSION _IOWR('d', 0x00, struct version)
#define IOCTL_PRIME_HANDLE_TO_FD _IOWR('d', 0x2d, struct prime_handle)
#define IOCTL_MODE_CREATE_DUMB _IOWR('d', 0xb2, struct create_dumb)
#define IOCTL_MODE_MAP_DUMB _IOWR('d', 0xb3, struct map_dumb)

static int open_driver(const char *driver)
{
	char path[32], name[32];

	for (unsigned int number = 0; number < 16; number++) {
		struct version version = { .name = name, .name_length = sizeof(name) - 1 };
		int fd;

		snprintf(path, sizeof(path), "/dev/dri/card%u", number);
		fd = open(path, O_RDWR);
		if (fd < 0)
			continue;
		memset(name, 0, sizeof(name));
		if (ioctl(fd, IOCTL_VERSION, &version) == 0 && strcmp(name, driver) == 0)
			return fd;
		close(fd);
	}
	foreign_absent("/dev/dri has no card of the driver %s", driver);
}

int main(int argc, char **argv)
{
	struct create_dumb create = { .height = 64, .width = 256, .bits = 32 };
	struct prime_handle prime = { .flags = O_RDWR };
	struct map_dumb map = { 0 };
	int fd;

	(void)argc;
	argv++;
	fd = open_driver(foreign_argument(&argv, "the driver"));
	foreign_need(ioctl(fd, IOCTL_MODE_CREATE_DUMB, &create), "DRM_IOCTL_MODE_CREATE_DUMB");
	if (foreign_word(&argv, "prime")) {
		prime.handle = create.handle;
		foreign_need(ioctl(fd, IOCTL_PRIME_HANDLE_TO_FD, &prime), "DRM_IOCTL_PRIME_HANDLE_TO_FD");
		foreign_check(prime.fd, 0, 0, argv);
	}
	map.handle = create.handle;
	foreign_need(ioctl(fd, IOCTL_MODE_MAP_DUMB, &map), "DRM_IOCTL_MODE_MAP_DUMB");
	foreign_check(fd, map.offset, create.size, argv);
}
