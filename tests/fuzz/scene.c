// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "perform.h"
#include "scene.h"

/* --- Signals of an access --------------------------------------------------------------- */

static sigjmp_buf before_access;
static volatile sig_atomic_t accessing;

static void access_refused(int signal)
{
	if (accessing)
		siglongjmp(before_access, 1);
	/* Not of a program's access, but a mistake of ours: die of it. */
	sigaction(signal, &(struct sigaction){ .sa_handler = SIG_DFL }, NULL);
}

bool scene_load(char *to, const char *from, size_t length)
{
	if (sigsetjmp(before_access, 1)) {
		accessing = false;
		return false;
	}
	accessing = true;
	memcpy(to, from, length);
	accessing = false;
	return true;
}

bool scene_store(char *to, uint32_t word)
{
	if (sigsetjmp(before_access, 1)) {
		accessing = false;
		return false;
	}
	accessing = true;
	*(volatile uint32_t *)to = word;
	accessing = false;
	return true;
}

/* --- What is there ---------------------------------------------------------------------- */

void scene_begin(struct scene *scene, struct scene_shared *shared, struct cover *covers)
{
	const struct sigaction refused = { .sa_handler = access_refused };
	char *buffer;
	int i;

	*scene = (struct scene){ .shared = shared, .covers = covers, .page = sysconf(_SC_PAGESIZE) };
	for (i = 0; i < REGISTERS; i++) {
		scene->numbers[i] = -1;
		scene->files[i].fd = -1;
	}
	/* Shared, so that the processes of a program need no copies of it. */
	buffer = mmap(NULL, SCENE_BUFFER + scene->page, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (buffer == MAP_FAILED)
		scene_violation(scene, "no memory for a buffer: %s", strerror(errno));
	munmap(buffer + SCENE_BUFFER, scene->page);
	mmap(buffer + SCENE_BUFFER, scene->page, PROT_NONE, MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	scene->buffer = buffer;
	sigaction(SIGBUS, &refused, NULL);
	sigaction(SIGSEGV, &refused, NULL);
	signal(SIGPIPE, SIG_IGN);
}

void scene_violation(struct scene *scene, const char *format, ...)
{
	char sentence[sizeof(scene->shared->violation)];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(sentence, sizeof(sentence), format, arguments);
	va_end(arguments);
	memcpy(scene->shared->violation, sentence, sizeof(sentence));
	_exit(1);
}

struct scene_area *scene_add_area(struct scene *scene, uint64_t size, uint32_t stamp)
{
	unsigned int index = __atomic_fetch_add(&scene->shared->nr_areas, 1, __ATOMIC_RELAXED);
	struct scene_area *area;

	if (index >= SCENE_AREAS)
		return NULL;
	area = &scene->shared->areas[index];
	*area = (struct scene_area){ .size = (size + scene->page - 1) / scene->page * scene->page, .stamp = stamp };
	return area;
}

struct scene_file *scene_file(struct scene *scene, const struct call *call, unsigned int argument)
{
	struct scene_file *file = &scene->files[call->values[argument]];

	return file->fd < 0 ? NULL : file;
}

struct scene_mapping *scene_mapping(struct scene *scene, const struct call *call, unsigned int argument)
{
	struct scene_mapping *mapping = &scene->mappings[call->values[argument]];

	return mapping->length ? mapping : NULL;
}

int scene_number(const struct scene *scene, const struct call *call)
{
	return scene->numbers[call->values[0]];
}

bool scene_part(struct scene *scene, const struct call *call, unsigned int argument, struct scene_part *part)
{
	struct scene_mapping *mapping = scene_mapping(scene, call, argument);
	uint64_t first = call_value(call, "first");
	uint64_t count = call_value(call, "count");
	uint64_t pages;

	if (!mapping)
		return false;
	/* Beyond it may be what is ours: the record, the buffer, the stack. */
	pages = mapping->length / scene->page;
	first %= pages;
	if (!count || count > pages - first)
		count = pages - first;
	*part = (struct scene_part){
		.mapping = mapping,
		.first = first,
		.address = mapping->address + first * scene->page,
		.length = count * scene->page,
	};
	return true;
}

/* --- What is in the memory -------------------------------------------------------------- */

void scene_write_area(struct scene_area *area)
{
	if (area)
		__atomic_store_n(&area->dirty, true, __ATOMIC_SEQ_CST);
}

static void write_everything(struct scene *scene)
{
	int i;

	for (i = 0; i < SCENE_AREAS; i++)
		scene_write_area(&scene->shared->areas[i]);
	for (i = 0; i < REGISTERS; i++)
		scene->mappings[i].dirty = true;
}

void scene_write_mapping(struct scene *scene, struct scene_mapping *mapping)
{
	if (scene->shuffled)
		write_everything(scene);
	else if (mapping->shared)
		scene_write_area(mapping->area);
	else
		mapping->dirty = true;
}

static bool area_clean(const struct scene_area *area)
{
	return !__atomic_load_n(&area->dirty, __ATOMIC_SEQ_CST);
}

/* What a byte that nobody wrote is. */
static unsigned char fresh_byte(const struct scene *scene, const struct scene_area *area, uint64_t offset)
{
	uint64_t within = offset % scene->page;

	return within < sizeof(area->stamp) ? area->stamp >> 8 * within : 0;
}

void scene_check(struct scene *scene, const struct scene_area *area, uint64_t offset, const char *bytes, size_t length,
		 const char *how)
{
	size_t i;

	if (!area || !area_clean(area))
		return;
	for (i = 0; i < length; i++) {
		unsigned char found = bytes[i], expected = fresh_byte(scene, area, offset + i);

		/* Another process may have begun to write only now. */
		if (found != expected && area_clean(area))
			scene_violation(scene, "%s: byte %llu of an area that nobody wrote to is %02x, not %02x",
					how, (unsigned long long)(offset + i), found, expected);
	}
}

void scene_check_mapping(struct scene *scene, const struct scene_mapping *mapping, const char *page_address,
			 const char *bytes)
{
	/* Where mappings were moved, another one may be there now. */
	if (scene->shuffled || mapping->dirty)
		return;
	scene_check(scene, mapping->area, mapping->offset + (page_address - mapping->address), bytes, scene->page,
		    mapping->shared ? "a shared mapping" : "a private mapping");
}

/* --- The calls -------------------------------------------------------------------------- */

/* What the injection must not hit is our own: pages of this process that are not there yet. */
static void settle(struct scene *scene)
{
	extern char __executable_start[], etext[], __data_start[], _end[];
	volatile char stack[32 << 10];
	volatile char *byte;
	size_t i;

	for (i = 0; i < sizeof(stack); i += 1024)
		stack[i] = 0;
	for (i = 0; i < SCENE_BUFFER; i += 1024)
		*(volatile char *)&scene->buffer[i] = scene->buffer[i];
	for (byte = __executable_start; byte < etext; byte += 1024)
		(void)*byte;
	for (byte = __data_start; byte < _end; byte += 1024)
		*byte = *byte;
	errno = 0;
}

/* Let an allocation of this process fail; returns what ends that, -1 where the kernel cannot do it. */
static int inject(struct scene *scene, unsigned int nth)
{
	int fd = nth ? open("/proc/thread-self/fail-nth", O_WRONLY | O_CLOEXEC) : -1;
	char text[16];
	int length;

	if (fd < 0)
		return -1;
	length = snprintf(text, sizeof(text), "%u", nth);
	settle(scene);
	if (write(fd, text, length) == length)
		return fd;
	close(fd);
	return -1;
}

/* What was not hit by then is not any more: it would be a call that may not fail. */
static void end_injection(int fd)
{
	if (fd < 0)
		return;
	if (write(fd, "0", 1) != 1)
		_exit(1);
	close(fd);
}

/*
 * Where the processor itself faults and there is no memory, the kernel complains, and that
 * is right; a fault that a system call makes is an error for the program.
 */
static bool may_fail(const struct call *call)
{
	switch (call->kind) {
	case CALL_TOUCH:
	case CALL_COMPARE:
	case CALL_READ_INTO:
	case CALL_WRITE_FROM:
	/* Behind these, the injection cannot be ended. */
	case CALL_USER:
	case CALL_EXIT:
		return false;
	default:
		return true;
	}
}

static void perform(struct scene *scene, const struct call *call)
{
	int injection = inject(scene, may_fail(call) ? scene->fail_nth : 0);

	scene->fail_nth = 0;
	cover_mark(scene->cover);
	if (!perform_area(scene, call) && !perform_file(scene, call) && !perform_memory(scene, call) &&
	    !perform_access(scene, call) && !perform_system(scene, call))
		scene_violation(scene, "the fuzzer cannot do %s", call_types[call->kind].name);
	end_injection(injection);
}

static void start_cover(struct scene *scene)
{
	unsigned int slot = __atomic_fetch_add(&scene->shared->nr_covers, 1, __ATOMIC_RELAXED);

	scene->cover = slot < COVER_SLOTS ? &scene->covers[slot] : NULL;
	if (scene->cover)
		cover_start(scene->cover);
}

static void run_calls(struct scene *scene, const struct call *call, const struct call *end);

/* A process of its own does the calls behind; returns the first one that is left. */
static const struct call *run_fork(struct scene *scene, const struct call *call, const struct call *end)
{
	uint64_t count = call_value(call, "calls");
	bool wait = !call_value(call, "parallel");
	const struct call *next = call + 1;
	int injection;
	pid_t child;

	if (count > (uint64_t)(end - next))
		count = end - next;
	scene->parallel = scene->parallel || !wait;
	injection = inject(scene, scene->fail_nth);
	scene->fail_nth = 0;
	cover_mark(scene->cover);
	child = fork();
	if (child == 0) {
		close(injection);	/* it is of the other process */
		start_cover(scene);
		run_calls(scene, next, next + count);
		_exit(0);
	}
	end_injection(injection);
	if (child > 0 && wait)
		waitpid(child, NULL, 0);
	return next + count;
}

static void run_calls(struct scene *scene, const struct call *call, const struct call *end)
{
	while (call < end) {
		if (call->kind == CALL_FORK)
			call = run_fork(scene, call, end);
		else
			perform(scene, call++);
	}
}

void scene_run(struct scene *scene, const struct program *program)
{
	start_cover(scene);
	run_calls(scene, program->calls, program->calls + program->count);
}
