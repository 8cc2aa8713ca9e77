// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.api.error.ServingException;
import io.slipway.controlplane.apiserver.catalog.LiveCatalog;
import io.slipway.controlplane.apiserver.catalog.Questions;
import io.slipway.controlplane.apiserver.catalog.ServedKind;
import io.slipway.controlplane.apiserver.http.Accept;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.meta.ApiException;
import io.slipway.controlplane.apiserver.meta.StatusReason;
import io.slipway.controlplane.apiserver.objects.ObjectReads;
import io.slipway.controlplane.apiserver.objects.ObjectWrites;
import io.slipway.controlplane.apiserver.pods.PodHost;
import io.slipway.controlplane.apiserver.rbac.UserInfo;
import io.slipway.controlplane.apiserver.request.ApiRequest;
import io.slipway.controlplane.apiserver.request.Query;
import io.slipway.controlplane.apiserver.request.Verb;
import io.slipway.controlplane.apiserver.token.Authenticator;
import io.slipway.controlplane.apiserver.token.ServiceAccountTokens;
import io.slipway.controlplane.store.ObjectStore;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Kubernetes API over an object store. Calls block for the disk: any thread may make them, best
 * a virtual one. The store stays the caller's; close the API before it.
 */
public final class KubernetesApi implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(KubernetesApi.class);

  /** As large as an object may be. */
  public static final int MAX_BODY_BYTES = 3 << 20;

  /** The group of the resource that adds resources. */
  private static final String DEFINITIONS = "apiextensions.k8s.io";

  private final InstantSource clock;
  private final LiveCatalog catalog;
  private final Beginnings beginnings;
  private final Rights rights;
  private final Impersonation impersonation;
  private final TokenReviews tokens;
  private final Answers answers;
  private final Garbage garbage;
  private final EventExpiry events;
  private final ReadHandler reads;
  private final WatchHandler watches;
  private final WriteHandler writes;
  private final PatchHandler patches;
  private final DeleteHandler deletions;
  private final Subresources subresources;
  private final ScaleHandler scales;
  private final PathHandler paths;
  private final PodHandler pods;

  private KubernetesApi(
      ObjectStore store,
      ServiceAccountTokens tokens,
      List<Authenticator> others,
      InstantSource clock,
      LongSupplier nanoTime,
      String version) {
    ObjectReads objects = new ObjectReads(store);
    ObjectWrites changes = new ObjectWrites(store, new SecureRandom());
    this.clock = clock;
    this.catalog = new LiveCatalog(store, clock);
    this.beginnings = new Beginnings(this);
    this.rights = new Rights(store, beginnings::requireRoles);
    this.impersonation = new Impersonation(rights);
    Accounts accounts = new Accounts(store, tokens, clock);
    this.tokens = new TokenReviews(accounts, others);
    this.answers = new Answers(rights, this.tokens);
    Admission admission = new Admission(store, rights);
    this.garbage = new Garbage(new Collector(store, catalog::current, this));
    this.events = new EventExpiry(store, this, nanoTime);
    WriteListener listener =
        new Reactions(
            catalog, rights, garbage, namespace -> Beginnings.makeAccount(this, namespace));
    this.reads = new ReadHandler(objects);
    this.watches = new WatchHandler(objects, nanoTime);
    this.writes = new WriteHandler(changes, admission, clock, listener);
    this.patches = new PatchHandler(changes, admission, clock, writes, listener);
    this.deletions = new DeleteHandler(changes, objects, clock, listener);
    this.subresources = new Subresources(accounts, changes, clock, listener);
    this.scales = new ScaleHandler(objects, changes, clock, listener);
    this.paths = new PathHandler(catalog::current, version);
    this.pods = new PodHandler(objects, rights, clock);
  }

  /**
   * Opens the API.
   *
   * @param tokens makes and reads those of service accounts
   * @param others know whose other tokens are
   * @param nanoTime monotonic, for the ends of watches
   * @param version of this program, which clients are told
   */
  public static KubernetesApi open(
      ObjectStore store,
      ServiceAccountTokens tokens,
      List<Authenticator> others,
      InstantSource clock,
      LongSupplier nanoTime,
      String version) {
    KubernetesApi api = new KubernetesApi(store, tokens, others, clock, nanoTime, version);
    Beginnings.make(api);
    api.garbage.start();
    api.events.start();
    return api;
  }

  /** Answers a call; a failure is an answer, too. */
  public ApiReply answer(ApiCall made) {
    ApiCall call = made;
    try {
      call = impersonation.of(made);
      if (call.body().length > MAX_BODY_BYTES) {
        throw ApiErrors.tooLargeEntity("limit is " + MAX_BODY_BYTES);
      }
      Query query = Query.parse(call.query());
      ApiRequest request = ApiRequest.read(call.method(), call.path(), query);
      rights.check(call.caller(), request);
      return switch (request) {
        case ApiRequest.Path path -> paths.answer(call, path);
        case ApiRequest.Resource resource -> resource(call, resource, query);
      };
    } catch (ApiException e) {
      return refused(e, made.caller());
    } catch (ServingException e) {
      if (Replies.isFault(e)) {
        log.error("{} {} failed", call.method(), call.path(), e);
      }
      return Replies.failure(Replies.of(e).status());
    } catch (RuntimeException e) {
      log.error("{} {} failed", call.method(), call.path(), e);
      return Replies.failure(
          ApiErrors.internal(e.getClass().getSimpleName() + "; the log has more").status());
    }
  }

  /** Who shows no credential is asked for one. */
  private static ApiReply refused(ApiException refusal, UserInfo caller) {
    boolean asks =
        refusal.status().reason() == StatusReason.FORBIDDEN
            && caller.groups().contains(UserInfo.UNAUTHENTICATED);
    return Replies.failure(asks ? ApiErrors.unauthorized().status() : refusal.status());
  }

  /** Whom a token stands for; null if for nobody. Blocks for the disk, and for who knows it. */
  public @Nullable UserInfo user(String token) {
    return tokens.user(token);
  }

  /** The answer to a call that fails before it is one. */
  public static ApiReply.Whole failure(ServingException failure) {
    return Replies.failure(Replies.of(failure).status());
  }

  /** From now on this one is asked about Pods that run. */
  public void runsPods(PodHost host) {
    pods.host(host);
  }

  /** The answer to a call that is refused before it is read. */
  public static ApiReply.Whole failure(ApiException refusal) {
    return Replies.failure(refusal.status());
  }

  private ApiReply resource(ApiCall call, ApiRequest.Resource target, Query query) {
    if (target.group().equals(DEFINITIONS)) {
      catalog.install();
    } else if (target.group().equals(Rights.GROUP)) {
      beginnings.requireRoles();
    }
    ServedKind kind = catalog.current().find(target.group(), target.version(), target.resource());
    if (kind == null) {
      return question(call, target);
    }
    if (!target.namespace().isEmpty() && !isInNamespaces(kind, target)) {
      throw ApiErrors.noSuchPath();
    }
    Accept.Form form = Accept.choose(call.headers().get("accept"), Conversions::knows);
    ResourceCall about = new ResourceCall(call, target, query, kind, form, clock);
    if (target.subresource().isEmpty()) {
      return object(about);
    }
    if (!kind.has(target.subresource()) || !target.rest().isEmpty()) {
      throw ApiErrors.noSuchPath();
    }
    return switch (target.subresource()) {
      case "status" -> status(about);
      case "scale" -> scales.answer(about);
      default -> PodHandler.answers(target) ? pods.answer(about) : subresources.answer(about);
    };
  }

  /**
   * Whether there can be a namespace in the path. Else who has rights in it alone would have them
   * on objects of the cluster.
   */
  private static boolean isInNamespaces(ServedKind kind, ApiRequest.Resource target) {
    boolean theNamespace =
        target.group().isEmpty()
            && target.resource().equals("namespaces")
            && target.name().equals(target.namespace());
    return kind.type().namespaced() || theNamespace;
  }

  private ApiReply object(ResourceCall call) {
    Verb verb = call.target().action();
    boolean named = !call.name().isEmpty();
    boolean fits =
        switch (verb) {
          case CREATE -> !named;
          case UPDATE, PATCH -> named;
          case GET, LIST, WATCH, DELETE, DELETE_COLLECTION -> true;
        };
    if (!fits || !call.kind().resource().verbs().contains(verb.word())) {
      throw ApiErrors.notAllowed();
    }
    return switch (verb) {
      case GET -> reads.get(call);
      case LIST -> reads.list(call);
      case WATCH -> watches.watch(call);
      case CREATE -> writes.create(call);
      case UPDATE -> writes.update(call);
      case PATCH -> patches.patch(call);
      case DELETE -> deletions.delete(call);
      case DELETE_COLLECTION -> deletions.deleteCollection(call);
    };
  }

  private ApiReply status(ResourceCall call) {
    return switch (call.target().action()) {
      case GET -> reads.get(call);
      case UPDATE -> writes.update(call);
      case PATCH -> patches.patch(call);
      case LIST, WATCH, CREATE, DELETE, DELETE_COLLECTION -> throw ApiErrors.notAllowed();
    };
  }

  private ApiReply question(ApiCall call, ApiRequest.Resource target) {
    if (catalog.current().discovery().resources(target.group(), target.version()) == null) {
      return Replies.text(Replies.NOT_FOUND, "404 page not found\n");
    }
    String kind = Questions.kind(target.group(), target.version(), target.resource());
    if (kind.isEmpty() || !target.subresource().isEmpty()) {
      throw ApiErrors.noSuchPath();
    }
    if (target.action() != Verb.CREATE) {
      throw ApiErrors.notAllowed();
    }
    ObjectNode asked = Bodies.object(call);
    return Replies.json(Replies.CREATED, answers.of(kind, target, asked, call.caller()));
  }

  /** Ends all watches. */
  @Override
  public void close() {
    events.close();
    garbage.close();
    watches.close();
  }
}
