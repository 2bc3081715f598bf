// SPDX-License-Identifier: BSD-2-Clause
#include <dirent.h>
#include <errno.h>
#include <linux/audit.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "explain/facts.h"
#include "explain/family.h"
#include "explain/launch.h"
#include "explain/mapped-size.h"
#include "explain/model.h"
#include "explain/process-maps.h"
#include "explain/system-call.h"
#include "explain/threads.h"
#include "explain/tracer.h"
#include "tools/process-name.h"

#define OPTIONS (PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | \
		 PTRACE_O_TRACEEXEC)

/* How long a process may take to be gone once it is killed. */
#define KILL_SECONDS	3

/* How long a thread may take to stop, so that it can be let go. */
#define RELEASE_SECONDS	1

#ifdef __x86_64__
#define NATIVE AUDIT_ARCH_X86_64
#define OPEN SYS_open
#define OPENAT_32 295
#define PKEY_MPROTECT_32 380
#else
#define NATIVE AUDIT_ARCH_AARCH64
#define OPEN UINT64_MAX		/* it has openat only */
#define OPENAT_32 322
#define PKEY_MPROTECT_32 394
#endif

/* Of 32-bit programs; i386 and arm have the same numbers for these. */
#define OPEN_32		5
#define MMAP2_32	192
#define MUNMAP_32	91
#define MPROTECT_32	125
#define MREMAP_32	163
#define MMAP2_UNIT	4096

/**
 * struct tracer - see tracer.h
 * @source: as in incident.source
 * @threads: all that are traced
 * @looked: when it was last looked for what is stuck
 * @stuck: something is
 */
struct tracer {
	struct model *model;
	const char *source;
	const struct inside *inside;
	struct threads threads;
	uint64_t entered;
	time_t looked;
	bool stuck;
};

static time_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec;
}

/* Whoever of several threads runs another program, the others are gone, and it has the first one's number. */
static void forget_others(struct tracer *tracer, const struct thread *thread)
{
	struct thread *other = tracer->threads.first, *next;

	for (; other; other = next) {
		next = other->next;
		if (other == thread || other->process != thread->process)
			continue;
		if (tracer->inside)
			tracer->inside->forget(tracer->inside->context, other->tid);
		threads_forget(&tracer->threads, other->tid);
	}
}

static bool is_mmap(const struct thread *thread)
{
	return thread->call == (thread->compat ? MMAP2_32 : SYS_mmap);
}

/* --- System calls ------------------------------------------------------------------------------ */

static void fill_common(const struct tracer *tracer, const struct thread *thread, struct incident *incident)
{
	snprintf(incident->source, sizeof(incident->source), "%s", tracer->source);
	incident->pid = thread->process;
	incident->tid = thread->tid;
	incident->page = (uint32_t)sysconf(_SC_PAGESIZE);
	process_name_read(thread->tid, incident->command, sizeof(incident->command));
}

