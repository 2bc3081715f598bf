// SPDX-License-Identifier: BSD-2-Clause
/* libmaps: areas are made and destroyed, and why not. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "abi/driver.h"
#include "areas.h"
#include "tap.h"

#define BYTES (8 * page_size())

static bool exists(const char *path)
{
	return access(path, F_OK) == 0;
}

static void check_words(const char *backing, const char *mapper, const char *private)
{
	struct maps_options *options = options_of(1, "words");
	struct maps_area *area;
	struct maps_info *info;
	int err = maps_options_set_backing(options, backing);

	err = err ? err : maps_options_set_mapper(options, mapper);
	err = err ? err : maps_options_set_private(options, private);
	err = err ? err : maps_create(options, &area);
	maps_options_free(options);
	if (!tap_equal(err, 0, "%s+%s private=%s: can be made", backing, mapper, private))
		return;
	info = info_of(area);
	tap_ok(strcmp(maps_info_backing(info), backing) == 0 && strcmp(maps_info_mapper(info), mapper) == 0 &&
	       strcmp(maps_info_private(info), private) == 0, "%s+%s private=%s: is what was made", backing, mapper, private);
	tap_ok(maps_info_size(info) >= page_size(), "%s+%s private=%s: one byte is a page", backing, mapper, private);
	maps_info_free(info);
	maps_close(area);
	tap_equal(maps_destroy("words", false), 0, "%s+%s private=%s: is destroyed", backing, mapper, private);
}

static void check_all_words(void)
{
	for (const struct config *config = configs; config->backing; config++)
		check_words(config->backing, config->mapper, config->private);
}

static void check_what_is_made(void)
{
	struct maps_options *options = options_of(BYTES - 1, "frames");
	unsigned int before = open_descriptors();
	struct maps_area *area;
	struct maps_info *info;
	char path[64];
	void *memory;

	maps_options_set_stamp(options, STAMP);
	if (maps_create(options, &area))
		tap_bail("no area");
	maps_options_free(options);
	snprintf(path, sizeof(path), "%s", path_of(area));
	info = info_of(area);
	tap_ok(strncmp(path, "/dev/maps", 9) == 0 && exists(path), "a new area has a device");
	tap_ok(strcmp(maps_info_name(info), path + 5) == 0, "its name is the device's");
	tap_ok(strcmp(maps_info_label(info), "frames") == 0, "it has its label");
	tap_equal((long long)maps_info_size(info), (long long)BYTES, "the size is rounded up to pages");
	tap_equal(maps_info_node(info), -1, "no node was asked for");
	tap_equal(maps_info_stamp(info), STAMP, "the stamp is the one that was asked for");
	tap_ok(!maps_info_anonymous(info) && !maps_info_revoked(info), "it is neither anonymous nor revoked");
	maps_info_free(info);
	tap_equal(open_descriptors(), before + 1, "one descriptor is open");
	tap_ok(fcntl(maps_area_fd(area), F_GETFD) & FD_CLOEXEC, "it is closed by exec");
	tap_equal(fcntl(maps_area_fd(area), F_GETFL) & O_ACCMODE, O_RDWR, "it can be read and written");
	tap_equal(maps_area_map(area, 0, BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, &memory), 0, "it can be mapped");
	tap_equal((long long)stamped_pages(memory, 8), 8, "each page begins with the stamp");

	tap_equal(maps_destroy("frames", false), -EBUSY, "what is mapped and open is not destroyed");
	maps_close(area);
	tap_equal(open_descriptors(), before, "no descriptor is left when it is closed");
	tap_equal(maps_destroy(path, false), -EBUSY, "what is mapped is not destroyed");
	tap_equal(word_at(memory, 7), STAMP, "a mapping outlives its handle");
	maps_area_unmap(memory, BYTES);
	tap_ok(exists(path), "the device outlives handle and mapping");
	tap_equal(maps_destroy("frames", false), 0, "what nobody uses is destroyed, by its label");
	tap_ok(!exists(path), "its node is gone");
	tap_equal(maps_destroy("frames", false), -ENOENT, "once");
	tap_equal(maps_destroy(path, false), -ENOENT, "its path is gone, too");
	tap_equal(open_descriptors(), before, "that leaves no descriptor");
}

static void check_force(void)
{
	struct maps_area *area = area_with_device(BYTES, NULL);
	struct maps_info *info;
	char name[64];
	void *memory;

	maps_area_map(area, 0, BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, &memory);
	snprintf(name, sizeof(name), "%s", path_of(area) + strlen("/dev/"));
	tap_equal(maps_destroy(name, true), 0, "what is in use is destroyed by force, by its name");
	tap_equal(signal_of_read(memory), 7, "its mapping is SIGBUS");
	info = info_of(area);
	tap_ok(maps_info_revoked(info) && maps_info_size(info) == 0, "its handle knows that it was revoked");
	maps_info_free(info);
	tap_equal(maps_destroy(name, true), -ENOENT, "its name is gone");
	maps_area_unmap(memory, BYTES);
	maps_close(area);
}

static void check_anonymous(void)
{
	struct maps_area *area = area_anonymous(BYTES);
	struct maps_info *info = info_of(area);
	void *memory;

	tap_ok(maps_info_anonymous(info), "an anonymous area knows what it is");
	tap_ok(!maps_info_path(info) && strcmp(maps_info_name(info), "anonymous") == 0, "it has neither path nor name");
	tap_ok(*maps_info_label(info) == '\0', "it has no label");
	tap_equal((long long)maps_info_size(info), (long long)BYTES, "it has its size");
	maps_info_free(info);
	tap_ok(fcntl(maps_area_fd(area), F_GETFD) & FD_CLOEXEC, "its descriptor is closed by exec");
	tap_equal(maps_area_map(area, 0, BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, &memory), 0, "it can be mapped");
	maps_close(area);
	set_word_at(memory, 7, 0x1234);
	tap_equal(word_at(memory, 7), 0x1234, "its mapping outlives its handle");
	maps_area_unmap(memory, BYTES);
}

static void check_refused(void)
{
	struct maps_options *options = maps_options_new();
	struct maps_area *area = area_with_device(BYTES, "taken");

	create_is(options, false, -EINVAL, "no size: refused");
	create_is(options, true, -EINVAL, "no size, anonymous: refused");
	maps_options_set_size(options, BYTES);
	maps_options_set_label(options, "taken");
	create_is(options, false, -EEXIST, "a label that is taken: refused");
	create_is(options, true, -EINVAL, "a label for an anonymous area: refused");
	maps_options_set_label(options, "free");
	maps_options_set_node(options, 1000);
	create_is(options, false, -EINVAL, "a node that is not there: refused");
	maps_options_set_node(options, -1);
	maps_options_set_size(options, UINT64_MAX);
	create_is(options, false, -EOVERFLOW, "more than an address space: refused");
	maps_options_set_size(options, 1ULL << 45);
	create_is(options, false, -ENOMEM, "more than there is memory: refused");
	maps_options_set_label(options, NULL);
	create_is(options, true, -ENOMEM, "more than there is memory, anonymous: refused");
	maps_options_set_label(options, "free");
	maps_options_set_size(options, BYTES);
	maps_options_set_backing(options, "vmalloc");
	maps_options_set_mapper(options, "huge");
	create_is(options, false, -EINVAL, "a mapper that cannot map such memory: refused");
	maps_options_set_mapper(options, "insert");
	create_is(options, false, 0, "what was refused before can be made when it is right");
	create_is(options, false, 0, "options can be used again");
	maps_options_free(options);
	tap_equal(maps_destroy("free", false), -ENOENT, "nothing is left of what was refused");
	maps_close(area);
	tap_equal(maps_destroy("taken", false), 0, "what had the label is still there");
}

static void check_bound(void)
{
	struct maps_options *options = options_of(1 << 20, NULL);

	driver_unload();
	tap_equal(driver_load("max_bytes=524288"), 0, "the driver is loaded with a bound");
	create_is(options, false, -EDQUOT, "more than the bound: refused");
	create_is(options, true, -EDQUOT, "more than the bound, anonymous: refused");
	maps_options_free(options);
}

static void check_descriptors_run_out(void)
{
	struct maps_options *options = options_of(BYTES, "narrow");
	int fds[1024], count = 0;

	while (count < 1024 && (fds[count] = dup(0)) >= 0)
		count++;
	create_is(options, false, -EMFILE, "no descriptor is left: refused");
	maps_options_set_label(options, NULL);
	create_is(options, true, -EMFILE, "no descriptor is left, anonymous: refused");
	maps_options_set_label(options, "narrow");
	/* One more for each step on the way: node, control, the device's node, the device. */
	for (int left = 1; left <= 2; left++) {
		close(fds[--count]);
		create_is(options, false, -EMFILE, "too few descriptors are left: refused");
	}
	while (count > 0)
		close(fds[--count]);
	tap_equal(maps_destroy("narrow", false), -ENOENT, "no device is left of what could not be opened");
	create_is(options, false, 0, "with descriptors, it is made");
	maps_options_free(options);
}

