// SPDX-License-Identifier: BSD-2-Clause
/* Open files: read, write, seek, and what else system calls do with them. */
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/uio.h>
#include <unistd.h>

#include "perform.h"

/* What the program writes. */
#define WRITTEN	0x5a

/* Where data goes to, or is from: the pieces, and how many there are. */
static int pieces(const struct scene *scene, const struct call *call, struct iovec *iov)
{
	const char *word = call_word(call, "buffer");
	uint64_t bytes = call_value(call, "bytes");
	size_t half = SCENE_BUFFER / 2;

	if (!strcmp(word, "nowhere")) {
		iov[0] = (struct iovec){ NULL, bytes };
	} else if (!strcmp(word, "edge")) {
		iov[0] = (struct iovec){ scene->buffer + SCENE_BUFFER - 100, bytes };
	} else if (!strcmp(word, "pieces")) {
		iov[0] = (struct iovec){ scene->buffer, bytes < 7 ? bytes : 7 };
		iov[1] = (struct iovec){ scene->buffer + half, bytes < half ? bytes : half };
		return 2;
	} else {
		iov[0] = (struct iovec){ scene->buffer, bytes };
	}
	return 1;
}

static void check_read(struct scene *scene, const struct scene_file *file, const struct call *call, uint64_t offset,
		       ssize_t length)
{
	/* What is in one piece, and not read by another process as well. */
	if (length <= 0 || strcmp(call_word(call, "buffer"), "whole") || length > SCENE_BUFFER || scene->parallel)
		return;
	scene_check(scene, file->area, offset, scene->buffer, length, "read()");
}

/* read() or write(), at the place of the file or at one that is given, of one piece or more. */
static ssize_t transfer(const struct scene *scene, const struct call *call, int fd, bool write_it)
{
	bool given = call_value(call, "position");
	off_t offset = call_value(call, "offset");
	struct iovec iov[2];
	int count = pieces(scene, call, iov);

	if (count > 1 && given)
		return (write_it ? pwritev : preadv)(fd, iov, count, offset);
	if (count > 1)
		return (write_it ? writev : readv)(fd, iov, count);
	if (given)
		return write_it ? pwrite(fd, iov[0].iov_base, iov[0].iov_len, offset) :
				  pread(fd, iov[0].iov_base, iov[0].iov_len, offset);
	return write_it ? write(fd, iov[0].iov_base, iov[0].iov_len) : read(fd, iov[0].iov_base, iov[0].iov_len);
}

static void perform_read(struct scene *scene, const struct call *call)
{
	const struct scene_file *file = scene_file(scene, call, 0);
	uint64_t offset;
	ssize_t length;

	if (!file)
		return;
	offset = call_value(call, "position") ? call_value(call, "offset") : (uint64_t)lseek(file->fd, 0, SEEK_CUR);
	length = transfer(scene, call, file->fd, false);
	check_read(scene, file, call, offset, length);
}

static void perform_write(struct scene *scene, const struct call *call)
{
	const struct scene_file *file = scene_file(scene, call, 0);
	ssize_t length;

	if (!file)
		return;
	scene_write_area(file->area);
	memset(scene->buffer, WRITTEN, SCENE_BUFFER);
	length = transfer(scene, call, file->fd, true);
	if (length > 0 && file->area && (uint64_t)length > file->area->size)
		scene_violation(scene, "write() took %zd bytes of an area of %llu", length,
				(unsigned long long)file->area->size);
}

/* The memory is a mapping of the driver's, perhaps of the same area. */
static void perform_read_into(struct scene *scene, const struct call *call)
{
	const struct scene_file *file = scene_file(scene, call, 0);
	struct scene_part part;

	if (!file || !scene_part(scene, call, 1, &part))
		return;
	scene_write_mapping(scene, part.mapping);
	if (pread(file->fd, part.address, part.length, call_value(call, "offset")) < 0)
		return;
}

static void perform_write_from(struct scene *scene, const struct call *call)
{
	const struct scene_file *file = scene_file(scene, call, 0);
	struct scene_part part;

	if (!file || !scene_part(scene, call, 1, &part))
		return;
	scene_write_area(file->area);
	if (pwrite(file->fd, part.address, part.length, call_value(call, "offset")) < 0)
		return;
}

static void perform_lseek(struct scene *scene, const struct call *call)
{
	const struct scene_file *file = scene_file(scene, call, 0);

	if (file)
		lseek(file->fd, call_value(call, "offset"), call_value(call, "whence"));
}

static void perform_fsync(struct scene *scene, const struct call *call)
{
	const struct scene_file *file = scene_file(scene, call, 0);

	if (file)
		call_value(call, "what") ? fdatasync(file->fd) : fsync(file->fd);
}

static void perform_poll(struct scene *scene, const struct call *call)
{
	const struct scene_file *file = scene_file(scene, call, 0);
	struct pollfd polled = { .events = POLLIN | POLLOUT };

	if (!file)
		return;
	polled.fd = file->fd;
	poll(&polled, 1, 0);
}

/* Through a pipe that takes what it has room for, and does not wait. */
static void perform_splice(struct scene *scene, const struct call *call)
{
	const struct scene_file *file = scene_file(scene, call, 0);
	uint64_t bytes = call_value(call, "bytes");
	int ends[2];

	if (!file || pipe2(ends, O_NONBLOCK | O_CLOEXEC) != 0)
		return;
	if (call_value(call, "direction")) {
		scene_write_area(file->area);
		memset(scene->buffer, WRITTEN, 4096);
		if (write(ends[1], scene->buffer, 4096) > 0)
			splice(ends[0], NULL, file->fd, NULL, bytes, SPLICE_F_NONBLOCK);
	} else {
		splice(file->fd, NULL, ends[1], NULL, bytes, SPLICE_F_NONBLOCK);
	}
	close(ends[0]);
	close(ends[1]);
}

static void perform_sendfile(struct scene *scene, const struct call *call)
{
	const struct scene_file *to = scene_file(scene, call, 0);
	const struct scene_file *from = scene_file(scene, call, 1);
	off_t offset = 0;

	if (!to || !from)
		return;
	scene_write_area(to->area);
	sendfile(to->fd, from->fd, &offset, call_value(call, "bytes"));
}

bool perform_file(struct scene *scene, const struct call *call)
{
	const struct scene_file *file;

	switch (call->kind) {
	case CALL_READ:
		perform_read(scene, call);
		return true;
	case CALL_WRITE:
		perform_write(scene, call);
		return true;
	case CALL_READ_INTO:
		perform_read_into(scene, call);
		return true;
	case CALL_WRITE_FROM:
		perform_write_from(scene, call);
		return true;
	case CALL_LSEEK:
		perform_lseek(scene, call);
		return true;
	case CALL_FSYNC:
		perform_fsync(scene, call);
		return true;
	case CALL_FCNTL:
		file = scene_file(scene, call, 0);
		if (file)
			fcntl(file->fd, F_SETFL, call_value(call, "flags"));
		return true;
	case CALL_POLL:
		perform_poll(scene, call);
		return true;
	case CALL_SPLICE:
		perform_splice(scene, call);
		return true;
	case CALL_SENDFILE:
		perform_sendfile(scene, call);
		return true;
	default:
		return false;
	}
}
