// Copyright (c) 2026, pullproof.registry contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

package hosts

import "testing"

func TestOnWindowsThePortOfAFolderIsBetweenUnderlines(t *testing.T) {
	for _, one := range []struct{ registry, linux, windows string }{
		{"registry.lab:5000", "registry.lab:5000", "registry.lab_5000_"},
		{"registry.lab", "registry.lab", "registry.lab"},
		{"_default", "_default", "_default"},
		{"[2001:db8::1]:5000", "[2001:db8::1]:5000", "2001:db8::1_5000_"},
	} {
		if got := folderName(one.registry, "linux"); got != one.linux {
			t.Errorf("%s on Linux: %s, expected %s", one.registry, got, one.linux)
		}
		if got := folderName(one.registry, "windows"); got != one.windows {
			t.Errorf("%s on Windows: %s, expected %s", one.registry, got, one.windows)
		}
	}
}