static void fill_call(const struct tracer *tracer, const struct thread *thread, struct incident *incident)
{
	fill_common(tracer, thread, incident);
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
	if (tracer->inside)
		tracer->inside->call(tracer->inside->context, thread->tid, incident);
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

static void take_mmap(struct tracer *tracer, const struct thread *thread, int64_t result)
{
	struct incident incident = { .returned = true };

	fill_call(tracer, thread, &incident);
	incident.result = thread->compat && (uint32_t)result > (uint32_t)-4096 ? (int32_t)result : result;
	if (is_error(incident.result)) {
		if (incident.flags & (MAP_FIXED | MAP_FIXED_NOREPLACE) && incident.address < lowest_address())
			incident.mmap_min_addr = lowest_address();
	} else {
		incident.passed |= PASSED_SECURITY | PASSED_CHECKS;
		if (incident.is_device)
			process_vma(thread->tid, (uint64_t)incident.result, &incident);
	}
	model_mmap(tracer->model, &incident);
}

static void take_failed_open(struct tracer *tracer, const struct thread *thread, uint64_t path, int64_t result)
{
	char name[256] = "";
	/* Not across a page: what is behind it may not be there. */
	size_t length = 4096 - path % 4096;
	struct iovec to = { name, length < sizeof(name) - 1 ? length : sizeof(name) - 1 };
	struct iovec from = { (void *)path, to.iov_len };

	if (process_vm_readv(thread->tid, &to, 1, &from, 1, 0) > 0)
		model_open_failed(tracer->model, thread->process, name, (int)-result);
}

/* What was seen of an access to memory at @address, where nothing is known of the instruction but @ip. */
static void take_fault(struct tracer *tracer, const struct thread *thread, uint64_t address, uint64_t ip)
{
	struct incident fault = { .fault_address = address, .fault_ip = ip };

	if (!tracer->inside || !tracer->inside->fault(tracer->inside->context, thread->tid, &fault))
		return;
	fill_common(tracer, thread, &fault);
	process_vma(thread->tid, fault.fault_address, &fault);
	model_fault(tracer->model, &fault);
}

static void take_efault(struct tracer *tracer, const struct thread *thread)
{
	struct incident efault = {
		.pid = thread->process, .tid = thread->tid,
		.system_call = (int)(thread->compat ? system_call_of_32bit((long)thread->call) : (long)thread->call),
	};

	for (int i = 0; i < 6; i++)
		if (model_mapping(tracer->model, thread->process, thread->argument[i])) {
			take_fault(tracer, thread, thread->argument[i], 0);
			efault.argument = thread->argument[i];
			if (model_maps_file(tracer->model, thread->process, thread->argument[i]))
				mapped_size_read(thread->tid, thread->argument[i], &efault);
			model_efault(tracer->model, thread->process, &efault);
			return;
		}
}

static bool is_mprotect(const struct thread *thread)
{
	if (thread->compat)
		return thread->call == MPROTECT_32 || thread->call == PKEY_MPROTECT_32;
	return thread->call == SYS_mprotect || thread->call == SYS_pkey_mprotect;
}

static void take_result(struct tracer *tracer, const struct thread *thread, int64_t result)
{
	const uint64_t *argument = thread->argument;
	bool compat = thread->compat, error = is_error(result);

	if (is_mmap(thread))
		take_mmap(tracer, thread, result);
	else if (thread->call == (compat ? MUNMAP_32 : SYS_munmap) && !error)
		model_unmap(tracer->model, thread->process, argument[0], argument[1]);
	else if (thread->call == (compat ? MREMAP_32 : SYS_mremap) && !error)
		model_move(tracer->model, thread->process, argument[0], argument[1], (uint64_t)result, argument[2]);
	else if (is_mprotect(thread) && !error)
		model_protect(tracer->model, thread->process, argument[0], argument[1], argument[2]);
	else if (thread->call == (compat ? OPENAT_32 : SYS_openat) && error)
		take_failed_open(tracer, thread, argument[1], result);
	else if (thread->call == (compat ? OPEN_32 : OPEN) && error)
		take_failed_open(tracer, thread, argument[0], result);
	else if (result == -EFAULT)
		take_efault(tracer, thread);
}

static void take_system_call(struct tracer *tracer, struct thread *thread)
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
		thread->entered = ++tracer->entered;
		if (tracer->inside)
			tracer->inside->enter(tracer->inside->context, thread->tid, is_mmap(thread));
	} else if (info.op == PTRACE_SYSCALL_INFO_EXIT && thread->inside) {
		thread->inside = false;
		take_result(tracer, thread, info.exit.rval);
	}
}

/* --- Stops --------------------------------------------------------------------------------------- */

