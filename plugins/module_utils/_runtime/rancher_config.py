# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The paths in the configuration of RKE2 and K3s: config.yaml, config.yaml.d, the command of the unit, its environment.

Precedence as in K3s (pkg/configfilearg and the flags of pkg/cli/cmds): options of the command, then the files, where a
later one overrides an earlier one, then environment variables.
This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import os
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._edit.yaml_values import top_level_value

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
    from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import PathFacts, Runtime

DATA_DIR = "data-dir"
PRIVATE_REGISTRY = "private-registry"
CONFIG = "config"
# The options whose values are paths. All other values may be secrets.
PATH_OPTIONS = (CONFIG, DATA_DIR, PRIVATE_REGISTRY)
# The short names of options, as K3s and RKE2 have them.
SHORT_OPTIONS: t.Mapping[str, str] = {"c": CONFIG, "d": DATA_DIR}
# The environment variables of these options, after the name of the product: K3S_DATA_DIR.
PATH_VARIABLES: t.Mapping[str, str] = {"_CONFIG_FILE": CONFIG, "_DATA_DIR": DATA_DIR}


def config_files(product: str, config: str = "") -> list[str]:
    """The configuration files in the order in which they are read; `config` is another path of the first one."""
    first = config or f"/etc/rancher/{product}/config.yaml"
    return [first, *_drop_ins(f"{first}.d")]


def _drop_ins(folder: str) -> list[str]:
    """As K3s lists them: hidden files too, and endings in any case."""
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return []
    paths = [os.path.join(folder, name) for name in names if name.lower().endswith((".yaml", ".yml"))]
    return [path for path in paths if not os.path.isdir(path)]


def paths_on_node(
    runtime: Runtime, files: NodeFiles, options: t.Mapping[str, str], variables: t.Mapping[str, str]
) -> PathFacts:
    """The paths that RKE2 or K3s uses; `options` and `variables` are those of its unit, with the name of the option."""
    config = variables.get(CONFIG) or options.get(CONFIG) or ""
    texts = [files.read(path) or "" for path in config_files(runtime.product, config)]

    def value(option: str, default: str) -> str:
        written = [found for found in (top_level_value(text, option) for text in texts) if found]
        path = options.get(option) or (written[-1] if written else "") or variables.get(option) or default
        # A service starts in the root folder.
        return os.path.normpath(os.path.join("/", path))

    return {
        "data_dir": value(DATA_DIR, runtime.data_dir),
        "registries_file": value(PRIVATE_REGISTRY, runtime.registries_file),
    }
