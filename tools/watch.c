// SPDX-License-Identifier: BSD-2-Clause
/* maps watch: areas and who has them mapped, again and again. */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "argument.h"
#include "command.h"
#include "message.h"
#include "terminal.h"
#include "watch-sample.h"

#define NAME "watch"
#define INTERVAL 2.0
#define INTERVAL_LEAST 0.05
#define INTERVAL_MOST 86400.0

/**
 * struct watch - what is watched, and how
 * @interval: seconds from one look to the next
 * @count: how many looks; 0: until Ctrl-C
 * @json: records as JSON
 * @devices: which areas; all where there are none
 * @nr_devices: how many these are
 */
struct watch {
	double interval;
	long count;
	bool json;
	char **devices;
	int nr_devices;
};

static void print_usage(FILE *out)
{
	fprintf(out, "Usage: maps watch [options] [DEVICE...]\n\n"
		     "Watch areas and who has them mapped: on a terminal as a live view, otherwise as records,\n"
		     "one per line. DEVICE is a path, the name of a device or a label; without one, all areas\n"
		     "are watched.\n\n"
		     "  -i, --interval SECONDS  the time between two samples (default: %g)\n"
		     "  -n, --count NUMBER      take this many samples (default: until Ctrl-C)\n"
		     "  -J, --json              records as JSON, one per line, even on a terminal\n"
		     "  -h, --help              this text\n", INTERVAL);
}

/* --- Options ------------------------------------------------------------------------ */

static bool parse_interval(const char *text, double *interval)
{
	char *end;

	errno = 0;
	*interval = strtod(text, &end);
	if (errno || end == text || *end || !(*interval >= INTERVAL_LEAST && *interval <= INTERVAL_MOST)) {
		message(NAME, "--interval %s: not a number from %g to %g", text, INTERVAL_LEAST, INTERVAL_MOST);
		return false;
	}
	return true;
}

/* Returns a status where the command ends here, and -1 where it goes on. */
static int parse(int argc, char **argv, struct watch *watch)
{
	static const struct option options[] = {
		{ "interval", required_argument, NULL, 'i' },
		{ "count", required_argument, NULL, 'n' },
		{ "json", no_argument, NULL, 'J' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 }
	};
	bool good = true;
	int option;

	while ((option = getopt_long(argc, argv, "i:n:Jh", options, NULL)) != -1) {
		switch (option) {
		case 'i':
			good &= parse_interval(optarg, &watch->interval);
			break;
		case 'n':
			good &= argument_number(NAME, "--count", optarg, 1, LONG_MAX, &watch->count);
			break;
		case 'J':
			watch->json = true;
			break;
		case 'h':
			print_usage(stdout);
			return COMMAND_DONE;
		default:
			good = false;
		}
	}
	if (!good) {
		message_usage(NAME);
		return COMMAND_USAGE;
	}
	watch->devices = argv + optind;
	watch->nr_devices = argc - optind;
	return -1;
}

/* --- Watch --------------------------------------------------------------------------- */

static volatile sig_atomic_t stopped;

static void on_stop(int signal)
{
	(void)signal;
	stopped = 1;
}

/*
 * Who ends it wants no more of it; that is not a failure. The signals come through only
 * where it waits, for time to pass or for the reader: so none is missed just before that.
 */
static void catch_stop(sigset_t *in_pauses)
{
	const struct sigaction action = { .sa_handler = on_stop };
	sigset_t signals;

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	sigprocmask(SIG_BLOCK, &signals, in_pauses);
	sigdelset(in_pauses, SIGINT);
	sigdelset(in_pauses, SIGTERM);
}

static void pause_for(double seconds, const sigset_t *in_pauses)
{
	struct timespec rest = { .tv_sec = (time_t)seconds };

	rest.tv_nsec = (long)((seconds - (double)rest.tv_sec) * 1e9);
	ppoll(NULL, 0, &rest, in_pauses);
}

static bool draw(const struct watch_sample *sample, const struct watch_sample *before, FILE *out)
{
	char *text = watch_screen(sample, before);
	unsigned int columns, rows;

	if (!text)
		return false;
	terminal_size(&columns, &rows);
	watch_screen_put(text, columns, rows, out);
	free(text);
	return true;
}

/* What is told of a look, to be freed; NULL where there is no memory. */
static char *compose(const struct watch *watch, const struct watch_sample *sample, const struct watch_sample *before,
		     size_t *length)
{
	char *text = NULL;
	FILE *out = open_memstream(&text, length);
	bool good = out;

	if (!out)
		return NULL;
	if (!watch->json && terminal_out())
		good = draw(sample, before, out);
	else
		watch_records(sample, before, watch->json, out);
	if (fclose(out) != 0 || !good) {
		free(text);
		return NULL;
	}
	return text;
}

/*
 * Hand it on. A pipe that is ready has room for PIPE_BUF bytes: so it is ppoll() that waits
 * for a reader, not write(), and lets the signals through. Where there is room, ppoll()
 * leaves them for the next pause: a record is cut only where its reader makes us wait.
 */
static int put(const char *text, size_t length, const sigset_t *in_pauses)
{
	struct pollfd out = { .fd = STDOUT_FILENO, .events = POLLOUT };

	while (length && !stopped) {
		ssize_t written = -1;

		if (ppoll(&out, 1, NULL, in_pauses) > 0)
			written = write(out.fd, text, length < PIPE_BUF ? length : PIPE_BUF);
		if (written >= 0) {
			text += written;
			length -= (size_t)written;
		} else if (errno != EINTR && errno != EAGAIN) {
			return -errno;
		}
	}
	return 0;
}

/* Look once. What was seen takes the place of what was seen before. */
static int look(const struct watch *watch, struct watch_sample *before, const sigset_t *in_pauses)
{
	struct watch_sample sample;
	size_t length;
	char *text;
	int err;

	err = watch_sample_take(watch->devices, watch->nr_devices, before, &sample);
	if (err)
		return err;
	text = compose(watch, &sample, before, &length);
	watch_sample_free(before);
	*before = sample;
	if (!text) {
		message(NAME, "%s; free some memory and try again", strerror(ENOMEM));
		return -ENOMEM;
	}
	err = put(text, length, in_pauses);
	if (err)
		message(NAME, "standard output: %s; is it open, and is there room?", strerror(-err));
	free(text);
	return err;
}

static enum command_status watch_run(int argc, char **argv)
{
	struct watch watch = { .interval = INTERVAL };
	struct watch_sample before = { 0 };
	sigset_t in_pauses;
	int ended, err = 0;

	ended = parse(argc, argv, &watch);
	if (ended >= 0)
		return (enum command_status)ended;
	catch_stop(&in_pauses);
	for (long i = 0; !err && !stopped; i++) {
		err = look(&watch, &before, &in_pauses);
		if (watch.count && i + 1 == watch.count)
			break;
		if (!err && !stopped)
			pause_for(watch.interval, &in_pauses);
	}
	watch_sample_free(&before);
	return err ? COMMAND_FAILED : COMMAND_DONE;
}

const struct command command_watch = {
	.name = NAME,
	.summary = "show a live view of areas and of who has them mapped",
	.run = watch_run,
};
