package dev.palinode.shell.input.words;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The words of SQL that are completed, and those that are no names. */
public final class SqlWords {
    /** Upper case but for the variable. */
    public static final List<String> KEYWORDS = words("""
                    ADD AFTER ALTER ANALYZE AND AS ASC BEGIN BETWEEN BY CANCEL CASE CHANGE CHECK COLUMN COLUMNS COMMIT
                    COMPLETE CONSTRAINT CREATE DATABASE DATABASES DEFAULT DELETE DESC DESCRIBE DISTINCT DROP ELSE END
                    EXISTS EXPLAIN FIRST FOREIGN FROM GRANT GROUP HAVING IF IN INDEX INNER INSERT INTO IS JOIN KEY KILL
                    LAUNCH LEFT LIKE LIMIT MODIFY NOT NULL ON OR ORDER OUTER PRIMARY PROCESSLIST REFERENCES RENAME
                    REPLACE RETRY REVERT REVOKE RIGHT ROLLBACK SELECT SESSION SET SHOW START STATUS TABLE TABLES THEN TO
                    TRANSACTION TRUNCATE UNION UNIQUE UPDATE USE USING VALUES VARIABLES VIEW VITESS_MIGRATION
                    VITESS_MIGRATIONS VITESS_SESSIONS VITESS_TABLE_GC VITESS_TABLETS VITESS_THROTTLER VTCTL WARNINGS
                    WHEN WHERE WITH ddl_strategy
                    """);

    /** Functions of both flavours that people use. */
    public static final List<String> FUNCTIONS = words("""
                    ABS AVG BIT_COUNT CAST CEIL CHAR_LENGTH COALESCE CONCAT CONCAT_WS CONVERT COUNT CURDATE DATE
                    DATE_ADD DATE_FORMAT DATE_SUB DATEDIFF DAYNAME EXTRACT FIELD FIND_IN_SET FLOOR FORMAT FROM_UNIXTIME
                    GREATEST GROUP_CONCAT HEX HOUR IF IFNULL INSTR JSON_ARRAY JSON_ARRAYAGG JSON_CONTAINS JSON_EXTRACT
                    JSON_OBJECT JSON_OBJECTAGG JSON_SET JSON_UNQUOTE JSON_VALUE LAST_DAY LAST_INSERT_ID LEAST LEFT
                    LENGTH LOWER LPAD LTRIM MAX MIN MINUTE MOD MONTH NOW NULLIF RAND REGEXP_REPLACE REPLACE REVERSE
                    RIGHT ROUND ROW_NUMBER RPAD RTRIM SECOND SHA2 SIGN SLEEP STDDEV STR_TO_DATE SUBSTRING
                    SUBSTRING_INDEX SUM TIMESTAMPADD TIMESTAMPDIFF TRIM TRUNCATE UNHEX UNIX_TIMESTAMP UPPER UUID
                    VARIANCE WEEK YEAR
                    """);

    /** What can stand in {@code @@ddl_strategy}. */
    public static final List<String> STRATEGIES = words("""
                    direct vitess online mysql gh-ost pt-osc --wait --postpone-launch --postpone-completion
                    --allow-concurrent --declarative --in-order-completion --singleton --singleton-context
                    --singleton-table --cut-over-threshold=10s --force-cut-over-after=1h --retain-artifacts=24h
                    --reverse-window=1h --skip-verify --allow-zero-in-date --analyze-table --unsafe-allow-foreign-keys
                    --prefer-instant-ddl --rename-columns=
                    """);

    /** What can be said by {@code ALTER VITESS_MIGRATION}. */
    public static final List<String> VERBS = words("""
                    ALL CANCEL CLEANUP COMPLETE CUTOVER_THRESHOLD EXPIRE FORCE_CUTOVER LAUNCH POSTPONE RATIO RETRY
                    THROTTLE UNTHROTTLE VERIFY
                    """);

    /** States of migrations, as the server has them. */
    public static final List<String> STATES = words("""
                    queued ready running complete failed cancelled
                    """);

    /** Reserved by MySQL or by MariaDB: as a name each needs its quotes. */
    private static final Set<String> RESERVED = Set.copyOf(words("""
                    accessible add all alter analyze and as asc asensitive before between bigint binary blob both by
                    call cascade case change char character check collate column condition constraint continue convert
                    create cross cube cume_dist current_date current_role current_time current_timestamp current_user
                    cursor database databases day_hour day_microsecond day_minute day_second dec decimal declare default
                    delayed delete delete_domain_id dense_rank desc describe deterministic distinct distinctrow div
                    do_domain_ids double drop dual each else elseif empty enclosed escaped except exists exit explain
                    false fetch first_value float float4 float8 for force foreign from fulltext function general
                    generated get grant group grouping groups having high_priority hour_microsecond hour_minute
                    hour_second if ignore ignore_domain_ids ignore_server_ids in index infile inner inout insensitive
                    insert int int1 int2 int3 int4 int8 integer intersect interval into io_after_gtids io_before_gtids
                    is iterate join json_table key keys kill lag last_value lateral lead leading leave left library like
                    limit linear lines load localtime localtimestamp lock long longblob longtext loop low_priority
                    manual master_bind master_heartbeat_period master_ssl_verify_server_cert match maxvalue mediumblob
                    mediumint mediumtext middleint minute_microsecond minute_second mod modifies natural
                    no_write_to_binlog not nth_value ntile null numeric of offset on optimize optimizer_costs option
                    optionally or order out outer outfile over page_checksum parallel parse_vcol_expr partition
                    percent_rank precision primary procedure purge qualify range rank read read_write reads real
                    recursive ref_system_id references regexp release rename repeat replace require resignal restrict
                    return returning revoke right rlike row row_number rows schema schemas second_microsecond select
                    sensitive separator set sets show signal slow smallint spatial specific sql sql_big_result
                    sql_calc_found_rows sql_small_result sqlexception sqlstate sqlwarning ssl starting stats_auto_recalc
                    stats_persistent stats_sample_pages stored straight_join system table tablesample terminated then
                    tinyblob tinyint tinytext to trailing trigger true undo union unique unlock unsigned update usage
                    use using utc_date utc_time utc_timestamp values varbinary varchar varcharacter varying vector
                    virtual when where while window with write xor year_month zerofill
                    """));

    private static final Pattern PLAIN = Pattern.compile("(?!\\d+$)(?!\\d+[eE]\\d)[\\w$\\x{80}-\\x{ffff}]+");

    private SqlWords() {}

    private static List<String> words(String text) {
        return List.of(text.strip().split("\\s+"));
    }

    /**
     * A name as it can stand in a statement.
     *
     * @param name of a table, a column or a schema
     * @return in backticks where it needs them
     */
    public static String name(String name) {
        boolean plain = PLAIN.matcher(name).matches() && !RESERVED.contains(name.toLowerCase(Locale.ROOT));
        return plain ? name : "`" + name.replace("`", "``") + "`";
    }
}
