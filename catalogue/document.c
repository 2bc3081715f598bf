// SPDX-License-Identifier: BSD-2-Clause
/*
 * Write docs/failures.md, on standard output; see "make docs". With --dangerous, the
 * names of the dangerous devices of tests/broken, each with the checks that fail.
 */
#include <stdio.h>
#include <string.h>

#include "catalogue/catalogue.h"

static void print_introduction(void)
{
	puts("# Why the mmap of a device fails\n\n"
	     "Nearly every row was met by somebody who wrote a driver, or who used one. `maps check` names the row that explains a\n"
	     "failure best. If a driver can make the mistake and a VM can show it, `tests/broken` has a device that makes it: its\n"
	     "source is short, and worth reading beside the row.\n\n"
	     "This page is made of [catalogue/catalogue.c](../catalogue/catalogue.c) by `make docs`; so are the texts of `maps check`.\n\n"
	     "Evidence: *run*, reproduced on a kernel here; *read*, read in the kernel's source; *reported*, met by others.\n\n"
	     "| # | What a person sees |\n"
	     "|---|---|");
	for (const struct cause *cause = catalogue; cause->row; cause++)
		printf("| [%u](#row-%u) | %s |\n", cause->row, cause->row, cause->symptom);
}

static void print_item(const char *title, const char *text)
{
	if (text)
		printf("- **%s**: %s.\n", title, text);
}

/* The names of checks, as code, with commas between. */
static void print_names(const char *title, const char *names)
{
	if (!names || !names[0])
		return;
	printf("; %s ", title);
	while (*names) {
		size_t length = strcspn(names, " ");

		printf("`%.*s`%s", (int)length, names, names[length] ? ", " : "");
		names += length + (names[length] == ' ');
	}
}

static void print_devices(const struct cause *cause)
{
	if (cause->no_device)
		printf("- **No device** makes this mistake: %s.\n", cause->no_device);
	for (size_t i = 0; i < CATALOGUE_DEVICES && cause->devices[i].name; i++) {
		const struct catalogue_device *device = &cause->devices[i];

		printf("- **Device** [`/dev/broken-%s`](../tests/broken/%s.c)%s", device->name, device->name,
		       device->dangerous ? " (with `dangerous=1`: it hangs or breaks the kernel)" : "");
		print_names("fails", device->fails);
		print_names("warns", device->warns);
		puts(".");
	}
}

static void print_cause(const struct cause *cause)
{
	printf("\n## Row %u\n\n%s.\n\n", cause->row, cause->symptom);
	print_item("Cause", cause->cause);
	print_item("Decided by", cause->decided_by);
	print_item("Cure, in the driver", cause->driver_cure);
	print_item("Cure, in the program", cause->program_cure);
	print_item("Evidence", cause->evidence);
	print_devices(cause);
}

static void print_dangerous(void)
{
	for (const struct cause *cause = catalogue; cause->row; cause++)
		for (size_t i = 0; i < CATALOGUE_DEVICES && cause->devices[i].name; i++)
			if (cause->devices[i].dangerous)
				printf("%s %s\n", cause->devices[i].name, cause->devices[i].fails);
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "--dangerous") == 0) {
		print_dangerous();
		return fflush(stdout) ? 1 : 0;
	}
	print_introduction();
	for (const struct cause *cause = catalogue; cause->row; cause++)
		print_cause(cause);
	return fflush(stdout) ? 1 : 0;
}
