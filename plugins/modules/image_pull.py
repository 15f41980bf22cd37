# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: image_pull
short_description: Prove by real pulls that the node gets its images
version_added: 0.1.0
description:
  - Pulls images by the node's own container runtime, with the trust, the proxy and the credentials that the running
    service has. All images of a host are pulled in one remote call, several at once.
  - RKE2, K3s and containerd are asked through the CRI (with C(crictl)), as the kubelet does. A Pod may still bring a
    pull secret of its own.
  - The Docker Engine is asked through its API. It keeps no credentials, so it is handed those of O(configs).
  - What C(fresh) proves. The runtime had no image of this ID before, and this was the first pull of the call to bring
    it, so at least its manifest and its configuration blob came over the wire. With Docker, the engine also reported at
    least one layer as pulled. Layers shared with other images are not fetched again, nor are blobs that an interrupted
    pull left in the store.
  - What C(manifest_only) proves. The image was there already, so the runtime only asked for the manifest. Names,
    trust and credentials work, nothing is known about blobs.
  - Fails if an image could not be pulled, and shows a table of all images with the runtime's own words.
author:
  - pullproof.registry contributors (@pullproof)
extends_documentation_fragment:
  - pullproof.registry._attributes.pulls
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
  configs:
    description:
      - Settings per registry host, in the schema of C(configs) in C(registries.yaml). Only C(auth) is used, and only
        for Docker.
      - Only the entry of the image's own registry host counts. The credentials of V(*) are not shown to every
        registry.
      - A mapping. Its type is checked by the collection, because Ansible shows a value that is of a wrong type.
    type: raw
    default: {}
  runtime:
    description:
      - The container runtime to ask, V(auto) for the one that is found, or its name (V(rke2-server), V(rke2-agent),
        V(k3s-server), V(k3s-agent), V(containerd), V(docker)).
    type: str
    default: auto
  workers:
    description: How many images are pulled at the same time on one node.
    type: int
    default: 4
  timeout:
    description: Seconds that the pull of one image may take.
    type: int
    default: 300
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
      - Fail, with the node's table, if an image is not acceptable. With V(false) the result tells, so that one table
        can be made of several nodes first; see M(pullproof.registry.pull_report).
    type: bool
    default: true
seealso:
  - module: pullproof.registry.pull_report
"""

EXAMPLES = r"""
- name: Prove that the node gets its images
  pullproof.registry.image_pull:
    images:
      - docker.io/library/base:1
      - image: registry.example:5000/team/app:2
        digest: sha256:4bcff63911fcb4448bd4fdacec207030997caf25e9bea4045fa6c8c44de311d1
      - image: registry.example:5000/team/app-windows:2
        os: windows
    workers: 8
  register: verify_result

- name: Keep the images, as a node is prepared before its first Pod
  pullproof.registry.image_pull:
    images: "{{ verify_images }}"
    cleanup: false
"""

RETURN = r"""
acceptable:
  description:
    - Whether every image passed, was left out on purpose, or belongs to a runtime that is not installed and need not
      be.
  returned: always
  type: bool
pulls:
  description: One entry per image, in the order of O(images).
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
          V(runtime_down), V(cri_disabled), V(crictl_absent), V(not_installed), V(check_mode) or V(other_os). Null if
          it passed.
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
    endpoint:
      description: Always null. Kept for the endpoint that a diagnosis finds to be the cause.
      returned: always
      type: str
counts:
  description: How many images are in each state, by the states V(passed), V(failed), V(blocked), V(skipped).
  returned: always
  type: dict
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
