// Copyright (c) 2026, pullproof.registry contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

package bootstrap

import (
	"os"
	"path/filepath"
	"testing"

	"pullproof.registry/labtools/internal/product"
	"pullproof.registry/labtools/internal/settings"
)

func TestTheReferenceFollowsVersionAndDefaultRegistry(t *testing.T) {
	t.Setenv(product.VersionEnv, "v1.31.6")
	for registry, wanted := range map[string]string{
		"":       "index.docker.io/rancher/rke2-runtime:v1.31.6-rke2r1",
		"r:5000": "r:5000/rancher/rke2-runtime:v1.31.6-rke2r1",
	} {
		ref, err := Reference(settings.Settings{SystemDefaultRegistry: registry})
		if err != nil || ref.Name() != wanted {
			t.Errorf("reference %v (%v), expected %s", ref, err, wanted)
		}
	}
}

func TestABakedNodeNeedsNoPull(t *testing.T) {
	t.Setenv("HTTPS_PROXY", "http://127.0.0.1:1")
	t.Setenv("NO_PROXY", "")
	s := settings.Settings{DataDir: t.TempDir()}
	if err := Stage(t.Context(), s); err == nil {
		t.Fatal("a pull through a proxy that refuses went well")
	}
	if err := Bake(s); err != nil {
		t.Fatal(err)
	}
	if err := Stage(t.Context(), s); err != nil {
		t.Errorf("the baked node wants to pull: %v", err)
	}
	tool := product.Tools()[0]
	if target, err := os.Readlink(filepath.Join(s.DataDir, "bin", filepath.Base(tool))); target != tool {
		t.Errorf("crictl points to %q (%v)", target, err)
	}
}
