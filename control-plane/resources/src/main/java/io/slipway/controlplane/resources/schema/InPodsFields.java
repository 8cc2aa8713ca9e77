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
      + automountServiceAccountToken bool
      + containers [Container]
      + initContainers [Container]
      + restartPolicy string
      + securityContext PodSecurityContext
      + serviceAccount string
      + serviceAccountName string
      + terminationGracePeriodSeconds int64
      + volumes [Volume]
      ~ dnsPolicy string # the machine's own resolver is used
      ~ enableServiceLinks bool # no variables are set for Services
      ~ hostIPC bool # Pods share it anyway
      ~ hostNetwork bool # Pods share it anyway
      ~ hostPID bool # Pods share it anyway
      ~ hostUsers bool # Pods share it anyway
      ~ hostname string # Pods have the machine's
      ~ hostnameOverride string # Pods have the machine's
      ~ imagePullSecrets [NamedReference] # no image is pulled
      ~ setHostnameAsFQDN bool # Pods have the machine's
      ~ shareProcessNamespace bool # Pods share it anyway
      ~ subdomain string # Pods have the machine's

      [ComponentExtension]
      + annotations {string}
      + canaryTrafficPercent int64 # of the requests, for the newest revision; the rest is for the last that had all
      + labels {string}
      + minReplicas int32 # so many Pods; 0 is 1, because nothing wakes a service yet

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
      + securityContext SecurityContext
      + startupProbe Probe
      + volumeMounts [VolumeMount]
      + workingDir string
      ~ imagePullPolicy string # no image is pulled

      [FrameworkSpec]
      + protocolVersion string
      + runtimeVersion string # the tag of the runtime's image

      [ModelSpec]
      + runtime string # a ServingRuntime or ClusterServingRuntime

      [Annotations]
      + serving.kserve.io/stop string
      ! serving.kserve.io/enable-tag-routing string =false # revisions have no addresses of their own
      """;

  private InPodsFields() {}
}