static void take_event(struct tracer *tracer, struct thread *thread, int event)
{
	unsigned long message = 0;
	struct thread *child;

	if (event == PTRACE_EVENT_EXEC) {
		thread->process = thread_process(thread->tid);
		thread->inside = false;
		forget_others(tracer, thread);
		model_exec(tracer->model, thread->process);
		return;
	}
	if (ptrace(PTRACE_GETEVENTMSG, thread->tid, NULL, &message) < 0)
		return;
	child = threads_get(&tracer->threads, (pid_t)message);
	if (child->process != thread->process)
		model_fork(tracer->model, thread->process, child->process);
}

/* A signal is about to be delivered; the kernel's own have a positive code. */
static void take_signal(struct tracer *tracer, const struct thread *thread)
{
	struct incident signal = { .pid = thread->process, .tid = thread->tid };
	struct __ptrace_syscall_info at = { 0 };
	siginfo_t info;

	if (ptrace(PTRACE_GETSIGINFO, thread->tid, NULL, &info) < 0 || info.si_code <= 0)
		return;
	if (info.si_signo != SIGSEGV && info.si_signo != SIGBUS)
		return;
	ptrace(PTRACE_GET_SYSCALL_INFO, thread->tid, sizeof(at), &at);
	take_fault(tracer, thread, (uint64_t)info.si_addr, at.instruction_pointer);
	signal.signal = info.si_signo;
	signal.signal_code = info.si_code;
	signal.signal_address = (uint64_t)info.si_addr;
	signal.fault_ip = at.instruction_pointer;
	if (model_maps_file(tracer->model, thread->process, signal.signal_address))
		mapped_size_read(thread->tid, signal.signal_address, &signal);
	model_signal(tracer->model, &signal);
}

static bool is_stop(int signal)
{
	return signal == SIGSTOP || signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU;
}

static void take_stop(struct tracer *tracer, pid_t tid, int status)
{
	struct thread *thread = threads_get(&tracer->threads, tid);
	int signal = WSTOPSIG(status), event = status >> 16;

	if (signal == (SIGTRAP | 0x80)) {
		take_system_call(tracer, thread);
		signal = 0;
	} else if (event == PTRACE_EVENT_STOP) {
		if (is_stop(signal)) {
			ptrace(PTRACE_LISTEN, tid, NULL, NULL);
			return;
		}
		signal = 0;
	} else if (event) {
		take_event(tracer, thread, event);
		signal = 0;
	} else {
		take_signal(tracer, thread);
	}
	thread->asked = false;
	if (tracer->inside && !thread->inside)
		tracer->inside->stop(tracer->inside->context, tid);
	ptrace(PTRACE_SYSCALL, tid, NULL, (void *)(intptr_t)signal);
}

/* As in stuck.c; what a thread does in the kernel is for others to know. */
static bool is_populating(const struct thread *thread)
{
	return thread->argument[3] & (MAP_POPULATE | MAP_LOCKED);
}

/* Nor who waits for a thread of the same process that read in before: it has the lock that an mmap wants. */
static bool waits_for_populating(const struct tracer *tracer, const struct thread *thread)
{
	for (const struct thread *other = tracer->threads.first; other; other = other->next)
		if (other->process == thread->process && other->inside && is_mmap(other) && is_populating(other) &&
		    other->entered <= thread->entered)
			return true;
	return false;
}

/*
 * Something is in flight, and will not come back: the mmap that the thread is in, or else a
 * fault. @fault is what was seen of one; such an mmap may be in one, too, if it is in no helper.
 */
static void take_stuck(struct tracer *tracer, const struct thread *thread, const struct incident *fault)
{
	struct incident incident = { 0 };

	if (!thread->inside || !is_mmap(thread)) {
		incident = *fault;
		fill_common(tracer, thread, &incident);
		model_stuck(tracer->model, &incident);
		return;
	}
	fill_call(tracer, thread, &incident);
	if (!incident.stuck_in[0] && fault->faulted) {
		incident_add_fault(&incident, fault);
		memcpy(incident.stuck_in, fault->stuck_in, sizeof(incident.stuck_in));
	}
	if (!incident.stuck_in[0])
		strcpy(incident.stuck_in, "mmap");
	model_stuck(tracer->model, &incident);
}

