#!/bin/sh
# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Usage, in this folder: build.sh OUTDIR
# Builds the registry of distribution 3 as a static binary.
set -eu
outdir=$(mkdir -p "$1" && cd "$1" && pwd)
export CGO_ENABLED=0
nice go build -ldflags "-s -w" -o "$outdir/registry" github.com/distribution/distribution/v3/cmd/registry
