// SPDX-License-Identifier: BSD-2-Clause
/*
 * Each device of tests/broken fails the checks that its row of the catalogue
 * names, and no other. Without a word, all devices that are not dangerous.
 *
 * Usage: broken [DEVICE...]
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "catalogue/catalogue.h"
#include "results.h"
#include "tap.h"

/* Whether the number is among those of @rows, which have blanks between. */
static bool has_row(const char *rows, unsigned int row)
{
	unsigned int number;
	int length;

	for (; sscanf(rows, "%u%n", &number, &length) == 1; rows += length)
		if (number == row)
			return true;
	return false;
}

static bool is_wanted(const struct catalogue_device *device, char **names)
{
	if (!names[0])
		return !device->dangerous;
	for (; names[0]; names++)
		if (strcmp(names[0], device->name) == 0)
			return true;
	return false;
}

static void check_device(const struct cause *cause, const struct catalogue_device *device)
{
	char path[80], warns[512];
	const char *const arguments[] = { "maps", "check", "--tap", "--scratch", SCRATCH, path, NULL };
	struct results results;

	snprintf(path, sizeof(path), "/dev/broken-%s", device->name);
	if (!tap_ok(access(path, R_OK | W_OK) == 0, "%s: it is there", path))
		return;
	results_of(&results, arguments);
	results_same(results.failed, device->fails, "%s, row %u: it fails what the row names", path, cause->row);
	snprintf(warns, sizeof(warns), "%s %s", device->warns ? device->warns : "",
		 results_have(results.design, "page-numbers") ? catalogue_find(29)->devices[0].warns : "");
	results_same(results.warned, warns, "and warns where the row says so");
	if (device->fails && device->fails[0])
		tap_ok(has_row(results.rows, cause->row), "the row is named as the cause");
	tap_equal(results.status, device->fails && device->fails[0] ? 1 : 0, "the exit status says whether it failed");
}

int main(int argc, char **argv)
{
	(void)argc;
	scratch_make();
	for (const struct cause *cause = catalogue; cause->row; cause++)
		for (size_t i = 0; i < CATALOGUE_DEVICES && cause->devices[i].name; i++)
			if (is_wanted(&cause->devices[i], argv + 1))
				check_device(cause, &cause->devices[i]);
	return tap_done();
}
