#!/usr/bin/env bash
# Builds the archives twice, each time in a clone of its own, and compares them byte for byte. Takes some minutes.
set -euo pipefail
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for clone in one other; do
  git clone -q "$repository" "$work/$clone"
  (cd "$work/$clone" && mvn -q -B -Dmaven.test.skip=true package -am -pl deploy/dist)
done
differ=0
for archive in "$work"/one/deploy/dist/target/*.tar.gz; do
  if cmp "$archive" "$work/other/deploy/dist/target/${archive##*/}"; then
    sha256sum "$archive" | sed "s|$work/one/deploy/dist/target/||"
  else
    differ=1
  fi
done
exit "$differ"
