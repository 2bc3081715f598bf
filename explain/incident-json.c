// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include <json-c/json.h>

#include "explain/facts.h"
#include "explain/helper.h"
#include "explain/incident-json.h"
#include "json-text.h"

enum type {
	TYPE_BOOL,
	TYPE_SIGNED,
	TYPE_UNSIGNED,
	TYPE_HEX,
	TYPE_TEXT,
};

/* One member of a structure; the end of a table is one without a key. */
struct field {
	const char *key;
	enum type type;
	size_t offset;
	size_t size;
};

#define FIELD(of, name, type, member) { name, type, offsetof(struct of, member), sizeof(((struct of *)0)->member) }
#define INCIDENT(name, type, member) FIELD(incident, name, TYPE_##type, member)
#define RUN(name, type, member) FIELD(helper_run, name, TYPE_##type, member)

static const struct field incident_fields[] = {
	INCIDENT("source", TEXT, source),
	INCIDENT("blind", TEXT, blind),
	INCIDENT("pid", SIGNED, pid),
	INCIDENT("tid", SIGNED, tid),
	INCIDENT("command", TEXT, command),
	INCIDENT("called", BOOL, called),
	INCIDENT("returned", BOOL, returned),
	INCIDENT("address", HEX, address),
	INCIDENT("length", UNSIGNED, length),
	INCIDENT("protection", HEX, protection),
	INCIDENT("flags", HEX, flags),
	INCIDENT("fd", SIGNED, fd),
	INCIDENT("offset", HEX, offset),
	INCIDENT("result", SIGNED, result),
	INCIDENT("passed", HEX, passed),
	INCIDENT("unwatched", HEX, unwatched),
	INCIDENT("security", SIGNED, security),
	INCIDENT("mmap-min-addr", HEX, mmap_min_addr),
	INCIDENT("times", UNSIGNED, times),
	INCIDENT("not-opened", TEXT, not_opened),
	INCIDENT("open-result", SIGNED, open_result),
	INCIDENT("path", TEXT, path),
	INCIDENT("is-device", BOOL, is_device),
	INCIDENT("major", UNSIGNED, major),
	INCIDENT("minor", UNSIGNED, minor),
	INCIDENT("removed", BOOL, removed),
	INCIDENT("is-regular", BOOL, is_regular),
	INCIDENT("size", UNSIGNED, size),
	INCIDENT("size-seen", BOOL, size_seen),
	INCIDENT("inode", UNSIGNED, inode),
	INCIDENT("readable", BOOL, readable),
	INCIDENT("writable", BOOL, writable),
	INCIDENT("noexec", BOOL, noexec),
	INCIDENT("module", TEXT, module),
	INCIDENT("operation", TEXT, operation),
	INCIDENT("prepares", BOOL, prepares),
	INCIDENT("fault-operation", TEXT, fault_operation),
	INCIDENT("operations-known", BOOL, operations_known),
	INCIDENT("page", UNSIGNED, page),
	INCIDENT("first", HEX, first),
	INCIDENT("vma-start", HEX, vma_start),
	INCIDENT("vma-end", HEX, vma_end),
	INCIDENT("vma-flags", HEX, vma_flags),
	INCIDENT("driver-called", BOOL, driver_called),
	INCIDENT("driver-returned", BOOL, driver_returned),
	INCIDENT("driver-result", SIGNED, driver_result),
	INCIDENT("more-helpers", UNSIGNED, more_runs),
	INCIDENT("faulted", BOOL, faulted),
	INCIDENT("fault-address", HEX, fault_address),
	INCIDENT("fault-ip", HEX, fault_ip),
	INCIDENT("fault-write", BOOL, fault_write),
	INCIDENT("fault-result", HEX, fault_result),
	INCIDENT("fault-count", UNSIGNED, fault_count),
	INCIDENT("signal", SIGNED, signal),
	INCIDENT("signal-code", SIGNED, signal_code),
	INCIDENT("signal-address", HEX, signal_address),
	INCIDENT("died", BOOL, died),
	INCIDENT("system-call", SIGNED, system_call),
	INCIDENT("system-call-name", TEXT, system_call_name),
	INCIDENT("system-call-result", SIGNED, system_call_result),
	INCIDENT("argument", HEX, argument),
	INCIDENT("oops", BOOL, oops),
	INCIDENT("stuck-in", TEXT, stuck_in),
	{ 0 }
};

