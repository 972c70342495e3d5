#!/usr/bin/env bash
# Builds a TypeScriptToLua project twice, with `tstl -p` on Node and on the running farm, each in a
# copy of its own, and compares: every file that was written, byte for byte, the diagnostics, and the
# exit code. Prints one line; exits with 0 when all are the same.
#
#   proof/e2e/fidelity.sh DIR [TSCONFIG [OPTIONS]]    TSCONFIG is relative to DIR; default tsconfig.json
#
# OPTIONS are tstl's own.
#
# DIR is the folder that holds all that the build reads, of a workspace its top. The project's
# node_modules must be installed; the tstl is the project's own, the nearest above TSCONFIG. Both
# builds are given in DIR. FARM_HOME, FARM_PORT and FARM_URL say which farm. FIDELITY_KEEP is a folder, if
# it is set: what tstl wrote and printed is kept there and taken from there, by all that it depends on. FIDELITY_FARM
# is another command than ./farm to build with, FIDELITY_NODE are options of the Node that tstl runs on.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
farm=${FIDELITY_FARM:-$(dirname "$(dirname "$here")")/farm}
project=$(cd "${1:?usage: proof/e2e/fidelity.sh DIR [TSCONFIG]}" && pwd)
config=${2:-tsconfig.json}
options=("${@:3}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A copy of the project without what earlier builds wrote; node_modules by hard links, for speed. Always
# at the same place, because some diagnostics name it, and in a folder of its own, because some projects
# write beside themselves.
copy() {
  mkdir -p "$work/run/project"
  (cd "$project" && find . -mindepth 1 -maxdepth 1 ! -name node_modules ! -name 'dist*' -exec cp -a {} "$work/run/project/" \;)
  [[ ! -d $project/node_modules ]] || cp -al "$project/node_modules" "$work/run/project/" 2>/dev/null || cp -a "$project/node_modules" "$work/run/project/"
}

# The project's own compiler, below the folder that is current.
own_tstl() {
  local folder
  folder=$(dirname "$config")
  [[ -d $config ]] && folder=$config
  while [[ ! -x $folder/node_modules/.bin/tstl && $folder != . ]]; do
    folder=$(dirname "$folder")
  done
  printf '%s\n' "$folder/node_modules/.bin/tstl"
}

# Diagnostics of one copy as a set: lines, sorted, without the copy's own path, and without the warnings
# that the farm adds to tstl's.
diagnostics() {
  grep -E '(error|warning|message) TS|error FARM' "$work/$1.out" | sed "s#$work/run/#/#g" |
    LC_ALL=C sort -u >"$work/$1.diagnostics" || true
}

# Leaves out of the copy for the farm what tstl wrote into its own, where git ignores it: results of an
# earlier build must not pass for the farm's.
forget_outputs() {
  local file
  (cd "$work/node/project" && find . -name node_modules -prune -o -type f -newer "$work/before-node" -print) |
    while IFS= read -r file; do
      if git -C "$project" check-ignore -q "$file" 2>/dev/null; then
        rm -f "$work/run/project/$file"
      fi
    done
}

# A name for all that the run on Node depends on. Installed packages are what the lock file and the
# project's own scripts make of them, and those are part of the project.
yardstick() {
  (
    cd "$work/run/project"
    node --version
    printf '%s\n' "$config" "$project" "${options[@]}"
    cat "$here/fidelity.sh"
    find . -name node_modules -prune -o -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
    find . -name node_modules -prune -o -type l -printf '%p %l\n' | LC_ALL=C sort
    find . -path '*/node_modules/.package-lock.json' -print0 | LC_ALL=C sort -z | xargs -0 -r sha256sum
  ) | sha256sum | cut -d' ' -f1
}

run_on_node() {
  touch "$work/before-node"
  node_exit=0
  (
    cd "$work/run/project"
    tstl=$(own_tstl)
    # A shell script in its place knows itself which Node it wants.
    node=()
    [[ -z ${FIDELITY_NODE:-} || $(head -n 1 "$tstl") != *node* ]] || read -r -a node <<<"node $FIDELITY_NODE"
    "${node[@]}" "$tstl" -p "$config" "${options[@]}"
  ) >"$work/node.out" 2>"$work/node.err" || node_exit=$?
}

# Keeps the files that tstl wrote, unless one has the name of this run's folder in it.
keep() {
  local fresh
  mkdir -p "$FIDELITY_KEEP"
  fresh=$(mktemp -d "$FIDELITY_KEEP/.fresh-XXXXXX")
  (cd "$work/run" && find . -name node_modules -prune -o -type f -newer "$work/before-node" -print0) >"$work/written"
  if (cd "$work/run" && xargs -0 -r grep -lF "$work" <"$work/written") | grep -q .; then
    rm -rf "$fresh"
    return
  fi
  tar -cf "$fresh/files.tar" -C "$work/run" --null -T "$work/written"
  sed "s#$work#@WORK@#g" "$work/node.out" >"$fresh/out"
  sed "s#$work#@WORK@#g" "$work/node.err" >"$fresh/err"
  echo "$node_exit" >"$fresh/exit"
  mv -T "$fresh" "$1" 2>/dev/null || rm -rf "$fresh"
}

take() {
  touch -d '2 seconds ago' "$work/before-node"
  tar -xmf "$1/files.tar" -C "$work/run"
  sed "s#@WORK@#$work#g" "$1/out" >"$work/node.out"
  sed "s#@WORK@#$work#g" "$1/err" >"$work/node.err"
  node_exit=$(<"$1/exit")
}

copy
if [[ -z ${FIDELITY_KEEP:-} ]] || ! command -v sha256sum >/dev/null; then
  run_on_node
else
  kept=$FIDELITY_KEEP/$(yardstick)
  if [[ -d $kept ]]; then
    take "$kept"
  else
    run_on_node
    keep "$kept"
  fi
fi
mv "$work/run" "$work/node"

farm_exit=0
passed=()
[[ ${#options[@]} == 0 ]] || passed=(-- "${options[@]}")
copy
forget_outputs
touch "$work/before"
(cd "$work/run/project" && NO_COLOR=1 FARM_FALLBACK=none "$farm" build --exact-diagnostics -p "$config" . "${passed[@]}") >"$work/farm.out" 2>"$work/farm.err" || farm_exit=$?
mv "$work/run" "$work/farm"

diagnostics node
diagnostics farm

verdict=0
diff -r --exclude=node_modules "$work/node" "$work/farm" || verdict=1
diff "$work/node.diagnostics" "$work/farm.diagnostics" || verdict=1
if [[ $node_exit != "$farm_exit" ]]; then
  echo "exit codes differ: tstl $node_exit, farm $farm_exit"
  cat "$work/node.err" "$work/farm.err"
  verdict=1
fi

written=$(find "$work/farm" -name node_modules -prune -o -type f -newer "$work/before" -print | wc -l)
printf '%s %s: %s files written, %s diagnostics, exit %s: %s\n' \
  "$(basename "$project")" "$config" "$written" "$(wc -l <"$work/farm.diagnostics")" "$farm_exit" \
  "$([[ $verdict == 0 ]] && echo same || echo DIFFERENT)"
exit $verdict
