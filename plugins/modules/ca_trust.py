# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ca_trust
short_description: Install CA certificates
version_added: 0.1.0
description:
  - Installs CA certificates into the trust store of the operating system, and rebuilds its bundle. The effective
    bundle is checked, so an interrupted run is completed by the next one.
  - Every certificate is checked on the controller before the node is changed.
  - On Windows, self-signed certificates are installed into the store Root of LocalMachine, others into CA,
    identified by thumbprint. Certificates that were installed before are not managed.
  - Removes only certificates that this collection installed. Running programs load new certificates after a restart;
    see M(pullproof.registry.runtime).
author:
  - pullproof.registry contributors (@pullproof)
extends_documentation_fragment:
  - pullproof.registry._attributes
options:
  certificates:
    description: The certificates to install or to remove.
    type: list
    elements: dict
    default: []
    suboptions:
      name:
        description: Name of the certificate or set of certificates. Files on the node have this name.
        type: str
        required: true
      content:
        description: PEM text of one or more certificates.
        type: str
      src:
        description: A PEM file on the controller; a relative path is searched in the usual C(files) folders.
        type: path
      state:
        description: V(absent) removes what was installed under this name.
        type: str
        choices: [present, absent]
        default: present
      allow_leaf:
        description: Accept a certificate that is not a CA.
        type: bool
        default: false
      docker_registries:
        description:
          - Registries, C(host) or C(host:port), for which Docker Engine trusts these certificates as well.
          - Written to C(/etc/docker/certs.d); needs no restart. Not on Windows, where Docker Engine uses the stores.
        type: list
        elements: str
        default: []
  exclusive:
    description: Remove certificates that this collection installed under names that are not listed.
    type: bool
    default: true
  expiry_warning_days:
    description: Warn if a certificate expires within this number of days.
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

- name: Trust a CA for Docker Engine and remove a retired one
  pullproof.registry.ca_trust:
    certificates:
      - name: corporate
        content: "{{ corporate_ca_pem }}"
        docker_registries: ["registry.example.com:5000"]
      - name: retired
        state: absent

- name: Add a certificate and keep certificates with other names
  pullproof.registry.ca_trust:
    certificates:
      - name: lab
        src: lab-ca.pem
    exclusive: false
    expiry_warning_days: 60
"""

RETURN = r"""
certificates:
  description: The managed certificates that are trusted, with C(subject) and C(sha256) of their DER form.
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
findings:
  description:
    - The invalid options and variables, each with C(id), C(severity), C(where), C(message), C(fix) and C(source).
  returned: failure because of invalid options or variables
  type: list
  elements: dict
msg:
  description: The outcome in a sentence.
  returned: always
  type: str
"""
