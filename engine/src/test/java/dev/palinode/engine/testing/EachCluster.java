package dev.palinode.engine.testing;

import dev.palinode.engine.embedded.PrivateMySql;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** The source of {@link OnEachCluster}. */
final class EachCluster implements ArgumentsProvider {
    @Override
    public Stream<? extends Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
        if (PrivateMySql.program().isPresent()) {
            return Stream.of(Arguments.of(TestServer.Flavour.MARIADB), Arguments.of(TestServer.Flavour.MYSQL));
        }
        if (System.getenv().containsKey("CI")) {
            throw new AssertionError(PrivateMySql.VARIABLE + " names no mysqld");
        }
        System.out.println("skipped: clusters of MySQL (set " + PrivateMySql.VARIABLE + " to $(.ci/mysql server))");
        return Stream.of(Arguments.of(TestServer.Flavour.MARIADB));
    }
}
