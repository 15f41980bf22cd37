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

// Functions that the packages of golang.org/x/sys do not have.
var (
	certControlStore = windows.NewLazySystemDLL("crypt32.dll").NewProc("CertControlStore")
	regSetValueEx    = windows.NewLazySystemDLL("advapi32.dll").NewProc("RegSetValueExW")
)

// setNone writes a value without type and data.
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

func commit(store windows.Handle) error {
	const ctrlCommit = 3
	if done, _, err := certControlStore.Call(uintptr(store), 0, ctrlCommit, 0); done == 0 {
		return err
	}
	return nil
}
