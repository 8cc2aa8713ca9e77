// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.cache;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.tensor.Tensor;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.modelserver.execution.TensorBatch;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answers of all models that have them kept, in native memory of a bounded number of bytes: the
 * least recently used go first. Answers are copies, so that a row of a large batch does not hold
 * the batch, and are given out as views: what is thrown out while somebody writes it to a socket
 * goes when that is done. Thread-safe, by one lock that is held for a look-up in a map; copying is
 * done outside of it.
 */
public final class ResponseCache {
  private static final Logger log = LoggerFactory.getLogger(ResponseCache.class);

  /** What an answer takes beside its bytes: key, map and objects, and the rounding of memory. */
  static final long ENTRY_BYTES = 512;

  static final long TENSOR_BYTES = 256;

  /** Owns the tensors; whoever asks gets shares of them. */
  private record Entry(List<NamedTensor> tensors, long bytes) {}

  /**
   * What the cache has and has done.
   *
   * @param bytes of the answers that are there, with what they take besides
   * @param insertions since the start
   * @param evictions for want of room, since the start
   */
  public record Snapshot(long entries, long bytes, long insertions, long evictions) {}

  private final long maxBytes;
  private final TensorAllocator allocator;

  /** The least recently used first. */
  private final Map<CacheKey, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

  private long bytes;
  private long insertions;
  private long evictions;
  private long owners;
  private boolean warned;

  /**
   * @param maxBytes that answers may take together
   * @param allocator where their memory comes from
   */
  public ResponseCache(long maxBytes, TensorAllocator allocator) {
    if (maxBytes < 1) {
      throw new IllegalArgumentException("maxBytes: " + maxBytes + " (expected: >= 1)");
    }
    this.maxBytes = maxBytes;
    this.allocator = allocator;
  }

  public long maxBytes() {
    return maxBytes;
  }

  public synchronized Snapshot snapshot() {
    return new Snapshot(entries.size(), bytes, insertions, evictions);
  }

  /** A number that stands for one model, as loaded now. */
  synchronized long newOwner() {
    return ++owners;
  }

  /** Null if there is no such answer; the caller owns the tensors. */
  synchronized @Nullable List<NamedTensor> get(CacheKey key) {
    Entry entry = entries.get(key);
    return entry == null ? null : NamedTensor.shareAll(entry.tensors());
  }

  /**
   * Keeps a copy of an answer if there is room for it; does nothing else if that fails.
   *
   * @param outputs borrowed
   */
  void put(CacheKey key, List<NamedTensor> outputs) {
    long size = ENTRY_BYTES;
    for (NamedTensor output : outputs) {
      size += TENSOR_BYTES + output.tensor().data().byteSize();
    }
    if (size > maxBytes) {
      return;
    }
    List<NamedTensor> copies = copies(outputs);
    if (copies != null) {
      keep(key, new Entry(copies, size));
    }
  }

  private @Nullable List<NamedTensor> copies(List<NamedTensor> outputs) {
    List<NamedTensor> copies = new ArrayList<>(outputs.size());
    try {
      for (NamedTensor output : outputs) {
        Tensor copy = TensorBatch.copy(output.tensor(), allocator);
        copies.add(new NamedTensor(output.name(), copy, output.parameters()));
      }
      return copies;
    } catch (ServingException | OutOfMemoryError e) {
      copies.forEach(NamedTensor::close);
      warn(e);
      return null;
    }
  }

  private synchronized void warn(Throwable failure) {
    if (!warned) {
      warned = true;
      log.warn(
          "answers are not cached for want of memory; a smaller response cache would fit: {}",
          failure.toString());
    }
  }

  private synchronized void keep(CacheKey key, Entry entry) {
    Entry before = entries.put(key, entry);
    if (before != null) {
      drop(before);
    }
    bytes += entry.bytes();
    insertions++;
    Iterator<Entry> oldest = entries.values().iterator();
    while (bytes > maxBytes) {
      drop(oldest.next());
      oldest.remove();
      evictions++;
    }
  }

  /** Forgets all answers of one owner. */
  synchronized void removeAll(long owner) {
    Iterator<Map.Entry<CacheKey, Entry>> each = entries.entrySet().iterator();
    while (each.hasNext()) {
      Map.Entry<CacheKey, Entry> entry = each.next();
      if (entry.getKey().owner() == owner) {
        each.remove();
        drop(entry.getValue());
      }
    }
  }

  private void drop(Entry entry) {
    bytes -= entry.bytes();
    entry.tensors().forEach(NamedTensor::close);
  }
}
