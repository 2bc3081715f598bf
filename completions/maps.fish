# SPDX-License-Identifier: BSD-2-Clause
#
# Completion of maps for fish: to be installed as fish/vendor_completions.d/maps.fish.

# Names and labels of all areas.
function __maps_areas
    for area in /sys/class/maps/maps*
        set -l label (cat $area/label 2>/dev/null)
        echo (basename $area)\tarea $label
        test -n "$label"; and echo $label\t(basename $area)
    end
end

# Subcommands, and what they do.
function __maps_commands
    maps --help 2>/dev/null | string replace -rf '^  ([a-z]+) +(.*)' '$1\t$2'
end

function __maps_columns
    string split ' ' 'NAME LABEL SIZE BACKING MAPPER PRIVATE NODE STAMP MAPPINGS MAPPED PIECES PATH REVOKED'
end

function __maps_bench_columns
    string split ' ' 'BACKING MAPPER ACCESS PAGES TIME RATIO TOTAL FAULTS INSTRUCTIONS TLB'
end

function __maps_backings
    string split ' ' 'vmalloc contig huge shmem'
end

function __maps_mappers
    string split ' ' 'remap range insert fault huge shmem'
end

function __maps_accesses
    string split ' ' 'read write private'
end

complete -c maps -f
complete -c maps -n __fish_use_subcommand -a '(__maps_commands)'
complete -c maps -n __fish_use_subcommand -s V -l version -d 'Print the version'
complete -c maps -s h -l help -d 'Print a summary'

# Subcommands that take areas; show and check take any file.
complete -c maps -n '__fish_seen_subcommand_from destroy info show layout watch revoke check' -a '(__maps_areas)'
complete -c maps -n '__fish_seen_subcommand_from show check explain' -F

complete -c maps -n '__fish_seen_subcommand_from create' -s s -l size -x -a '64K 1M 64M 1G' -d 'Size of the area'
complete -c maps -n '__fish_seen_subcommand_from create' -s b -l backing -x -a 'auto vmalloc contig huge shmem' -d 'Where the memory comes from'
complete -c maps -n '__fish_seen_subcommand_from create' -s m -l mapper -x -a 'auto remap range insert fault huge shmem' -d 'How it is mapped'
complete -c maps -n '__fish_seen_subcommand_from create' -s p -l private -x -a 'copy readonly refuse' -d 'What MAP_PRIVATE gives'
complete -c maps -n '__fish_seen_subcommand_from create' -s N -l node -x -d 'NUMA node'
complete -c maps -n '__fish_seen_subcommand_from create' -l stamp -x -d 'First word of each page'
complete -c maps -n '__fish_seen_subcommand_from create' -s l -l label -x -d 'A name of your choice'

complete -c maps -n '__fish_seen_subcommand_from destroy' -s f -l force -d 'Even if it is in use'

complete -c maps -n '__fish_seen_subcommand_from list info' -s o -l output -x -a '(__fish_complete_list , __maps_columns)' -d 'Which columns'
complete -c maps -n '__fish_seen_subcommand_from list info watch bench' -s J -l json -d 'Print JSON'
complete -c maps -n '__fish_seen_subcommand_from list info bench' -s r -l raw -d 'Do not align'
complete -c maps -n '__fish_seen_subcommand_from list info bench' -s n -l noheadings -d 'Omit the column names'
complete -c maps -n '__fish_seen_subcommand_from list info' -s b -l bytes -d 'Sizes in bytes'

complete -c maps -n '__fish_seen_subcommand_from show' -s s -l shared -d 'Map it with MAP_SHARED'
complete -c maps -n '__fish_seen_subcommand_from show' -s p -l private -d 'Map it with MAP_PRIVATE'
complete -c maps -n '__fish_seen_subcommand_from show' -s o -l offset -x -d 'Begin at this offset'
complete -c maps -n '__fish_seen_subcommand_from show' -s l -l length -x -d 'Map this many bytes'
complete -c maps -n '__fish_seen_subcommand_from show' -s w -l write -x -d 'Write a word first'

