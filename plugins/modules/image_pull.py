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
    node give one cause per failed image, with the endpoint and a fix. The file C(docs/causes.md) of the collection
    lists all causes.
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
  - pullproof.registry._options.runtime
  - pullproof.registry._options.variables
options:
  images:
    description:
      - What to pull, a list of references (V(docker.io/library/base:1)) or of mappings with the keys C(image),
        C(digest) and C(os).
      - C(digest) (V(sha256:...)) is the digest that the pulled image must have in its repository.
      - C(os) is V(linux) (the default) or V(windows). Images for another system than the node's are skipped.
    type: list
    elements: raw
    default: []
  parallel:
    description: How many images are pulled at the same time on one node.
    type: int
    default: 4
  timeout:
    description: Seconds that the pull of one image may take.
    type: int
    default: 300
  retries:
    description: How often a pull that failed for something temporary (a broken connection, an answer of 5xx) is tried
      again, within its time. Probes are tried again as often.
    type: int
    default: 1
  probe:
    description: Whether the endpoints are probed. Without, the causes are read from the runtime's words alone.
    type: bool
    default: true
  connect_timeout:
    description: Seconds for one TCP connection of a probe.
    type: float
    default: 2
  certificates:
    description:
      - The CA certificates of M(pullproof.registry.ca_trust), by which certificates that a registry forgets to send
        are recognised. What can't be read is passed over.
    type: list
    elements: dict
    default: []
  debug:
    description:
      - Raise the runtime's log level to debug while it pulls, and take it back. For Docker only, by C(debug) in
        C(daemon.json) and a reload; a run that is killed meanwhile is made up for by the next one. Not while
        C(daemon.json) has changes that are not loaded.
      - containerd changes its level only at a restart, which this module does not do. RV(context) contains a check
        for that.
    type: bool
    default: false
  system_images:
    description:
      - Prove also what the runtime needs for itself. The sandbox image (C(pause)) of RKE2 and K3s is pulled as the
        others.
      - RKE2's own C(rke2-runtime) is probed by the way of its bootstrap, which has the environment of the service's
        main process and reads C(registries.yaml) in its own way; the image of the running version, and of
        O(target_version). An upgrade that can't fetch it takes the node down.
    type: bool
    default: false
  target_version:
    description: The version of RKE2 after an upgrade, such as V(v1.34.1+rke2r1).
    type: str
    default: ""
  system_default_registry:
    description: The option of that name of RKE2 and K3s, if it is set.
    type: str
    default: ""
  fail_on:
    description:
      - What counts as a failure. V(error) is an image that could not be pulled, V(warning) also one that another
        endpoint had to serve, or anything else that was found wrong. V(never) accepts everything.
    type: str
    choices: [error, warning, never]
    default: error
  skip:
    description: Codes of causes (V(disk_full), V(rate_limited) and so on), and ids of checks of the node, that don't
      count.
    type: list
    elements: str
    default: []
  jitter:
    description: The node waits up to as many seconds before its first pull, so that a fleet does not ask at once.
    type: float
    default: 0
  min_free_mb:
    description:
      - Pull nothing if the file system of the image store has less free space, in MiB. V(0) does not look.
      - Not looked at either if the runtime does not say where its store is.
    type: int
    default: 1024
  cleanup:
    description:
      - Remove the images that this call fetched. An image stays if a container uses it, or if the node knew its ID or
        its name before, because it can't be removed without taking away what was there.
    type: bool
    default: true
  required:
    description: Count a node that has no container runtime yet as a failure.
    type: bool
    default: false
  fail:
    description:
      - Fail, with the node's table, if an image is not acceptable. With V(false), see RV(acceptable), and show one
        table of all nodes with M(pullproof.registry.report).
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
          V(runtime_down), V(cri_disabled), V(crictl_absent), V(rate_limited), V(not_installed), V(check_mode),
          V(other_os), V(probed) (an image of RKE2's own bootstrap), V(would_fail) (the same, or a preview) or
          V(trust_unknown) (a preview on Windows). Null if it passed.
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
      description: The runtime's own words, with the credentials in URLs masked. Null if there is no error.
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
  description: The most memory that the work on the node took, in MiB, the programs that it ran not counted.
  returned: always
  type: float
left_behind:
  description: What clean-up could not remove, one sentence each.
  returned: always
  type: list
  elements: str
seconds:
  description: Wall time on the node from the start of the first pull to the end of the last.
  returned: always
  type: float
msg:
  description: The outcome in a sentence.
  returned: always
  type: str
"""
