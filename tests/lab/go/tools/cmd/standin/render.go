// Copyright (c) 2026, pullproof.registry contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

package main

import (
	"encoding/json"
	"io"
	"net/url"

	"github.com/rancher/wharfie/pkg/registries"
	"gopkg.in/yaml.v2"

	"pullproof.registry/labtools/internal/hosts"
)

// renderCase is a case of tests/vectors/hosts_cases.json as it is asked.
type renderCase struct {
	Program        string  `json:"program"`
	RegistriesYAML string  `json:"registries_yaml"`
	DisableDefault bool    `json:"disable_default_registry_endpoint"`
	Embedded       *string `json:"embedded_registry_address"`
}

type renderedEndpoint struct {
	URL          string            `json:"url"`
	OverridePath bool              `json:"override_path,omitempty"`
	Rewrite      map[string]string `json:"rewrite,omitempty"`
	HasAuth      bool              `json:"has_auth,omitempty"`
	CA           string            `json:"ca,omitempty"`
	Cert         string            `json:"cert,omitempty"`
	Key          string            `json:"key,omitempty"`
	SkipVerify   bool              `json:"skip_verify,omitempty"`
}

type renderedFile struct {
	Text       string             `json:"text"`
	Order      []string           `json:"order"`
	Default    *renderedEndpoint  `json:"default"`
	ServerNil  bool               `json:"server_nil"`
	HasDefault bool               `json:"has_default"`
	Endpoints  []renderedEndpoint `json:"endpoints"`
}

type rendered struct {
	Log        []string                `json:"log"`
	Registries map[string]renderedFile `json:"registries"`
}

// render answers one case, JSON in and JSON out; text is the hosts.toml as it would be written.
func render(in io.Reader, out io.Writer) error {
	var asked renderCase
	if err := json.NewDecoder(in).Decode(&asked); err != nil {
		return err
	}
	var registry registries.Registry
	if err := yaml.Unmarshal([]byte(asked.RegistriesYAML), &registry); err != nil {
		return err
	}
	answer := rendered{Log: []string{}, Registries: map[string]renderedFile{}}
	options := hosts.Options{DisableDefault: asked.DisableDefault, Report: func(level, message string) {
		answer.Log = append(answer.Log, level+": "+message)
	}}
	if asked.Embedded != nil {
		tls := registries.TLSConfig{CAFile: "server-ca", CertFile: "client-cert", KeyFile: "client-key"}
		options.Embedded = &hosts.Embedded{Address: *asked.Embedded, TLS: tls}
	}
	for name, file := range hosts.Generate(&registry, options) {
		answer.Registries[name] = describeFile(file, asked.Program)
	}
	return json.NewEncoder(out).Encode(answer)
}

func describeFile(file hosts.File, program string) renderedFile {
	described := renderedFile{Text: file.Text(program), Order: []string{}, Endpoints: []renderedEndpoint{}}
	described.HasDefault = file.Default != nil
	described.ServerNil = file.Default == nil || file.Default.URL == nil
	if file.Default != nil {
		upstream := describeEndpoint(*file.Default)
		described.Default = &upstream
	}
	for _, endpoint := range file.Endpoints {
		described.Order = append(described.Order, endpoint.URL.String())
		described.Endpoints = append(described.Endpoints, describeEndpoint(endpoint))
	}
	return described
}

func describeEndpoint(endpoint hosts.Endpoint) renderedEndpoint {
	described := renderedEndpoint{
		URL: textOf(endpoint.URL), OverridePath: endpoint.OverridePath,
		Rewrite: endpoint.Rewrites, HasAuth: endpoint.Config.Auth != nil,
	}
	if tls := endpoint.Config.TLS; tls != nil {
		described.CA, described.Cert, described.Key = tls.CAFile, tls.CertFile, tls.KeyFile
		described.SkipVerify = tls.InsecureSkipVerify
	}
	return described
}

func textOf(address *url.URL) string {
	if address == nil {
		return ""
	}
	return address.String()
}
