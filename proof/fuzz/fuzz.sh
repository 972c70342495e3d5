#!/usr/bin/env bash
# Searches for inputs that a decoder neither takes nor refuses: fuzz.sh [--in-all] [MINUTES] [CLASS#METHOD…]. Each fuzz
# test gets MINUTES (5), or its part of them with --in-all. ./farm fuzz calls it, and Maven in ./farm test, with --built:
# then it builds nothing. It goes on from what it found interesting before: FARM_FUZZ_CORPUS, or target/corpus. An input
# that shows a defect is written beside the sources (src/test/resources), where every test run tries it from then on.
set -euo pipefail

started_in=$PWD
cd "$(dirname "${BASH_SOURCE[0]}")"
corpora=${FARM_FUZZ_CORPUS:-$PWD/target/corpus}
[[ $corpora == /* ]] || corpora=$started_in/$corpora
built=
[[ ${1:-} != --built ]] || { built=yes; shift; }
in_all=
[[ ${1:-} != --in-all ]] || { in_all=yes; shift; }
minutes=${1:-5}
shift || true
[[ $minutes =~ ^[1-9][0-9]*$ ]] || { echo "fuzz: MINUTES is a number from 1, not $minutes" >&2; exit 64; }

[[ -n $built ]] || (cd ../.. && mvn -q -B -pl proof/fuzz -am process-test-classes)

targets=("$@")
if ((${#targets[@]} == 0)); then
  while read -r file method; do
    class=${file#src/test/java/}
    class=${class%.java}
    targets+=("${class//\//.}#$method")
  done < <(grep -rA3 '@FuzzTest' --include='*.java' src/test/java |
    sed -n 's/^\(.*\.java\)-  void \([a-zA-Z]*\)(.*/\1 \2/p')
fi

# What went wrong, and which input does it.
report() {
  local log=target/$1.log input
  input=$(sed -n 's/^.*Test unit written to //p' "$log" | tail -n 1)
  echo "fuzz: a defect in $1; the end of proof/fuzz/$log:"
  tail -n 40 "$log"
  [[ -z $input ]] || echo "fuzz: its input is proof/fuzz/$input; mend the decoder, and commit both"
}

seconds=$((minutes * 60))
[[ -z $in_all ]] || seconds=$(((seconds + ${#targets[@]} - 1) / ${#targets[@]}))
failed=0
for target in "${targets[@]}"; do
  class=${target%#*}
  method=${target#*#}
  corpus=$corpora/$class.$method
  seeds=src/test/resources/${class//.//}Inputs/$method
  mkdir -p "$corpus" "$seeds"
  echo "fuzz: $target for $seconds s"
  "${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:+EnableDynamicAgentLoading --enable-native-access=ALL-UNNAMED \
    --sun-misc-unsafe-memory-access=allow -Xmx1g \
    -cp "target/test-classes:$(<target/class-path)" com.code_intelligence.jazzer.Jazzer \
    --target_class="$class" --target_method="$method" \
    --instrumentation_includes='io.scriptfarm.**' --custom_hook_includes='io.scriptfarm.**' \
    -max_total_time=$seconds -rss_limit_mb=2048 -artifact_prefix="$seeds/" "$corpus" "$seeds" \
    >"target/$class.$method.log" 2>&1 ||
    { failed=1; report "$class.$method"; }
done
exit $failed
