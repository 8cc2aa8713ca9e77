// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.serving;

import io.slipway.api.deploy.DeployContract;
import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.model.ModelId;
import io.slipway.controlplane.agent.inprocess.ContainerRun;
import io.slipway.controlplane.operator.objects.ObjectKey;
import io.slipway.controlplane.operator.revision.Labels;
import io.slipway.controlplane.resources.ResourceName;
import io.slipway.controlplane.resources.ServiceDefinition;
import io.slipway.controlplane.resources.serving.ComponentExtension.Batcher;
import io.slipway.controlplane.resources.serving.Protocol;
import io.slipway.modelserver.config.ModelConfig;
import io.slipway.modelserver.execution.ExecutionConfig;
import io.slipway.modelserver.repository.ModelDirectory;
import io.slipway.modelserver.repository.ModelSpec;
import io.slipway.modelserver.repository.RunWatch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a model server's container is told by its arguments and by the annotations of its Pod.
 *
 * @param service whose model it is; of a Pod of no service, its own name
 * @param version the number of the Pod's revision
 * @param hasOnlyArguments whether nothing of it comes from annotations
 */
record PodModel(
    String namespace,
    String service,
    String name,
    String version,
    Path directory,
    ServicePolicy policy,
    boolean hasOnlyArguments) {
  private static final String NAME = "--model_name";
  private static final String DIRECTORY = "--model_dir";
  private static final String REVISION = "slipway.io/revision";
  private static final String CONCURRENCY = "slipway.io/container-concurrency";
  private static final String INTERNAL = "internal.serving.kserve.io/";

  /**
   * @throws ServingException INVALID_ARGUMENT with all that is wrong, NOT_IMPLEMENTED if it asks
   *     for what is not done for Pods
   */
  static PodModel of(ContainerRun run, ExecutionConfig execution) {
    String name = null;
    String directory = null;
    List<String> arguments = joined(run.args());
    for (String argument : arguments) {
      if (argument.startsWith(NAME + "=")) {
        name = argument.substring(NAME.length() + 1);
      } else if (argument.startsWith(DIRECTORY + "=")) {
        directory = argument.substring(DIRECTORY.length() + 1);
      }
    }
    if (name == null || directory == null) {
      throw new ServingException(
          ErrorCode.INVALID_ARGUMENT,
          "args: " + run.args() + " (expected: " + NAME + "=NAME and " + DIRECTORY + "=PATH)");
    }
    Map<String, String> annotations = run.pod().annotations();
    refuseWhatIsNotDone(annotations);
    List<String> faults = new ArrayList<>();
    ServiceDefinition definition =
        new ServiceDefinition(
            new ResourceName(run.pod().namespace(), name),
            name,
            "",
            "",
            Protocol.V2,
            annotations,
            Objects.requireNonNullElse(number(annotations, CONCURRENCY, faults), 0L),
            others(arguments),
            batcher(annotations, faults),
            null);
    ServicePolicy policy = ServicePolicy.of(definition, execution, faults);
    if (!faults.isEmpty()) {
      throw new ServingException(ErrorCode.INVALID_ARGUMENT, String.join("; ", faults));
    }
    return new PodModel(
        run.pod().namespace(),
        run.pod().labels().getOrDefault(Labels.SERVICE, name),
        name,
        version(run.pod().labels().get(REVISION)),
        run.onThisMachine(directory),
        policy,
        hasOnlyArguments(annotations));
  }

  /**
   * The service of a server of several models, which have names of their own.
   *
   * @throws ServingException INVALID_ARGUMENT if there is none, or something else
   */
  static ObjectKey serviceOfSeveral(ContainerRun run) {
    String name = null;
    for (String argument : joined(run.args())) {
      if (argument.startsWith(NAME + "=")) {
        name = argument.substring(NAME.length() + 1);
      } else if (!argument.equals(DeployContract.MULTI_MODEL_ARGUMENT)) {
        throw new ServingException(
            ErrorCode.INVALID_ARGUMENT,
            "args: " + argument + " (expected: no arguments for a server of several models)");
      }
    }
    if (name == null) {
      throw new ServingException(
          ErrorCode.INVALID_ARGUMENT, "args: " + run.args() + " (expected: " + NAME + "=NAME)");
    }
    String service = run.pod().labels().getOrDefault(Labels.SERVICE, name);
    return new ObjectKey(run.pod().namespace(), service);
  }

  /** KServe's servers take a name in an argument of its own, too. */
  private static List<String> joined(List<String> arguments) {
    List<String> joined = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      boolean split = argument.equals(NAME) && i + 1 < arguments.size();
      joined.add(split ? NAME + "=" + arguments.get(++i) : argument);
    }
    return joined;
  }

  /** The arguments that say neither the name nor the directory. */
  static List<String> others(List<String> arguments) {
    List<String> others = new ArrayList<>();
    for (String argument : joined(arguments)) {
      if (!argument.startsWith(NAME + "=") && !argument.startsWith(DIRECTORY + "=")) {
        others.add(argument);
      }
    }
    return others;
  }

  /** Whether the container gives it a name that only its service knows. */
  boolean hasOwnName() {
    return !name.equals(service);
  }

  /** What to load. */
  ModelSpec spec(ExecutionConfig execution, RunWatch watch) {
    return new ModelSpec(
        new ModelId(name, version),
        null,
        () -> read(policy.config()).versions().getLast().files(),
        Map.of(),
        Objects.requireNonNullElse(policy.execution(), execution),
        watch);
  }

  private ModelDirectory read(@Nullable ModelConfig config) {
    return config == null ? ModelDirectory.read(directory) : ModelDirectory.read(directory, config);
  }

  /** Whether nothing of annotations is for the model server. */
  static boolean hasOnlyArguments(Map<String, String> annotations) {
    return !annotations.containsKey(CONCURRENCY)
        && !annotations.containsKey(INTERNAL + "batcher")
        && !annotations.containsKey(DeployContract.MODEL_CONFIG_ANNOTATION);
  }

  private static void refuseWhatIsNotDone(Map<String, String> annotations) {
    for (String key :
        List.of(
            DeployContract.LIMITS_ANNOTATION,
            DeployContract.PAYLOAD_LOG_ANNOTATION,
            INTERNAL + "logger")) {
      if (annotations.containsKey(key)) {
        throw new ServingException(
            ErrorCode.NOT_IMPLEMENTED,
            "metadata.annotations["
                + key
                + "] is not for Pods (expected: on their InferenceService)");
      }
    }
  }

  private static @Nullable Batcher batcher(Map<String, String> annotations, List<String> faults) {
    if (!annotations.containsKey(INTERNAL + "batcher")) {
      return null;
    }
    return new Batcher(
        small(annotations, INTERNAL + "batcher-max-batchsize", faults),
        small(annotations, INTERNAL + "batcher-max-latency", faults),
        small(annotations, INTERNAL + "batcher-timeout", faults));
  }

  private static @Nullable Integer small(
      Map<String, String> annotations, String key, List<String> faults) {
    Long number = number(annotations, key, faults);
    return number == null ? null : Math.toIntExact(number);
  }

  private static @Nullable Long number(
      Map<String, String> annotations, String key, List<String> faults) {
    String text = annotations.get(key);
    try {
      return text == null ? null : Long.valueOf(Integer.parseInt(text));
    } catch (NumberFormatException _) {
      faults.add("metadata.annotations[" + key + "]: " + text + " (expected: a whole number)");
      return null;
    }
  }

  /** Revisions are numbered with zeros before the number, versions without. */
  private static String version(@Nullable String revision) {
    int start = 0;
    while (revision != null && start < revision.length() - 1 && revision.charAt(start) == '0') {
      start++;
    }
    return revision == null || revision.isEmpty()
        ? ModelId.FIRST_VERSION
        : revision.substring(start);
  }
}
