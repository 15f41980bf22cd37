# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names of Docker Hub.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

# The registry in image references.
HUB = "docker.io"
# The host that serves the images.
HUB_HOST = "registry-1.docker.io"
# The first host of Docker Hub. References may contain it, and credentials are stored under it.
HUB_INDEX = "index.docker.io"
# The order in which Docker searches settings.
HUB_NAMES = (HUB_HOST, HUB, HUB_INDEX)
# The key of the credentials in config.json.
HUB_CREDENTIALS_KEY = f"https://{HUB_INDEX}/v1/"
