// SPDX-License-Identifier: BSD-2-Clause
/* libmaps: a walk over all areas, whatever happens to them meanwhile. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "abi/driver.h"
#include "areas.h"
#include "tap.h"

#define BYTES (2 * page_size())
#define WALKS 200

static struct maps_iterator *begin(void)
{
	struct maps_iterator *iterator;
	int err = maps_iterator_new(&iterator);

	if (err)
		tap_bail("maps_iterator_new(): %s", strerror(-err));
	return iterator;
}

static unsigned int number_of(const struct maps_info *info)
{
	return (unsigned int)atoi(maps_info_name(info) + strlen("maps"));
}

/* How many areas a walk finds; whether these are in order. */
static unsigned int count(bool *in_order)
{
	struct maps_iterator *iterator = begin();
	const struct maps_info *info;
	unsigned int found = 0, last = 0;

	*in_order = true;
	while ((info = maps_iterator_next(iterator))) {
		if (found++ && number_of(info) <= last)
			*in_order = false;
		last = number_of(info);
	}
	if (maps_iterator_next(iterator))
		tap_bail("a walk goes on behind its end");
	if (maps_iterator_error(iterator))
		tap_bail("a walk has failed: %s", strerror(-maps_iterator_error(iterator)));
	maps_iterator_free(iterator);
	return found;
}

static void same(bool good, const char *what)
{
	tap_ok(good, "a walk and a handle tell the same: %s", what);
}

/* What sysfs tells is what the ioctl tells. */
static void compare(const struct maps_info *walked, const struct maps_info *asked)
{
	same(strcmp(maps_info_name(walked), maps_info_name(asked)) == 0, "name");
	same(strcmp(maps_info_path(walked), maps_info_path(asked)) == 0, "path");
	same(strcmp(maps_info_label(walked), maps_info_label(asked)) == 0, "label");
	same(maps_info_size(walked) == maps_info_size(asked), "size");
	same(strcmp(maps_info_backing(walked), maps_info_backing(asked)) == 0, "backing");
	same(strcmp(maps_info_mapper(walked), maps_info_mapper(asked)) == 0, "mapper");
	same(strcmp(maps_info_private(walked), maps_info_private(asked)) == 0, "private");
	same(maps_info_node(walked) == maps_info_node(asked), "node");
	same(maps_info_stamp(walked) == maps_info_stamp(asked), "stamp");
	same(maps_info_mappings(walked) == maps_info_mappings(asked), "mappings");
	same(maps_info_mapped_bytes(walked) == maps_info_mapped_bytes(asked), "mapped bytes");
	same(maps_info_anonymous(walked) == maps_info_anonymous(asked), "anonymous");
	same(maps_info_revoked(walked) == maps_info_revoked(asked), "revoked");
}

static void check_area(const struct maps_area *area)
{
	struct maps_iterator *iterator = begin();
	struct maps_info *asked = info_of(area);
	const struct maps_info *walked;

	while ((walked = maps_iterator_next(iterator)))
		if (strcmp(maps_info_name(walked), maps_info_name(asked)) == 0)
			break;
	if (tap_ok(walked, "a walk finds %s", maps_info_name(asked)))
		compare(walked, asked);
	maps_info_free(asked);
	maps_iterator_free(iterator);
}

static void check_content(void)
{
	struct maps_options *options = options_of(BYTES, "walked-to");
	struct maps_area *area;
	void *memory;

	maps_options_set_node(options, 0);
	maps_options_set_stamp(options, 0xfedcba98);
	maps_options_set_private(options, "readonly");
	maps_options_set_mapper(options, "fault");
	if (maps_create(options, &area))
		tap_bail("no area");
	maps_options_free(options);
	maps_area_map(area, 0, BYTES, PROT_READ, MAP_SHARED, &memory);
	check_area(area);
	maps_area_unmap(memory, BYTES);
	maps_area_revoke(area);
	check_area(area);
	maps_close(area);
	maps_destroy("walked-to", false);
}

static void check_order(void)
{
	struct maps_area *areas[12];
	bool in_order;

	for (unsigned int i = 0; i < 12; i++)
		areas[i] = area_with_device(BYTES, NULL);
	tap_equal(count(&in_order), 13, "a walk finds all areas");
	tap_ok(in_order, "10 is behind 9");
	maps_close(area_anonymous(BYTES));
	for (unsigned int i = 0; i < 12; i++) {
		char name[64];

		snprintf(name, sizeof(name), "%s", path_of(areas[i]));
		maps_close(areas[i]);
		if (i % 2)
			maps_destroy(name, false);
	}
	tap_equal(count(&in_order), 7, "a walk finds those that are left");
	tap_ok(in_order, "in order");
}

