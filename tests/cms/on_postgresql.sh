#!/bin/sh
# The CMS tests on PostgreSQL: a private cluster in a temporary folder, on a socket there, gone afterwards.
# Needs the server's programs (Debian: postgresql-15); arguments are passed on to pytest.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
bin=${PG_BIN:-$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)}
[ -n "$bin" ] || { echo "no PostgreSQL found; set PG_BIN to the folder of initdb" >&2; exit 2; }

folder=$(mktemp -d)
# The server refuses to run as root; somebody else owns the cluster then.
if [ "$(id -u)" -eq 0 ]; then
  chown "${PG_USER:=nobody}" "$folder"
  as() { setpriv --reuid "$PG_USER" --regid "$(id -g "$PG_USER")" --clear-groups -- "$@"; }
else
  as() { "$@"; }
fi
stop() {
  as "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$folder"
}
trap stop EXIT INT TERM

as "$bin/initdb" -D "$folder/data" -U cms -A trust -E UTF8 --locale C.UTF-8 >/dev/null
as "$bin/pg_ctl" -D "$folder/data" -w -l "$folder/log" \
  -o "-k $folder -c listen_addresses= -c fsync=off -c synchronous_commit=off" start >/dev/null

cd "$root"
# %2F: in a URL the folder of the socket is the name of the host.
DATABASE_URL="postgresql://cms@$(printf %s "$folder" | sed 's,/,%2F,g')/postgres" \
  "${PYTHON:-$root/.venv/bin/python}" -m pytest tests/cms "$@"
