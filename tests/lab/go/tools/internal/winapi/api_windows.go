// Copyright (c) 2026, pullproof.registry contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

package winapi

import (
	"unsafe"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

// Windows is the API of the Windows that this program runs on.
type Windows struct{}

var (
	advapi32      = windows.NewLazySystemDLL("advapi32.dll")
	regSetValueEx = advapi32.NewProc("RegSetValueExW")
)

// setNone writes a value without type and data, which the package registry has no function for.
func setNone(opened registry.Key, name string) error {
	text, err := windows.UTF16PtrFromString(name)
	if err != nil {
		return err
	}
	code, _, _ := regSetValueEx.Call(uintptr(opened), uintptr(unsafe.Pointer(text)), 0, registry.NONE, 0, 0)
	if code != 0 {
		return windows.Errno(code)
	}
	return nil
}
