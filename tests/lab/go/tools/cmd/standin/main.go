// Copyright (c) 2026, pullproof.registry contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

// Command standin stands in for rke2 and k3s in the lab, which come neither as a Linux package nor as a Go module. It
// plays the one it is called as (/usr/local/bin/rke2, /usr/local/bin/k3s or C:\usr\local\bin\rke2.exe, copy or link):
//
//	rke2 server | agent          the service
//	rke2 bake                    leave the node as if the runtime image had been pulled (of the stand-in only)
//	k3s server | agent           the service
//	rke2|k3s configure           write config.toml and certs.d of an agent (of the stand-in only)
//	k3s crictl ARGS...           the real crictl with the node's configuration; also when called as crictl (Linux)
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
	"strings"
	"syscall"

	"github.com/sirupsen/logrus"

	"pullproof.registry/labtools/internal/agent"
	"pullproof.registry/labtools/internal/bootstrap"
	"pullproof.registry/labtools/internal/product"
	"pullproof.registry/labtools/internal/settings"
)

func main() {
	program := strings.TrimSuffix(filepath.Base(os.Args[0]), ".exe")
	if err := run(program, os.Args[1:]); err != nil {
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
	}
	return runOnThisSystem(program, command, arguments)
}

func bake() error {
	s, err := settings.Load(product.RKE2, true, product.RKE2.ConfigDir())
	if err != nil {
		return err
	}
	return bootstrap.Bake(s)
}
