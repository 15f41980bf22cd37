#!/bin/sh
# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Usage, in this folder: build.sh OUTDIR
# Builds the API server of Kubernetes as a static binary.
set -eu
outdir=$(mkdir -p "$1" && cd "$1" && pwd)
export CGO_ENABLED=0
version="-X k8s.io/component-base/version.gitVersion=v1.34.1 -X k8s.io/component-base/version.gitMajor=1 -X k8s.io/component-base/version.gitMinor=34"
nice go build -ldflags "-s -w $version" -o "$outdir/kube-apiserver" k8s.io/kubernetes/cmd/kube-apiserver
