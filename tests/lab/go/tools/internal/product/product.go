// Copyright (c) 2026, pullproof.registry contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

// Package product says which program the stand-in plays, RKE2 or K3s, in which version, and where its files are. On
// Windows there is only RKE2.
package product

import (
	"os"
	"path/filepath"
	"strings"
)

const (
	defaultVersion = "v1.34.1"
	// VersionEnv and VersionFile, in this order, make the stand-in claim another version, with or without the
	// product's suffix: v1.31.6 or v1.31.6+rke2r2.
	VersionEnv  = "STANDIN_VERSION"
	VersionFile = root + "/etc/standin/version"
)

// Product is rke2 or k3s.
type Product string

// The two products.
const (
	RKE2 Product = "rke2"
	K3s  Product = "k3s"
)

// Version is the claimed version with the product's suffix.
func (p Product) Version() string {
	version := os.Getenv(VersionEnv)
	if version == "" {
		if text, err := os.ReadFile(VersionFile); err == nil {
			version = strings.TrimSpace(string(text))
		}
	}
	if version == "" {
		version = defaultVersion
	}
	if !strings.Contains(version, "+") {
		version += map[Product]string{RKE2: "+rke2r1", K3s: "+k3s1"}[p]
	}
	return version
}

// ConfigDir holds config.yaml and registries.yaml.
func (p Product) ConfigDir() string {
	return filepath.Join(root+"/etc/rancher", string(p))
}

// DataDir is the default of data-dir.
func (p Product) DataDir() string {
	return filepath.Join(root+"/var/lib/rancher", string(p))
}
