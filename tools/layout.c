// SPDX-License-Identifier: BSD-2-Clause
/* maps layout: a picture of an area's pages, and of how a process has them mapped. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "areas.h"
#include "argument.h"
#include "command.h"
#include "layout-look.h"
#include "layout-runs.h"
#include "layout-states.h"
#include "message.h"
#include "picture.h"
#include "size.h"
#include "terminal.h"
#include "trouble.h"

#define NAME "layout"
#define COLUMNS 64
#define COLUMNS_MOST 1024
#define ROWS 32

/**
 * struct drawing - a picture, and the lines above and below it
 * @picture: it; the cells are the drawing's
 * @caption, @remark: the lines
 * @states: its cells are how a process has the pages, not runs
 */
struct drawing {
	struct picture picture;
	char caption[256];
	char remark[256];
	bool states;
};

/**
 * struct layout - what is to be drawn
 * @device: as it was named
 * @pid: the process that is looked at; 0: none
 * @svg: the file to be written; NULL: the picture is for standard output
 * @columns: how many cells make a row; 0: as many as suit
 * @area: the device, open
 * @info: what is known of it
 * @page_size: of this machine
 * @pages: how many the area has
 * @scale: how many pages a cell stands for
 * @drawings: what there is to be shown
 * @count: how many these are
 */
struct layout {
	const char *device;
	pid_t pid;
	const char *svg;
	unsigned int columns;
	struct maps_area *area;
	struct maps_info *info;
	size_t page_size;
	size_t pages;
	size_t scale;
	struct drawing *drawings;
	size_t count;
};

static void print_usage(FILE *out)
{
	fprintf(out, "Usage: maps layout [options] DEVICE\n\n"
		     "Draw which pages of an area are adjacent in physical memory. DEVICE is a path, the name\n"
		     "of a device or a label. This requires root: the kernel shows page frames to nobody else.\n\n"
		     "  -p, --pid PID         also show how that process has each page mapped\n"
		     "      --svg FILE        write an SVG document; - is standard output\n"
		     "  -c, --columns NUMBER  the number of cells in a row (default: %d)\n"
		     "  -h, --help            this text\n", COLUMNS);
}

/* --- Options ------------------------------------------------------------------------ */

enum {
	OPTION_SVG = 256,
};

static bool take_option(struct layout *layout, int option)
{
	long number = 0;
	bool good = true;

	switch (option) {
	case 'p':
		good = argument_number(NAME, "--pid", optarg, 1, INT32_MAX, &number);
		layout->pid = (pid_t)number;
		break;
	case OPTION_SVG:
		layout->svg = optarg;
		break;
	case 'c':
		good = argument_number(NAME, "--columns", optarg, 1, COLUMNS_MOST, &number);
		layout->columns = (unsigned int)number;
		break;
	default:
		return false;
	}
	return good;
}

/* A row is not to be broken, where the terminal is a narrow one. */
static unsigned int default_columns(const struct layout *layout)
{
	unsigned int columns = COLUMNS + PICTURE_MARGIN, rows;

	if (!layout->svg && terminal_out())
		terminal_size(&columns, &rows);
	if (columns > COLUMNS + PICTURE_MARGIN)
		columns = COLUMNS + PICTURE_MARGIN;
	return columns > PICTURE_MARGIN ? columns - PICTURE_MARGIN : 1;
}

/* Returns a status where the command ends here, and -1 where it goes on. */
static int parse(int argc, char **argv, struct layout *layout)
{
	static const struct option options[] = {
		{ "pid", required_argument, NULL, 'p' },
		{ "svg", required_argument, NULL, OPTION_SVG },
		{ "columns", required_argument, NULL, 'c' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 }
	};
	bool good = true;
	int option;

	while ((option = getopt_long(argc, argv, "p:c:h", options, NULL)) != -1) {
		if (option == 'h') {
			print_usage(stdout);
			return COMMAND_DONE;
		}
		good &= take_option(layout, option);
	}
	if (good && argc - optind != 1) {
		message(NAME, argc == optind ? "no device; name one to draw" : "one device at a time");
		good = false;
	}
	if (!good) {
		message_usage(NAME);
		return COMMAND_USAGE;
	}
	layout->device = argv[optind];
	if (!layout->columns)
		layout->columns = default_columns(layout);
	return -1;
}

/* --- Drawings ------------------------------------------------------------------------- */

/* A new one, of @pages pages from the byte @first of the area on; NULL where there is no memory. */
static struct drawing *new_drawing(struct layout *layout, uint64_t first, size_t pages)
{
	struct drawing *list = reallocarray(layout->drawings, layout->count + 1, sizeof(*list));
	struct drawing *drawing;

	if (!list)
		return NULL;
	layout->drawings = list;
	drawing = &list[layout->count];
	*drawing = (struct drawing){
		.picture = {
			.count = (pages + layout->scale - 1) / layout->scale,
			.columns = layout->columns,
			.first = first,
			.bytes = layout->scale * layout->page_size,
		},
	};
	drawing->picture.cells = calloc(drawing->picture.count, sizeof(*drawing->picture.cells));
	if (!drawing->picture.cells)
		return NULL;
	layout->count++;
	return drawing;
}

