# What the command-line tests share: $r the program, $d a folder of their own.
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
