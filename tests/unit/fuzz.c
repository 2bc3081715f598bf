// SPDX-License-Identifier: BSD-2-Clause
/* The fuzzer's programs: their text, and that what is rolled and mutated makes sense. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/fuzz/corpus.h"
#include "tests/fuzz/edges.h"
#include "tests/fuzz/program.h"
#include "tests/fuzz/text.h"

/* Programs that are rolled in a test. */
#define ROLLED	5000

static void assert_same(const struct program *one, const struct program *other)
{
	unsigned int i;

	assert_int_equal(one->count, other->count);
	for (i = 0; i < one->count; i++) {
		assert_int_equal(one->calls[i].kind, other->calls[i].kind);
		assert_int_equal(one->calls[i].result, other->calls[i].result);
		assert_memory_equal(one->calls[i].values, other->calls[i].values, sizeof(one->calls[i].values));
	}
}

/* Read the first program of @text; returns what is behind it. */
static const char *decode(struct program *program, const char *text)
{
	struct text_error error = {};
	unsigned int line = 0;

	if (text_decode(program, &text, &line, &error) != 1)
		fail_msg("line %u: %s of\n%s", error.line, error.what, text);
	return text;
}

static void assert_round_trip(const struct program *program)
{
	struct program again;
	char text[TEXT_SIZE];

	assert_true(text_encode(program, text) < sizeof(text));
	decode(&again, text);
	assert_same(program, &again);
}

static void test_rolled_programs_are_valid_and_the_same_as_text(void **state)
{
	struct dice dice = { 1 };
	struct program program;
	int i;

	(void)state;
	for (i = 0; i < ROLLED; i++) {
		program_roll(&program, &dice);
		assert_true(program.count > 0);
		assert_true(program_valid(&program));
		assert_round_trip(&program);
	}
}

static void test_mutated_programs_are_valid(void **state)
{
	struct dice dice = { 2 };
	struct program program, other;
	int i;

	(void)state;
	program_roll(&program, &dice);
	for (i = 0; i < ROLLED; i++) {
		program_roll(&other, &dice);
		program_mutate(&program, &other, &dice);
		assert_true(program_valid(&program));
		if (program.count)	/* none at all is nothing to read */
			assert_round_trip(&program);
	}
}

static void test_all_calls_are_rolled(void **state)
{
	unsigned int seen[CALLS] = {};
	struct dice dice = { 3 };
	struct program program;
	unsigned int j;
	int i;

	(void)state;
	for (i = 0; i < ROLLED; i++) {
		program_roll(&program, &dice);
		for (j = 0; j < program.count; j++)
			seen[program.calls[j].kind]++;
	}
	for (i = 0; i < CALLS; i++)
		if (!seen[i])
			fail_msg("%s was never rolled", call_types[i].name);
}

static void test_a_seed_is_a_sequence(void **state)
{
	struct dice one = { 77 }, same = { 77 }, other = { 78 };
	struct program programs[3];
	unsigned int different = 0;
	int i;

	(void)state;
	for (i = 0; i < 100; i++) {
		program_roll(&programs[0], &one);
		program_roll(&programs[1], &same);
		program_roll(&programs[2], &other);
		assert_same(&programs[0], &programs[1]);
		different += programs[0].count != programs[2].count;
		program_mutate(&programs[0], &programs[2], &one);
		program_mutate(&programs[1], &programs[2], &same);
		assert_same(&programs[0], &programs[1]);
	}
	assert_true(different > 50);
}

/* The numbers that the seed 0 gives are those of the algorithm's authors. */
static void test_the_dice_are_the_same_everywhere(void **state)
{
	struct dice dice = { 0 };

	(void)state;
	assert_true(dice_roll(&dice) == 0xe220a8397b1dcdaf);
	assert_true(dice_roll(&dice) == 0x6e789e6aa1b965f4);
	assert_true(dice_roll(&dice) == 0x06c45d188009454f);
}

static void test_a_person_can_write_one(void **state)
{
	static const char text[] =
		"# What it is for.\n"
		"\n"
		"a0 = create size=0x10000 backing=huge stamp=0xaabbccdd\n"
		"f3 = open a0 access=read flags=append+sync   # a comment\n"
		"# in between\n"
		"\tm7 = mmap f3 length=16 prot=r share=private\n"
		"touch m7\n"
		"\n"
		"\n"
		"a1 = create size=-1\n";
	struct text_error error;
	struct program program;
	unsigned int line = 0;
	const char *rest;

	(void)state;
	rest = decode(&program, text);
	assert_int_equal(program.count, 4);
	assert_int_equal(program.calls[0].kind, CALL_CREATE);
	assert_int_equal(call_value(&program.calls[0], "size"), 65536);
	assert_string_equal(call_word(&program.calls[0], "backing"), "huge");
	assert_int_equal(call_value(&program.calls[0], "stamp"), 0xaabbccdd);
	assert_int_equal(program.calls[1].result, 3);
	assert_int_equal(program.calls[2].result, 7);
	assert_int_equal(program.calls[2].values[0], 3);
	assert_string_equal(call_word(&program.calls[2], "share"), "private");
	assert_int_equal(program.calls[3].kind, CALL_TOUCH);
	rest = decode(&program, rest);
	assert_int_equal(program.count, 1);
	assert_true(call_value(&program.calls[0], "size") == UINT64_MAX);
	assert_int_equal(text_decode(&program, &rest, &line, &error), 0);
}

