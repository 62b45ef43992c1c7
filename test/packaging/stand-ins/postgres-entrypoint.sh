#!/bin/bash
# What docker-compose.yml uses of the entrypoint of Docker's image `postgres`: an empty volume becomes a database, and
# files in /docker-entrypoint-initdb.d run once, while the server listens on its socket only.
set -euo pipefail
data=/var/lib/postgresql/data
if [ "$(id -u)" = 0 ]; then
  install -d -o postgres -g postgres -m 0700 "$data"
  install -d -o postgres -g postgres /var/run/postgresql
  exec setpriv --reuid postgres --regid postgres --init-groups "$0" "$@"
fi
if [ ! -s "$data/PG_VERSION" ]; then
  initdb -D "$data" -U postgres --encoding UTF8 --locale C.UTF-8 --auth-local trust --auth-host scram-sha-256 --pwfile "$POSTGRES_PASSWORD_FILE"
  echo 'host all all all scram-sha-256' >> "$data/pg_hba.conf"
  pg_ctl -D "$data" -w -o "-c listen_addresses=''" start
  for script in /docker-entrypoint-initdb.d/*.sh; do . "$script"; done
  pg_ctl -D "$data" -w -m fast stop
fi
exec "$@" -D "$data" -c listen_addresses='*'
