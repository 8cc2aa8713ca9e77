// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import java.util.AbstractQueue;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A bounded queue that gives out the least element first. Thread-safe. */
final class LevelQueue<E> extends AbstractQueue<E> implements BlockingQueue<E> {
  private static final int FIRST_CAPACITY = 16;

  private final PriorityBlockingQueue<E> elements;
  private final int capacity;

  /** Those in the queue and those being put there; never above the capacity. */
  private final AtomicInteger taken = new AtomicInteger();

  LevelQueue(int capacity, Comparator<? super E> order) {
    this.capacity = capacity;
    this.elements = new PriorityBlockingQueue<>(FIRST_CAPACITY, order);
  }

  @Override
  public boolean offer(E element) {
    if (taken.incrementAndGet() > capacity) {
      taken.decrementAndGet();
      return false;
    }
    return elements.offer(element);
  }

  /** Does not wait: a full queue is a refusal here. */
  @Override
  public boolean offer(E element, long timeout, TimeUnit unit) {
    return offer(element);
  }

  @Override
  public void put(E element) {
    add(element);
  }

  @Override
  public E take() throws InterruptedException {
    E element = elements.take();
    taken.decrementAndGet();
    return element;
  }

  @Override
  public @Nullable E poll() {
    return counted(elements.poll());
  }

  @Override
  public @Nullable E poll(long timeout, TimeUnit unit) throws InterruptedException {
    return counted(elements.poll(timeout, unit));
  }

  private @Nullable E counted(@Nullable E element) {
    if (element != null) {
      taken.decrementAndGet();
    }
    return element;
  }

  @Override
  public @Nullable E peek() {
    return elements.peek();
  }

  @Override
  public boolean remove(Object element) {
    boolean removed = elements.remove(element);
    if (removed) {
      taken.decrementAndGet();
    }
    return removed;
  }

  @Override
  public int drainTo(Collection<? super E> target) {
    return drainTo(target, Integer.MAX_VALUE);
  }

  @Override
  public int drainTo(Collection<? super E> target, int most) {
    int drained = elements.drainTo(target, most);
    taken.addAndGet(-drained);
    return drained;
  }

  @Override
  public int size() {
    return elements.size();
  }

  @Override
  public int remainingCapacity() {
    return Math.max(0, capacity - taken.get());
  }

  /** Over a copy; removes nothing. */
  @Override
  public Iterator<E> iterator() {
    return List.copyOf(elements).iterator();
  }
}