static void take_end(struct tracer *tracer, struct subject *subject, pid_t tid, int status)
{
	struct thread *thread = threads_get(&tracer->threads, tid);
	struct incident incident = { 0 };

	if (tracer->inside && WIFSIGNALED(status) &&
	    tracer->inside->is_unfinished(tracer->inside->context, tid, &incident))
		take_stuck(tracer, thread, &incident);
	if (threads_is_alone(&tracer->threads, thread))
		model_exit(tracer->model, thread->process, status);
	threads_forget(&tracer->threads, tid);
	if (tracer->inside)
		tracer->inside->forget(tracer->inside->context, tid);
	if (tid == subject->pid) {
		subject->ended = true;
		subject->status = status;
	}
}

/* --- The watch ------------------------------------------------------------------------------------ */

/*
 * A file system may wait for a server; a driver that waits for so long in a fault is stuck, and
 * so is one in a helper. What is no file's mapping has no driver.
 */
static bool is_of_file_system(const struct tracer *tracer, const struct thread *thread, const struct incident *fault)
{
	const struct incident *mapping;

	if (fact_unfinished(fault))
		return false;
	if (thread->inside && is_mmap(thread))
		return process_has_regular(thread->tid, (int)thread->argument[4]);
	mapping = model_mapping(tracer->model, thread->process, fault->fault_address);
	return !mapping || mapping->is_regular;
}

/* A fault that does not return: a thread that is not in the kernel can be stopped. */
static bool is_in_fault(struct tracer *tracer, struct thread *thread, int seconds, struct incident *incident)
{
	enum inside_state state = INSIDE_FINE;

	if (tracer->inside)
		state = tracer->inside->look(tracer->inside->context, thread->tid, seconds, incident);
	if (state == INSIDE_SUSPECT && !thread->asked) {
		thread->asked = true;
		ptrace(PTRACE_INTERRUPT, thread->tid, NULL, NULL);
	}
	return state == INSIDE_STUCK && !is_of_file_system(tracer, thread, incident);
}

/* Once a second is enough. */
static void find_stuck(struct tracer *tracer, int seconds)
{
	if (now() == tracer->looked)
		return;
	tracer->looked = now();
	for (struct thread *thread = tracer->threads.first; thread && !tracer->stuck; thread = thread->next) {
		struct incident incident = { 0 };

		if (thread->inside && is_mmap(thread) && !waits_for_populating(tracer, thread))
			tracer->stuck = now() - thread->since >= seconds;
		else
			tracer->stuck = is_in_fault(tracer, thread, seconds, &incident);
		if (tracer->stuck)
			take_stuck(tracer, thread, &incident);
	}
}

static void wake(int signal)
{
	(void)signal;
}

/* The command, and whom it left behind: what hangs may be any of them. */
static void kill_all(const struct tracer *tracer, const struct subject *subject)
{
	for (const struct thread *thread = tracer->threads.first; thread; thread = thread->next)
		kill(thread->process, SIGKILL);
	kill(subject->pid, SIGKILL);
}

static void follow(struct tracer *tracer, struct subject *subject)
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
			take_stop(tracer, tid, status);
		else if (tid > 0)
			take_end(tracer, subject, tid, status);
		find_stuck(tracer, subject->seconds);
		if (!tracer->stuck)
			continue;
		subject->stuck = true;
		if (!subject->own || (killed && now() - killed > KILL_SECONDS))
			break;
		if (!killed) {
			killed = now();
			kill_all(tracer, subject);
		}
	}
	setitimer(ITIMER_REAL, &never, NULL);
}

static void existing(void *context, const struct incident *mapping)
{
	const struct tracer *tracer = context;
	struct incident incident = *mapping;

	snprintf(incident.source, sizeof(incident.source), "%s", tracer->source);
	if (incident.is_device)
		process_vma(incident.pid, incident.vma_start, &incident);
	model_existing(tracer->model, &incident);
}

