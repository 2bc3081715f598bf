// SPDX-License-Identifier: BSD-2-Clause
/*
 * By ptrace: needs no right but that to trace the process, and sees what comes and
 * goes between it and the kernel. What happens inside, nobody tells.
 */
#include <errno.h>
#include <linux/audit.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <dirent.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "explain/collect.h"
#include "explain/launch.h"
#include "explain/model.h"
#include "explain/process-maps.h"

#define OPTIONS (PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | \
		 PTRACE_O_TRACEEXEC)

/* How long a process may take to be gone once it is killed. */
#define KILL_SECONDS	3

#ifdef __x86_64__
#define NATIVE AUDIT_ARCH_X86_64
#else
#define NATIVE AUDIT_ARCH_AARCH64
#endif

/* Of 32-bit programs; i386 and arm have the same numbers for these. */
#define MMAP2_32	192
#define MUNMAP_32	91
#define MREMAP_32	163
#define MMAP2_UNIT	4096

/**
 * struct thread - a thread that is traced
 * @process: the process it is of
 * @inside: it is in the system call @call
 * @since: when it entered
 */
struct thread {
	pid_t tid;
	pid_t process;
	bool inside;
	bool compat;
	uint64_t call;
	uint64_t argument[6];
	time_t since;
	struct thread *next;
};

struct state {
	struct model *model;
	struct thread *threads;
	bool stuck;
};

static time_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec;
}

/* --- Threads --------------------------------------------------------------------------------- */

/* The process that a thread is of; the thread itself, where it is gone. */
static pid_t process_of(pid_t tid)
{
	char name[32], line[128];
	pid_t process = tid;
	FILE *file;

	snprintf(name, sizeof(name), "/proc/%d/status", tid);
	file = fopen(name, "re");
	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "Tgid: %d", &process) == 1)
			break;
	if (file)
		fclose(file);
	return process;
}

static struct thread *thread_of(struct state *state, pid_t tid)
{
	struct thread *thread = state->threads;

	while (thread && thread->tid != tid)
		thread = thread->next;
	if (thread)
		return thread;
	thread = calloc(1, sizeof(*thread));
	if (!thread)
		abort();
	thread->tid = tid;
	thread->process = process_of(tid);
	thread->next = state->threads;
	state->threads = thread;
	return thread;
}

static void forget(struct state *state, pid_t tid)
{
	struct thread **place = &state->threads, *thread;

	while (*place && (*place)->tid != tid)
		place = &(*place)->next;
	thread = *place;
	if (thread)
		*place = thread->next;
	free(thread);
}

static bool is_alone(const struct state *state, const struct thread *thread)
{
	for (const struct thread *other = state->threads; other; other = other->next)
		if (other != thread && other->process == thread->process)
			return false;
	return true;
}

/* --- System calls ------------------------------------------------------------------------------ */

static void read_command(pid_t pid, char *command, size_t size)
{
	char name[32];
	FILE *file;

	snprintf(name, sizeof(name), "/proc/%d/comm", pid);
	file = fopen(name, "re");
	if (file && fgets(command, (int)size, file))
		command[strcspn(command, "\n")] = '\0';
	if (file)
		fclose(file);
}

static void fill_call(const struct thread *thread, struct incident *incident)
{
	strcpy(incident->source, "ptrace");
	incident->pid = thread->process;
	incident->tid = thread->tid;
	incident->page = (uint32_t)sysconf(_SC_PAGESIZE);
	read_command(thread->tid, incident->command, sizeof(incident->command));
	incident->called = true;
	incident->passed = PASSED_ENTRY;
	incident->address = thread->argument[0];
	incident->length = thread->argument[1];
	incident->protection = (uint32_t)thread->argument[2];
	incident->flags = (uint32_t)thread->argument[3];
	incident->fd = (int32_t)thread->argument[4];
	incident->offset = thread->argument[5] * (thread->compat ? MMAP2_UNIT : 1);
	if (!(incident->flags & MAP_ANONYMOUS))
		process_file(thread->tid, incident->fd, incident);
}

static uint64_t lowest_address(void)
{
	unsigned long lowest = 0;
	FILE *file = fopen("/proc/sys/vm/mmap_min_addr", "re");

	if (file && fscanf(file, "%lu", &lowest) != 1)
		lowest = 0;
	if (file)
		fclose(file);
	return lowest;
}

static bool is_error(int64_t result)
{
	return result < 0 && result >= -4095;
}

static void take_mmap(struct state *state, const struct thread *thread, int64_t result)
{
	struct incident incident = { 0 };

	fill_call(thread, &incident);
	incident.returned = true;
	incident.result = thread->compat && (uint32_t)result > (uint32_t)-4096 ? (int32_t)result : result;
	if (is_error(incident.result)) {
		if (incident.flags & (MAP_FIXED | MAP_FIXED_NOREPLACE) && incident.address < lowest_address())
			incident.mmap_min_addr = lowest_address();
	} else if (incident.is_device) {
		process_vma(thread->tid, (uint64_t)incident.result, &incident);
	}
	model_mmap(state->model, &incident);
}

