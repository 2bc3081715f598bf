// SPDX-License-Identifier: BSD-2-Clause
/* libmaps: areas are found and opened, and nothing else is. */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "abi/driver.h"
#include "areas.h"
#include "tap.h"

#define BYTES (4 * page_size())

static char path[64];		/* of the device of the area "frames" */

static void resolve_is(const char *device, int err, const char *expected, const char *sentence)
{
	char found[64] = "untouched";

	tap_equal(maps_resolve(device, found, sizeof(found)), err, "%s", sentence);
	tap_ok(strcmp(found, err ? "untouched" : expected) == 0, "%s: the path", sentence);
}

static void check_names(void)
{
	open_is(path, O_RDWR, 0, "by path");
	open_is(path + strlen("/dev/"), O_RDWR, 0, "by name");
	open_is("frames", O_RDWR, 0, "by label");
	resolve_is(path, 0, path, "a path stays as it is");
	resolve_is(path + strlen("/dev/"), 0, path, "a name has a path");
	resolve_is("frames", 0, path, "a label has a path");

	if (symlink(path, "/tmp/link"))
		tap_bail("symlink: %s", strerror(errno));
	open_is("/tmp/link", O_RDONLY, 0, "by a link to its path");
	resolve_is("/tmp/link", 0, "/tmp/link", "a link stays as it is");
	chdir("/dev");
	open_is("./maps0", O_RDONLY, 0, "by a path that is not absolute");
	open_is("maps0", O_RDONLY, 0, "a name needs no current folder");
	chdir("/root");
	open_is("./maps0", O_RDONLY, -ENOENT, "a path is never a name");
	unlink("/tmp/link");
}

static void check_nothing_of_that_name(void)
{
	static const char *const names[] = {
		"/dev/maps99", "maps99", "maps255", "maps00", "maps007", "maps99999999999999999999", "frame", "frames ", "Frames",
		"framess", "", ".", "..", "maps", "*", "\xff", "label", "a\nb", "/nowhere/maps0"
	};
	char name[4200], sentence[64];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(sentence, sizeof(sentence), "there is no '%s'", isprint(names[i][0]) ? names[i] : "...");
		sentence[strcspn(sentence, "\n")] = '\0';
		open_is(names[i], O_RDONLY, -ENOENT, sentence);
		resolve_is(names[i], -ENOENT, NULL, sentence);
	}
	memset(name, 'a', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	open_is(name, O_RDONLY, -ENOENT, "a label that is far too long");
	name[0] = '/';
	open_is(name, O_RDONLY, -ENAMETOOLONG, "a path that is far too long");
	open_is("/dev/maps0/x", O_RDONLY, -ENOTDIR, "a path that goes through a device");
}

/*
 * Between the look for a label and the open, its number may have become another area's: so
 * the area itself has the last word. Here sysfs tells a lie, for this test alone.
 */
static void check_label_of_another(void)
{
	FILE *label;

	if (mount("lie", "/sys/class/maps", "tmpfs", 0, NULL) || mkdir("/sys/class/maps/maps0", 0755))
		tap_bail("/sys/class/maps: %s", strerror(errno));
	label = fopen("/sys/class/maps/maps0/label", "w");
	if (!label || fputs("yesterday\n", label) < 0 || fclose(label))
		tap_bail("/sys/class/maps/maps0/label: %s", strerror(errno));
	open_is("yesterday", O_RDONLY, -ENOENT, "what had the label has another one now");
	open_is("maps0", O_RDONLY, 0, "and is opened by its name");
	if (umount2("/sys/class/maps", MNT_DETACH))
		tap_bail("umount /sys/class/maps: %s", strerror(errno));
}

