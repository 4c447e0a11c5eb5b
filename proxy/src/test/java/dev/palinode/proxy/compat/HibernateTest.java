package dev.palinode.proxy.compat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.proxy.compat.Library.Author;
import dev.palinode.proxy.compat.Library.Book;
import dev.palinode.proxy.compat.Library.Shelf;
import java.util.List;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;

/** An ORM that makes its schema, works with it, and prepends comments to its statements. */
final class HibernateTest {
    private static SessionFactory factory(Place place, String schemaAction, String url) {
        return configuration(place, schemaAction, url)
                .addAnnotatedClass(Author.class)
                .addAnnotatedClass(Book.class)
                .buildSessionFactory();
    }

    private static Configuration configuration(Place place, String schemaAction, String url) {
        return new Configuration()
                .setProperty("hibernate.connection.url", url)
                .setProperty("hibernate.connection.username", place.user())
                .setProperty("hibernate.connection.password", place.password())
                .setProperty("hibernate.hbm2ddl.auto", schemaAction)
                .setProperty("hibernate.use_sql_comments", "true")
                .setProperty("hibernate.jdbc.batch_size", "20");
    }

    /** The dialect asks MySQL's driver for what it gets only from a MySQL. */
    private static String url(Place place, String parameters) {
        return place.isMariaDb() ? place.mariaDbUrl(parameters) : place.url(parameters);
    }

    @OnEachServer
    void work(TestServer server) throws Exception {
        try (Stage stage = Stage.on(server)) {
            for (String parameters : List.of("", "&useServerPrepStmts=true&rewriteBatchedStatements=true")) {
                stage.compare((place, seen) -> {
                    try (SessionFactory factory = factory(place, "create", url(place, parameters))) {
                        store(factory);
                        read(factory, seen);
                    }
                    try (SessionFactory factory = factory(place, "validate", url(place, parameters))) {
                        read(factory, seen);
                    }
                    try (var connection = place.connect(place.url(""));
                            var statement = connection.createStatement()) {
                        seen.rows("books", statement.executeQuery("SHOW CREATE TABLE Book"));
                    }
                });
            }
        }
    }

    private static void store(SessionFactory factory) {
        factory.inTransaction(session -> {
            for (int i = 0; i < 30; i++) {
                Author author = new Author("Author " + i);
                session.persist(author);
                for (int j = 0; j < 3; j++) {
                    session.persist(new Book("Book " + i + "." + j, 10 * i + j, author));
                }
            }
        });
        factory.inTransaction(session -> {
            Author first = session.createSelectionQuery("from Author where name = 'Author 0'", Author.class)
                    .getSingleResult();
            first.rename("Åuthor zero");
            session.createMutationQuery("update Book set pages = pages + 1 where pages > :limit")
                    .setParameter("limit", 250)
                    .executeUpdate();
            session.createMutationQuery("delete from Book where title like '%.2'")
                    .executeUpdate();
        });
    }

    private static void read(SessionFactory factory, Transcript seen) {
        factory.inSession(session -> {
            List<Object[]> found = session.createSelectionQuery(
                            "select a.name, count(b), sum(b.pages), max(b.stocked) is null from Author a join a.books b"
                                    + " group by a.name order by a.name",
                            Object[].class)
                    .getResultList();
            found.forEach(row -> seen.note("author", List.of(row)));
            seen.note(
                    "page",
                    session.createSelectionQuery("select title from Book order by title desc", String.class)
                            .setFirstResult(5)
                            .setMaxResults(3)
                            .getResultList());
        });
    }

    @OnEachServer
    void updatesItsSchemaOnline(TestServer server) throws Exception {
        try (Stage stage = Stage.on(server)) {
            Place place = stage.proxied();
            try (SessionFactory factory = configuration(place, "create", url(place, ""))
                    .addAnnotatedClass(Shelf.class)
                    .buildSessionFactory()) {
                factory.inTransaction(session -> session.persist(new Shelf("hall")));
            }
            try (var connection = place.connect(place.url(""))) {
                Online.run(connection, "ALTER TABLE Shelf DROP COLUMN width");
            }
            configuration(place, "update", url(place, "&sessionVariables=ddl_strategy='vitess'"))
                    .addAnnotatedClass(Shelf.class)
                    .buildSessionFactory()
                    .close();
            try (var connection = place.connect(place.url(""))) {
                Online.awaitAllComplete(connection, 1);
                assertThat(Online.one(connection, "SELECT CONCAT(room, COALESCE(width, 0)) FROM Shelf"))
                        .isEqualTo("hall0");
            }
        }
    }
}
