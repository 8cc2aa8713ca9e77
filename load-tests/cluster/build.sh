#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the programs of a real Kubernetes API (etcd, kube-apiserver) and kubectl from the Go module proxy, into a cache
# directory. Again only what changed: its go.mod, go.sum, sources, recipe or the Go version.
#
# Usage: build.sh [component...]      default: all of them
# Env:   SLIPWAY_CLUSTER_CACHE  the cache directory (default: kubernetes-VERSION in the user's cache of Slipway)
#        SLIPWAY_BUILD_JOBS     packages compiled at a time (default: the number of cores)
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/versions.sh"
cache=${SLIPWAY_CLUSTER_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/slipway/kubernetes-$KUBERNETES_VERSION}
jobs=${SLIPWAY_BUILD_JOBS:-$(nproc)}
all="etcd kube-apiserver kubectl"
mkdir -p "$cache/bin" "$cache/stamp"

command -v go >/dev/null || { echo "build.sh: no go on the PATH; install Go 1.26 or newer" >&2; exit 1; }
exec 9>"$cache/lock" # who comes second waits and finds it built
flock 9

go_build() { # MODULE PROGRAM PACKAGE LDFLAGS: written beside the old one, then moved over it
    (cd "$here/modules/$1" && CGO_ENABLED=0 go build -mod=readonly -p "$jobs" -trimpath -buildvcs=false \
        -ldflags "-s -w ${4:-}" -o "$cache/bin/$2.new" "$3")
    mv "$cache/bin/$2.new" "$cache/bin/$2"
}
kubernetes_version_flags() { # what kubectl and /version show
    local package flags=
    for package in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
        flags+=" -X $package.gitVersion=$KUBERNETES_VERSION -X $package.gitMajor=1"
        flags+=" -X $package.gitMinor=$(cut -d. -f2 <<<"$KUBERNETES_VERSION") -X $package.gitTreeState=clean"
        flags+=" -X $package.gitCommit=unknown -X $package.buildDate=2026-01-01T00:00:00Z"
    done
    printf '%s' "$flags"
}
build() { # COMPONENT
    case $1 in
        etcd) go_build etcd etcd go.etcd.io/etcd/server/v3 ;;
        kube-apiserver | kubectl) go_build kubernetes "$1" "k8s.io/kubernetes/cmd/$1" "$(kubernetes_version_flags)" ;;
    esac
}
module_of() { [ "$1" = etcd ] && echo etcd || echo kubernetes; }
made_from() { # COMPONENT: all that it is made from, in one number
    {
        go version
        declare -f build go_build kubernetes_version_flags
        cat "$here/versions.sh"
        find "$here/modules/$(module_of "$1")" -type f | LC_ALL=C sort | xargs cat
    } | sha256sum | cut -c1-32
}

export GOFLAGS= GOWORK=off GOTOOLCHAIN=local
for component in ${*:-$all}; do
    [[ " $all " = *" $component "* ]] || { echo "build.sh: no component $component (there are: $all)" >&2; exit 2; }
    key=$(made_from "$component")
    if [ -x "$cache/bin/$component" ] && [ "$(cat "$cache/stamp/$component" 2>/dev/null)" = "$key" ]; then
        echo "$component: up to date"
        continue
    fi
    started=$SECONDS
    build "$component"
    echo "$key" >"$cache/stamp/$component"
    echo "$component: built in $((SECONDS - started)) s"
done
