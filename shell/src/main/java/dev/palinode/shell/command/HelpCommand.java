package dev.palinode.shell.command;

import java.io.PrintWriter;
import java.util.List;

/** Lists the commands and the keys. */
final class HelpCommand implements Command {
    private static final String ROW = "  %-26s %s%n";

    private final List<Command> others;

    HelpCommand(List<Command> others) {
        this.others = others;
    }

    @Override
    public List<String> names() {
        return List.of("help", "\\h", "\\?", "?");
    }

    @Override
    public String operands() {
        return "";
    }

    @Override
    public String summary() {
        return "this list";
    }

    @Override
    public boolean takes(String operand) {
        return operand.isEmpty();
    }

    @Override
    public Next run(ShellContext context, String operand) {
        PrintWriter out = context.out();
        out.println("Statements go to the server. They end with");
        out.printf(ROW, ";  or  \\g", "show the result as a table");
        out.printf(ROW, "\\G", "show each row vertically");
        out.printf(ROW, "\\c", "never mind, drop what was typed");
        out.println("Commands of the shell");
        others.forEach(c -> out.printf(ROW, heading(c), c.summary()));
        out.printf(ROW, heading(this), summary());
        out.printf(ROW, "delimiter [text]", "end statements with another text, for stored programs");
        out.println("Keys");
        out.printf(ROW, "Ctrl-C", "stop the running statement, or clear the line");
        out.printf(ROW, "Ctrl-D", "leave");
        out.printf(ROW, "Tab", "complete a word; Up, Down, Ctrl-R: history");
        out.println("Schema changes without locks");
        out.println(
                "  SET @@ddl_strategy='vitess';               then ALTER, CREATE and DROP TABLE return a uuid at once");
        out.println("  plan ALTER TABLE ...;                      what would become of it; nothing is done");
        out.println("  SHOW VITESS_MIGRATIONS LIKE '<uuid>' \\G    everything about one");
        out.println("  REVERT VITESS_MIGRATION '<uuid>';          take it back, with all that was written since");
        out.println("  ALTER VITESS_MIGRATION '<uuid>' CANCEL;    or RETRY");
        return Next.GO_ON;
    }

    private static String heading(Command command) {
        String names = String.join(
                ", ", command.names().subList(0, Math.min(2, command.names().size())));
        return command.operands().isEmpty() ? names : names + " " + command.operands();
    }
}
