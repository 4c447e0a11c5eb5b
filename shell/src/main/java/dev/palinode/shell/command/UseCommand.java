package dev.palinode.shell.command;

import dev.palinode.shell.client.SqlFailure;
import java.util.List;

/** Changes the current database; the same statement, without the need for a delimiter. */
final class UseCommand implements Command {
    @Override
    public List<String> names() {
        return List.of("use", "\\u");
    }

    @Override
    public String operands() {
        return "database";
    }

    @Override
    public String summary() {
        return "change the current database";
    }

    @Override
    public boolean takes(String operand) {
        boolean quoted = operand.length() > 2 && operand.startsWith("`") && operand.endsWith("`");
        return quoted || (!operand.isEmpty() && operand.chars().noneMatch(c -> c == '`' || Character.isWhitespace(c)));
    }

    @Override
    public Next run(ShellContext context, String operand) throws SqlFailure {
        // Sent as typed: a proxy may take more than a plain name here.
        context.runner().run("USE " + operand, context.style());
        return Next.GO_ON;
    }
}
