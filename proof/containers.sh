# The farm's images as containers, for ./farm, whose functions it uses: test_containers. Starts deploy/compose with two
# workers under a name of its own, and builds an example from outside while containers are killed, paused and cut off.
# Each build's files are to be those of tstl. Says what each image and each idle container takes.

compose() {
  FARM_VERSION=$container_version FARM_PORT=$container_port FARM_CACHE_PORT=$((container_port + 1)) \
    FARM_CACHE_URL=http://127.0.0.1:$((container_port + 1)) \
    "${container_compose[@]}" -p "$container_project" -f "$container_work/docker-compose.yaml" "$@"
}

# The container of a service of the compose file; $2 is its number.
container_of() {
  compose ps -q "$1" | sed -n "${2:-1}p"
}

end_containers() {
  compose logs --tail=20 >"$here/target/containers.log" 2>&1 || true
  compose down -v --timeout 20 >/dev/null 2>&1 || true
  rm -rf "$container_work"
}

await_healthy() {
  local wait
  for ((wait = 0; wait < 600; wait++)); do
    [[ $(compose ps -q | xargs docker inspect -f '{{.State.Health.Status}}' | sort -u) != healthy ]] || return 0
    sleep 1
  done
  compose ps >&2
  fail "not all containers got well; their last lines are in target/containers.log"
}

# A build of the example with another first line in each script, during which "$@" happens.
container_build() {
  local what=$1 project=$container_work/project started build
  shift
  container_round=$((${container_round:-0} + 1))
  find "$project/src" -name '*.ts' -exec sed -i "1i // $container_round" {} +
  (cd "$project" && rm -rf dist && node node_modules/typescript-to-lua/dist/tstl.js -p tsconfig.json) >/dev/null || fail "tstl fails"
  rm -rf "$container_work/expected"
  mv "$project/dist" "$container_work/expected"
  started=$SECONDS
  FARM_HOME=$container_work/home FARM_URL=http://127.0.0.1:$container_port FARM_TOKEN=$container_token FARM_FALLBACK=none \
    node "$here/clients/cli/bin/farm.js" build "$project" >"$container_work/build.log" 2>&1 &
  build=$!
  "$@"
  wait "$build" || { cat "$container_work/build.log" >&2; fail "$what: the build failed"; }
  diff -r "$container_work/expected" "$project/dist" >&2 || fail "$what: the files differ from tstl's"
  echo "ok: $what ($((SECONDS - started)) s)"
}

kill_worker() { docker kill "$(container_of compile-worker 1)" >/dev/null; }

pause_gateway() {
  docker pause "$(container_of gateway)" >/dev/null
  sleep 3
  docker unpause "$(container_of gateway)" >/dev/null
}

cut_redis() {
  local redis network=${container_project}_default
  redis=$(container_of redis)
  docker network disconnect "$network" "$redis"
  sleep 3
  docker network connect --alias redis "$network" "$redis"
}

no_disturbance() { :; }

# Whether what runs is no root, and cannot write to its root.
check_rights() {
  local service container
  for service in gateway cache-service compile-worker; do
    container=$(container_of "$service")
    [[ $(docker inspect -f '{{.Config.User}} {{.HostConfig.ReadonlyRootfs}}' "$container") == "10001:10001 true" ]] ||
      fail "$service runs as another user, or may write to its root"
    docker top "$container" -eo pid,uid,comm | grep -qE '^ *[0-9]+ +10001 +java' || fail "$service is not process java of user 10001"
  done
}

test_containers() {
  local image
  need docker node npm
  docker info >/dev/null 2>&1 || fail "CONTAINER TESTS NOT RUN: no container engine answers (docker info says why)"
  container_compose=(docker-compose)
  command -v docker-compose >/dev/null || container_compose=(docker compose)
  ensure_client
  container_version=$(sed -n 's|.*<version>\(.*\)</version>.*|\1|p' "$here/pom.xml" | head -n 1)
  if [[ ${FARM_NO_BUILD:-} != 1 ]] || ! docker image inspect "scriptfarm/compile-worker:$container_version" >/dev/null 2>&1; then
    source "$here/deploy/images/images.sh"
    images --to docker
  fi
  for image in apache/kafka:4.3.1 redis:7.0; do
    docker image inspect "$image" >/dev/null 2>&1 || docker pull -q "$image" 2>/dev/null || { "$here/libs/testkit/images/build.sh"; break; }
  done
  container_work=$(mktemp -d)
  container_project=farm-test-$$
  container_port=$((20000 + RANDOM % 5000 * 2))
  trap end_containers EXIT
  cp "$here"/deploy/compose/{docker-compose.yaml,redis.conf,secrets.sh} "$container_work/"
  "$container_work/secrets.sh" >/dev/null
  container_token=$(operate token test --role admin --file "$container_work/secrets/access.json" 2>/dev/null)
  "$container_work/secrets.sh"
  cp -r "$here/examples/dungeon" "$container_work/project"
  [[ -d $container_work/project/node_modules ]] || (cd "$container_work/project" && npm ci --no-audit --no-fund --loglevel=error)
  compose up -d --scale compile-worker=2
  await_healthy
  echo "sizes of images:"
  docker images --format '  {{.Repository}}:{{.Tag}} {{.Size}}' | grep -E " *(scriptfarm/|apache/kafka|redis)"
  echo "memory of idle containers:"
  compose ps -q | xargs docker stats --no-stream --format '  {{.Name}} {{.MemUsage}}'
  check_rights
  container_build "a build" no_disturbance
  container_build "a worker is killed" kill_worker
  compose up -d --scale compile-worker=2 >/dev/null 2>&1
  container_build "the gateway is paused for 3 s" pause_gateway
  container_build "Redis is cut off for 3 s" cut_redis
}
