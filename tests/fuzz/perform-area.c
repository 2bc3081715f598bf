// SPDX-License-Identifier: BSD-2-Clause
/* Areas: make them, open them, ask them, take them away. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/maps.h>

#include "perform.h"

/* --- The structures of ioctls ------------------------------------------------------------ */

/* What the word of "struct" says about the size of a structure of @size bytes. */
static uint32_t given_size(const struct scene *scene, const char *word, uint32_t size)
{
	if (!strcmp(word, "longer") || !strcmp(word, "longer-unknown"))
		return size + 16;
	if (!strcmp(word, "short"))
		return size - 4;
	if (!strcmp(word, "page"))
		return scene->page + 1;
	return size;
}

/*
 * Do the ioctl with a structure of @size bytes, where and as large as @call says. What came
 * back is in @structure.
 */
static int do_ioctl(struct scene *scene, int fd, unsigned long command, const struct call *call, void *structure,
		    uint32_t size)
{
	const char *word = call_word(call, "struct");
	const char *place = call_word(call, "at");
	uint32_t given = given_size(scene, word, size);
	/* Only the buffer has an end behind which there is nothing. */
	char *where = !strcmp(place, "edge") ? scene->buffer + SCENE_BUFFER - size / 2 / 8 * 8 : scene->buffer;
	size_t room = scene->buffer + SCENE_BUFFER - where;
	int result;

	if (!strcmp(place, "nowhere"))
		return ioctl(fd, command, NULL);
	memcpy(structure, &given, sizeof(given));
	memset(where, 0, room < 256 ? room : 256);
	memcpy(where, structure, room < size ? room : size);
	if (!strcmp(word, "longer-unknown") && room > size)
		where[size + 3] = 1;
	if (!strcmp(place, "readonly")) {
		/* The driver can read it, but its answer is refused. */
		static const struct maps_create code = {
			.size = sizeof(code), .bytes = 8192, .node = -1, .stamp = 0x77,
		};

		return ioctl(fd, command, &code);
	}
	result = ioctl(fd, command, where);
	memcpy(structure, where, room < size ? room : size);
	return result;
}

/* --- Make -------------------------------------------------------------------------------- */

static void fill_label(const struct call *call, unsigned char *label)
{
	const char *word = call_word(call, "label");

	if (!strcmp(word, "long"))
		memset(label, 'x', MAPS_LABEL_SIZE);
	else if (!strcmp(word, "behind"))
		label[MAPS_LABEL_SIZE - 1] = label[0] = 'x';
	else if (strcmp(word, "none"))
		memcpy(label, word, strlen(word));
}

/* MAPS_IOC_CREATE; what it gave as its result, or -1. */
static int create(struct scene *scene, const struct call *call, uint32_t flags, struct scene_area **area)
{
	int control = open("/dev/maps-control", O_RDWR | O_CLOEXEC);
	struct maps_create request = {
		.flags = flags | call_value(call, "flags"),
		.bytes = call_value(call, "size"),
		.backing = call_value(call, "backing"),
		.mapper = call_value(call, "mapper"),
		.private_policy = call_value(call, "private"),
		.node = call_value(call, "node"),
		.stamp = call_value(call, "stamp"),
		.result = -1,
	};
	int result;

	if (control < 0)
		return -1;
	fill_label(call, request.label);
	result = do_ioctl(scene, control, MAPS_IOC_CREATE, call, &request, sizeof(request));
	close(control);
	if (result != 0)
		return -1;
	*area = scene_add_area(scene, request.bytes, request.stamp);
	return request.result;
}

static void perform_create(struct scene *scene, const struct call *call)
{
	struct scene_area *area = NULL;
	int number = create(scene, call, 0, &area);

	if (number < 0 || number >= SCENE_NUMBERS)
		return;
	scene->numbers[call->result] = number;
	__atomic_store_n(&scene->shared->of_number[number], area, __ATOMIC_SEQ_CST);
}

static void perform_anonymous(struct scene *scene, const struct call *call)
{
	struct scene_area *area = NULL;
	int fd = create(scene, call, MAPS_CREATE_ANONYMOUS, &area);

	if (fd >= 0)
		scene->files[call->result] = (struct scene_file){ .fd = fd, .area = area };
}

/*
 * Destroy a device. From before that on, nobody knows what its number stands for: another
 * process can make the next area of that number at any time.
 */
static void destroy(struct scene *scene, int fd, const struct call *call, struct maps_destroy *request)
{
	struct scene_area **known = request->number < SCENE_NUMBERS ? &scene->shared->of_number[request->number] : NULL;
	struct scene_area *area = known ? __atomic_exchange_n(known, NULL, __ATOMIC_SEQ_CST) : NULL;

	if (do_ioctl(scene, fd, MAPS_IOC_DESTROY, call, request, sizeof(*request)) != 0 && known && !scene->parallel)
		*known = area;
}

