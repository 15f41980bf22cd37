// Copyright (c) 2026, pullproof.registry contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

// Package agent is the life of the stand-in's service: bootstrap, configuration, containerd, readiness.
// Kubernetes itself is absent: the unit is ready when CRI answers.
package agent

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/rancher/wharfie/pkg/registries"
	"github.com/sirupsen/logrus"

	"pullproof.registry/labtools/internal/bootstrap"
	"pullproof.registry/labtools/internal/containerd"
	"pullproof.registry/labtools/internal/hosts"
	"pullproof.registry/labtools/internal/product"
	"pullproof.registry/labtools/internal/settings"
)

const retryInterval = 5 * time.Second

// Run serves until the context ends or containerd does; only the former is no error.
func Run(ctx context.Context, p product.Product, server bool) error {
	logrus.Infof("Starting %s %s (stand-in)", p, p.Version())
	s, err := settings.Load(p, server, p.ConfigDir())
	if err != nil {
		return err
	}
	err = run(ctx, s)
	if ctx.Err() != nil {
		logrus.Info("Stopped")
		return nil
	}
	return err
}

// Configure writes what an agent's containerd reads, from config.yaml and registries.yaml, and starts nothing.
func Configure(p product.Product) error {
	s, err := settings.Load(p, false, p.ConfigDir())
	if err != nil {
		return err
	}
	found, err := registries.GetPrivateRegistries(s.PrivateRegistry)
	if err != nil {
		return err
	}
	_, err = configure(s, found.Registry)
	return err
}

func run(ctx context.Context, s settings.Settings) error {
	if !s.Server && s.SystemDefaultRegistry != "" {
		logrus.Warn("system-default-registry has no effect on agents, which take the server's: ignored")
		s.SystemDefaultRegistry = ""
	}
	if s.Product == product.RKE2 {
		if err := bootstrap.Stage(ctx, s); err != nil {
			return err
		}
	}
	if s.Server {
		if err := containerd.ExtendNoProxy(s.ClusterDomain, append(s.ClusterCIDRs, s.ServiceCIDRs...)...); err != nil {
			return err
		}
	}
	registry, err := waitForRegistries(ctx, s.PrivateRegistry)
	if err != nil {
		return err
	}
	configFile, err := configure(s, registry)
	if err != nil {
		return err
	}
	return serve(ctx, configFile, filepath.Join(s.DataDir, "agent/containerd/containerd.log"))
}

// waitForRegistries reads registries.yaml, not strictly. An error is logged and tried again for ever: the unit stays
// activating, as with the real products.
func waitForRegistries(ctx context.Context, path string) (*registries.Registry, error) {
	for {
		found, err := registries.GetPrivateRegistries(path)
		if err == nil {
			return found.Registry, nil
		}
		logrus.Errorf("Waiting to retrieve agent configuration; server is not ready: %v", err)
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(retryInterval):
		}
	}
}

func configure(s settings.Settings, registry *registries.Registry) (string, error) {
	agentDir := filepath.Join(s.DataDir, "agent")
	etc := filepath.Join(agentDir, "etc/containerd")
	root := filepath.Join(agentDir, "containerd")
	certsDir := filepath.Join(etc, "certs.d")
	if err := os.MkdirAll(s.DataDir, 0o755); err != nil {
		return "", err
	}
	options := hosts.Options{DisableDefault: s.DisableDefault, Report: report}
	if err := hosts.Write(certsDir, string(s.Product), hosts.Generate(registry, options)); err != nil {
		return "", err
	}
	major, err := containerd.MajorVersion()
	if err != nil {
		return "", err
	}
	snapshotter, err := containerd.Snapshotter(root)
	if err != nil {
		return "", err
	}
	config := containerd.Config{
		Program: string(s.Product), Major: major, Root: root, State: product.StateDir(root),
		Socket: product.Socket, CertsDir: certsDir, Snapshotter: snapshotter, Sandbox: pauseImage(s),
		Disabled: containerd.DisabledPlugins, Configs: registry.Configs,
	}
	crictl := "runtime-endpoint: " + product.SocketURL + "\n"
	if err := os.WriteFile(filepath.Join(agentDir, "etc/crictl.yaml"), []byte(crictl), 0o644); err != nil {
		return "", err
	}
	configFile := filepath.Join(etc, "config.toml")
	return configFile, os.WriteFile(configFile, []byte(config.Text()), 0o600)
}

func report(level, message string) {
	if level == "error" {
		logrus.Error(message)
	} else {
		logrus.Warn(message)
	}
}

func pauseImage(s settings.Settings) string {
	registry := s.SystemDefaultRegistry
	if registry == "" {
		registry = "docker.io"
	}
	return registry + "/rancher/mirrored-pause:3.6"
}

func runContainerd(ctx context.Context, configFile, logFile string) error {
	cmd, err := containerd.Command(ctx, configFile, logFile)
	if err != nil {
		return err
	}
	logrus.Infof("Running containerd -c %s, logging to %s", configFile, logFile)
	if err := cmd.Start(); err != nil {
		return err
	}
	ready, stop := context.WithCancel(ctx)
	defer stop()
	go announce(ready)
	if err := cmd.Wait(); err != nil {
		return fmt.Errorf("containerd exited: %w", err)
	}
	return errors.New("containerd exited")
}

func announce(ctx context.Context) {
	if err := containerd.WaitReady(ctx, product.Socket); err != nil {
		return
	}
	if err := notify("READY=1"); err != nil {
		logrus.Errorf("systemd was not told that the service is ready: %v", err)
	}
}