/* Trace all threads, from the next system call on. */
static int seize(void *context, pid_t pid)
{
	struct tracer *tracer = context;
	char name[32];
	int err = -ESRCH, seized = 0;
	struct dirent *entry;
	DIR *tasks;

	snprintf(name, sizeof(name), "/proc/%d/task", pid);
	tasks = opendir(name);
	while (tasks && (entry = readdir(tasks))) {
		pid_t tid = (pid_t)strtol(entry->d_name, NULL, 10);

		if (tid <= 0)
			continue;
		/* One that has just ended, or a main thread that has while others go on, is no matter. */
		if (ptrace(PTRACE_SEIZE, tid, NULL, (void *)(intptr_t)OPTIONS) < 0) {
			err = seized ? err : -errno;
			continue;
		}
		threads_get(&tracer->threads, tid);
		err = seized++ ? err : 0;
		if (tracer->inside && !err)
			err = tracer->inside->follow(tracer->inside->context, tid);
		ptrace(PTRACE_INTERRUPT, tid, NULL, NULL);
	}
	if (tasks)
		closedir(tasks);
	return err;
}

/* The signal that a tracee has stopped to get; 0: it has stopped for something else. */
static int pending_signal(int status)
{
	return WIFSTOPPED(status) && !(status >> 16) && WSTOPSIG(status) != (SIGTRAP | 0x80) ? WSTOPSIG(status) : 0;
}

/* What a thread is about to fork is traced already, too, and has a stop of its own. */
static void let_go(struct tracer *tracer, pid_t tid, int status)
{
	int event = status >> 16;

	if (event && event != PTRACE_EVENT_STOP)
		take_event(tracer, threads_get(&tracer->threads, tid), event);
	ptrace(PTRACE_DETACH, tid, NULL, (void *)(intptr_t)pending_signal(status));
	threads_forget(&tracer->threads, tid);
}

/*
 * The tracer's end would do; but a process of -p goes on, as those do that a command leaves
 * behind, and the report takes its time. Only a tracee that has stopped can be let go: each is
 * asked to, and waited for, unless it hangs in the kernel.
 */
static void release(struct tracer *tracer, struct subject *subject)
{
	struct timespec moment = { .tv_nsec = 10000000 };
	time_t begun = now();
	int status;

	for (struct thread *thread = tracer->threads.first; thread; thread = thread->next)
		ptrace(PTRACE_INTERRUPT, thread->tid, NULL, NULL);
	while (tracer->threads.first && now() - begun <= RELEASE_SECONDS) {
		pid_t tid = waitpid(-1, &status, __WALL | WNOHANG);

		if (tid < 0)
			break;
		if (!tid)
			nanosleep(&moment, NULL);
		else if (WIFSTOPPED(status))
			let_go(tracer, tid, status);
		else
			take_end(tracer, subject, tid, status);
	}
}

/* The children that it has from then on are traced by themselves. */
static int seize_running(void *context, pid_t pid)
{
	int err = seize(context, pid);

	return err ? err : process_maps(pid, existing, context);
}

int tracer_run(struct tracer *tracer, struct subject *subject)
{
	int err = subject->own ? seize(tracer, subject->pid) : family_each(subject->pid, seize_running, tracer);

	/* Without that, the command ends where it waits: it is watched, or not run. */
	if (!err && subject->own)
		err = launch_go(subject);
	if (err)
		return err;
	follow(tracer, subject);
	release(tracer, subject);
	return 0;
}

struct tracer *tracer_new(struct model *model, const char *source, const struct inside *inside)
{
	struct tracer *tracer = calloc(1, sizeof(*tracer));

	if (!tracer)
		return NULL;
	tracer->model = model;
	tracer->source = source;
	tracer->inside = inside;
	return tracer;
}

void tracer_free(struct tracer *tracer)
{
	threads_forget_all(&tracer->threads);
	free(tracer);
}