static void expect_error(const char *text, unsigned int at, const char *what)
{
	struct text_error error = {};
	struct program program;
	unsigned int line = 0;

	assert_int_equal(text_decode(&program, &text, &line, &error), -1);
	assert_int_equal(error.line, at);
	if (!strstr(error.what, what))
		fail_msg("\"%s\" does not say \"%s\"", error.what, what);
}

static void test_what_is_wrong_is_named(void **state)
{
	(void)state;
	expect_error("jump m0\n", 1, "jump: no such call");
	expect_error("a0 = create size=1\nf0 = open\n", 2, "one of a0 to a7");
	expect_error("a0 = create size=1\nf0 = open f0\n", 2, "one of a0 to a7");
	expect_error("a8 = create size=1\n", 1, "one of a0 to a7");
	expect_error("f0 = create size=1\n", 1, "one of a0 to a7");
	expect_error("create size=1\n", 1, "write a0 = create");
	expect_error("a0 = create size=1\na1 = destroy a0\n", 2, "makes nothing");
	expect_error("a0 = create size=12monkeys\n", 1, "not a number");
	expect_error("a0 = create weight=1\n", 1, "no such value");
	expect_error("a0 = create backing=gold\n", 1, "no such word");
	expect_error("a0 = create backing\n", 1, "NAME=VALUE");
	expect_error("a0 = create\nf0 = open a0 flags=append+gold\n", 2, "no such word");
	expect_error("a0 = create\nf0 = open a1\n", 2, "no call before it");
}

static void test_too_long_a_program_is_refused(void **state)
{
	char text[40 * (PROGRAM_CALLS + 1)] = "";
	int i;

	(void)state;
	for (i = 0; i <= PROGRAM_CALLS; i++)
		strcat(text, "report\n");
	expect_error(text, PROGRAM_CALLS + 1, "more than 24 calls");
}

/* That of the tree; each of its programs is one that could have been rolled. */
static void test_the_corpus_can_be_read(void **state)
{
	struct corpus corpus = {};
	glob_t files;
	size_t i;

	(void)state;
	assert_int_equal(glob("tests/fuzz/corpus/*", 0, NULL, &files), 0);
	for (i = 0; i < files.gl_pathc; i++)
		assert_true(corpus_read(&corpus, files.gl_pathv[i]));
	for (i = 0; i < corpus.count; i++) {
		assert_true(program_valid(&corpus.programs[i]));
		assert_round_trip(&corpus.programs[i]);
	}
	assert_true(corpus.count > 10);
	globfree(&files);
	free(corpus.programs);
}

/* What a program lost, others take from another, or are dropped. */
static void test_mended(void **state)
{
	static const char text[] = "a0 = create size=1\na1 = create size=2\nf0 = open a0\nclose f0\n";
	struct program program;

	(void)state;
	decode(&program, text);
	program_delete(&program, 0);
	assert_false(program_valid(&program));
	program_mend(&program);
	assert_true(program_valid(&program));
	assert_int_equal(program.count, 3);
	assert_int_equal(program.calls[1].values[0], 1);
	program_delete(&program, 0);
	program_mend(&program);
	assert_int_equal(program.count, 0);
}

static void test_steps_of_a_record(void **state)
{
	/* Two calls: 0x10 0x20 0x10, and 0x20 0x10, of which the second step was taken before. */
	uint64_t words[] = { 7, 0, 0x1010, 0x1020, 0x1010, 0, 0x1020, 0x1010 };
	const struct cover cover = { .words = words, .room = 8 };
	struct edges edges = {}, first = {}, news = {};

	(void)state;
	edges_add_cover(&edges, &cover, 0x1000);
	assert_int_equal(edges.count, 4);	/* -10, 10-20, 20-10, -20 */
	assert_int_equal(edges_places(&edges), 2);
	words[0] = 4;
	edges_add_cover(&first, &cover, 0x1000);
	assert_int_equal(first.count, 3);
	edges_new(&news, &edges, &first);
	assert_int_equal(news.count, 1);
	assert_true(edges_include(&edges, &news));
	assert_false(edges_include(&first, &news));
	edges_common(&news, &edges, &first);
	assert_int_equal(news.count, 3);
	free(edges.slots);
	free(first.slots);
	free(news.slots);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rolled_programs_are_valid_and_the_same_as_text),
		cmocka_unit_test(test_mutated_programs_are_valid),
		cmocka_unit_test(test_all_calls_are_rolled),
		cmocka_unit_test(test_a_seed_is_a_sequence),
		cmocka_unit_test(test_the_dice_are_the_same_everywhere),
		cmocka_unit_test(test_a_person_can_write_one),
		cmocka_unit_test(test_what_is_wrong_is_named),
		cmocka_unit_test(test_too_long_a_program_is_refused),
		cmocka_unit_test(test_the_corpus_can_be_read),
		cmocka_unit_test(test_mended),
		cmocka_unit_test(test_steps_of_a_record),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
