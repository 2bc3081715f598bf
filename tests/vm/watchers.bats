#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# The kernels that watch do watch: a mistake of each kind is told, and fails the run. A
# watcher that is built in may still be turned off, or have no eye on modules; then it
# reports nothing, and all tests are well.
#
# KERNEL chooses the kernel, one of those that vm/build-kernel has built.

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return
	kernel=${KERNEL:-6.1-debug}
	log=$BATS_TEST_TMPDIR/log
}

# Make the mistakes $@, one after the other, in a machine that has to report an error.
make_mistakes() {
	# KASAN and others would tell of the first mistake alone.
	# shellcheck disable=SC2016 # it is for that shell
	run -1 vm/run --kernel "$kernel" --parallel --timeout 2400 --append kasan_multi_shot --log "$log" --no-load \
		--module tests/vm/mistakes -- \
		sh -c 'for name; do echo "$name" >/sys/module/mistakes/parameters/make; done' mistakes "$@"
}

# That the kernel's log, or what vm/run said of it, has all of the patterns $@.
told() {
	for pattern; do
		grep -qE "$pattern" "$log" || grep -qE "$pattern" <<<"$output" || {
			echo "nothing tells of: $pattern; vm/run said:"
			echo "$output"
			return 1
		}
	done
}

@test "mistakes of memory, locks and objects are told" {
	[[ $kernel == *-debug ]] || skip "$kernel watches for data races alone"
	# lockdep ends with the first report of any watcher.
	make_mistakes lock-order use-after-free beyond-vmalloc shift index-beyond sleep-in-atomic free-timer \
		write-to-free-page
	told 'KASAN: .*use-after-free in use_after_free' \
		'KASAN: vmalloc-out-of-bounds in beyond_vmalloc' \
		'UBSAN: shift-out-of-bounds' \
		'UBSAN: array-index-out-of-bounds' \
		'sleeping function called from invalid context' \
		'ODEBUG: free active .*timer_list' \
		'pagealloc: memory corruption' \
		'possible circular locking dependency'
}

@test "memory that nobody knows any more is told" {
	[[ $kernel == *-debug ]] || skip "kmemleak is in the kernels that watch memory"
	make_mistakes leak
	told 'unreferenced object' 'leak\+.*\[mistakes\]'
}

@test "a data race is told" {
	[[ $kernel == *-kcsan ]] || skip "KCSAN is in a kernel of its own"
	make_mistakes race
	told 'KCSAN: data-race in .*race_on' 'race_on\+.*\[mistakes\]'
}
