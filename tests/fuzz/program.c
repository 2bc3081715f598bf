// SPDX-License-Identifier: BSD-2-Clause
#include <stdint.h>
#include <string.h>

#include "program.h"

/* Which registers are filled: a mask for each resource. */
struct filled {
	unsigned int masks[RESOURCES];
};

static void filled_add(struct filled *filled, const struct call *call)
{
	filled->masks[call_types[call->kind].makes] |= 1U << call->result;
}

static struct filled filled_before(const struct program *program, unsigned int index)
{
	struct filled filled = {};
	unsigned int i;

	for (i = 0; i < index; i++)
		filled_add(&filled, &program->calls[i]);
	return filled;
}

/* One of the registers of a mask that is not 0; the later ones are the more likely. */
static unsigned int register_roll(unsigned int mask, struct dice *dice)
{
	unsigned int number = dice_below(dice, REGISTERS);

	if (dice_one_in(dice, 2))
		for (number = REGISTERS - 1; !(mask >> number & 1);)
			number--;
	while (!(mask >> number & 1))
		number = (number + 1) % REGISTERS;
	return number;
}

/* The first that is not filled; where all are, one of them. */
static unsigned int result_roll(unsigned int mask, struct dice *dice)
{
	unsigned int number;

	for (number = 0; number < REGISTERS; number++)
		if (!(mask >> number & 1))
			return number;
	return dice_below(dice, REGISTERS);
}

static void program_insert(struct program *program, unsigned int index, const struct call *call)
{
	memmove(&program->calls[index + 1], &program->calls[index], (program->count - index) * sizeof(*call));
	program->calls[index] = *call;
	program->count++;
}

void program_delete(struct program *program, unsigned int index)
{
	program->count--;
	memmove(&program->calls[index], &program->calls[index + 1],
		(program->count - index) * sizeof(program->calls[0]));
}

static enum call_kind kind_roll(struct dice *dice)
{
	unsigned int total = 0;
	uint64_t rolled;
	int kind;

	for (kind = 0; kind < CALLS; kind++)
		total += call_types[kind].weight;
	rolled = dice_below(dice, total);
	for (kind = 0; rolled >= call_types[kind].weight; kind++)
		rolled -= call_types[kind].weight;
	return kind;
}

/* A kind of call that makes such a resource. */
static enum call_kind maker_roll(enum resource resource, struct dice *dice)
{
	enum call_kind kind;

	do
		kind = kind_roll(dice);
	while (call_types[kind].makes != resource);
	return kind;
}

/*
 * Insert a call of that kind, and before it calls that make what it takes; returns how many
 * calls were inserted: 0 where there is no room for all of them.
 */
static unsigned int insert_roll(struct program *program, unsigned int index, enum call_kind kind, struct dice *dice)
{
	const struct argument_type *arguments = call_types[kind].arguments;
	struct filled filled;
	unsigned int inserted = 0, made, i;
	struct call call;

	for (i = 0; arguments[i].kind; i++) {
		if (arguments[i].kind != ARGUMENT_REGISTER)
			continue;
		if (filled_before(program, index + inserted).masks[arguments[i].resource])
			continue;
		made = insert_roll(program, index + inserted, maker_roll(arguments[i].resource, dice), dice);
		if (!made)
			return 0;	/* what was made for others stays; it is valid */
		inserted += made;
	}
	if (program->count == PROGRAM_CALLS)
		return 0;

	filled = filled_before(program, index + inserted);
	call_roll(&call, kind, dice);
	for (i = 0; arguments[i].kind; i++)
		if (arguments[i].kind == ARGUMENT_REGISTER)
			call.values[i] = register_roll(filled.masks[arguments[i].resource], dice);
	if (call_types[kind].makes)
		call.result = result_roll(filled.masks[call_types[kind].makes], dice);
	program_insert(program, index + inserted, &call);
	return inserted + 1;
}

void program_roll(struct program *program, struct dice *dice)
{
	unsigned int wanted = 4 + dice_below(dice, PROGRAM_CALLS - 8);

	program->count = 0;
	while (program->count < wanted && insert_roll(program, program->count, kind_roll(dice), dice))
		continue;
	program_mend(program);
}

