package dev.scanctl.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The walls between the agent's packages. */
final class WallsTest {
    private static final JavaClasses AGENT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.scanctl.agent");

    @Test
    void nativeCallsStandInOnePackage() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.scanctl.agent.linux..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.lang.foreign..")
                .check(AGENT);
    }

    @Test
    void grpcStandsAtTheEdges() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.scanctl.agent.probe..", "dev.scanctl.agent.linux..", "dev.scanctl.agent.nio..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.grpc..", "dev.scanctl.proto..")
                .check(AGENT);
    }

    @Test
    void packagesFormNoCircle() {
        slices().matching("dev.scanctl.(agent..)").should().beFreeOfCycles().check(AGENT);
    }
}
