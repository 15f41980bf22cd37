// Copyright (c) 2026, pullproof.registry contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

// Package hosts stands in for the generator of containerd's certs.d in K3s and RKE2 (generation of June 2026), which
// come as no package. It is proven by recorded results of the real one (tests/vectors/hosts_cases.json).
package hosts

import (
	"fmt"

	"github.com/rancher/wharfie/pkg/registries"
)

const (
	wildcard    = "*"
	wildcardDir = "_default"
)

// File is the content of one hosts.toml. Default is nil where the file must not name the upstream registry.
type File struct {
	Default   *Endpoint
	Endpoints []Endpoint
}

// Embedded describes the embedded registry mirror of the node (Spegel): its address and the TLS files to reach it.
type Embedded struct {
	Address string
	TLS     registries.TLSConfig
}

// Options are the settings from outside registries.yaml. Report takes the generator's log, level "warn" or "error".
type Options struct {
	DisableDefault bool
	Embedded       *Embedded
	Report         func(level, message string)
}

type generator struct {
	Options
	configs map[string]registries.RegistryConfig
	mirrors map[string]registries.Mirror
}

// Generate returns what is written below certs.d, by name of the directory. Registries that need nothing but
// defaults get no entry.
func Generate(registry *registries.Registry, options Options) map[string]File {
	g := generator{Options: options, configs: registry.Configs, mirrors: registry.Mirrors}
	if options.Embedded != nil {
		g = g.withEmbedded()
	}
	files := map[string]File{}
	for name := range g.configs {
		g.add(files, name, g.fileOfConfig)
	}
	for name := range g.mirrors {
		g.add(files, name, g.fileOfMirror)
	}
	for dir, file := range files {
		if file.isPlain() {
			delete(files, dir)
		}
	}
	return files
}

func (g generator) add(files map[string]File, name string, make func(string) (File, error)) {
	file, err := make(name)
	if err != nil {
		g.Report("error", fmt.Sprintf("Failed to generate config for registry %s: %v", name, err))
		return
	}
	dir := name
	if name == wildcard {
		dir = wildcardDir
	}
	files[dir] = file
}

func (g generator) fileOfConfig(name string) (File, error) {
	if name == wildcard {
		return File{Default: &Endpoint{Config: g.configs[name]}}, nil
	}
	endpoint, err := g.defaultEndpoint(name, g.configs[name])
	return File{Default: endpoint}, err
}

// isPlain tells that containerd would do the same without the file.
func (f File) isPlain() bool {
	if len(f.Endpoints) > 0 {
		return false
	}
	d := f.Default
	return d == nil || !d.OverridePath && len(d.Rewrites) == 0 && d.Config.Auth == nil && d.Config.TLS == nil
}
