#!/bin/sh
# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Usage, in the folder of one version: [GOOS=windows] ../build.sh OUTDIR
# Builds containerd, and the tools of go.mod, as static binaries, which run on every Debian suite of the lab. containerd is
# the tool of go.mod, or the main.go of the folder, which chooses the plugins. The folder's name is KIND-VERSION. For
# Windows, only containerd.exe is built.
set -eu
outdir=$(mkdir -p "$1" && cd "$1" && pwd)
name=${PWD##*/}
programs=$(sed -n 's#.*\(github.com/containerd/.*/cmd/[a-z]*\)$#\1#p' go.mod)
module=${programs%%/cmd/*}
tags=no_devmapper,no_zfs
flags="-s -w -X $module/version.Version=${name#*-}"
if [ "$(go env GOOS)" = windows ]; then
  export CGO_ENABLED=0
  source=.
  [ -e main.go ] || source=$(echo "$programs" | grep '/containerd$')
  nice go build -ldflags "$flags" -o "$outdir/containerd.exe" "$source"
  exit
fi
if [ -e main.go ]; then
  export CGO_ENABLED=0
  nice go build -tags "$tags" -ldflags "$flags" -o "$outdir/containerd" .
else
  # cgo is needed for the plugin btrfs, which the fork imports without a build tag.
  export CGO_ENABLED=1
  tags=$tags,netgo,osusergo,static_build
  flags="$flags -linkmode external -extldflags -static"
fi
# shellcheck disable=SC2086 # several programs
nice go build -tags "$tags" -ldflags "$flags" -o "$outdir/" $programs
