#!/bin/sh
# Wrong words: exit 2 and one sentence, before any work is done.
set -eu
. "$(dirname "$0")/../cli_kit.sh"
expect 2 "$r"
expect 2 "$r" frobnicate; says "no command frobnicate"
expect 2 "$r" --frob; says "--frob"
expect 0 "$r" --help; has "$d/out" "regenerate DIR TRACK"
expect 0 "$r" --version; has "$d/out" "resonant "
for c in generate regenerate lock unlock takes use undo info analyze export draw models doctor; do
    expect 0 "$r" $c --help
    has "$d/out" "usage: resonant $c"
    expect 2 "$r" $c --no-such-option; says "--no-such-option"
done
expect 2 "$r" generate
expect 2 "$r" generate techno; says "-o DIR"
expect 2 "$r" generate techno -o "$d/x" more; says "more"
g() { expect 2 "$r" generate techno -o "$d/x" "$@"; [ ! -e "$d/x" ] || die "left something behind"; }
for v in 0 -5 nan inf 1e9 12x "" 0x80 19.9 401; do g --bpm "$v"; says "--bpm takes a number from 20 to 400"; done
for v in 0 -1 1e9 257 2.5 "" four 99999999999999999999; do g --bars "$v"; says "--bars takes"; done
for v in 0 -3 nan 1e9 abc; do g --seconds "$v"; says "--seconds takes"; done
for v in H "F# mauve" "" "C minor seven"; do g --key "$v"; says "--key takes"; done
for v in 9/8 4/3 0/0 4 waltz ""; do g --meter "$v"; says "--meter takes"; done
for v in guitar drums,vocals drums, ""; do g --tracks "$v"; says "--tracks takes"; done
for v in -1 abc 1.5 99999999999999999999999; do g --seed "$v"; says "--seed takes"; done
g --bars 4 --seconds 8; says "not both"
g --bars; says "--bars needs a value"
g --progress loud; says "--progress takes"
g --force=yes; says "--force takes no value"
for v in 0 5-3 a-b 0-4 1- -2 1-2-3 1e9; do
    expect 2 "$r" regenerate "$d/x" bass --bars "$v"; says "--bars takes"
done
for v in -0.1 1.1 nan x; do expect 2 "$r" regenerate "$d/x" bass --strength "$v"; says "--strength takes"; done
expect 2 "$r" regenerate "$d/x"; says "name the track"
expect 2 "$r" regenerate "$d/x" guitar; says 'no track "guitar"'
expect 2 "$r" regenerate "$d/x" --all one two
expect 2 "$r" lock "$d/x"
expect 2 "$r" lock "$d/x" guitar; says 'no track "guitar"'
for v in 0 -1 x 1.5; do expect 2 "$r" use "$d/x" bass $v; says "TAKE takes"; done
expect 2 "$r" export "$d/x" --format wma; says "--format takes"
expect 2 "$r" export "$d/x" --stems --mix -o -; says "one thing"
expect 2 "$r" draw "$d/x"; says "-o FILE.svg"
# no project there: failed, not misused
mkdir "$d/empty"
for c in "lock $d/x bass" "unlock $d/x bass" "takes $d/x" "use $d/x bass 1" "undo $d/x" "info $d/x" \
    "info $d/empty" "export $d/x" "draw $d/x -o -" "regenerate $d/x bass"; do
    expect 1 "$r" $c; says "resonant: "
done
# prompts
expect 2 "$r" generate "$(printf 'techno \377')" -o "$d/x"; says "UTF-8"
expect 2 "$r" generate "$(printf 'bell \007')" -o "$d/x"; says "control characters"
expect 2 "$r" analyze "$(head -c 100001 /dev/zero | tr '\0' a)"; says "100001"
expect 2 "$r" generate "techno at 900 bpm" -o "$d/x"; says "900 BPM"
expect 2 "$r" generate "no drums, bass, harmony or melody" -o "$d/x"
# a full disk under the output
if [ -w /dev/full ]; then
    got=0; "$r" --help >/dev/full 2>"$d/err" || got=$?
    [ "$got" = 1 ] || die "a full disk was not noticed"
fi