static int create_as(void *options)
{
	struct maps_area *area;

	return maps_create(options, &area);
}

static int destroy_as(void *device)
{
	return maps_destroy(device, true);
}

static void check_rights(void)
{
	struct maps_options *options = options_of(BYTES, "mine");

	tap_equal(by_user(1000, create_as, options), -EACCES, "another user may not make areas");
	maps_close(area_with_device(BYTES, "mine"));
	tap_equal(by_user(1000, destroy_as, "mine"), -EACCES, "another user may not destroy them");
	tap_equal(by_user(1000, destroy_as, "yours"), -ENOENT, "what is not there is not there for another user");
	chmod("/dev/maps-control", 0666);
	maps_destroy("mine", false);
	tap_equal(by_user(1000, create_as, options), -EACCES, "who may make areas, but not open the device, has none");
	tap_equal(maps_destroy("mine", false), -ENOENT, "and it is not left behind");
	maps_options_free(options);
	maps_close(area_with_device(BYTES, "mine"));
	tap_equal(by_user(1000, destroy_as, "mine"), 0, "who may open the control node may destroy areas");
}

static void check_destroy_of_others(void)
{
	tap_equal(maps_destroy("/dev/null", true), -ENODEV, "/dev/null is not destroyed");
	tap_equal(maps_destroy("/dev/maps-control", true), -ENODEV, "neither is the control node");
	tap_equal(maps_destroy("/root", true), -ENODEV, "nor a folder");
	tap_equal(maps_destroy("/dev/maps99", true), -ENOENT, "nor what is not there");
	tap_equal(maps_destroy("maps99", true), -ENOENT, "nor a name that is not there");
	tap_equal(maps_destroy("maps99999999999999999999", true), -ENOENT, "nor a name that is too long");
	tap_equal(maps_destroy("", true), -ENOENT, "nor nothing");
}

