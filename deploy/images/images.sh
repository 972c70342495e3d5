# Builds the images of the services, for ./farm, whose functions it uses: images [--base IMAGE] [--to docker|FOLDER] [--prefix NAME/].
# Fills a folder with what goes into them; ImagesCommand makes images of it, with a container engine or without one.

# What the services, the broker and GraalJS' compiler need of Java.
readonly java_modules=java.base,java.instrument,java.logging,java.management,java.management.rmi,java.naming,java.net.http,java.rmi,java.scripting,java.security.jgss,java.security.sasl,java.sql,java.transaction.xa,java.xml,jdk.crypto.cryptoki,jdk.internal.vm.ci,jdk.jfr,jdk.management,jdk.naming.dns,jdk.net,jdk.nio.mapmode,jdk.security.auth,jdk.security.jgss,jdk.unsupported,jdk.zipfs
# Of the root file system, where no other image is below: the C library, Lua 5.3, which workers compile bytecode with.
readonly root_packages=(libc6 libgcc-s1 liblua5.3-0)
readonly made_at='2026-01-01T00:00:00Z' # as project.build.outputTimestamp

ensure_images_built() {
  local stamp_of_images=$here/deploy/images/target/.farm-build
  if [[ ${FARM_NO_BUILD:-} != 1 ]]; then
    need mvn node npm
    echo "building the distribution …" >&2
    (cd "$here" && mvn -q -B -Dmaven.test.skip=true -Dcyclonedx.skip=false package -am -pl deploy/dist,deploy/images) ||
      fail "building failed; see above"
    touch "$stamp_of_images"
  fi
  [[ -d $here/deploy/images/target/lib ]] || fail "deploy/images is not built, and FARM_NO_BUILD=1 says not to build; run mvn package first"
}

# A root file system without a shell, out of packages of the Debian that this runs on; installs nothing.
make_root() {
  local stage=$1 root=$1/root unpacked=$1/unpacked file name
  command -v apt-get dpkg-deb >/dev/null ||
    fail "without --base, the root file system is made of Debian's packages, and this is no Debian." \
      "Name an image that has glibc: --base REGISTRY/NAME, --base docker://NAME or --base tar://FILE."
  mkdir -p "$stage/debs" "$unpacked" "$root/etc" "$root/lib64"
  (cd "$stage/debs" && apt-get -qq -o APT::Sandbox::User=root download "${root_packages[@]}" libc-bin) || fail "cannot download packages; try apt-get update first"
  for file in "$stage"/debs/*.deb; do
    dpkg-deb -x "$file" "$unpacked"
    dpkg-deb -W --showformat='${Package} ${Version} ${Architecture}\n' "$file"
  done | sort >"$stage/packages"
  # Libraries by the names that programs ask for; links become files.
  for file in "$unpacked"/{,usr/}lib/*-linux-gnu/*.so.*; do
    name=${file##*/}
    mkdir -p "$root/usr/lib"
    [[ $name == *.so.*.*.* ]] || install -D -m 644 "$file" "$root${file#"$unpacked"}"
  done
  for file in "$unpacked"/lib64/ld-linux-* "$unpacked"/lib/ld-linux-*; do
    [[ ! -e $file ]] || install -D -m 755 "$(realpath_in "$unpacked" "$file")" "$root${file#"$unpacked"}"
  done
  cp -r "$unpacked/usr/lib/locale" "$root/usr/lib/" # C.UTF-8
  printf 'root:x:0:0::/:/nonexistent\nscriptfarm:x:10001:10001::/tmp:/nonexistent\n' >"$root/etc/passwd"
  printf 'root:x:0:\nscriptfarm:x:10001:\n' >"$root/etc/group"
  echo 'hosts: files dns' >"$root/etc/nsswitch.conf"
  find "$root" -exec touch -h -d "$made_at" {} +
  rm -rf "$stage/debs" "$unpacked"
}