static unsigned int argument_count(const struct call *call)
{
	unsigned int count = 0;

	while (call_types[call->kind].arguments[count].kind)
		count++;
	return count;
}

static void change_value(struct program *program, struct dice *dice)
{
	unsigned int index = dice_below(dice, program->count);
	struct call *call = &program->calls[index];
	unsigned int arguments = argument_count(call);
	const struct argument_type *type;
	unsigned int i;

	if (!arguments)
		return;
	i = dice_below(dice, arguments);
	type = &call_types[call->kind].arguments[i];
	if (type->kind == ARGUMENT_REGISTER)
		call->values[i] = register_roll(filled_before(program, index).masks[type->resource], dice);
	else
		call->values[i] = argument_roll(type, dice);
}

static void copy_call(struct program *program, struct dice *dice)
{
	struct call call = program->calls[dice_below(dice, program->count)];

	if (program->count < PROGRAM_CALLS)
		program_insert(program, dice_below(dice, program->count + 1), &call);
}

static void swap_calls(struct program *program, struct dice *dice)
{
	struct call *one = &program->calls[dice_below(dice, program->count)];
	struct call *other = &program->calls[dice_below(dice, program->count)];
	struct call kept = *one;

	*one = *other;
	*other = kept;
}

/* The beginning of one, and the end of another. */
static void splice(struct program *program, const struct program *other, struct dice *dice)
{
	unsigned int from = dice_below(dice, other->count + 1);

	program->count = dice_below(dice, program->count + 1);
	while (from < other->count && program->count < PROGRAM_CALLS)
		program->calls[program->count++] = other->calls[from++];
}

static void mutate_once(struct program *program, const struct program *other, struct dice *dice)
{
	/* Of a program without calls, only a longer one can be made. */
	switch (program->count ? dice_below(dice, 12) : 0) {
	case 0 ... 3:
		insert_roll(program, dice_below(dice, program->count + 1), kind_roll(dice), dice);
		break;
	case 4 ... 7:
		change_value(program, dice);
		break;
	case 8:
		program_delete(program, dice_below(dice, program->count));
		break;
	case 9:
		copy_call(program, dice);
		break;
	case 10:
		swap_calls(program, dice);
		break;
	case 11:
		splice(program, other, dice);
		break;
	}
	program_mend(program);
}

void program_mutate(struct program *program, const struct program *other, struct dice *dice)
{
	unsigned int times = 1 + dice_below(dice, 4);

	while (times--)
		mutate_once(program, other, dice);
}

/* The argument of @call that takes what is not filled; NULL where there is none. */
static uint64_t *unfilled(struct call *call, const struct filled *filled, enum resource *resource)
{
	const struct argument_type *arguments = call_types[call->kind].arguments;
	unsigned int i;

	for (i = 0; arguments[i].kind; i++) {
		*resource = arguments[i].resource;
		if (arguments[i].kind == ARGUMENT_REGISTER && !(filled->masks[*resource] >> call->values[i] & 1))
			return &call->values[i];
	}
	return NULL;
}

bool program_valid(const struct program *program)
{
	struct filled filled = {};
	enum resource resource;
	struct call call;
	unsigned int i;

	if (program->count > PROGRAM_CALLS)
		return false;
	for (i = 0; i < program->count; i++) {
		call = program->calls[i];
		if (!call_valid(&call) || unfilled(&call, &filled, &resource))
			return false;
		filled_add(&filled, &call);
	}
	return true;
}

void program_mend(struct program *program)
{
	struct filled filled = {};
	enum resource resource;
	unsigned int i = 0;

	while (i < program->count) {
		struct call *call = &program->calls[i];
		uint64_t *value = unfilled(call, &filled, &resource);

		if (!value) {
			filled_add(&filled, call);
			i++;
		} else if (filled.masks[resource]) {
			*value = __builtin_ctz(filled.masks[resource]);
		} else {
			program_delete(program, i);
		}
	}
}
