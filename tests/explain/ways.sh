#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# maps explain of processes of each kind: threads, children, those of a shell, those that
# run already; how a watch ends, what the command is given and what is handed on of it.
# Runs in the machine.
#
# needs root
# needs file build/ARCH/tests/explain/correct
# needs file build/ARCH/tests/explain/victim
# needs file build/ARCH/tests/cli/terminal

# shellcheck source=tests/tap.sh
. ./tap.sh

# Of these devices, one maps half and passes no error on, one refuses, and one loops.
half=/dev/broken-too-few-pages refusing=/dev/broken-checked-error endless=/dev/broken-nopage-without-page

# words FILE: it, as one line.
words() {
	tr -s '\n ' ' ' <"$1"
}

# explain OPTION... -- COMMAND...: the report, as one line; the command's status.
explain() {
	maps explain -o report "$@" 2>&1
	status=$?
	words report
	return "$status"
}

# ready PID: wait until that watcher waits for what comes. It does so by poll() or wait4().
cat >ready <<-'END'
	#!/bin/sh
	tries=300
	until grep -Eq '^(7|73|61|260) ' "/proc/$1/syscall" || [ $((tries -= 1)) -eq 0 ]; do sleep 0.1; done 2>/dev/null
END
chmod +x ready

# Whoever is to be watched waits for the file "go".
waiting='until [ -e go ]; do sleep 0.1; done'

# running WAY COMMAND: what is told of a shell that has begun COMMAND already.
running() {
	rm -f go
	sh -c "$2" 2>/dev/null &
	subject=$!
	until pgrep -P $subject >/dev/null; do sleep 0.1; done
	maps explain --by "$1" -o report -p $subject &
	watcher=$!
	./ready $watcher
	touch go
	wait $watcher || echo "status $?"
	words report
}

# given WAY: what is told of a command that has the device open when it begins.
given() {
	explain --by "$1" -- ./correct inherited - 9<>$half
}

# interrupted WAY: a watch of a running process that Ctrl-C ends; the process goes on.
interrupted() {
	sleep 1000 &
	subject=$!
	# shellcheck disable=SC2016 # for the shell within
	./terminal begun sh -c '
		(./ready $$; echo begun) &
		exec maps explain --by "$0" -p "$1"' "$1" $subject
	status=$?
	kill $subject 2>/dev/null && echo 'and it goes on'
	return $status
}

# released PID: who traces it, in the end, where nobody does: 0.
released() {
	tries=100
	until grep -q "^TracerPid:	0$" "/proc/$1/status" || [ $((tries -= 1)) -eq 0 ]; do sleep 0.1; done
	sed -n 's/^TracerPid:	//p' "/proc/$1/status"
}

# Whoever writes down what was seen waits for a reader of it: the watch has ended by then, and
# the watcher has not.
waits_for_reader() {
	mkfifo record 2>/dev/null || :
	rm -f report
	maps explain --by "$@" &
	watcher=$!
}
reads() {
	cat record >/dev/null
	wait "$watcher"
}

# let_go WAY: who traces a process that was watched, and one that a command has left behind.
let_go() {
	sh -c 'while :; do :; done' &
	subject=$!
	waits_for_reader "$1" -o report --record record -p $subject
	./ready $watcher
	kill $watcher
	until grep -q explain report 2>/dev/null; do sleep 0.1; done
	released $subject
	reads
	kill $subject
}
let_go_left() {
	rm -f left
	waits_for_reader "$1" -o report --record record -- sh -c 'sleep 1000 & echo $! >left'
	until grep -q explain report 2>/dev/null; do sleep 0.1; done
	released "$(cat left)"
	reads
	kill "$(cat left)"
}

# of_thread WAY: what a process has mapped that is watched by the number of a thread.
cat >thread.py <<-'END'
	import mmap, sys, threading, time
	file = open(sys.argv[1], "rb")
	memory = mmap.mmap(file.fileno(), 4096, prot=mmap.PROT_READ)
	threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
	open("go", "w")
	time.sleep(1000)
