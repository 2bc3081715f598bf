// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "explain/obstacle.h"
#include "explain/tracefs.h"

#define PLACE "/sys/kernel/tracing"

/* So many threads may be in one function at once, whether they are watched or not. */
#define MOST_INSIDE 256

/* How long the kernel may hold what is to be taken away. */
#define TRIES 500
#define TRY_NANOSECONDS 10000000

/**
 * struct tracefs - see tracefs.h
 * @group: what our probes and our buffer are called
 * @events: the file that makes probes
 * @pipe: the buffer, to be read
 * @text, @used, @next: what was read of it, and how much of that was handed out
 * @cleaner, @alive: the process that cleans up, and what it sees our end by
 */
struct tracefs {
	char group[32];
	int events;
	int pipe;
	char text[65536];
	size_t used;
	size_t next;
	pid_t cleaner;
	int alive;
};

/* --- Files ----------------------------------------------------------------------------------- */

static int write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC), err = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		err = -errno;
	close(fd);
	return err;
}

/* Write to a file of our instance. */
static int write_own(const struct tracefs *tracefs, const char *file, const char *text)
{
	char path[256];

	snprintf(path, sizeof(path), PLACE "/instances/%s/%s", tracefs->group, file);
	return write_file(path, text);
}

/* --- Clean up ---------------------------------------------------------------------------------- */

/* Remove our probes. A line that makes one is "p:GROUP/EVENT FUNCTION ..."; the first that is in use stops us. */
static int remove_probes(const char *group)
{
	FILE *file = fopen(PLACE "/kprobe_events", "re");
	char line[512], event[128], order[160];
	size_t length = strlen(group);
	int err = 0;

	while (file && !err && fgets(line, sizeof(line), file)) {
		const char *name = strchr(line, ':');

		if (!name || strncmp(name + 1, group, length) != 0 || name[1 + length] != '/' ||
		    sscanf(name + 1, "%127s", event) != 1)
			continue;
		snprintf(order, sizeof(order), "-:%s", event);
		err = write_file(PLACE "/kprobe_events", order);
	}
	if (file)
		fclose(file);
	return err;
}

/* Whoever reads the buffer holds the instance, and that the probes. */
static void clean(const char *group)
{
	struct timespec wait = { .tv_nsec = TRY_NANOSECONDS };
	char path[256];

	snprintf(path, sizeof(path), PLACE "/instances/%s", group);
	for (int i = 0; i < TRIES; i++) {
		if ((rmdir(path) == 0 || errno == ENOENT) && remove_probes(group) == 0)
			return;
		nanosleep(&wait, NULL);
	}
}

/* No signal of the terminal's is for it; and who waits for the end of our output waits for us alone. */
static void stay_behind(void)
{
	static const int signals[] = { SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGPIPE, SIGTSTP };
	int nothing = open("/dev/null", O_RDWR);

	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		signal(signals[i], SIG_IGN);
	setsid();
	prctl(PR_SET_NAME, "maps-cleaner");
	for (int fd = 0; fd < 3 && nothing >= 0; fd++)
		dup2(nothing, fd);
}

/* A process of its own cleans up once ours has ended: no signal keeps it from that. */
static int start_cleaner(struct tracefs *tracefs, bool mounted)
{
	int ends[2];
	char byte;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	tracefs->cleaner = fork();
	if (tracefs->cleaner == 0) {
		close(ends[1]);
		stay_behind();
		while (read(ends[0], &byte, 1) < 0 && errno == EINTR)
			;
		clean(tracefs->group);
		if (mounted)
			umount(PLACE);
		_exit(0);
	}
	close(ends[0]);
	tracefs->alive = ends[1];
	return tracefs->cleaner < 0 ? -errno : 0;
}

/* --- Open and close ----------------------------------------------------------------------------- */

static bool is_mounted(void)
{
	return access(PLACE "/instances", F_OK) == 0;
}

/* Where it is not mounted, do so. Returns the reason why it cannot be used; NULL: it can. */
static const char *reach(bool *mounted)
{
	const char *reason = obstacle_find();

	if (reason)
		return reason;
	if (geteuid() != 0)
		return "that takes root";
	if (access(PLACE, F_OK) < 0)
		return "the kernel has no tracing (CONFIG_TRACING), or /sys is not mounted";
	if (!is_mounted()) {
		if (mount("tracefs", PLACE, "tracefs", 0, NULL) < 0)
			return "tracefs is not mounted at " PLACE ", and we may not mount it";
		*mounted = true;
	}
	if (access(PLACE "/kprobe_events", F_OK) < 0)
		return "the kernel has no kprobe events (CONFIG_KPROBE_EVENTS)";
	return NULL;
}

