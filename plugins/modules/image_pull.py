# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: image_pull
short_description: Verify images with real pulls
version_added: 0.1.0
description:
  - Pulls images with the container runtime of the node, with the trust store, proxy and credentials of the running
    service. All images of a host are pulled in one remote call, several at the same time.
  - RKE2, K3s and containerd are used through the CRI (with C(crictl)), as the kubelet does. Pull secrets of Pods are
    not tested. The Docker Engine is used through its API, with the credentials of O(configs).
  - A pull is C(fresh) if the runtime did not have an image with this ID, so that at least the manifest and the
    configuration blob were downloaded. With Docker, at least one layer was downloaded as well. Layers that are
    present are not downloaded again.
  - A pull is C(manifest_only) if the image was present. Then only the manifest was requested. Names, trust and
    credentials work, but blobs are not proven.
  - Every endpoint of an image is probed at the same time. The probes, the log of the runtime and the state of the
    node give one cause per failed image, with the endpoint and a fix. The page C(docs/causes.md) lists all causes.
  - In check mode, nothing is pulled. The endpoints are probed with the configuration of the variables, as if it was
    written and loaded. The result answers whether the node could pull its images after the change. The runtime need
    not be installed. With O(probe=false), no endpoint is probed, and all images are skipped.
  - On Windows nodes, check mode probes with C(curl.exe), without layers. Certificates of a server that the node does
    not trust yet are checked on the controller. Policies of Windows are not considered.
  - Fails if an image could not be pulled, and shows the causes.
author:
  - pullproof.registry contributors (@pullproof)
extends_documentation_fragment:
  - pullproof.registry._attributes.pulls
  - pullproof.registry._pages
  - pullproof.registry._options.runtime
  - pullproof.registry._options.variables
