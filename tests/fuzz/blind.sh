#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The programs of the corpus, and as many made of them as CI has time for, on a kernel
# that does not tell which code they run: make fuzz has one that does. Runs in the machine.
#
# needs file build/ARCH/tests/fuzz/fuzz
# needs file tests/fuzz/corpus/by-hand
# needs file tests/fuzz/corpus/found

# shellcheck source=tests/tap.sh
. ./tap.sh
seed=1 rounds=1000

load devices=0
check "the corpus, and programs made of it to a number of $rounds, by the seed $seed: the driver does nothing wrong" \
	0 'fuzz: corpus: [1-9]' ./fuzz --blind --seed "$seed" --rounds "$rounds" --out new by-hand found
check 'the driver unloads after them' 0 '' rmmod maps
tap_done
