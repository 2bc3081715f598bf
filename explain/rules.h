/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The parts of explain(), a file each. Each is a table of rules, tried in order: the
 * first that applies is the explanation.
 */
#ifndef MAPS_RULES_H
#define MAPS_RULES_H

#include "explain/explanation.h"

/* How much of a rule was seen, where it applies. */
enum certainty {
	CERTAIN,	/* the arguments or results alone decide */
	IF_WATCHED,	/* seen, where the driver was seen not to be asked, or to be asked */
	GUESS,		/* others would look the same */
};

/**
 * struct rule - one way to go wrong
 * @error: the errno it gives; 0: any
 * @applies: whether it is so
 * @stage, @row: see struct explanation; @row 0: none of the catalogue
 * @certainty: see above
 * @reason: a sentence without its period, with words in {braces}: see words.c
 */
struct rule {
	int error;
	bool (*applies)(const struct incident *incident);
	enum stage stage;
	unsigned int row;
	enum certainty certainty;
	const char *reason;
};

/* The first of @rules that applies, with errno @error; NULL: none. The end has no reason. */
const struct rule *rule_find(const struct rule *rules, const struct incident *incident, int error);

/* Take @rule as the explanation; @seen only where the rule is as certain. */
void rule_take(const struct rule *rule, const struct incident *incident, bool watched,
	       struct explanation *explanation);

/* Append a text to the reason; @run has the helper that it is about, or is NULL. */
void reason_add(struct explanation *explanation, const struct incident *incident, const struct helper_run *run,
		const char *text);

/* A helper gave an error to the driver. */
void explain_helper(const struct incident *incident, const struct helper_run *run, struct explanation *explanation);

/* mmap gave an error. */
void explain_refused(const struct incident *incident, struct explanation *explanation);

/* Something never ended: false where nothing tells so. */
bool explain_unfinished(const struct incident *incident, struct explanation *explanation);

/* A signal, or EFAULT. */
void explain_access(const struct incident *incident, struct explanation *explanation);

#endif /* MAPS_RULES_H */