END
head -c 4096 /dev/zero >of-thread
of_thread() {
	rm -f go
	python3 thread.py of-thread &
	subject=$!
	until [ -e go ]; do sleep 0.1; done
	for thread in "/proc/$subject/task"/*; do
		thread=${thread##*/}
		[ "$thread" = $subject ] || break
	done
	maps explain --all --by "$1" -o report -p "$thread" &
	watcher=$!
	./ready $watcher
	kill $watcher
	wait $watcher
	kill $subject
	words report
}

for way in bpf tracefs ptrace; do
	check "$way: the number of a thread stands for its process" 0 'mmap of [^ ]*/of-thread succeeded' of_thread $way
	check "$way: a process is let go before the report is done" 0 '^0$' let_go $way
	check "$way: and so is one that a command leaves behind" 0 '^0$' let_go_left $way
	check "$way: a thread, by its number" 135 'process [0-9]+, thread [0-9]+\) died of SIGBUS .* cause 11 ' \
		explain --by $way -- ./correct threads $half
	check "$way: who received a descriptor" 1 'died of SIGBUS .* mmap\(NULL, [0-9]+, .* cause 11 ' \
		explain --by $way -- ./correct socket $half
	check "$way: who inherited one" 135 'died of SIGBUS .* cause 11 ' explain --by $way -- ./correct inherit $half
	check "$way: a command that is given one" 135 'died of SIGBUS .* cause 11 ' given $way
	check "$way: a thread that runs a program in place of all" 135 'died of SIGBUS .* cause 11 ' \
		explain --by $way -- ./correct replace $half
	check "$way: each command of a pipeline" 0 'gave EINVAL.* cause 2 .* died of SIGBUS .* cause 11 .* 2 to explain' \
		explain --by $way -- sh -c "./victim $refusing private | cat; ./victim $half | cat"
	check "$way: who catches the signal, and fails" 3 'was sent SIGBUS .* which it caught, and gave up .* cause 11 ' \
		explain --by $way -- ./victim $half catch
	check "$way: in another PID namespace" 1 'gave EINVAL.* cause 2 ' \
		explain --by $way -- unshare -p -f ./victim $refusing private
	check "$way: a process that runs already" 0 'gave EINVAL.* cause 2 ' \
		running $way "$waiting; exec ./victim $refusing private"
	check "$way: a child of it that it has from then on" 0 'gave EINVAL.* cause 2 ' \
		running $way "$waiting; ./victim $refusing private; true"
	check "$way: a child of it that it has already" 0 'gave EINVAL.* cause 2 ' \
		running $way "sh -c '$waiting; exec ./victim $refusing private' & wait"
	check "$way: Ctrl-C ends the watch of it" 0 'Nothing to explain' interrupted $way
	check "$way: and it goes on" 0 'and it goes on' interrupted $way
	check "$way: a process that is not there" 1 'cannot watch process [0-9]+: No such process' \
		maps explain --by $way -p 4194303
done
in_namespace() {
	unshare -p -f --mount-proc maps explain -o report -- ./victim $refusing private
	status=$?
	words report
	return $status
}
check 'in a PID namespace of our own, by ptrace' 1 'gave EINVAL.* cause 2 .* by ptrace' in_namespace
check 'and it is said why' 1 'watching by ptrace: no bpf: this is a PID namespace' in_namespace

# It stops itself when its child is stopped, as a driver's function is to be watched.
check 'a child of runuser, which stops itself as su does, and goes on' 1 'gave EINVAL.* returned checked_error_mmap\(\) returned -EINVAL .* cause 2 ' \
	explain -- timeout -s KILL 60 runuser -s /bin/sh root -c "./victim $refusing private"

