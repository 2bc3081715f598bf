/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The instructions of the machine. In vm/run --instructions a nanosecond of
 * CLOCK_MONOTONIC_RAW is one of them, and two runs are alike to the digit.
 */
#ifndef MAPS_BENCH_INSTRUCTIONS_H
#define MAPS_BENCH_INSTRUCTIONS_H

/* How many there were until now. */
long long instructions(void);

/*
 * Wait until the timer has just interrupted, and what that set off is done. What takes
 * less than the time between two of these, four million instructions, then has none in
 * it; what takes longer has as many each time.
 */
void instructions_wait(void);

/*
 * Let the kernel come to rest, and keep it there: threads of its own, which work from
 * time to time, would be counted.
 */
void instructions_settle(void);

#endif /* MAPS_BENCH_INSTRUCTIONS_H */
