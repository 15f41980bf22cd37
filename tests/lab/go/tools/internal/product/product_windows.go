// Copyright (c) 2026, pullproof.registry contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

package product

import "path/filepath"

const (
	root = "C:"
	// Socket is the named pipe of CRI, in the spelling of config.toml.
	Socket = "//./pipe/containerd-containerd"
	// SocketURL is the same for crictl.
	SocketURL = "npipe:" + "//" + Socket
)

// Tools are the programs that the runtime image brings: where a node image keeps them for the stand-in.
func Tools() []string {
	return []string{`C:\usr\local\lib\standin\crictl.exe`, `C:\usr\local\lib\standin\containerd.exe`}
}

// StateDir is containerd's folder of temporary files.
func StateDir(containerdRoot string) string {
	return filepath.Join(containerdRoot, "state")
}