complete -c maps -n '__fish_seen_subcommand_from layout' -s p -l pid -x -a '(__fish_complete_pids)' -d 'How a process has it mapped'
complete -c maps -n '__fish_seen_subcommand_from layout' -l svg -r -F -d 'Write an SVG document'
complete -c maps -n '__fish_seen_subcommand_from layout' -s c -l columns -x -d 'Cells in a row'

complete -c maps -n '__fish_seen_subcommand_from watch' -s i -l interval -x -d 'Time between two samples'
complete -c maps -n '__fish_seen_subcommand_from watch' -s n -l count -x -d 'Take this many samples'

complete -c maps -n '__fish_seen_subcommand_from bench' -s s -l size -x -a '4M 64M 1G' -d 'Size of each area'
complete -c maps -n '__fish_seen_subcommand_from bench' -s b -l backing -x -a '(__fish_complete_list , __maps_backings)' -d 'Only these backings'
complete -c maps -n '__fish_seen_subcommand_from bench' -s m -l mapper -x -a '(__fish_complete_list , __maps_mappers)' -d 'Only these mappers'
complete -c maps -n '__fish_seen_subcommand_from bench' -s a -l access -x -a '(__fish_complete_list , __maps_accesses)' -d 'How the memory is accessed'
complete -c maps -n '__fish_seen_subcommand_from bench' -s R -l repeat -x -d 'Take the median of this many runs'
complete -c maps -n '__fish_seen_subcommand_from bench' -s o -l output -x -a '(__fish_complete_list , __maps_bench_columns)' -d 'Which columns'

complete -c maps -n '__fish_seen_subcommand_from check' -s o -l only -x -d 'Only these groups or checks'
complete -c maps -n '__fish_seen_subcommand_from check' -s s -l skip -x -d 'Not these'
complete -c maps -n '__fish_seen_subcommand_from check' -s e -l expect -x -d 'Fail unless it is so by design'
complete -c maps -n '__fish_seen_subcommand_from check' -s r -l read-only -d 'Do not write to the device'
complete -c maps -n '__fish_seen_subcommand_from check' -l fd -x -d 'Check an open descriptor'
complete -c maps -n '__fish_seen_subcommand_from check' -l offset -x -d 'Where the memory to check begins'
complete -c maps -n '__fish_seen_subcommand_from check' -l length -x -d 'How long it is'
complete -c maps -n '__fish_seen_subcommand_from check' -l scratch -x -a '(__fish_complete_directories)' -d 'Where to make temporary files'
complete -c maps -n '__fish_seen_subcommand_from check' -l timeout -x -d 'For one check'
complete -c maps -n '__fish_seen_subcommand_from check' -l tap -d 'Print TAP'
complete -c maps -n '__fish_seen_subcommand_from check' -l json -d 'Print JSON'
complete -c maps -n '__fish_seen_subcommand_from check' -l list -d 'List the checks'

complete -c maps -n '__fish_seen_subcommand_from explain' -s p -l pid -x -a '(__fish_complete_pids)' -d 'Watch this process'
complete -c maps -n '__fish_seen_subcommand_from explain' -s o -l output -r -F -d 'Write the report there'
complete -c maps -n '__fish_seen_subcommand_from explain' -s j -l json -d 'Print JSON'
complete -c maps -n '__fish_seen_subcommand_from explain' -s a -l all -d 'Tell of mappings that are good, too'
complete -c maps -n '__fish_seen_subcommand_from explain' -l record -r -F -d 'Write what was seen there'
complete -c maps -n '__fish_seen_subcommand_from explain' -l debug-info -x -a '(__fish_complete_directories)' -d 'Look for modules below it'
complete -c maps -n '__fish_seen_subcommand_from explain' -l timeout -x -d 'What takes longer is stuck'
complete -c maps -n '__fish_seen_subcommand_from explain' -l by -x -a 'bpf tracefs ptrace' -d 'How to watch'
