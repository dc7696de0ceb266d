#!/bin/sh
# Install the Debian packages that the build and the tests need and that are missing.
set -eu
packages="gcc make pkg-config faust libfluidsynth-dev fluid-soundfont-gm libsndfile1-dev
libmp3lame-dev libebur128-dev libsoxr-dev libcjson-dev nettle-dev libcmocka-dev
python3 clang libclang-rt-14-dev aubio-tools sox ffmpeg qemu-user gcc-aarch64-linux-gnu libc6-dev-arm64-cross"
missing=
for p in $packages; do
    dpkg-query -W -f='${Status}' "$p" 2>/dev/null | grep -q 'install ok installed' || missing="$missing $p"
done
[ -n "$missing" ] || exit 0
echo "installing with apt-get:$missing"
sudo=
[ "$(id -u)" = 0 ] || sudo=sudo
DEBIAN_FRONTEND=noninteractive; export DEBIAN_FRONTEND
$sudo apt-get update -qq
# shellcheck disable=SC2086
$sudo apt-get install -y -qq --no-install-recommends $missing >/dev/null
