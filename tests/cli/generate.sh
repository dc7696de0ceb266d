#!/bin/sh
# A piece from a sentence: its files, its options, its determinism.
set -eu
. "$(dirname "$0")/../cli_kit.sh"
# u32 FILE OFFSET, u16 FILE OFFSET: little endian, from the canonical fmt chunk
u() { od -An -tu"$3" -j"$2" -N"$3" "$1" | tr -d ' \n'; }
expect 0 "$r" generate "dark techno with driving bass" -o "$d/a" --bars 2 --bpm 120 --key "G minor" --seed 7
has "$d/out" "G minor, 120 BPM, 4/4, 2 bars, 4 s"
for f in drums bass harmony melody mix; do
    w=$d/a/$f.wav
    [ "$(head -c 4 "$w")" = RIFF ] || die "$f.wav is no WAV"
    [ "$(u "$w" 22 2) $(u "$w" 24 4) $(u "$w" 34 2)" = "2 44100 24" ] || die "$f.wav is not stereo 44.1 kHz 24 bit"
done
has "$d/a/project.json" '"bpm"'
[ "$(head -c 4 "$d/a/song.mid")" = MThd ] || die "song.mid is no MIDI file"
expect 0 "$r" info "$d/a" --json
has "$d/out" "176400" # samples: 2 bars at 120 BPM are 4 s
# an existing folder stays as it is; --force replaces a project, and nothing else
before=$(cksum <"$d/a/mix.wav")
expect 1 "$r" generate funk -o "$d/a" --bars 1; says "exists already"
[ "$before" = "$(cksum <"$d/a/mix.wav")" ] || die "the old piece was touched"
mkdir "$d/mine"; echo keep >"$d/mine/file"
expect 1 "$r" generate funk -o "$d/mine" --bars 1 --tracks bass --force
has "$d/mine/file" keep
# same seed and words, same bytes: other name, one thread, standard output
expect 0 env RGEN_THREADS=1 "$r" generate "dark techno with driving bass" -o "$d/b" --bars 2 --bpm 120 \
    --key "G minor" --seed 7 -q
[ ! -s "$d/out" ] && [ ! -s "$d/err" ] || die "-q was not quiet"
for f in drums bass harmony melody mix; do cmp "$d/a/$f.wav" "$d/b/$f.wav"; done
expect 0 "$r" generate "dark techno with driving bass" -o - --bars 2 --bpm 120 --key "G minor" --seed 7
cmp "$d/out" "$d/a/mix.wav"
expect 0 "$r" generate "dark techno with driving bass" -o "$d/a" --bars 1 --seed 8 --force --progress json
cmp -s "$d/a/drums.wav" "$d/b/drums.wav" && die "another seed, the same drums"
has "$d/err" '{"step": "'; has "$d/err" '{"step": "done", "done": 1.000}'
# what the words leave out has no file
expect 0 "$r" generate "only piano and bass, one bar" -o "$d/c"
[ -e "$d/c/bass.wav" ] && [ -e "$d/c/harmony.wav" ] && [ ! -e "$d/c/drums.wav" ] && [ ! -e "$d/c/melody.wav" ] ||
    die "not just piano and bass"
# foreign words give a piece with a note
expect 0 "$r" generate "музыка" -o "$d/e" --bars 1 --tracks bass --meter 7/8; says "nothing in the prompt"
[ -z "$(ls -A "$d" | grep -F .tmp || :)" ] || die "temporary files are left"
