// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <string.h>
#include <stdio.h>

#include "catalogue/catalogue.h"
#include "explain/explanation.h"
#include "explain/facts.h"
#include "explain/rules.h"

/* Nobody is given an address below it without asking for it. */
#define TINY_ADDRESS	0x1000000

const struct rule *rule_find(const struct rule *rules, const struct incident *incident, int error)
{
	for (; rules->reason; rules++)
		if ((!rules->error || rules->error == error) && rules->applies(incident))
			return rules;
	return NULL;
}

/* The driver's function that a stage is about. */
static const char *function_of(const struct incident *incident, enum stage stage)
{
	switch (stage) {
	case STAGE_DRIVER:
	case STAGE_HELPER:
		return incident->operation;
	case STAGE_FAULT:
		return incident->fault_operation;
	default:
		return "";
	}
}

void rule_take(const struct rule *rule, const struct incident *incident, bool watched, struct explanation *explanation)
{
	explanation->stage = rule->stage;
	explanation->cause = catalogue_find(rule->row);
	explanation->seen = rule->certainty == CERTAIN || (rule->certainty == IF_WATCHED && watched);
	snprintf(explanation->function, sizeof(explanation->function), "%s", function_of(incident, rule->stage));
	reason_add(explanation, incident, NULL, !explanation->seen && rule->row ? "most likely, " : "");
	reason_add(explanation, incident, fact_unfinished(incident), rule->reason);
}

/* An address that is none, where the program asked for no address. */
static bool is_tiny_result(const struct incident *incident)
{
	const uint32_t fixed = 0x10 | 0x100000;		/* MAP_FIXED, MAP_FIXED_NOREPLACE */

	return incident->called && incident->returned && incident->is_device && !(incident->flags & fixed) &&
	       incident->result > 0 && incident->result < TINY_ADDRESS && (uint64_t)incident->result != incident->address;
}

/* A driver that returns the number of bytes, as read() does. */
static bool explain_positive(const struct incident *incident, struct explanation *explanation)
{
	static const struct rule told = {
		0, NULL, STAGE_DRIVER, 33, CERTAIN,
		"{operation} returned {returned}, which is neither 0 nor -errno: mmap_region() hands it to the "
		"program, which takes it for the address of its mapping, and there is nothing at that address"
	};
	static const struct rule inferred = {
		0, NULL, STAGE_DRIVER, 33, GUESS,
		"{operation} returned a positive number, such as a size: mmap_region() handed it to the program, "
		"which took it for the address of its mapping ({error}), and there is nothing at that address"
	};
	int64_t result;

	if (fact_driver_result(incident, &result) && result > 0)
		rule_take(&told, incident, true, explanation);
	else if (!fact_driver_result(incident, &result) && is_tiny_result(incident))
		rule_take(&inferred, incident, true, explanation);
	else
		return false;
	return true;
}

static void explain_swallowed(const struct incident *incident, struct explanation *explanation)
{
	const struct helper_run *run = fact_failed(incident, false);

	if (!run)
		run = fact_failed(incident, true);
	if (run)
		explain_helper(incident, run, explanation);
	else
		reason_add(explanation, incident, NULL, "a helper gave an error, and which one was not seen");
}

/* A sentence: it begins large, and ends with a period. */
static void finish_reason(struct explanation *explanation)
{
	char *reason = explanation->reason;
	size_t length = strlen(reason);

	/* A name of a function stays as it is written. */
	if (reason[0] >= 'a' && reason[0] <= 'z' && !strchr("(_", reason[strcspn(reason, " (_")]))
		reason[0] = (char)(reason[0] - 'a' + 'A');
	if (length && length + 1 < sizeof(explanation->reason) && reason[length - 1] != '.')
		strcpy(reason + length, ".");
}

void explain(const struct incident *incident, struct explanation *explanation)
{
	memset(explanation, 0, sizeof(*explanation));
	if (explain_positive(incident, explanation)) {
		finish_reason(explanation);
		return;
	}
	if (explain_unfinished(incident, explanation)) {
		finish_reason(explanation);
		return;
	}
	switch (incident->kind) {
	case INCIDENT_REFUSED:
		explain_refused(incident, explanation);
		break;
	case INCIDENT_SWALLOWED:
		explain_swallowed(incident, explanation);
		break;
	case INCIDENT_KILLED:
	case INCIDENT_EFAULT:
		explain_access(incident, explanation);
		break;
	case INCIDENT_GOOD:
	case INCIDENT_STUCK:
		explanation->seen = true;
		reason_add(explanation, incident, NULL, "nothing went wrong");
		break;
	}
	finish_reason(explanation);
}

static const struct {
	const char *word;
	const char *text;
} stages[] = {
	[STAGE_NONE] = { "none", "none: nothing went wrong" },
	[STAGE_LIBRARY] = { "library", "the C library, before the kernel was asked" },
	[STAGE_ENTRY] = { "entry", "the system call's own checks, before the file was looked at" },
	[STAGE_SECURITY] = { "security", "a security module" },
	[STAGE_CHECKS] = { "checks", "the kernel's checks of descriptor, flags and address, before the driver" },
	[STAGE_ACCOUNTING] = { "accounting", "the kernel's limits on memory, before the driver" },
	[STAGE_DRIVER] = { "driver", "the driver itself" },
	[STAGE_HELPER] = { "helper", "a helper of the kernel that the driver called" },
	[STAGE_FAULT] = { "fault", "the page fault, after the mapping was made" },
	[STAGE_ACCESS] = { "access", "the access to a mapping that was made as asked" },
};

const char *stage_word(enum stage stage)
{
	return stages[stage].word;
}

const char *stage_text(enum stage stage)
{
	return stages[stage].text;
}
