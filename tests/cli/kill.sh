#!/bin/sh
# Killed in the middle: the project is the old one or the new one, and what is locked keeps its bytes.
set -eu
. "$(dirname "$0")/../cli_kit.sh"
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
