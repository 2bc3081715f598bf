# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# Completion of maps for bash: to be installed as bash-completion/completions/maps.

: "${_maps_class:=/sys/class/maps}"

# Names and labels of all areas.
_maps_areas() {
	local area
	for area in "$_maps_class"/maps*; do
		[ -e "$area" ] || continue
		echo "${area##*/}"
		cat "$area/label" 2>/dev/null
	done
}

# The long options of a subcommand, as its help has them.
_maps_options() {
	"${COMP_WORDS[0]}" "$1" --help 2>/dev/null | grep -Eo -- '--[a-z][a-z-]*' | sort -u
}

# Reply those of the words $2 that complete $1.
_maps_reply() {
	mapfile -t COMPREPLY < <(compgen -W "$2" -- "$1")
}

_maps_columns() {
	echo NAME LABEL SIZE BACKING MAPPER PRIVATE NODE STAMP MAPPINGS MAPPED PIECES PATH REVOKED
}

_maps_bench_columns() {
	echo BACKING MAPPER ACCESS PAGES TIME RATIO TOTAL FAULTS INSTRUCTIONS TLB
}

# Reply those of the words $2 that complete what is behind the last comma of $1: there,
# a new one begins; and behind a plus.
_maps_reply_list() {
	local before=
	case $1 in
	*,*) before=${1%,*}, ;;
	+*) before=+ ;;
	esac
	mapfile -t COMPREPLY < <(compgen -P "$before" -W "$2" -- "${1#"$before"}")
}

# The value of an option, $2, of the subcommand $1; false where it has none.
_maps_value() {
	local word=$3
	case $1:$2 in
	create:--backing | create:-b) _maps_reply "$word" "auto vmalloc contig huge shmem" ;;
	create:--mapper | create:-m) _maps_reply "$word" "auto remap range insert fault huge shmem" ;;
	create:--private | create:-p) _maps_reply "$word" "copy readonly refuse" ;;
	create:--size | create:-s) _maps_reply "$word" "64K 1M 64M 1G" ;;
	create:--node | create:-N | create:--stamp | create:--label | create:-l) ;;
	list:--output | list:-o | info:--output | info:-o) _maps_reply_list "$word" "$(_maps_columns)" ;;
	bench:--output | bench:-o) _maps_reply_list "$word" "$(_maps_bench_columns)" ;;
	bench:--backing | bench:-b) _maps_reply_list "$word" "vmalloc contig huge shmem" ;;
	bench:--mapper | bench:-m) _maps_reply_list "$word" "remap range insert fault huge shmem" ;;
	bench:--access | bench:-a) _maps_reply_list "$word" "read write private" ;;
	bench:--size | bench:-s) _maps_reply "$word" "4M 64M 1G" ;;
	bench:--repeat | bench:-R) ;;
	layout:--pid | layout:-p | explain:-p | explain:--pid)
		mapfile -t COMPREPLY < <(cd /proc && compgen -d -X '![0-9]*' -- "$word")
		;;
	layout:--svg) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
	layout:--columns | layout:-c | watch:--interval | watch:-i | watch:--count | watch:-n) ;;
	explain:--by) _maps_reply "$word" "bpf tracefs ptrace" ;;
	explain:--output | explain:-o | explain:--record) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
	explain:--debug-info | check:--scratch) mapfile -t COMPREPLY < <(compgen -d -- "$word") ;;
	explain:--timeout | check:--timeout | check:--only | check:-o | check:--skip | check:-s | check:--expect | check:-e) ;;
	check:--fd | check:--offset | check:--length) ;;
	show:--offset | show:-o | show:--length | show:-l | show:--write | show:-w) ;;
	*) return 1 ;;
	esac
}

_maps() {
	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]}

	COMPREPLY=()
	if [ "$COMP_CWORD" -eq 1 ]; then
		_maps_reply "$word" "$("${COMP_WORDS[0]}" --help 2>/dev/null | sed -n 's/^  \([a-z][a-z]*\) .*/\1/p')"
		case $word in
		-*) _maps_reply "$word" "--help --version" ;;
		esac
		return
	fi
	! _maps_value "$command" "$before" "$word" || return 0
	case $word in
	-*)
		_maps_reply "$word" "$(_maps_options "$command")"
		return
		;;
	esac
	case $command in
	destroy | info | layout | revoke | watch) _maps_reply "$word" "$(_maps_areas)" ;;
	show | check)
		_maps_reply "$word" "$(_maps_areas)"
		mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$word")
		;;
	explain) mapfile -t COMPREPLY < <(compgen -c -- "$word") ;;
	esac
	# A path will do wherever an area does.
	case $command:$word in
	destroy:*/* | info:*/* | layout:*/* | revoke:*/* | watch:*/*)
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
		;;
	esac
}
complete -o filenames -F _maps maps
