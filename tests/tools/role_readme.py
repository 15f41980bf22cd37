# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m tests.tools.role_readme``: writes roles/*/README.md from argument specs, defaults and examples."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROLES = Path(__file__).resolve().parents[2] / "roles"
COLLECTION = "pullproof.registry"
# Their examples run the role `runtime` too, which lets the service load the files.
WRITES_FILES_ONLY = ("ca_trust", "proxy", "registries")

_PAGE = re.compile(r"docs/[\w-]+\.md")
_MARKUP = re.compile(r"\b([CIBOVEPRM])\(((?:[^()\\]|\\.)*)\)")


@dataclass(frozen=True)
class Role:
    """The documented parts of a role: its entry point `main`, its defaults, and the text of its example (variables)."""

    name: str
    main: Mapping[str, Any]
    defaults: Mapping[str, Any]
    example: str

    @property
    def options(self) -> Mapping[str, Any]:
        """The variables, by name."""
        options: Mapping[str, Any] = self.main.get("options", {})
        return options


def load_role(folder: Path) -> Role:
    """Read a role's folder; `meta/example.yml` holds the example."""
    specs = yaml.safe_load((folder / "meta" / "argument_specs.yml").read_text())
    defaults = yaml.safe_load((folder / "defaults" / "main.yml").read_text())
    example = (folder / "meta" / "example.yml").read_text().partition("---\n")[2]
    return Role(folder.name, specs["argument_specs"]["main"], defaults, example)


def role_folders() -> list[Path]:
    """All roles of the collection."""
    return sorted(path for path in ROLES.iterdir() if (path / "meta" / "argument_specs.yml").exists())


def readme(role: Role) -> str:
    """The text of the role's README.md."""
    parts = [
        f"<!-- Written by tests/tools/role_readme.py from meta/ and defaults/. Changes made here are overwritten. -->\n"
        f"# {COLLECTION}.{role.name}\n\n{_text(role.main['short_description'])}.\n",
        "## What the role does\n\n" + "".join(f"- {_text(line)}\n" for line in _as_list(role.main["description"])),
        f"## Example\n\n```yaml\n{_example(role)}```\n",
        "Save it as `site.yml`, and preview the changes. Run it without these options to apply them:\n",
        "```console\n$ ansible-playbook -i inventory.yml site.yml --check --diff\n```\n",
        f"All tasks have the tag `{role.name}`. The playbook `{COLLECTION}.provision` runs this role and all others.\n",
        "## Variables\n\nAll variables are optional. Ansible validates their types before the role starts.\n",
        "| variable | type | default | description |\n|---|---|---|---|\n" + "".join(_rows(role)),
    ]
    return "\n".join(parts)


def main() -> int:
    """Write the pages that are not up to date, and print their names."""
    for folder in role_folders():
        path, text = folder / "README.md", readme(load_role(folder))
        if not path.exists() or path.read_text() != text:
            path.write_text(text)
            print(path.relative_to(ROLES.parent))
    return 0


def _rows(role: Role) -> Iterator[str]:
    for name, option in role.options.items():
        yield _row(f"`{name}`", option, role.defaults.get(name))
        yield from _nested(name, option)


def _nested(name: str, option: Mapping[str, Any]) -> Iterator[str]:
    for key, inner in option.get("options", {}).items():
        path = f"{name}[].{key}" if option["type"] == "list" else f"{name}.{key}"
        yield _row(f"`{path}`", inner, inner.get("default"))
        yield from _nested(path, inner)


def _row(name: str, option: Mapping[str, Any], default: Any) -> str:
    shown = "**required**" if option.get("required") else _default(default)
    return f"| {name} | {_type(option)} | {shown} | {_cell('<br>'.join(_as_list(option['description'])))} |\n"


def _type(option: Mapping[str, Any]) -> str:
    if "choices" in option:
        return " or ".join(f"`{choice}`" for choice in option["choices"])
    elements = option.get("elements")
    return f"{option['type']} of {elements}" if elements else str(option["type"])


def _default(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str) and value:
        return _code(value)
    return _code(yaml.safe_dump(value, default_flow_style=True, width=10**6).removesuffix("...\n").strip())


def _code(text: str) -> str:
    return "`" + text.replace("|", "\\|") + "`"


def _cell(text: str) -> str:
    return _text(text).replace("|", "\\|").replace("\n", " ")


def _text(text: str) -> str:
    """Ansible's markup as Markdown: a page `C(docs/a.md)` becomes a link, `O(a)`, `V(b)` and all others become code."""
    return _MARKUP.sub(lambda found: _link(found[2]) if _PAGE.fullmatch(found[2]) else f"`{found[2]}`", text)


def _link(page: str) -> str:
    return f"[{page}](../../{page})"


def _example(role: Role) -> str:
    roles = [role.name, *(["runtime"] if role.name in WRITES_FILES_ONLY else [])]
    listed = "".join(f"    - {COLLECTION}.{name}\n" for name in roles)
    title = f"- name: {role.main['short_description']}\n"
    return f"{title}  hosts: all\n  become: true\n  gather_facts: false\n  roles:\n{listed}  vars:\n" + "".join(
        f"    {line}\n" if line else "\n" for line in role.example.splitlines()
    )


def _as_list(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


if __name__ == "__main__":
    sys.exit(main())
