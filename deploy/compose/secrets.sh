#!/usr/bin/env bash
# Makes what is secret of a farm that docker-compose.yaml starts, in the folder secrets beside this script: the password
# of Redis, in the two forms that Redis and the services read. What is there stays.
set -euo pipefail
folder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/secrets
umask 077
mkdir -p "$folder" # nobody else gets in, so the files may be read by the users of the containers
if [[ ! -f $folder/farm.properties ]]; then
  password=$(head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n')
  digest=$(printf %s "$password" | sha256sum | cut -d' ' -f1)
  printf 'user default off\nuser farm on #%s ~* &* +@all\n' "$digest" >"$folder/redis-users.acl"
  printf 'farm.redis.uri=redis://farm:%s@redis:6379\n' "$password" >"$folder/farm.properties"
fi
chmod 0444 "$folder"/redis-users.acl "$folder"/farm.properties
if [[ -f $folder/access.json ]]; then
  chmod 0444 "$folder/access.json"
else
  echo "make a credential for each client next, then run this again:"
  echo "  scriptfarm token NAME --role ROLE --file $folder/access.json"
fi
