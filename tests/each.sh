#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Run tests one after the other in this machine, and print what they say as one: for
# tests/run. A result has the test's name before its sentence, and one that did not keep
# to its plan, or failed without saying where, has a result more; so has the end, where
# not all tests came to theirs.
#
# Usage: each.sh TEST...

for test; do
	# For who reads the kernel's log.
	echo "test: $test" 2>/dev/null >/dev/kmsg
	echo "each: begin $test"
	"./$test"
	echo "each: end $?"
done | awk -v tests=$# '
	function result(good, text) {
		printf "%sok %d - %s\n", good ? "" : "not ", ++number, text
		fflush()
		failed += !good
	}
	/^each: begin / { name = $3; results = wrong = 0; planned = "no"; next }
	/^each: end / {
		ended++
		if (planned != results || (wrong > 0) != ($3 > 0))
			result(0, name ": ended with status " $3 " after " results " results, of which " wrong " are wrong; " planned " were planned")
		next
	}
	/^1\.\.0 # SKIP/ { result(1, name substr($0, 5)); planned = 0; next }
	/^1\.\.[1-9]/ { planned = substr($1, 4) + 0; next }
	/^(not )?ok / {
		good = $1 == "ok"
		results++
		wrong += !good
		sub(/^(not )?ok +[0-9]* *(- )?/, "")
		result(good, name ": " $0)
		next
	}
	{ sub(/^Bail out!/, "# &"); print }
	END {
		if (!tests || ended != tests)
			result(0, "of " tests " tests " ended + 0 " came to their end")
		print "1.." number
		exit failed > 0
	}'
