#!/bin/sh
# Locks, takes, undo: what is kept, byte for byte.
set -eu
. "$(dirname "$0")/../cli_kit.sh"
sums() { for t in "$@"; do cksum <"$d/p/$t.wav"; done; }
expect 0 "$r" generate "dark techno with driving bass" -o "$d/p" --bars 2
first=$(sums drums bass harmony melody mix)
expect 0 "$r" lock "$d/p" drums harmony; has "$d/out" "drums is locked"
kept=$(sums drums harmony melody)
expect 1 "$r" regenerate "$d/p" drums "busier"; says "drums is locked; unlock it first"
expect 1 "$r" use "$d/p" drums 1; says "drums is locked; unlock it first"
expect 1 "$r" generate "funk" -o "$d/p" --bars 1 --force; says "is locked; unlock it first"
[ "$first" = "$(sums drums bass harmony melody mix)" ] || die "a locked piece was replaced"
expect 0 "$r" regenerate "$d/p" bass "make the bass more aggressive" --seed 3
has "$d/out" "bass: take 2"
[ "$kept" = "$(sums drums harmony melody)" ] || die "another stem changed"
[ "$first" != "$(sums drums bass harmony melody mix)" ] || die "the bass did not change"
second=$(sums bass)
expect 0 "$r" takes "$d/p" bass; has "$d/out" " *  2"; has "$d/out" "make the bass more aggressive"
expect 0 "$r" use "$d/p" bass 1
[ "$first" = "$(sums drums bass harmony melody mix)" ] || die "take 1 has other bytes now"
expect 1 "$r" use "$d/p" bass 9; says "takes 1 to 2"
expect 0 "$r" undo "$d/p"
[ "$second" = "$(sums bass)" ] || die "undo did not bring take 2 back"
expect 0 "$r" regenerate "$d/p" bass --bars 2-2 --strength 0.3
expect 2 "$r" regenerate "$d/p" bass --bars 2-3; says "has 2 bars"
kept=$(sums drums harmony)
expect 0 "$r" regenerate "$d/p" --all "lazier"
[ "$kept" = "$(sums drums harmony)" ] || die "--all changed a locked stem"
expect 0 "$r" lock "$d/p" bass melody
expect 1 "$r" regenerate "$d/p" --all "lazier"; says "every track is locked"
expect 0 "$r" unlock "$d/p" drums bass harmony melody
# info tells the truth about the files
expect 0 "$r" info "$d/p" --json
for key in bpm key meter bars seconds sample_rate prompt tracks take seed patch locked sha256 attributes \
    lufs true_peak_dbtp; do
    has "$d/out" "\"$key\""
done
for t in drums bass harmony melody; do has "$d/out" "$(sha256sum <"$d/p/$t.wav" | cut -d' ' -f1)"; done
expect 0 "$r" info "$d/p"; has "$d/out" "LUFS"
# a track that is not there
expect 0 "$r" generate "solo bass, 1 bar" -o "$d/solo"
expect 1 "$r" lock "$d/solo" drums; says "has no track drums"
# a damaged project
echo '{"format_version": 1, "bpm": "fast"' >"$d/solo/project.json"
expect 1 "$r" info "$d/solo"; says "project.json"
expect 1 "$r" regenerate "$d/solo" bass; says "project.json"
