// Copyright (c) 2026, pullproof.registry contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

package containerd

import (
	"os"
	"reflect"
	"testing"
)

func TestPrefixedVariablesReachContainerdWithoutTheirPrefixAndWin(t *testing.T) {
	environment, arguments := Environ([]string{
		"HTTPS_PROXY=http://a", "NOTIFY_SOCKET=/run/s", "CONTAINERD_HTTPS_PROXY=http://b=c",
		"CONTAINERD_LOG_LEVEL=debug", "containerd_x=kept", "HOME=/root",
	})
	wanted := []string{"HTTPS_PROXY=http://a", "containerd_x=kept", "HOME=/root", "HTTPS_PROXY=http://b=c"}
	if !reflect.DeepEqual(environment, wanted) {
		t.Errorf("environment %q, expected %q", environment, wanted)
	}
	if wanted := []string{"--log-level", "debug"}; !reflect.DeepEqual(arguments, wanted) {
		t.Errorf("arguments %q, expected %q", arguments, wanted)
	}
}

func TestAServerJoinsBothNoProxyVariablesAndAddsTheCluster(t *testing.T) {
	t.Setenv("NO_PROXY", "a,,b")
	t.Setenv("no_proxy", "c")
	if err := ExtendNoProxy("cluster.local", "10.42.0.0/16", "10.43.0.0/16"); err != nil {
		t.Fatal(err)
	}
	if got, wanted := os.Getenv("NO_PROXY"), "a,b,c,.svc,.cluster.local,10.42.0.0/16,10.43.0.0/16"; got != wanted {
		t.Errorf("NO_PROXY %q, expected %q", got, wanted)
	}
	if _, set := os.LookupEnv("no_proxy"); set {
		t.Error("no_proxy is still set")
	}
}
