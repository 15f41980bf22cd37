// Copyright (c) 2026, pullproof.registry contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

// Command winapi answers one request of package winapi: JSON on stdin, JSON on stdout.
package main

import (
	"fmt"
	"os"

	"pullproof.registry/labtools/internal/winapi"
)

func main() {
	if err := winapi.Serve(winapi.Windows{}, os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "winapi:", err)
		os.Exit(1)
	}
}