options:
  images:
    description:
      - Images to pull, as references (V(docker.io/library/base:1)) or as mappings with the keys C(image), C(digest)
        and C(os).
      - C(digest) (V(sha256:...)) is the digest that the pulled image must have in its repository.
      - C(os) is V(linux) (the default) or V(windows). Nodes skip images for the other operating system.
    type: list
    elements: raw
    default: []
  parallel:
    description: Number of images that one node pulls at the same time.
    type: int
    default: 4
  timeout:
    description: Maximum time in seconds for the pull of one image, including retries.
    type: int
    default: 300
  retries:
    description: Number of retries of a pull that failed for a temporary reason, such as an interrupted connection or
      a status of 5xx. Probes are retried as often.
    type: int
    default: 1
  probe:
    description: Whether to probe the endpoints. Without probes, causes are derived from the messages of the runtime
      only.
    type: bool
    default: true
  connect_timeout:
    description: Maximum time in seconds for one TCP connection of a probe.
    type: float
    default: 2
  certificates:
    description:
      - CA certificates, as in O(pullproof.registry.ca_trust#module:certificates). They are used to find out which
        certificate is missing in the chain of a registry. Certificates that cannot be read are ignored.
    type: list
    elements: dict
    default: []
  debug:
    description:
      - Set the log level of Docker Engine to debug during the pulls, with C(debug) in C(daemon.json) and a reload. If
        a run is interrupted, the next run restores the level. If C(daemon.json) has changes that are not loaded yet,
        the level is not changed.
      - This option has no effect on containerd, which would require a restart. RV(context) then contains a failed
        check C(debug_level).
    type: bool
    default: false
  system_images:
    description:
      - Also verify the images that the runtime itself requires. The sandbox image (C(pause)) of RKE2 and K3s is
        pulled.
      - The image C(rke2-runtime) of RKE2 is probed, for the running version and for O(target_version). The probe uses
        the endpoints of RKE2's bootstrap, which reads C(registries.yaml) in its own way. An upgrade of RKE2 stops the
        node if it cannot pull this image.
    type: bool
    default: false
  target_version:
    description: RKE2 version of a planned upgrade, such as V(v1.34.1+rke2r1).
    type: str
    default: ""
  system_default_registry:
    description: Value of the option C(system-default-registry) of RKE2 and K3s, if it is set.
    type: str
    default: ""
  expiry_warning_days:
    description:
      - Warn if a certificate of a registry, or its CA, ends within this number of days. V(0) disables the warning.
      - Python before 3.10 on a node only checks the certificate of the registry. On Windows, nothing is checked.
    type: int
    default: 14
  fail_on:
    description:
      - Minimum severity that counts as a failure. V(error) is an image that could not be pulled. V(warning) includes
        images that another endpoint than the first had to serve, and problems of the node. V(never) accepts
        everything.
    type: str
    choices: [error, warning, never]
    default: error
  skip:
    description:
      - Codes of causes, and identifiers of checks of the node, to ignore. For example V(rate_limited).
      - In check mode, V(trust_unknown) ignores that the trust after the change is unknown on a Windows node whose
        C(curl.exe) does not print certificates.
    type: list
    elements: str
    default: []
  jitter:
    description: Maximum time in seconds that each node waits before its first pull. The time is random, to spread the
      load on the registry.
    type: float
    default: 0
  min_free_mb:
    description:
      - Free space in MiB that the file system of the image store must have. With less, no image is pulled. V(0)
        disables the check.
      - The space is not checked if the runtime does not report the path of its image store.
    type: int
    default: 1024
  cleanup:
    description:
      - Remove the images that this call pulled. Images that a container uses are kept, and images whose ID or name was
        on the node before.
    type: bool
    default: true
  required:
    description: Whether a node without a container runtime is a failure.
    type: bool
    default: false
  fail:
    description:
      - Whether to fail, with the table of this node, if an image could not be pulled. With V(false), RV(acceptable) has
        the result, and M(pullproof.registry.report) shows one table of all nodes.
    type: bool
    default: true
seealso:
  - module: pullproof.registry.report
  - module: pullproof.registry.registry_probe_info
"""

EXAMPLES = r"""
- name: Pull images and verify their digests
  pullproof.registry.image_pull:
    images:
      - docker.io/library/base:1
      - image: registry.example:5000/team/app:2
        digest: sha256:4bcff63911fcb4448bd4fdacec207030997caf25e9bea4045fa6c8c44de311d1
      - image: registry.example:5000/team/app-windows:2
        os: windows
    parallel: 8
  register: verify_result

- name: Keep the images that a new node needs for its first Pods
  pullproof.registry.image_pull:
    images: "{{ verify_images }}"
    cleanup: false

- name: Check whether images could be pulled with a new mirror
  pullproof.registry.image_pull:
    images: [docker.io/library/base:1]
    mirrors:
      docker.io:
        endpoint: ["https://registry.example:5000"]
    fail: false
  check_mode: true
  register: preview
"""

RETURN = r"""
acceptable:
  description:
    - Whether every image passed, was left out on purpose, or belongs to a runtime that is not installed and need not
      be.
  returned: always
  type: bool
preview:
  description: Whether the result is from probes in check mode. Then a failed image has the reason V(would_fail).
  returned: always
  type: bool
counts:
  description: How many images are in each state, by the states V(passed), V(failed), V(blocked), V(skipped).
  returned: always
  type: dict
host:
  description: The node's name in the inventory. This value and those that follow are the verification document, from
    which reports are made.
  returned: always
  type: str
runtime:
  description: C(name) and C(version) of the container runtime, empty if it is not installed.
  returned: always
  type: dict
os:
  description: V(linux) or V(windows).
  returned: always
  type: str
started:
  description: When the pulls began (UTC, ISO 8601).
  returned: always
  type: str
images:
  description: One entry per image, in the order of O(images), then the images of O(system_images).
  returned: always
  type: list
  elements: dict
  contains:
    image:
      description: The reference as it was given.
      returned: always
      type: str
    state:
      description:
        - V(passed), V(failed), V(blocked) (what the pull depends on is not there) or V(skipped) (check mode, other
          system).
      returned: always
      type: str
    reason:
      description:
        - Stable name of why the image did not pass, V(pull_failed), V(timeout), V(digest_mismatch), V(disk_short),
          V(runtime_down), V(cri_disabled), V(crictl_absent), V(rate_limited), V(not_installed), V(other_runtime)
          (another runtime than the named one is active), V(check_mode), V(other_os), V(probed) (an image of RKE2's own
          bootstrap), V(would_fail) (the same, or a preview) or V(trust_unknown) (a preview on Windows). Null if it
          passed.
      returned: always
      type: str
    proof:
      description: V(fresh), V(manifest_only) or V(none).
      returned: always
      type: str
    digest:
      description: Digest of the image in its repository. Null if it was not pulled.
      returned: always
      type: str
    size:
      description: Size in bytes as the runtime reports it (CRI compressed, Docker unpacked). Null if it was not
        pulled.
      returned: always
      type: int
    seconds:
      description: Wall time of the pull. Null if there was none.
      returned: always
      type: float
    error:
      description: The message of the runtime, with the credentials in URLs masked. Null if there is no error.
      returned: always
      type: str
    reference:
      description: The full reference.
      returned: always
      type: str
    served_by:
      description: The endpoint that served the image, as far as it can be inferred. Empty if it is not known.
      returned: always
      type: str
    cause:
      description: The cause of a failure, with C(code), C(endpoint), C(checked), C(observed), C(expected), C(fix),
        C(doc) and C(severity). Null if the image passed.
      returned: always
      type: dict
    warnings:
      description: Other problems that were found, with the same keys.
      returned: always
      type: list
      elements: dict
    endpoints:
      description: The endpoints of the image in their order, with the C(stages) of their probes.
      returned: always
      type: list
      elements: dict
context:
  description: Checks of the node, with C(check), C(state) and C(observed).
  returned: always
  type: list
  elements: dict
disruption:
  description: Always empty. The pulls disrupt nothing.
  returned: always
  type: list
  elements: dict
memory_mb:
  description: Maximum memory in MiB that the module used on the node, without the programs that it started.
  returned: always
  type: float
pullable:
  description:
    - As a part of M(pullproof.registry.plan_info), the references that the node can pull before its change, according
      to probes. Empty if the runtime does not run, if nothing will change, and on Windows.
  returned: always
  type: list
  elements: str
probed:
  description: As a part of M(pullproof.registry.plan_info), all references that were probed for RV(pullable).
  returned: always
  type: list
  elements: str
will_change:
  description: As a part of M(pullproof.registry.plan_info), whether the node will be changed.
  returned: always
  type: bool
left_behind:
  description: Images that could not be removed, one sentence each.
  returned: always
  type: list
  elements: str
seconds:
  description: Wall time on the node from the start of the first pull to the end of the last.
  returned: always
  type: float
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
