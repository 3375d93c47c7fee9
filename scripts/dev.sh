#!/usr/bin/env bash
# Daily work in one command: installs if needed, then serves, restarting on every saved file. Without DATABASE_URL the app
# starts a PostgreSQL of this checkout; it is stopped at the end, unless it ran before. Arguments go to `nest start --watch`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

fail() {
  printf '%s\n' "$*" >&2
  exit 2
}

[[ -w . ]] || fail "$PWD can not be written by this user (uid $(id -u)), expected a checkout of one's own: the packages, the build
and the data of PostgreSQL are kept in it.
  -> Run it as the one who made it (ls -ld .), take it over (sudo chown -R $(id -u) .), or clone it elsewhere."

is_node_new_enough='const [major, minor] = process.versions.node.split(".").map(Number);
  process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)'
command -v node >/dev/null || fail 'Node was not found. Install Node 20.19 or newer: https://nodejs.org'
node -e "$is_node_new_enough" || fail "Node $(node --version) is too old. Install Node 20.19 or newer: https://nodejs.org"

# Two would build into one dist, and each begins by removing it, under the app of the other.
is_dev() {
  [[ $(ps -o args= -p "$1" 2>/dev/null || tr '\0' ' ' <"/proc/$1/cmdline") == *dev.sh* ]]
}
running=.dev.pid
if [[ -e $running ]] && pid=$(<"$running") && [[ $pid != "$$" ]] && is_dev "$pid" 2>/dev/null; then
  fail "scripts/dev.sh runs in this checkout already (pid $pid), expected one at a time: each removes dist/ and builds it anew.
  -> Use that one: it restarts on every saved file, and npm run db:status and the like work beside it. Or end it: kill $pid
  -> For two branches at once, a checkout for each: git worktree add ../other-branch <branch>"
fi
trap 'rm -f "$running"' EXIT
echo "$$" >"$running"

# npm writes this file last, so a broken-off install is done again.
installed=node_modules/.package-lock.json

install_by() {
  echo "Installing packages, as node_modules has not what package-lock.json says ..."
  npm "$@" --include=dev --include=optional
}
not_installed="The packages of package-lock.json could not be installed; npm says why above. Nothing else was begun.
  -> Is the registry reachable: npm ping. May this user write here: ls -ld . node_modules. Then run it again."

# `npm ci` begins by removing what is there; `npm install` puts it back if it fails, such as without a network.
if [[ ! -e $installed ]]; then
  install_by ci || fail "$not_installed"
elif ! node scripts/installed.js; then
  mv "$installed" "$installed.before"
  install_by install --no-save || {
    mv "$installed.before" "$installed"
    fail "$not_installed"
  }
  rm -f "$installed.before"
fi

local_postgres() {
  node scripts/run.js src/local-postgres/cli "$@"
}

ran_before=false
if local_postgres status >/dev/null; then ran_before=true; fi

# Without a shell between, nest passes a signal on to the app itself; it quotes a path with blanks all the same.
run_by=()
if [[ $(pwd -P) == *' '* ]]; then run_by=(--exec "$PWD/scripts/node.sh"); fi

# In the background, so that a signal to this script alone reaches nest too; Node does not inherit the ignored SIGINT.
node node_modules/@nestjs/cli/bin/nest.js start --watch --no-shell ${run_by[@]+"${run_by[@]}"} "$@" <&0 &
server=$!

# While nest compiles, which takes a minute on a small machine, it hears no signal. Where pgrep finds no child of it (1),
# there is no app that must be asked; it stands still meanwhile, so that none is started.
stop() {
  local found=0
  kill -STOP "$server" 2>/dev/null || return 0
  pgrep -P "$server" >/dev/null 2>&1 || found=$?
  if [[ $found == 1 ]]; then kill -KILL "$server"; else kill -TERM "$server"; fi
  kill -CONT "$server" 2>/dev/null || true
}
trap stop INT TERM HUP

# A signal ends `wait` early, while the server is still shutting down; the last one tells how it ended. Bash would say that
# it was killed, in the middle of either.
{
  while kill -0 "$server"; do wait "$server" || true; done
  code=0
  wait "$server" || code=$?
} 2>/dev/null

if [[ $ran_before == false ]]; then local_postgres stop; fi
exit "$code"