/* How many of the @pages pages the cell @cell stands for. */
static size_t pages_of_cell(const struct layout *layout, size_t pages, size_t cell)
{
	size_t rest = pages - cell * layout->scale;

	return rest < layout->scale ? rest : layout->scale;
}

static int draw_runs(struct layout *layout, const uint64_t *frames)
{
	struct drawing *drawing = new_drawing(layout, 0, layout->pages);
	uint32_t *run = calloc(layout->pages, sizeof(*run));
	char size[SIZE_TEXT], page[SIZE_TEXT];
	struct layout_runs found;

	if (!drawing || !run) {
		free(run);
		return -ENOMEM;
	}
	found = layout_runs(frames, layout->pages, run);
	for (size_t i = 0; i < drawing->picture.count; i++)
		drawing->picture.cells[i] = layout_run_cell(run + i * layout->scale,
							    pages_of_cell(layout, layout->pages, i));
	snprintf(drawing->caption, sizeof(drawing->caption), "%s%s%s: %s, backing %s, mapper %s",
		 maps_info_name(layout->info), maps_info_label(layout->info)[0] ? " " : "",
		 maps_info_label(layout->info), size_format(maps_info_size(layout->info), size),
		 maps_info_backing(layout->info), maps_info_mapper(layout->info));
	snprintf(drawing->remark, sizeof(drawing->remark), "%zu page%s of %s in %zu run%s; longest %zu page%s",
		 layout->pages, layout->pages == 1 ? "" : "s", size_format(layout->page_size, page),
		 found.count, found.count == 1 ? "" : "s", found.longest, found.longest == 1 ? "" : "s");
	free(run);
	return 0;
}

static void remark_states(struct drawing *drawing, const enum picture_kind *states, size_t pages)
{
	size_t counts[PICTURE_KINDS] = { 0 };
	int length;

	for (size_t i = 0; i < pages; i++)
		counts[states[i]]++;
	length = snprintf(drawing->remark, sizeof(drawing->remark),
			  "%zu page%s: %zu in huge entries, %zu small, %zu private copies, %zu absent", pages,
			  pages == 1 ? "" : "s", counts[PICTURE_HUGE], counts[PICTURE_SMALL], counts[PICTURE_COPY],
			  counts[PICTURE_NOTHING]);
	if (counts[PICTURE_UNKNOWN])
		snprintf(drawing->remark + length, sizeof(drawing->remark) - (size_t)length,
			 ", %zu huge or small: this kernel does not tell which", counts[PICTURE_UNKNOWN]);
}

static int draw_vma(struct layout *layout, const struct vma *vma)
{
	size_t pages = (vma->end - vma->start) / layout->page_size;
	struct drawing *drawing = new_drawing(layout, vma->offset, pages);
	enum picture_kind *states = calloc(pages, sizeof(*states));
	int err = drawing && states ? layout_look_states(owners_thread(layout->pid), vma, states) : -ENOMEM;

	if (!err) {
		for (size_t i = 0; i < drawing->picture.count; i++)
			drawing->picture.cells[i] = layout_state_cell(states + i * layout->scale,
								      pages_of_cell(layout, pages, i));
		snprintf(drawing->caption, sizeof(drawing->caption), "process %d, 0x%" PRIx64 "-0x%" PRIx64 ", %s",
			 layout->pid, vma->start, vma->end, vma->letters[3] == 's' ? "shared" : "private");
		remark_states(drawing, states, pages);
		drawing->states = true;
	}
	free(states);
	return err;
}

/* --- Look -------------------------------------------------------------------------------- */

static void tell_frames(const struct layout *layout, int err)
{
	if (err == -EPERM)
		message(NAME, "%s: page frames: %s; this requires root (CAP_SYS_ADMIN)", layout->device, strerror(-err));
	else if (err == -EOPNOTSUPP)
		message(NAME, "%s: page frames: %s; the kernel shows none of pages mapped by remap_pfn_range(): use "
			"an area with another mapper, or 'maps info' for its pieces", layout->device, strerror(-err));
	else
		trouble_device(NAME, layout->device, err);
}

static int look_at_area(struct layout *layout)
{
	uint64_t *frames = calloc(layout->pages, sizeof(*frames));
	int err = frames ? layout_look_frames(layout->area, layout->pages, frames) : -ENOMEM;

	if (!err)
		err = draw_runs(layout, frames);
	if (err)
		tell_frames(layout, err);
	free(frames);
	return err;
}

static void tell_process(const struct layout *layout, int err)
{
	if (err == -ENOENT || err == -ESRCH)
		message(NAME, "--pid %d: %s; 'maps info %s' shows who has it mapped", layout->pid, strerror(ESRCH),
			layout->device);
	else
		message(NAME, "--pid %d: %s; root may inspect any process", layout->pid, strerror(-err));
}

