// Copyright (c) 2026, pullproof.registry contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"syscall"

	"pullproof.registry/labtools/internal/product"
)

// The kernel sends containerd its parent's-death signal when the thread that started it ends: stay on the first one.
func init() {
	runtime.LockOSThread()
}

func runOnThisSystem(program, command string, arguments []string) error {
	switch {
	case program == "crictl":
		return crictl(arguments)
	case program == "k3s" && command == "crictl":
		return crictl(arguments[1:])
	}
	return fmt.Errorf("%s (stand-in) has no command %q", program, command)
}

func crictl(arguments []string) error {
	const configKey = "CRI_CONFIG_FILE"
	if os.Getenv(configKey) == "" {
		config := filepath.Join(product.K3s.DataDir(), "agent/etc/crictl.yaml")
		if err := os.Setenv(configKey, config); err != nil {
			return err
		}
	}
	return syscall.Exec(product.Crictl, append([]string{"crictl"}, arguments...), os.Environ())
}
