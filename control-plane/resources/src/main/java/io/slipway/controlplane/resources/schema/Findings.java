// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.schema;

import io.slipway.controlplane.resources.schema.FieldError.Reason;
import io.slipway.controlplane.resources.yaml.Position;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what the checks of one document find. Used by one thread. */
public final class Findings {
  /** More than this many errors, or ignored fields, tell nothing new. */
  static final int MOST = 100;

  private final List<FieldError> errors = new ArrayList<>();
  private final List<IgnoredField> ignored = new ArrayList<>();
  private int moreErrors;
  private int moreIgnored;

  public void error(Position position, String path, Reason reason, String message) {
    if (errors.size() < MOST) {
      errors.add(new FieldError(position, path, reason, message));
    } else {
      moreErrors++;
    }
  }

  /** A field that asks for something nothing here does. */
  public void unsupported(Position position, String path, String reason) {
    error(position, path, Reason.UNSUPPORTED, "not supported here: " + reason);
  }

  public void ignored(Position position, String path, String reason) {
    if (ignored.size() < MOST) {
      ignored.add(new IgnoredField(position, path, reason));
    } else {
      moreIgnored++;
    }
  }

  /** True once further findings are only counted, so that finding more words for them is waste. */
  boolean isFull() {
    return errors.size() >= MOST || ignored.size() >= MOST;
  }

  public boolean hasErrors() {
    return !errors.isEmpty();
  }

  /** The errors in the order of the text, the last one counting those that were left out. */
  public List<FieldError> errors() {
    List<FieldError> sorted = new ArrayList<>(errors);
    if (sorted.size() > 1) {
      sorted.sort(Comparator.comparing(FieldError::position));
    }
    if (moreErrors > 0) {
      Position last = sorted.getLast().position();
      sorted.add(new FieldError(last, "", Reason.INVALID, "and " + moreErrors + " more errors"));
    }
    return List.copyOf(sorted);
  }

  /** The ignored fields in the order of the text, the last one counting those left out. */
  public List<IgnoredField> ignored() {
    List<IgnoredField> sorted = new ArrayList<>(ignored);
    if (sorted.size() > 1) {
      sorted.sort(Comparator.comparing(IgnoredField::position));
    }
    if (moreIgnored > 0) {
      Position last = sorted.getLast().position();
      sorted.add(new IgnoredField(last, "...", "and " + moreIgnored + " more fields"));
    }
    return List.copyOf(sorted);
  }
}
