// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.FieldPath;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What a container does after its start and before its end, and by which signal it ends. */
final class LifecycleRules {
  private static final List<String> SYSTEMS = List.of("linux", "windows");
  private static final List<String> HANDLERS = List.of("exec", "httpGet", "tcpSocket", "sleep");
  private static final List<String> SCHEMES = List.of("HTTP", "HTTPS");

  private static final List<String> WINDOWS = List.of("SIGKILL", "SIGTERM");
  private static final List<String> LINUX =
      Stream.of(
              Stream.of(
                  "SIGABRT",
                  "SIGALRM",
                  "SIGBUS",
                  "SIGCHLD",
                  "SIGCLD",
                  "SIGCONT",
                  "SIGFPE",
                  "SIGHUP",
                  "SIGILL",
                  "SIGINT",
                  "SIGIO",
                  "SIGIOT",
                  "SIGKILL",
                  "SIGPIPE",
                  "SIGPOLL",
                  "SIGPROF",
                  "SIGPWR",
                  "SIGQUIT",
                  "SIGRTMAX",
                  "SIGRTMIN",
                  "SIGSEGV",
                  "SIGSTKFLT",
                  "SIGSTOP",
                  "SIGSYS",
                  "SIGTERM",
                  "SIGTRAP",
                  "SIGTSTP",
                  "SIGTTIN",
                  "SIGTTOU",
                  "SIGURG",
                  "SIGUSR1",
                  "SIGUSR2",
                  "SIGVTALRM",
                  "SIGWINCH",
                  "SIGXCPU",
                  "SIGXFSZ"),
              IntStream.rangeClosed(1, 14).mapToObj(i -> "SIGRTMAX-" + i),
              IntStream.rangeClosed(1, 15).mapToObj(i -> "SIGRTMIN+" + i))
          .flatMap(names -> names)
          .sorted()
          .toList();

  private LifecycleRules() {}

  /** Of the operating system that a Pod is for. */
  static void system(JsonNode spec, FieldPath path, List<FieldError> errors) {
    if (spec.path("os").isMissingNode() || spec.path("os").isNull()) {
      return;
    }
    FieldPath at = path.child("os").child("name");
    String name = spec.path("os").path("name").asText("");
    if (name.isEmpty()) {
      errors.add(FieldError.required(at, ""));
    } else if (!SYSTEMS.contains(name)) {
      errors.add(FieldError.notSupported(path.child("os"), TextNode.valueOf(name), SYSTEMS));
    }
  }

  /**
   * @param path of the container
   * @param init whether it is one that runs to its end before the others
   */
  static List<FieldError> check(JsonNode spec, JsonNode container, FieldPath path, boolean init) {
    JsonNode lifecycle = container.path("lifecycle");
    FieldPath at = path.child("lifecycle");
    List<FieldError> errors = new ArrayList<>();
    if (!lifecycle.isObject()) {
      return errors;
    }
    if (init) {
      errors.add(
          FieldError.forbidden(
              at, "may not be set for init containers without restartPolicy=Always"));
      return errors;
    }
    long grace = spec.path("terminationGracePeriodSeconds").asLong(30);
    for (String hook : List.of("postStart", "preStop")) {
      if (lifecycle.path(hook).isObject()) {
        handler(lifecycle.path(hook), grace, at.child(hook), errors);
      }
    }
    if (lifecycle.has("stopSignal")) {
      String system = spec.path("os").path("name").asText("");
      signal(lifecycle.path("stopSignal").asText(""), system, at.child("stopSignal"), errors);
    }
    return errors;
  }

  private static void signal(
      String signal, String system, FieldPath path, List<FieldError> errors) {
    if (system.isEmpty()) {
      errors.add(
          FieldError.forbidden(path, "may not be set for containers with empty `spec.os.name`"));
      return;
    }
    List<String> known = system.equals("windows") ? WINDOWS : LINUX;
    if (!known.contains(signal)) {
      errors.add(FieldError.notSupported(path, TextNode.valueOf(signal), known));
    }
  }

  private static void handler(
      JsonNode handler, long grace, FieldPath path, List<FieldError> errors) {
    boolean any = false;
    for (String kind : HANDLERS) {
      JsonNode action = handler.path(kind);
      if (!action.isObject()) {
        continue;
      }
      if (any) {
        errors.add(
            FieldError.forbidden(path.child(kind), "may not specify more than 1 handler type"));
      } else {
        action(kind, action, grace, path.child(kind), errors);
      }
      any = true;
    }
    if (!any) {
      errors.add(FieldError.required(path, "must specify a handler type"));
    }
  }

  private static void action(
      String kind, JsonNode action, long grace, FieldPath path, List<FieldError> errors) {
    switch (kind) {
      case "exec" -> {
        if (action.path("command").isEmpty()) {
          errors.add(FieldError.required(path.child("command"), ""));
        }
      }
      case "httpGet" -> {
        if (action.path("path").asText("").isEmpty()) {
          errors.add(FieldError.required(path.child("path"), ""));
        }
        port(action.path("port"), path.child("port"), errors);
        String scheme = action.path("scheme").asText("");
        if (!SCHEMES.contains(scheme)) {
          errors.add(
              FieldError.notSupported(path.child("scheme"), TextNode.valueOf(scheme), SCHEMES));
        }
      }
      case "sleep" -> {
        long seconds = action.path("seconds").asLong(0);
        if (seconds < 0 || seconds > grace) {
          errors.add(
              FieldError.invalid(
                  path,
                  action.path("seconds"),
                  "must be non-negative and less than terminationGracePeriodSeconds (%d)"
                      .formatted(grace)));
        }
      }
      default -> port(action.path("port"), path.child("port"), errors);
    }
  }

  private static void port(JsonNode port, FieldPath path, List<FieldError> errors) {
    if (port.isInt() && (port.asInt() < 1 || port.asInt() > 65_535)) {
      errors.add(FieldError.invalid(path, port, "must be between 1 and 65535, inclusive"));
    }
  }
}
