// SPDX-License-Identifier: BSD-2-Clause
/*
 * A walk over all areas that have a device. Their numbers are noted at its beginning;
 * what is known of each is read when it is its turn.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "internal.h"

/**
 * struct maps_iterator - a walk
 * @class: the folder of all devices, open
 * @numbers: of the devices, in order
 * @count: how many these are
 * @next: the index of the next one
 * @err: why it has ended before its end; 0 where it has not
 * @now: what maps_iterator_next() returned
 */
struct maps_iterator {
	int class;
	unsigned int *numbers;
	size_t count;
	size_t next;
	int err;
	struct maps_info now;
};

static int compare(const void *a, const void *b)
{
	unsigned int one = *(const unsigned int *)a, other = *(const unsigned int *)b;

	return (one > other) - (one < other);
}

static int add_number(struct maps_iterator *iterator, const char *name)
{
	unsigned int *numbers = iterator->numbers;

	/* Room for twice as many, whenever it is full: at 1, 2, 4, ... */
	if (!(iterator->count & (iterator->count - 1)))
		numbers = reallocarray(numbers, iterator->count ? 2 * iterator->count : 1, sizeof(*numbers));
	if (!numbers)
		return -ENOMEM;
	iterator->numbers = numbers;
	numbers[iterator->count++] = (unsigned int)strtoul(name + strlen("maps"), NULL, 10);
	return 0;
}

static int note_devices(struct maps_iterator *iterator)
{
	const struct dirent *entry;
	DIR *class = opendir(CLASS_FOLDER);
	int err = 0;

	if (!class)
		return -errno;
	iterator->class = fcntl(dirfd(class), F_DUPFD_CLOEXEC, 0);
	if (iterator->class < 0)
		err = -errno;
	while (!err && (errno = 0, entry = readdir(class)))
		if (maps_name_is_device(entry->d_name))
			err = add_number(iterator, entry->d_name);
	if (!err)
		err = -errno;
	closedir(class);
	if (!err && iterator->count)
		qsort(iterator->numbers, iterator->count, sizeof(*iterator->numbers), compare);
	return err;
}

int maps_iterator_new(struct maps_iterator **iterator)
{
	struct maps_iterator *made = calloc(1, sizeof(*made));
	int err;

	if (!made)
		return -ENOMEM;
	made->class = -1;
	err = note_devices(made);
	if (err) {
		maps_iterator_free(made);
		return err;
	}
	*iterator = made;
	return 0;
}

void maps_iterator_free(struct maps_iterator *iterator)
{
	if (!iterator)
		return;
	if (iterator->class >= 0)
		close(iterator->class);
	free(iterator->numbers);
	free(iterator);
}

static int read_word(int dir, const char *name, const char *const table[], uint32_t *number)
{
	char text[32];
	int err = maps_attribute_text(dir, name, text, sizeof(text));

	if (!err)
		*number = maps_word_number(table, text);
	return err;
}

static int read_words(int dir, struct maps_area_info *told)
{
	int err = read_word(dir, "backing", maps_words_backing, &told->backing);

	err = err ? err : read_word(dir, "mapper", maps_words_mapper, &told->mapper);
	err = err ? err : read_word(dir, "private", maps_words_private, &told->private_policy);
	return err ? err : maps_attribute_text(dir, "label", (char *)told->label, sizeof(told->label));
}

static int read_numbers(int dir, struct maps_area_info *told)
{
	uint64_t bytes, mappings, mapped_bytes, node, stamp, revoked;
	int err = maps_attribute_number(dir, "size", 10, &bytes);

	err = err ? err : maps_attribute_number(dir, "mappings", 10, &mappings);
	err = err ? err : maps_attribute_number(dir, "mapped_bytes", 10, &mapped_bytes);
	err = err ? err : maps_attribute_number(dir, "node", 10, &node);
	err = err ? err : maps_attribute_number(dir, "stamp", 16, &stamp);
	err = err ? err : maps_attribute_number(dir, "revoked", 10, &revoked);
	if (err)
		return err;
	/* It may have been revoked since the size was read. */
	told->bytes = revoked ? 0 : bytes;
	told->mappings = mappings;
	told->mapped_bytes = mapped_bytes;
	told->node = (int32_t)node;
	told->stamp = (uint32_t)stamp;
	told->flags = revoked ? MAPS_INFO_REVOKED : 0;
	return 0;
}

/*
 * All is read by one folder, held open: once its device is gone, it stays empty, even
 * where another device gets the number.
 */
static int read_device(struct maps_iterator *iterator, unsigned int number)
{
	struct maps_info info = { .told.number = (int32_t)number };
	int dir, err;

	maps_info_complete(&info);
	dir = openat(iterator->class, maps_info_name(&info), O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return -errno;
	err = read_words(dir, &info.told);
	if (!err)
		err = read_numbers(dir, &info.told);
	close(dir);
	if (!err)
		iterator->now = info;
	return err;
}

const struct maps_info *maps_iterator_next(struct maps_iterator *iterator)
{
	while (!iterator->err && iterator->next < iterator->count) {
		int err = read_device(iterator, iterator->numbers[iterator->next++]);

		if (!err)
			return &iterator->now;
		/* What is not there has just been destroyed: its folder is gone, or its files are. */
		if (err != -ENOENT && err != -ENODEV)
			iterator->err = err;
	}
	return NULL;
}

int maps_iterator_error(const struct maps_iterator *iterator)
{
	return iterator->err;
}
