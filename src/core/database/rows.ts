/** `(VALUES ($4::int, $5::text), …)`: so many rows of parameters, numbered from `first` on. */
export function rowsSql(rows: number, first: number, types: readonly string[]): string {
  const row = (nth: number) =>
    `(${types.map((type, at) => `$${first + nth * types.length + at}::${type}`).join(", ")})`;
  return `(VALUES ${Array.from({ length: rows }, (_, nth) => row(nth)).join(", ")})`;
}

/**
 * A statement's text for every number of rows, each made once. With arrays one text would do, but the planner
 * cannot tell how long they will be: it plans anew at every call, or for more rows than there are.
 */
export function forEachNumber(sqlOf: (rows: number) => string): (rows: number) => string {
  const texts = new Map<number, string>();
  return (rows) => {
    let text = texts.get(rows);
    if (text === undefined) texts.set(rows, (text = sqlOf(rows)));
    return text;
  };
}
