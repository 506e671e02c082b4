package dev.scanctl.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The walls between the command line's packages. */
final class WallsTest {
    private static final JavaClasses CLI = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.scanctl.cli");

    @Test
    void commandsAndOutputKnowNoGrpc() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.scanctl.cli.command..", "dev.scanctl.cli.verb..", "dev.scanctl.cli.view..", "dev.scanctl.cli.output..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.grpc..")
                .check(CLI);
    }

    @Test
    void packagesFormNoCircle() {
        slices().matching("dev.scanctl.(cli..)").should().beFreeOfCycles().check(CLI);
    }
}
