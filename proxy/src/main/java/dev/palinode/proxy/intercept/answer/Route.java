package dev.palinode.proxy.intercept.answer;

import dev.palinode.engine.model.RowSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** What is to be done with one statement. */
public sealed interface Route {
    /** Calls the visitor's method for this kind of route. */
    void accept(Visitor visitor);

    /** One method per kind of route. */
    interface Visitor {
        void forward(Forward route);

        void forwardInstead(ForwardInstead route);

        void answer(Answer route);

        void work(Work route);

        void waiting(Waiting route);

        void listSessions(ListSessions route);

        void ask(Ask route);

        void batch(Batch route);
    }

    /** What is to be done after a success: nothing. */
    Runnable NOTHING = () -> {};

    /** The columns of its answer, where they can be told before; none if it has none, or if only the server knows. */
    default List<RowSet.Column> columns() {
        return List.of();
    }

    /** The same, with every text that it would send to the server changed. */
    default Route mapText(UnaryOperator<String> change) {
        return this;
    }

    /**
     * Not ours: the bytes go to the backend as they came.
     *
     * @param then what to do when the server has answered without an error
     */
    record Forward(Runnable then) implements Route {
        public Forward() {
            this(NOTHING);
        }

        @Override
        public void accept(Visitor visitor) {
            visitor.forward(this);
        }
    }

    /**
     * Partly ours: this text goes to the backend in place of the statement, whose answer is relayed.
     *
     * @param then what to do when the server has answered without an error
     */
    record ForwardInstead(String sql, Runnable then) implements Route {
        public ForwardInstead {
            Objects.requireNonNull(sql, "sql");
        }

        public ForwardInstead(String sql) {
            this(sql, NOTHING);
        }

        @Override
        public Route mapText(UnaryOperator<String> change) {
            return new ForwardInstead(change.apply(sql), then);
        }

        @Override
        public void accept(Visitor visitor) {
            visitor.forwardInstead(this);
        }
    }

    /** Ours, and answered without waiting for anything. */
    record Answer(Reply reply) implements Route {
        public Answer {
            Objects.requireNonNull(reply, "reply");
        }

        @Override
        public List<RowSet.Column> columns() {
            return reply instanceof Reply.Rows result ? result.rows().columns() : List.of();
        }

        @Override
        public void accept(Visitor visitor) {
            visitor.answer(this);
        }
    }

    /** Ours: the proxy's own sessions are listed. */
    record ListSessions() implements Route {
        @Override
        public void accept(Visitor visitor) {
            visitor.listSessions(this);
        }
    }

    /**
     * Ours, and the work may block: it must run off the event loop.
     *
     * @param work returns the answer; never throws
     * @param commitsFirst whether an open transaction of the session is to be committed before, as DDL does
     * @param lane whose threads do it
     */
    record Work(Supplier<Reply> work, boolean commitsFirst, List<RowSet.Column> columns, Lane lane) implements Route {
        public Work {
            Objects.requireNonNull(work, "work");
            Objects.requireNonNull(lane, "lane");
            columns = List.copyOf(columns);
        }

        public Work(Supplier<Reply> work, boolean commitsFirst, List<RowSet.Column> columns) {
            this(work, commitsFirst, columns, Lane.ORDINARY);
        }

        public Work(Supplier<Reply> work, boolean commitsFirst) {
            this(work, commitsFirst, List.of());
        }

        @Override
        public void accept(Visitor visitor) {
            visitor.work(this);
        }
    }

    /**
     * Ours: work that may block, whose answer may be long in coming; nobody waits for it in a thread.
     *
     * @param work begins it, off the event loop; the answer comes later
     * @param commitsFirst whether an open transaction of the session is to be committed before
     */
    record Waiting(Supplier<Begun> work, boolean commitsFirst) implements Route {
        /**
         * What was begun.
         *
         * @param reply comes when it has ended; cancelled when nobody waits for it any more
         * @param goesOn what goes on when nobody waits for it, in words
         * @param progress looks how far it is, which may block; empty when that cannot be told
         */
        public record Begun(CompletableFuture<Reply> reply, String goesOn, Supplier<Optional<Progress>> progress) {
            public Begun {
                Objects.requireNonNull(reply, "reply");
                Objects.requireNonNull(goesOn, "goesOn");
                Objects.requireNonNull(progress, "progress");
            }

            /** Of which nobody knows how far it is. */
            public Begun(CompletableFuture<Reply> reply, String goesOn) {
                this(reply, goesOn, Optional::empty);
            }
        }

        public Waiting {
            Objects.requireNonNull(work, "work");
        }

        @Override
        public List<RowSet.Column> columns() {
            return Answers.UUID;
        }

        @Override
        public void accept(Visitor visitor) {
            visitor.waiting(this);
        }
    }

    /**
     * Ours, but something has to be asked of the server first, on the session's own connection.
     *
     * @param query has one result
     * @param then what to do, by what the server said: rows of text, or an error
     */
    record Ask(String query, Function<Reply, Route> then, List<RowSet.Column> columns) implements Route {
        public Ask {
            Objects.requireNonNull(query, "query");
            Objects.requireNonNull(then, "then");
            columns = List.copyOf(columns);
        }

        public Ask(String query, Function<Reply, Route> then) {
            this(query, then, List.of());
        }

        /** The same, of which the answer in the end is known to have these columns. */
        public Ask withColumns(List<RowSet.Column> known) {
            return new Ask(query, then, known);
        }

        @Override
        public Route mapText(UnaryOperator<String> change) {
            return new Ask(change.apply(query), reply -> then.apply(reply).mapText(change), columns);
        }

        @Override
        public void accept(Visitor visitor) {
            visitor.ask(this);
        }
    }

    /** Several statements, some of them ours: each is to be routed when its turn comes, until one fails. */
    record Batch(List<String> statements) implements Route {
        public Batch {
            statements = List.copyOf(statements);
        }

        @Override
        public Route mapText(UnaryOperator<String> change) {
            return new Batch(statements.stream().map(change).toList());
        }

        @Override
        public void accept(Visitor visitor) {
            visitor.batch(this);
        }
    }
}
