#!/bin/sh
# Files for a DAW, and the picture.
set -eu
. "$(dirname "$0")/../cli_kit.sh"
expect 0 "$r" generate "techno" -o "$d/night" --bars 1 --bpm 130 --key "F minor"
before=$(cat "$d"/night/*.wav | cksum)
expect 0 "$r" export "$d/night" --mix --stems --midi -o "$d/out1"
for t in mix drums bass harmony melody; do
    [ -s "$d/out1/night_${t}_130bpm_Fmin.wav" ] || die "no $t"
done
[ "$(head -c 4 "$d/out1/night_130bpm_Fmin.mid")" = MThd ] || die "no MIDI"
cmp "$d/night/drums.wav" "$d/out1/night_drums_130bpm_Fmin.wav"
grep -qF smpl "$d/out1/night_drums_130bpm_Fmin.wav" || die "no loop chunk"
grep -qF acid "$d/out1/night_drums_130bpm_Fmin.wav" || die "no tempo chunk"
expect 1 "$r" export "$d/night" --mix -o "$d/out1"; says "exists already"
expect 0 "$r" export "$d/night" --mix -o "$d/out1" --force
for f in flac mp3 ogg; do
    expect 0 "$r" export "$d/night" --mix --format $f -o "$d/out2"
    [ -s "$d/out2/night_mix_130bpm_Fmin.$f" ] || die "no $f"
done
[ "$(head -c 4 "$d/out2/night_mix_130bpm_Fmin.flac")" = fLaC ] || die "no FLAC"
[ "$(head -c 4 "$d/out2/night_mix_130bpm_Fmin.ogg")" = OggS ] || die "no Ogg"
expect 0 "$r" export "$d/night"; [ -e "$d/night-export/night_mix_130bpm_Fmin.wav" ] || die "no default folder"
expect 0 "$r" export "$d/night" --mix -o -; cmp "$d/out" "$d/night/mix.wav"
expect 1 "$r" export "$d/night" --mix -o /dev/null/x; says "cannot make"
expect 0 "$r" draw "$d/night" -o "$d/piece.svg"
has "$d/piece.svg" "<svg"; has "$d/piece.svg" "</svg>"; has "$d/piece.svg" "drums"
expect 1 "$r" draw "$d/night" -o "$d/piece.svg"; says "exists already"
expect 0 "$r" draw "$d/night" -o -; cmp "$d/out" "$d/piece.svg"
[ "$before" = "$(cat "$d"/night/*.wav | cksum)" ] || die "export changed the project"
expect 0 "$r" doctor; has "$d/out" "SIMD"; has "$d/out" "all is well"
if [ -w /dev/full ]; then
    got=0; "$r" export "$d/night" --mix -o - >/dev/full 2>"$d/err" || got=$?
    [ "$got" = 1 ] || die "a full disk was not noticed"
fi
