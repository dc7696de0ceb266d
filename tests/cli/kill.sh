#!/bin/sh
# Killed in the middle: the project is the old one or the new one, and what is locked keeps its bytes.
set -eu
r=${BUILD:-build}/resonant
d=$(mktemp -d)
trap 'rm -rf "$d"' EXIT
die() { echo "$*" >&2; cat "$d/out" "$d/err" >&2; exit 1; }
# expect CODE COMMAND...: run, keep out and err, compare the exit code
expect() {
    want=$1; shift
    got=0; "$@" >"$d/out" 2>"$d/err" || got=$?
    [ "$got" = "$want" ] || die "exit $got, not $want: $*"
}
# says TEXT: the last command's stderr is one line that holds TEXT
says() {
    [ "$(wc -l <"$d/err")" = 1 ] || die "not one sentence: $(cat "$d/err")"
    grep -qF -- "$1" "$d/err" || die "does not say: $1"
}
has() { grep -qF -- "$2" "$1" || die "$1 has no $2"; }
"$r" models >/dev/null || { echo "# SKIP $0: no models"; exit 0; }
expect 0 "$r" generate "techno" -o "$d/p" --bars 2
expect 0 "$r" lock "$d/p" drums bass
kept=$(cat "$d/p/drums.wav" "$d/p/bass.wav" | cksum)
for wait in 0.02 0.1 0.2 0.3 0.4 0.5 0.6; do
    "$r" regenerate "$d/p" --all "busier" -q >"$d/out" 2>"$d/err" &
    p=$!
    sleep $wait
    kill -9 $p 2>/dev/null || :
    wait $p 2>/dev/null || :
    expect 0 "$r" info "$d/p" --json
    cp "$d/out" "$d/before"
    expect 0 "$r" lock "$d/p" drums # opens for writing: finishes what was left
    expect 0 "$r" info "$d/p" --json
    [ "$kept" = "$(cat "$d/p/drums.wav" "$d/p/bass.wav" | cksum)" ] || die "a locked stem changed (after $wait s)"
    for t in drums bass harmony melody; do
        has "$d/before" "$(sha256sum <"$d/p/$t.wav" | cut -d' ' -f1)"
    done
done
# a new piece that is killed leaves nothing, or all of it
for wait in 0.1 0.4; do
    "$r" generate "techno" -o "$d/q$wait" --bars 2 -q >"$d/out" 2>"$d/err" &
    p=$!
    sleep $wait
    kill -9 $p 2>/dev/null || :
    wait $p 2>/dev/null || :
    [ ! -e "$d/q$wait" ] || expect 0 "$r" info "$d/q$wait"
done
# asked to stop, it stops and says so
"$r" generate "techno" -o "$d/big" --bars 128 >"$d/out" 2>"$d/err" &
p=$!
sleep 0.3
kill -INT $p 2>/dev/null || :
got=0; wait $p || got=$?
[ "$got" = 1 ] && [ ! -e "$d/big" ] || die "exit $got after an interrupt"
