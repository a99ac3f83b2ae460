package dev.sangam.rules;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.io.Serializable;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.Timer;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * What the scheduler core does without, so that equal calls give equal answers: a clock, threads and locks, files and
 * sockets, the console, and randomness without a seed. Each rule takes the root package of the code it is about.
 */
final class CoreRules {
    private static final Set<String> JAVA_BASE = Object.class.getModule().getPackages();

    private CoreRules() {}

    /** Only java.base and the annotations of JSpecify. */
    static ArchRule javaBaseAlone(String root) {
        return classes()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(root + "..", "org.jspecify.annotations")
                        .or(describe("belong to java.base", CoreRules::inJavaBase)));
    }

    /** Time is an argument, never asked for. */
    static ArchRule noClock(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .dependOnClassesThat(assignableTo(InstantSource.class))
                .orShould()
                .accessTargetWhere(calls("java\\.time\\..*", "now"))
                .orShould()
                .accessTargetWhere(calls("java.lang.System", "nanoTime|currentTimeMillis"))
                .orShould()
                .callConstructor(java.util.Date.class)
                .orShould()
                .accessTargetWhere(calls("java.util.(Gregorian)?Calendar", "getInstance|<init>"));
    }

    /** Of {@link System} only {@code arraycopy}: no console, no environment, no exit, no identity hashes. */
    static ArchRule noSystem(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .accessTargetWhere(calls("java.lang.System", "(?!arraycopy$).*"))
                .orShould()
                .accessTargetWhere(calls("java.lang.(Runtime|Process|ProcessBuilder|ProcessHandle)", ".*"))
                .orShould()
                .accessTargetWhere(calls(".*", "printStackTrace"));
    }

    /** One thread owns the core: it starts none, waits for none and locks nothing. */
    static ArchRule noThreads(String root) {
        DescribedPredicate<JavaClass> concurrent = resideInAnyPackage("java.util.concurrent..")
                .and(DescribedPredicate.not(equivalentTo(TimeUnit.class)))
                .or(assignableTo(Thread.class))
                .or(assignableTo(ThreadLocal.class))
                .or(assignableTo(Timer.class));
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .dependOnClassesThat(concurrent)
                .orShould()
                .accessTargetWhere(calls("java.lang.Object", "wait|notify|notifyAll"))
                .orShould()
                .accessTargetWhere(calls("java.util..*", "parallel([A-Z].*)?"))
                .orShould(new Locking());
    }

    /** No file, socket, stream of bytes or resource. */
    static ArchRule noInputOutput(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("java.io").and(DescribedPredicate.not(equivalentTo(Serializable.class))))
                .orShould()
                .dependOnClassesThat(resideInAnyPackage(
                        "java.net..", "java.nio.file..", "java.nio.channels..", "java.util.zip..", "java.util.jar.."))
                .orShould()
                .accessTargetWhere(calls("java.lang.(Class|ClassLoader|Module)", "get(System)?Resource.*"));
    }

    /** A stream of random numbers comes from a seed. */
    static ArchRule noUnseededRandomness(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .accessTargetWhere(calls("java.lang.(Strict)?Math", "random"))
                .orShould()
                .callConstructor(Random.class)
                .orShould()
                .callConstructor(SplittableRandom.class)
                .orShould()
                .callMethod(RandomGenerator.class, "getDefault")
                .orShould()
                .callMethod(RandomGenerator.class, "of", String.class)
                .orShould()
                .callMethod(RandomGeneratorFactory.class, "create")
                .orShould()
                .callMethod(UUID.class, "randomUUID")
                .orShould()
                .callMethod(Collections.class, "shuffle", List.class)
                .orShould()
                .dependOnClassesThat(assignableTo(SecureRandom.class).or(assignableTo(ThreadLocalRandom.class)));
    }

    /** {@code Set.of} and {@code Map.of} iterate in an order that the JVM draws anew for each run. */
    static ArchRule noOrderOfTheRun(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .callMethodWhere(calls(Set.class.getName() + "|" + Map.class.getName(), "of|copyOf|ofEntries"))
                .orShould()
                .callMethodWhere(calls("java.util.stream.Collectors", "toUnmodifiable(Set|Map)"));
    }

    /** Access of a member whose owner's name and own name match two regular expressions. */
    private static DescribedPredicate<JavaAccess<?>> calls(String owner, String member) {
        return describe(
                owner + "." + member,
                access -> access.getTargetOwner().getName().matches(owner)
                        && access.getTarget().getName().matches(member));
    }

    private static boolean inJavaBase(JavaClass type) {
        JavaClass element = type.getBaseComponentType();
        return element.isPrimitive() || JAVA_BASE.contains(element.getPackageName());
    }
}
