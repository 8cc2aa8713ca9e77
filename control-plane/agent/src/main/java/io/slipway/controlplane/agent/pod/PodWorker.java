// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.pod;

import io.slipway.controlplane.agent.event.PodEvent;
import io.slipway.controlplane.agent.plan.Action;
import io.slipway.controlplane.agent.plan.ContainerView;
import io.slipway.controlplane.agent.plan.Plan;
import io.slipway.controlplane.agent.process.ContainerCreationException;
import io.slipway.controlplane.agent.spec.PodSpec;
import io.slipway.controlplane.agent.state.ContainerStatus;
import io.slipway.controlplane.agent.state.PodStatus;
import io.slipway.controlplane.agent.state.PodStatus.Failure;
import io.slipway.controlplane.client.Json;
import io.slipway.controlplane.client.KubeException;
import io.slipway.controlplane.client.KubeObject;
import io.slipway.controlplane.client.MalformedObjectException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one Pod: a virtual thread that takes one message after the other, asks the plan what is
 * next, does it, and writes the status if it has changed.
 */
public final class PodWorker {
  private static final Logger log = LoggerFactory.getLogger(PodWorker.class);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration LEAVING = Duration.ofMillis(100);
  private static final Duration IDLE = Duration.ofHours(1);
  private static final int MOST_DOUBLINGS = 5;
  private static final int LONGEST_EVENT = 1000;

  private final PodWorld world;
  private final Mailbox messages = new Mailbox();
  private final CountDownLatch done = new CountDownLatch(1);
  private final Containers containers;

  /** With the images and the deadline that it has now. */
  private PodSpec spec;

  /** The labels and annotations that the runtime knows. */
  private PodSpec described;

  private KubeObject object;
  private String written = "";
  private Instant startTime;
  private String address = "";
  private @Nullable Failure failure;
  private boolean removed;

  /** Whether what an earlier process has left is taken over. */
  private boolean begun;

  /** Steps that failed in a row. */
  private int failures;

  private @Nullable Instant wakeAt;

  /** Not started yet. */
  public PodWorker(PodWorld world, KubeObject object) {
    this.world = world;
    this.object = object;
    PodSpec read = PodSpec.read(object);
    this.spec =
        read.withIgnored(
            object,
            container -> world.runtime().isContained(read, container),
            container -> world.runtime().isInProcess(read, container));
    this.described = spec;
    this.startTime = world.clock().instant();
    this.containers = new Containers(world, spec, messages::put);
  }

  public void start() {
    Thread.ofVirtual().name("pod-" + spec.pod()).start(this::run);
  }

  /** The object as it is now. */
  public void changed(KubeObject object) {
    messages.put(new Message.Changed(object));
  }

  /** There is no such object any more: everything of it is to end. */
  public void removed() {
    messages.put(new Message.Removed());
  }

  /** This process ends. Containers that are processes go on if they shall be kept. */
  public void close(boolean keepProcesses) {
    messages.put(new Message.Close(keepProcesses));
  }

