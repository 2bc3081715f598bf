/* SPDX-License-Identifier: BSD-2-Clause */
/* Areas for the tests of libmaps; where they cannot be had, the test ends. */
#ifndef MAPS_TEST_AREAS_H
#define MAPS_TEST_AREAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <libmaps.h>

#define NOT_THERE ((void *)0x77)	/* what an output has before a call that is to fail */

/* Options with a size of @bytes, and a label where it is not NULL. */
struct maps_options *options_of(uint64_t bytes, const char *label);

struct maps_area *area_with_device(uint64_t bytes, const char *label);
struct maps_area *area_anonymous(uint64_t bytes);

/* What is known of @area; to be freed. */
struct maps_info *info_of(const struct maps_area *area);

/* The path of its device, in memory that the next call uses again. */
const char *path_of(const struct maps_area *area);

/* How many descriptors this process has open. */
unsigned int open_descriptors(void);

/* Whether maps_open(), maps_open_fd() and others fail with @err and leave *@area alone. */
void open_is(const char *device, int flags, int err, const char *sentence);
void open_fd_is(int fd, int err, const char *sentence);
void create_is(const struct maps_options *options, bool anonymous, int err, const char *sentence);

/* Call @act in a process of its own, by user @uid; what it returns as an errno, negative. */
int by_user(unsigned int uid, int (*act)(void *argument), void *argument);

#endif /* MAPS_TEST_AREAS_H */
