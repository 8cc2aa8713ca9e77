# SPDX-License-Identifier: Apache-2.0
TITLE="TensorFlow Serving"
ABSENT="published as container images and as packages of its own repository, not in the package indexes used here"
