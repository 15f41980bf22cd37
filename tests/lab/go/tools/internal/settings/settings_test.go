// Copyright (c) 2026, pullproof.registry contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

package settings

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"pullproof.registry/labtools/internal/product"
)

func load(t *testing.T, files map[string]string) (Settings, error) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return Load(product.RKE2, true, dir)
}

func TestLaterFilesReplaceAndPlusAdds(t *testing.T) {
	s, err := load(t, map[string]string{
		"config.yaml":          "cluster-cidr: 10.1.0.0/16,fd00::/56\nservice-cidr: [10.2.0.0/16]\ncluster-domain: a\ntls-san: [x]\n",
		"config.yaml.d/1.yaml": "cluster-domain: b\nservice-cidr+: fd01::/112\ndisable-default-registry-endpoint: \"true\"\n",
		"config.yaml.d/2.yml":  "cluster-domain: not-read\n",
	})
	if err != nil {
		t.Fatal(err)
	}
	if !s.DisableDefault || s.ClusterDomain != "b" {
		t.Errorf("disable %v, domain %q", s.DisableDefault, s.ClusterDomain)
	}
	if wanted := []string{"10.1.0.0/16", "fd00::/56"}; !reflect.DeepEqual(s.ClusterCIDRs, wanted) {
		t.Errorf("cluster ranges %q, expected %q", s.ClusterCIDRs, wanted)
	}
	if wanted := []string{"10.2.0.0/16", "fd01::/112"}; !reflect.DeepEqual(s.ServiceCIDRs, wanted) {
		t.Errorf("service ranges %q, expected %q", s.ServiceCIDRs, wanted)
	}
}

func TestNoFilesMeanTheProductsDefaults(t *testing.T) {
	s, err := load(t, nil)
	if err != nil {
		t.Fatal(err)
	}
	if s.DisableDefault || s.DataDir != "/var/lib/rancher/rke2" || s.ClusterCIDRs[0] != "10.42.0.0/16" {
		t.Errorf("unexpected defaults %+v", s)
	}
}

func TestAFileThatIsNoMappingIsAnError(t *testing.T) {
	for _, text := range []string{"- a\n", "disable-default-registry-endpoint: maybe\n"} {
		if _, err := load(t, map[string]string{"config.yaml": text}); err == nil {
			t.Errorf("%q was accepted", text)
		}
	}
}

func TestADriveInDataDirStopsTheAgentOnWindows(t *testing.T) {
	for given, wanted := range map[string]string{
		"D:/var/lib/rancher/rke2": `mkdir c:\D:: The filename, directory name, or volume label syntax is incorrect.`,
		`c:\rke2`:                 `mkdir c:\c:: The filename, directory name, or volume label syntax is incorrect.`,
	} {
		v := values{"data-dir": {given}}
		if _, err := v.dataDir("", "windows"); err == nil || err.Error() != wanted {
			t.Errorf("%s on Windows: %v, expected %s", given, err, wanted)
		}
		if _, err := v.dataDir("", "linux"); err != nil {
			t.Errorf("%s on Linux: %v", given, err)
		}
	}
	for _, v := range []values{{}, {"data-dir": {"/srv/rke2"}}} {
		if _, err := v.dataDir("C:/var/lib/rancher/rke2", "windows"); err != nil {
			t.Errorf("%v: %v", v, err)
		}
	}
}