/* What cannot be read may have the label: it is not to be said that there is none. */
static void check_descriptors_run_out(void)
{
	char found[64] = "untouched";
	int fds[1024], opened = 0, errors[2];

	while (opened < 1024 && (fds[opened] = dup(0)) >= 0)
		opened++;
	for (int left = 0; left < 2; left++) {
		errors[left] = maps_resolve("frames", found, sizeof(found));
		close(fds[--opened]);
	}
	while (opened > 0)
		close(fds[--opened]);
	tap_equal(errors[0], -EMFILE, "a label is looked for, and no descriptor is left");
	tap_equal(errors[1], -EMFILE, "one is left, which is too few");
	tap_ok(strcmp(found, "untouched") == 0, "the path is left alone");
}

static void check_small_buffers(void)
{
	char found[64] = "untouched";

	tap_equal(maps_resolve("frames", found, strlen(path)), -ENAMETOOLONG, "no room for the zero at the end");
	tap_equal(maps_resolve("frames", found, 0), -ENAMETOOLONG, "no room at all");
	tap_equal(maps_resolve(path, found, 1), -ENAMETOOLONG, "no room for a path");
	tap_ok(strcmp(found, "untouched") == 0, "the buffer is left alone");
	tap_equal(maps_resolve("frames", found, strlen(path) + 1), 0, "just room enough");
}

static void check_flags(void)
{
	struct maps_area *area;
	void *memory = NOT_THERE;

	open_is(path, O_RDONLY | O_CREAT, -EINVAL, "O_CREAT is refused");
	open_is(path, O_RDONLY | O_EXCL, -EINVAL, "O_EXCL is refused");
	open_is(path, O_PATH, -EINVAL, "O_PATH is refused");
	open_is(path, O_RDONLY | O_DIRECTORY, -EINVAL, "O_DIRECTORY is refused");
	open_is(path, O_RDWR | O_TMPFILE, -EINVAL, "O_TMPFILE is refused");
	open_is(path, O_RDONLY | O_NOFOLLOW, -EINVAL, "O_NOFOLLOW is refused");
	if (maps_open(path, O_RDONLY | O_NONBLOCK, &area))
		tap_bail("%s is not opened", path);
	tap_equal(fcntl(maps_area_fd(area), F_GETFL) & (O_ACCMODE | O_NONBLOCK), O_RDONLY | O_NONBLOCK,
		  "other flags are those that were asked for");
	tap_ok(fcntl(maps_area_fd(area), F_GETFD) & FD_CLOEXEC, "it is closed by exec");
	tap_equal(maps_area_map(area, 0, BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, &memory), -EACCES,
		  "what was opened to be read cannot be mapped to be written");
	tap_ok(memory == NOT_THERE, "the address is left alone");
	maps_close(area);
}

/* Opening a pipe's end waits, and a tape rewinds: nothing but an area is opened at all. */
static void check_not_ours(void)
{
	static const char *const others[] = {
		"/dev/null", "/dev/zero", "/dev/mem", "/dev/kmsg", "/dev/maps-control", "/dev/ram0", "/tmp/file", "/tmp/pipe",
		"/tmp/socket", "/tmp", "/dev/", "/tmp/nobody", "/tmp/block", "/proc/self/fd/0", "/sys/class/maps/maps0",
		"/sys/class/maps/maps0/label"
	};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_un { sa_family_t family; char name[108]; } address = { AF_UNIX, "/tmp/socket" };
	struct stat device;
	char sentence[64];

	close(open("/tmp/file", O_CREAT | O_RDWR | O_CLOEXEC, 0600));
	if (stat(path, &device) || mkfifo("/tmp/pipe", 0600) || bind(fd, (void *)&address, sizeof(address)) ||
	    mknod("/tmp/nobody", S_IFCHR | 0600, makedev(4095, 1)) ||
	    mknod("/tmp/block", S_IFBLK | 0600, device.st_rdev))
		tap_bail("nodes cannot be made: %s", strerror(errno));
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		if (access(others[i], F_OK)) {
			tap_skip("it is not there", "%s is not opened", others[i]);
			continue;
		}
		snprintf(sentence, sizeof(sentence), "%s is not ours", others[i]);
		open_is(others[i], O_RDWR, -ENODEV, sentence);
		resolve_is(others[i], -ENODEV, NULL, sentence);
	}
	close(fd);
}

