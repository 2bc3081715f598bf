// SPDX-License-Identifier: BSD-2-Clause
/*
 * Each allocation fails in turn: the first one that a step reaches, the second one, and so
 * on until the step reaches no more. Each time the step succeeds or gives the errno that is
 * documented, nothing is lost or left behind, and to try it again works.
 *
 * For a kernel with fault injection, such as the debug kernels. With an argument, the name of
 * a mapper or "load", for that alone.
 *
 * needs cpus 1
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "counts.h"
#include "fail-nth.h"
#include "steps.h"
#include "tests/abi/driver.h"
#include "tests/tap.h"

#define MOST_POINTS	20000	/* a step that goes on beyond that never ends */
#define LOST_KILOBYTES	1024	/* that may be less free afterwards: the kernel's own caches take some 300 */

/*
 * A step has come to its end when so many failures in a row are not reached. The kernel
 * fills caches of its own at times: the first one that is not reached may be a step that
 * allocated less than the one before.
 */
#define IN_VAIN		8

#define HUGE_PAGES	(512 + 3)

static unsigned long all_points;

/* One failure, and what follows from it. Returns whether it was reached; notes what is wrong. */
static bool fail_once(const struct step *step, struct stage *stage, unsigned int nth, bool *good)
{
	bool reached, fine = true;
	int error;

	if (step->prepare)
		step->prepare(stage);
	fail_nth_arm(nth);
	error = step->act(stage);
	reached = fail_nth_disarm();

	if (error && (error != step->error || !reached)) {
		tap_note("allocation %u: %s", nth, strerror(error));
		fine = false;
	}
	if (error) {
		error = step->act(stage);
		if (error) {
			tap_note("allocation %u: tried again: %s", nth, strerror(error));
			fine = false;
		}
	}
	if (!error && step->good && !step->good(stage)) {
		tap_note("allocation %u: it is not as it should be", nth);
		fine = false;
	}
	if (step->undo)
		step->undo(stage, !error);
	*good &= fine;
	return reached;
}

static void sweep_step(const struct step *step, struct stage *stage)
{
	struct counts without = counts_take(true), before = without;
	unsigned int nth = 0, points = 0, in_vain = 0;
	bool good = true, same = true;

	if (step->on_area) {
		stage_create(stage);
		before = counts_take(true);
	}
	while (in_vain < IN_VAIN && nth < MOST_POINTS && same) {
		bool reached = fail_once(step, stage, ++nth, &good);

		points += reached;
		in_vain = reached ? 0 : in_vain + 1;
		same = counts_are(&before, in_vain == IN_VAIN);
		if (!same)
			tap_note("allocation %u: the counts are not the same afterwards", nth);
	}
	/* Whoever holds on to the area in vain keeps its memory, too. */
	if (step->on_area) {
		stage_destroy(stage);
		same &= counts_are(&without, true);
	}
	all_points += points;
	tap_ok(good && same && in_vain == IN_VAIN, "%s: %s: success, or %s, and all as before, where an allocation fails",
	       config_name(stage->config), step->name, step->error ? strerror(step->error) : "nothing else");
	tap_note("%u allocations", points);
	if (step->allocates)
		tap_ok(points > 0, "%s: %s: there is an allocation", config_name(stage->config), step->name);
}

/* What a leak of pages would take away, which no other count here has. */
static void check_free(long long before)
{
	long long lost = 0;

	for (unsigned int tries = 0; tries < 5; tries++) {
		lost = before - counts_free_kilobytes();
		if (lost < LOST_KILOBYTES)
			break;
		sleep(1);
	}
	tap_ok(lost < LOST_KILOBYTES, "no memory is lost");
	tap_note("%lld kB less are free", lost);
}

/* Of what private mappings may do, most steps see nothing. */
static bool is_worth(const struct step *step, const struct config *config)
{
	if (step->suits && !step->suits(config))
		return false;
	return step->private || strcmp(config->private, "copy") == 0;
}