# Each of them is stopped at its first device until its function is probed, and at the next one again.
several() {
	devices=
	for name in busy-is-error counts-from-start dummy-page fault-unbounded flush-ends no-access open-allocates page-numbers two-buffers; do
		devices="$devices /dev/broken-$name"
	done
	# shellcheck disable=SC2086 # words
	maps explain --all -o report -- ./correct each $devices
	grep -c 'returned .*_mmap() returned 0$' report
}
check 'several devices, one soon after the other: each driver is seen' 0 '^9$' several
check 'and again' 0 '^9$' several

# What is handed on
check 'Ctrl-C is for the command, which dies of it' 130 'Nothing to explain' \
	./terminal begun maps explain -- sh -c 'echo begun; exec sleep 1000'
check 'or does not' 5 'Nothing to explain' \
	./terminal begun maps explain -- sh -c 'trap "exit 5" INT; echo begun; while :; do sleep 0.1; done'
# shellcheck disable=SC2016 # for the shells within
check 'SIGTERM is handed on' 6 '' sh -c '
	maps explain -o report -- sh -c "trap \"exit 6\" TERM; touch begun; while :; do sleep 0.1; done" &
	until [ -e begun ]; do sleep 0.1; done
	kill $!
	wait $!'
late() {
	waits_for_reader bpf -o report --record record -- true
	until grep -q explain report 2>/dev/null; do sleep 0.1; done
	kill "$watcher"
	wait "$watcher"
}
check 'SIGTERM is for maps once the command has ended' 143 '' late
check 'a signal that is ignored stays so for the command' 0 '^alive$' \
	sh -c 'trap "" HUP; maps explain -o report -- sh -c "kill -HUP \$\$; echo alive"'
limits() {
	"$@" cat /proc/self/limits | sed -n 's/^Max \(locked memory\|open files\|core file size\) *//p'
	"$@" grep '^Sig[IB]' /proc/self/status
}
limits >without
limits maps explain -o report -- >with
check 'limits and signals are those of a command without it' 0 '^$' diff without with

# What hangs
# shellcheck disable=SC2086 # words
check 'a child that hangs is killed with the command' 137 'hangs.* cause 13 ' \
	explain --timeout 3 -- sh -c "./victim $endless; true"
check 'none is left behind' 1 '^$' sh -c 'sleep 1; pgrep victim'

# The report
check '--all has what is good, too' 0 'correct .*: mmap of /dev/broken-page-numbers succeeded .* stage none: ' \
	explain --all -- ./correct shared /dev/broken-page-numbers
check 'without it that is not told' 0 '^Nothing to explain: 3 mappings' explain -- ./correct shared /dev/broken-page-numbers
check 'a report that cannot be written is known before the command is run' 1 '^maps explain: /no/report: No such file or directory; name a file that can be written$' \
	maps explain -o /no/report -- touch was-run
check 'and it is not run' 1 '' test -e was-run

# What cannot be attached: here, because there is room for one more descriptor only
crowd() {
	number=-1 free=0
	until [ $free -eq 2 ]; do
		number=$((number + 1))
		[ -e "/proc/$1/fd/$number" ] || free=$((free + 1))
	done
	prlimit --pid "$1" --nofile=$number
}
crowded() {
	rm -f go
	sh -c "$waiting; exec ./victim $refusing private" 2>/dev/null &
	maps explain --by bpf -o report -p $! &
	watcher=$!
	./ready $watcher
	crowd $watcher
	touch go
	wait $watcher
	words report
}
check 'a hook that cannot be attached is named' 0 'not seen these functions could not be probed: checked_error_mmap ' crowded
check 'and what it would have seen is not taken for seen' 0 'gave EINVAL.* returned not seen .* cause 2 ' crowded
# Who can reach neither of the two ways to make probes has none.
check 'where none can be, another way is taken, and they are named' 1 \
	'watching by (tracefs|ptrace): no bpf: none of these functions can be probed: fd_install, security_mmap_file, ' \
	unshare -m sh -c "mount -t tmpfs none /sys/bus/event_source && mount -t tmpfs none /sys/kernel/debug &&
		mount -t tmpfs none /sys/kernel/tracing && maps explain -o report -- ./victim $refusing private"
tap_done
