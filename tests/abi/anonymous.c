// SPDX-License-Identifier: BSD-2-Clause
/* Areas without a device: a descriptor, which is passed on, and ends with its last user. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/maps.h>

#include "driver.h"
#include "tap.h"

/* A descriptor of a new area of PAGES pages; the test ends where there is none. */
static int create_anonymous(uint32_t backing)
{
	struct maps_create create = create_request(PAGES * page_size());
	int error;

	create.flags = MAPS_CREATE_ANONYMOUS;
	create.backing = backing;
	create.stamp = STAMP;
	error = area_create(&create);
	if (error)
		tap_bail("MAPS_IOC_CREATE: %s", strerror(error));
	return create.result;
}

/* How many anonymous areas /proc/driver/maps tells of. */
static int count_anonymous(void)
{
	FILE *file = fopen("/proc/driver/maps", "re");
	char line[256];
	int count = 0;

	while (file && fgets(line, sizeof(line), file))
		count += strncmp(line, "anonymous ", 10) == 0;
	if (file)
		fclose(file);
	return count;
}

static void check_descriptor(uint32_t backing)
{
	int fd = create_anonymous(backing);
	struct maps_area_info info = { .size = sizeof(info) };
	uint32_t word = 0;
	void *memory;

	tap_ok(fcntl(fd, F_GETFD) & FD_CLOEXEC, "backing %u: the descriptor is closed by exec", backing);
	tap_equal(fcntl(fd, F_GETFL) & O_ACCMODE, O_RDWR, "and can be read and written");
	tap_equal(lseek(fd, 0, SEEK_END), (long long)(PAGES * page_size()), "a seek tells its size");
	tap_ok(fcntl(fd, F_GET_SEALS) < 0 && errno == EINVAL, "it is no memfd, and has no seals");
	tap_ok(pread(fd, &word, 4, (off_t)page_size()) == 4 && word == STAMP, "a page can be read");
	word = 7;
	tap_equal(pwrite(fd, &word, 4, (off_t)page_size()), 4, "and written");
	memory = mmap(NULL, PAGES * page_size(), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	tap_ok(memory != MAP_FAILED && word_at(memory, 0) == STAMP && word_at(memory, 1) == 7, "and mapped");
	tap_ok(ioctl(fd, MAPS_IOC_INFO, &info) == 0 && info.flags == MAPS_INFO_ANONYMOUS && info.number == -1 &&
	       info.mappings == 1 && info.bytes == PAGES * page_size(), "it is told to be anonymous");
	tap_ok(access("/dev/maps0", F_OK) != 0 && access("/sys/class/maps/anonymous", F_OK) != 0, "it has no device");
	tap_equal(count_anonymous(), 1, "/proc/driver/maps has it");
	tap_equal(driver_unload(), -EWOULDBLOCK, "and it keeps the module");

	close(fd);
	tap_equal(word_at(memory, 1), 7, "its mapping outlives the descriptor");
	tap_equal(count_anonymous(), 1, "the area, too");
	munmap(memory, PAGES * page_size());
	tap_equal(count_anonymous(), 0, "with the last mapping, it is gone");
}

/* The other end of a socket: another process, another user, writes page 3. */
static void serve(int socket)
{
	char data, control[CMSG_SPACE(sizeof(int))];
	struct iovec part = { &data, 1 };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control,
				  .msg_controllen = sizeof(control) };
	void *memory;
	int fd;

	if (setuid(65534) || recvmsg(socket, &message, 0) != 1 || !CMSG_FIRSTHDR(&message))
		_exit(1);
	memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof(fd));
	memory = mmap(NULL, PAGES * page_size(), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (memory == MAP_FAILED || word_at(memory, 2) != 0xcafe)
		_exit(2);
	set_word_at(memory, 3, 0xbeef);
	_exit(ioctl(fd, MAPS_IOC_REVOKE) ? 3 : 0);
}

static void pass(int socket, int fd)
{
	char data = 0, control[CMSG_SPACE(sizeof(int))] = { 0 };
	struct iovec part = { &data, 1 };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control,
				  .msg_controllen = sizeof(control) };
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(header), &fd, sizeof(fd));
	sendmsg(socket, &message, 0);
}

