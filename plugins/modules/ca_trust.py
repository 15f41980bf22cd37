# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ca_trust
short_description: CA certificates in the trust store of the node
version_added: 0.1.0
description:
  - Puts CA certificates into the operating system's trust store and rebuilds its bundle. The truth is the effective
    bundle,
    so that a run that was killed between copying and rebuilding is healed by the next.
  - Every certificate is checked on the controller before the node is touched.
  - On Windows the certificates go to the stores of LocalMachine, the self-signed to Root, others to CA, each by its
    thumbprint. What is there already stays, and is not taken for ours.
  - Removes only what it installed itself. Running programs see a new trust anchor after a restart only; see
    M(pullproof.registry.runtime).
author:
  - pullproof.registry contributors (@pullproof)
extends_documentation_fragment:
  - pullproof.registry._attributes
options:
  certificates:
    description: The certificates to trust, or not to trust any more.
    type: list
    elements: dict
    default: []
    suboptions:
      name:
        description: A name for the certificate, or the set of certificates; files on the node are named after it.
        type: str
        required: true
      content:
        description: PEM text of one or more certificates.
        type: str
      src:
        description: A PEM file on the controller; a relative path is looked for as Ansible does for files.
        type: path
      state:
        description: V(absent) removes what was installed under this name.
        type: str
        choices: [present, absent]
        default: present
      allow_leaf:
        description: Accept a certificate that is no CA.
        type: bool
        default: false
      docker_registries:
        description:
          - Registries, C(host) or C(host:port), for which Docker Engine is to trust these certificates too.
          - Written to C(/etc/docker/certs.d); needs no restart. Not on Windows, where Docker Engine uses the stores.
        type: list
        elements: str
        default: []
  exclusive:
    description: Remove certificates that this collection installed under names that are not listed.
    type: bool
    default: true
  expiry_warning_days:
    description: Warn of certificates that expire within so many days.
    type: int
    default: 30
attributes:
  diff_mode:
    description: Shows subject, issuer, validity and fingerprint of each certificate.
seealso:
  - module: pullproof.registry.runtime
"""

EXAMPLES = r"""
- name: Trust the corporate CA
  pullproof.registry.ca_trust:
    certificates:
      - name: corporate
        src: corp-ca.pem
      - name: retired
        state: absent
"""

RETURN = r"""
certificates:
  description: The certificates of ours that are trusted, by C(subject) and C(sha256) of their DER form.
  returned: always
  type: list
  elements: dict
files:
  description: Per file (on Windows per certificate in a store) its C(path), the C(change), when it C(takes_effect)
    in the runtime, and the C(disruption) of the change. Empty if nothing changed.
  returned: always
  type: list
  elements: dict
disruption:
  description: The worst of the changed files, restart, reload, live (at the next pull) or none.
  returned: always
  type: str
trust_refreshed:
  description: Whether the bundle was rebuilt.
  returned: always
  type: bool
msg:
  description: The outcome in a sentence.
  returned: always
  type: str
"""
