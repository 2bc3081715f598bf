/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the files of libmaps share. All is compiled with -fvisibility=hidden, and
 * only what libmaps.h declares is visible. In the static library the rest is, too:
 * so all names that files share begin with maps_.
 */
#ifndef MAPS_LIB_INTERNAL_H
#define MAPS_LIB_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/maps.h>

#pragma GCC visibility push(default)
#include "libmaps.h"
#pragma GCC visibility pop

#define CLASS_FOLDER	"/sys/class/maps"
#define CONTROL_NAME	"maps-control"

/* "maps4294967295" and "maps-control", with the zero behind them. */
#define NAME_SIZE	16
#define PATH_SIZE	(sizeof("/dev/") + NAME_SIZE)

/* Never changed once it is made: so threads need no lock to read it. */
struct maps_area {
	int fd;
};

struct maps_options {
	uint64_t bytes;
	uint32_t backing;
	uint32_t mapper;
	uint32_t private_policy;
	int32_t node;
	uint32_t stamp;
	char label[MAPS_LABEL_SIZE];
};

/**
 * struct maps_info - what is known of an area
 * @told: by the driver, or read from sysfs
 * @path: of the device; "" where it has none
 */
struct maps_info {
	struct maps_area_info told;
	char path[PATH_SIZE];
};

/* What cannot be a number of one of the tables: of a driver that is newer. */
#define WORD_UNKNOWN	UINT32_MAX

/* words.c: the words for the numbers of linux/maps.h, and back. */
extern const char *const maps_words_backing[], *const maps_words_mapper[], *const maps_words_private[];

/* The word for @number; "unknown" where a table, which ends with NULL, has none. */
const char *maps_word_of(const char *const table[], uint32_t number);

/* The number of @word; WORD_UNKNOWN where the table has none. */
uint32_t maps_word_number(const char *const table[], const char *word);

/* label.c: "maps" and a number is the name of a device, and never a label. */
bool maps_name_is_device(const char *name);

/* Whether it can be a label: 0, -EINVAL or -ENAMETOOLONG. */
int maps_label_check(const char *label);

/*
 * node.c: the name that the kernel has for the character device that @fd is open
 * of, O_PATH will do: "maps0", or "maps-control". -ENODEV where it is not ours.
 */
int maps_node_name(int fd, char name[static NAME_SIZE]);

/*
 * Open @path, and nothing that is not ours: @name, where it is not NULL, and an area
 * else. Returns the descriptor.
 */
int maps_node_open(const char *path, int flags, const char *name);

/*
 * resolve.c: the name of the device that @device, a path, a name or a label, stands
 * for: 0, -ENOENT, -ENODEV, or another error of open(2) or readdir(3).
 */
int maps_device_find(const char *device, char name[static NAME_SIZE]);

/* area.c: make a handle of @fd, which becomes the handle's, even on failure: -ENOMEM. */
int maps_area_new(int fd, struct maps_area **area);

/* refusal.c: a refusal in words; *@text is to be freed. 0 or -ENOMEM. */
int maps_refusal_text(const struct maps_refusal *refusal, char **text);

/* info.c: fill in what follows from the number of the device. */
void maps_info_complete(struct maps_info *info);

/* sysfs.c: the text of the file @name in the folder @dir, without the newline. */
int maps_attribute_text(int dir, const char *name, char *text, size_t size);

/* The number that it has, in any base that strtoull(3) knows by @base. */
int maps_attribute_number(int dir, const char *name, int base, uint64_t *number);

#endif /* MAPS_LIB_INTERNAL_H */
