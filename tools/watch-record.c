// SPDX-License-Identifier: BSD-2-Clause
#include <ctype.h>
#include <inttypes.h>

#include <json-c/json.h>

#include "watch-sample.h"

/**
 * struct record - one line, while it is written
 * @object: where it is JSON; NULL where it is not
 * @out: it goes there
 */
struct record {
	struct json_object *object;
	FILE *out;
};

static struct record begin(const struct watch_sample *sample, const char *kind, bool json, FILE *out)
{
	struct record record = { .object = json ? json_object_new_object() : NULL, .out = out };
	char time[48];

	snprintf(time, sizeof(time), "%lld.%03ld", (long long)sample->time.tv_sec, sample->time.tv_nsec / 1000000);
	if (json) {
		json_object_object_add(record.object, "time", json_object_new_double_s((double)sample->time.tv_sec,
										       time));
		json_object_object_add(record.object, "kind", json_object_new_string(kind));
	} else {
		fprintf(out, "time=%s kind=%s", time, kind);
	}
	return record;
}

static void end(struct record *record)
{
	if (record->object)
		fputs(json_object_to_json_string_ext(record->object, JSON_C_TO_STRING_PLAIN |
						     JSON_C_TO_STRING_NOSLASHESCAPE), record->out);
	json_object_put(record->object);
	fputc('\n', record->out);
}

/* A value ends at a blank: what could be taken for one is written as %20. */
static void put_text(struct record *record, const char *key, const char *text)
{
	if (record->object) {
		json_object_object_add(record->object, key, json_object_new_string(text));
		return;
	}
	fprintf(record->out, " %s=", key);
	for (; *text; text++) {
		unsigned char byte = (unsigned char)*text;

		fprintf(record->out, byte >= 0x80 || (isgraph(byte) && byte != '%') ? "%c" : "%%%02X", byte);
	}
}

static void put_number(struct record *record, const char *key, uint64_t number)
{
	if (record->object)
		json_object_object_add(record->object, key, json_object_new_int64((int64_t)number));
	else
		fprintf(record->out, " %s=%" PRIu64, key, number);
}

static void put_area(const struct watch_sample *sample, const struct watch_area *area, bool json, FILE *out)
{
	struct record record = begin(sample, "area", json, out);

	put_text(&record, "area", area->known.name);
	put_text(&record, "label", area->label);
	put_number(&record, "size", area->size);
	put_text(&record, "backing", area->backing);
	put_text(&record, "mapper", area->mapper);
	put_number(&record, "mappings", area->mappings);
	put_number(&record, "mapped", area->mapped);
	put_number(&record, "revoked", area->revoked);
	end(&record);
}

static void put_owner(const struct watch_sample *sample, const struct watch_sample *before,
		      const struct owner *owner, bool json, FILE *out)
{
	struct record record = begin(sample, "owner", json, out);

	put_text(&record, "area", owner->area);
	put_number(&record, "pid", (uint64_t)owner->pid);
	put_text(&record, "command", owner->command);
	put_number(&record, "mappings", owner->mappings);
	put_number(&record, "mapped", owner->bytes);
	put_number(&record, "huge", owner->huge);
	put_number(&record, "small", owner->present - owner->huge);
	put_number(&record, "copied", owner->copies);
	put_number(&record, "faults", owner->faults);
	put_number(&record, "new_faults", watch_sample_faults(before, owner));
	end(&record);
}

void watch_records(const struct watch_sample *sample, const struct watch_sample *before, bool json, FILE *out)
{
	for (size_t i = 0; i < sample->count; i++)
		put_area(sample, &sample->areas[i], json, out);
	for (size_t i = 0; i < sample->owners.count; i++)
		put_owner(sample, before, &sample->owners.list[i], json, out);
}