static void check_destroyed_meanwhile(void)
{
	struct maps_iterator *iterator;
	const struct maps_info *info;
	bool found = false;

	maps_close(area_with_device(BYTES, "early"));
	iterator = begin();
	maps_destroy("early", false);
	maps_close(area_with_device(BYTES, "late"));
	while ((info = maps_iterator_next(iterator)))
		found |= strcmp(maps_info_label(info), "early") == 0;
	tap_ok(!found, "one that is destroyed meanwhile is left out");
	maps_iterator_free(iterator);
	maps_destroy("late", false);
}

static atomic_bool ended;

/* Areas come and go: each is of one page and has a label that says so, or of two. */
static void *make_and_destroy(void *argument)
{
	unsigned int rounds = 0;

	(void)argument;
	while (!ended) {
		maps_close(area_with_device(page_size(), "one"));
		maps_close(area_with_device(2 * page_size(), "two"));
		maps_destroy("one", false);
		maps_destroy("two", false);
		rounds++;
	}
	return (void *)(uintptr_t)rounds;
}

/* An area that is half of one and half of another; on its way out it has no size. */
static bool is_mixed(const struct maps_info *info)
{
	if (maps_info_revoked(info))
		return maps_info_size(info) != 0;
	return (strcmp(maps_info_label(info), "one") == 0 && maps_info_size(info) != page_size()) ||
	       (strcmp(maps_info_label(info), "two") == 0 && maps_info_size(info) != 2 * page_size());
}

static void check_while_they_come_and_go(void)
{
	unsigned int walks, mixed = 0, unsound = 0, unread = 0;
	struct maps_iterator *iterator;
	const struct maps_info *info;
	pthread_t thread;
	void *rounds;

	ended = false;
	if (pthread_create(&thread, NULL, make_and_destroy, NULL))
		tap_bail("no thread");
	for (walks = 0; walks < WALKS; walks++) {
		iterator = begin();
		while ((info = maps_iterator_next(iterator))) {
			mixed += is_mixed(info);
			unsound += maps_info_size(info) == 0 && !maps_info_revoked(info);
		}
		unread += maps_iterator_error(iterator) != 0;
		maps_iterator_free(iterator);
	}
	ended = true;
	pthread_join(thread, &rounds);
	tap_ok(rounds != NULL, "areas come and go during %u walks", walks);
	tap_note("%u rounds", (unsigned int)(uintptr_t)rounds);
	tap_equal(mixed, 0, "none is a mixture of two");
	tap_equal(unsound, 0, "none is without a size");
	tap_equal(unread, 0, "one that goes is no error");
}

/* What cannot be read is not what is not there. */
static void check_descriptors_run_out(void)
{
	struct maps_iterator *iterator = begin();
	int fds[1024], opened = 0;
	bool ends, stays;

	while (opened < 1024 && (fds[opened] = dup(0)) >= 0)
		opened++;
	ends = !maps_iterator_next(iterator);
	while (opened > 0)
		close(fds[--opened]);
	stays = !maps_iterator_next(iterator);
	tap_ok(ends, "a walk ends where no descriptor is left to read an area");
	tap_equal(maps_iterator_error(iterator), -EMFILE, "and says why");
	tap_ok(stays, "it does not go on later, and leave one out");
	maps_iterator_free(iterator);
}

static int walk_as(void *unused)
{
	bool in_order;

	(void)unused;
	return count(&in_order) == 7 ? 0 : -EPROTO;
}

static void check_rights(void)
{
	tap_equal(by_user(1000, walk_as, NULL), 0, "another user finds the same areas");
}

static void check_unloaded(void)
{
	struct maps_iterator *iterator = begin(), *none = NOT_THERE;

	tap_equal(driver_unload(), 0, "a walk does not hold the driver");
	tap_ok(!maps_iterator_next(iterator), "a walk ends where the driver is unloaded");
	maps_iterator_free(iterator);
	tap_equal(maps_iterator_new(&none), -ENOENT, "the driver is not loaded: no walk");
	tap_ok(none == NOT_THERE, "the walk is left alone");
}

int main(void)
{
	unsigned int before;

	if (driver_load(""))
		tap_bail("the driver cannot be loaded: %s", driver_complaint());
	before = open_descriptors();
	check_content();
	check_order();
	check_rights();
	check_descriptors_run_out();
	check_destroyed_meanwhile();
	check_while_they_come_and_go();
	tap_equal(open_descriptors(), before, "no descriptor is left of all that");
	check_unloaded();
	return tap_done();
}
