#!/usr/bin/env bash
# Runs the test suite on Debian's own PostgreSQL (15 on bookworm) as a server over TCP with a password:
#
#   test/postgres/debian.sh [vitest's arguments]
#
# Takes /usr/lib/postgresql/15 where it is installed; else Debian's packages are fetched and unpacked
# into a temporary folder, which needs apt-get and no root. Leaves nothing behind.
set -euo pipefail
cd "$(dirname "$0")/../.."
version=${PG_VERSION:-15}
folder=$(mktemp -d /tmp/hearth-debian-XXXXXX)
bin=/usr/lib/postgresql/$version/bin

if [ ! -x "$bin/postgres" ]; then
  mkdir "$folder/packages"
  (cd "$folder/packages" && apt-get download "postgresql-$version" libpq5 >/dev/null && for one in *.deb; do dpkg -x "$one" ..; done)
  bin=$folder/usr/lib/postgresql/$version/bin
  export LD_LIBRARY_PATH=$folder/usr/lib/$(uname -m)-linux-gnu
fi

# PostgreSQL does not run as root
as=()
if [ "$(id -u)" = 0 ]; then
  chown -R nobody "$folder"
  as=(setpriv --reuid=nobody --clear-groups)
fi

port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
password=$(node -p 'require("crypto").randomBytes(12).toString("hex")')
"${as[@]}" sh -c "printf %s '$password' > '$folder/password'"
"${as[@]}" "$bin/initdb" -D "$folder/data" -U hearth --pwfile="$folder/password" -A scram-sha-256 -E UTF8 --locale=C >/dev/null
"${as[@]}" "$bin/postgres" -D "$folder/data" -c "port=$port" -c listen_addresses=127.0.0.1 -c "unix_socket_directories=$folder" \
  -c max_connections=100 -c fsync=off -c jit=off 2>"$folder/log" &
server=$!
trap 'kill -INT $server; wait $server || true; rm -rf "$folder"' EXIT
for _ in $(seq 100); do grep -q "ready to accept" "$folder/log" && break; sleep 0.1; done

DATABASE_URL="postgresql://hearth:$password@127.0.0.1:$port/postgres" npm run test:postgres -- "$@"
