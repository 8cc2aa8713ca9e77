// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.repository;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.runtimes.spi.RuntimeProvider;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The engines that are present. Thread-safe. */
public final class Engines {
  /** A model file and the engine that reads it. */
  record Match(RuntimeProvider engine, Path file) {}

  private static final String FIRST = "slipway.engine";

  private final Iterable<RuntimeProvider> providers;

  public Engines(List<RuntimeProvider> providers) {
    this((Iterable<RuntimeProvider>) List.copyOf(providers));
  }

  private Engines(Iterable<RuntimeProvider> providers) {
    this.providers = providers;
  }

  /**
   * Those on the class path. The one that the launcher names, or else the nearest, is asked first,
   * and the others are looked for only when it does not do: to see whether there is a further
   * engine, every jar has to be opened.
   *
   * @throws IllegalStateException if there is no engine of the name that {@value #FIRST} has
   */
  public static Engines onClassPath() {
    ClassLoader all = Engines.class.getClassLoader();
    String name = System.getProperty(FIRST);
    Iterable<RuntimeProvider> first =
        name == null
            ? ServiceLoader.load(RuntimeProvider.class, new NearestResource(all))
            : List.of(engine(name, all));
    ServiceLoader<RuntimeProvider> others = ServiceLoader.load(RuntimeProvider.class, all);
    return new Engines(() -> new Concatenated(first.iterator(), others));
  }

  /** By the name of its class, for which no jar is opened. */
  private static RuntimeProvider engine(String name, ClassLoader all) {
    try {
      return Class.forName(name, true, all)
          .asSubclass(RuntimeProvider.class)
          .getDeclaredConstructor()
          .newInstance();
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw new IllegalStateException(
          "%s=%s (expected: the class of an engine)".formatted(FIRST, name), e);
    }
  }

  /** Sees one file of each name. */
  private static final class NearestResource extends ClassLoader {
    NearestResource(ClassLoader parent) {
      super(parent);
    }

    @Override
    public Enumeration<URL> getResources(String name) {
      URL nearest = getResource(name);
      return nearest == null
          ? Collections.emptyEnumeration()
          : Collections.enumeration(List.of(nearest));
    }
  }

  /** Does not touch what comes second before the first is at its end. */
  private static final class Concatenated implements Iterator<RuntimeProvider> {
    private Iterator<RuntimeProvider> current;
    private @Nullable Iterable<RuntimeProvider> second;

    Concatenated(Iterator<RuntimeProvider> first, Iterable<RuntimeProvider> second) {
      this.current = first;
      this.second = second;
    }

    @Override
    public boolean hasNext() {
      if (!current.hasNext() && second != null) {
        current = second.iterator();
        second = null;
      }
      return current.hasNext();
    }

    @Override
    public RuntimeProvider next() {
      return current.next();
    }
  }

  /**
   * @throws ServingException NOT_IMPLEMENTED if no engine has this format, NOT_FOUND if the path
   *     holds no model, INVALID_ARGUMENT if it holds several
   */
  synchronized Match match(@Nullable String format, Path path) {
    if (!Files.exists(path)) {
      throw new ServingException(ErrorCode.NOT_FOUND, "model file not found: " + path);
    }
    Iterable<RuntimeProvider> candidates =
        format == null ? providers : List.of(engineFor(format.toLowerCase(Locale.ROOT)));
    for (RuntimeProvider engine : candidates) {
      Optional<Path> file = engine.findModel(path);
      if (file.isPresent() && Files.isDirectory(file.get())) {
        file = engine.findModel(file.get()); // a model with more files, in a directory of its name
      }
      if (file.isPresent()) {
        return new Match(engine, file.get());
      }
    }
    throw new ServingException(
        ErrorCode.NOT_FOUND,
        "no model file for %s at %s"
            .formatted(
                format == null ? "any of the formats " + formats() : "format " + format, path));
  }

  /**
   * As {@link #match(String, Path)}, for an engine that a Triton configuration means.
   *
   * @param backend empty if the configuration does not say
   * @param platform empty if the configuration does not say
   */
  synchronized Match match(@Nullable String format, String backend, String platform, Path path) {
    RuntimeProvider meant = null;
    for (String name : List.of(backend, platform)) {
      if (!name.isEmpty()) {
        RuntimeProvider engine = engineOf(name);
        if (meant != null && !meant.equals(engine)) {
          throw ServingException.invalid(
              "backend '%s' and platform '%s' do not go together".formatted(backend, platform));
        }
        meant = engine;
      }
    }
    return match(meant == null ? format : meant.formats().iterator().next(), path);
  }

  private RuntimeProvider engineOf(String backend) {
    Set<String> present = new TreeSet<>();
    for (RuntimeProvider engine : providers) {
      Set<String> names = engine.tritonNames().backends();
      if (names.contains(backend)) {
        return engine;
      }
      present.addAll(names);
    }
    throw new ServingException(
        ErrorCode.NOT_IMPLEMENTED,
        "no engine for the backend or platform '%s' (present: %s)".formatted(backend, present));
  }

  private RuntimeProvider engineFor(String format) {
    for (RuntimeProvider engine : providers) {
      if (engine.formats().contains(format)) {
        return engine;
      }
    }
    throw new ServingException(
        ErrorCode.NOT_IMPLEMENTED,
        "no engine for the model format '%s' (present: %s)".formatted(format, formats()));
  }

  private Set<String> formats() {
    Set<String> formats = new TreeSet<>();
    providers.forEach(engine -> formats.addAll(engine.formats()));
    return formats;
  }
}
