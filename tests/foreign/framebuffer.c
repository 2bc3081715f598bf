// SPDX-License-Identifier: BSD-2-Clause
/* A framebuffer: framebuffer ID, which is how its driver calls it, or how that begins; by fb_mmap(). */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/fb.h>

#include "foreign.h"

int main(int argc, char **argv)
{
	struct fb_fix_screeninfo info;
	const char *id;
	char path[32];

	(void)argc;
	argv++;
	id = foreign_argument(&argv, "the framebuffer's id");
	for (unsigned int number = 0; number < 8; number++) {
		int fd;

		snprintf(path, sizeof(path), "/dev/fb%u", number);
		fd = open(path, O_RDWR);
		if (fd < 0)
			continue;
		if (ioctl(fd, FBIOGET_FSCREENINFO, &info) == 0 && strncmp(info.id, id, strlen(id)) == 0)
			foreign_check(fd, 0, info.smem_len, argv);
		close(fd);
	}
	foreign_absent("no framebuffer calls itself %s", id);
}
