// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.plan;

import io.slipway.controlplane.operator.revision.PodState;
import io.slipway.controlplane.operator.revision.PodState.Progress;
import io.slipway.controlplane.operator.revision.PodState.Trouble;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What KServe says of a service's model: {@code status.modelStatus}. */
final class ModelStatus {
  private ModelStatus() {}

  /** Of a service that can't be run as it is. */
  static Map<String, Object> unservable(String reason, String message, boolean answers) {
    Map<String, Object> failure = new LinkedHashMap<>();
    failure.put("reason", reason);
    failure.put("message", message);
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("transitionStatus", "InvalidSpec");
    status.put("lastFailureInfo", failure);
    status.put("states", states(answers, "FailedToLoad"));
    return status;
  }

  /** Of the predictor. */
  static Map<String, Object> of(ComponentPlan predictor, Children children) {
    List<PodState> pods = children.pods(predictor.newest().name());
    boolean answers =
        !predictor.answering().isEmpty() && children.readyPods(predictor.answering()) > 0;
    Progress progress = slowest(pods);
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("transitionStatus", transition(predictor, progress));
    status.put("states", states(answers, word(progress)));
    int failed = 0;
    PodState troubled = null;
    for (PodState pod : pods) {
      failed += pod.progress() == Progress.FAILED ? 1 : 0;
      troubled = pod.trouble() == null ? troubled : pod;
    }
    status.put("copies", Map.of("failedCopies", (long) failed, "totalCopies", (long) pods.size()));
    Trouble trouble = troubled == null ? null : troubled.trouble();
    if (trouble != null) {
      status.put("lastFailureInfo", failure(predictor.newest().name(), trouble));
    }
    return status;
  }

  private static String transition(ComponentPlan predictor, Progress progress) {
    if (predictor.isUpToDate() && progress == Progress.LOADED) {
      return "UpToDate";
    }
    return progress == Progress.FAILED ? "BlockedByFailedLoad" : "InProgress";
  }

  private static Map<String, Object> states(boolean answers, String target) {
    Map<String, Object> states = new LinkedHashMap<>();
    states.put("activeModelState", answers ? "Loaded" : "");
    states.put("targetModelState", target);
    return states;
  }

  /** A failure tells more than progress, and of those that get on the slowest counts. */
  private static Progress slowest(List<PodState> pods) {
    Progress slowest = pods.isEmpty() ? Progress.PENDING : Progress.LOADED;
    for (PodState pod : pods) {
      if (pod.progress() == Progress.FAILED) {
        return Progress.FAILED;
      }
      slowest = pod.progress().compareTo(slowest) < 0 ? pod.progress() : slowest;
    }
    return slowest;
  }

  private static String word(Progress progress) {
    return switch (progress) {
      case PENDING -> "Pending";
      case LOADING -> "Loading";
      case LOADED -> "Loaded";
      case FAILED -> "FailedToLoad";
    };
  }

  private static Map<String, Object> failure(String revision, Trouble trouble) {
    Map<String, Object> failure = new LinkedHashMap<>();
    Long exitCode = trouble.exitCode();
    if (exitCode != null) {
      failure.put("exitCode", exitCode);
    }
    failure.put("message", trouble.message());
    failure.put("modelRevisionName", revision);
    failure.put("reason", trouble.fetching() ? "ModelLoadFailed" : "RuntimeUnhealthy");
    if (!trouble.time().isEmpty()) {
      failure.put("time", trouble.time());
    }
    return failure;
  }

  /** Why a revision does not answer yet, for a condition's message. */
  static @Nullable String trouble(List<PodState> pods) {
    for (PodState pod : pods) {
      Trouble trouble = pod.trouble();
      if (trouble != null) {
        return "container "
            + trouble.container()
            + " of Pod "
            + pod.object().metadata().name()
            + ": "
            + trouble.reason()
            + (trouble.message().isEmpty() ? "" : ": " + trouble.message());
      }
    }
    return null;
  }
}
