// Copyright (c) 2026, pullproof.registry contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

// Package bootstrap stands in for the first step of RKE2: the pull of the image rke2-runtime by the rke2 process
// itself, with the real wharfie, hence with that process's own proxy variables and trust store. Of the real step it
// leaves out tarballs in agent/images, the content of the image (blobs are fetched and thrown away) and the second
// pull of the image by containerd.
package bootstrap

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/rancher/wharfie/pkg/registries"
	"github.com/sirupsen/logrus"

	"pullproof.registry/labtools/internal/product"
	"pullproof.registry/labtools/internal/settings"
)

const marker = ".extracted"

// Stage makes sure that the runtime image of this version was fetched once, and puts its programs first in PATH. The
// error is wharfie's own, which names every endpoint, or that of an unreadable registries.yaml.
func Stage(ctx context.Context, s settings.Settings) error {
	ref, err := Reference(s)
	if err != nil {
		return err
	}
	dir := stageDir(s.DataDir, ref)
	if _, err := os.Stat(filepath.Join(dir, marker)); err == nil {
		logrus.Infof("Runtime image %s is already extracted in %s", ref, dir)
	} else {
		if err := pull(ctx, s.PrivateRegistry, ref); err != nil {
			return err
		}
		if err := Extract(dir); err != nil {
			return err
		}
	}
	path := filepath.Join(dir, "bin") + string(os.PathListSeparator) + os.Getenv("PATH")
	return errors.Join(os.Setenv("PATH", path), link(s.DataDir, dir))
}

// Bake leaves a node as if the runtime image had been fetched, for node images that must start without a pull.
func Bake(s settings.Settings) error {
	ref, err := Reference(s)
	if err != nil {
		return err
	}
	dir := stageDir(s.DataDir, ref)
	if err := Extract(dir); err != nil {
		return err
	}
	return link(s.DataDir, dir)
}

// Reference is the runtime image: a tag has no "+", so v1.34.1+rke2r1 is asked for as v1.34.1-rke2r1.
func Reference(s settings.Settings) (name.Reference, error) {
	registry := s.SystemDefaultRegistry
	if registry == "" {
		registry = name.DefaultRegistry
	}
	tag := strings.ReplaceAll(product.RKE2.Version(), "+", "-")
	return name.ParseReference(registry + "/rancher/rke2-runtime:" + tag)
}

// stageDir names the directory after the whole reference: another system-default-registry means another pull.
func stageDir(dataDir string, ref name.Reference) string {
	sum := sha256.Sum256([]byte(ref.String()))
	return filepath.Join(dataDir, "data", ref.Identifier()+"-"+hex.EncodeToString(sum[:])[:12])
}

func pull(ctx context.Context, registriesFile string, ref name.Reference) error {
	registry, err := registries.GetPrivateRegistries(registriesFile)
	if err != nil {
		return fmt.Errorf("private registry configuration %s: %w", registriesFile, err)
	}
	logrus.Infof("Pulling runtime image %s", ref)
	platform := v1.Platform{OS: runtime.GOOS, Architecture: runtime.GOARCH}
	image, err := registry.Image(ref, remote.WithContext(ctx), remote.WithPlatform(platform))
	if err != nil {
		return fmt.Errorf("runtime image %s: %w", ref, err)
	}
	if err := drain(image); err != nil {
		return fmt.Errorf("runtime image %s: %w", ref, err)
	}
	return nil
}

func drain(image v1.Image) error {
	layers, err := image.Layers()
	if err != nil {
		return err
	}
	for _, layer := range layers {
		blob, err := layer.Compressed()
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, blob)
		blob.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

// Extract makes what the image would bring: bin with the tools, charts, and last the marker.
func Extract(dir string) error {
	for _, sub := range []string{"bin", "charts"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o755); err != nil {
			return err
		}
	}
	for _, tool := range product.Tools() {
		if err := linkFile(tool, filepath.Join(dir, "bin", filepath.Base(tool))); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(dir, marker), nil, 0o644)
}

func link(dataDir, dir string) error {
	return linkFolder(filepath.Join(dir, "bin"), filepath.Join(dataDir, "bin"))
}
