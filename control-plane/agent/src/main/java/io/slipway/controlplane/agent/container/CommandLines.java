// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.container;

import io.slipway.controlplane.agent.inprocess.Mount;
import io.slipway.controlplane.agent.spec.ContainerSpec;
import io.slipway.controlplane.agent.spec.SecurityContext;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is said to a container runtime, word by word. Pure.
 *
 * @param program its path, and the options that every command of it takes
 * @param limits further options of each container that it makes
 */
record CommandLines(RuntimeKind kind, List<String> program, List<String> limits) {
  CommandLines {
    program = List.copyOf(program);
    limits = List.copyOf(limits);
  }

  private List<String> words(String... words) {
    List<String> all = new ArrayList<>(program);
    all.addAll(List.of(words));
    return all;
  }

  /** Says whether it answers, and how it is set up. */
  List<String> info() {
    return switch (kind) {
      case PODMAN -> words("info", "--format", "json");
      case DOCKER -> words("version", "--format", "{{json .Server}}");
    };
  }

  /** The answer is a list of one. */
  List<String> inspectImage(String image) {
    return words("image", "inspect", image);
  }

  /**
   * @param credentials a directory with {@code config.json}; empty for those of this user
   */
  List<String> pull(String image, Optional<Path> credentials) {
    if (credentials.isEmpty()) {
      return words("pull", "--quiet", image);
    }
    String directory = credentials.get().toString();
    return switch (kind) {
      case PODMAN -> words("pull", "--quiet", "--authfile", directory + "/config.json", image);
      case DOCKER -> words("--config", directory, "pull", "--quiet", image);
    };
  }

  /**
   * What makes a container that does not run yet. Variables without a value are those of the
   * program's own environment: command lines can be read by everybody on the machine.
   */
  List<String> create(ContainerRequest request) {
    List<String> words = words("create", "--name", request.name(), "--pull=never");
    new TreeMap<>(request.labels())
        .forEach((name, value) -> words.addAll(List.of("--label", name + "=" + value)));
    words.addAll(List.of("--network=host", "--log-driver=none", "--no-healthcheck"));
    if (kind == RuntimeKind.PODMAN) {
      words.add("--http-proxy=false"); // variables are those of the Pod
    }
    request.hostname().ifPresent(name -> words.add("--hostname=" + name));
    words.addAll(request.names().words());
    request.parent().ifPresent(group -> words.add("--cgroup-parent=" + group));
    words.addAll(limits);
    limits(words, request.spec());
    security(words, request);
    for (Map.Entry<String, String> variable : request.environment().entrySet()) {
      String name = variable.getKey();
      boolean hidden = !ClientVariables.steers(name);
      words.addAll(List.of("--env", hidden ? name : name + "=" + variable.getValue()));
    }
    for (Mount mount : request.mounts()) {
      words.addAll(List.of("--mount", mount(mount)));
    }
    inside(words, request);
    return words;
  }

  private static void limits(List<String> words, ContainerSpec spec) {
    long memory = spec.resources().memoryLimit();
    if (memory > 0) {
      words.addAll(List.of("--memory=" + memory, "--memory-swap=" + memory)); // as much: no swap
    }
    long cpu = spec.resources().cpuLimit();
    if (cpu > 0) {
      words.add("--cpus=" + BigDecimal.valueOf(cpu, 3).stripTrailingZeros().toPlainString());
    }
    words.add("--pids-limit=-1");
  }

  private void security(List<String> words, ContainerRequest request) {
    SecurityContext security = request.spec().security();
    // What a Pod mounts has no label that containers may read where SELinux is on.
    words.add("--security-opt=label=disable");
    if (security.noNewPrivileges()) {
      words.add("--security-opt=no-new-privileges");
    }
    if (security.unconfined()) {
      words.add("--security-opt=seccomp=unconfined");
    }
    if (security.readOnlyRoot()) {
      words.add("--read-only");
      if (kind == RuntimeKind.PODMAN) {
        words.add("--read-only-tmpfs=false"); // else /tmp could be written
      }
    }
    security.addedCapabilities().forEach(each -> words.add("--cap-add=" + each));
    security.droppedCapabilities().forEach(each -> words.add("--cap-drop=" + each));
    security.groups().forEach(each -> words.add("--group-add=" + each));
    request.user().ifPresent(user -> words.add("--user=" + user));
  }

  /** In the form of CSV, which both read: a path may have a comma. */
  private static String mount(Mount mount) {
    String fields =
        "type=bind,%s,%s"
            .formatted(field("source", mount.source()), field("target", mount.containerPath()));
    return mount.readOnly() ? fields + ",readonly" : fields;
  }

  private static String field(String name, Object value) {
    String field = name + "=" + value;
    return field.contains(",") || field.contains("\"")
        ? "\"" + field.replace("\"", "\"\"") + "\""
        : field;
  }

  /**
   * An entry point that is given takes the image's command away, as in Kubernetes; its other words
   * are arguments, because docker's option takes one word.
   */
  private static void inside(List<String> words, ContainerRequest request) {
    ContainerSpec spec = request.spec();
    if (!spec.workingDirectory().isEmpty()) {
      words.add("--workdir=" + spec.workingDirectory());
    }
    if (spec.console().stdin()) {
      words.add("--interactive");
    }
    if (spec.console().tty()) {
      words.add("--tty");
    }
    List<String> command = request.command();
    if (!command.isEmpty()) {
      words.add("--entrypoint=" + command.getFirst());
    }
    words.add(request.image());
    if (!command.isEmpty()) {
      words.addAll(command.subList(1, command.size()));
    }
    words.addAll(request.args());
  }

  /** Runs as long as the container, brings its output and takes its input. */
  List<String> start(String name, ContainerSpec.Console console) {
    List<String> words = words("start", "--attach");
    if (console.stdin()) {
      words.add("--interactive");
    }
    if (kind == RuntimeKind.PODMAN) {
      // its ends come by kill, and all that is typed is for the container
      words.addAll(List.of("--sig-proxy=false", "--detach-keys="));
    }
    words.add(name);
    return words;
  }

  /**
   * @param signal such as {@code TERM}
   */
  List<String> kill(String name, String signal) {
    return words("kill", "--signal", signal, name);
  }

  /** With the volumes that its image wants. */
  List<String> remove(String name) {
    return words("rm", "--force", "--volumes", name);
  }

  List<String> state(String name) {
    return words("container", "inspect", "--format", "{{json .State}}", name);
  }

  List<String> exec(String name, List<String> command, boolean terminal) {
    List<String> words = words("exec", "--interactive");
    if (terminal) {
      words.add("--tty");
    }
    words.add(name);
    words.addAll(command);
    return words;
  }
}
