// SPDX-License-Identifier: BSD-2-Clause
/*
 * correct WAY FILE...
 *
 * Map FILE as correct programs do. WAY:
 *   threads  several threads map it, read it and unmap it at the same time
 *   socket   a child is sent the descriptor over a socket, and maps it
 *   inherit  it runs itself again, which maps the descriptor that it inherited
 *   replace  the same, by a thread that is not the first one
 *   shared   in whole and in part, to be read and written
 *   private  the same, and by a child
 *   each     a page of each FILE, one after the other
 *   compute  many threads read a page each, all at the same time, and compute for a while
 */
#include <err.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define THREADS		4
#define ROUNDS		20
#define MANY		48
#define SECONDS		5
#define INHERITED	9

static size_t page;

/* Map @pages of @fd, from page @at on, read all, write the last one if it may, and unmap it. */
static void use(int fd, size_t pages, size_t at, int type, int protection)
{
	volatile unsigned int *words = mmap(NULL, pages * page, protection, type, fd, (off_t)(at * page));

	if (words == MAP_FAILED)
		err(1, "mmap");
	for (size_t i = 0; i < pages * page / sizeof(*words); i += 16)
		(void)words[i];
	if (protection & PROT_WRITE)
		words[pages * page / sizeof(*words) - 1] = 1;
	munmap((void *)words, pages * page);
}

static void *use_often(void *descriptor)
{
	for (int i = 0; i < ROUNDS; i++)
		use(*(int *)descriptor, 4, (size_t)i % 8, MAP_SHARED, PROT_READ | PROT_WRITE);
	return NULL;
}

static void threads(int fd)
{
	pthread_t thread[THREADS];

	for (int i = 0; i < THREADS; i++)
		if (pthread_create(&thread[i], NULL, use_often, &fd))
			errx(1, "pthread_create");
	for (int i = 0; i < THREADS; i++)
		pthread_join(thread[i], NULL);
}

static pthread_barrier_t all;

static void *read_and_compute(void *word)
{
	time_t begun;

	pthread_barrier_wait(&all);
	(void)*(volatile unsigned int *)word;
	for (begun = time(NULL); time(NULL) < begun + SECONDS;)
		for (volatile unsigned int i = 0; i < 1000000; i++)
			;
	return NULL;
}

static void compute(int fd)
{
	char *words = mmap(NULL, MANY * page, PROT_READ, MAP_SHARED, fd, 0);
	pthread_t thread[MANY];

	if (words == MAP_FAILED || pthread_barrier_init(&all, NULL, MANY))
		err(1, "mmap");
	for (size_t i = 0; i < MANY; i++)
		if (pthread_create(&thread[i], NULL, read_and_compute, words + i * page))
			errx(1, "pthread_create");
	for (int i = 0; i < MANY; i++)
		pthread_join(thread[i], NULL);
}

/* A message of one byte with room for one descriptor. */
struct message {
	struct msghdr header;
	struct iovec vector;
	char byte;
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int))];
};

static void message_init(struct message *message)
{
	memset(message, 0, sizeof(*message));
	message->vector = (struct iovec){ &message->byte, 1 };
	message->header.msg_iov = &message->vector;
	message->header.msg_iovlen = 1;
	message->header.msg_control = message->control;
	message->header.msg_controllen = sizeof(message->control);
}

static void send_descriptor(int socket, int fd)
{
	struct message message;
	struct cmsghdr *control;

	message_init(&message);
	control = CMSG_FIRSTHDR(&message.header);
	control->cmsg_level = SOL_SOCKET;
	control->cmsg_type = SCM_RIGHTS;
	control->cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(control), &fd, sizeof(fd));
	if (sendmsg(socket, &message.header, 0) < 0)
		err(1, "sendmsg");
}

static int receive_descriptor(int socket)
{
	struct message message;
	int fd;

	message_init(&message);
	if (recvmsg(socket, &message.header, 0) < 0 || !CMSG_FIRSTHDR(&message.header))
		err(1, "recvmsg");
	memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&message.header)), sizeof(fd));
	return fd;
}

static void wait_for_child(void)
{
	int status;

	if (wait(&status) < 0 || status != 0)
		errx(1, "the child failed");
}

/* The child never had the file open itself. */
static void by_socket(const char *path)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) < 0)
		err(1, "socketpair");
	if (fork() == 0) {
		use(receive_descriptor(pair[1]), 16, 0, MAP_SHARED, PROT_READ | PROT_WRITE);
		_exit(0);
	}
	send_descriptor(pair[0], open(path, O_RDWR | O_CLOEXEC));
	wait_for_child();
}

static void inherit(int fd)
{
	if (dup2(fd, INHERITED) < 0)
		err(1, "dup2");
	execl("/proc/self/exe", "correct", "inherited", "-", NULL);
	err(1, "exec");
}

static void *run_again(void *descriptor)
{
	inherit(*(int *)descriptor);
	return NULL;
}

/* The others end where one runs a program. */
static void replace(int fd)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, run_again, &fd))
		errx(1, "pthread_create");
	pthread_join(thread, NULL);
}

static void shared(int fd)
{
	use(fd, 16, 0, MAP_SHARED, PROT_READ | PROT_WRITE);
	use(fd, 3, 5, MAP_SHARED, PROT_READ);
	use(fd, 1, 15, MAP_SHARED, PROT_WRITE | PROT_READ);
}

static void private(int fd)
{
	use(fd, 16, 0, MAP_PRIVATE, PROT_READ | PROT_WRITE);
	use(fd, 3, 5, MAP_PRIVATE, PROT_READ);
	if (fork() == 0) {
		use(fd, 16, 0, MAP_PRIVATE, PROT_READ | PROT_WRITE);
		_exit(0);
	}
	wait_for_child();
}

static void each(char **paths)
{
	for (; *paths; paths++) {
		int fd = open(*paths, O_RDWR | O_CLOEXEC);

		if (fd < 0)
			err(1, "%s", *paths);
		use(fd, 1, 0, MAP_SHARED, PROT_READ | PROT_WRITE);
	}
}

static const struct {
	const char *name;
	void (*run)(int fd);
} ways[] = {
	{ "threads", threads },
	{ "inherit", inherit },
	{ "replace", replace },
	{ "shared", shared },
	{ "private", private },
	{ "compute", compute },
};

int main(int argc, char **argv)
{
	const char *way = argc >= 3 ? argv[1] : "";
	int fd;

	page = (size_t)sysconf(_SC_PAGESIZE);
	if (strcmp(way, "each") == 0) {
		each(argv + 2);
		return 0;
	}
	if (strcmp(way, "socket") == 0) {
		by_socket(argv[2]);
		return 0;
	}
	if (strcmp(way, "inherited") == 0) {
		use(INHERITED, 16, 0, MAP_SHARED, PROT_READ | PROT_WRITE);
		return 0;
	}
	fd = argc >= 3 ? open(argv[2], O_RDWR) : -1;
	if (fd < 0)
		err(1, "%s", argc >= 3 ? argv[2] : "no file");
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		if (strcmp(way, ways[i].name) == 0) {
			ways[i].run(fd);
			return 0;
		}
	errx(2, "%s: no such way", way);
}