# What a link below a root that is not mounted leads to.
realpath_in() {
  local target
  target=$(readlink "$2") || { echo "$2"; return; }
  [[ $target == /* ]] && echo "$1$target" || echo "${2%/*}/$target"
}

# What makes workers start faster: V8's start-up snapshot and the class archive, as a worker leaves them. A farm runs
# for it once, out of the very files that go into the image; the result is kept for the next time by what it is made of.
prepare_worker() {
  local stage=$1 key kept
  key=$({ cat "$stage/opt/java/release"; cd "$stage/opt/scriptfarm" && find lib/compile-worker -type f -print0 | sort -z | xargs -0 sha256sum; } | sha256sum)
  kept=$here/deploy/images/target/prepared/${key%% *}
  if [[ ! -f $kept/classes.jsa ]]; then
    echo "running a worker once, for its start-up snapshot and class archive (a minute) …" >&2
    rm -rf "$stage/home" "$kept"
    mkdir -p "$kept/snapshots" "$stage/home"
    (train "$stage") >&2 || fail "no worker can be run from $stage"
    cp "$stage"/home/data/snapshots/*.v8snapshot "$kept/snapshots/" && mv "$stage"/home/data/classes/*.jsa "$kept/classes.jsa" ||
      fail "the worker made none; see $stage/home/logs/worker-1.log"
    rm -rf "$stage/home"
  fi
  cp -r "$kept" "$stage/prepared"
  find "$stage/prepared" -exec touch -d "$made_at" {} +
}

# Runs a farm of the distribution in $1 with the Java of the images until its worker has left what it leaves. The broker,
# which is in no image, needs more of Java.
train() {
  local stage=$1 wait broker log=$1/home/broker.log
  "$JAVA_HOME/bin/java" -Xmx256m -cp "$stage/opt/scriptfarm/lib/embedded/*" io.scriptfarm.embedded.EmbeddedKafkaMain \
    --data "$stage/home/broker" >"$log" 2>&1 &
  broker=$!
  trap "kill $broker" EXIT # of the subshell
  for ((wait = 0; wait < 120; wait++)); do
    ! grep -q '^READY' "$log" || break
    sleep 0.5
  done
  operate_stage "$stage" up --workers 1 --engine v8 || return
  for ((wait = 0; wait < 180; wait++)); do
    { compgen -G "$stage/home/data/classes/*.jsa" && compgen -G "$stage/home/data/snapshots/*.v8snapshot"; } >/dev/null && break
    sleep 1
  done
  operate_stage "$stage" down
}

operate_stage() {
  local stage=$1
  shift
  FARM_HOME=$stage/home FARM_PORT=$((18000 + RANDOM % 2000)) FARM_REDIS='' FARM_SUPERVISE=0 LC_ALL=C.UTF-8 \
    FARM_KAFKA=$(sed -n 's/^READY bootstrap=//p' "$stage/home/broker.log") \
    "$stage/opt/java/bin/java" "@$stage/opt/scriptfarm/lib/cli/jvm.args" "-Dscriptfarm.installation=$stage/opt/scriptfarm" \
    -cp "$stage/opt/scriptfarm/lib/cli/*" io.scriptfarm.cli.Farm "$@"
}

images() {
  local stage=$here/deploy/images/target/stage version archive
  ensure_images_built
  archive=$(ls "$here"/deploy/dist/target/scriptfarm-[0-9]*.tar.gz) || fail "there is no archive in deploy/dist/target"
  version=${archive##*/scriptfarm-}
  version=${version%.tar.gz}
  rm -rf "$stage"
  mkdir -p "$stage/opt/scriptfarm"
  tar -xzf "$archive" -C "$stage/opt/scriptfarm" --strip-components=1
  "$JAVA_HOME/bin/jlink" --add-modules "$java_modules" --no-header-files --no-man-pages --generate-cds-archive --output "$stage/opt/java"
  find "$stage/opt/java" -exec touch -h -d "$made_at" {} +
  prepare_worker "$stage"
  mkdir "$stage/boms" && cp "$here"/{gateway,cache-service,compile-worker}/target/*.cdx.json "$stage/boms/"
  [[ " $* " == *" --base"[\ =]* ]] || make_root "$stage"
  run_class ":$here/deploy/images/target/*:$here/deploy/images/target/lib/*" io.scriptfarm.images.ImagesCommand --stage "$stage" \
    --boms "$stage/boms" --version "$version" "$@"
}
