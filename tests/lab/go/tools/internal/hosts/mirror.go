// Copyright (c) 2026, pullproof.registry contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

package hosts

import (
	"fmt"
	"maps"
	"net/url"

	"github.com/rancher/wharfie/pkg/registries"
)

// fileOfMirror is the file of a mirrors entry. A configs entry of the same name keeps the default endpoint alive even
// where it is disabled; a "*" entry in configs is forgotten.
func (g generator) fileOfMirror(name string) (File, error) {
	upstream, err := g.mirrorDefault(name)
	if err != nil {
		return File{}, err
	}
	file := File{Default: upstream}
	mirror := g.mirrors[name]
	seen := map[string]bool{}
	for i, text := range mirror.Endpoints {
		place, err := g.locate(text)
		switch {
		case err != nil:
			g.Report("warn", fmt.Sprintf("Ignoring invalid endpoint URL %d=%s for %s: %v", i, text, name, err))
		case seen[place.url.String()]:
			g.Report("warn", fmt.Sprintf("Skipping duplicate endpoint URL %d=%s for %s", i, text, name))
		default:
			seen[place.url.String()] = true
			file.append(g.mirrorEndpoint(place, mirror.Rewrites), i == len(mirror.Endpoints)-1)
		}
	}
	return file, nil
}

func (g generator) mirrorDefault(name string) (*Endpoint, error) {
	if name == wildcard {
		if g.DisableDefault {
			return nil, nil
		}
		return &Endpoint{URL: &url.URL{}}, nil
	}
	config, explicit := g.configs[name]
	if !explicit {
		config = g.configOf(name)
	}
	upstream, err := g.defaultEndpoint(name, config)
	if g.DisableDefault && !explicit {
		upstream = nil
	}
	return upstream, err
}

func (g generator) defaultEndpoint(name string, config registries.RegistryConfig) (*Endpoint, error) {
	place, err := g.locate(name)
	if err != nil {
		return nil, fmt.Errorf("invalid endpoint URL %s for %s: %w", name, name, err)
	}
	return &Endpoint{URL: place.url, Config: config}, nil
}

func (g generator) mirrorEndpoint(place location, rewrites map[string]string) Endpoint {
	endpoint := Endpoint{URL: place.url, OverridePath: place.overridePath, Config: g.configOf(place.configName)}
	if place.url.Host != g.embeddedAddress() {
		endpoint.Rewrites = rewrites
	}
	return endpoint
}

// append adds an endpoint to the list; the upstream registry, listed last, takes the place of the server line.
func (f *File) append(endpoint Endpoint, last bool) {
	if last && sameEndpoint(f.Default, endpoint) {
		f.Default = &endpoint
		return
	}
	f.Endpoints = append(f.Endpoints, endpoint)
}

func (g generator) embeddedAddress() string {
	if g.Embedded == nil {
		return ""
	}
	return g.Embedded.Address
}

// withEmbedded puts the embedded mirror in front of every registry that is not on this host, and makes it known as a
// registry of its own.
func (g generator) withEmbedded() generator {
	address := g.Embedded.Address
	endpoint := "https://" + address + apiPath
	g.configs = cloned(g.configs)
	g.configs[address] = registries.RegistryConfig{TLS: &g.Embedded.TLS}
	g.mirrors = cloned(g.mirrors)
	for name, mirror := range g.mirrors {
		if !isLoopback(name) {
			mirror.Endpoints = append([]string{endpoint}, mirror.Endpoints...)
			g.mirrors[name] = mirror
		}
	}
	g.mirrors[address] = registries.Mirror{Endpoints: []string{endpoint}}
	return g
}

func cloned[V any](source map[string]V) map[string]V {
	if source == nil {
		return map[string]V{}
	}
	return maps.Clone(source)
}
