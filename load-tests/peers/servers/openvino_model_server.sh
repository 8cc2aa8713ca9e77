# SPDX-License-Identifier: Apache-2.0
TITLE="OpenVINO Model Server"
ABSENT="published as container images and archives, not in the package indexes used here"