static void perform_destroy(struct scene *scene, const struct call *call)
{
	const char *word = call_word(call, "number");
	int number = scene_number(scene, call);
	int control = open("/dev/maps-control", O_RDWR | O_CLOEXEC);
	struct maps_destroy request = {
		.flags = call_value(call, "force"),
		.number = strcmp(word, "own") ? call_value(call, "number") : (uint64_t)number,
		.padding = call_value(call, "padding"),
	};

	if (control < 0)
		return;
	destroy(scene, control, call, &request);
	close(control);
}

/* --- Open -------------------------------------------------------------------------------- */

static void opened(struct scene *scene, const struct call *call, int fd, struct scene_area *area)
{
	if (fd >= 0)
		scene->files[call->result] = (struct scene_file){ .fd = fd, .area = area };
}

static void perform_open(struct scene *scene, const struct call *call)
{
	int number = scene_number(scene, call);
	struct scene_area *before, *after;
	char path[32];
	int fd;

	if (number < 0)
		return;
	snprintf(path, sizeof(path), "/dev/maps%d", number);
	before = __atomic_load_n(&scene->shared->of_number[number], __ATOMIC_SEQ_CST);
	fd = open(path, call_value(call, "access") | call_value(call, "flags") | O_CLOEXEC);
	after = __atomic_load_n(&scene->shared->of_number[number], __ATOMIC_SEQ_CST);
	opened(scene, call, fd, before == after ? after : NULL);
}

static void perform_reopen(struct scene *scene, const struct call *call)
{
	const struct scene_file *file = scene_file(scene, call, 0);
	char path[32];

	if (!file)
		return;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file->fd);
	opened(scene, call, open(path, call_value(call, "access") | O_CLOEXEC), file->area);
}

static void perform_dup(struct scene *scene, const struct call *call)
{
	const struct scene_file *file = scene_file(scene, call, 0);

	if (file)
		opened(scene, call, dup(file->fd), file->area);
}

static void perform_close(struct scene *scene, const struct call *call)
{
	struct scene_file *file = scene_file(scene, call, 0);

	if (!file)
		return;
	close(file->fd);
	file->fd = -1;
}

/* --- Ask --------------------------------------------------------------------------------- */

static void perform_ioctl(struct scene *scene, const struct call *call)
{
	const struct scene_file *file = scene_file(scene, call, 0);
	unsigned long command = call_value(call, "command");
	struct maps_area_info info = {};
	struct maps_refusal refusal = {};
	struct maps_destroy destroyed = {};
	int result;

	if (!file)
		return;
	if (command == MAPS_IOC_REFUSAL) {
		do_ioctl(scene, file->fd, command, call, &refusal, sizeof(refusal));
		return;
	}
	if (command == MAPS_IOC_DESTROY) {
		destroy(scene, file->fd, call, &destroyed);
		return;
	}
	result = do_ioctl(scene, file->fd, command, call, &info, sizeof(info));
	if (command == MAPS_IOC_INFO && result == 0 && !strcmp(call_word(call, "at"), "writable") && file->area &&
	    !(info.flags & MAPS_INFO_REVOKED) &&
	    (info.bytes != file->area->size || info.stamp != file->area->stamp))
		scene_violation(scene, "MAPS_IOC_INFO: %llu bytes, stamp %08x; it was made with %llu, %08x",
				(unsigned long long)info.bytes, info.stamp,
				(unsigned long long)file->area->size, file->area->stamp);
}

static void perform_revoke(struct scene *scene, const struct call *call)
{
	const struct scene_file *file = scene_file(scene, call, 0);
	char byte;

	if (!file || ioctl(file->fd, MAPS_IOC_REVOKE) != 0 || !file->area)
		return;
	if (pread(file->fd, &byte, 1, 0) == 1)
		scene_violation(scene, "a revoked area can be read");
}

bool perform_area(struct scene *scene, const struct call *call)
{
	switch (call->kind) {
	case CALL_CREATE:
		perform_create(scene, call);
		return true;
	case CALL_ANONYMOUS:
		perform_anonymous(scene, call);
		return true;
	case CALL_DESTROY:
		perform_destroy(scene, call);
		return true;
	case CALL_OPEN:
		perform_open(scene, call);
		return true;
	case CALL_CONTROL:
		opened(scene, call, open("/dev/maps-control", call_value(call, "access") | O_CLOEXEC), NULL);
		return true;
	case CALL_REOPEN:
		perform_reopen(scene, call);
		return true;
	case CALL_DUP:
		perform_dup(scene, call);
		return true;
	case CALL_CLOSE:
		perform_close(scene, call);
		return true;
	case CALL_IOCTL:
		perform_ioctl(scene, call);
		return true;
	case CALL_REVOKE:
		perform_revoke(scene, call);
		return true;
	default:
		return false;
	}
}
