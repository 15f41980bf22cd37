// Copyright (c) 2026, pullproof.registry contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

package hosts

import (
	"net"
	"net/url"
	"strings"

	"github.com/rancher/wharfie/pkg/registries"
)

const (
	dockerName = "docker.io"
	dockerHost = "registry-1.docker.io"
	apiPath    = "/v2"
)

// Endpoint is one place an image can come from, as a hosts.toml names it.
// URL is nil where the file has no server line although settings exist (a "*" entry in configs).
type Endpoint struct {
	URL          *url.URL
	OverridePath bool
	Rewrites     map[string]string
	Config       registries.RegistryConfig
}

// location is a normalised endpoint address.
type location struct {
	url          *url.URL
	overridePath bool
	configName   string
}

// locate applies the rules of K3s (generation of June 2026) to the text of an endpoint: scheme https, but http for
// a loopback host with a port other than 443; docker.io becomes its real host; a path other than /v2 is kept.
// Only what is no URL at all is an error.
func (g generator) locate(text string) (location, error) {
	if !strings.Contains(text, "://") {
		text = "//" + text
	}
	parsed, err := url.Parse(text)
	if err != nil {
		return location{}, err
	}
	if parsed.Scheme == "" {
		parsed.Scheme = g.defaultScheme(parsed)
	}
	found := location{url: parsed, configName: parsed.Host}
	if parsed.Host == dockerName || parsed.Host == dockerHost {
		parsed.Host, found.configName = dockerHost, dockerName
	}
	switch parsed.Path {
	case "", "/", apiPath:
		parsed.Path = apiPath
	default:
		found.overridePath = true
	}
	return found, nil
}

func (g generator) defaultScheme(address *url.URL) string {
	port := address.Port()
	if isLoopback(address.Host) && port != "" && port != "443" && address.Host != g.embeddedAddress() {
		return "http"
	}
	return "https"
}

func isLoopback(hostport string) bool {
	host := hostport
	if h, _, err := net.SplitHostPort(hostport); err == nil {
		host = h
	}
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}

// configOf finds the configs entry of a registry or endpoint: the name must match exactly, except that docker.io
// also answers to the name of its real host, which wins.
func (g generator) configOf(name string) registries.RegistryConfig {
	if name == dockerName {
		if config, ok := g.configs[dockerHost]; ok {
			return config
		}
	}
	return g.configs[name]
}

func sameEndpoint(a *Endpoint, b Endpoint) bool {
	return a != nil && a.URL != nil && a.URL.String() == b.URL.String()
}
