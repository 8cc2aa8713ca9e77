// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.revision;

import io.slipway.controlplane.operator.objects.ApiObject;
import io.slipway.controlplane.operator.objects.Fields;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a Pod of a revision has come to.
 *
 * @param revision the name of its revision
 * @param ready whether it answers: its condition Ready, and it is not asked to go
 * @param ended whether it has ended and will not begin again
 * @param trouble what keeps it from answering, null if nothing is known to
 */
public record PodState(
    ApiObject object,
    String revision,
    boolean ready,
    boolean ended,
    Progress progress,
    @Nullable Trouble trouble) {
  /** How far its model is. */
  public enum Progress {
    /** It waits for a place, or for its containers. */
    PENDING,
    /** Its model is fetched or loaded. */
    LOADING,
    LOADED,
    FAILED
  }

  /**
   * Why a container of it does not run.
   *
   * @param fetching whether it is what fetches the model
   * @param reason one word
   * @param exitCode of its last run, null if there was none
   * @param time when that ended, empty if there was none
   */
  public record Trouble(
      String container,
      boolean fetching,
      String reason,
      String message,
      @Nullable Long exitCode,
      String time) {}

  /** As the API has it. */
  public static PodState of(ApiObject pod) {
    Map<String, Object> status = pod.status();
    String phase = Fields.text(status, "phase");
    boolean deleting = pod.metadata().deleting(); // its end is no fault of it
    boolean ready = !deleting && isReady(status);
    boolean ended = !deleting && (phase.equals("Failed") || phase.equals("Succeeded"));
    Trouble trouble = ready ? null : trouble(status);
    Progress progress;
    if (ready) {
      progress = Progress.LOADED;
    } else if (ended || trouble != null) {
      progress = Progress.FAILED;
    } else {
      progress = isUnderWay(status) ? Progress.LOADING : Progress.PENDING;
    }
    return new PodState(
        pod, Pods.revisionOf(pod.metadata().name()), ready, ended, progress, trouble);
  }

  /** Why it has no place to run; empty if it has one. */
  public String notScheduled() {
    for (Map<String, Object> condition : Fields.maps(object.status(), "conditions")) {
      if (Fields.text(condition, "type").equals("PodScheduled")
          && Fields.text(condition, "status").equals("False")) {
        return Fields.text(condition, "message");
      }
    }
    return "";
  }

  private static boolean isReady(Map<String, Object> status) {
    for (Map<String, Object> condition : Fields.maps(status, "conditions")) {
      if (Fields.text(condition, "type").equals("Ready")) {
        return Fields.text(condition, "status").equals("True");
      }
    }
    return false;
  }

  private static boolean isUnderWay(Map<String, Object> status) {
    for (String containers : new String[] {"initContainerStatuses", "containerStatuses"}) {
      for (Map<String, Object> container : Fields.maps(status, containers)) {
        if (!Fields.map(container, "state", "running").isEmpty()) {
          return true;
        }
      }
    }
    return false;
  }

  private static @Nullable Trouble trouble(Map<String, Object> status) {
    for (Map<String, Object> container : Fields.maps(status, "initContainerStatuses")) {
      Trouble trouble = trouble(container, true);
      if (trouble != null) {
        return trouble;
      }
    }
    for (Map<String, Object> container : Fields.maps(status, "containerStatuses")) {
      Trouble trouble = trouble(container, false);
      if (trouble != null) {
        return trouble;
      }
    }
    return null;
  }

  private static @Nullable Trouble trouble(Map<String, Object> container, boolean fetching) {
    String name = Fields.text(container, "name");
    Map<String, Object> ended = Fields.map(container, "state", "terminated");
    Map<String, Object> before = Fields.map(container, "lastState", "terminated");
    Map<String, Object> waiting = Fields.map(container, "state", "waiting");
    if (Fields.number(ended, 0, "exitCode") != 0) {
      return ended(name, fetching, Fields.text(ended, "reason"), ended);
    }
    String reason = Fields.text(waiting, "reason");
    if (!isTrouble(reason)) {
      return null;
    }
    if (!before.isEmpty()) {
      return ended(name, fetching, reason, before);
    }
    return new Trouble(name, fetching, reason, Fields.text(waiting, "message"), null, "");
  }

  private static Trouble ended(
      String name, boolean fetching, String reason, Map<String, Object> terminated) {
    String message = Fields.text(terminated, "message");
    return new Trouble(
        name,
        fetching,
        reason,
        message.isEmpty() ? Fields.text(terminated, "reason") : message,
        Fields.number(terminated, 0, "exitCode"),
        Fields.text(terminated, "finishedAt"));
  }

  private static boolean isTrouble(String waitingReason) {
    return switch (waitingReason) {
      case "CrashLoopBackOff",
          "ImagePullBackOff",
          "ErrImagePull",
          "InvalidImageName",
          "CreateContainerConfigError",
          "CreateContainerError",
          "RunContainerError" ->
          true;
      default -> false;
    };
  }
}