  /** Waits until nothing of the Pod is done by this process any more. */
  public boolean awaitDone(Duration limit) throws InterruptedException {
    return done.await(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void run() {
    try {
      while (!isDone()) {
        Message message = messages.poll(untilWake());
        while (message != null) {
          if (message instanceof Message.Close(boolean keepProcesses)) {
            leave(keepProcesses);
            return;
          }
          taken(message);
          message = messages.poll(Duration.ZERO);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      containers.closeProbes();
      done.countDown();
      world.ended().accept(spec.pod().uid());
    }
  }

  /**
   * One step, which is done again if it fails: a worker that gave up would leave containers behind
   * that run, and whose output it reads.
   */
  private boolean isDone() {
    try {
      if (!begun) {
        begin();
        begun = true;
      }
      boolean over = step();
      failures = 0;
      return over;
    } catch (RuntimeException | Error e) {
      Duration pause = Duration.ofSeconds(1L << Math.min(MOST_DOUBLINGS, failures++));
      log.error(
          "Pod {}: a step failed, it is done again in {} s", spec.pod(), pause.toSeconds(), e);
      wakeAt = world.clock().instant().plus(pause);
      return false;
    }
  }

  private void taken(Message message) {
    try {
      take(message);
    } catch (RuntimeException | Error e) {
      String kind = message.getClass().getSimpleName(); // all of it may be more than is to be told
      log.error("Pod {}: a message is not understood: {}", spec.pod(), kind, e);
    }
  }

  /** Until what ends with this process has ended, and is written down. */
  private void leave(boolean keepProcesses) throws InterruptedException {
    containers.closeProbes();
    containers.leave(keepProcesses);
    Instant limit = world.clock().instant().plus(spec.grace()).plusSeconds(1);
    while (containers.leaving(keepProcesses) && limit.isAfter(world.clock().instant())) {
      Message message = messages.poll(LEAVING);
      if (message instanceof Message.OfRun ofRun) {
        containers.take(ofRun);
      }
    }
    if (begun) {
      containers.save(startTime);
    }
  }

  private void begin() {
    try {
      address = world.runtime().address(spec);
    } catch (ContainerCreationException e) {
      failure = new Failure("NetworkNotAvailable", String.valueOf(e.getMessage()));
    }
    containers.address(address); // where those that are found again are probed
    Optional<Instant> before = containers.restore();
    startTime = before.orElse(startTime);
    if (before.isEmpty() && !spec.ignored().isEmpty()) {
      String ignored = String.join("; ", spec.ignored());
      world.events().accept(PodEvent.of(spec.pod(), false, "FieldsIgnored", cut(ignored)));
    }
  }

  /** Events are for a glance; the condition has all of it. */
  private static String cut(String text) {
    return text.length() <= LONGEST_EVENT ? text : text.substring(0, LONGEST_EVENT - 3) + "...";
  }

  private void take(Message message) {
    switch (message) {
      case Message.Changed(KubeObject changed) -> {
        object = changed;
        spec = spec.changedBy(changed);
        containers.changed(spec);
      }
      case Message.Removed() -> removed = true;
      case Message.Close _ -> throw new IllegalStateException("taken before");
      case Message.OfRun ofRun -> containers.take(ofRun);
    }
  }

  private Duration untilWake() {
    if (wakeAt == null) {
      return IDLE;
    }
    Duration left = Duration.between(world.clock().instant(), wakeAt);
    return left.isNegative() ? Duration.ZERO : left.plusMillis(1);
  }

  private void wakeAt(Instant time) {
    if (wakeAt == null || time.isBefore(wakeAt)) {
      wakeAt = time;
    }
  }

  /** Whether there is nothing left to do for this Pod, ever. */
  private boolean step() {
    Instant now = world.clock().instant();
    wakeAt = null;
    deadline(now);
    describe();
    boolean deleting = removed || object.isDeleting();
    boolean ending = deleting || failure != null;
    if (deleting) {
      containers.hurry(grace());
    }
    if (!ending) {
      containers.replaceOutdated();
    }
    List<ContainerView> views = containers.views();
    boolean finished = false;
    for (Action action : Plan.next(spec.restartPolicy(), views, ending, now)) {
      switch (action) {
        case Action.Start start -> containers.start(start.container().name());
        case Action.Stop stop -> containers.end(stop.container().name(), grace());
        case Action.WaitUntil wait -> wakeAt(wait.time());
        case Action.Finish _ -> finished = true;
      }
    }
    containers.save(startTime);
    boolean told = report(now, finished);
    if (finished) {
      world.runtime().finished(spec);
    }
    if (!finished || !deleting || !told) {
      return false;
    }
    world.runtime().remove(spec);
    containers.forget();
    if (removed || world.sink().gone(object)) {
      return true;
    }
    wakeAt(now.plus(RETRY));
    return false;
  }

  /** Labels and annotations may change while a Pod runs. */
  private void describe() {
    if (object.labels().equals(described.pod().labels())
        && object.annotations().equals(described.pod().annotations())) {
      return;
    }
    described = spec.describedBy(object);
    world.runtime().changed(described, address);
  }

  private Duration grace() {
    if (object.metadata().has("deletionGracePeriodSeconds")) {
      long seconds = object.metadata().number("deletionGracePeriodSeconds", 30);
      return Duration.ofSeconds(Math.max(1, seconds));
    }
    return spec.grace();
  }

  private void deadline(Instant now) {
    if (spec.activeDeadline().isEmpty() || failure != null) {
      return;
    }
    Instant end = startTime.plus(spec.activeDeadline().get());
    if (end.isAfter(now)) {
      wakeAt(end);
    } else {
      failure =
          new Failure(
              "DeadlineExceeded", "Pod was active on the node longer than the specified deadline");
    }
  }

  /**
   * Writes the status; whether the API has it now.
   *
   * @param ended whether nothing of it runs any more, or will
   */
  private boolean report(Instant now, boolean ended) {
    if (removed) {
      return true;
    }
    Map<String, ContainerStatus> statuses = new LinkedHashMap<>(containers.statuses(now, ended));
    PodStatus status =
        new PodStatus(
            spec,
            statuses,
            startTime,
            address,
            world.hostIp(),
            ended,
            Optional.ofNullable(failure));
    try {
      Map<String, Object> json = status.json(object.status(), now);
      String text = Json.text(json);
      if (text.equals(written)) {
        return true;
      }
      Optional<KubeObject> changed = world.sink().status(object, json);
      if (changed.isPresent()) {
        object = changed.get();
        written = text;
        return true;
      }
    } catch (KubeException | MalformedObjectException e) {
      log.warn("the status of Pod {} is not written yet: {}", spec.pod(), e.getMessage());
    }
    wakeAt(now.plus(RETRY));
    return false;
  }

  /** The states of its containers, for tests and descriptions. */
  @Override
  public String toString() {
    return "Pod " + spec.pod() + " " + new ArrayList<>(containers.views());
  }
}
