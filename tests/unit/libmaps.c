// SPDX-License-Identifier: BSD-2-Clause
/* libmaps, as far as it needs no kernel: options, labels, words, the text of a refusal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/internal.h"

static int make_options(void **state)
{
	*state = maps_options_new();
	return *state ? 0 : -1;
}

static int free_options(void **state)
{
	maps_options_free(*state);
	return 0;
}

static void test_defaults(void **state)
{
	const struct maps_options *options = *state;
	static const char none[MAPS_LABEL_SIZE];

	assert_int_equal(options->bytes, 0);
	assert_int_equal(options->backing, MAPS_BACKING_AUTO);
	assert_int_equal(options->mapper, MAPS_MAPPER_AUTO);
	assert_int_equal(options->private_policy, MAPS_PRIVATE_COPY);
	assert_int_equal(options->node, -1);
	assert_int_equal(options->stamp, 0);
	assert_memory_equal(options->label, none, sizeof(none));
}

static void test_size(void **state)
{
	struct maps_options *options = *state;

	assert_int_equal(maps_options_set_size(options, UINT64_MAX), 0);
	assert_int_equal(maps_options_set_size(options, 0), -EINVAL);
	assert_int_equal(options->bytes, UINT64_MAX);
	assert_int_equal(maps_options_set_size(options, 1), 0);
	assert_int_equal(options->bytes, 1);
}

static void test_words(void **state)
{
	static const char *const wrong[] = { "", "Auto", "huge ", "vmallo", "vmalloc2", "copy,readonly", "unknown", NULL };
	struct maps_options *options = *state;

	assert_int_equal(maps_options_set_backing(options, "contig"), 0);
	assert_int_equal(maps_options_set_mapper(options, "insert"), 0);
	assert_int_equal(maps_options_set_private(options, "refuse"), 0);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_int_equal(maps_options_set_backing(options, wrong[i]), -EINVAL);
		assert_int_equal(maps_options_set_mapper(options, wrong[i]), -EINVAL);
		assert_int_equal(maps_options_set_private(options, wrong[i]), -EINVAL);
	}
	/* The word of another table is wrong, too. */
	assert_int_equal(maps_options_set_backing(options, "fault"), -EINVAL);
	assert_int_equal(maps_options_set_mapper(options, "contig"), -EINVAL);
	assert_int_equal(maps_options_set_private(options, "auto"), -EINVAL);
	assert_int_equal(options->backing, MAPS_BACKING_CONTIG);
	assert_int_equal(options->mapper, MAPS_MAPPER_INSERT);
	assert_int_equal(options->private_policy, MAPS_PRIVATE_REFUSE);
}

/* Each number has a word, which leads back to it; the next number has none. */
static void check_table(const char *const table[], uint32_t last)
{
	for (uint32_t i = 0; i <= last; i++) {
		assert_string_not_equal(maps_word_of(table, i), "unknown");
		assert_int_equal(maps_word_number(table, maps_word_of(table, i)), i);
	}
	assert_string_equal(maps_word_of(table, last + 1), "unknown");
	assert_string_equal(maps_word_of(table, WORD_UNKNOWN), "unknown");
	assert_int_equal(maps_word_number(table, "unknown"), WORD_UNKNOWN);
}

static void test_tables(void **state)
{
	(void)state;
	check_table(maps_words_backing, MAPS_BACKING_SHMEM);
	check_table(maps_words_mapper, MAPS_MAPPER_SHMEM);
	check_table(maps_words_private, MAPS_PRIVATE_REFUSE);
}

static void test_node(void **state)
{
	struct maps_options *options = *state;

	assert_int_equal(maps_options_set_node(options, 3), 0);
	assert_int_equal(maps_options_set_node(options, -2), -EINVAL);
	assert_int_equal(maps_options_set_node(options, INT32_MIN), -EINVAL);
	assert_int_equal(options->node, 3);
	assert_int_equal(maps_options_set_node(options, -1), 0);
	assert_int_equal(options->node, -1);
}

static void test_stamp(void **state)
{
	struct maps_options *options = *state;

	maps_options_set_stamp(options, 0xaabbccdd);
	assert_int_equal(options->stamp, 0xaabbccdd);
}

