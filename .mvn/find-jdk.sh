# Finds a JDK of at least the wanted feature release, exports JAVA_HOME and sets SLIPWAY_JDK_ID to its full version. Sourced by ./slipway and ./mvnw.
# Order: SLIPWAY_JAVA_HOME, JAVA_HOME, java on the PATH, the usual places. POSIX sh; starts no JVM (reads the `release` file).
SLIPWAY_JDK_FEATURE=25

slipway_is_jdk() { # DIR: true if DIR holds javac of the wanted release or newer
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  while IFS= read -r _line; do
    case $_line in
    JAVA_VERSION=*)
      SLIPWAY_JDK_ID=${_line#JAVA_VERSION=\"}
      SLIPWAY_JDK_ID=${SLIPWAY_JDK_ID%\"}
      _v=${SLIPWAY_JDK_ID%%[!0-9]*}
      [ -n "$_v" ] && [ "$_v" -ge "$SLIPWAY_JDK_FEATURE" ]
      return
      ;;
    esac
  done <"$1/release"
  return 1
}

slipway_find_jdk() { # exports JAVA_HOME, or says what to install and returns 1
  for _dir in "${SLIPWAY_JAVA_HOME-}" "${JAVA_HOME-}"; do
    if [ -n "$_dir" ] && slipway_is_jdk "$_dir"; then
      export JAVA_HOME="$_dir"
      return 0
    fi
  done
  _java=$(command -v java 2>/dev/null) && _java=$(readlink -f "$_java" 2>/dev/null) && _dir=${_java%/bin/java}
  if [ -n "${_java-}" ] && slipway_is_jdk "$_dir"; then
    export JAVA_HOME="$_dir"
    return 0
  fi
  case $- in *f*) _noglob=1 && set +f ;; *) _noglob= ;; esac
  _found=
  for _dir in /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
    "$HOME"/.asdf/installs/java/* "$HOME"/.local/share/mise/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    if slipway_is_jdk "$_dir"; then
      _found=$_dir
      break
    fi
  done
  [ -z "$_noglob" ] || set -f
  if [ -n "$_found" ]; then
    export JAVA_HOME="$_found"
    return 0
  fi
  echo "slipway: no JDK $SLIPWAY_JDK_FEATURE or newer found; install one (Debian/Ubuntu: apt-get install temurin-25-jdk or openjdk-25-jdk; macOS: brew install openjdk@25; any: sdk install java 25-tem) or set JAVA_HOME" >&2
  return 1
}
