# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The key of this run, for the digests that nodes return. Later, guesses cannot be tested against these digests.

Made when the controller first loads an action of the collection; its workers inherit it. A worker with
another key does not find an observation of its own run, and queries the node again.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import datetime
import hashlib
import os

RUN_KEY = os.urandom(32)
RUN_ID = hashlib.sha256(b"run" + RUN_KEY).hexdigest()[:16]
# Names of snapshots sort by time, and two controllers that start in the same second have different ones.
SNAPSHOT = f"{datetime.datetime.now(datetime.UTC):%Y%m%dT%H%M%SZ}-{RUN_ID[:8]}"