static void take_failed_open(struct state *state, const struct thread *thread, uint64_t path, int64_t result)
{
	char name[256] = "";
	/* Not across a page: what is behind it may not be there. */
	size_t length = 4096 - path % 4096;
	struct iovec to = { name, length < sizeof(name) - 1 ? length : sizeof(name) - 1 };
	struct iovec from = { (void *)path, to.iov_len };

	if (process_vm_readv(thread->tid, &to, 1, &from, 1, 0) > 0)
		model_open_failed(state->model, thread->process, name, (int)-result);
}

static void take_efault(struct state *state, const struct thread *thread)
{
	for (int i = 0; i < 6; i++)
		if (model_mapping(state->model, thread->process, thread->argument[i])) {
			model_efault(state->model, thread->process, thread->process, (int)thread->call,
				     thread->argument[i]);
			return;
		}
}

static void take_result(struct state *state, const struct thread *thread, int64_t result)
{
	const uint64_t *argument = thread->argument;
	bool compat = thread->compat, error = is_error(result);

	if (thread->call == (compat ? MMAP2_32 : SYS_mmap))
		take_mmap(state, thread, result);
	else if (thread->call == (compat ? MUNMAP_32 : SYS_munmap) && !error)
		model_unmap(state->model, thread->process, argument[0], argument[1]);
	else if (thread->call == (compat ? MREMAP_32 : SYS_mremap) && !error)
		model_move(state->model, thread->process, argument[0], argument[1], (uint64_t)result, argument[2]);
	else if (thread->call == SYS_openat && !compat && error)
		take_failed_open(state, thread, argument[1], result);
#ifdef SYS_open
	else if (thread->call == SYS_open && !compat && error)
		take_failed_open(state, thread, argument[0], result);
#endif
	else if (result == -EFAULT && !compat)
		take_efault(state, thread);
}

static void take_system_call(struct state *state, struct thread *thread)
{
	struct __ptrace_syscall_info info = { 0 };

	if (ptrace(PTRACE_GET_SYSCALL_INFO, thread->tid, sizeof(info), &info) < 0)
		return;
	if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
		thread->inside = true;
		thread->compat = info.arch != NATIVE;
		thread->call = info.entry.nr;
		memcpy(thread->argument, info.entry.args, sizeof(thread->argument));
		thread->since = now();
	} else if (info.op == PTRACE_SYSCALL_INFO_EXIT && thread->inside) {
		thread->inside = false;
		take_result(state, thread, info.exit.rval);
	}
}

/* --- Stops --------------------------------------------------------------------------------------- */

static void take_event(struct state *state, struct thread *thread, int event)
{
	unsigned long message = 0;
	struct thread *child;

	if (event == PTRACE_EVENT_EXEC) {
		/* All other threads are gone, and this one has the number of the first. */
		thread->process = process_of(thread->tid);
		model_exec(state->model, thread->process);
		return;
	}
	if (ptrace(PTRACE_GETEVENTMSG, thread->tid, NULL, &message) < 0)
		return;
	child = thread_of(state, (pid_t)message);
	if (child->process != thread->process)
		model_fork(state->model, thread->process, child->process);
}

/* A signal is about to be delivered; the kernel's own have a positive code. */
static void take_signal(struct state *state, const struct thread *thread)
{
	struct incident signal = { .pid = thread->process };
	siginfo_t info;

	if (ptrace(PTRACE_GETSIGINFO, thread->tid, NULL, &info) < 0 || info.si_code <= 0)
		return;
	if (info.si_signo != SIGSEGV && info.si_signo != SIGBUS)
		return;
	signal.signal = info.si_signo;
	signal.signal_code = info.si_code;
	signal.signal_address = (uint64_t)info.si_addr;
	model_signal(state->model, &signal);
}

static bool is_stop(int signal)
{
	return signal == SIGSTOP || signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU;
}

static void take_stop(struct state *state, pid_t tid, int status)
{
	struct thread *thread = thread_of(state, tid);
	int signal = WSTOPSIG(status), event = status >> 16;

	if (signal == (SIGTRAP | 0x80)) {
		take_system_call(state, thread);
		signal = 0;
	} else if (event == PTRACE_EVENT_STOP) {
		if (is_stop(signal)) {
			ptrace(PTRACE_LISTEN, tid, NULL, NULL);
			return;
		}
		signal = 0;
	} else if (event) {
		take_event(state, thread, event);
		signal = 0;
	} else {
		take_signal(state, thread);
	}
	ptrace(PTRACE_SYSCALL, tid, NULL, (void *)(intptr_t)signal);
}

