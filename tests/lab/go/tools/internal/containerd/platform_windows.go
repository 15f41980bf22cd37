// Copyright (c) 2026, pullproof.registry contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

package containerd

import (
	"context"
	"net"
	"os"
	"os/exec"
	"sync"
	"unsafe"

	"github.com/Microsoft/go-winio"
	"golang.org/x/sys/windows"
)

// DisabledPlugins are plugins whose libraries Wine lacks. RKE2 disables none.
var DisabledPlugins = []string{
	"io.containerd.snapshotter.v1.blockcim",
	"io.containerd.snapshotter.v1.cimfs",
	"io.containerd.differ.v1.blockcim",
	"io.containerd.differ.v1.cimfs",
}

func endWithParent(*exec.Cmd) error {
	return joinJob()
}

// joinJob puts this process into a job whose processes end when its last handle closes, which is when this process
// ends. Its children are in the same job.
var joinJob = sync.OnceValue(func() error {
	job, err := windows.CreateJobObject(nil, nil)
	if err != nil {
		return os.NewSyscallError("CreateJobObject", err)
	}
	limits := windows.JOBOBJECT_EXTENDED_LIMIT_INFORMATION{
		BasicLimitInformation: windows.JOBOBJECT_BASIC_LIMIT_INFORMATION{
			LimitFlags: windows.JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE,
		},
	}
	size := uint32(unsafe.Sizeof(limits))
	class := uint32(windows.JobObjectExtendedLimitInformation)
	if _, err := windows.SetInformationJobObject(job, class, uintptr(unsafe.Pointer(&limits)), size); err != nil {
		return os.NewSyscallError("SetInformationJobObject", err)
	}
	return os.NewSyscallError("AssignProcessToJobObject", windows.AssignProcessToJobObject(job, windows.CurrentProcess()))
})

func dial(ctx context.Context, pipe string) (net.Conn, error) {
	return winio.DialPipeContext(ctx, pipe)
}

// Snapshotter is the only one of Windows.
func Snapshotter(string) (string, error) {
	return "windows", nil
}
