// Copyright (c) 2026, pullproof.registry contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

package containerd

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"

	"github.com/sirupsen/logrus"
)

// DisabledPlugins are plugins that the system cannot run.
var DisabledPlugins []string

func endWithParent(cmd *exec.Cmd) error {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	return nil
}

func dial(ctx context.Context, socket string) (net.Conn, error) {
	var dialer net.Dialer
	return dialer.DialContext(ctx, "unix", socket)
}

// Snapshotter is overlayfs where the folder can hold one, else native (a folder that is itself an overlay).
func Snapshotter(root string) (string, error) {
	if err := os.MkdirAll(root, 0o711); err != nil {
		return "", err
	}
	probe, err := os.MkdirTemp(root, "overlay-probe-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(probe)
	paths := map[string]string{}
	for _, name := range []string{"lower", "upper", "work", "merged"} {
		paths[name] = filepath.Join(probe, name)
		if err := os.Mkdir(paths[name], 0o700); err != nil {
			return "", err
		}
	}
	options := fmt.Sprintf("lowerdir=%s,upperdir=%s,workdir=%s", paths["lower"], paths["upper"], paths["work"])
	if err := syscall.Mount("overlay", paths["merged"], "overlay", 0, options); err != nil {
		logrus.Warnf("No overlay on %s (%v): using the native snapshotter", root, err)
		return "native", nil
	}
	return "overlayfs", syscall.Unmount(paths["merged"], 0)
}
