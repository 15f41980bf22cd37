// Copyright (c) 2026, pullproof.registry contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

package hosts

import "net"

// folderName is the folder of a registry in certs.d. Windows allows no colon in it: K3s writes host:port as
// host_port_ there, and leaves the colons of IPv6 addresses as they are.
func folderName(registry, system string) string {
	if system != "windows" {
		return registry
	}
	if host, port, err := net.SplitHostPort(registry); err == nil && port != "" {
		return host + "_" + port + "_"
	}
	return registry
}
