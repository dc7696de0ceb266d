# bash completion for resonant
_resonant() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command= i
    local commands="generate regenerate lock unlock takes use undo info analyze export draw models doctor"
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in -*) ;; *) command=${COMP_WORDS[i]}; break ;; esac
    done
    case $prev in
    --meter) COMPREPLY=($(compgen -W "4/4 3/4 6/8 5/4 7/8" -- "$cur")); return ;;
    --format) COMPREPLY=($(compgen -W "wav flac mp3 ogg" -- "$cur")); return ;;
    --progress) COMPREPLY=($(compgen -W "auto json none" -- "$cur")); return ;;
    --tracks) COMPREPLY=($(compgen -W "drums bass harmony melody" -- "$cur")); return ;;
    -o|--output) compopt -o default; COMPREPLY=(); return ;;
    esac
    if [[ -z $command ]]; then
        COMPREPLY=($(compgen -W "$commands --help --version" -- "$cur"))
        return
    fi
    local options="--help --quiet --progress"
    case $command in
    generate) options+=" --output --seed --bars --seconds --bpm --key --meter --tracks --force" ;;
    regenerate) options+=" --all --seed --bars --strength" ;;
    info|analyze) options+=" --json" ;;
    export) options+=" --mix --stems --midi --format --output --force" ;;
    draw) options+=" --output --force" ;;
    esac
    if [[ $cur == -* ]]; then
        COMPREPLY=($(compgen -W "$options" -- "$cur"))
    elif ((COMP_CWORD == i + 1)); then
        [[ $command == generate || $command == analyze ]] || { compopt -o filenames; COMPREPLY=($(compgen -d -- "$cur")); }
    else
        case $command in
        regenerate|lock|unlock|takes|use) COMPREPLY=($(compgen -W "drums bass harmony melody" -- "$cur")) ;;
        esac
    fi
}
complete -F _resonant resonant
