# SPDX-License-Identifier: Apache-2.0
# The versions of what build.sh makes; modules/*/go.mod pins the same ones.
KUBERNETES_VERSION=v1.36.3
ETCD_VERSION=v3.6.16
