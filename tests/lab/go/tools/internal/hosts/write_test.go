// Copyright (c) 2026, pullproof.registry contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

package hosts

import (
	"os"
	"path/filepath"
	"testing"
)

func TestOnlyOwnDirectoriesAndThoseRewrittenAreReplaced(t *testing.T) {
	certs := t.TempDir()
	for name, text := range map[string]string{
		"stale":   Header("rke2") + "\n",
		"foreign": Header("k3s") + "\n",
		"user":    "server = \"https://user\"\n",
		"again":   "server = \"https://user\"\n",
	} {
		put(t, filepath.Join(certs, name), text)
	}
	if err := os.Mkdir(filepath.Join(certs, "empty"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := Write(certs, "rke2", map[string]File{"again": {}}); err != nil {
		t.Fatal(err)
	}
	for name, wanted := range map[string]bool{"stale": false, "foreign": true, "user": true, "again": true, "empty": true} {
		if _, err := os.Stat(filepath.Join(certs, name)); (err == nil) != wanted {
			t.Errorf("directory %s is there: %v, expected %v", name, err == nil, wanted)
		}
	}
	text, err := os.ReadFile(filepath.Join(certs, "again", "hosts.toml"))
	if err != nil || string(text) != (File{}).Text("rke2") {
		t.Errorf("again holds %q (%v)", text, err)
	}
}

func put(t *testing.T, dir, text string) {
	t.Helper()
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "hosts.toml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
