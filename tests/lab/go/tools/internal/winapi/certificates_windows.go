// Copyright (c) 2026, pullproof.registry contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

package winapi

import (
	"crypto/sha1"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"strings"
	"unsafe"

	"golang.org/x/sys/windows"
)

const encoding = windows.X509_ASN_ENCODING | windows.PKCS_7_ASN_ENCODING

// withStore opens a store of the machine, and writes its changes to the registry. Closing is not enough on Wine, which
// keeps a store open from which a certificate was deleted.
func withStore(name string, use func(windows.Handle) error) error {
	text, err := windows.UTF16PtrFromString(name)
	if err != nil {
		return err
	}
	store, err := windows.CertOpenStore(
		windows.CERT_STORE_PROV_SYSTEM_W, 0, 0, windows.CERT_SYSTEM_STORE_LOCAL_MACHINE, uintptr(unsafe.Pointer(text)),
	)
	if err != nil {
		return err
	}
	err = use(store)
	return errors.Join(err, commit(store), windows.CertCloseStore(store, 0))
}

// each calls a function for every certificate of a store until it returns true.
func each(store windows.Handle, found func(*windows.CertContext) bool) error {
	var current *windows.CertContext
	for {
		next, err := windows.CertEnumCertificatesInStore(store, current)
		if errors.Is(err, windows.Errno(windows.CRYPT_E_NOT_FOUND)) || next == nil {
			return nil
		}
		if err != nil {
			return err
		}
		if found(next) {
			return windows.CertFreeCertificateContext(next)
		}
		current = next
	}
}

func derOf(context *windows.CertContext) []byte {
	return append([]byte{}, unsafe.Slice(context.EncodedCert, context.Length)...)
}

func thumbprintOf(der []byte) string {
	sum := sha1.Sum(der)
	return strings.ToUpper(hex.EncodeToString(sum[:]))
}

func (Windows) listCertificates(store string) ([]certificate, error) {
	list := []certificate{}
	err := withStore(store, func(opened windows.Handle) error {
		return each(opened, func(context *windows.CertContext) bool {
			der := derOf(context)
			one := certificate{Thumbprint: thumbprintOf(der), DER: der}
			if parsed, err := x509.ParseCertificate(der); err == nil {
				one.Subject = parsed.Subject.String()
			}
			list = append(list, one)
			return false
		})
	})
	return list, err
}

func (Windows) addCertificate(store string, der []byte) error {
	if len(der) == 0 {
		return errors.New("no certificate")
	}
	context, err := windows.CertCreateCertificateContext(encoding, &der[0], uint32(len(der)))
	if err != nil {
		return err
	}
	defer windows.CertFreeCertificateContext(context)
	return withStore(store, func(opened windows.Handle) error {
		return windows.CertAddCertificateContextToStore(opened, context, windows.CERT_STORE_ADD_REPLACE_EXISTING, nil)
	})
}

func (Windows) removeCertificate(store, thumbprint string) error {
	return withStore(store, func(opened windows.Handle) error {
		var failed error
		err := each(opened, func(context *windows.CertContext) bool {
			if !strings.EqualFold(thumbprintOf(derOf(context)), thumbprint) {
				return false
			}
			// The function that deletes also frees its argument.
			failed = windows.CertDeleteCertificateFromStore(windows.CertDuplicateCertificateContext(context))
			return true
		})
		return errors.Join(err, failed)
	})
}