static const struct field run_fields[] = {
	RUN("in-fault", BOOL, in_fault),
	RUN("returned", BOOL, returned),
	RUN("count", UNSIGNED, count),
	RUN("first", HEX, first),
	RUN("end", HEX, end),
	RUN("size", UNSIGNED, size),
	RUN("result", SIGNED, result),
	RUN("caller", HEX, caller),
	RUN("caller-name", TEXT, caller_name),
	RUN("caller-line", TEXT, caller_line),
	{ 0 }
};

static const char *const kinds[] = {
	[INCIDENT_GOOD] = "good",
	[INCIDENT_REFUSED] = "refused",
	[INCIDENT_SWALLOWED] = "swallowed",
	[INCIDENT_KILLED] = "killed",
	[INCIDENT_EFAULT] = "efault",
	[INCIDENT_STUCK] = "stuck",
};

/* --- Write ------------------------------------------------------------------------------ */

/* A number of 4 or 8 bytes, at any alignment. */
static uint64_t load(const void *at, size_t size, bool with_sign)
{
	uint32_t half;
	uint64_t whole;

	if (size == sizeof(half)) {
		memcpy(&half, at, sizeof(half));
		return with_sign ? (uint64_t)(int64_t)(int32_t)half : half;
	}
	memcpy(&whole, at, sizeof(whole));
	return whole;
}

static struct json_object *hexadecimal(uint64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "%#" PRIx64, value);
	return json_object_new_string(text);
}

static void add_field(struct json_object *object, const struct field *field, const void *at)
{
	struct json_object *value;
	uint64_t number = 0;

	if (field->type != TYPE_TEXT && field->type != TYPE_BOOL)
		number = load(at, field->size, field->type == TYPE_SIGNED);
	if (field->type == TYPE_TEXT)
		value = *(const char *)at ? json_text(at, strlen(at)) : NULL;
	else if (field->type == TYPE_BOOL)
		value = *(const bool *)at ? json_object_new_boolean(true) : NULL;
	else if (!number)
		value = NULL;
	else if (field->type == TYPE_HEX)
		value = hexadecimal(number);
	else if (field->type == TYPE_SIGNED)
		value = json_object_new_int64((int64_t)number);
	else
		value = json_object_new_uint64(number);
	if (value)
		json_object_object_add(object, field->key, value);
}

static void add_fields(struct json_object *object, const struct field *fields, const void *of)
{
	for (; fields->key; fields++)
		add_field(object, fields, (const char *)of + fields->offset);
}

struct json_object *incident_to_json(const struct incident *incident)
{
	struct json_object *object = json_object_new_object(), *runs = json_object_new_array(), *run;

	json_object_object_add(object, "kind", json_object_new_string(kinds[incident->kind]));
	/* The number means another call on another machine. */
	if (!incident->system_call_name[0] && fact_system_call(incident)[0])
		json_object_object_add(object, "system-call-name", json_object_new_string(fact_system_call(incident)));
	add_fields(object, incident_fields, incident);
	for (unsigned int i = 0; i < incident->runs; i++) {
		run = json_object_new_object();
		json_object_object_add(run, "helper", json_object_new_string(helper_name(incident->run[i].helper)));
		add_fields(run, run_fields, &incident->run[i]);
		json_object_array_add(runs, run);
	}
	json_object_object_add(object, "helpers", runs);
	return object;
}

int incidents_record(FILE *out, const struct incident *incidents, size_t count)
{
	struct json_object *whole = json_object_new_object(), *array = json_object_new_array();
	struct utsname name;
	bool good;

	if (uname(&name) == 0) {
		json_object_object_add(whole, "kernel", json_object_new_string(name.release));
		json_object_object_add(whole, "machine", json_object_new_string(name.machine));
	}
	for (size_t i = 0; i < count; i++)
		json_object_array_add(array, incident_to_json(&incidents[i]));
	json_object_object_add(whole, "incidents", array);
	good = fprintf(out, "%s\n", json_object_to_json_string_ext(whole, JSON_C_TO_STRING_PRETTY |
									  JSON_C_TO_STRING_NOSLASHESCAPE)) >= 0;
	json_object_put(whole);
	return good && fflush(out) == 0 ? 0 : -EIO;
}

