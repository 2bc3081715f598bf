#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# shellcheck disable=SC1091,SC2154 # bats has its own ways
#
# The completions of bash, by what they reply; those of zsh and fish, as far as these
# shells are here. They ask the command itself for subcommands and options.

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

@test "zsh can read its completions" {
	command -v zsh || skip "no zsh here"
	zsh -n "$top/completions/_maps"
}

@test "fish can read its completions" {
	command -v fish || skip "no fish here"
	fish --no-execute "$top/completions/maps.fish"
}
