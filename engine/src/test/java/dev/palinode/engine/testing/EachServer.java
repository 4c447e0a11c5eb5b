package dev.palinode.engine.testing;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** The source of {@link OnEachServer}. */
final class EachServer implements ArgumentsProvider {
    @Override
    public Stream<? extends Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
        OnEachServer wanted = context.getRequiredTestMethod().getAnnotation(OnEachServer.class);
        List<TestServer.Flavour> flavours = List.of(wanted.of());
        return TestServers.all()
                .filter(server -> flavours.contains(server.flavour()))
                .map(Arguments::of);
    }
}
