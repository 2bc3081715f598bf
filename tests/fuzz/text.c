// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

/* --- To text ---------------------------------------------------------------------------- */

static void __attribute__((format(printf, 2, 3))) add(char **end, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	*end += vsprintf(*end, format, arguments);
	va_end(arguments);
}

static void encode_flags(char **end, const struct argument_type *type, uint64_t value)
{
	const char *joint = "";
	unsigned int i;

	for (i = 0; i < argument_words(type); i++) {
		if (value >> i & 1) {
			add(end, "%s%s", joint, type->words[i].name);
			joint = "+";
		}
	}
}

static void encode_argument(char **end, const struct argument_type *type, uint64_t value)
{
	if (type->kind == ARGUMENT_REGISTER) {
		add(end, " %c%" PRIu64, resource_letters[type->resource], value);
		return;
	}
	if (!value)
		return;
	add(end, " %s=", type->name);
	if (type->kind == ARGUMENT_CHOICE)
		add(end, "%s", type->words[value].name);
	else if (type->kind == ARGUMENT_FLAGS)
		encode_flags(end, type, value);
	else if (value > INT32_MAX && value <= UINT32_MAX)	/* a stamp, most likely */
		add(end, "0x%" PRIx64, value);
	else	/* -1 is easier to read than what it is for the kernel */
		add(end, "%" PRId64, value);
}

size_t text_encode(const struct program *program, char *text)
{
	char *end = text;
	unsigned int i, j;

	*end = '\0';
	for (i = 0; i < program->count; i++) {
		const struct call *call = &program->calls[i];
		const struct call_type *type = &call_types[call->kind];

		if (type->makes)
			add(&end, "%c%u = ", resource_letters[type->makes], call->result);
		add(&end, "%s", type->name);
		for (j = 0; type->arguments[j].kind; j++)
			encode_argument(&end, &type->arguments[j], call->values[j]);
		add(&end, "\n");
	}
	return end - text;
}

/* --- From text -------------------------------------------------------------------------- */

static int __attribute__((format(printf, 2, 3))) wrong(struct text_error *error, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(error->what, sizeof(error->what), format, arguments);
	va_end(arguments);
	return -1;
}

static int decode_register(const char *word, enum resource resource, uint64_t *number, struct text_error *error)
{
	if (word[0] != resource_letters[resource] || word[1] < '0' || word[1] >= '0' + REGISTERS || word[2])
		return wrong(error, "%s: one of %c0 to %c%d is wanted here", word, resource_letters[resource],
			     resource_letters[resource], REGISTERS - 1);
	*number = word[1] - '0';
	return 0;
}

static int find_word(const struct argument_type *type, const char *word)
{
	unsigned int i;

	for (i = 0; i < argument_words(type); i++)
		if (!strcmp(type->words[i].name, word))
			return i;
	return -1;
}

static int decode_flags(const struct argument_type *type, char *text, uint64_t *value, struct text_error *error)
{
	char *rest = NULL;
	char *word;
	int found;

	*value = 0;
	for (word = strtok_r(text, "+", &rest); word; word = strtok_r(NULL, "+", &rest)) {
		found = find_word(type, word);
		if (found < 0)
			return wrong(error, "%s=%s: no such word", type->name, word);
		*value |= 1ULL << found;
	}
	return 0;
}

static int decode_number(const struct argument_type *type, const char *text, uint64_t *value, struct text_error *error)
{
	char *end;

	errno = 0;
	*value = text[0] == '-' ? (uint64_t)strtoll(text, &end, 0) : strtoull(text, &end, 0);
	if (errno || end == text || *end)
		return wrong(error, "%s=%s: not a number", type->name, text);
	return 0;
}