/* --- Read ----------------------------------------------------------------------------------- */

/* A number, or a string that has one. */
static bool read_number(struct json_object *value, uint64_t *number)
{
	const char *text;
	char *end;

	if (json_object_is_type(value, json_type_int)) {
		*number = json_object_get_int64(value) < 0 ? (uint64_t)json_object_get_int64(value) :
							     json_object_get_uint64(value);
		return true;
	}
	if (!json_object_is_type(value, json_type_string))
		return false;
	text = json_object_get_string(value);
	errno = 0;
	*number = strtoull(text, &end, 0);
	return !errno && end != text && !*end;
}

static bool read_field(struct json_object *value, const struct field *field, void *at)
{
	uint64_t number;
	uint32_t half;

	switch (field->type) {
	case TYPE_TEXT:
		if (!json_object_is_type(value, json_type_string) ||
		    (size_t)json_object_get_string_len(value) >= field->size)
			return false;
		strcpy(at, json_object_get_string(value));
		return true;
	case TYPE_BOOL:
		*(bool *)at = json_object_get_boolean(value);
		return json_object_is_type(value, json_type_boolean);
	default:
		if (!read_number(value, &number))
			return false;
		half = (uint32_t)number;
		if (field->size == sizeof(half))
			memcpy(at, &half, sizeof(half));
		else
			memcpy(at, &number, sizeof(number));
		/* What does not fit is no number for this field. */
		return load(at, field->size, field->type == TYPE_SIGNED) == number;
	}
}

/* Returns the key that is wrong; NULL: none. */
static const char *read_fields(struct json_object *object, const struct field *fields, void *of)
{
	struct json_object *value;

	for (; fields->key; fields++)
		if (json_object_object_get_ex(object, fields->key, &value) &&
		    !read_field(value, fields, (char *)of + fields->offset))
			return fields->key;
	return NULL;
}

static const char *read_run(struct json_object *object, struct helper_run *run)
{
	struct json_object *name;

	if (!json_object_object_get_ex(object, "helper", &name) || !json_object_is_type(name, json_type_string))
		return "helper";
	run->helper = helper_find(json_object_get_string(name));
	if (run->helper == HELPER_COUNT)
		return "helper";
	return read_fields(object, run_fields, run);
}

static const char *read_runs(struct json_object *object, struct incident *incident)
{
	struct json_object *runs;
	const char *wrong = NULL;

	if (!json_object_object_get_ex(object, "helpers", &runs))
		return NULL;
	if (!json_object_is_type(runs, json_type_array) || json_object_array_length(runs) > INCIDENT_RUNS)
		return "helpers";
	incident->runs = (unsigned int)json_object_array_length(runs);
	for (unsigned int i = 0; i < incident->runs && !wrong; i++)
		wrong = read_run(json_object_array_get_idx(runs, i), &incident->run[i]);
	return wrong;
}

static const char *read_kind(struct json_object *object, struct incident *incident)
{
	struct json_object *kind;

	if (!json_object_object_get_ex(object, "kind", &kind) || !json_object_is_type(kind, json_type_string))
		return "kind";
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i], json_object_get_string(kind)) == 0) {
			incident->kind = i;
			return NULL;
		}
	return "kind";
}

int incident_from_json(struct json_object *object, struct incident *incident, char *problem, size_t size)
{
	const char *wrong;

	memset(incident, 0, sizeof(*incident));
	if (!json_object_is_type(object, json_type_object)) {
		snprintf(problem, size, "not an object");
		return -EINVAL;
	}
	wrong = read_kind(object, incident);
	if (!wrong)
		wrong = read_fields(object, incident_fields, incident);
	if (!wrong)
		wrong = read_runs(object, incident);
	if (wrong)
		snprintf(problem, size, "\"%s\" is missing, or is not what it should be", wrong);
	return wrong ? -EINVAL : 0;
}