/* How lines look may have been changed for all; trace-line.c wants them as they are by default. */
static void set_options(const struct tracefs *tracefs)
{
	static const char *const options[] = {
		"context-info", "noraw", "nohex", "nobin", "noverbose", "nofields", "norecord-tgid", "overwrite",
	};

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		write_own(tracefs, "trace_options", options[i]);
	/* One clock for all processors, so that what a thread did stays in its order. */
	write_own(tracefs, "trace_clock", "mono");
	write_own(tracefs, "buffer_size_kb", "1024");
}

static int make_instance(struct tracefs *tracefs)
{
	char path[256];
	int err;

	snprintf(path, sizeof(path), PLACE "/instances/%s", tracefs->group);
	if (mkdir(path, 0700) < 0 && errno != EEXIST)
		return -errno;
	set_options(tracefs);
	err = write_own(tracefs, "trace_options", "event-fork");
	if (err)
		return err;
	tracefs->events = open(PLACE "/kprobe_events", O_WRONLY | O_APPEND | O_CLOEXEC);
	if (tracefs->events < 0)
		return -errno;
	snprintf(path, sizeof(path), PLACE "/instances/%s/trace_pipe", tracefs->group);
	tracefs->pipe = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	return tracefs->pipe < 0 ? -errno : 0;
}

struct tracefs *tracefs_open(char *why, size_t size)
{
	struct tracefs *tracefs = calloc(1, sizeof(*tracefs));
	bool mounted = false;
	const char *reason;
	int err;

	if (!tracefs) {
		snprintf(why, size, "%s", strerror(ENOMEM));
		return NULL;
	}
	tracefs->events = -1;
	tracefs->pipe = -1;
	tracefs->alive = -1;
	snprintf(tracefs->group, sizeof(tracefs->group), "maps_%d", getpid());
	reason = reach(&mounted);
	if (reason) {
		snprintf(why, size, "%s", reason);
		if (mounted)
			umount(PLACE);
		free(tracefs);
		return NULL;
	}
	err = start_cleaner(tracefs, mounted);
	if (!err)
		err = make_instance(tracefs);
	if (err) {
		snprintf(why, size, PLACE " cannot be written: %s", strerror(-err));
		tracefs_close(tracefs);
		return NULL;
	}
	return tracefs;
}

void tracefs_close(struct tracefs *tracefs)
{
	if (tracefs->pipe >= 0)
		close(tracefs->pipe);
	if (tracefs->events >= 0)
		close(tracefs->events);
	if (tracefs->alive >= 0)
		close(tracefs->alive);
	while (tracefs->cleaner > 0 && waitpid(tracefs->cleaner, NULL, 0) < 0 && errno == EINTR)
		;
	free(tracefs);
}

/* --- Probes --------------------------------------------------------------------------------------- */

int tracefs_probe(struct tracefs *tracefs, const char *event, bool at_end, const char *function, const char *fields)
{
	char line[512], kind[16] = "p";

	if (at_end)
		snprintf(kind, sizeof(kind), "r%d", MOST_INSIDE);
	snprintf(line, sizeof(line), "%s:%s/%s %s %s\n", kind, tracefs->group, event, function, fields);
	return write(tracefs->events, line, strlen(line)) < 0 ? -errno : 0;
}

int tracefs_filter(struct tracefs *tracefs, const char *event, const char *filter)
{
	char file[128];

	snprintf(file, sizeof(file), "events/%s/%s/filter", tracefs->group, event);
	return write_own(tracefs, file, filter);
}

int tracefs_follow(struct tracefs *tracefs, pid_t tid)
{
	char text[16];

	snprintf(text, sizeof(text), "%d\n", tid);
	return write_own(tracefs, "set_event_pid", text);
}

int tracefs_begin(struct tracefs *tracefs)
{
	char file[64];

	snprintf(file, sizeof(file), "events/%s/enable", tracefs->group);
	return write_own(tracefs, file, "1");
}

/* --- What they tell ---------------------------------------------------------------------------------- */

/* A whole line of what was read; NULL: there is none. */
static char *cut_line(struct tracefs *tracefs)
{
	char *line = tracefs->text + tracefs->next, *end = memchr(line, '\n', tracefs->used - tracefs->next);

	if (!end)
		return NULL;
	*end = '\0';
	tracefs->next = (size_t)(end + 1 - tracefs->text);
	return line;
}

const char *tracefs_line(struct tracefs *tracefs)
{
	size_t rest = tracefs->used - tracefs->next;
	char *line = cut_line(tracefs);
	ssize_t count;

	if (line)
		return line;
	/* The kernel hands out whole lines; what is not one would be a line without an end. */
	memmove(tracefs->text, tracefs->text + tracefs->next, rest);
	tracefs->next = 0;
	tracefs->used = rest < sizeof(tracefs->text) / 2 ? rest : 0;
	count = read(tracefs->pipe, tracefs->text + tracefs->used, sizeof(tracefs->text) - tracefs->used);
	if (count <= 0)
		return NULL;
	tracefs->used += (size_t)count;
	return cut_line(tracefs);
}
