// SPDX-License-Identifier: Apache-2.0
package io.slipway.api.deploy;

/**
 * Ports, probe paths and environment names that scripts and manifests rely on. They do not change.
 */
public final class DeployContract {
  /** HTTP/1.1, HTTP/2 and gRPC on one port. */
  public static final int HTTP_PORT = 8080;

  /** The same, for gRPC clients that expect KServe's port. */
  public static final int GRPC_PORT = 8081;

  /** The Kubernetes API, over TLS. */
  public static final int API_PORT = 8090;

  /** Answers 200 as long as the process lives. */
  public static final String LIVE_PATH = "/livez";

  /** Answers 200 once predictions are answered, 503 before and while draining. */
  public static final String READY_PATH = "/readyz";

  /** The older name of {@link #LIVE_PATH}. */
  public static final String HEALTH_PATH = "/healthz";

  public static final String METRICS_PATH = "/metrics";

  /** Services are also found below {@code /serving/<namespace>/<name>}. */
  public static final String SERVING_PREFIX = "/serving/";

  public static final String DEFAULT_NAMESPACE = "default";

  /** Where Slipway keeps its data and caches; {@code ~/.slipway} if unset. */
  public static final String ENV_HOME = "SLIPWAY_HOME";

  /**
   * The system property that names a directory of unpacked native libraries. What is not there is
   * unpacked from its archive, which costs a start much more.
   */
  public static final String NATIVE_PATH_PROPERTY = "slipway.native.path";

  /** Where KServe's storage initialiser puts a model. */
  public static final String MODEL_MOUNT_PATH = "/mnt/models";

  /** Annotation of a service: {@code rate=50,burst=100,concurrent=8,bytes=10MiB}, or some of it. */
  public static final String LIMITS_ANNOTATION = "slipway.io/limits";

  /** Annotation of a service with a logger: {@code sampling=0.1,rotate=100MiB}, or some of it. */
  public static final String PAYLOAD_LOG_ANNOTATION = "slipway.io/payload-log";

  /** Annotation of a service: what a {@code config.pbtxt} beside its model would say. */
  public static final String MODEL_CONFIG_ANNOTATION = "slipway.io/model-config";

  /**
   * On a service or its Pods: {@code process} makes a model server a process of its own, {@code
   * container} has a container with a command run by the container runtime, too.
   */
  public static final String ISOLATION_ANNOTATION = "slipway.io/isolation";

  /** Of a model server whose models come while it runs; stands in place of a model's directory. */
  public static final String MULTI_MODEL_ARGUMENT = "--multi_model=true";

  /** The image of what brings models to a server that takes them while it runs. */
  public static final String MODEL_AGENT_IMAGE = "slipway/agent";

  /** Tells a container of that image on which port of its Pod the server answers. */
  public static final String MODEL_AGENT_PORT_VARIABLE = "SERVER_PORT";

  /** Argument of such a container, before the name of the server's container. */
  public static final String MODEL_AGENT_SERVER_ARGUMENT = "--server=";

  /** Where such a container prepares models; not seen by the server. */
  public static final String MODEL_AGENT_WORK_PATH = "/mnt/work";

  private DeployContract() {}
}
