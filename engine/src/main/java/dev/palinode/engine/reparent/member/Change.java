package dev.palinode.engine.reparent.member;

import java.sql.SQLException;

/**
 * What one command does and undoes as long as it is the last one: a process may have been suspended for long, with its
 * connections gone, while another one has ended this change and made others.
 *
 * @param behind the last promotion before this one, as anybody knows it, in nanoseconds since 1970: clocks differ
 */
public record Change(ReparentIntent intent, long behind) {
    /** The former primary takes writes again, if it replicates from nobody and nobody else has dealt with it. */
    public void undemote(Member former) throws SQLException {
        Retry.act(former, this::isLeft, Member::undemote);
    }

    private boolean isLeft(Member former) throws SQLException {
        return former.status().isEmpty() && (intent.isOn(former) || !former.isReadOnly());
    }

    /** On the server that takes writes in the end. */
    public void end(Member writable) throws SQLException {
        Retry.act(writable, this::isPrimary, ReparentIntent::end);
    }

    /** On the server that was promoted. */
    public void journal(Member promoted) throws SQLException {
        Retry.act(promoted, this::isPrimary, member -> ReparentJournal.write(member, intent.action(), behind));
    }

    private boolean isPrimary(Member member) throws SQLException {
        return !member.isReadOnly() && intent.isOn(member);
    }

    /** Before others are made to follow it, on a new connection to it. */
    public void requirePrimary(Member promoted) throws SQLException {
        if (!isPrimary(promoted)) {
            throw new Retry.Superseded(promoted.alias());
        }
    }
}