/* A node of that name need not be the driver's. */
static void check_false_control(void)
{
	struct maps_options *options = options_of(BYTES, NULL);

	rename("/dev/maps-control", "/dev/kept");
	create_is(options, false, -ENOENT, "without its node, nothing is made");
	close(open("/dev/maps-control", O_CREAT | O_RDWR | O_CLOEXEC, 0600));
	create_is(options, false, -ENODEV, "a file in place of the control node is refused");
	unlink("/dev/maps-control");
	if (mknod("/dev/maps-control", S_IFCHR | 0600, 0x103))
		tap_bail("mknod: %s", strerror(errno));
	create_is(options, true, -ENODEV, "another device in place of the control node is refused");
	unlink("/dev/maps-control");
	rename("/dev/kept", "/dev/maps-control");
	create_is(options, true, 0, "with its node, all is well");
	maps_options_free(options);
}

static void check_unloaded(void)
{
	struct maps_options *options = options_of(BYTES, NULL);

	tap_equal(driver_unload(), 0, "nothing holds the driver");
	create_is(options, false, -ENOENT, "the driver is not loaded: nothing is made");
	create_is(options, true, -ENOENT, "the driver is not loaded: nothing anonymous is made");
	tap_equal(maps_destroy("/dev/maps0", false), -ENOENT, "the driver is not loaded: no path to destroy");
	tap_equal(maps_destroy("maps0", false), -ENOENT, "the driver is not loaded: no name to destroy");
	tap_equal(maps_destroy("frames", false), -ENOENT, "the driver is not loaded: no label to destroy");
	maps_options_free(options);
}

int main(void)
{
	unsigned int before;

	if (driver_load(""))
		tap_bail("the driver cannot be loaded: %s", driver_complaint());
	before = open_descriptors();
	check_what_is_made();
	check_force();
	check_anonymous();
	check_all_words();
	check_refused();
	check_descriptors_run_out();
	check_rights();
	check_destroy_of_others();
	check_false_control();
	tap_equal(open_descriptors(), before, "no descriptor is left of all that");
	check_bound();
	check_unloaded();
	return tap_done();
}
