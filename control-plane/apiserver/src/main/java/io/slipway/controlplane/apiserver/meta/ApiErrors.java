// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.meta;

import java.util.List;

/**
 * The ways in which the API says no, each with the code, the reason and the very words that kubectl
 * shows and client libraries know from Kubernetes.
 */
public final class ApiErrors {
  /** The message of {@link #rejectedPatch}, whatever the patch. */
  public static final String REJECTED_PATCH =
      "the server rejected our request due to an error in our request";

  private static final String STALE =
      "the object has been modified; please apply your changes to the latest version and try again";

  private ApiErrors() {}

  public static ApiException notFound(GroupResource resource, String name) {
    return of(StatusReason.NOT_FOUND, named(resource, name) + " not found", resource, name);
  }

  public static ApiException alreadyExists(GroupResource resource, String name) {
    return of(
        StatusReason.ALREADY_EXISTS, named(resource, name) + " already exists", resource, name);
  }

  /** All names that were generated for an object were taken. */
  public static ApiException noUniqueName(GroupResource resource, String name) {
    String message =
        named(resource, name)
            + " already exists, the server was not able to generate a unique name for the object";
    return of(StatusReason.ALREADY_EXISTS, message, StatusDetails.of(resource, name).retryAfter(1));
  }

  public static ApiException conflict(GroupResource resource, String name, String why) {
    String message = "Operation cannot be fulfilled on " + named(resource, name) + ": " + why;
    return of(StatusReason.CONFLICT, message, resource, name);
  }

  /** The object is no longer at the version that the request was made for. */
  public static ApiException stale(GroupResource resource, String name) {
    return conflict(resource, name, STALE);
  }

  /** Others own fields that a server-side apply would change. */
  public static ApiException applyConflict(String message, List<StatusCause> causes) {
    return of(StatusReason.CONFLICT, message, StatusDetails.of(causes));
  }

  public static ApiException invalid(GroupKind kind, String name, List<FieldError> errors) {
    String what = kind + " " + GoText.quote(name) + " is invalid";
    String message = errors.isEmpty() ? what : what + ": " + FieldError.message(errors);
    List<StatusCause> causes = errors.stream().map(StatusCause::of).toList();
    return of(StatusReason.INVALID, message, StatusDetails.of(kind, name, causes));
  }

  /** The changes or the list that was asked for are no longer kept. */
  public static ApiException expired(String message) {
    return of(StatusReason.EXPIRED, message);
  }

  /** A watch or list from a version that was compacted. */
  public static ApiException tooOld(long requested, long oldest) {
    return expired("too old resource version: " + requested + " (" + oldest + ")");
  }

  /** A version that does not exist yet, after waiting for it a while. */
  public static ApiException tooLarge(long requested, long current) {
    StatusCause cause =
        new StatusCause("ResourceVersionTooLarge", "Too large resource version", "");
    return of(
        StatusReason.TIMEOUT,
        "Timeout: Too large resource version: " + requested + ", current: " + current,
        StatusDetails.of(List.of(cause)).retryAfter(1));
  }

  public static ApiException gone(String message) {
    return of(StatusReason.GONE, message);
  }

  public static ApiException badRequest(String message) {
    return of(StatusReason.BAD_REQUEST, message);
  }

  public static ApiException unauthorized() {
    return of(StatusReason.UNAUTHORIZED, "Unauthorized");
  }

  /** A request for a resource that its user may not make; the name may be empty. */
  public static ApiException forbidden(GroupResource resource, String name, String why) {
    String what = name.isEmpty() ? resource.toString() : named(resource, name);
    return of(StatusReason.FORBIDDEN, what + " is forbidden: " + why, resource, name);
  }

  /** Something that is to be made in a namespace that is going. */
  public static ApiException terminating(GroupResource resource, String name, String namespace) {
    String why =
        "unable to create new content in namespace "
            + namespace
            + " because it is being terminated";
    StatusCause cause =
        new StatusCause(
            "NamespaceTerminating",
            "namespace " + namespace + " is being terminated",
            "metadata.namespace");
    String what = name.isEmpty() ? resource.toString() : named(resource, name);
    StatusDetails details =
        new StatusDetails(name, resource.group(), resource.resource(), "", List.of(cause), 0);
    return of(StatusReason.FORBIDDEN, what + " is forbidden: " + why, details);
  }

