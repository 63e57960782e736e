#!/bin/bash
# Installs psconnect, or another version of it, on Debian 12 or newer: in /opt/psconnect, with a Node of its own, and as the
# service psconnect.service, which it does not start. Run again, it changes only what is different.
#
# usage: install.sh TARBALL…    as root; what `npm run build && npm pack --workspaces` makes, all of them
#
# With DESTDIR all files go below that folder.
set -euo pipefail

# Debian's own is too old to run psconnect, but can install this one.
node_version=24.21.0

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
app=${DESTDIR:-}/opt/psconnect
unit=${DESTDIR:-}/etc/systemd/system/psconnect.service

main() {
  if [ $# -eq 0 ]; then
    echo "usage: install.sh TARBALL…" >&2
    exit 1
  fi
  local tarballs
  mapfile -t tarballs < <(realpath --canonicalize-existing -- "$@")
  if [ "${#tarballs[@]}" -ne $# ]; then
    echo "install.sh: not all of these files are there: $*" >&2
    exit 1
  fi
  install_npm
  add_user
  install_packages "${tarballs[@]}"
  install_service
  echo "psconnect $(version_of psconnect) is in $app, with Node $("$app/node_modules/node/bin/node" --version)"
  echo "its files belong into /etc/psconnect; then: systemctl enable --now psconnect"
}

install_npm() {
  if command -v npm >/dev/null; then return; fi
  apt-get update
  DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends nodejs npm
}

add_user() {
  if id psconnect >/dev/null 2>&1; then return; fi
  useradd --system --user-group --home-dir /var/lib/psconnect --no-create-home --shell /usr/sbin/nologin psconnect
}

# The package `node` brings its program along by a script of its own, which newer versions of npm ask about.
install_packages() {
  mkdir -p "$app"
  if [ ! -e "$app/package.json" ]; then
    echo '{ "private": true, "allowScripts": { "node": true } }' >"$app/package.json"
  fi
  npm install --prefix "$app" --save-exact --no-fund --no-audit --loglevel=error "node@$node_version" "$@"
}

install_service() {
  mkdir -p "$(dirname "$unit")" "${DESTDIR:-}/etc/psconnect" "${DESTDIR:-}/usr/local/bin"
  for command in psconnect connect-standalone; do
    ln -sfn "/opt/psconnect/node_modules/.bin/$command" "${DESTDIR:-}/usr/local/bin/$command"
  done
  # In the repository it has a folder of its own, in a bucket it lies beside this script.
  for file in "$here/psconnect.service" "$here/../systemd/psconnect.service"; do
    if [ -e "$file" ]; then
      install -m 0644 "$file" "$unit"
      systemctl daemon-reload
      return
    fi
  done
  echo "install.sh: psconnect.service must lie beside this script" >&2
  exit 1
}

version_of() {
  "$app/node_modules/node/bin/node" -p "require('$app/node_modules/$1/package.json').version"
}

main "$@"
