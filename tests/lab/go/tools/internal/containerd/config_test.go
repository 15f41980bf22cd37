// Copyright (c) 2026, pullproof.registry contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

package containerd

import (
	"strings"
	"testing"

	"github.com/rancher/wharfie/pkg/registries"
)

func TestCredentialsGoToTheTableOfTheContainerdVersion(t *testing.T) {
	config := Config{Program: "k3s", Configs: map[string]registries.RegistryConfig{
		"r:5000": {Auth: &registries.AuthConfig{Username: "u", Password: `p"q`, IdentityToken: "t"}},
		"empty":  {Auth: &registries.AuthConfig{}},
		"tls":    {TLS: &registries.TLSConfig{}},
	}}
	tables := map[int]string{
		1: `plugins."io.containerd.grpc.v1.cri".registry.configs.`,
		2: `plugins.'io.containerd.cri.v1.images'.registry.configs.`,
	}
	for major, table := range tables {
		config.Major = major
		text := config.Text()
		auth := "[" + table + `"r:5000".auth]` + "\n  username = \"u\"\n  password = \"p\\\"q\"\n  identitytoken = \"t\"\n"
		for _, wanted := range []string{auth, "[" + table + `"empty".auth]`} {
			if !strings.Contains(text, wanted) {
				t.Errorf("containerd %d: no %q in %s", major, wanted, text)
			}
		}
		if strings.Contains(text, `"tls"`) {
			t.Errorf("containerd %d: a table without auth in %s", major, text)
		}
	}
}

func TestDisabledPluginsAreListedBeforeTheFirstTable(t *testing.T) {
	config := Config{Program: "rke2", Major: 2, Disabled: []string{"a.b", "c.d"}}
	head, _, _ := strings.Cut(config.Text(), "\n[")
	if wanted := "disabled_plugins = ['a.b', 'c.d']\n"; !strings.Contains(head, wanted) {
		t.Errorf("no %q in %s", wanted, head)
	}
	config.Disabled = nil
	if text := config.Text(); strings.Contains(text, "disabled_plugins") {
		t.Errorf("disabled plugins in %s", text)
	}
}
