# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All codes that a diagnosis can name, each with its texts; docs/causes.md explains them one by one.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.causes.kinds_image import IMAGE_KINDS
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.causes.kinds_network import NETWORK_KINDS
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.causes.kinds_node import NODE_KINDS
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.causes.kinds_registry import REGISTRY_KINDS
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.causes.kinds_tls import TLS_KINDS

# In the order of the way of a request: what comes first hides what comes later.
CATALOGUE = {kind.code: kind for kind in (*NODE_KINDS, *NETWORK_KINDS, *TLS_KINDS, *REGISTRY_KINDS, *IMAGE_KINDS)}
UNKNOWN = "unknown"
