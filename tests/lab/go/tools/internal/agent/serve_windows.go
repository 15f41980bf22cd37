// Copyright (c) 2026, pullproof.registry contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

package agent

import (
	"context"
	"time"

	"github.com/sirupsen/logrus"
)

// serve starts containerd again whenever it ends, as RKE2 does on Windows.
func serve(ctx context.Context, configFile, logFile string) error {
	for {
		err := runContainerd(ctx, configFile, logFile)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		logrus.Error(err)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(retryInterval):
		}
	}
}

// notify does nothing: on Windows, the service counts as running as soon as it has started.
func notify(string) error {
	return nil
}
