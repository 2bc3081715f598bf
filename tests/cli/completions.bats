#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# shellcheck disable=SC1091,SC2154,SC2016 # bats has its own ways, other shells have theirs
#
# The completions of bash and fish, by what they offer, and those of zsh, by what they tell
# zsh. They ask the command itself for subcommands and options, or are to have the same.

setup() {
	top=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	case $(uname -m) in
	aarch64) arch=arm64 ;;
	*) arch=amd64 ;;
	esac
	PATH=$top/build/$arch:$PATH
	_maps_class=$BATS_TEST_TMPDIR/class
	mkdir -p "$_maps_class/maps0" "$_maps_class/maps1"
	echo >"$_maps_class/maps0/label"
	echo frames >"$_maps_class/maps1/label"
	. "$top/completions/maps.bash"
}

# What is offered for the last of the words, sorted, with blanks between.
offered() {
	COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
	_maps
	printf '%s\n' "${COMPREPLY[@]}" | sort | paste -sd ' ' -
}

is() {
	[ "$1" = "$2" ] || {
		echo "offered: $1; expected: $2"
		return 1
	}
}

@test "subcommands are offered" {
	is "$(offered maps l)" 'layout list'
	for command in create destroy list info show layout watch revoke bench check explain; do
		is "$(offered maps "$command")" "$command"
	done
	is "$(offered maps --v)" --version
}

@test "options are those of the help" {
	is "$(offered maps create --s)" '--size --stamp'
	is "$(offered maps destroy -)" '--force --help'
	for command in create destroy list info show layout watch revoke bench check explain; do
		is "$(offered maps "$command" --)" "$(maps "$command" --help | grep -Eo -- '--[a-z][a-z-]*' | sort -u | paste -sd ' ' -)"
	done
}

@test "values of options are offered" {
	is "$(offered maps create --backing '')" 'auto contig huge shmem vmalloc'
	is "$(offered maps create --size 4K -m re)" remap
	is "$(offered maps create --private r)" 'readonly refuse'
	is "$(offered maps create --label '')" ''
	is "$(offered maps layout --pid $$)" $$
}

@test "columns are offered, and behind a comma another one" {
	is "$(offered maps list -o MAP)" 'MAPPED MAPPER MAPPINGS'
	is "$(offered maps info --output NAME,LA)" NAME,LABEL
	is "$(offered maps list -o +PI)" +PIECES
	is "$(offered maps bench -o TIME,TO)" TIME,TOTAL
	is "$(offered maps bench --backing huge,)" 'huge,contig huge,huge huge,shmem huge,vmalloc'
	is "$(offered maps bench -m re)" remap
}

@test "every word that the command knows is offered, and no other" {
	for command in list bench; do
		for column in $(offered maps "$command" -o ''); do
			maps "$command" --help | grep -q "^  $column "
		done
		is "$(offered maps "$command" -o '' | wc -w)" "$(maps "$command" --help | grep -c '^  [A-Z]')"
	done
	for option in backing mapper private; do
		for word in $(offered maps create "--$option" ''); do
			# Further words are wrong in some way; this one is not.
			run maps create "--$option" "$word"
			[[ $output == *'no size'* ]]
		done
	done
	for option in backing mapper access; do
		for word in $(offered maps bench "--$option" ''); do
			run maps bench "--$option" "$word" --size 0
			[[ $output != *'no such word'* ]]
		done
	done
}

@test "names and labels of areas are offered" {
	for command in destroy info show layout watch revoke check; do
		is "$(offered maps "$command" fr)" frames
		is "$(cd "$BATS_TEST_TMPDIR" && offered maps "$command" maps)" 'maps0 maps1'
	done
	is "$(offered maps destroy maps0 f)" frames
	rm -r "$_maps_class"
	is "$(offered maps destroy '')" ''
}

@test "paths are offered where one is begun" {
	is "$(offered maps info /dev/nul)" /dev/null
	is "$(offered maps layout --svg /dev/nul)" /dev/null
}

@test "nothing is offered where nothing is taken" {
	is "$(offered maps create '')" ''
	is "$(offered maps nonsense '')" ''
}

# The long options of a subcommand, as its help has them.
options_of() {
	maps "$1" --help | grep -Eo -- '--[a-z][a-z-]*' | sort -u | paste -sd ' ' -
}

subcommands=(create destroy list info show layout watch revoke bench check explain)

@test "zsh: options are those of the help, of each subcommand" {
	command -v zsh || skip "no zsh here"
	for command in "${subcommands[@]}"; do
		# In place of zsh's own functions: what _arguments is told of the subcommand is printed.
		is "$(zsh -f -c '
			_arguments() {
				if [[ $1 == -C ]]; then state=argument line=($wanted); else print -rl -- "$@"; fi
			}
			wanted=$1
			source $2' zsh "$command" "$top/completions/_maps" | grep -Eo -- '--[a-z][a-z-]*\[' | tr -d '[' | sort -u |
			paste -sd ' ' -)" "$(options_of "$command")"
	done
}

@test "zsh: subcommands are those of the help" {
	command -v zsh || skip "no zsh here"
	is "$(zsh -f -c '
		_call_program() { shift; "$@" }
		_describe() { print -rl -- ${(P)2} }
		_arguments() { _maps_command; return 1 }
		source $1' zsh "$top/completions/_maps" | sed 's/:.*//' | paste -sd ' ' -)" \
		"$(maps --help | sed -n 's/^  \([a-z][a-z]*\) .*/\1/p' | paste -sd ' ' -)"
}

# What fish offers for a line, sorted, with blanks between.
fish_offers() {
	fish --no-config -c 'source $argv[1]; complete -C $argv[2]' "$top/completions/maps.fish" "$1" | cut -f 1 | sort -u | paste -sd ' ' -
}

@test "fish: subcommands, options and values are offered" {
	command -v fish || skip "no fish here"
	is "$(fish_offers 'maps l')" 'layout list'
	is "$(fish_offers 'maps --v')" --version
	for command in "${subcommands[@]}"; do
		is "$(fish_offers "maps $command --")" "$(options_of "$command")"
	done
	is "$(fish_offers 'maps create --backing ')" 'auto contig huge shmem vmalloc'
	is "$(fish_offers 'maps list -o NAME,LA')" NAME,LABEL
	is "$(fish_offers 'maps bench -b huge,')" 'huge,contig huge,huge huge,shmem huge,vmalloc'
}