static void check_passed(uint32_t backing)
{
	int sockets[2], status, fd = create_anonymous(backing);
	struct maps_area_info info = { .size = sizeof(info) };
	uint32_t word = 0;
	pid_t child;
	void *memory;

	memory = mmap(NULL, PAGES * page_size(), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	set_word_at(memory, 2, 0xcafe);
	socketpair(AF_UNIX, SOCK_STREAM, 0, sockets);
	child = fork();
	if (child == 0) {
		munmap(memory, PAGES * page_size());
		close(fd);
		close(sockets[0]);
		serve(sockets[1]);
	}
	pass(sockets[0], fd);
	waitpid(child, &status, 0);
	tap_ok(WIFEXITED(status) && WEXITSTATUS(status) == 0,
	       "backing %u: another user's process gets it by a socket, maps and revokes it", backing);
	tap_equal(signal_of_read(memory), SIGBUS, "an access here is SIGBUS then");
	tap_ok(ioctl(fd, MAPS_IOC_REVOKE) < 0 && errno == ENODEV, "it cannot be revoked twice");
	tap_ok(pread(fd, &word, 4, 0) < 0 && errno == ENODEV, "a read is ENODEV");
	tap_ok(ioctl(fd, MAPS_IOC_INFO, &info) == 0 && info.flags == (MAPS_INFO_ANONYMOUS | MAPS_INFO_REVOKED) &&
	       info.bytes == 0, "and that is told");
	munmap(memory, PAGES * page_size());
	close(fd);
	close(sockets[0]);
	close(sockets[1]);
	tap_equal(count_anonymous(), 0, "nothing is left");
}

/* In a child, as another user: the errno of a revoke of this descriptor. */
static int try_revoke(void *fd)
{
	return ioctl(*(int *)fd, MAPS_IOC_REVOKE) ? errno : 0;
}

static void check_revoke_of_named(void)
{
	struct maps_create create = create_request(page_size());
	void *memory;
	int fd;

	area_create(&create);
	fd = driver_open_number(create.result, O_RDWR);
	memory = mmap(NULL, page_size(), PROT_READ, MAP_SHARED, fd, 0);
	tap_equal(as_nobody(try_revoke, &fd), EPERM, "who may write to a device may not revoke it");
	tap_equal(signal_of_read(memory), 0, "and its memory is there");
	tap_equal(ioctl(fd, MAPS_IOC_REVOKE), 0, "root may");
	tap_equal(signal_of_read(memory), SIGBUS, "and it is gone");
	munmap(memory, page_size());
	close(fd);
	area_destroy(create.result, 0);
}

static void check_refused(void)
{
	struct maps_create create = create_request(page_size());

	create.flags = MAPS_CREATE_ANONYMOUS;
	strcpy((char *)create.label, "frames");
	tap_equal(area_create(&create), EINVAL, "an area without a name has no label");
}

static void check_no_descriptor(void)
{
	struct maps_create create = create_request(page_size());
	int control = open("/dev/maps-control", O_RDWR | O_CLOEXEC);
	struct rlimit old, used_up;

	create.flags = MAPS_CREATE_ANONYMOUS;
	getrlimit(RLIMIT_NOFILE, &old);
	used_up = old;
	used_up.rlim_cur = (rlim_t)control + 1;
	setrlimit(RLIMIT_NOFILE, &used_up);
	tap_ok(ioctl(control, MAPS_IOC_CREATE, &create) < 0 && errno == EMFILE,
	       "where the process has all the descriptors that it may have, it gets no area");
	setrlimit(RLIMIT_NOFILE, &old);
	tap_equal(count_anonymous(), 0, "and there is none");
	close(control);
}

int main(void)
{
	if (driver_load("devices=0"))
		tap_bail("maps.ko: %s", driver_complaint());
	for (uint32_t backing = MAPS_BACKING_VMALLOC; backing <= MAPS_BACKING_SHMEM; backing++) {
		check_descriptor(backing);
		check_passed(backing);
	}
	check_revoke_of_named();
	check_refused();
	check_no_descriptor();
	tap_equal(driver_unload(), 0, "unloads");
	return tap_done();
}
