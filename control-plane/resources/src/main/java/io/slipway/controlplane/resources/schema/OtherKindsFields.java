// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.schema;

/**
 * The fields of the kinds beside InferenceService, in the format of {@link InferenceServiceFields}
 * and with its types: KServe's others, and ours. They have no marks: who reads a kind says what it
 * does of it.
 */
final class OtherKindsFields {
  static final String TEXT =
      """

      [ServingRuntime]
      . apiVersion string
      . kind string
      . metadata ObjectMeta
      . spec ServingRuntimeSpec
      . status any

      [ClusterServingRuntime]
      include ServingRuntime

      [ServingRuntimeSpec]
      . affinity Affinity
      . annotations {string}
      . builtInAdapter BuiltInAdapter
      . containers* [Container]
      . disabled bool
      . grpcDataEndpoint string
      . grpcEndpoint string
      . hostIPC bool
      . httpDataEndpoint string
      . imagePullSecrets [NamedReference]
      . labels {string}
      . multiModel bool
      . nodeSelector {string}
      . protocolVersions [string]
      . replicas int32
      . resourceClaims [ResourceClaim]
      . schedulerName string
      . storageHelper StorageHelper
      . supportedModelFormats [SupportedModelFormat]
      . tolerations [Toleration]
      . volumes [Volume]
      . workerSpec RuntimeWorkerSpec

      [BuiltInAdapter]
      . env [EnvVar]
      . memBufferBytes int64
      . modelLoadingTimeoutMillis int64
      . runtimeManagementPort int64
      . serverType string

      [StorageHelper]
      . disabled bool

      [SupportedModelFormat]
      . autoSelect bool
      . name* string
      . priority int32
      . version string

      [RuntimeWorkerSpec]
      . affinity Affinity
      . annotations {string}
      . containers* [Container]
      . hostIPC bool
      . imagePullSecrets [NamedReference]
      . labels {string}
      . nodeSelector {string}
      . pipelineParallelSize int64
      . resourceClaims [ResourceClaim]
      . schedulerName string
      . tensorParallelSize int64
      . tolerations [Toleration]
      . volumes [Volume]

      [InferenceGraph]
      . apiVersion string
      . kind string
      . metadata ObjectMeta
      . spec InferenceGraphSpec
      . status InferenceGraphStatus

      [InferenceGraphSpec]
      . affinity Affinity
      . maxReplicas int32
      . minReplicas int32
      . nodeName string
      . nodeSelector {string}
      . nodes* {GraphNode}
      . resources ResourceRequirements
      . routerTimeouts RouterTimeouts
      . scaleMetric string(cpu|memory|concurrency|rps)
      . scaleTarget int32
      . serviceAccountName string
      . timeout int64
      . tolerations [Toleration]

      [GraphNode]
      . routerType* string(Sequence|Splitter|Ensemble|Switch)
      . steps [GraphStep]

      [GraphStep]
      . condition string
      . data string
      . dependency string(Soft|Hard)
      . mapPredictionsToInstances bool
      . name string
      . nodeName string
      . serviceName string
      . serviceUrl string
      . weight int64

      [RouterTimeouts]
      . serverIdle int64
      . serverRead int64
      . serverWrite int64
      . serviceClient int64

      [InferenceGraphStatus]
      . annotations {string}
      . conditions [Condition]
      . deploymentMode string
      . observedGeneration int64
      . url string

      [TrainedModel]
      . apiVersion string
      . kind string
      . metadata ObjectMeta
      . spec TrainedModelSpec
      . status TrainedModelStatus

      [TrainedModelSpec]
      . inferenceService* string
      . model* TrainedModelSource

      [TrainedModelSource]
      . framework* string
      . memory* quantity
      . storageUri* string

      [TrainedModelStatus]
      . address Address
      . annotations {string}
      . conditions [Condition]
      . observedGeneration int64
      . url string

      [Revision]
      . apiVersion string
      . kind string
      . metadata ObjectMeta
      . spec* RevisionSpec

      [RevisionSpec]
      . component* string(predictor|transformer|explainer)
      . number* int64
      . service* string
      . template* any

      [Route]
      . apiVersion string
      . kind string
      . metadata ObjectMeta
      . spec* RouteSpec
      . status RouteStatus

      [RouteSpec]
      . component* string(predictor|transformer|explainer)
      . limits string
      . log RouteLog
      . names* [string]
      . service* string
      . traffic* [RevisionShare]

      [RouteLog]
      . annotations {string}
      . headers [string]
      . mode* string
      . options string
      . url* string

      [RevisionShare]
      . percent* int32
      . revision* string

      [RouteStatus]
      . observedGeneration int64
      """;

  private OtherKindsFields() {}
}
