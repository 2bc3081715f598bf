// SPDX-License-Identifier: BSD-2-Clause
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "json-text.h"

/* Beyond the last character there is, half of a pair of UTF-16, or longer than it has to be: RFC 3629. */
static bool is_character(uint32_t code, size_t length)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };

	return code >= least[length] && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
}

/* How many bytes the character has that @at begins with, of @left; 0: it is none. */
static size_t character(const unsigned char *at, size_t left)
{
	size_t length = at[0] < 0x80 ? 1 : at[0] < 0xc0 ? 0 : at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : at[0] < 0xf8 ? 4 : 0;
	uint32_t code;

	if (length < 2)
		return length;
	if (length > left)
		return 0;
	code = at[0] & (0x7fu >> length);
	for (size_t i = 1; i < length; i++) {
		if ((at[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (at[i] & 0x3f);
	}
	return is_character(code, length) ? length : 0;
}

struct json_object *json_text(const char *text, size_t length)
{
	char *copy = malloc(length + 1);
	struct json_object *string;

	if (!copy)
		return NULL;
	memcpy(copy, text, length);
	for (size_t i = 0; i < length;) {
		size_t bytes = character((const unsigned char *)copy + i, length - i);

		if (!bytes)
			copy[i] = '?';
		i += bytes ? bytes : 1;
	}
	string = json_object_new_string_len(copy, (int)length);
	free(copy);
	return string;
}