static void test_labels(void **state)
{
	static const char *const right[] = {
		"a", "7", "frames", "Frames-2.old_1", "maps", "maps-0", "maps0x", "xmaps0", "Maps0", "m", "0maps"
	};
	static const char *const wrong[] = {
		".", "..", "-a", "_a", ".a", "a b", "a/b", "/", "a\n", "maps0", "maps255", "maps007", "\xc3\xa4", "a\xff",
		"maps99999999999999999999", "a\tb", "a%d", "a:b"
	};
	struct maps_options *options = *state;

	for (size_t i = 0; i < sizeof(right) / sizeof(right[0]); i++) {
		assert_int_equal(maps_options_set_label(options, right[i]), 0);
		assert_string_equal(options->label, right[i]);
	}
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_int_equal(maps_options_set_label(options, wrong[i]), -EINVAL);
		assert_string_equal(options->label, "0maps");
	}
}

static void test_length_of_labels(void **state)
{
	static const char none[MAPS_LABEL_SIZE];
	struct maps_options *options = *state;
	char label[MAPS_LABEL_SIZE + 1];

	memset(label, 'a', sizeof(label));
	label[MAPS_LABEL_SIZE] = '\0';
	assert_int_equal(maps_options_set_label(options, label), -ENAMETOOLONG);
	assert_memory_equal(options->label, none, sizeof(none));
	label[MAPS_LABEL_SIZE - 1] = '\0';
	assert_int_equal(maps_options_set_label(options, label), 0);
	assert_string_equal(options->label, label);

	/* What is behind a shorter one is zero: the driver demands it. */
	assert_int_equal(maps_options_set_label(options, "b"), 0);
	assert_memory_equal(options->label + 1, none, sizeof(none) - 1);
	assert_int_equal(maps_options_set_label(options, NULL), 0);
	assert_memory_equal(options->label, none, sizeof(none));
	assert_int_equal(maps_options_set_label(options, "b"), 0);
	assert_int_equal(maps_options_set_label(options, ""), 0);
	assert_memory_equal(options->label, none, sizeof(none));
}

static void test_nothing_is_freed(void **state)
{
	(void)state;
	maps_options_free(NULL);
	maps_info_free(NULL);
	maps_iterator_free(NULL);
	maps_close(NULL);
}

/* Lines that begin at the margin: reason, asked, next; what is continued is indented. */
static void check_lines(const char *text)
{
	static const char *const heads[] = { "reason: ", "asked:  ", "next:   ", "        " };
	const char *line, *end;
	int head = -1;

	for (line = text; *line; line = end + 1) {
		end = strchr(line, '\n');
		assert_non_null(end);
		if (strncmp(line, heads[3], 8) == 0) {
			assert_true(head >= 0);
			continue;
		}
		assert_true(++head < 3);
		assert_memory_equal(line, heads[head], 8);
	}
	assert_int_equal(head, 2);
}

static void test_each_refusal_has_a_text(void **state)
{
	(void)state;
	for (uint32_t reason = MAPS_REASON_BEYOND_END; reason <= MAPS_REASON_REVOKED; reason++) {
		struct maps_refusal refusal = { .reason = reason };
		char *text = NULL;

		assert_int_equal(maps_refusal_text(&refusal, &text), 0);
		check_lines(text);
		assert_null(strstr(text, "libmaps"));
		free(text);
	}
}

static void test_refusal_of_a_newer_driver(void **state)
{
	static const uint32_t reasons[] = { MAPS_REASON_REVOKED + 1, 1000, UINT32_MAX };

	(void)state;
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
		struct maps_refusal refusal = { .reason = reasons[i] };
		char *text = NULL;

		assert_int_equal(maps_refusal_text(&refusal, &text), 0);
		check_lines(text);
		assert_non_null(strstr(text, "reason: one that this version of libmaps has no words for\n"));
		free(text);
	}
}

static void test_refusal_tells_what_was_asked(void **state)
{
	struct maps_refusal refusal = {
		.reason = MAPS_REASON_BEYOND_END,
		.flags = MAPS_ASKED_SHARED | MAPS_ASKED_READ | MAPS_ASKED_WRITE | MAPS_ASKED_EXEC,
		.offset = 4096,
		.length = 1UL << 40,
		.page = 17,
	};
	char *text = NULL;

	(void)state;
	assert_int_equal(maps_refusal_text(&refusal, &text), 0);
	assert_non_null(strstr(text, "\nasked:  MAP_SHARED, PROT_READ|PROT_WRITE|PROT_EXEC, offset 4096, "
				     "length 1099511627776; refused at page 17\n"));
	free(text);
}

