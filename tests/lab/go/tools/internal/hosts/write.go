// Copyright (c) 2026, pullproof.registry contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

package hosts

import (
	"bufio"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// Write makes the certs.d directory hold the given files, as K3s does at every start since v1.28.14, v1.29.9, v1.30.5
// and v1.31.1: directories of the same names and those that carry the program's header are removed first, all others
// belong to the user and stay.
func Write(certsDir, program string, files map[string]File) error {
	if err := os.MkdirAll(certsDir, 0o700); err != nil {
		return err
	}
	folders := map[string]File{}
	for name, file := range files {
		folders[folderName(name, runtime.GOOS)] = file
	}
	if err := clean(certsDir, program, folders); err != nil {
		return err
	}
	for name, file := range folders {
		dir := filepath.Join(certsDir, name)
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, "hosts.toml"), []byte(file.Text(program)), 0o600); err != nil {
			return err
		}
	}
	return nil
}

func clean(certsDir, program string, folders map[string]File) error {
	entries, err := os.ReadDir(certsDir)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if !entry.IsDir() {
			continue
		}
		_, rewritten := folders[entry.Name()]
		dir := filepath.Join(certsDir, entry.Name())
		generated, err := startsWith(filepath.Join(dir, "hosts.toml"), Header(program))
		if err != nil {
			return err
		}
		if rewritten || generated {
			if err := os.RemoveAll(dir); err != nil {
				return err
			}
		}
	}
	return nil
}

func startsWith(path, line string) (bool, error) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer file.Close()
	scanner := bufio.NewScanner(file)
	return scanner.Scan() && scanner.Text() == line, nil
}
