package dev.palinode.shell.command.admin;

import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.Command;
import dev.palinode.shell.command.CommandFailure;
import dev.palinode.shell.command.Manual;
import dev.palinode.shell.command.Manual.Group;
import dev.palinode.shell.command.Next;
import dev.palinode.shell.command.Operands;
import dev.palinode.shell.command.ShellContext;
import dev.palinode.shell.privilege.GrantRules;
import dev.palinode.shell.privilege.GrantRules.Lack;
import dev.palinode.shell.render.text.Width;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The GRANT statements that Palinode's account needs, as a script, with what an account lacks of them. */
final class GrantsCommand implements Command {
    private static final Manual MANUAL = Manual.of(
                    Group.ADMIN,
                    "grants",
                    "[user@host]",
                    "what Palinode's account needs at the server, and what it lacks",
                    "grants palinode@10.1.%")
            .details(
                    "Without an account: the one that this session has at the server. A script; remarks are comments.",
                    "Works on the server itself, too, before there is a Palinode in front of it.");

    private static final String REMARK = "-- ";
    private static final Pattern GRANT = Pattern.compile("GRANT (.*?) (ON .*)");
    private static final Pattern PURPOSE = Pattern.compile(", ((?:for|to|without) .*)$");

    private final GrantRules rules;

    GrantsCommand(GrantRules rules) {
        this.rules = rules;
    }

    @Override
    public Manual manual() {
        return MANUAL;
    }

    @Override
    public Next run(ShellContext context, String operand) throws SqlFailure, CommandFailure {
        Operands operands = Operands.parse(MANUAL, operand, 1, Set.of(), Set.of());
        String keyspace = context.ask("SELECT DATABASE()")
                .first()
                .orElseThrow(() -> CommandFailure.usage("of which keyspace? use <keyspace> says it"));
        String own = quoted(context.ask("SELECT CURRENT_USER()").first().orElse(""));
        String account = operands.word(0).map(GrantsCommand::quoted).orElse(own);
        String version = context.ask("SELECT VERSION()").first().orElse("");
        Consumer<String> out = line -> print(line, context);
        out.accept("-- Palinode's account at the server, that of its --backend URL, for the keyspace " + keyspace
                + "; here " + account + (account.equals(own) ? ", this session's" : ""));
        List<Lack> needed = rules.lacking(List.of(), account, keyspace, version);
        try {
            List<Lack> lacking = rules.lacking(held(context, account.equals(own), account), account, keyspace, version);
            needed.forEach(need -> out.accept(need.grant() + ";  -- " + verdict(need, lacking) + purpose(need)));
        } catch (SqlFailure e) {
            if (e.connectionLost()) {
                throw e;
            }
            out.accept("-- What it has cannot be seen here: " + e.getMessage());
            needed.forEach(need -> out.accept(need.grant() + ";" + purpose(need).replaceFirst("^, ", "  -- ")));
        }
        users(out);
        context.out().flush();
        return Next.GO_ON;
    }

    /** In a window that is too narrow a remark stands on lines of its own: it is a script there, too. */
    private static void print(String line, ShellContext context) {
        int room = context.output().layout().get().width() - 1;
        int remark = line.indexOf(REMARK);
        boolean fits = room < 20 || Width.of(line) <= room;
        List<String> parts = fits || remark <= 0
                ? List.of(line)
                : List.of(line.substring(0, remark).stripTrailing(), "    " + line.substring(remark));
        parts.stream()
                .flatMap(part -> Width.fold(part, room, part.contains(REMARK) ? "    " + REMARK : "    ").stream())
                .forEach(context.out()::println);
    }

    private static void users(Consumer<String> out) {
        out.accept("-- Who migrates needs no privilege at the server but for what the own statements do: DDL under a"
                + " strategy is done by the account above.");
        out.accept("-- In the users file that is grants: [online-ddl], the default; [online-ddl, control] to cancel,"
                + " complete or retry;");
        out.accept("-- role: admin to see and end the sessions of others. streams needs SELECT on _vt.");
    }

    /** What roles give is shown by MySQL only when they are named, and by MariaDB only when they are not. */
    private static List<String> held(ShellContext context, boolean own, String account) throws SqlFailure {
        String sql = "SHOW GRANTS FOR " + account;
        if (own) {
            String roles = context.ask("SELECT CURRENT_ROLE()").first().orElse("");
            sql = roles.startsWith("`") ? "SHOW GRANTS FOR CURRENT_USER() USING " + roles : "SHOW GRANTS";
        }
        return context.ask(sql).firsts();
    }

    private static String quoted(String account) {
        int at = account.lastIndexOf('@');
        String user = at < 0 ? account : account.substring(0, at);
        String host = at < 0 ? "%" : account.substring(at + 1);
        return "'" + user.replace("'", "''") + "'@'" + host.replace("'", "''") + "'";
    }

    private static String verdict(Lack need, List<Lack> lacking) {
        return lacking.stream()
                .flatMap(lack -> missing(need, lack).stream())
                .findFirst()
                .map(words -> (need.required() ? "LACKS " : "lacks ") + words)
                .orElse("has it");
    }

    /** The privileges of a need that an account lacks. */
    private static Optional<String> missing(Lack need, Lack lack) {
        Matcher wanted = GRANT.matcher(need.grant());
        Matcher missed = GRANT.matcher(lack.grant());
        boolean same = wanted.matches()
                && missed.matches()
                && wanted.group(2).equals(missed.group(2))
                && words(wanted).containsAll(words(missed));
        return same ? Optional.of(missed.group(1)) : Optional.empty();
    }

    private static List<String> words(Matcher grant) {
        return Arrays.asList(grant.group(1).split(", ", -1));
    }

    private static String purpose(Lack need) {
        Matcher purpose = PURPOSE.matcher(need.what());
        return purpose.find() ? ", " + purpose.group(1) : "";
    }
}
