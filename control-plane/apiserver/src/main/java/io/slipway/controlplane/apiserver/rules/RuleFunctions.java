// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.rules;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.cel.checker.CelCheckerBuilder;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompilerLibrary;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntimeBuilder;
import dev.cel.runtime.CelRuntimeLibrary;
import io.slipway.controlplane.apiserver.schema.Addresses;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Functions that Kubernetes adds to CEL: those that definitions in use call. A rule that calls
 * another one is refused when its definition is created, with the name of the function.
 */
final class RuleFunctions implements CelCompilerLibrary, CelRuntimeLibrary {
  private static final Pattern QUANTITY =
      Pattern.compile(
          "[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([numkMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]+)?");
  private static final List<CelType> SORTED =
      List.of(
          SimpleType.INT,
          SimpleType.DOUBLE,
          SimpleType.STRING,
          SimpleType.BOOL,
          SimpleType.BYTES,
          SimpleType.DURATION,
          SimpleType.TIMESTAMP);

  @Override
  public void setCheckerOptions(CelCheckerBuilder checker) {
    for (String name : List.of("isIP", "isCIDR", "isURL", "isQuantity")) {
      checker.addFunctionDeclarations(
          CelFunctionDecl.newFunctionDeclaration(
              name,
              CelOverloadDecl.newGlobalOverload(
                  name + "_string", SimpleType.BOOL, SimpleType.STRING)));
    }
    checker.addFunctionDeclarations(
        CelFunctionDecl.newFunctionDeclaration(
            "find", member("string_find_string", SimpleType.STRING, SimpleType.STRING)),
        CelFunctionDecl.newFunctionDeclaration(
            "findAll",
            member(
                "string_find_all_string", ListType.create(SimpleType.STRING), SimpleType.STRING)),
        lists("isSorted", SimpleType.BOOL),
        lists("min", null),
        lists("max", null),
        CelFunctionDecl.newFunctionDeclaration(
            "sum",
            CelOverloadDecl.newMemberOverload(
                "list_int_sum", SimpleType.INT, ListType.create(SimpleType.INT)),
            CelOverloadDecl.newMemberOverload(
                "list_double_sum", SimpleType.DOUBLE, ListType.create(SimpleType.DOUBLE))));
  }

  private static CelOverloadDecl member(String id, CelType result, CelType argument) {
    return CelOverloadDecl.newMemberOverload(id, result, SimpleType.STRING, argument);
  }

  /** A function of lists of each type that has an order; without a result, that of its elements. */
  private static CelFunctionDecl lists(String name, @Nullable CelType result) {
    List<CelOverloadDecl> overloads = new ArrayList<>();
    for (CelType type : SORTED) {
      overloads.add(
          CelOverloadDecl.newMemberOverload(
              id(name, type), result == null ? type : result, ListType.create(type)));
    }
    return CelFunctionDecl.newFunctionDeclaration(name, overloads);
  }

  private static String id(String name, CelType type) {
    return "list_" + type.name().replace('.', '_') + '_' + name;
  }

  @Override
  public void setRuntimeOptions(CelRuntimeBuilder runtime) {
    runtime.addFunctionBindings(
        CelFunctionBinding.from("isIP_string", String.class, RuleFunctions::isIp),
        CelFunctionBinding.from("isCIDR_string", String.class, RuleFunctions::isCidr),
        CelFunctionBinding.from("isURL_string", String.class, Addresses::isRequestUri),
        CelFunctionBinding.from("isQuantity_string", String.class, RuleFunctions::isQuantity),
        CelFunctionBinding.from(
            "string_find_string", String.class, String.class, RuleFunctions::find),
        CelFunctionBinding.from(
            "string_find_all_string", String.class, String.class, RuleFunctions::findAll),
        CelFunctionBinding.from("list_int_sum", List.class, RuleFunctions::sum),
        CelFunctionBinding.from("list_double_sum", List.class, RuleFunctions::sumOfDoubles));
    for (CelType type : SORTED) {
      runtime.addFunctionBindings(
          CelFunctionBinding.from(id("isSorted", type), List.class, RuleFunctions::isSorted),
          CelFunctionBinding.from(id("min", type), List.class, list -> extreme(list, -1)),
          CelFunctionBinding.from(id("max", type), List.class, list -> extreme(list, 1)));
    }
  }

  /** Without zeros in front, without a zone, and no IPv4 address inside of IPv6. */
  private static boolean isIp(String text) {
    if (text.indexOf('.') >= 0) {
      return text.indexOf(':') < 0 && Addresses.isIpv4(text) && hasNoLeadingZero(text);
    }
    return Addresses.isIpv6(text);
  }

  private static boolean hasNoLeadingZero(String address) {
    for (String part : address.split("\\.", -1)) {
      if (part.length() > 1 && part.charAt(0) == '0') {
        return false;
      }
    }
    return true;
  }

  private static boolean isCidr(String text) {
    int slash = text.indexOf('/');
    String bits = text.substring(slash + 1);
    boolean plain = bits.length() == 1 || !bits.startsWith("0");
    return slash > 0 && plain && isIp(text.substring(0, slash)) && Addresses.isCidr(text);
  }

  private static boolean isQuantity(String text) {
    return QUANTITY.matches(text);
  }

  private static String find(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    return matcher.find() ? matcher.group() : "";
  }

  private static List<String> findAll(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    List<String> found = new ArrayList<>();
    while (matcher.find()) {
      found.add(matcher.group());
    }
    return found;
  }

  private static long sum(List<?> list) {
    long sum = 0;
    for (Object each : list) {
      sum = Math.addExact(sum, ((Number) each).longValue());
    }
    return sum;
  }

  private static double sumOfDoubles(List<?> list) {
    double sum = 0;
    for (Object each : list) {
      sum += ((Number) each).doubleValue();
    }
    return sum;
  }

  private static boolean isSorted(List<?> list) {
    for (int i = 1; i < list.size(); i++) {
      if (compare(list.get(i - 1), list.get(i)) > 0) {
        return false;
      }
    }
    return true;
  }

  private static Object extreme(List<?> list, int sign) {
    if (list.isEmpty()) {
      throw new IllegalArgumentException((sign < 0 ? "min" : "max") + " called on empty list");
    }
    Object best = list.get(0);
    for (Object each : list) {
      if (sign * compare(each, best) > 0) {
        best = each;
      }
    }
    return best;
  }

  /** Elements of one list are of one type. */
  @SuppressWarnings("unchecked")
  private static int compare(Object one, Object other) {
    return ((Comparable<Object>) one).compareTo(other);
  }
}
