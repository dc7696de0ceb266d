# fish completion for resonant
set -l commands generate regenerate lock unlock takes use undo info analyze export draw models doctor
set -l none "not __fish_seen_subcommand_from $commands"
complete -c resonant -f
complete -c resonant -n $none -a generate -d 'make a new piece of four tracks'
complete -c resonant -n $none -a regenerate -d 'make one track anew'
complete -c resonant -n $none -a lock -d 'pin tracks to their takes'
complete -c resonant -n $none -a unlock -d 'let tracks go'
complete -c resonant -n $none -a takes -d 'list takes'
complete -c resonant -n $none -a use -d 'play an earlier take'
complete -c resonant -n $none -a undo -d 'step back'
complete -c resonant -n $none -a info -d 'what a project holds'
complete -c resonant -n $none -a analyze -d 'what a prompt is taken to mean'
complete -c resonant -n $none -a export -d 'write files for a DAW'
complete -c resonant -n $none -a draw -d 'a picture of the tracks'
complete -c resonant -n $none -a models -d 'list models'
complete -c resonant -n $none -a doctor -d 'check what is installed'
complete -c resonant -s q -l quiet -d 'errors only'
complete -c resonant -l progress -x -a 'auto json none'
complete -c resonant -s h -l help
complete -c resonant -n '__fish_seen_subcommand_from regenerate lock unlock takes use' -a 'drums bass harmony melody'
complete -c resonant -n '__fish_seen_subcommand_from regenerate lock unlock takes use undo info export draw' -a '(__fish_complete_directories)'
complete -c resonant -n '__fish_seen_subcommand_from generate export draw' -s o -l output -r -F
complete -c resonant -n '__fish_seen_subcommand_from generate export draw' -s f -l force
complete -c resonant -n '__fish_seen_subcommand_from generate regenerate' -l seed -x
complete -c resonant -n '__fish_seen_subcommand_from generate regenerate' -l bars -x
complete -c resonant -n '__fish_seen_subcommand_from regenerate' -l strength -x
complete -c resonant -n '__fish_seen_subcommand_from regenerate' -s a -l all
complete -c resonant -n '__fish_seen_subcommand_from generate' -l seconds -x
complete -c resonant -n '__fish_seen_subcommand_from generate' -l bpm -x
complete -c resonant -n '__fish_seen_subcommand_from generate' -l key -x
complete -c resonant -n '__fish_seen_subcommand_from generate' -l meter -x -a '4/4 3/4 6/8 5/4 7/8'
complete -c resonant -n '__fish_seen_subcommand_from generate' -l tracks -x -a 'drums bass harmony melody'
complete -c resonant -n '__fish_seen_subcommand_from info analyze' -l json
complete -c resonant -n '__fish_seen_subcommand_from export' -l mix
complete -c resonant -n '__fish_seen_subcommand_from export' -l stems
complete -c resonant -n '__fish_seen_subcommand_from export' -l midi
complete -c resonant -n '__fish_seen_subcommand_from export' -l format -x -a 'wav flac mp3 ogg'
