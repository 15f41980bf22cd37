#!/bin/sh
# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Usage, in the folder of one version: [GOOS=windows] ../build.sh OUTDIR
# Builds containerd as a static binary, which runs on every Debian suite of the lab; for Windows, containerd.exe. The source
# is the tool of go.mod, or the main.go of the folder, which chooses the plugins. The folder's name is KIND-VERSION.
set -eu
outdir=$(mkdir -p "$1" && cd "$1" && pwd)
name=${PWD##*/}
module=$(sed -n 's#.*\(github.com/containerd/containerd\(/v2\)\{0,1\}\) v.*#\1#p' go.mod | head -n 1)
source=$module/cmd/containerd
[ ! -e main.go ] || source=.
tags=no_devmapper,no_zfs
flags="-s -w -X $module/version.Version=${name#*-}"
export CGO_ENABLED=0
if [ "$source" != . ] && [ "$(go env GOOS)" = linux ]; then
  # The plugin btrfs, which the fork imports without a build tag, needs cgo.
  export CGO_ENABLED=1
  tags=$tags,netgo,osusergo,static_build
  flags="$flags -linkmode external -extldflags -static"
fi
nice go build -tags "$tags" -ldflags "$flags" -o "$outdir/containerd$(go env GOEXE)" "$source"
