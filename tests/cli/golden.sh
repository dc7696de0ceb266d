#!/bin/sh
# Golden pieces: the same prompt, seed and weights give the same bytes as when
# tests/data/golden.tsv was written (tests/cli/golden.sh --write). Notes must
# agree everywhere; sound only where the soundfont and FluidSynth are those that
# the file names, for they are other people's.
set -eu
r=${BUILD:-build}/resonant
golden=$(dirname "$0")/../data/golden.tsv
d=$(mktemp -d)
trap 'rm -rf "$d"' EXIT
sound="fluidsynth $(pkg-config --modversion fluidsynth) soundfont $(cksum </usr/share/sounds/sf2/FluidR3_GM.sf2 | cut -d' ' -f1)"
sum() { sha256sum <"$1" | cut -c1-16; }

piece() { # piece SEED PROMPT: one line of sums
    rm -rf "$d/p"
    "$r" generate "$2" --seed "$1" --bars 4 -o "$d/p" -q >/dev/null
    "$r" lock "$d/p" drums >/dev/null
    "$r" regenerate "$d/p" bass "make the bass more aggressive" -q >/dev/null
    printf '%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "$(sum "$d/p/song.mid")" "$(sum "$d/p/drums.wav")" "$(sum "$d/p/mix.wav")"
}

if [ "${1:-}" = --write ]; then
    {
        echo "# $sound"
        piece 1 "dark techno with driving bass"
        piece 2 "chill lo-fi hip-hop beat at 72 BPM with jazzy chords, lazy swing drums, and warm analog bass"
        piece 3 "funk in E dorian, slap bass, no melody"
        piece 4 "dreamy ambient in 3/4"
    } >"$golden"
    exit 0
fi
same_sound=$(head -n 1 "$golden" | grep -cxF "# $sound" || :)
[ "$same_sound" = 1 ] || echo "# SKIP the sound of the golden pieces: here is $sound"
tab=$(printf '\t')
grep -v '^#' "$golden" | while IFS="$tab" read -r seed prompt midi drums mix; do
    got=$(piece "$seed" "$prompt")
    want=$(printf '%s\t%s\t%s\t%s\t%s' "$seed" "$prompt" "$midi" "$drums" "$mix")
    if [ "$same_sound" != 1 ]; then
        got=$(echo "$got" | cut -f1-3) want=$(echo "$want" | cut -f1-3)
    fi
    [ "$got" = "$want" ] || { printf 'want %s\ngot  %s\n' "$want" "$got" >&2; exit 1; }
done
