// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.schema;

/**
 * What is other than {@link InferenceServiceFields} say where each component of a service is run as
 * Pods: then containers are run, and a runtime says which formats there are.
 */
final class InPodsFields {
  static final String TEXT =
      """

      [InferenceServiceSpec]
      + transformer Transformer
      + explainer Explainer
      ! canary [Canary] # one canary is served: spec.predictor.canaryTrafficPercent

      [Explainer]
      ! art ArtExplainer # there is no runtime for it yet; name its container in containers

      [Predictor]
      + huggingface FrameworkSpec # if a runtime serves the format
      + lightgbm FrameworkSpec # if a runtime serves the format
      + paddle FrameworkSpec # if a runtime serves the format
      + pmml FrameworkSpec # if a runtime serves the format
      + pytorch FrameworkSpec # if a runtime serves the format
      + sklearn FrameworkSpec # if a runtime serves the format
      + tensorflow FrameworkSpec # if a runtime serves the format
      + triton FrameworkSpec # if a runtime serves the format
      + xgboost FrameworkSpec # if a runtime serves the format

      [PodSpec]
      + containers [Container]
      + initContainers [Container]
      + restartPolicy string
      + securityContext PodSecurityContext # for containers of images; processes have the rights of slipway up
      + serviceAccount string
      + serviceAccountName string
      + terminationGracePeriodSeconds int64
      + volumes [Volume]
      + dnsConfig DnsConfig # for containers of images; processes have the machine's resolver
      + dnsPolicy string # for containers of images; processes have the machine's resolver
      + hostAliases [HostAlias] # for containers of images; processes have the machine's names
      + hostNetwork bool # the Pod has the machine's ports in place of an address of its own
      + hostname string # for containers of images; processes have the machine's
      + hostnameOverride string # for containers of images; processes have the machine's
      + imagePullSecrets [NamedReference] # for containers of images
      + setHostnameAsFQDN bool # for containers of images; processes have the machine's
      + subdomain string # for containers of images; processes have the machine's
      ~ automountServiceAccountToken bool # no token is mounted but by a projected volume
      ~ enableServiceLinks bool # no variables are set for Services
      ~ hostIPC bool # Pods share it anyway
      ~ hostPID bool # Pods share it anyway
      ~ hostUsers bool # Pods share it anyway
      ~ shareProcessNamespace bool # Pods share it anyway

      [ComponentExtension]
      + annotations {string}
      + canaryTrafficPercent int64 # of the requests, for the newest revision; the rest is for the last that had all
      + batcher Batcher # by Slipway's own model server; with another one the service fails
      + containerConcurrency int64 # by Slipway's own model server; with another one the service fails
      + labels {string}
      + minReplicas int32 # so many Pods; 0 is 1, because nothing wakes a service yet
      + maxReplicas int32 # there are never more than minReplicas says

      [ContainerFields]
      + args [string] # after those of the runtime
      + command [string]
      + env [EnvVar]
      + envFrom [EnvFromSource]
      + image string
      + lifecycle Lifecycle
      + livenessProbe Probe
      + ports [Port]
      + readinessProbe Probe
      + resources ResourceRequirements
      + restartPolicy string
      + securityContext SecurityContext # for containers of images; processes have the rights of slipway up
      + startupProbe Probe
      + volumeMounts [VolumeMount]
      + workingDir string
      + imagePullPolicy string # for containers of images

      [FrameworkSpec]
      + protocolVersion string
      + runtimeVersion string # the tag of the runtime's image

      [ModelSpec]
      + runtime string # a ServingRuntime or ClusterServingRuntime

      [Annotations]
      + serving.kserve.io/stop string
      + slipway.io/isolation string # process: each model server is a process; container: a container runtime runs also what has a command
      ! serving.kserve.io/enable-tag-routing string =false # revisions have no addresses of their own
      """;

  private InPodsFields() {}
}
