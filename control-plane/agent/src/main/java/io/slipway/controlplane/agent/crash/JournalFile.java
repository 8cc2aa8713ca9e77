// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.crash;

import io.slipway.controlplane.agent.inprocess.CrashJournal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The file behind {@link CrashJournal}: a place for each thing that may end the process, with its
 * name and a count of the threads that do it just now. The file is mapped: to begin and to end is a
 * write to memory, which the kernel keeps when the process dies, however it does. Thread-safe.
 */
public final class JournalFile implements AutoCloseable {
  static final int PLACES = 1024;
  private static final int PLACE_BYTES = 512;
  private static final int NAME = 8;

  /** How many threads are at work at the thing of a place; at its beginning. */
  private static final VarHandle AT_WORK = ValueLayout.JAVA_INT.varHandle();

  private final Arena arena = Arena.ofShared();
  private final MemorySegment places;
  private final BitSet taken = new BitSet(PLACES);
  private final List<Suspect> suspects;

  /**
   * What was being done when the process died before.
   *
   * @param container whose it was: {@code <uid of the Pod>/<name>}
   */
  public record Suspect(String container, String what) {}

  private JournalFile(Path file, List<Suspect> suspects) throws IOException {
    this.suspects = suspects;
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      long size = (long) PLACES * PLACE_BYTES;
      places = channel.map(FileChannel.MapMode.READ_WRITE, 0, size, arena);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Reads what the last process left, and begins anew. The caller closes it. */
  public static JournalFile open(Path file) throws IOException {
    return new JournalFile(file, read(file));
  }

  private static List<Suspect> read(Path file) throws IOException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException _) {
      return List.of();
    }
    List<Suspect> suspects = new ArrayList<>();
    for (int at = 0; at + PLACE_BYTES <= bytes.length; at += PLACE_BYTES) {
      if (atWork(bytes, at)) {
        int end = at + NAME;
        while (end < at + PLACE_BYTES && bytes[end] != 0) {
          end++;
        }
        String name = new String(bytes, at + NAME, end - at - NAME, StandardCharsets.UTF_8);
        int space = name.indexOf(' ');
        suspects.add(
            space < 0
                ? new Suspect(name, "")
                : new Suspect(name.substring(0, space), name.substring(space + 1)));
      }
    }
    return List.copyOf(suspects);
  }

  private static boolean atWork(byte[] bytes, int at) {
    for (int i = 0; i < Integer.BYTES; i++) {
      if (bytes[at + i] != 0) {
        return true;
      }
    }
    return false;
  }

  /** What was being done when the process died before; empty after a proper end. */
  public List<Suspect> suspects() {
    return suspects;
  }

  /** The journal of one container. */
  public CrashJournal of(String podUid, String container) {
    return what -> place(podUid, container, what);
  }

  private CrashJournal.Risk place(String podUid, String container, String what) {
    int number;
    synchronized (taken) {
      number = taken.nextClearBit(0);
      if (number >= PLACES) {
        throw new IllegalStateException(
            "more than " + PLACES + " things at once that may end the process: " + what);
      }
      taken.set(number);
    }
    MemorySegment place = places.asSlice((long) number * PLACE_BYTES, PLACE_BYTES);
    place.fill((byte) 0);
    name(place, podUid, container, what);
    place.force();
    return new Place(place, number, what);
  }

  private static void name(MemorySegment place, String podUid, String container, String what) {
    byte[] text = (podUid + "/" + container + " " + what).getBytes(StandardCharsets.UTF_8);
    byte[] name = Arrays.copyOf(text, PLACE_BYTES - NAME);
    name[name.length - 1] = 0;
    MemorySegment.copy(name, 0, place, ValueLayout.JAVA_BYTE, NAME, name.length);
  }

  private final class Place implements CrashJournal.Risk {
    private final MemorySegment place;
    private final int number;
    private final String what;

    /** Then the place may be another's; guarded by the lock of those taken. */
    private boolean closed;

    Place(MemorySegment place, int number, String what) {
      this.place = place;
      this.number = number;
      this.what = what;
    }

    @Override
    public void begin() {
      AT_WORK.getAndAdd(place, 0L, 1);
    }

    @Override
    public void end() {
      AT_WORK.getAndAdd(place, 0L, -1);
    }

    @Override
    public void passTo(String podUid, String container) {
      synchronized (taken) {
        if (!closed) {
          name(place, podUid, container, what);
        }
      }
    }

    @Override
    public void close() {
      synchronized (taken) {
        if (!closed) {
          closed = true;
          place.set(ValueLayout.JAVA_INT, 0, 0);
          taken.clear(number);
        }
      }
    }
  }

  /** A proper end: nobody is a suspect. Nothing of the journal is used after it. */
  @Override
  public void close() {
    places.fill((byte) 0);
    try {
      places.force();
    } catch (UncheckedIOException e) {
      throw new IllegalStateException("the crash journal cannot be written", e);
    } finally {
      arena.close();
    }
  }
}