static void sweep_configuration(const struct config *config)
{
	struct stage stage = { .config = config, .fd = -1, .revoke = -1 };
	struct maps_create other = create_request(page_size());

	if (driver_load("devices=0"))
		tap_bail("maps.ko: %s", driver_complaint());
	stage.control = open("/dev/maps-control", O_RDWR | O_CLOEXEC);
	other.flags = MAPS_CREATE_ANONYMOUS;
	if (stage.control < 0 || area_create(&other))
		tap_bail("/dev/maps-control: %s", strerror(errno));
	stage.other = other.result;
	for (const struct step *step = steps; step->name; step++)
		if (is_worth(step, config))
			sweep_step(step, &stage);
	close(stage.other);
	close(stage.control);
	tap_equal(driver_unload(), 0, "%s: unloads", config_name(config));
}

/* What each backing allocates is swept by create, too: one will do. */
static void sweep_load(void)
{
	const struct config config = { "vmalloc", "insert", "copy", PAGES };
	struct stage stage = { .config = &config, .module = open("/modules/maps.ko", O_RDONLY | O_CLOEXEC) };

	if (stage.module < 0)
		tap_bail("/modules/maps.ko: %s", strerror(errno));
	snprintf(stage.parameters, sizeof(stage.parameters), "devices=2 backing=%s mapper=%s", config.backing, config.mapper);
	for (const struct step *step = load_steps; step->name; step++)
		sweep_step(step, &stage);
	close(stage.module);
}

/* The kernel's log is judged when the machine ends, as are leaks (vm/init): some of it is meant to be. */
static void announce(void)
{
	int fd = open("/dev/kmsg", O_WRONLY | O_CLOEXEC);
	static const char text[] = "maps: from here on, allocations fail on purpose";

	if (fd < 0 || write(fd, text, sizeof(text) - 1) < 0)
		tap_bail("/dev/kmsg: %s", strerror(errno));
	close(fd);
}

static void *sweep(void *only)
{
	long long before;

	if (!fail_nth_prepare()) {
		tap_skip("the kernel has no fault injection (CONFIG_FAILSLAB, CONFIG_FAIL_PAGE_ALLOC, fail-nth)",
			 "each allocation fails in turn");
		return NULL;
	}
	/* What is not in memory yet would be allocated while a step is tried. */
	if (mlockall(MCL_CURRENT))
		tap_bail("mlockall: %s", strerror(errno));
	announce();

	/* This fills the kernel's caches, and what its watchers remember; all is swept after it. */
	sweep_configuration(&configs[0]);
	before = counts_free_kilobytes();
	if (!only || strcmp(only, "load") == 0)
		sweep_load();
	for (const struct config *config = configs; config->backing; config++) {
		struct config larger = *config;

		/* With a piece that a huge entry maps, and some smaller ones. */
		if (strcmp(config->mapper, "huge") == 0)
			larger.pages = HUGE_PAGES;
		if (!only || strcmp(only, config->mapper) == 0)
			sweep_configuration(&larger);
	}
	tap_ok(all_points > 0, "%lu allocations failed", all_points);
	check_free(before);
	tap_equal(driver_load(""), 0, "loads");
	tap_equal(driver_unload(), 0, "unloads");
	return NULL;
}

int main(int argc, char **argv)
{
	const size_t size = 1 << 20;
	void *stack = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	pthread_attr_t attributes;
	pthread_t thread;

	/* Shared, so that nothing of it is copied after a fork: see fork_it() of steps.c. */
	pthread_attr_init(&attributes);
	if (stack == MAP_FAILED || pthread_attr_setstack(&attributes, stack, size) ||
	    pthread_create(&thread, &attributes, sweep, argc > 1 ? argv[1] : NULL))
		tap_bail("no thread");
	pthread_join(thread, NULL);
	return tap_done();
}
