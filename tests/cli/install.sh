#!/bin/sh
# make install puts a working program where it is told to, and a library that links.
set -eu
. "$(dirname "$0")/../cli_kit.sh"
if [ "${BUILD:-build}" != build ]; then
    echo "# SKIP $0: only the plain build is installed"
    exit 0
fi
expect 0 make -s install DESTDIR="$d/stage" PREFIX=/opt/resonant
root=$d/stage/opt/resonant
expect 0 "$root/bin/resonant" --version
for f in lib/libresonant.a lib/libresonant.so lib/pkgconfig/resonant.pc include/resonant/engine.h \
    share/man/man1/resonant.1 share/resonant/data/patches.json \
    share/bash-completion/completions/resonant; do
    [ -e "$root/$f" ] || die "no $f"
done
cat >"$d/x.c" <<'C'
#include <resonant/intent.h>
int main(void)
{
    rgen_intent it;
    return rgen_intent_parse("techno at 133 bpm", &it, 0) || it.bpm != 133;
}
C
PKG_CONFIG_PATH=$root/lib/pkgconfig
PKG_CONFIG_SYSROOT_DIR=$d/stage
export PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR
# shellcheck disable=SC2046
expect 0 ${CC:-cc} "$d/x.c" $(pkg-config --cflags --libs resonant) -o "$d/x"
expect 0 env LD_LIBRARY_PATH="$root/lib" "$d/x"
# each command of the program is in its manual and in the completions
for c in generate regenerate lock unlock takes use undo info analyze export draw models doctor; do
    for f in docs/resonant.1 completions/resonant.bash completions/_resonant completions/resonant.fish; do
        grep -q "$c" $f || die "$f does not know $c"
    done
done
expect 0 make -s uninstall DESTDIR="$d/stage" PREFIX=/opt/resonant
[ -z "$(find "$root" -type f)" ] || die "uninstall left $(find "$root" -type f)"