static int look_at_process(struct layout *layout)
{
	struct owners_area area;
	struct vma *vmas = NULL;
	size_t count = 0;
	int err;

	err = areas_recognize(layout->info, &area);
	if (!err)
		err = owners_vmas(&area, layout->pid, &vmas, &count);
	for (size_t i = 0; !err && i < count; i++)
		err = draw_vma(layout, &vmas[i]);
	free(vmas);
	if (err) {
		tell_process(layout, err);
	} else if (!count) {
		message(NAME, "--pid %d: it has not mapped %s; 'maps info %s' shows who has", layout->pid,
			layout->device, layout->device);
		err = -ENOENT;
	}
	return err;
}

static int look(struct layout *layout)
{
	int err;

	err = maps_open(layout->device, O_RDONLY, &layout->area);
	if (!err)
		err = maps_area_info(layout->area, &layout->info);
	if (!err && !maps_info_size(layout->info))
		err = -ENODEV;
	if (err) {
		trouble_device(NAME, layout->device, err);
		return err;
	}
	layout->page_size = (size_t)sysconf(_SC_PAGESIZE);
	layout->pages = maps_info_size(layout->info) / layout->page_size;
	layout->scale = picture_scale(layout->pages, layout->columns, ROWS);
	err = look_at_area(layout);
	if (!err && layout->pid)
		err = look_at_process(layout);
	return err;
}

/* --- Show ---------------------------------------------------------------------------------- */

static void print_sample(enum picture_kind kind, const char *meaning, bool coloured)
{
	fputs("; ", stdout);
	picture_sample(kind, coloured, stdout);
	fputs(meaning, stdout);
}

static void print_legend(const struct layout *layout, const struct drawing *drawing, bool coloured)
{
	char text[SIZE_TEXT];

	printf("  each %s is %s", coloured ? "block" : "character", size_format(drawing->picture.bytes, text));
	if (drawing->states) {
		print_sample(PICTURE_HUGE, " huge entry", coloured);
		print_sample(PICTURE_SMALL, " small", coloured);
		print_sample(PICTURE_COPY, " private copy", coloured);
		print_sample(PICTURE_NOTHING, " absent", coloured);
	} else {
		printf("; %s: physically contiguous", coloured ? "one colour" : "one letter");
	}
	if (layout->scale > 1)
		print_sample(PICTURE_MIXED, drawing->states ? " some of these" : " more than one run", coloured);
	putchar('\n');
}

static void print_text(const struct layout *layout)
{
	bool coloured = terminal_coloured();

	for (size_t i = 0; i < layout->count; i++) {
		const struct drawing *drawing = &layout->drawings[i];

		printf("%s%s\n", i ? "\n" : "", drawing->caption);
		picture_text(&drawing->picture, coloured, stdout);
		print_legend(layout, drawing, coloured);
		printf("%s\n", drawing->remark);
	}
}

static int write_svg(const struct layout *layout, FILE *out)
{
	struct picture_part *parts = calloc(layout->count, sizeof(*parts));
	char title[128];

	if (!parts)
		return -ENOMEM;
	for (size_t i = 0; i < layout->count; i++)
		parts[i] = (struct picture_part){
			&layout->drawings[i].picture, layout->drawings[i].caption, layout->drawings[i].remark,
		};
	snprintf(title, sizeof(title), "Physical layout of an area, backing %s", maps_info_backing(layout->info));
	picture_svg(parts, layout->count, title, parts[0].remark, out);
	free(parts);
	return 0;
}

static int save_svg(const struct layout *layout)
{
	bool standard = strcmp(layout->svg, "-") == 0;
	FILE *out;
	int err;

	out = standard ? stdout : fopen(layout->svg, "we");
	if (!out) {
		err = -errno;
	} else {
		err = write_svg(layout, out);
		if (!standard && fclose(out) != 0 && !err)
			err = -errno;
	}
	if (err)
		message(NAME, "--svg %s: %s; name a file that can be written", layout->svg, strerror(-err));
	return err;
}

static void end(struct layout *layout)
{
	for (size_t i = 0; i < layout->count; i++)
		free(layout->drawings[i].picture.cells);
	free(layout->drawings);
	maps_info_free(layout->info);
	maps_close(layout->area);
}

static enum command_status layout_run(int argc, char **argv)
{
	struct layout layout = { 0 };
	int ended, err;

	ended = parse(argc, argv, &layout);
	if (ended >= 0)
		return (enum command_status)ended;
	err = look(&layout);
	if (!err && layout.svg)
		err = save_svg(&layout);
	else if (!err)
		print_text(&layout);
	end(&layout);
	return err ? COMMAND_FAILED : COMMAND_DONE;
}

const struct command command_layout = {
	.name = NAME,
	.summary = "draw which pages of an area are adjacent in physical memory",
	.run = layout_run,
};
