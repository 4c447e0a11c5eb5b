// What a Node program does with mysql2; prints what it sees. Arguments: driver host port user schema part.
const [, , driver, host, port, user, database, part] = process.argv;
const mysql = require(driver);
const settings = { host, port: Number(port), user, database, password: process.env.MYSQL_PWD, multipleStatements: true };

async function show(connection, way, sql, values) {
  try {
    const [rows, fields] = await connection[way](sql, values);
    console.log(way, sql.slice(0, 200), JSON.stringify(rows));
    console.log('  ', JSON.stringify((fields || []).flat().map((f) => f && [f.name, f.type, f.flags, f.columnLength])));
  } catch (error) {
    console.log(way, sql.slice(0, 200), error.code, error.errno, error.sqlState, error.message);
  }
}

async function work() {
  const connection = await mysql.createConnection(settings);
  await show(connection, 'query', 'CREATE TABLE n (id INT PRIMARY KEY AUTO_INCREMENT, a VARCHAR(20), b BLOB, c DECIMAL(10,3), d DATETIME(3), e JSON)');
  const at = new Date(Date.UTC(2026, 10, 21, 1, 2, 3, 4));
  for (const way of ['query', 'execute']) {
    await show(connection, way, 'INSERT INTO n (a, b, c, d, e) VALUES (?, ?, ?, ?, ?)', ["ö😀'\\", Buffer.from([0, 255, 39]), '1.5', at, '{"x": [1]}']);
    await show(connection, way, 'INSERT INTO n (a, b) VALUES (?, ?)', [null, Buffer.alloc(300000, 'x')]);
    await show(connection, way, 'SELECT id, a, LENGTH(b), c, d, CAST(e AS CHAR) AS e FROM n WHERE id > ?', [0]);
    await show(connection, way, 'SELECT nosuch FROM n WHERE id = ?', [1]);
    await show(connection, way, 'SELEC ?', [1]);
  }
  await show(connection, 'query', "SELECT 1 AS one; SELECT 'two' AS two; SELECT nosuch");
  await connection.beginTransaction();
  await show(connection, 'query', 'DELETE FROM n');
  await connection.rollback();
  await show(connection, 'execute', 'SELECT COUNT(*) AS c FROM n');
  await connection.ping();
  await connection.changeUser({ database: 'information_schema' });
  await show(connection, 'query', 'SELECT DATABASE() AS d');
  await connection.end();
  const pool = mysql.createPool({ ...settings, connectionLimit: 4 });
  const sums = await Promise.all([...Array(30).keys()].map((i) => pool.execute('SELECT ? + 1 AS s', [i])));
  console.log(sums.map(([rows]) => rows[0].s).join());
  await pool.end();
  const wrong = await mysql.createConnection({ ...settings, password: 'wrong' }).catch((error) => error);
  console.log(wrong.code, wrong.errno);
  console.log('end of work');
}

async function online() {
  const connection = await mysql.createConnection(settings);
  await connection.query('CREATE TABLE n (id INT PRIMARY KEY)');
  await connection.query("SET NAMES utf8mb4, @@session.ddl_strategy = 'vitess'");
  const [[{ uuid }]] = await connection.query('ALTER TABLE n ADD COLUMN b INT');
  let status;
  for (let i = 0; i < 400 && !['complete', 'failed', 'cancelled'].includes(status); i++) {
    const [rows] = await connection.query('SHOW VITESS_MIGRATIONS LIKE ?', [uuid]);
    status = String(rows[0].migration_status);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  console.log('migration', status);
  await connection.end();
}

(part === 'work' ? work() : online()).catch((error) => {
  console.log(error);
  process.exit(1);
});
