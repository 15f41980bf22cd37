// Copyright (c) 2026, pullproof.registry contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

package product

import "path/filepath"

const (
	root = ""
	// Socket is the CRI socket of both products.
	Socket = "/run/k3s/containerd/containerd.sock"
	// SocketURL is the same for crictl.
	SocketURL = "unix://" + Socket
	// Crictl is where a node image keeps the real crictl for the stand-in to offer as the product's own.
	Crictl = "/usr/local/lib/standin/crictl"
)

// Tools are the programs that the runtime image brings: where a node image keeps them for the stand-in. The real
// containerd is already in PATH.
func Tools() []string {
	return []string{Crictl}
}

// StateDir is containerd's folder of temporary files.
func StateDir(string) string {
	return filepath.Dir(Socket)
}
