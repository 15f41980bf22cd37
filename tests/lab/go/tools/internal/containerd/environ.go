// Copyright (c) 2026, pullproof.registry contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

package containerd

import (
	"os"
	"strings"
)

const prefix = "CONTAINERD_"

// Environ is containerd's environment and further arguments, made of the product's own environment: NOTIFY_SOCKET is
// kept back, CONTAINERD_LOG_LEVEL becomes an argument, and any other CONTAINERD_X=y becomes X=y and wins over X.
func Environ(own []string) (environment, arguments []string) {
	var renamed []string
	for _, entry := range own {
		key, value, _ := strings.Cut(entry, "=")
		switch name, ours := strings.CutPrefix(key, prefix); {
		case key == "NOTIFY_SOCKET":
		case key == prefix+"LOG_LEVEL":
			arguments = append(arguments, "--log-level", value)
		case ours:
			renamed = append(renamed, name+"="+value)
		default:
			environment = append(environment, entry)
		}
	}
	return append(environment, renamed...), arguments
}

// ExtendNoProxy adds the cluster's names and ranges to NO_PROXY of this process, which servers do and agents don't;
// no_proxy is joined in and unset. CONTAINERD_NO_PROXY stays as it is.
func ExtendNoProxy(clusterDomain string, ranges ...string) error {
	isComma := func(r rune) bool { return r == ',' }
	var list []string
	for _, key := range []string{"NO_PROXY", "no_proxy"} {
		list = append(list, strings.FieldsFunc(os.Getenv(key), isComma)...)
	}
	list = append(list, ".svc", "."+clusterDomain)
	if err := os.Unsetenv("no_proxy"); err != nil {
		return err
	}
	return os.Setenv("NO_PROXY", strings.Join(append(list, ranges...), ","))
}