static void test_lack_of_files_is_no_matter_of_the_mapper(void **state)
{
	struct maps_refusal refusal = { .reason = MAPS_REASON_HELPER, .error = ENFILE };
	char *text = NULL;

	(void)state;
	assert_int_equal(maps_refusal_text(&refusal, &text), 0);
	check_lines(text);
	assert_non_null(strstr(text, "limit on open files"));
	assert_null(strstr(text, "another mapper"));
	free(text);
}

static void test_label_of_a_driver_is_a_string(void **state)
{
	struct maps_info info = { .told.number = 7 };

	(void)state;
	memset(info.told.label, 'a', sizeof(info.told.label));
	maps_info_complete(&info);
	assert_int_equal(strlen(maps_info_label(&info)), MAPS_LABEL_SIZE - 1);
	assert_string_equal(maps_info_path(&info), "/dev/maps7");
	assert_string_equal(maps_info_name(&info), "maps7");
	info.told.number = -1;
	info.told.flags = MAPS_INFO_ANONYMOUS;
	maps_info_complete(&info);
	assert_null(maps_info_path(&info));
	assert_string_equal(maps_info_name(&info), "anonymous");
}

static void test_largest_number_fits(void **state)
{
	struct maps_info info = { .told.number = -1 };

	(void)state;
	maps_info_complete(&info);
	assert_string_equal(maps_info_path(&info), "/dev/maps4294967295");
}

static void test_attributes(void **state)
{
	char folder[] = "/tmp/maps-unit.XXXXXX", text[4] = "old";
	uint64_t number = 5;
	int dir, fd;

	(void)state;
	assert_non_null(mkdtemp(folder));
	dir = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
	fd = openat(dir, "value", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	assert_int_equal(write(fd, "12\n", 3), 3);
	assert_int_equal(maps_attribute_number(dir, "value", 10, &number), 0);
	assert_int_equal(number, 12);
	assert_int_equal(pwrite(fd, "12x\n", 4, 0), 4);
	assert_int_equal(maps_attribute_number(dir, "value", 10, &number), -EINVAL);
	assert_int_equal(maps_attribute_text(dir, "value", text, sizeof(text)), 0);
	assert_string_equal(text, "12x");
	assert_int_equal(ftruncate(fd, 0), 0);
	assert_int_equal(maps_attribute_number(dir, "value", 10, &number), -EINVAL);
	assert_int_equal(unlinkat(dir, "value", 0), 0);
	assert_int_equal(maps_attribute_number(dir, "value", 10, &number), -ENOENT);
	assert_int_equal(number, 12);
	close(fd);
	close(dir);
	rmdir(folder);
}

static void test_version(void **state)
{
	(void)state;
	assert_string_equal(maps_version(), MAPS_VERSION);
}

#define WITH_OPTIONS(test) cmocka_unit_test_setup_teardown(test, make_options, free_options)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_OPTIONS(test_defaults),
		WITH_OPTIONS(test_size),
		WITH_OPTIONS(test_words),
		cmocka_unit_test(test_tables),
		WITH_OPTIONS(test_node),
		WITH_OPTIONS(test_stamp),
		WITH_OPTIONS(test_labels),
		WITH_OPTIONS(test_length_of_labels),
		cmocka_unit_test(test_nothing_is_freed),
		cmocka_unit_test(test_each_refusal_has_a_text),
		cmocka_unit_test(test_refusal_of_a_newer_driver),
		cmocka_unit_test(test_refusal_tells_what_was_asked),
		cmocka_unit_test(test_lack_of_files_is_no_matter_of_the_mapper),
		cmocka_unit_test(test_label_of_a_driver_is_a_string),
		cmocka_unit_test(test_largest_number_fits),
		cmocka_unit_test(test_attributes),
		cmocka_unit_test(test_version),
	};

	return cmocka_run_group_tests_name("libmaps", tests, NULL, NULL);
}
