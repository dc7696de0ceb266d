#!/bin/sh
# What a prompt is taken to mean.
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
expect 0 "$r" analyze "dark techno with driving bass, 8 bars in F# minor at 132 bpm, no melody" --json
for key in '"bpm": 132' '"key": "F# minor"' '"meter": "4/4"' '"bars": 8' '"seconds": ' \
    '"genres": [{"name": "techno", "weight": 1}]' '"moods": ["dark"]' '"drums": {' '"wanted": false' \
    '"instruments": [' '"attributes": {' '"edits": []' '"bpm": "said"' '"bars": "said"' '"meter": "default"'; do
    has "$d/out" "$key"
done
expect 0 "$r" analyze --json "make the bass more aggressive"
has "$d/out" '"track": "bass", "attribute": "drive"'
expect 0 "$r" analyze "slow jazz waltz with upright bass"
has "$d/out" "jazz 100%"; has "$d/out" "plays upright"; has "$d/out" "3/4"; has "$d/out" "inferred"
for p in "" "   " "музыка для сна" "暗いテクノ" "🎵"; do
    expect 0 "$r" analyze "$p" --json; has "$d/out" '"words_known": 0'
done
expect 0 "$r" analyze -- "-8 dB techno"
