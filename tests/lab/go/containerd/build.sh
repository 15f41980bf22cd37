#!/bin/sh
# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Usage, in the folder of one version: ../build.sh OUTDIR
# Builds the tools of go.mod, containerd and where needed ctr, as static binaries, which run on every Debian suite of the
# lab. The folder's name is KIND-VERSION.
set -eu
outdir=$(mkdir -p "$1" && cd "$1" && pwd)
name=${PWD##*/}
programs=$(sed -n 's#.*\(github.com/containerd/.*/cmd/[a-z]*\)$#\1#p' go.mod)
module=${programs%%/cmd/*}
# cgo is needed for the plugin btrfs, which the fork imports without a build tag.
export CGO_ENABLED=1 GOFLAGS="-mod=readonly -trimpath -buildvcs=false" GOTOOLCHAIN=local
# shellcheck disable=SC2086 # several programs
nice go build -tags no_devmapper,no_zfs,netgo,osusergo,static_build \
  -ldflags "-s -w -linkmode external -extldflags -static -X $module/version.Version=${name#*-}" -o "$outdir/" $programs