/* A node may be anywhere, and a name in /dev may lie. */
static void check_nodes(void)
{
	struct maps_area *other = area_with_device(BYTES, NULL);
	struct stat device;
	char kept[] = "/dev/kept";

	if (stat(path, &device) || mknod("/root/copy", S_IFCHR | 0600, device.st_rdev))
		tap_bail("mknod: %s", strerror(errno));
	open_is("/root/copy", O_RDWR, 0, "a node elsewhere");
	resolve_is("/root/copy", 0, "/root/copy", "a node elsewhere");
	rename(path, kept);
	open_is("frames", O_RDWR, -ENOENT, "a label of which there is no node");
	rename(path_of(other), path);
	open_is("frames", O_RDWR, -ENODEV, "a label of which the node is another area's");
	open_is(path, O_RDWR, 0, "which its path may be");
	rename(path, path_of(other));
	rename(kept, path);
	open_is("frames", O_RDWR, 0, "a label of which there is a node again");
	tap_equal(maps_destroy(path_of(other), true), 0, "the other area is destroyed");
	maps_close(other);
	unlink("/root/copy");
}

static int open_as(void *device)
{
	struct maps_area *area;

	return maps_open(device, O_RDONLY, &area);
}

static int resolve_as(void *device)
{
	char found[64];

	return maps_resolve(device, found, sizeof(found));
}

static void check_rights(void)
{
	tap_equal(by_user(1000, open_as, path), -EACCES, "another user may not open root's device");
	tap_equal(by_user(1000, open_as, "frames"), -EACCES, "neither by its label");
	tap_equal(by_user(1000, resolve_as, "frames"), 0, "but may know its path");
	tap_equal(by_user(1000, open_as, "/dev/ram0"), -ENODEV, "what is not ours is not opened, whoever may");
	chmod(path, 0644);
	tap_equal(by_user(1000, open_as, "frames"), 0, "who may open the device may do so by its label");
	chmod(path, 0600);
}

static void check_revoked(void)
{
	struct maps_area *area = area_with_device(BYTES, "gone");
	char name[64];

	snprintf(name, sizeof(name), "%s", path_of(area));
	maps_area_revoke(area);
	open_is("gone", O_RDONLY, -ENODEV, "what was revoked is not opened by its label");
	open_is(name, O_RDONLY, -ENODEV, "nor by its path");
	resolve_is("gone", 0, name, "but has its path");
	open_fd_is(maps_area_fd(area), 0, "its descriptor is one of ours still");
	maps_close(area);
	tap_equal(maps_destroy("gone", false), 0, "it can be destroyed");
}

static void check_descriptors(void)
{
	struct maps_area *area, *copy;
	int fd = open(path, O_RDWR | O_CLOEXEC), closed = dup(fd);

	if (maps_open_fd(fd, &area) || maps_open_fd(maps_area_fd(area), &copy))
		tap_bail("no handle of a descriptor");
	tap_ok(maps_area_fd(area) != fd && maps_area_fd(copy) != maps_area_fd(area), "each handle has a copy of its own");
	tap_ok(fcntl(maps_area_fd(area), F_GETFD) & FD_CLOEXEC, "it is closed by exec");
	close(fd);
	maps_close(area);
	tap_equal((long long)lseek(maps_area_fd(copy), 0, SEEK_END), (long long)BYTES, "it lives on when the others are closed");
	maps_close(copy);

	close(closed);
	open_fd_is(closed, -EBADF, "a descriptor that is closed");
	open_fd_is(-1, -EBADF, "no descriptor");
	open_fd_is(1 << 30, -EBADF, "a number that no descriptor has");
	fd = open(path, O_PATH | O_CLOEXEC);
	open_fd_is(fd, -EBADF, "a descriptor of O_PATH");
	close(fd);
}

