package dev.palinode.engine.stream;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;

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

    /** Each case as it is and as its change. */
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
        SoftAssertions softly = new SoftAssertions();
        try (StreamRig rig = new StreamRig(server)) {
            RoundTrip trip = new RoundTrip(rig);
            for (TypeCase type : all) {
                softly.assertThatCode(() -> trip.check(type))
                        .as(type.toString())
                        .doesNotThrowAnyException();
            }
        }
        softly.assertAll();
    }
}
