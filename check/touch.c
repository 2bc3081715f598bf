// SPDX-License-Identifier: BSD-2-Clause
#include <setjmp.h>
#include <signal.h>
#include <string.h>

#include "check/touch.h"

/* Each thread has its own: the signal goes to the thread whose access has failed. */
static __thread sigjmp_buf escape;

static __thread volatile sig_atomic_t touching;

static void jump_out(int number)
{
	if (touching)
		siglongjmp(escape, number);
	/* This was not an access of ours: let the signal kill, as it would without us. */
	signal(number, SIG_DFL);
	raise(number);
}

/* From here on, SIGBUS and SIGSEGV jump back to the last sigsetjmp(). */
static void catch_signals(void)
{
	struct sigaction action = { .sa_handler = jump_out, .sa_flags = SA_NODEFER };

	sigaction(SIGBUS, &action, NULL);
	sigaction(SIGSEGV, &action, NULL);
}

typedef uint64_t __attribute__((may_alias)) any_word;

/* A device may allow only whole words, and bytes are slow if memory is not cached. memcpy() uses what it likes. */
static void copy_by_words(void *to, const void *from, size_t length)
{
	size_t words = ((uintptr_t)to | (uintptr_t)from) % sizeof(any_word) ? 0 : length / sizeof(any_word);

	for (size_t i = 0; i < words; i++)
		((volatile any_word *)to)[i] = ((const volatile any_word *)from)[i];
	for (size_t i = words * sizeof(any_word); i < length; i++)
		((volatile uint8_t *)to)[i] = ((const volatile uint8_t *)from)[i];
}

int touch_copy(void *to, const void *from, size_t length)
{
	int number = sigsetjmp(escape, 1);

	if (!number) {
		catch_signals();
		touching = 1;
		copy_by_words(to, from, length);
	}
	touching = 0;
	return number;
}

int touch_restore(void *to, const void *from, size_t length)
{
	int number = sigsetjmp(escape, 1);
	volatile uint64_t *there = to;
	const uint64_t *words = from;

	if (!number) {
		catch_signals();
		touching = 1;
		for (size_t i = 0; i < length / sizeof(*words); i++)
			if (there[i] != words[i])
				there[i] = words[i];
	}
	touching = 0;
	return number;
}

int touch_read(const void *address)
{
	uint8_t value;

	return touch_copy(&value, address, sizeof(value));
}

int touch_write(void *address, uint8_t value)
{
	return touch_copy(address, &value, sizeof(value));
}

/* FNV-1a over words: fast enough for a page, and no two of ours collide. */
int touch_sum(const void *from, size_t length, uint64_t *sum)
{
	int number = sigsetjmp(escape, 1);
	const volatile uint64_t *words = from;
	uint64_t hash = 0xcbf29ce484222325;

	if (!number) {
		catch_signals();
		touching = 1;
		for (size_t i = 0; i < length / sizeof(*words); i++)
			hash = (hash ^ words[i]) * 0x100000001b3;
		*sum = hash;
	}
	touching = 0;
	return number;
}

/* What makes a mark of a seed and a page, and its inverse: their product is 1. */
#define MARK_FACTOR 0x9e3779b97f4a7c15
#define MARK_INVERSE 0xf1de83e19937733d
#define MARK_SUMMAND 0x6d617073

uint64_t mark_of(unsigned int seed, size_t page)
{
	return ((uint64_t)seed << 48 | page) * MARK_FACTOR + MARK_SUMMAND;
}

bool is_mark(uint64_t word, size_t page)
{
	return ((word - MARK_SUMMAND) * MARK_INVERSE & (((uint64_t)1 << 48) - 1)) == page;
}

int mark_put(void *page, uint64_t mark)
{
	return touch_copy(page, &mark, sizeof(mark));
}

int mark_get(const void *page, uint64_t *mark)
{
	return touch_copy(mark, page, sizeof(*mark));
}

bool mark_take_back(void *page, size_t number, uint64_t word)
{
	uint64_t now;

	if (mark_get(page, &now) != 0)
		return false;
	return !is_mark(now, number) || mark_put(page, word) == 0;
}

bool mark_replace(void *page, uint64_t made, uint64_t word)
{
	uint64_t now;

	if (mark_get(page, &now) != 0)
		return false;
	return now != made || mark_put(page, word) == 0;
}
