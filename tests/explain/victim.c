// SPDX-License-Identifier: BSD-2-Clause
/*
 * victim DEVICE [WORD...]
 *
 * Map a device, read each page, and die of it as it may. It exits with 1 where a call
 * was refused. The words say what is done in another way:
 *
 *   private      a private mapping of a descriptor that is open to be read
 *   read-only    a descriptor that is open to be read
 *   write        map to write, and write each page
 *   populate     let mmap read it in
 *   pages=N      so many pages, not 16
 *   offset=N     from that byte on
 *   unaligned    read words that are not aligned
 *   dontneed     once it is read, madvise(MADV_DONTNEED), and read it again
 *   grow         once it is read, mremap() to twice the length, elsewhere, and read it again
 *   fork         once it is read, let a child read it, too
 *   splice       give the memory to vmsplice()
 *   debug        once it is read, read it of a child, as a debugger does
 *   catch        catch SIGBUS, and exit with 3
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

/* What is to be done, and with what. */
struct plan {
	bool private;
	bool read_only;
	bool write;
	bool populate;
	bool unaligned;
	bool dontneed;
	bool grow;
	bool fork;
	bool splice;
	bool debug;
	bool catch;
	size_t page;
	size_t length;
	off_t offset;
};

static bool take_word(struct plan *plan, const char *word)
{
	const struct {
		const char *word;
		bool *place;
	} words[] = {
		{ "private", &plan->private }, { "read-only", &plan->read_only }, { "write", &plan->write },
		{ "populate", &plan->populate }, { "unaligned", &plan->unaligned },
		{ "dontneed", &plan->dontneed }, { "grow", &plan->grow }, { "fork", &plan->fork },
		{ "splice", &plan->splice }, { "debug", &plan->debug }, { "catch", &plan->catch },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(word, words[i].word) == 0)
			return *words[i].place = true;
	if (strncmp(word, "pages=", 6) == 0)
		plan->length = strtoul(word + 6, NULL, 0) * plan->page;
	else if (strncmp(word, "offset=", 7) == 0)
		plan->offset = (off_t)strtoull(word + 7, NULL, 0);
	else
		return false;
	return true;
}

static void touch(const struct plan *plan, volatile char *memory)
{
	size_t within = plan->unaligned ? 1 : 0;

	for (size_t i = 0; i < plan->length; i += plan->page) {
		if (plan->write)
			memory[i] = 1;
		else
			(void)*(volatile uint64_t *)(memory + i + within);
	}
}

static int give_up(const char *what)
{
	perror(what);
	return 1;
}

static int splice_from(const struct plan *plan, void *memory)
{
	struct iovec vector = { memory, plan->page };
	int ends[2];

	if (pipe(ends) < 0)
		return give_up("pipe");
	return vmsplice(ends[1], &vector, 1, 0) < 0 ? give_up("vmsplice") : 0;
}

static int debug_child(void *memory)
{
	pid_t child = fork();
	int status = 0;

	if (child == 0) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		_exit(0);
	}
	if (child < 0 || waitpid(child, &status, 0) < 0 || !WIFSTOPPED(status))
		return give_up("a child to debug");
	errno = 0;
	status = ptrace(PTRACE_PEEKDATA, child, memory, NULL) == -1 && errno ? give_up("ptrace") : 0;
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	return status;
}

/* Do what comes behind the first reading. */
static int go_on(struct plan *plan, char *memory)
{
	void *place;

	if (plan->splice)
		return splice_from(plan, memory);
	if (plan->debug)
		return debug_child(memory);
	if (plan->fork && fork() == 0)
		touch(plan, memory);
	else if (plan->fork)
		wait(NULL);
	if (plan->dontneed) {
		if (madvise(memory, plan->length, MADV_DONTNEED) < 0)
			return give_up("madvise");
		touch(plan, memory);
	}
	if (plan->grow) {
		/* In its place, Linux 6.1 refuses to let a VM_MIXEDMAP mapping grow. */
		place = mmap(NULL, 2 * plan->length, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		memory = mremap(memory, plan->length, 2 * plan->length, MREMAP_MAYMOVE | MREMAP_FIXED, place);
		if (memory == MAP_FAILED)
			return give_up("mremap");
		plan->length *= 2;
		touch(plan, memory);
	}
	return 0;
}

static void give_up_quietly(int signal)
{
	(void)signal;
	_exit(3);
}

int main(int argc, char **argv)
{
	struct plan plan = { .page = (size_t)sysconf(_SC_PAGESIZE) };
	char *memory;
	int fd;

	plan.length = 16 * plan.page;
	for (int i = 2; i < argc; i++)
		if (!take_word(&plan, argv[i]))
			return 2;
	if (argc < 2)
		return 2;
	if (plan.catch)
		signal(SIGBUS, give_up_quietly);
	fd = open(argv[1], plan.private || plan.read_only ? O_RDONLY : O_RDWR);
	if (fd < 0)
		perror(argv[1]);
	memory = mmap(NULL, plan.length, PROT_READ | (plan.write ? PROT_WRITE : 0),
		      (plan.private ? MAP_PRIVATE : MAP_SHARED) | (plan.populate ? MAP_POPULATE : 0), fd, plan.offset);
	if (memory == MAP_FAILED)
		return give_up("mmap");
	if (!plan.splice)
		touch(&plan, memory);
	return go_on(&plan, memory);
}
