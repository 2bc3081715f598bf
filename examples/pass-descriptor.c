// SPDX-License-Identifier: BSD-2-Clause
/*
 * Memory that two processes share and nobody else can find: an anonymous area, whose
 * descriptor is passed to the other process over a socket. The area is gone when both
 * processes are. As root:
 *
 *   cc pass-descriptor.c $(pkg-config --cflags --libs libmaps) -o pass-descriptor
 *   ./pass-descriptor
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <libmaps.h>

#define SIZE 4096

/* The control part of a one-byte message that carries one descriptor. */
union carrier {
	struct cmsghdr header;
	char space[CMSG_SPACE(sizeof(int))];
};

static int send_descriptor(int socket, int fd)
{
	char byte = 0;
	struct iovec bytes = { &byte, 1 };
	union carrier carrier = { 0 };
	struct msghdr message = {
		.msg_iov = &bytes, .msg_iovlen = 1,
		.msg_control = &carrier, .msg_controllen = sizeof(carrier),
	};

	carrier.header.cmsg_level = SOL_SOCKET;
	carrier.header.cmsg_type = SCM_RIGHTS;
	carrier.header.cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(&carrier.header), &fd, sizeof(fd));
	return sendmsg(socket, &message, 0) == 1 ? 0 : -errno;
}

static int receive_descriptor(int socket)
{
	char byte;
	struct iovec bytes = { &byte, 1 };
	union carrier carrier = { 0 };
	struct msghdr message = {
		.msg_iov = &bytes, .msg_iovlen = 1,
		.msg_control = &carrier, .msg_controllen = sizeof(carrier),
	};
	ssize_t got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
	int fd;

	if (got < 0)
		return -errno;
	if (got == 0)
		return -EPIPE;	/* the other process has ended, or closed its end */
	if (message.msg_controllen < sizeof(carrier.header) || carrier.header.cmsg_type != SCM_RIGHTS)
		return -EPROTO;
	memcpy(&fd, CMSG_DATA(&carrier.header), sizeof(fd));
	return fd;
}

/* The other process: all it knows is the socket. */
static int answer(int socket)
{
	struct maps_area *area;
	void *memory;
	int fd = receive_descriptor(socket);
	int err;

	if (fd < 0)
		return fd;
	err = maps_open_fd(fd, &area);	/* refuses anything but an area */
	close(fd);
	if (err)
		return err;
	err = maps_area_map(area, 0, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, &memory);
	maps_close(area);
	if (err)
		return err;
	printf("the child reads: %s\n", (const char *)memory);
	fflush(stdout);
	strcpy((char *)memory, "an answer in the same memory");
	return maps_area_unmap(memory, SIZE);
}

static int create(struct maps_area **area)
{
	struct maps_options *options = maps_options_new();
	int err = options ? maps_options_set_size(options, SIZE) : -ENOMEM;

	if (!err)
		err = maps_create_anonymous(options, area);
	maps_options_free(options);
	return err;
}

/* Write to the area, pass it to the child, and read the child's answer. */
static int ask(int socket, pid_t child)
{
	struct maps_area *area;
	void *memory;
	int status, err = create(&area);

	if (err)
		return err;
	err = maps_area_map(area, 0, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, &memory);
	if (!err) {
		strcpy((char *)memory, "a question in kernel memory");
		err = send_descriptor(socket, maps_area_fd(area));
	}
	maps_close(area);
	if (err)
		return err;
	if (waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return -ECHILD;
	printf("the parent reads: %s\n", (const char *)memory);
	return maps_area_unmap(memory, SIZE);
}

int main(void)
{
	int sockets[2], err;
	pid_t child;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) != 0) {
		perror("pass-descriptor: socketpair");
		return 1;
	}
	child = fork();
	if (child < 0) {
		perror("pass-descriptor: fork");
		return 1;
	}
	close(sockets[child == 0 ? 0 : 1]);
	err = child == 0 ? answer(sockets[1]) : ask(sockets[0], child);
	if (err)
		fprintf(stderr, "pass-descriptor: the %s: %s\n", child == 0 ? "child" : "parent", strerror(-err));
	return err ? 1 : 0;
}