/* name=value */
static int decode_named(struct call *call, char *word, struct text_error *error)
{
	const struct argument_type *arguments = call_types[call->kind].arguments;
	char *text = strchr(word, '=');
	unsigned int i;
	int found;

	if (!text)
		return wrong(error, "%s: a value is wanted here, as NAME=VALUE", word);
	*text++ = '\0';
	for (i = 0; arguments[i].kind; i++)
		if (arguments[i].kind != ARGUMENT_REGISTER && !strcmp(arguments[i].name, word))
			break;
	switch (arguments[i].kind) {
	case ARGUMENT_CHOICE:
		found = find_word(&arguments[i], text);
		if (found < 0)
			return wrong(error, "%s=%s: no such word", word, text);
		call->values[i] = found;
		return 0;
	case ARGUMENT_FLAGS:
		return decode_flags(&arguments[i], text, &call->values[i], error);
	case ARGUMENT_NUMBER:
		return decode_number(&arguments[i], text, &call->values[i], error);
	default:
		return wrong(error, "%s: %s has no such value", word, call_types[call->kind].name);
	}
}

static int find_call(const char *name)
{
	int kind;

	for (kind = 0; kind < CALLS; kind++)
		if (!strcmp(call_types[kind].name, name))
			return kind;
	return -1;
}

/* What a call makes, and its name; *@word becomes the word behind them. */
static int decode_head(struct call *call, char **word, char **rest, struct text_error *error)
{
	char *result = NULL;
	char *name = *word;
	uint64_t number;
	int kind;

	*word = strtok_r(NULL, " \t", rest);
	if (*word && !strcmp(*word, "=")) {
		result = name;
		name = strtok_r(NULL, " \t", rest);
		*word = strtok_r(NULL, " \t", rest);
	}
	kind = name ? find_call(name) : -1;
	if (kind < 0)
		return wrong(error, "%s: no such call", name ? name : "");
	*call = (struct call){ .kind = kind };
	if (!call_types[kind].makes)
		return result ? wrong(error, "%s makes nothing", name) : 0;
	if (!result)
		return wrong(error, "%s makes something: write %c0 = %s", name,
			     resource_letters[call_types[kind].makes], name);
	if (decode_register(result, call_types[kind].makes, &number, error) < 0)
		return -1;
	call->result = number;
	return 0;
}

static int decode_call(struct call *call, char *line, struct text_error *error)
{
	char *rest = NULL;
	char *word = strtok_r(line, " \t", &rest);
	const struct argument_type *arguments;
	unsigned int i;

	if (decode_head(call, &word, &rest, error) < 0)
		return -1;
	arguments = call_types[call->kind].arguments;
	for (i = 0; arguments[i].kind == ARGUMENT_REGISTER; i++) {
		if (decode_register(word ? word : "", arguments[i].resource, &call->values[i], error) < 0)
			return -1;
		word = strtok_r(NULL, " \t", &rest);
	}
	for (; word; word = strtok_r(NULL, " \t", &rest))
		if (decode_named(call, word, error) < 0)
			return -1;
	return 0;
}

/* Take the next line off, without its comment; 0 where there is none. */
static int next_line(const char **text, char *line, size_t size)
{
	size_t length = strcspn(*text, "\n");
	size_t kept = strcspn(*text, "#\n");

	if (!**text)
		return 0;
	snprintf(line, size, "%.*s", (int)kept, *text);
	*text += length + ((*text)[length] == '\n');
	/* A line that is a comment is not the end of a program. */
	if (kept < length && !line[strspn(line, " \t")])
		snprintf(line, size, "#");
	return 1;
}

int text_decode(struct program *program, const char **text, unsigned int *line, struct text_error *error)
{
	char words[1024];

	program->count = 0;
	while (next_line(text, words, sizeof(words))) {
		error->line = ++*line;
		if (words[0] == '#')
			continue;
		if (!words[strspn(words, " \t")]) {
			if (program->count)
				break;
			continue;
		}
		if (program->count == PROGRAM_CALLS)
			return wrong(error, "more than %d calls", PROGRAM_CALLS);
		if (decode_call(&program->calls[program->count++], words, error) < 0)
			return -1;
		if (!program_valid(program))
			return wrong(error, "it takes what no call before it makes");
	}
	return program->count ? 1 : 0;
}
