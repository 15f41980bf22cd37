// Copyright (c) 2026, pullproof.registry contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

package winapi

import (
	"errors"
	"fmt"
	"strings"

	"golang.org/x/sys/windows/registry"
)

var hives = map[string]registry.Key{
	"HKLM": registry.LOCAL_MACHINE,
	"HKCU": registry.CURRENT_USER,
	"HKCR": registry.CLASSES_ROOT,
	"HKU":  registry.USERS,
	"HKCC": registry.CURRENT_CONFIG,
}

func split(path string) (registry.Key, string, error) {
	name, rest, _ := strings.Cut(path, `\`)
	hive, known := hives[strings.ToUpper(name)]
	if !known {
		return 0, "", fmt.Errorf("unknown hive %q", name)
	}
	return hive, strings.Trim(rest, `\`), nil
}

func open(path string, access uint32) (registry.Key, error) {
	hive, rest, err := split(path)
	if err != nil {
		return 0, err
	}
	return registry.OpenKey(hive, rest, access)
}

func (Windows) getKey(path string) (key, error) {
	found := key{Values: map[string]value{}, Keys: []string{}}
	opened, err := open(path, registry.READ)
	if errors.Is(err, registry.ErrNotExist) {
		return found, nil
	}
	if err != nil {
		return found, err
	}
	defer opened.Close()
	found.Exists = true
	if found.Keys, err = opened.ReadSubKeyNames(-1); err != nil {
		return found, err
	}
	names, err := opened.ReadValueNames(-1)
	if err != nil {
		return found, err
	}
	for _, name := range names {
		data, err := read(opened, name)
		if err != nil {
			return found, fmt.Errorf("value %q: %w", name, err)
		}
		found.Values[name] = encode(data)
	}
	return found, nil
}

func read(opened registry.Key, name string) (any, error) {
	_, kind, err := opened.GetValue(name, nil)
	if err != nil {
		return nil, err
	}
	switch kind {
	case registry.SZ, registry.EXPAND_SZ:
		text, _, err := opened.GetStringValue(name)
		if kind == registry.EXPAND_SZ {
			return expandString(text), err
		}
		return text, err
	case registry.MULTI_SZ:
		texts, _, err := opened.GetStringsValue(name)
		return texts, err
	case registry.DWORD, registry.QWORD:
		number, _, err := opened.GetIntegerValue(name)
		if kind == registry.DWORD {
			return uint32(number), err
		}
		return number, err
	case registry.BINARY:
		bytes, _, err := opened.GetBinaryValue(name)
		return binary(bytes), err
	}
	return none{}, nil
}

func (Windows) makeKey(path string) error {
	hive, rest, err := split(path)
	if err != nil {
		return err
	}
	made, _, err := registry.CreateKey(hive, rest, registry.WRITE)
	if err != nil {
		return err
	}
	return made.Close()
}

func (s Windows) setValue(path, name string, data any) error {
	if err := s.makeKey(path); err != nil {
		return err
	}
	opened, err := open(path, registry.SET_VALUE)
	if err != nil {
		return err
	}
	defer opened.Close()
	switch data := data.(type) {
	case string:
		return opened.SetStringValue(name, data)
	case expandString:
		return opened.SetExpandStringValue(name, string(data))
	case []string:
		return opened.SetStringsValue(name, data)
	case uint32:
		return opened.SetDWordValue(name, data)
	case uint64:
		return opened.SetQWordValue(name, data)
	case binary:
		return opened.SetBinaryValue(name, data)
	}
	return setNone(opened, name)
}

func (Windows) deleteValue(path, name string) error {
	opened, err := open(path, registry.SET_VALUE)
	if err == nil {
		defer opened.Close()
		err = opened.DeleteValue(name)
	}
	return unlessAbsent(err)
}

func (s Windows) deleteKey(path string) error {
	found, err := s.getKey(path)
	if err != nil || !found.Exists {
		return err
	}
	for _, below := range found.Keys {
		if err := s.deleteKey(path + `\` + below); err != nil {
			return err
		}
	}
	hive, rest, err := split(path)
	if err != nil {
		return err
	}
	return unlessAbsent(registry.DeleteKey(hive, rest))
}

func unlessAbsent(err error) error {
	if errors.Is(err, registry.ErrNotExist) {
		return nil
	}
	return err
}
