"""What a Python program does with its driver; prints what it sees. Arguments: module host port user schema part."""

import datetime
import decimal
import importlib
import os
import sys
import time

module, host, port, user, schema, part = sys.argv[1:]
driver = importlib.import_module(module)


def connect(**more):
    arguments = dict(host=host, port=int(port), user=user, db=schema, charset="utf8mb4", **more)
    arguments["password" if module == "pymysql" else "passwd"] = os.environ["MYSQL_PWD"]
    return driver.connect(**arguments)


def show(cursor, sql, *values):
    try:
        count = cursor.execute(sql, *values)
        print(sql, count, cursor.description, cursor.rowcount, cursor.lastrowid)
        while True:
            for row in cursor.fetchall():
                print("  ", row)
            if not cursor.nextset():
                break
    except driver.Error as error:
        print(sql, type(error).__name__, error.args)


def work():
    connection = connect()
    cursor = connection.cursor()
    show(cursor, "CREATE TABLE p (id INT PRIMARY KEY AUTO_INCREMENT, a VARCHAR(20), b BLOB, c DECIMAL(10,3), d DATETIME)")
    at = datetime.datetime(2026, 11, 21, 1, 2, 3)
    show(cursor, "INSERT INTO p (a, b, c, d) VALUES (%s, %s, %s, %s)", ("ö😀'\\", b"\x00\xff'", decimal.Decimal("1.5"), at))
    show(cursor, "INSERT INTO p (a) VALUES (%s)", (None,))
    print(cursor.executemany("INSERT INTO p (a, c) VALUES (%s, %s)", [("row %d" % i, i) for i in range(200)]))
    connection.rollback()
    show(cursor, "SELECT COUNT(*) FROM p")
    show(cursor, "INSERT INTO p (a, b, c, d) VALUES (%s, %s, %s, %s)", ("kept", b"x" * 300000, 2, at))
    connection.commit()
    show(cursor, "SELECT id, a, LENGTH(b), c, d FROM p")
    show(cursor, "SELECT nosuch FROM p")
    show(cursor, "INSERT INTO p (id) VALUES (203), (203)")
    show(cursor, "CREATE PROCEDURE two(n INT) BEGIN SELECT n; SELECT n + 1, 'x'; END")
    cursor.callproc("two", (5,))
    while True:
        print(cursor.fetchall())
        if not cursor.nextset():
            break
    connection.autocommit(True)
    connection.ping()
    connection.select_db("information_schema")
    show(cursor, "SELECT DATABASE(), @@autocommit")
    cursors = importlib.import_module(module + ".cursors")
    streamed = connection.cursor(cursors.SSCursor)
    streamed.execute("WITH RECURSIVE s AS (SELECT 1 n UNION ALL SELECT n + 1 FROM s WHERE n < 900) SELECT n, REPEAT('x', n) FROM s")
    print(sum(len(word) + n for n, word in streamed))
    streamed.close()
    connection.close()
    compressed = connect(init_command="SET @mark = 7", connect_timeout=5, **({} if module == "pymysql" else {"compress": True}))
    show(compressed.cursor(), "SELECT @mark")
    compressed.close()
    print("end of work")


def online():
    cursor = connect(autocommit=True).cursor()
    cursor.execute("CREATE TABLE p (id INT PRIMARY KEY)")
    cursor.execute("SET @@session.ddl_strategy = %s", ("vitess",))
    cursor.execute("SELECT @@ddl_strategy")
    print(cursor.fetchall())
    cursor.execute("ALTER TABLE p ADD COLUMN b INT")
    uuid = cursor.fetchone()[0]
    status = None
    for _ in range(400):
        cursor.execute("SHOW VITESS_MIGRATIONS LIKE %s", (uuid,))
        names = [column[0] for column in cursor.description]
        status = cursor.fetchone()[names.index("migration_status")]
        if status in ("complete", "failed", "cancelled"):
            break
        time.sleep(0.1)
    print("migration", status)


work() if part == "work" else online()
