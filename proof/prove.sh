# What proves and measures the farm, for ./farm, whose functions it uses: prove COMMAND [OPTIONS]. It is no part of what
# runs, and so built only for those who ask for it.

ensure_proofs_built() {
  local stamp_of_proofs=$here/target/.farm-proofs-build
  ensure_built
  ensure_client
  [[ $stamp_of_proofs -ot $stamp ]] || ! is_newest "$stamp_of_proofs" "$here/proof" -name target -prune -o -path '*/src/main/*' || return 0
  echo "building what is below proof/ …" >&2
  touch "$stamp_of_proofs.new"
  (cd "$here" && mvn -q -B -Dmaven.test.skip=true package -am -pl proof/soundness,proof/lua-parity,proof/bench,proof/drill) ||
    fail "building what is below proof/ failed; see above"
  mv "$stamp_of_proofs.new" "$stamp_of_proofs"
}

# The checks of manifests need nothing else of the farm.
ensure_manifests_built() {
  local module=$here/proof/manifests
  if [[ ${FARM_NO_BUILD:-} == 1 ]]; then
    [[ -d $module/target/lib ]] || fail "proof/manifests is not built, and FARM_NO_BUILD=1 says not to build; run mvn package first"
    return
  fi
  ! is_newest "$module/target/.farm-build" "$module/src/main" "$module/pom.xml" "$here"/{pom.xml,deploy/images/src/main} -type f || return 0
  need mvn
  echo "building proof/manifests …" >&2
  (cd "$here" && mvn -q -B -Dmaven.test.skip=true package -pl proof/manifests -am) || fail "building proof/manifests failed; see above"
  touch "$module/target/.farm-build"
}

# Has the tests find real Lua interpreters, and workers the library of Lua 5.3.
use_real_lua() {
  local folder=$here/target/lua library
  "$here/proof/lua-parity/fetch-lua.sh" "$folder"
  export PATH=$PATH:$folder/usr/bin
  for library in "$folder"/{lib,usr/lib}/*-linux-gnu; do
    [[ ! -d $library ]] || export LD_LIBRARY_PATH=${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$library
  done
}

run_proof() {
  local class=$1
  shift
  run_class "$(printf ':%s' "$here"/proof/*/target/*.jar "$here/proof/bench/target/lib/*")" "io.scriptfarm.$class" "$@"
}

# What needs a Kubernetes cluster, which KUBECONFIG names and whose nodes have the images that ./farm images makes.
test_cluster() {
  need kubectl
  kubectl version >/dev/null || fail "no cluster answers; KUBECONFIG says which"
  [[ -n ${FARM_TEST_STOP_NODE:-} ]] || echo "the loss of a node is NOT TESTED: FARM_TEST_STOP_NODE names no command that stops one" >&2
  exec mvn -B -T 2 verify -pl proof/e2e -am -Dtest=ClusterTest -Dsurefire.failIfNoSpecifiedTests=false -Dtests.excluded=none \
    -Dclients.unchecked=true "$@"
}

# Everything, or with --quick what needs no farm and no GraalJS. Two modules at once, as far as one does not need the other.
run_tests() {
  need mvn node npm
  cd "$here"
  if [[ ${1:-} == --cluster ]]; then
    shift
    test_cluster "$@"
  elif [[ ${1:-} == --containers ]]; then
    source "$here/proof/containers.sh"
    test_containers
    return
  fi
  use_real_lua
  if [[ ${1:-} == --quick ]]; then
    shift
    set -- -Dquick "$@"
  fi
  exec mvn -B -T 2 verify "$@"
}

prove() {
  local command=$1
  shift
  case $command in
    test)
      run_tests "$@"
      return
      ;;
    fuzz)
      need mvn
      exec "$here/proof/fuzz/fuzz.sh" "$@"
      ;;
    check-manifests)
      ensure_manifests_built
      run_class ":$here/proof/manifests/target/*:$here/proof/manifests/target/lib/*" io.scriptfarm.manifests.CheckManifestsCommand "$@"
      return
      ;;
  esac
  ensure_proofs_built
  case $command in
    peer-suite) run_proof peersuite.PeerSuiteCommand "$@" ;;
    soundness) run_proof soundness.SoundnessCommand "$@" ;;
    drill) run_proof drill.DrillCommand "$@" ;;
    lua-parity)
      use_real_lua
      run_proof luaparity.LuaDialectsCommand "$@"
      ;;
    bench) exec node "$here/proof/bench/src/main/node/bench.mjs" "$@" ;;
  esac
}
