// SPDX-License-Identifier: BSD-2-Clause
/*
 * A buffer of a V4L2 device, by drivers/media/common/videobuf2:
 *
 *	video BUS TYPE [nm16] [plane N] [expbuf]
 *
 * BUS is how the driver calls the device in VIDIOC_QUERYCAP; TYPE is one of the
 * table. With nm16 its format has two planes, a memory each. With expbuf it is not
 * the device that is checked, but the DMA-BUF that it makes of the buffer.
 */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/videodev2.h>

#include "foreign.h"

#define BUFFERS 2

static const struct type {
	const char *name;
	uint32_t type;
	uint32_t capability;
	bool planes;
	bool picture;
} types[] = {
	{ "capture", V4L2_BUF_TYPE_VIDEO_CAPTURE, V4L2_CAP_VIDEO_CAPTURE, false, true },
	{ "output", V4L2_BUF_TYPE_VIDEO_OUTPUT, V4L2_CAP_VIDEO_OUTPUT, false, true },
	{ "capture-planes", V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE, V4L2_CAP_VIDEO_CAPTURE_MPLANE, true, true },
	{ "output-planes", V4L2_BUF_TYPE_VIDEO_OUTPUT_MPLANE, V4L2_CAP_VIDEO_OUTPUT_MPLANE, true, true },
	{ "vbi-capture", V4L2_BUF_TYPE_VBI_CAPTURE, V4L2_CAP_VBI_CAPTURE, false, false },
	{ "vbi-output", V4L2_BUF_TYPE_VBI_OUTPUT, V4L2_CAP_VBI_OUTPUT, false, false },
	{ "sliced-vbi-capture", V4L2_BUF_TYPE_SLICED_VBI_CAPTURE, V4L2_CAP_SLICED_VBI_CAPTURE, false, false },
	{ "sliced-vbi-output", V4L2_BUF_TYPE_SLICED_VBI_OUTPUT, V4L2_CAP_SLICED_VBI_OUTPUT, false, false },
	{ "sdr-capture", V4L2_BUF_TYPE_SDR_CAPTURE, V4L2_CAP_SDR_CAPTURE, false, false },
	{ "meta-capture", V4L2_BUF_TYPE_META_CAPTURE, V4L2_CAP_META_CAPTURE, false, false },
	{ "meta-output", V4L2_BUF_TYPE_META_OUTPUT, V4L2_CAP_META_OUTPUT, false, false },
	{ "touch", V4L2_BUF_TYPE_VIDEO_CAPTURE, V4L2_CAP_TOUCH, false, false },
};

static const struct type *find_type(const char *name)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(types[i].name, name) == 0)
			return &types[i];
	foreign_absent("no such type: %s", name);
}

/* The device on @bus that has @type. */
static int open_device(const char *bus, const struct type *type)
{
	struct v4l2_capability capability;
	glob_t found;

	glob("/dev/video*", 0, NULL, &found);
	glob("/dev/vbi*", GLOB_APPEND, NULL, &found);
	glob("/dev/swradio*", GLOB_APPEND, NULL, &found);
	glob("/dev/v4l-touch*", GLOB_APPEND, NULL, &found);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		int fd = open(found.gl_pathv[i], O_RDWR | O_NONBLOCK);
		bool touch;

		if (fd < 0)
			continue;
		if (ioctl(fd, VIDIOC_QUERYCAP, &capability) < 0)
			capability.device_caps = 0;
		touch = capability.device_caps & V4L2_CAP_TOUCH;
		if (strstr((const char *)capability.bus_info, bus) && touch == (type->capability == V4L2_CAP_TOUCH) &&
		    capability.device_caps & type->capability)
			return fd;
		close(fd);
	}
	foreign_absent("no device on %s for that", bus);
}

/* A small picture; the driver chooses what is nearest. */
static void set_format(int fd, const struct type *type, uint32_t four)
{
	struct v4l2_format format = { .type = type->type };

	foreign_need(ioctl(fd, VIDIOC_G_FMT, &format), "VIDIOC_G_FMT");
	if (type->planes) {
		format.fmt.pix_mp.width = 320;
		format.fmt.pix_mp.height = 180;
		if (four)
			format.fmt.pix_mp.pixelformat = four;
	} else {
		format.fmt.pix.width = 320;
		format.fmt.pix.height = 180;
	}
	foreign_need(ioctl(fd, VIDIOC_S_FMT, &format), "VIDIOC_S_FMT");
	if (four && format.fmt.pix_mp.pixelformat != four)
		foreign_absent("the driver has no such format");
}

/* The queue is that of VBI, and is made one of slices by this. */
static void ask_for_slices(int fd, const struct type *type)
{
	struct v4l2_format format = { .type = type->type };

	format.fmt.sliced.service_set = V4L2_SLICED_VBI_525 | V4L2_SLICED_VBI_625;
	foreign_need(ioctl(fd, VIDIOC_S_FMT, &format), "VIDIOC_S_FMT");
}

static bool is_sliced(const struct type *type)
{
	return type->type == V4L2_BUF_TYPE_SLICED_VBI_CAPTURE || type->type == V4L2_BUF_TYPE_SLICED_VBI_OUTPUT;
}

int main(int argc, char **argv)
{
	struct v4l2_requestbuffers request = { .count = BUFFERS, .memory = V4L2_MEMORY_MMAP };
	struct v4l2_exportbuffer export = { .flags = O_RDWR, .index = BUFFERS - 1 };
	struct v4l2_buffer buffer = { .index = BUFFERS - 1, .memory = V4L2_MEMORY_MMAP };
	struct v4l2_plane planes[VIDEO_MAX_PLANES] = { 0 };
	const struct type *type;
	const char *bus;
	uint32_t plane = 0;
	int input, fd;

	(void)argc;
	argv++;
	bus = foreign_argument(&argv, "the bus");
	type = find_type(foreign_argument(&argv, "the type"));
	fd = open_device(bus, type);
	/* The first input of vivid is a camera, which has no VBI; the second is television, which has no metadata. */
	input = type->type == V4L2_BUF_TYPE_VBI_CAPTURE || type->type == V4L2_BUF_TYPE_SLICED_VBI_CAPTURE;
	ioctl(fd, VIDIOC_S_INPUT, &input);
	if (type->picture)
		set_format(fd, type, foreign_word(&argv, "nm16") ? V4L2_PIX_FMT_NV16M : 0);
	if (is_sliced(type))
		ask_for_slices(fd, type);
	if (foreign_word(&argv, "plane"))
		plane = (uint32_t)atoi(foreign_argument(&argv, "the plane"));

	request.type = buffer.type = export.type = type->type;
	foreign_need(ioctl(fd, VIDIOC_REQBUFS, &request), "VIDIOC_REQBUFS");
	if (foreign_word(&argv, "expbuf")) {
		export.plane = plane;
		foreign_need(ioctl(fd, VIDIOC_EXPBUF, &export), "VIDIOC_EXPBUF");
		foreign_check(export.fd, 0, 0, argv);
	}
	if (type->planes) {
		buffer.m.planes = planes;
		buffer.length = VIDEO_MAX_PLANES;
	}
	foreign_need(ioctl(fd, VIDIOC_QUERYBUF, &buffer), "VIDIOC_QUERYBUF");
	if (!type->planes)
		foreign_check(fd, buffer.m.offset, 0, argv);
	if (plane >= buffer.length)
		foreign_absent("the buffer has no plane %u", plane);
	foreign_check(fd, planes[plane].m.mem_offset, 0, argv);
}
