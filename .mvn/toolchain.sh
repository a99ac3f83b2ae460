# Finds the tools that building and running Sangam need. Sourced by ./sangam and ./mvnw; works with bash 3.2 and newer.
#
# SANGAM_JDK_PATHS replaces the folders searched last: JDK homes or patterns of them, separated by colons.

SANGAM_JAVA=25

# Prints the home of a JDK that is new enough: JAVA_HOME's, else the first on the PATH, else the oldest in the usual folders.
find_jdk() {
    local home java version best='' best_version=''
    if [ -n "${JAVA_HOME:-}" ] && jdk_version "$JAVA_HOME" >/dev/null; then
        printf '%s\n' "$JAVA_HOME"
        return
    fi
    while IFS= read -r java; do
        home=$(home_of "$java") || continue
        if jdk_version "$home" >/dev/null; then
            printf '%s\n' "$home"
            return
        fi
    done <<<"$(type -aP java)"

    local IFS=:
    for home in ${SANGAM_JDK_PATHS-$(usual_folders)}; do
        version=$(jdk_version "$home") || continue
        if [ -z "$best" ] || [ "$version" -lt "$best_version" ]; then
            best=$home
            best_version=$version
        fi
    done
    [ -n "$best" ] && printf '%s\n' "$best"
}

usual_folders() {
    local jvms=/Library/Java/JavaVirtualMachines
    printf '%s:' \
        '/usr/lib/jvm/*' '/usr/lib64/jvm/*' '/usr/java/*' '/usr/local/java/*' '/usr/local/*jdk*' '/opt/*jdk*' \
        '/opt/java/*' '/opt/jvm/*' \
        "${HOME:-}/.sdkman/candidates/java/*" "${HOME:-}/.jdks/*" "${HOME:-}/.jenv/versions/*" "${HOME:-}/.local/share/mise/installs/java/*" \
        "${HOME:-}/.asdf/installs/java/*" "${HOME:-}/.gradle/jdks/*" "${HOME:-}/jdk*" \
        "$jvms/*/Contents/Home" "${HOME:-}$jvms/*/Contents/Home" \
        '/opt/homebrew/opt/openjdk*' '/usr/local/opt/openjdk*' '/home/linuxbrew/.linuxbrew/opt/openjdk*'
}

# Prints the feature version of the JDK in a folder; fails when there is none or it is too old.
jdk_version() {
    local line version=''
    [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
    while IFS= read -r line; do
        case $line in
            JAVA_VERSION=*)
                version=${line#JAVA_VERSION=}
                version=${version//\"/}
                version=${version%%[!0-9]*}
                ;;
        esac
    done <"$1/release"
    [ -n "$version" ] && [ "$version" -ge "$SANGAM_JAVA" ] && printf '%s\n' "$version"
}

# Prints the home of the JDK a java command belongs to: by its place when it is a link, by asking it when it is a script.
home_of() {
    local java=$1 target
    target=$(readlink -f "$java" 2>/dev/null) || target=$java
    case $target in
        */bin/java)
            if [ -r "${target%/bin/java}/release" ]; then
                printf '%s\n' "${target%/bin/java}"
                return
            fi
            ;;
    esac
    "$java" -XshowSettings:properties -version 2>&1 </dev/null | sed -n 's/^ *java\.home = //p'
}

# Sets and exports JAVA_HOME, or says what to install and fails. The argument is the name to speak under.
require_jdk() {
    if ! JAVA_HOME=$(find_jdk); then
        printf '%s: no JDK %s or newer in JAVA_HOME, on the PATH or in the usual folders; install one (Eclipse Temurin %s, say) or set JAVA_HOME to it.\n' \
            "$1" "$SANGAM_JAVA" "$SANGAM_JAVA" >&2
        return 1
    fi
    export JAVA_HOME
}

# Fails with a sentence when there is no Maven. The argument is the name to speak under.
require_maven() {
    if ! type -P mvn >/dev/null; then
        printf '%s: no Maven on the PATH; install Apache Maven 3.8.7 or newer.\n' "$1" >&2
        return 1
    fi
}
