// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.modelagent;

import io.slipway.api.error.ServingException;
import io.slipway.controlplane.agent.inprocess.ContainerListener;
import io.slipway.controlplane.agent.inprocess.ContainerLog;
import io.slipway.controlplane.agent.inprocess.RunningContainer;
import io.slipway.controlplane.operator.revision.ModelHost.Progress;
import io.slipway.controlplane.operator.revision.ModelHost.Source;
import io.slipway.controlplane.operator.revision.ModelHost.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the models of a service to the server of one of its Pods: fetches each, puts it where the
 * server sees it, and tells the server. It is ready when it has done so with all, well or not; when
 * the server ends it is not, until the next server has them. Thread-safe; works on threads of its
 * own.
 */
final class ModelAgent implements RunningContainer {
  private static final Logger log = LoggerFactory.getLogger(ModelAgent.class);
  private static final Duration RETRY = Duration.ofMillis(200);

  /** So often a server may go away while it loads a model. */
  private static final int LOSSES = 3;

  private static final Progress WAITING = new Progress(State.LOADING, "");

  /**
   * What a container of it works with.
   *
   * @param container the name of the server's, in the same Pod
   * @param fetch the path of what a URI names; blocks
   */
  record Place(
      String container,
      ServerRepository server,
      ModelFolder folder,
      Function<String, Path> fetch,
      ContainerLog log) {}

  /** What is to become of a model, and in the how many-th server of the Pod. */
  private record Goal(@Nullable Source source, int server) {}

  private record Settled(Goal goal, Progress progress) {}

  /** How often the server has gone away while it loaded a model. */
  private record Losses(Source source, int count, String last) {
    boolean of(Source other) {
      return source.equals(other);
    }
  }

  private final Place place;
  private final ContainerListener listener;
  private final Consumer<ModelAgent> left;
  private final AtomicBoolean leaving = new AtomicBoolean();
  private final CountDownLatch stopped = new CountDownLatch(1);

  /** A name's lock is held while something is done about the model. */
  private final Map<String, Object> locks = new ConcurrentHashMap<>();

  /** Each name guarded by its lock. */
  private final Map<String, Losses> lost = new ConcurrentHashMap<>();

  /** Held while the server loads one, so that its end is held against no other. */
  private final Object loading = new Object();

  // guarded by this
  private final Map<String, Source> wanted = new HashMap<>();
  private final Map<String, Settled> settled = new HashMap<>();
  private final Set<String> there;
  private int server = 1;
  private boolean told;
  private boolean ready;

  /**
   * @param there the models that are there already
   * @param left called when it is to bring nothing any more
   */
  ModelAgent(
      Place place, Set<String> there, ContainerListener listener, Consumer<ModelAgent> left) {
    this.place = place;
    this.there = new HashSet<>(there);
    this.listener = listener;
    this.left = left;
  }

  /** These are the models; others are to go. */
  synchronized void serve(List<Source> models) {
    Map<String, Source> before = new HashMap<>(wanted);
    wanted.clear();
    models.forEach(model -> wanted.put(model.name(), model));
    Set<String> names = new HashSet<>(before.keySet());
    names.addAll(wanted.keySet());
    names.removeIf(name -> Objects.equals(before.get(name), wanted.get(name)));
    if (!told) {
      names.addAll(there);
      told = true;
    }
    begin(names);
    sayIfReady();
  }

  synchronized boolean isReady() {
    return ready;
  }

  synchronized Progress progress(Source source) {
    Settled known = settled.get(source.name());
    return known != null && known.goal().equals(new Goal(source, server))
        ? known.progress()
        : WAITING;
  }

  @Override
  public synchronized void otherEnded(String container) {
    if (!container.equals(place.container()) || stopped.getCount() == 0) {
      return;
    }
    server++;
    ready = false;
    listener.ready(false);
    begin(Set.copyOf(wanted.keySet()));
    sayIfReady();
  }

  @Override
  public void stop(Duration grace) {
    if (leaving.compareAndSet(false, true)) {
      stopped.countDown();
      left.accept(this);
      listener.exited(0, "Completed", "");
    }
  }

  private void sayIfReady() {
    boolean all = told && !ready;
    for (String name : wanted.keySet()) {
      all &= isSettled(name);
    }
    if (all) {
      ready = true;
      listener.ready(true);
    }
  }

  private boolean isSettled(String name) {
    Settled known = settled.get(name);
    Goal goal = new Goal(wanted.get(name), server);
    return goal.source() == null
        ? !there.contains(name) && known == null
        : known != null && known.goal().equals(goal);
  }

  private void begin(Set<String> names) {
    for (String name : names) {
      Thread.ofVirtual().name("model-" + name).start(() -> settle(name));
    }
  }

