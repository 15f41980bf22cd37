// Copyright (c) 2026, pullproof.registry contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

package containerd

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"time"

	"github.com/sirupsen/logrus"
	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/credentials/insecure"
	cri "k8s.io/cri-api/pkg/apis/runtime/v1"
)

const (
	stopTimeout  = 10 * time.Second
	pollInterval = 200 * time.Millisecond
)

var versionPattern = regexp.MustCompile(`^containerd \S+ v?(\d+)\.`)

// MajorVersion asks the node's containerd for its version.
func MajorVersion() (int, error) {
	out, err := exec.Command("containerd", "--version").Output()
	if err != nil {
		return 0, err
	}
	found := versionPattern.FindSubmatch(out)
	if found == nil {
		return 0, fmt.Errorf("no version in the answer of containerd --version: %q", out)
	}
	return strconv.Atoi(string(found[1]))
}

// Command prepares containerd as a child that dies with this process and whose output goes to the log file. It ends
// when the context does. The caller's thread must live as long as the child.
func Command(ctx context.Context, configFile, logFile string) (*exec.Cmd, error) {
	if err := os.MkdirAll(filepath.Dir(logFile), 0o755); err != nil {
		return nil, err
	}
	log, err := os.OpenFile(logFile, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	environment, arguments := Environ(os.Environ())
	cmd := exec.CommandContext(ctx, "containerd", append([]string{"-c", configFile}, arguments...)...)
	cmd.Env, cmd.Stdout, cmd.Stderr = environment, log, log
	cmd.WaitDelay = stopTimeout
	return cmd, endWithParent(cmd)
}

// WaitReady returns when CRI answers on the socket, or with the context's error.
func WaitReady(ctx context.Context, socket string) error {
	soon := grpc.ConnectParams{Backoff: backoff.Config{BaseDelay: pollInterval, Multiplier: 1, MaxDelay: pollInterval}}
	plain := grpc.WithTransportCredentials(insecure.NewCredentials())
	connection, err := grpc.NewClient("passthrough:///"+socket, plain, grpc.WithConnectParams(soon), grpc.WithContextDialer(dial))
	if err != nil {
		return err
	}
	defer connection.Close()
	client := cri.NewRuntimeServiceClient(connection)
	for {
		answer, err := client.Version(ctx, &cri.VersionRequest{})
		if err == nil {
			logrus.Infof("containerd is now running: %s %s", answer.RuntimeName, answer.RuntimeVersion)
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pollInterval):
		}
	}
}
