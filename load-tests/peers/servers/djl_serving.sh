# SPDX-License-Identifier: Apache-2.0
TITLE="DJL Serving"
ABSENT="published as container images and archives, not as a package"
