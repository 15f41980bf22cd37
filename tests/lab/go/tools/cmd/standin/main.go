// Copyright (c) 2026, pullproof.registry contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

// Command standin stands in for rke2 and k3s in the lab, which come neither as a Linux package nor as a Go module. It
// plays the one it is called as (/usr/local/bin/rke2 or /usr/local/bin/k3s, copy or link):
//
//	rke2 server | agent          the service
//	rke2 bake                    leave the node as if the runtime image had been pulled (of the stand-in only)
//	k3s server | agent           the service
//	rke2|k3s configure           write config.toml and certs.d of an agent (of the stand-in only)
//	k3s crictl ARGS...           the real crictl with the node's configuration; also when called as crictl
//	rke2|k3s --version
//	standin render               one case of tests/vectors/hosts_cases.json, JSON in, JSON out
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"syscall"

	"github.com/sirupsen/logrus"

	"pullproof.registry/labtools/internal/agent"
	"pullproof.registry/labtools/internal/bootstrap"
	"pullproof.registry/labtools/internal/product"
	"pullproof.registry/labtools/internal/settings"
)

// The kernel sends containerd its parent's-death signal when the thread that started it ends: stay on the first one.
func init() {
	runtime.LockOSThread()
}

func main() {
	if err := run(filepath.Base(os.Args[0]), os.Args[1:]); err != nil {
		logrus.Fatal(err)
	}
}

func run(program string, arguments []string) error {
	command := ""
	if len(arguments) > 0 {
		command = arguments[0]
	}
	switch called := program + " " + command; called {
	case "standin render":
		return render(os.Stdin, os.Stdout)
	case "rke2 --version", "k3s --version":
		fmt.Printf("%s version %s (stand-in)\ngo version %s\n", program, product.Product(program).Version(), runtime.Version())
		return nil
	case "rke2 server", "rke2 agent", "k3s server", "k3s agent":
		ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
		defer stop()
		return agent.Run(ctx, product.Product(program), command == "server")
	case "rke2 configure", "k3s configure":
		return agent.Configure(product.Product(program))
	case "rke2 bake":
		return bake()
	case "k3s crictl":
		return crictl(arguments[1:])
	}
	if program == "crictl" {
		return crictl(arguments)
	}
	return fmt.Errorf("%s (stand-in) has no command %q", program, command)
}

func bake() error {
	s, err := settings.Load(product.RKE2, true, product.RKE2.ConfigDir())
	if err != nil {
		return err
	}
	return bootstrap.Bake(s)
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
