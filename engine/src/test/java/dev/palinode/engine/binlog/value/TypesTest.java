package dev.palinode.engine.binlog.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.palinode.engine.binlog.StreamRig;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A value is the same whether it was copied, applied from the binlog, or altered by the server. */
final class TypesTest {
    @OnEachServer
    void numbers(TestServer server) throws Exception {
        checkAll(server, TypeCases.numbers());
    }

    @OnEachServer
    void strings(TestServer server) throws Exception {
        checkAll(server, TypeCases.strings());
    }

    @OnEachServer
    void times(TestServer server) throws Exception {
        checkAll(server, TypeCases.times());
    }

    @OnEachServer
    void labels(TestServer server) throws Exception {
        checkAll(server, TypeCases.labels());
    }

    @OnEachServer
    void shapes(TestServer server) throws Exception {
        checkAll(server, TypeCases.shapes());
    }

    @OnEachServer
    void json(TestServer server) throws Exception {
        checkAll(server, server.isMariaDb() ? TypeCases.jsonText() : JsonCases.all());
    }

    @OnEachServer
    void typesOfOneFlavour(TestServer server) throws Exception {
        checkAll(server, server.isMariaDb() ? TypeCases.mariaDb() : TypeCases.mySql());
    }

    /** Each case as it is and as its change; all at once, and one by one only to say which is wrong. */
    private static void checkAll(TestServer server, List<TypeCase> cases) throws Exception {
        List<TypeCase> all = new ArrayList<>();
        for (TypeCase type : cases) {
            if (all.stream().noneMatch(type.unchanged()::equals)) {
                all.add(type.unchanged());
            }
            if (!type.to().equals(type.from())) {
                all.add(type);
            }
        }
        try (StreamRig rig = new StreamRig(server)) {
            RoundTrip trip = new RoundTrip(rig);
            Optional<Throwable> failure = Optional.ofNullable(catchThrowable(() -> trip.check(all)));
            List<String> wrong = new ArrayList<>();
            for (TypeCase type : failure.isPresent() ? all : List.<TypeCase>of()) {
                Optional.ofNullable(catchThrowable(() -> trip.check(List.of(type))))
                        .ifPresent(e -> wrong.add(type + ": " + e.getMessage()));
            }
            assertThat(wrong).isEmpty();
            assertThat(failure).isEmpty();
        }
    }
}