static void take_end(struct state *state, struct subject *subject, pid_t tid, int status)
{
	struct thread *thread = thread_of(state, tid);

	if (is_alone(state, thread))
		model_exit(state->model, thread->process, status);
	forget(state, tid);
	if (tid == subject->pid) {
		subject->ended = true;
		subject->status = status;
	}
}

/* --- The watch ------------------------------------------------------------------------------------ */

/* An mmap that does not return. */
static void find_stuck(struct state *state, int seconds)
{
	for (struct thread *thread = state->threads; thread && !state->stuck; thread = thread->next) {
		struct incident incident = { 0 };

		if (!thread->inside || thread->call != (thread->compat ? MMAP2_32 : SYS_mmap) ||
		    now() - thread->since < seconds)
			continue;
		fill_call(thread, &incident);
		strcpy(incident.stuck_in, "mmap");
		model_stuck(state->model, &incident);
		state->stuck = true;
	}
}

static void wake(int signal)
{
	(void)signal;
}

static void follow(struct state *state, struct subject *subject)
{
	struct itimerval each = { .it_interval.tv_sec = 1, .it_value.tv_sec = 1 }, never = { 0 };
	struct sigaction action = { .sa_handler = wake };
	time_t killed = 0;
	int status;

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &each, NULL);
	while (!subject->ended && (subject->own || !collect_enough)) {
		pid_t tid = waitpid(-1, &status, __WALL);

		if (tid < 0 && errno != EINTR)
			break;
		if (tid > 0 && WIFSTOPPED(status))
			take_stop(state, tid, status);
		else if (tid > 0)
			take_end(state, subject, tid, status);
		find_stuck(state, subject->seconds);
		if (!state->stuck)
			continue;
		subject->stuck = true;
		if (!subject->own || (killed && now() - killed > KILL_SECONDS))
			break;
		if (!killed) {
			killed = now();
			kill(subject->pid, SIGKILL);
		}
	}
	setitimer(ITIMER_REAL, &never, NULL);
}

static void existing(void *context, const struct incident *mapping)
{
	struct state *state = context;
	struct incident incident = *mapping;

	strcpy(incident.source, "ptrace");
	if (incident.is_device)
		process_vma(incident.pid, incident.vma_start, &incident);
	model_existing(state->model, &incident);
}

/* Trace all threads, from the next system call on. */
static int seize(struct state *state, pid_t pid)
{
	char name[32];
	struct dirent *entry;
	int err = -ESRCH;
	DIR *tasks;

	snprintf(name, sizeof(name), "/proc/%d/task", pid);
	tasks = opendir(name);
	while (tasks && (entry = readdir(tasks))) {
		pid_t tid = (pid_t)strtol(entry->d_name, NULL, 10);

		if (tid <= 0)
			continue;
		if (ptrace(PTRACE_SEIZE, tid, NULL, (void *)(intptr_t)OPTIONS) < 0) {
			err = -errno;
			continue;
		}
		thread_of(state, tid);
		ptrace(PTRACE_INTERRUPT, tid, NULL, NULL);
		if (tid == pid)
			err = 0;
	}
	if (tasks)
		closedir(tasks);
	return err;
}

/* The tracer's end would do; but a process of -p goes on, and a tracee that runs has to be stopped first. */
static void release(struct state *state)
{
	int status;

	for (struct thread *thread = state->threads; thread; thread = thread->next)
		if (ptrace(PTRACE_INTERRUPT, thread->tid, NULL, NULL) == 0 &&
		    waitpid(thread->tid, &status, __WALL | WNOHANG) >= 0)
			ptrace(PTRACE_DETACH, thread->tid, NULL, NULL);
}

static int run(void *context, struct subject *subject)
{
	struct state *state = context;
	int err;

	err = seize(state, subject->pid);
	if (!err && !subject->own)
		err = process_maps(subject->pid, existing, state);
	if (subject->own) {
		int go = launch_go(subject);

		err = err ? err : go;
	}
	if (err)
		return err;
	follow(state, subject);
	if (!subject->own)
		release(state);
	return 0;
}

static void *open_state(struct model *model, char why[COLLECT_TEXT], char blind[COLLECT_TEXT])
{
	struct state *state = calloc(1, sizeof(*state));

	if (!state) {
		snprintf(why, COLLECT_TEXT, "%s", strerror(errno));
		return NULL;
	}
	state->model = model;
	snprintf(blind, COLLECT_TEXT, "what happens inside the kernel: the driver's answer, the helpers it calls, and what the "
				      "fault handler returns");
	return state;
}

static void close_state(void *context)
{
	struct state *state = context;

	while (state->threads)
		forget(state, state->threads->tid);
	free(state);
}

const struct collector collector_ptrace = {
	.name = "ptrace",
	.open = open_state,
	.run = run,
	.close = close_state,
};
