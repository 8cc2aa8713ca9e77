# SPDX-License-Identifier: Apache-2.0
"""Prints the config.pbtxt of triton_model.py."""
import common


def tensors(described):
    return ", ".join('{name: "%s" data_type: TYPE_%s dims: %s}' % (t["name"], t["datatype"], t["shape"]) for t in described)


print(f'''name: "{common.MODEL}"
backend: "python"
max_batch_size: 0
input [{tensors(common.META["inputs"])}]
output [{tensors(common.META["outputs"])}]
instance_group [{{count: 1 kind: KIND_CPU}}]''')
