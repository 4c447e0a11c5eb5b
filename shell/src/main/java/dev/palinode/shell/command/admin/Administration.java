package dev.palinode.shell.command.admin;

import dev.palinode.shell.command.Command;
import dev.palinode.shell.command.Manual;
import dev.palinode.shell.command.Manual.Group;
import dev.palinode.shell.privilege.GrantRules;
import java.util.List;

/** The commands about servers, sessions and old tables. */
public final class Administration {
    private Administration() {}

    /**
     * All of them.
     *
     * @param rules which privileges Palinode's account needs
     * @return in the order in which help lists them
     */
    public static List<Command> commands(GrantRules rules) {
        return List.of(
                new GcCommand(),
                new SessionsCommand(),
                new TabletsCommand(),
                listing("throttler", "the metrics that hold migrations back", "SHOW VITESS_THROTTLER STATUS"),
                new DoctorCommand(),
                new GrantsCommand(rules),
                new VtctlCommand());
    }

    private static Command listing(String name, String summary, String sql) {
        Manual manual = Manual.of(Group.ADMIN, name, "", summary, name);
        return new ListingCommand(manual.details("The same as " + sql + "."), sql);
    }
}