  /** Makes of a model what it is to be now; whatever fails becomes its state. */
  private void settle(String name) {
    synchronized (locks.computeIfAbsent(name, _ -> new Object())) {
      try {
        for (Goal goal = next(name); goal != null; goal = next(name)) {
          try {
            end(name, goal, reach(name, goal));
          } catch (IOException e) {
            log.debug("model {}: its server is not there", name, e);
            pause();
          }
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** What is to be reached with a model; null if nothing is. */
  private synchronized @Nullable Goal next(String name) {
    return stopped.getCount() == 0 || isSettled(name) ? null : new Goal(wanted.get(name), server);
  }

  /** Nothing of it counts if something else is to be reached by now. */
  private synchronized void end(String name, Goal goal, @Nullable Progress progress) {
    if (!isCurrent(name, goal)) {
      return;
    }
    if (goal.source() == null) {
      settled.remove(name);
      there.remove(name);
    } else if (progress != null) {
      settled.put(name, new Settled(goal, progress));
    }
    sayIfReady();
  }

  private synchronized boolean isCurrent(String name, Goal goal) {
    return goal.equals(new Goal(wanted.get(name), server)) && stopped.getCount() > 0;
  }

  /**
   * @return what has become of it; null if it is gone, or the goal is another one
   * @throws IOException if the server is not there, for a moment or for good
   */
  private @Nullable Progress reach(String name, Goal goal)
      throws IOException, InterruptedException {
    try {
      Source source = goal.source();
      if (source == null) {
        remove(name, goal);
        return null;
      }
      Losses losses = lost.get(name);
      if (losses != null && losses.of(source) && losses.count() >= LOSSES) {
        return giveUp(name, losses);
      }
      if (!place.folder().has(source)) {
        bring(source);
      } else if (awaitServer(name, goal) && place.server().isReady(name)) {
        return new Progress(State.READY, "");
      }
      return awaitServer(name, goal) ? load(source, goal) : null;
    } catch (ServingException | UncheckedIOException e) {
      return failed(name, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      log.error("model {}: failed unexpectedly", name, e);
      return failed(name, e.toString());
    }
  }

  private void bring(Source source) {
    Path fetched = place.fetch().apply(source.storageUri());
    files(() -> place.folder().place(source.name(), fetched));
    synchronized (this) {
      there.add(source.name());
    }
    say("model " + source.name() + ": fetched");
  }

  private @Nullable Progress load(Source source, Goal goal)
      throws IOException, InterruptedException {
    String name = source.name();
    synchronized (loading) {
      if (!isCurrent(name, goal)) {
        return null;
      }
      String refusal = load(source);
      lost.remove(name);
      if (!refusal.isEmpty()) {
        return failed(name, refusal);
      }
    }
    files(() -> place.folder().isLoaded(source));
    say("model " + name + ": loaded");
    return new Progress(State.READY, "");
  }

  private String load(Source source) throws IOException, InterruptedException {
    try {
      return place.server().load(source.name());
    } catch (ConnectException | HttpConnectTimeoutException e) {
      throw e; // it has not heard of it
    } catch (IOException e) {
      Losses before = lost.get(source.name());
      int count = before != null && before.of(source) ? before.count() + 1 : 1;
      lost.put(source.name(), new Losses(source, count, e.toString()));
      throw e;
    }
  }

  /** Without its files: some servers load whatever they find, and would not come back. */
  private Progress giveUp(String name, Losses losses) {
    files(() -> place.folder().remove(name));
    return failed(
        name,
        "the server went away %d times while it loaded the model: %s (expected: another model, or a"
                .formatted(losses.count(), losses.last())
            + " new Pod, which tries again)");
  }

  /** Its files first: a server that is just starting does not find it then. */
  private void remove(String name, Goal goal) throws InterruptedException {
    try {
      place.folder().remove(name);
    } catch (IOException e) {
      say("model " + name + ": its files stay, and a new server may load them: " + e);
    }
    if (awaitServer(name, goal)) {
      try {
        String refusal = place.server().unload(name);
        say("model " + name + ": " + (refusal.isEmpty() ? "unloaded" : refusal));
      } catch (IOException e) {
        say("model " + name + ": gone with its server: " + e);
      }
    }
  }

  /** What is done to files. */
  private interface FileWork {
    void run() throws IOException;
  }

  /** A failure of files, which is none of the server. */
  private static void files(FileWork work) {
    try {
      work.run();
    } catch (IOException e) {
      throw new UncheckedIOException("the files before the server cannot be changed: " + e, e);
    }
  }

  /** False if the goal is another one before the server answers. */
  private boolean awaitServer(String name, Goal goal) throws InterruptedException {
    while (isCurrent(name, goal)) {
      try {
        if (place.server().answers()) {
          return true;
        }
      } catch (IOException e) {
        log.debug("model {} waits for its server", name, e);
      }
      pause();
    }
    return false;
  }

  private void pause() throws InterruptedException {
    boolean _ = stopped.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private Progress failed(String name, String reason) {
    say("model " + name + ": " + reason);
    return new Progress(State.FAILED, reason);
  }

  /** In the log of the container, which ends with it. */
  private void say(String line) {
    if (stopped.getCount() > 0) {
      place.log().line(line);
    }
  }
}
