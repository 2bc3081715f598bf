// SPDX-License-Identifier: BSD-2-Clause
/* Access to what is mapped: by the processor, and by the kernel for others. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "perform.h"

/* Pages that are looked at, at most; of more, some in between. */
#define LOOKED_AT	1024

#define WRITTEN_WORD	0x5a5a5a5aU

static bool next_page(const struct scene *scene, const struct scene_part *part, size_t *offset)
{
	size_t pages = part->length / scene->page;
	size_t step = (pages + LOOKED_AT - 1) / LOOKED_AT;

	*offset += step * scene->page;
	return *offset < part->length;
}

static void read_page(struct scene *scene, const struct scene_part *part, size_t offset)
{
	char bytes[65536];

	if (scene->page <= sizeof(bytes) && scene_load(bytes, part->address + offset, scene->page))
		scene_check_mapping(scene, part->mapping, part->address + offset, bytes);
}

static void perform_touch(struct scene *scene, const struct call *call)
{
	uint64_t how = call_value(call, "how");
	struct scene_part part;
	size_t offset = 0;

	if (!scene_part(scene, call, 0, &part))
		return;
	if (how == 1)
		scene_write_mapping(scene, part.mapping);
	if (how == 2) {
		read_page(scene, &part, 0);
		read_page(scene, &part, part.length - scene->page);
		return;
	}
	do {
		if (how == 1)
			scene_store(part.address + offset, WRITTEN_WORD);
		else
			read_page(scene, &part, offset);
	} while (next_page(scene, &part, &offset));
}

/* What a shared mapping shows is what read() gives. */
static void perform_compare(struct scene *scene, const struct call *call)
{
	struct scene_mapping *mapping = scene_mapping(scene, call, 0);
	const struct scene_file *file = scene_file(scene, call, 1);
	char mapped[4096], read[4096];
	struct scene_part part;
	size_t offset = 0;

	if (!mapping || !file || !mapping->area || file->area != mapping->area || !mapping->shared ||
	    scene->shuffled || scene->parallel)
		return;
	part = (struct scene_part){ .mapping = mapping, .address = mapping->address, .length = mapping->length };
	do {
		uint64_t place = mapping->offset + offset;

		if (pread(file->fd, read, sizeof(read), place) != sizeof(read) ||
		    !scene_load(mapped, mapping->address + offset, sizeof(mapped)))
			continue;
		if (memcmp(mapped, read, sizeof(read)))
			scene_violation(scene, "page %zu of a mapping is not what read() gives of the area",
					offset / scene->page);
	} while (next_page(scene, &part, &offset));
}

/* As a debugger does. */
static void peek_vector(struct scene *scene, const struct scene_part *part, bool write)
{
	struct iovec own = { scene->buffer, part->length < SCENE_BUFFER ? part->length : SCENE_BUFFER };
	struct iovec other = { part->address, own.iov_len };

	if (write)
		process_vm_writev(getpid(), &own, 1, &other, 1, 0);
	else
		process_vm_readv(getpid(), &own, 1, &other, 1, 0);
}

static void peek_memory(struct scene *scene, const struct scene_part *part, bool write)
{
	size_t length = part->length < SCENE_BUFFER ? part->length : SCENE_BUFFER;
	int fd = open("/proc/self/mem", O_RDWR | O_CLOEXEC);
	ssize_t done;

	if (fd < 0)
		return;
	if (write)
		done = pwrite(fd, scene->buffer, length, (uintptr_t)part->address);
	else
		done = pread(fd, scene->buffer, length, (uintptr_t)part->address);
	(void)done;
	close(fd);
}

static void perform_peek(struct scene *scene, const struct call *call)
{
	uint64_t how = call_value(call, "how");
	struct scene_part part;

	if (!scene_part(scene, call, 0, &part))
		return;
	if (how & 1)
		scene_write_mapping(scene, part.mapping);
	if (how < 2)
		peek_vector(scene, &part, how & 1);
	else
		peek_memory(scene, &part, how & 1);
}

/* Between the mapping and a disk, without a copy in between. */
static void perform_direct(struct scene *scene, const struct call *call)
{
	int disk = open("/dev/ram0", O_RDWR | O_DIRECT | O_CLOEXEC);
	struct scene_part part;
	ssize_t done;

	if (disk < 0)
		return;
	if (scene_part(scene, call, 0, &part)) {
		if (call_value(call, "how")) {
			done = pwrite(disk, part.address, part.length, 0);
		} else {
			scene_write_mapping(scene, part.mapping);
			done = pread(disk, part.address, part.length, 0);
		}
		(void)done;
	}
	close(disk);
}

/* Into a pipe, which then has the pages themselves. */
static void perform_vmsplice(struct scene *scene, const struct call *call)
{
	struct scene_part part;
	struct iovec iov;
	int ends[2];

	if (!scene_part(scene, call, 0, &part) || pipe2(ends, O_NONBLOCK | O_CLOEXEC) != 0)
		return;
	iov = (struct iovec){ part.address, part.length };
	vmsplice(ends[1], &iov, 1, SPLICE_F_NONBLOCK);
	if (call_value(call, "hold"))
		return;		/* until the process ends */
	if (read(ends[0], scene->buffer, SCENE_BUFFER) >= (ssize_t)scene->page && !scene->parallel)
		scene_check_mapping(scene, part.mapping, part.address, scene->buffer);
	close(ends[0]);
	close(ends[1]);
}

static void perform_futex(struct scene *scene, const struct call *call)
{
	const struct scene_mapping *mapping = scene_mapping(scene, call, 0);
	const struct timespec at_once = {};
	uint64_t first = call_value(call, "first");

	if (mapping)
		syscall(SYS_futex, mapping->address + first % (mapping->length / scene->page) * scene->page,
			call_value(call, "how"), 1, &at_once, NULL, 0);
}

bool perform_access(struct scene *scene, const struct call *call)
{
	switch (call->kind) {
	case CALL_TOUCH:
		perform_touch(scene, call);
		return true;
	case CALL_COMPARE:
		perform_compare(scene, call);
		return true;
	case CALL_PEEK:
		perform_peek(scene, call);
		return true;
	case CALL_DIRECT:
		perform_direct(scene, call);
		return true;
	case CALL_VMSPLICE:
		perform_vmsplice(scene, call);
		return true;
	case CALL_FUTEX:
		perform_futex(scene, call);
		return true;
	default:
		return false;
	}
}
