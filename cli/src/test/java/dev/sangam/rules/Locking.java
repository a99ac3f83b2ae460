package dev.sangam.rules;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvent;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeModel;
import java.lang.classfile.instruction.MonitorInstruction;

/** Holds for classes with a synchronized method or block, or a volatile field. */
final class Locking extends ArchCondition<JavaClass> {
    Locking() {
        super("use locks or volatile fields");
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        type.getFields().stream()
                .filter(field -> field.getModifiers().contains(JavaModifier.VOLATILE))
                .forEach(field -> events.add(found(type, field.getFullName() + " is volatile")));
        type.getMethods().stream()
                .filter(method -> method.getModifiers().contains(JavaModifier.SYNCHRONIZED))
                .forEach(method -> events.add(found(type, method.getFullName() + " is synchronized")));
        parse(type).methods().stream()
                .filter(method -> method.code().map(Locking::hasMonitor).orElse(false))
                .forEach(method -> events.add(found(
                        type, type.getName() + "." + method.methodName().stringValue() + " has a synchronized block")));
    }

    private static ConditionEvent found(JavaClass type, String what) {
        return SimpleConditionEvent.satisfied(type, what);
    }

    private static boolean hasMonitor(CodeModel code) {
        return code.elementStream().anyMatch(MonitorInstruction.class::isInstance);
    }

    // ArchUnit's model has no instructions; the class file has.
    private static ClassModel parse(JavaClass type) {
        var source = type.getSource().orElseThrow();
        try (var in = source.getUri().toURL().openStream()) {
            return ClassFile.of().parse(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
