// SPDX-License-Identifier: BSD-2-Clause
/* Questions that may never be answered: maps explain's patience with them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "explain/patience.h"

#define MOMENT	20	/* milliseconds */
#define LONG	60000

/* What is asked: @times more of @number, once there is a byte to be read from @gate; -1: at once. */
struct question {
	int gate;
	int times;
	int number;
};

static atomic_int asked;

static void find(void *data)
{
	struct question *question = data;
	char byte;

	asked++;
	if (question->gate >= 0 && read(question->gate, &byte, 1) != 1)
		return;
	question->number *= question->times;
}

static void test_answered(void **state)
{
	struct question question = { .gate = -1, .times = 6, .number = 7 };
	struct patience patience = { .milliseconds = LONG };

	(void)state;
	assert_true(patience_ask(&patience, find, &question, sizeof(question)));
	assert_int_equal(question.number, 42);
	assert_false(patience.lost);
	assert_true(patience_ask(&patience, find, &question, sizeof(question)));
	assert_int_equal(question.number, 252);
}

/* What comes too late is for nobody, and nobody else is waited for. */
static void test_not_answered(void **state)
{
	struct question question = { .times = 6, .number = 7 };
	struct patience patience = { .milliseconds = MOMENT };
	int ends[2], before;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	question.gate = ends[0];
	assert_false(patience_ask(&patience, find, &question, sizeof(question)));
	assert_true(patience.lost);
	assert_int_equal(write(ends[1], "!", 1), 1);
	usleep(MOMENT * 1000);
	assert_int_equal(question.number, 7);
	before = asked;
	question.gate = -1;
	assert_false(patience_ask(&patience, find, &question, sizeof(question)));
	assert_int_equal(asked, before);
	assert_int_equal(question.number, 7);
	close(ends[0]);
	close(ends[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answered), cmocka_unit_test(test_not_answered),
	};

	return cmocka_run_group_tests_name("patience", tests, NULL, NULL);
}