static void check_others_descriptor(int fd, const char *what)
{
	if (fd < 0) {
		tap_skip(strerror(errno), "%s", what);
		return;
	}
	open_fd_is(fd, -ENODEV, what);
	close(fd);
}

static void check_descriptors_of_others(void)
{
	int ends[2] = { -1, -1 };

	check_others_descriptor(open("/dev/zero", O_RDWR | O_CLOEXEC), "a descriptor of /dev/zero");
	check_others_descriptor(open("/dev/maps-control", O_RDWR | O_CLOEXEC), "a descriptor of the control node");
	check_others_descriptor(open("/tmp/file", O_RDWR | O_CLOEXEC), "a descriptor of a file");
	check_others_descriptor(open("/tmp", O_RDONLY | O_CLOEXEC), "a descriptor of a folder");
	check_others_descriptor(memfd_create("[maps]", MFD_CLOEXEC), "a memfd that is called [maps]");
	check_others_descriptor(eventfd(0, EFD_CLOEXEC), "an eventfd");
	check_others_descriptor(epoll_create1(EPOLL_CLOEXEC), "an epoll");
	check_others_descriptor(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), "a socket");
	if (pipe2(ends, O_CLOEXEC) == 0)
		close(ends[1]);
	check_others_descriptor(ends[0], "a pipe");
	close(open("/tmp/anon_inode:[maps]", O_CREAT | O_RDWR | O_CLOEXEC, 0600));
	check_others_descriptor(open("/tmp/anon_inode:[maps]", O_RDWR | O_CLOEXEC), "a file with the name of an anonymous area");
}

static void check_anonymous_descriptor(void)
{
	struct maps_area *area = area_anonymous(BYTES), *copy;
	struct maps_info *info;

	if (tap_equal(maps_open_fd(maps_area_fd(area), &copy), 0, "a descriptor of an anonymous area")) {
		maps_close(area);
		info = info_of(copy);
		tap_ok(maps_info_anonymous(info) && maps_info_size(info) == BYTES, "it is that area");
		maps_info_free(info);
		area = copy;
	}
	maps_close(area);
}

static void check_without_proc(void)
{
	if (umount2("/proc", MNT_DETACH))
		tap_bail("umount /proc: %s", strerror(errno));
	open_is(path, O_RDONLY, -ENOSYS, "without /proc");
	if (mount("proc", "/proc", "proc", 0, NULL))
		tap_bail("mount /proc: %s", strerror(errno));
	open_is(path, O_RDONLY, 0, "with /proc again");
}

static void check_unloaded(void)
{
	tap_equal(maps_destroy("frames", false), 0, "nobody has it open any more");
	tap_equal(driver_unload(), 0, "nothing holds the driver");
	open_is("/dev/maps0", O_RDONLY, -ENOENT, "the driver is not loaded: no path");
	open_is("maps0", O_RDONLY, -ENOENT, "the driver is not loaded: no name");
	open_is("frames", O_RDONLY, -ENOENT, "the driver is not loaded: no label");
	resolve_is("maps0", -ENOENT, NULL, "the driver is not loaded: no name to resolve");
	resolve_is("frames", -ENOENT, NULL, "the driver is not loaded: no label to resolve");
}

int main(void)
{
	unsigned int before;
	struct maps_area *area;

	if (driver_load(""))
		tap_bail("the driver cannot be loaded: %s", driver_complaint());
	before = open_descriptors();
	area = area_with_device(BYTES, "frames");
	snprintf(path, sizeof(path), "%s", path_of(area));
	maps_close(area);

	check_names();
	check_nothing_of_that_name();
	check_label_of_another();
	check_descriptors_run_out();
	check_small_buffers();
	check_flags();
	check_not_ours();
	check_nodes();
	check_rights();
	check_revoked();
	check_descriptors();
	check_descriptors_of_others();
	check_anonymous_descriptor();
	check_without_proc();
	tap_equal(open_descriptors(), before, "no descriptor is left of all that");
	check_unloaded();
	return tap_done();
}
