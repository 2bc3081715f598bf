// SPDX-License-Identifier: BSD-2-Clause
/* Pictures of an area: what is in each cell, and how it is drawn. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "layout-runs.h"
#include "layout-states.h"
#include "pagemap.h"
#include "picture.h"

#define PAGES 8
#define THERE (PAGEMAP_PRESENT | PAGEMAP_FILE)

static void test_runs(void **state)
{
	static const uint64_t frames[PAGES] = { 100, 101, 102, 50, 49, 200, 0, 201 };
	static const uint32_t expected[PAGES] = { 0, 0, 0, 1, 2, 3, LAYOUT_NO_RUN, 4 };
	uint32_t run[PAGES];
	struct layout_runs found = layout_runs(frames, PAGES, run);

	(void)state;
	assert_memory_equal(run, expected, sizeof(run));
	assert_int_equal(found.count, 5);
	assert_int_equal(found.longest, 3);
	assert_int_equal(found.missing, 1);
}

static void test_one_run(void **state)
{
	static const uint64_t frames[] = { 7, 8, 9 };
	uint32_t run[3];
	struct layout_runs found = layout_runs(frames, 3, run);

	(void)state;
	assert_int_equal(found.count, 1);
	assert_int_equal(found.longest, 3);
	found = layout_runs(NULL, 0, NULL);
	assert_int_equal(found.count, 0);
	assert_int_equal(found.longest, 0);
}

static void test_cells_of_runs(void **state)
{
	static const uint32_t run[] = { 4, 4, 5, LAYOUT_NO_RUN, LAYOUT_NO_RUN };
	struct picture_cell cell = layout_run_cell(run, 2);

	(void)state;
	assert_int_equal(cell.kind, PICTURE_SERIES);
	assert_int_equal(cell.number, 4);
	assert_int_equal(layout_run_cell(run, 3).kind, PICTURE_MIXED);
	assert_int_equal(layout_run_cell(run + 3, 2).kind, PICTURE_NOTHING);
}

static void test_states(void **state)
{
	(void)state;
	assert_int_equal(layout_state(0, false), PICTURE_NOTHING);
	assert_int_equal(layout_state(THERE | 5, false), PICTURE_SMALL);
	assert_int_equal(layout_state(THERE | 5, true), PICTURE_HUGE);
	assert_int_equal(layout_state(PAGEMAP_PRESENT | 5, false), PICTURE_COPY);
	assert_int_equal(layout_state(PAGEMAP_SWAPPED, false), PICTURE_COPY);
}

/* Entries of pages whose frames follow @frame. */
static void fill(uint64_t *entries, size_t pages, uint64_t frame)
{
	for (size_t i = 0; i < pages; i++)
		entries[i] = THERE | (frame + i);
}

static void test_what_can_be_huge(void **state)
{
	uint64_t page_size = (uint64_t)sysconf(_SC_PAGESIZE), entries[16];
	bool huge[16];

	(void)state;
	fill(entries, 16, 64);
	assert_int_equal(layout_huge_candidates(entries, 16, 0, 4, huge), 16);
	assert_true(huge[0] && huge[15]);
	/* The address, and the frame, have to be aligned. */
	assert_int_equal(layout_huge_candidates(entries, 16, page_size, 4, huge), 0);
	fill(entries, 16, 65);
	assert_int_equal(layout_huge_candidates(entries, 16, page_size, 4, huge), 12);
	assert_true(!huge[2] && huge[3] && huge[14] && !huge[15]);
	/* Neither a copy, nor a gap, nor another frame is part of one. */
	fill(entries, 16, 64);
	entries[1] &= ~PAGEMAP_FILE;
	entries[6] = 0;
	entries[9] = THERE | 1000;
	assert_int_equal(layout_huge_candidates(entries, 16, 0, 4, huge), 4);
	assert_true(!huge[11] && huge[12]);
	/* A mapping that is smaller than one. */
	assert_int_equal(layout_huge_candidates(entries, 3, page_size, 4, huge), 0);
}

static void test_cells_of_states(void **state)
{
	static const enum picture_kind states[] = { PICTURE_HUGE, PICTURE_HUGE, PICTURE_COPY };

	(void)state;
	assert_int_equal(layout_state_cell(states, 2).kind, PICTURE_HUGE);
	assert_int_equal(layout_state_cell(states, 3).kind, PICTURE_MIXED);
	assert_int_equal(layout_state_cell(states + 2, 1).kind, PICTURE_COPY);
}

static void test_scale(void **state)
{
	(void)state;
	assert_int_equal(picture_scale(0, 64, 32), 1);
	assert_int_equal(picture_scale(2048, 64, 32), 1);
	assert_int_equal(picture_scale(2049, 64, 32), 2);
	assert_int_equal(picture_scale(262144, 64, 32), 128);
}

/* Seven cells in rows of four. */
static struct picture_cell cells[] = {
	{ PICTURE_SERIES, 0 }, { PICTURE_SERIES, 0 }, { PICTURE_SERIES, 1 }, { PICTURE_MIXED, 0 },
	{ PICTURE_NOTHING, 0 }, { PICTURE_HUGE, 0 }, { PICTURE_SERIES, PICTURE_LETTERS + 2 },
};

static const struct picture picture = { cells, sizeof(cells) / sizeof(cells[0]), 4, 65536, 4096 };

static char *drawn_text(bool coloured)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	picture_text(&picture, coloured, out);
	fclose(out);
	return text;
}

static void test_letters(void **state)
{
	char *text = drawn_text(false);

	(void)state;
	assert_string_equal(text, "     64K aab#\n     80K .Hc\n");
	free(text);
}

static void test_colours(void **state)
{
	char *text = drawn_text(true);

	(void)state;
	assert_string_equal(text, "     64K \033[38;5;33m██\033[38;5;208m█\033[38;5;245m▒\033[0m\n"
				  "     80K \033[38;5;245m·\033[38;5;208m█\033[38;5;178m█\033[0m\n");
	free(text);
}

static void test_svg(void **state)
{
	const struct picture_part part = { &picture, "<caption>", "1 & 2" };
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	assert_non_null(out);
	picture_svg(&part, 1, "a \"title\"", "what\nit is", out);
	fclose(out);
	assert_ptr_equal(strstr(text, "<svg "), text);
	assert_non_null(strstr(text, "<title id=\"title\">a \"title\"</title>"));
	assert_non_null(strstr(text, ">what?it is</desc>"));
	assert_non_null(strstr(text, "&lt;caption&gt;"));
	assert_non_null(strstr(text, "1 &amp; 2"));
	/* Two cells of one run are one rectangle. */
	assert_non_null(strstr(text, "class=\"s0\" x=\"76\" y=\"30\" width=\"25\""));
	assert_non_null(strstr(text, "class=\"mixed\""));
	/* It needs nothing else. */
	assert_null(strstr(text, "href"));
	assert_null(strstr(text, "url("));
	assert_string_equal(text + strlen(text) - 7, "</svg>\n");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_runs),
		cmocka_unit_test(test_one_run),
		cmocka_unit_test(test_cells_of_runs),
		cmocka_unit_test(test_states),
		cmocka_unit_test(test_what_can_be_huge),
		cmocka_unit_test(test_cells_of_states),
		cmocka_unit_test(test_scale),
		cmocka_unit_test(test_letters),
		cmocka_unit_test(test_colours),
		cmocka_unit_test(test_svg),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