  /** A request for a path that is no resource. */
  public static ApiException forbidden(String why) {
    return of(StatusReason.FORBIDDEN, "forbidden: " + why, StatusDetails.of(List.of()));
  }

  public static ApiException tooManyRequests(String message, int retryAfterSeconds) {
    return of(
        StatusReason.TOO_MANY_REQUESTS,
        message,
        StatusDetails.of(List.of()).retryAfter(retryAfterSeconds));
  }

  public static ApiException unavailable(String message) {
    return of(StatusReason.SERVICE_UNAVAILABLE, message);
  }

  public static ApiException methodNotSupported(GroupResource resource, String action) {
    String message =
        action + " is not supported on resources of kind " + GoText.quote(resource.toString());
    return of(StatusReason.METHOD_NOT_ALLOWED, message, resource, "");
  }

  /** A path that leads nowhere. */
  public static ApiException noSuchPath() {
    return of(
        StatusReason.NOT_FOUND,
        "the server could not find the requested resource",
        StatusDetails.of(List.of()));
  }

  /** A path on which something else can be done. */
  public static ApiException notAllowed() {
    return of(
        StatusReason.METHOD_NOT_ALLOWED,
        "the server does not allow this method on the requested resource",
        StatusDetails.of(List.of()));
  }

  public static ApiException notAcceptable(List<String> accepted) {
    return of(
        StatusReason.NOT_ACCEPTABLE,
        "only the following media types are accepted: " + String.join(", ", accepted));
  }

  public static ApiException unsupportedMediaType(List<String> accepted) {
    return of(
        StatusReason.UNSUPPORTED_MEDIA_TYPE,
        "the body of the request was in an unknown format - accepted media types include: "
            + String.join(", ", accepted));
  }

  public static ApiException tooLargeEntity(String why) {
    return of(StatusReason.REQUEST_ENTITY_TOO_LARGE, "Request entity too large: " + why);
  }

  /** It took too long; it may still happen. */
  public static ApiException timeout(String what, int retryAfterSeconds) {
    return of(
        StatusReason.TIMEOUT,
        "Timeout: " + what,
        StatusDetails.of(List.of()).retryAfter(retryAfterSeconds));
  }

  /** It did not happen, for a reason that passes. */
  public static ApiException serverTimeout(
      GroupResource resource, String operation, int retryAfterSeconds) {
    String message =
        "The "
            + operation
            + " operation against "
            + resource
            + " could not be completed at this time, please try again.";
    return of(
        StatusReason.SERVER_TIMEOUT,
        message,
        StatusDetails.of(resource, operation).retryAfter(retryAfterSeconds));
  }

  public static ApiException internal(String why) {
    return of(
        StatusReason.INTERNAL_ERROR,
        "Internal error occurred: " + why,
        StatusDetails.of(List.of(new StatusCause("", why, ""))));
  }

  /** A patch that does not apply to the object; kubectl shows the cause. */
  public static ApiException rejectedPatch(String why) {
    return of(
        StatusReason.INVALID,
        REJECTED_PATCH,
        StatusDetails.of(List.of(new StatusCause("", why, ""))));
  }

  /** What Kubernetes answers to failures that it did not foresee; the message says what it was. */
  public static ApiException unknown(String message) {
    return of(StatusReason.UNKNOWN, message);
  }

  private static String named(GroupResource resource, String name) {
    return resource + " " + GoText.quote(name);
  }

  private static ApiException of(StatusReason reason, String message) {
    return new ApiException(ApiStatus.failure(reason, message, null));
  }

  private static ApiException of(StatusReason reason, String message, StatusDetails details) {
    return new ApiException(ApiStatus.failure(reason, message, details));
  }

  private static ApiException of(
      StatusReason reason, String message, GroupResource resource, String name) {
    return of(reason, message, StatusDetails.of(resource, name));
  }
}
