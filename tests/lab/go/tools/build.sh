#!/bin/sh
# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Usage: [GOOS=windows] build.sh OUTDIR
# Builds the Go tools of the lab as static binaries into OUTDIR: crictl and the stand-in, and for Windows also winapi.
set -eu
outdir=$(mkdir -p "$1" && cd "$1" && pwd)
cd "$(dirname "$0")"
export CGO_ENABLED=0
build() { nice go build -ldflags "-s -w $3" -o "$outdir/$1" "$2"; }
crictl=sigs.k8s.io/cri-tools/cmd/crictl
version="-X sigs.k8s.io/cri-tools/pkg/version.Version=v1.34.0"
if [ "$(go env GOOS)" = windows ]; then
  build winapi.exe ./cmd/winapi ""
  build rke2.exe ./cmd/standin ""
  build crictl.exe $crictl "$version"
else
  build crictl $crictl "$version"
  build standin ./cmd/standin ""
fi
