// What a failed act says about the database: whether the same act may pass later.

/** Serialisation failure, deadlock, lock not available: the same act may pass the next time. */
export function isConflict(error: unknown): boolean {
  return ["40001", "40P01", "55P03", "P2034"].some((code) => mentions(error, code));
}

/** The database went away, has no room or cannot read its own pages; nothing is wrong with the event. */
export function isAway(error: unknown): boolean {
  const codes = [
    "P1001",
    "P1002",
    "P1008",
    "P1017",
    "P2024",
    "P2028",
    "25P04",
    "ECONNREFUSED",
    "ECONNRESET",
    "EPIPE",
    "ENOENT",
    "57P0",
    "53",
    "XX001",
    "XX002",
  ];
  return (
    codes.some((code) => mentions(error, code)) ||
    /Connection terminated|not queryable|timeout exceeded when trying to connect/.test(String(error))
  );
}

/** Whether the error, or one it came from, bears a code that begins so. */
function mentions(error: unknown, code: string): boolean {
  for (
    let at = error as { code?: unknown; cause?: unknown; meta?: { driverAdapterError?: unknown } } | undefined;
    at;
  ) {
    if (typeof at.code === "string" && at.code.startsWith(code)) return true;
    if (typeof at !== "object") return false;
    const original = (at as { originalCode?: unknown }).originalCode;
    if (typeof original === "string" && original.startsWith(code)) return true;
    at = (at.cause ?? at.meta?.driverAdapterError) as typeof at;
  }
  return false;
}
