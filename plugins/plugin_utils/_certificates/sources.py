# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files on the controller that variables name.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import contextlib
import pathlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ansible.errors import AnsibleError, AnsibleFileNotFound
from ansible_collections.pullproof.registry.plugins.plugin_utils._certificates.pem import PemError


def pem_text(find: Callable[[str, str], str], source: str) -> str:
    """The text of a certificate's ``src``; ``find`` searches a file in folders of a kind, as an action does.

    Raises PemError where it can't be found or read.
    """
    shown = source if source == source.strip() else repr(source)
    try:
        return Path(find("files", source)).read_text(encoding="utf-8")
    except AnsibleFileNotFound as error:
        fix = "correct src, for example {{ inventory_dir }}/ca.pem for a file next to the inventory"
        raise PemError("no-source", f"{shown} was not found on the controller", fix) from error
    except UnicodeDecodeError as error:
        raise PemError("not-pem", f"{shown} is not a text file", "use a certificate in PEM format") from error
    except (AnsibleError, OSError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise PemError("no-source", f"{shown} can't be read on the controller ({reason})", "correct src") from error


def certificate_texts(items: Iterable[Mapping[str, Any]], find: Callable[[str], str]) -> Iterator[str]:
    """PEM texts of the items of ``ca_trust_certificates``; ``find`` gives the path of a ``src``.

    What can't be read is passed over: the role ca_trust is who complains of it.
    """
    for item in items:
        if item.get("state") == "absent":
            continue
        if item.get("content"):
            yield str(item["content"])
        elif item.get("src"):
            with contextlib.suppress(AnsibleError, OSError, UnicodeDecodeError):
                yield pathlib.Path(find(str(item["src"]))).read_text(encoding="utf-8")
