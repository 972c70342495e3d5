#!/usr/bin/env bash
# Builds the two images of the container tests without pulling any: redis:7.0 from the packages of the
# Debian that this runs on, apache/kafka:<version> from the jars that Maven has, with a small Java.
# For machines with a container engine whose registries cannot be reached; elsewhere Testcontainers
# pulls the real images. They are called like those; other names: FARM_TEST_REDIS_IMAGE, FARM_TEST_KAFKA_IMAGE.
# Needs docker, apt-get and dpkg, Maven and a JDK 25 (JAVA_HOME). DOCKER_HOST names the engine.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$here/../../..
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Unpacks Debian packages, and the libraries that they depend on, into a folder; installs nothing.
unpack() {
  local root=$1 package folder
  shift
  rm -rf "$work/debs"
  mkdir -p "$root/tmp" "$work/debs"
  {
    printf '%s\n' "$@"
    apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces \
      --no-enhances "$@" | grep -E '^(lib|lua-|zlib)[^:]*$'
  } | sort -u >"$work/packages"
  (cd "$work/debs" && xargs apt-get -qq -o APT::Sandbox::User=root download <"$work/packages")
  for package in "$work"/debs/*.deb; do
    dpkg -x "$package" "$root"
  done
  for folder in bin sbin lib lib64; do
    [[ -e $root/$folder || ! -e $root/usr/$folder ]] || ln -s "usr/$folder" "$root/$folder"
  done
  rm -rf "$root"/usr/share
}

# Imports a root file system as an image whose user owns the folder of its data, as the real one's does.
image() {
  local name=$1 root=$2 data=$3 user=$4
  shift 4
  mkdir -p "$root/$data"
  chmod 1777 "$root/tmp"
  tar -C "$root" -c --numeric-owner --owner=0 --group=0 --exclude="./$data" . >"$work/image.tar"
  tar -C "$root" -rf "$work/image.tar" --numeric-owner --owner="$user" --group="$user" "./$data"
  docker import -c "USER $user:$user" "$@" "$work/image.tar" "$name" >/dev/null
  echo "built $name"
}

unpack "$work/redis" redis-server redis-tools dash coreutils grep
image "${FARM_TEST_REDIS_IMAGE:-redis:7.0}" "$work/redis" data 999 -c 'EXPOSE 6379' -c 'CMD ["redis-server"]'

mvn -q -B -f "$repository/pom.xml" -pl libs/embedded -am -DskipTests package
version=$(basename "$repository"/libs/embedded/target/lib/kafka-clients-*.jar .jar)
version=${version#kafka-clients-}
unpack "$work/kafka" bash dash coreutils grep
mkdir -p "$work/kafka/opt/kafka" "$work/kafka/etc/kafka/docker"
cp "$repository"/libs/embedded/target/lib/*.jar "$work/kafka/opt/kafka/"
cp "$here/kafka/run" "$work/kafka/etc/kafka/docker/run"
"$JAVA_HOME/bin/jlink" --add-modules java.se,jdk.unsupported,jdk.management --strip-debug --no-header-files \
  --no-man-pages --output "$work/kafka/opt/java"
image "${FARM_TEST_KAFKA_IMAGE:-apache/kafka:$version}" "$work/kafka" var/lib/kafka/data 1000 -c 'EXPOSE 9092' \
  -c 'CMD ["/etc/kafka/docker/run"]'
