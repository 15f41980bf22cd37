// Copyright (c) 2026, pullproof.registry contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

// Package settings reads config.yaml and config.yaml.d of the stand-in as RKE2 and K3s do: the folder's files come
// after config.yaml in order of their names, a later value replaces an earlier one, and a key that ends with "+"
// adds to it. Keys the stand-in has no use for are ignored. Flags are not read.
package settings

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"gopkg.in/yaml.v2"

	"pullproof.registry/labtools/internal/product"
)

// Settings are the values the stand-in acts on.
type Settings struct {
	Product               product.Product
	Server                bool
	DataDir               string
	PrivateRegistry       string
	SystemDefaultRegistry string
	DisableDefault        bool
	ClusterDomain         string
	ClusterCIDRs          []string
	ServiceCIDRs          []string
}

const dataDirKey = "data-dir"

type values map[string][]string

// Load reads the files below configDir. Absent files mean defaults; a file that is no YAML mapping is an error.
func Load(p product.Product, server bool, configDir string) (Settings, error) {
	merged := values{}
	dropIns, err := filepath.Glob(filepath.Join(configDir, "config.yaml.d", "*.yaml"))
	if err != nil {
		return Settings{}, err
	}
	for _, path := range append([]string{filepath.Join(configDir, "config.yaml")}, dropIns...) {
		if err := merged.merge(path); err != nil {
			return Settings{}, fmt.Errorf("%s: %w", path, err)
		}
	}
	return merged.settings(p, server, configDir)
}

func (v values) settings(p product.Product, server bool, configDir string) (Settings, error) {
	disable, err := v.flag("disable-default-registry-endpoint")
	if err != nil {
		return Settings{}, err
	}
	dataDir, err := v.dataDir(p.DataDir(), runtime.GOOS)
	if err != nil {
		return Settings{}, err
	}
	return Settings{
		Product:               p,
		Server:                server,
		DataDir:               dataDir,
		PrivateRegistry:       v.text("private-registry", filepath.Join(configDir, "registries.yaml")),
		SystemDefaultRegistry: v.text("system-default-registry", ""),
		DisableDefault:        disable,
		ClusterDomain:         v.text("cluster-domain", "cluster.local"),
		ClusterCIDRs:          v.list("cluster-cidr", "10.42.0.0/16"),
		ServiceCIDRs:          v.list("service-cidr", "10.43.0.0/16"),
	}, nil
}

// dataDir is absolute. RKE2 on Windows puts the given value behind c:\, so that the agent cannot start if the value has
// a drive. Wine allows the colon in the name of a folder, which Windows does not.
func (v values) dataDir(fallback, system string) (string, error) {
	given := v[dataDirKey]
	if system == "windows" && len(given) > 0 {
		if drive, _, found := strings.Cut(given[len(given)-1], ":"); found && len(drive) == 1 {
			return "", fmt.Errorf("mkdir c:\\%s:: The filename, directory name, or volume label syntax is incorrect.", drive)
		}
	}
	return filepath.Abs(v.text(dataDirKey, fallback))
}

func (v values) merge(path string) error {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var read map[string]any
	if err := yaml.Unmarshal(text, &read); err != nil {
		return err
	}
	for key, value := range read {
		if name, adds := strings.CutSuffix(key, "+"); adds {
			v[name] = append(v[name], texts(value)...)
		} else {
			v[key] = texts(value)
		}
	}
	return nil
}

func texts(value any) []string {
	items, isList := value.([]any)
	if !isList {
		return []string{fmt.Sprint(value)}
	}
	var out []string
	for _, item := range items {
		out = append(out, fmt.Sprint(item))
	}
	return out
}

func (v values) text(key, fallback string) string {
	if given := v[key]; len(given) > 0 {
		return given[len(given)-1]
	}
	return fallback
}

// list takes a YAML list as well as text with commas.
func (v values) list(key, fallback string) []string {
	if len(v[key]) == 0 {
		return []string{fallback}
	}
	return strings.Split(strings.Join(v[key], ","), ",")
}

func (v values) flag(key string) (bool, error) {
	on, err := strconv.ParseBool(v.text(key, "false"))
	if err != nil {
		err = fmt.Errorf("%s: %w", key, err)
	}
	return on, err
}
