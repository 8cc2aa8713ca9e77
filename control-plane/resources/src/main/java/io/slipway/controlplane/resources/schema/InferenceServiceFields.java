// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.schema;

/**
 * The table of {@link FieldTable#inferenceService}. A constant rather than a resource, which a
 * start would open three jars and the JDK's own image for.
 */
final class InferenceServiceFields {
  static final String TEXT =
      """
      # The fields of an InferenceService and what becomes of each on one machine.
      #
      #   [Type]                                   fields up to the next blank line
      #   include Type                             its fields are fields of this type too
      #   mark field* type =value # reason         the star says required
      #
      # mark   + honoured
      #        ~ without meaning in this home: accepted and reported as ignored
      #        ! changes the answer and is not supported: refused
      #        . has the mark of what it stands in: everything below ~ or ! is ignored or refused with it
      # =value the one value of a ~ or ! field that asks for what happens anyway; nothing is said about it
      # type   string, bool, int32, int64, number, quantity (500m, 1Gi, 2), number-or-text, any, string(a|b), [T], {T}, Type

      [InferenceService]
      + apiVersion string
      + kind string
      + metadata* ObjectMeta
      + spec InferenceServiceSpec
      ~ status InferenceServiceStatus # written by controllers, never by users

      [ObjectMeta]
      + name string # ^[a-z]([-a-z0-9]*[a-z0-9])?$
      + namespace string # "default" if unset
      + labels {string} # some labels have a class of their own, see below
      + annotations {string} # some annotations have a class of their own, see below
      ~ uid string # set by the API server
      ~ resourceVersion string # set by the API server
      ~ generation int64 # set by the API server
      ~ creationTimestamp string # set by the API server
      ~ deletionTimestamp string # set by the API server
      ~ deletionGracePeriodSeconds int64 # set by the API server
      ~ finalizers [string] # nothing is garbage collected here
      ~ ownerReferences [any] # nothing is garbage collected here
      ~ managedFields [any] # set by the API server
      ~ selfLink string # set by the API server
      ! generateName string # a file names its services

      [InferenceServiceSpec]
      + predictor* Predictor
      ! transformer Transformer # only of services that are applied
      ! explainer Explainer # only of services that are applied
      ! canary [Canary] # traffic is not split yet

      [Predictor]
      include PodSpec
      include ComponentExtension
      + model ModelSpec
      + onnx FrameworkSpec # the older form of model with modelFormat onnx
      ! huggingface FrameworkSpec # no engine for it yet
      ! lightgbm FrameworkSpec # no engine for it yet
      ! name string # services with several named predictors are not served yet
      ! paddle FrameworkSpec # no engine for it yet
      ! pmml FrameworkSpec # no engine for it yet
      ! pytorch FrameworkSpec # no engine for it yet
      ! sklearn FrameworkSpec # no engine for it yet
      ! storageContainerName string # models are fetched by Slipway itself
      ! tensorflow FrameworkSpec # no engine for it yet
      ! triton FrameworkSpec # no engine for it yet
      ! workerSpec WorkerSpec # one process serves a model here
      ! xgboost FrameworkSpec # no engine for it yet

      [PodSpec]
      ~ affinity Affinity # there is one machine: nothing is scheduled
      ~ automountServiceAccountToken bool # nothing here runs as a Pod of its own
      ~ dnsPolicy string # nothing here runs as a Pod of its own
      ~ enableServiceLinks bool # nothing here runs as a Pod of its own
      ~ hostIPC bool # nothing here runs as a Pod of its own
      ~ hostNetwork bool # nothing here runs as a Pod of its own
      ~ hostPID bool # nothing here runs as a Pod of its own
      ~ hostUsers bool # nothing here runs as a Pod of its own
      ~ hostname string # nothing here runs as a Pod of its own
      ~ hostnameOverride string # nothing here runs as a Pod of its own
      ~ imagePullSecrets [NamedReference] # nothing here runs as a Pod of its own
      ~ nodeName string # there is one machine: nothing is scheduled
      ~ nodeSelector {string} # there is one machine: nothing is scheduled
      ~ os NamedReference # there is one machine: nothing is scheduled
      ~ overhead {quantity} # there is one machine: nothing is scheduled
      ~ preemptionPolicy string # there is one machine: nothing is scheduled
      ~ priority int32 # there is one machine: nothing is scheduled
      ~ priorityClassName string # there is one machine: nothing is scheduled
      ~ readinessGates [ReadinessGate] # there is one machine: nothing is scheduled
      ~ resources ResourceRequirements # the process has what the machine has
      ~ restartPolicy string =Always # nothing here runs as a Pod of its own
      ~ runtimeClassName string # there is one machine: nothing is scheduled
      ~ schedulerName string # there is one machine: nothing is scheduled
      ~ schedulingGates [NamedReference] # there is one machine: nothing is scheduled
      ~ securityContext PodSecurityContext # nothing here runs as a Pod of its own
      ~ serviceAccount string # nothing here runs as a Pod of its own
      ~ serviceAccountName string # nothing here runs as a Pod of its own
      ~ setHostnameAsFQDN bool # nothing here runs as a Pod of its own
      ~ shareProcessNamespace bool # nothing here runs as a Pod of its own
      ~ subdomain string # nothing here runs as a Pod of its own
      ~ terminationGracePeriodSeconds int64 # a stop drains all requests in flight
      ~ tolerations [Toleration] # there is one machine: nothing is scheduled
      ~ topologySpreadConstraints [TopologySpreadConstraint] # there is one machine: nothing is scheduled
      ! activeDeadlineSeconds int64 # a service runs until it is stopped
      ! containers [Container] # containers are run only of services that are applied
      ! dnsConfig DnsConfig # host names are resolved by the machine
      ! hostAliases [HostAlias] # host names are resolved by the machine
      ! initContainers [Container] # no container is run
      ! resourceClaims [ResourceClaim] # devices are not claimed
      ! volumes [Volume] # no volume is mounted

      [ComponentExtension]
      + maxReplicas int32 # one instance is never more
      + containerConcurrency int64 # requests that the model runs at once, if its configuration does not say
      ~ annotations {string} # nothing here runs as a Pod of its own
      ~ autoScaling AutoScaling # one instance serves here
      ~ deploymentStrategy DeploymentStrategy # nothing here runs as a Pod of its own
      ~ labels {string} # nothing here runs as a Pod of its own
      ~ minReplicas int32 =1 # one instance serves here
      ~ scaleMetric string(cpu|memory|concurrency|rps) # one instance serves here
      ~ scaleMetricType string(Utilization|Value|AverageValue) # one instance serves here
      ~ scaleTarget int32 # one instance serves here
      ~ timeout int64 # a request may name its own deadline
      + batcher Batcher # requests of all protocols that wait run together; an idle model does not wait
      ! canaryTrafficPercent int64 =100 # only of services that are applied
      + logger Logger # requests and responses go to the url
      ! storageUris [StorageUri] # one model comes from one storageUri

      [Affinity]
      . nodeAffinity NodeAffinity
      . podAffinity PodAffinity
      . podAntiAffinity PodAffinity

      [NodeAffinity]
      . preferredDuringSchedulingIgnoredDuringExecution [PreferredSchedulingTerm]
      . requiredDuringSchedulingIgnoredDuringExecution NodeSelector

      [PreferredSchedulingTerm]
      . preference* NodeSelectorTerm
      . weight* int32

      [NodeSelectorTerm]
      . matchExpressions [SelectorRequirement]
      . matchFields [SelectorRequirement]

      [SelectorRequirement]
      . key* string
      . operator* string
      . values [string]

      [NodeSelector]
      . nodeSelectorTerms* [NodeSelectorTerm]

      [PodAffinity]
      . preferredDuringSchedulingIgnoredDuringExecution [WeightedPodAffinityTerm]
      . requiredDuringSchedulingIgnoredDuringExecution [PodAffinityTerm]

      [WeightedPodAffinityTerm]
      . podAffinityTerm* PodAffinityTerm
      . weight* int32

      [PodAffinityTerm]
      . labelSelector LabelSelector
      . matchLabelKeys [string]
      . mismatchLabelKeys [string]
      . namespaceSelector LabelSelector
      . namespaces [string]
      . topologyKey* string

      [LabelSelector]
      . matchExpressions [SelectorRequirement]
      . matchLabels {string}

      [AutoScaling]
      . behavior Behavior
      . metrics [Metric]

      [Behavior]
      . scaleDown ScalingRules
      . scaleUp ScalingRules

      [ScalingRules]
      . policies [ScalingPolicy]
      . selectPolicy string
      . stabilizationWindowSeconds int32
      . tolerance quantity

      [ScalingPolicy]
      . periodSeconds* int32
      . type* string
      . value* int32

      [Metric]
      . external ExternalMetric
      . podmetric PodMetric
      . resource ResourceMetric
      . type* string(Resource|External|PodMetric)

      [ExternalMetric]
      . authenticationRef AuthenticationRef
      . metric* ExternalMetricSource
      . target* MetricTarget

      [AuthenticationRef]
      . authModes string
      . authenticationRef* NamedReference

      [NamedReference]
      . name string

      [ExternalMetricSource]
      . backend string(prometheus|graphite)
      . namespace string
      . query string
      . serverAddress string

      [MetricTarget]
      . averageUtilization int32
      . averageValue quantity
      . type string(Utilization|Value|AverageValue)
      . value quantity

      [PodMetric]
      . metric* PodMetricSource
      . target* MetricTarget

      [PodMetricSource]
      . backend string(opentelemetry)
      . metricNames [string]
      . operationOverTime string
      . query string
      . serverAddress string

      [ResourceMetric]
      . name* string(cpu|memory)
      . target* MetricTarget

      [Batcher]
      + maxBatchSize int32 # rows of one run; 32 if unset
      + maxLatency int32 # milliseconds that a request may wait for others; 5000 if unset
      + timeout int32 # seconds after which a request that still waits fails; never if unset

      [Container]
      include ContainerFields
      . name* string

      [ContainerFields]
      + args [string] # settings of the model: --workers, --threads, --queue, --inline-runs, --max-batch-size, --max-batch-delay-us, and KServe's names of them
      ~ imagePullPolicy string # no container is run
      ~ livenessProbe Probe # Slipway knows when its model is ready
      ~ ports [Port] # every service answers on the ports of the process
      ~ readinessProbe Probe # Slipway knows when its model is ready
      ~ resizePolicy [ResizePolicy] # the process has what the machine has
      ~ resources ResourceRequirements # the process has what the machine has
      ~ restartPolicy string # no container is run
      ~ restartPolicyRules [RestartPolicyRule] # no container is run
      ~ securityContext SecurityContext # no container is run
      ~ startupProbe Probe # Slipway knows when its model is ready
      ~ stdin bool # no container is run
      ~ stdinOnce bool # no container is run
      ~ terminationMessagePath string # no container is run
      ~ terminationMessagePolicy string # no container is run
      ~ tty bool # no container is run
      ~ workingDir string # no container is run
      ! command [string] # no container is run
      ! env [EnvVar] # no environment is set for a model
      ! envFrom [EnvFromSource] # no environment is set for a model
      ! image string # no image is run
      ! lifecycle Lifecycle # no container is run
      ! volumeDevices [VolumeDevice] # no volume is mounted
      ! volumeMounts [VolumeMount] # no volume is mounted

      [EnvVar]
      . name* string
      . value string
      . valueFrom EnvVarSource

      [EnvVarSource]
      . configMapKeyRef KeySelector
      . fieldRef FieldSelector
      . fileKeyRef FileKeySelector
      . resourceFieldRef ResourceFieldSelector
      . secretKeyRef KeySelector

      [KeySelector]
      . key* string
      . name string
      . optional bool

      [FieldSelector]
      . apiVersion string
      . fieldPath* string

      [FileKeySelector]
      . key* string
      . optional bool
      . path* string
      . volumeName* string

      [ResourceFieldSelector]
      . containerName string
      . divisor quantity
      . resource* string

      [EnvFromSource]
      . configMapRef OptionalReference
      . prefix string
      . secretRef OptionalReference

      [OptionalReference]
      . name string
      . optional bool

      [Lifecycle]
      . postStart LifecycleHandler
      . preStop LifecycleHandler
      . stopSignal string

      [LifecycleHandler]
      . exec Exec
      . httpGet HttpGet
      . sleep Sleep
      . tcpSocket TcpSocket

      [Exec]
      . command [string]

      [HttpGet]
      . host string
      . httpHeaders [NameValue]
      . path string
      . port number-or-text
      . scheme string

      [NameValue]
      . name string
      . value string

      [Sleep]
      . seconds* int64

      [TcpSocket]
      . host string
      . port number-or-text

      [Probe]
      . exec Exec
      . failureThreshold int32
      . grpc Grpc
      . httpGet HttpGet
      . initialDelaySeconds int32
      . periodSeconds int32
      . successThreshold int32
      . tcpSocket TcpSocket
      . terminationGracePeriodSeconds int64
      . timeoutSeconds int32

      [Grpc]
      . port* int32
      . service string

      [Port]
      . containerPort* int32
      . hostIP string
      . hostPort int32
      . name string
      . protocol string

      [ResizePolicy]
      . resourceName* string
      . restartPolicy* string

      [ResourceRequirements]
      . claims [Claim]
      . limits {quantity}
      . requests {quantity}

      [Claim]
      . name* string
      . request string

      [RestartPolicyRule]
      . action* string
      . exitCodes ExitCodes

      [ExitCodes]
      . operator* string
      . values [int32]

      [SecurityContext]
      . allowPrivilegeEscalation bool
      . appArmorProfile AppArmorProfile
      . capabilities Capabilities
      . privileged bool
      . procMount string
      . readOnlyRootFilesystem bool
      . runAsGroup int64
      . runAsNonRoot bool
      . runAsUser int64
      . seLinuxOptions SeLinuxOptions
      . seccompProfile AppArmorProfile
      . windowsOptions WindowsOptions

      [AppArmorProfile]
      . localhostProfile string
      . type* string

      [Capabilities]
      . add [string]
      . drop [string]

      [SeLinuxOptions]
      . level string
      . role string
      . type string
      . user string

      [WindowsOptions]
      . gmsaCredentialSpec string
      . gmsaCredentialSpecName string
      . hostProcess bool
      . runAsUserName string

      [VolumeDevice]
      . devicePath* string
      . name* string

      [VolumeMount]
      . mountPath* string
      . mountPropagation string
      . name* string
      . readOnly bool
      . recursiveReadOnly string
      . subPath string
      . subPathExpr string

      [DeploymentStrategy]
      . rollingUpdate RollingUpdate
      . type string

      [RollingUpdate]
      . maxSurge number-or-text
      . maxUnavailable number-or-text

      [DnsConfig]
      . nameservers [string]
      . options [NameValue]
      . searches [string]

      [HostAlias]
      . hostnames [string]
      . ip* string

      [FrameworkSpec]
      include ContainerFields
      + protocolVersion string # v1, v2 or grpc-v2; a model answers all of them
      + storageUri string # a path, file://, http:// or https://; any other scheme is refused
      ~ runtimeVersion string # it names an image, and no image is run
      ! confidential Confidential # encrypted models are not opened yet
      ! name string = # KServe forbids a container name in a model
      ! storage ModelStorage # stored credentials are not read yet

      [Confidential]
      . enabled* bool
      . resourceId string

      [ModelStorage]
      . key string
      . parameters {string}
      . path string
      . schemaPath string

      [Logger]
      ! batchInterval string # only for a logger with storage
      ! batchSize int32 # only for a logger with storage
      ! marshallerUrl string # only for a logger with storage
      + metadataAnnotations [string] # annotations that each event carries
      + metadataHeaders [string] # headers of requests that each event carries
      + mode string(all|request|response)
      ! storage LoggerStorage # payloads are logged over http or to a file
      + url string # http://, https:// or file://; required

      [LoggerStorage]
      . key string
      . parameters {string}
      . path string
      . serviceAccountName string

      [ModelSpec]
      include FrameworkSpec
      + modelFormat ModelFormat
      + runtime string # slipway; any other runtime is refused

      [ModelFormat]
      + name* string # onnx; any other format is refused
      + version string # 1, as in KServe's runtimes

      [ReadinessGate]
      . conditionType* string

      [ResourceClaim]
      . name* string
      . resourceClaimName string
      . resourceClaimTemplateName string

      [PodSecurityContext]
      . appArmorProfile AppArmorProfile
      . fsGroup int64
      . fsGroupChangePolicy string
      . runAsGroup int64
      . runAsNonRoot bool
      . runAsUser int64
      . seLinuxChangePolicy string
      . seLinuxOptions SeLinuxOptions
      . seccompProfile AppArmorProfile
      . supplementalGroups [int64]
      . supplementalGroupsPolicy string
      . sysctls [NameValue]
      . windowsOptions WindowsOptions

      [StorageUri]
      . mountPath string
      . uri* string

      [Toleration]
      . effect string
      . key string
      . operator string
      . tolerationSeconds int64
      . value string

      [TopologySpreadConstraint]
      . labelSelector LabelSelector
      . matchLabelKeys [string]
      . maxSkew* int32
      . minDomains int32
      . nodeAffinityPolicy string
      . nodeTaintsPolicy string
      . topologyKey* string
      . whenUnsatisfiable* string

      [Volume]
      . awsElasticBlockStore AwsElasticBlockStore
      . azureDisk AzureDisk
      . azureFile AzureFile
      . cephfs Cephfs
      . cinder Cinder
      . configMap KeyFiles
      . csi Csi
      . downwardAPI DownwardAPI
      . emptyDir EmptyDir
      . ephemeral Ephemeral
      . fc Fc
      . flexVolume FlexVolume
      . flocker Flocker
      . gcePersistentDisk GcePersistentDisk
      . gitRepo GitRepo
      . glusterfs Glusterfs
      . hostPath HostPath
      . image Image
      . iscsi Iscsi
      . name* string
      . nfs Nfs
      . persistentVolumeClaim PersistentVolumeClaim
      . photonPersistentDisk PhotonPersistentDisk
      . portworxVolume PortworxVolume
      . projected Projected
      . quobyte Quobyte
      . rbd Rbd
      . scaleIO ScaleIO
      . secret SecretFiles
      . storageos Storageos
      . vsphereVolume VsphereVolume

      [AwsElasticBlockStore]
      . fsType string
      . partition int32
      . readOnly bool
      . volumeID* string

      [AzureDisk]
      . cachingMode string
      . diskName* string
      . diskURI* string
      . fsType string
      . kind string
      . readOnly bool

      [AzureFile]
      . readOnly bool
      . secretName* string
      . shareName* string

      [Cephfs]
      . monitors* [string]
      . path string
      . readOnly bool
      . secretFile string
      . secretRef NamedReference
      . user string

      [Cinder]
      . fsType string
      . readOnly bool
      . secretRef NamedReference
      . volumeID* string

      [KeyFiles]
      . defaultMode int32
      . items [KeyToPath]
      . name string
      . optional bool

      [KeyToPath]
      . key* string
      . mode int32
      . path* string

      [Csi]
      . driver* string
      . fsType string
      . nodePublishSecretRef NamedReference
      . readOnly bool
      . volumeAttributes {string}

      [DownwardAPI]
      . defaultMode int32
      . items [DownwardApiFile]

      [DownwardApiFile]
      . fieldRef FieldSelector
      . mode int32
      . path* string
      . resourceFieldRef ResourceFieldSelector

      [EmptyDir]
      . medium string
      . sizeLimit quantity

      [Ephemeral]
      . volumeClaimTemplate VolumeClaimTemplate

      [VolumeClaimTemplate]
      . metadata any
      . spec* ClaimSpec

      [ClaimSpec]
      . accessModes [string]
      . dataSource DataSource
      . dataSourceRef DataSourceRef
      . resources ClaimResources
      . selector LabelSelector
      . storageClassName string
      . volumeAttributesClassName string
      . volumeMode string
      . volumeName string

      [DataSource]
      . apiGroup string
      . kind* string
      . name* string

      [DataSourceRef]
      . apiGroup string
      . kind* string
      . name* string
      . namespace string

      [ClaimResources]
      . limits {quantity}
      . requests {quantity}

      [Fc]
      . fsType string
      . lun int32
      . readOnly bool
      . targetWWNs [string]
      . wwids [string]

      [FlexVolume]
      . driver* string
      . fsType string
      . options {string}
      . readOnly bool
      . secretRef NamedReference

      [Flocker]
      . datasetName string
      . datasetUUID string

      [GcePersistentDisk]
      . fsType string
      . partition int32
      . pdName* string
      . readOnly bool

      [GitRepo]
      . directory string
      . repository* string
      . revision string

      [Glusterfs]
      . endpoints* string
      . path* string
      . readOnly bool

      [HostPath]
      . path* string
      . type string

      [Image]
      . pullPolicy string
      . reference string

      [Iscsi]
      . chapAuthDiscovery bool
      . chapAuthSession bool
      . fsType string
      . initiatorName string
      . iqn* string
      . iscsiInterface string
      . lun* int32
      . portals [string]
      . readOnly bool
      . secretRef NamedReference
      . targetPortal* string

      [Nfs]
      . path* string
      . readOnly bool
      . server* string

      [PersistentVolumeClaim]
      . claimName* string
      . readOnly bool

      [PhotonPersistentDisk]
      . fsType string
      . pdID* string

      [PortworxVolume]
      . fsType string
      . readOnly bool
      . volumeID* string

      [Projected]
      . defaultMode int32
      . sources [ProjectedSource]

      [ProjectedSource]
      . clusterTrustBundle ClusterTrustBundle
      . configMap ProjectedKeys
      . downwardAPI ProjectedDownwardApi
      . podCertificate PodCertificate
      . secret ProjectedKeys
      . serviceAccountToken ServiceAccountToken

      [ClusterTrustBundle]
      . labelSelector LabelSelector
      . name string
      . optional bool
      . path* string
      . signerName string

      [ProjectedKeys]
      . items [KeyToPath]
      . name string
      . optional bool

      [ProjectedDownwardApi]
      . items [DownwardApiFile]

      [PodCertificate]
      . certificateChainPath string
      . credentialBundlePath string
      . keyPath string
      . keyType* string
      . maxExpirationSeconds int32
      . signerName* string

      [ServiceAccountToken]
      . audience string
      . expirationSeconds int64
      . path* string

      [Quobyte]
      . group string
      . readOnly bool
      . registry* string
      . tenant string
      . user string
      . volume* string

      [Rbd]
      . fsType string
      . image* string
      . keyring string
      . monitors* [string]
      . pool string
      . readOnly bool
      . secretRef NamedReference
      . user string

      [ScaleIO]
      . fsType string
      . gateway* string
      . protectionDomain string
      . readOnly bool
      . secretRef* NamedReference
      . sslEnabled bool
      . storageMode string
      . storagePool string
      . system* string
      . volumeName string

      [SecretFiles]
      . defaultMode int32
      . items [KeyToPath]
      . optional bool
      . secretName string

      [Storageos]
      . fsType string
      . readOnly bool
      . secretRef NamedReference
      . volumeName string
      . volumeNamespace string

      [VsphereVolume]
      . fsType string
      . storagePolicyID string
      . storagePolicyName string
      . volumePath* string

      [WorkerSpec]
      include PodSpec
      . ephemeralContainers [EphemeralContainer]
      . pipelineParallelSize int32
      . tensorParallelSize int32

      [EphemeralContainer]
      include ContainerFields
      . name* string
      . targetContainerName string

      [Transformer]
      include PodSpec
      include ComponentExtension

      [Explainer]
      include PodSpec
      include ComponentExtension
      . art ArtExplainer

      [ArtExplainer]
      include ContainerFields
      . config {string}
      . name string
      . runtimeVersion string
      . storage ModelStorage
      . storageUri string
      . type string

      [Canary]
      . predictor* CanaryPredictor
      . trafficPercent* int32

      [CanaryPredictor]
      include Predictor
      . ephemeralContainers [EphemeralContainer]

      [InferenceServiceStatus]
      . address Address
      . annotations {string}
      . canaryStatuses [CanaryStatus]
      . clusterServingRuntimeName string
      . components {ComponentStatus}
      . conditions [Condition]
      . deploymentMode string
      . modelStatus ModelStatus
      . observedGeneration int64
      . servingRuntimeName string
      . url string

      [Address]
      . CACerts string
      . audience string
      . name string
      . url string

      [CanaryStatus]
      . modelStatus ModelStatus
      . name* string
      . ready* bool
      . trafficPercent* int32

      [ModelStatus]
      . copies Copies
      . lastFailureInfo LastFailureInfo
      . states States
      . transitionStatus* string(|UpToDate|InProgress|BlockedByFailedLoad|InvalidSpec)

      [Copies]
      . failedCopies* int32
      . totalCopies int32

      [LastFailureInfo]
      . exitCode int32
      . location string
      . message string
      . modelRevisionName string
      . reason string(ModelLoadFailed|RuntimeUnhealthy|RuntimeDisabled|NoSupportingRuntime|RuntimeNotRecognized|InvalidPredictorSpec)
      . time string

      [States]
      . activeModelState* string(|Pending|Standby|Loading|Loaded|FailedToLoad)
      . targetModelState string(|Pending|Standby|Loading|Loaded|FailedToLoad)

      [ComponentStatus]
      . address Address
      . grpcUrl string
      . latestCreatedRevision string
      . latestReadyRevision string
      . latestRolledoutRevision string
      . previousRolledoutRevision string
      . restUrl string
      . traffic [Traffic]
      . url string

      [Traffic]
      . configurationName string
      . latestRevision bool
      . percent int64
      . revisionName string
      . tag string
      . url string

      [Condition]
      . lastTransitionTime string
      . message string
      . reason string
      . severity string
      . status* string
      . type* string

      [Annotations]
      + slipway.io/payload-log string # sampling=N,events=N,bytes=N,rotate=N,files=N or some of these: how the logger works
      + slipway.io/model-config string # the text of a config.pbtxt, in place of one beside the model
      ~ slipway.io/isolation string # what is served of a file runs in this process
      + slipway.io/limits string # rate=N,burst=N,concurrent=N,bytes=N or some of these: how much the service takes
      ~ serving.kserve.io/deploymentMode string # there is one way to run a service here
      ~ serving.kserve.io/autoscalerClass string # one instance serves here
      ~ serving.kserve.io/metrics string # one instance serves here
      ~ serving.kserve.io/targetUtilizationPercentage string # one instance serves here
      ! serving.kserve.io/stop string =false # only for services that are applied
      ! serving.kserve.io/enable-tag-routing string =false # traffic is not split yet
      ~ serving.kserve.io/enable-metric-aggregation string # one process has one set of metrics
      ~ serving.kserve.io/enable-prometheus-scraping string # metrics are always offered
      ! serving.kserve.io/storageSecretName string # stored credentials are not read yet
      ~ serving.kserve.io/disable-localmodel string # there is no cache of models per node
      ~ serving.kserve.io/nodegroup string # there is one machine: nothing is scheduled
      ~ serving.kserve.io/gke-accelerator string # there is one machine: nothing is scheduled
      ~ serving.kserve.io/gpu-resource-types string # there is one machine: nothing is scheduled
      ! serving.kserve.io/logger-secret-name string # only for a logger with storage
      ! serving.kserve.io/logger-secret-path string # only for a logger with storage
      ! serving.kserve.io/logger-secret-file string # only for a logger with storage
      ~ serving.kserve.io/disable-auto-update string # there are no serving runtimes that change
      ~ serving.knative.dev/rollout-duration string # there is no Knative here
      ~ storage.kserve.io/readonly string # no volume is mounted
      ~ prometheus.kserve.io/port string # metrics are on the port of the process
      ~ prometheus.kserve.io/path string # metrics are on the port of the process

      [Labels]
      ~ networking.kserve.io/visibility string # the address that --host names decides who reaches a service
      """;

  private InferenceServiceFields() {}
}
