package dev.scanctl.coordinator;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The walls between the packages of this module. */
class WallsTest {
    private static final String ROOT = "dev.scanctl.coordinator";
    private static final JavaClasses OURS =
            new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages(ROOT);

    @Test
    void onlyTheStoreAndWorkHandedToItSpeakSql() {
        // A work may throw SQLException, which is the store's seam; statements and connections stay behind it.
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".store..")
                .should()
                .dependOnClassesThat(describe(
                        "are SQL and not its exception",
                        used -> (used.getPackageName().startsWith("java.sql")
                                        || used.getPackageName().startsWith("javax.sql")
                                        || used.getPackageName().startsWith("org.h2")
                                        || used.getPackageName().startsWith("org.flywaydb"))
                                && !used.getName().equals("java.sql.SQLException")))
                .check(OURS);
    }

    @Test
    void onlyTheEdgeSpeaksGrpc() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT, ROOT + ".rpc..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.grpc..", "io.netty..")
                .check(OURS);
    }

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(OURS);
    }

    @Test
    void nobodyLooksBackAtTheWiring() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".*..")
                .and()
                .resideOutsideOfPackage(ROOT)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT)
                .check(OURS);
    }

    @Test
    void noClassIsNamedAfterNothing() {
        noClasses()
                .that()
                .doNotHaveModifier(JavaModifier.SYNTHETIC)
                .should()
                .haveNameMatching(".*(Manager|Util|Utils|Helper|Impl|Processor|Dto)")
                .check(OURS);
    }
}
