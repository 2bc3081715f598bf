// SPDX-License-Identifier: BSD-2-Clause
/*
 * passed DEVICE
 *
 * Two programs share memory of which only one has the name: the first opens it, maps it,
 * and sends the descriptor over a socket to the second one, which maps what it receives.
 * Each writes, and the other reads; a private mapping keeps its bytes to itself. It ends
 * with 0 where all was as it should, and else tells what was not.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

/* What each writes at the beginning of every page, behind the stamp. */
enum { STAMP_AT, FIRST_AT, SECOND_AT, PRIVATE_AT };
#define FIRST	0x0f125700u
#define LATER	0x1a7e4000u
#define SECOND	0x5ec0d000u
#define OWN	0x0badcafeu

/* --- Where the memory is from --------------------------------------------------------- */

/* The only place that knows that the memory is a device's. The size is found by seeking. */
static int memory_open(const char *device, size_t *size)
{
	int fd = open(device, O_RDWR | O_CLOEXEC);
	off_t end = fd < 0 ? -1 : lseek(fd, 0, SEEK_END);

	if (end <= 0)
		err(1, "%s", device);
	*size = (size_t)end;
	return fd;
}

/* --- The socket ----------------------------------------------------------------------- */

/* What goes over it: the size of the memory, and once the descriptor. */
struct message {
	struct msghdr header;
	struct iovec vector;
	size_t size;
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int))];
};

static void message_init(struct message *message)
{
	memset(message, 0, sizeof(*message));
	message->vector = (struct iovec){ &message->size, sizeof(message->size) };
	message->header.msg_iov = &message->vector;
	message->header.msg_iovlen = 1;
	message->header.msg_control = message->control;
	message->header.msg_controllen = sizeof(message->control);
}

static void send_memory(int socket, int fd, size_t size)
{
	struct message message;
	struct cmsghdr *control;

	message_init(&message);
	message.size = size;
	control = CMSG_FIRSTHDR(&message.header);
	control->cmsg_level = SOL_SOCKET;
	control->cmsg_type = SCM_RIGHTS;
	control->cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(control), &fd, sizeof(fd));
	if (sendmsg(socket, &message.header, 0) != sizeof(size))
		err(1, "sendmsg");
}

static int receive_memory(int socket, size_t *size)
{
	struct message message;
	struct cmsghdr *control;
	int fd;

	message_init(&message);
	if (recvmsg(socket, &message.header, MSG_CMSG_CLOEXEC) != sizeof(*size))
		err(1, "recvmsg");
	control = CMSG_FIRSTHDR(&message.header);
	if (!control || control->cmsg_type != SCM_RIGHTS)
		errx(1, "no descriptor came");
	memcpy(&fd, CMSG_DATA(control), sizeof(fd));
	*size = message.size;
	return fd;
}

/* One waits until the other has done its step. */
static void done(int socket)
{
	if (write(socket, "", 1) != 1)
		err(1, "write to the socket");
}

static void wait_for_other(int socket)
{
	char byte;

	if (read(socket, &byte, 1) != 1)
		errx(1, "the other one has ended");
}

/* --- The memory ----------------------------------------------------------------------- */

static size_t page;

static volatile uint32_t *map(int fd, size_t size, int type)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, type, fd, 0);

	if (memory == MAP_FAILED)
		err(1, "mmap of %zu bytes, %s", size, type == MAP_SHARED ? "shared" : "private");
	return memory;
}

static void put(volatile uint32_t *memory, size_t size, int at, uint32_t what)
{
	for (size_t i = 0; i < size / page; i++)
		memory[i * page / sizeof(*memory) + (size_t)at] = what ? what + (uint32_t)i : 0;
}

static void expect(const volatile uint32_t *memory, size_t size, int at, uint32_t what, const char *who)
{
	for (size_t i = 0; i < size / page; i++) {
		uint32_t there = memory[i * page / sizeof(*memory) + (size_t)at];
		uint32_t expected = what ? what + (uint32_t)i : 0;

		if (there != expected)
			errx(1, "%s: page %zu: %08x is there, and not %08x", who, i, there, expected);
	}
}

/* --- The two -------------------------------------------------------------------------- */

static void first(int socket, const char *device)
{
	size_t size;
	int fd = memory_open(device, &size);
	volatile uint32_t *memory = map(fd, size, MAP_SHARED);

	put(memory, size, FIRST_AT, FIRST);
	put(memory, size, PRIVATE_AT, 0);
	send_memory(socket, fd, size);
	close(fd);
	wait_for_other(socket);
	expect(memory, size, SECOND_AT, SECOND, "the first one reads what the second one wrote");
	put(memory, size, FIRST_AT, LATER);
	done(socket);
	wait_for_other(socket);
	expect(memory, size, PRIVATE_AT, 0, "the first one does not see what the second one wrote for itself");
}

/*
 * A private mapping of the whole, or, where the driver maps in pieces by page numbers
 * and so cannot have it copied, of a page.
 */
static void write_privately(int fd, size_t size)
{
	volatile uint32_t *own = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);

	if (own == MAP_FAILED && errno == EINVAL)
		own = map(fd, size = page, MAP_PRIVATE);
	expect(own, size, FIRST_AT, LATER, "a private mapping");
	put(own, size, PRIVATE_AT, OWN);
	expect(own, size, PRIVATE_AT, OWN, "a private mapping");
	printf("%zu of them privately\n", size / page);
}

/* The first one has closed its descriptor meanwhile: what came is all there is. */
static void second(int socket)
{
	size_t size;
	int fd = receive_memory(socket, &size);
	volatile uint32_t *memory = map(fd, size, MAP_SHARED);

	expect(memory, size, FIRST_AT, FIRST, "the second one reads what the first one wrote");
	put(memory, size, SECOND_AT, SECOND);
	done(socket);
	wait_for_other(socket);
	expect(memory, size, FIRST_AT, LATER, "the second one reads what the first one wrote later");
	printf("%zu pages shared by two processes, ", size / page);
	write_privately(fd, size);
	expect(memory, size, PRIVATE_AT, 0, "the second one's shared mapping");
	done(socket);
}

int main(int argc, char **argv)
{
	int pair[2], status;

	if (argc != 2)
		errx(2, "Usage: passed DEVICE");
	page = (size_t)sysconf(_SC_PAGESIZE);
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		err(1, "socketpair");
	if (fork() == 0) {
		close(pair[0]);
		second(pair[1]);
		return 0;
	}
	close(pair[1]);
	first(pair[0], argv[1]);
	if (wait(&status) < 0 || status != 0)
		errx(1, "the second one failed");
	return 0;
}
