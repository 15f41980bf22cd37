// Copyright (c) 2026, pullproof.registry contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

package bootstrap

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// linkFile makes a hard link, or copies the file where the folders are on different volumes. A file of the same size
// is the same program. It stays: it may be running.
func linkFile(target, path string) error {
	if sameSize(target, path) {
		return nil
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Link(target, path); err == nil {
		return nil
	}
	return copyFile(target, path)
}

func sameSize(target, path string) bool {
	wanted, err := os.Stat(target)
	if err != nil {
		return false
	}
	present, err := os.Stat(path)
	return err == nil && wanted.Size() == present.Size()
}

func copyFile(source, path string) error {
	in, err := os.Open(source)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(path)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

// linkFolder makes a folder of hard links: Wine has no symbolic links, which RKE2 makes here.
func linkFolder(target, path string) error {
	if err := os.MkdirAll(path, 0o755); err != nil {
		return err
	}
	entries, err := os.ReadDir(target)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if err := linkFile(filepath.Join(target, entry.Name()), filepath.Join(path, entry.Name())); err != nil {
			return err
		}
	}
	return nil
}
