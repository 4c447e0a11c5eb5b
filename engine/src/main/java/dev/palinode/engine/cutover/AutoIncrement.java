package dev.palinode.engine.cutover;

import dev.palinode.engine.model.TableName;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The next number that a table will give out. */
final class AutoIncrement {
    private static final Pattern OPTION = Pattern.compile("(?m)^\\) .*?ENGINE=\\S+ AUTO_INCREMENT=(\\d+)");
    private static final Pattern COLUMN = Pattern.compile("(?i)\\bAUTO_INCREMENT\\b");

    private AutoIncrement() {}

    /** Empty without such a column; 1 where nothing has been numbered. Works on a table that the session has locked. */
    static Optional<BigInteger> of(Connection connection, TableName table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SHOW CREATE TABLE " + table.quoted())) {
            rows.next();
            String definition = rows.getString(2);
            Matcher option = OPTION.matcher(definition);
            if (option.find()) {
                return Optional.of(new BigInteger(option.group(1)));
            }
            return COLUMN.matcher(definition).find() ? Optional.of(BigInteger.ONE) : Optional.empty();
        }
    }
}
