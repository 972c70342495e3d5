#!/usr/bin/env bash
# Real Lua interpreters for the tests, where Debian's packages can be had: unpacked into a folder, never
# installed.
#
#   proof/lua-parity/fetch-lua.sh FOLDER
#
# Prints nothing and does nothing when all are on the PATH already. Otherwise FOLDER/usr/bin has what could
# be had, and FOLDER/usr/lib what it needs; what could not is said on stderr.
set -uo pipefail

folder=${1:?usage: proof/lua-parity/fetch-lua.sh FOLDER}
missing=()
for program in lua5.1 lua5.2 lua5.3 lua5.4 luajit; do
  command -v "$program" >/dev/null || [[ -x $folder/usr/bin/$program ]] || missing+=("$program")
done
((${#missing[@]})) || exit 0

say() {
  printf 'LUA NOT TESTED: %s: %s\n' "${missing[*]}" "$1" >&2
  exit 0
}
command -v apt-get >/dev/null && command -v dpkg >/dev/null || say "not on the PATH, and this is no Debian; install them"
mkdir -p "$folder/packages"
cd "$folder/packages" || exit 1
# The interpreters, what they need beyond a plain Debian, and the library that workers compile with.
apt-get download -qq "${missing[@]}" libreadline8 libluajit-5.1-2 liblua5.3-0 >download.log 2>&1 ||
  say "not on the PATH, and apt-get download failed ($folder/packages/download.log); apt-get update may help"
for package in *.deb; do
  dpkg -x "$package" "$folder" && rm -f "$package"
done
