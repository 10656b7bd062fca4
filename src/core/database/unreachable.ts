import { Complaint, type Saying } from "../errors.ts";

/** Where a server is, for people: its host, port and database, and who asks, without the password. */
interface Where {
  server: string;
  database: string;
  user: string;
}

function whereIs(address: string): Where {
  const { hostname, port, pathname, username, searchParams } = new URL(address);
  const host = searchParams.get("host") ?? hostname;
  const server = host.startsWith("/") ? host : `${host || "localhost"}:${port || 5432}`;
  return { server, database: decodeURIComponent(pathname.slice(1)), user: decodeURIComponent(username) };
}

type Explain = (where: Where, why: string) => Saying;

const away: Explain = ({ server }, why) => ({
  zh: `连不上数据库服务器 ${server}（${why}）。看看它开着没有，DATABASE_URL 对不对`,
  en: `the database server at ${server} cannot be reached (${why}); see that it runs and that DATABASE_URL is right`,
});
const refused: Explain = ({ server, user }, why) => ({
  zh: `数据库服务器 ${server} 不让 ${user} 进（${why}）。看看 DATABASE_URL 里的用户名和密码，或环境变量 PGPASSWORD`,
  en: `the database server at ${server} does not let ${user} in (${why}); see user and password in DATABASE_URL, or PGPASSWORD`,
});
const noDatabase: Explain = ({ server, database, user }) => ({
  zh: `${server} 上没有数据库 ${database}。在那里运行 CREATE DATABASE ${database} OWNER ${user} ENCODING 'UTF8'`,
  en: `there is no database ${database} at ${server}; make it there: CREATE DATABASE ${database} OWNER ${user} ENCODING 'UTF8'`,
});
const notAllowed: Explain = ({ database, user }, why) => ({
  zh: `${user} 在数据库 ${database} 里没有权限（${why}）。让它拥有这个数据库：ALTER DATABASE ${database} OWNER TO ${user}，里面的表也要是它的`,
  en: `${user} lacks rights in the database ${database} (${why}); let it own it: ALTER DATABASE ${database} OWNER TO ${user}, and its tables too`,
});
const full: Explain = ({ server }, why) => ({
  zh: `数据库服务器 ${server} 没有空闲连接了（${why}）。每个 Hearth 进程要十几个；调大 max_connections`,
  en: `the database server at ${server} has no connection left (${why}); each process of Hearth needs a dozen: raise max_connections`,
});

/** By Node's error codes and PostgreSQL's (postgresql.org/docs/current/errcodes-appendix.html). */
const explanations: Record<string, Explain> = {
  ECONNREFUSED: away,
  ECONNRESET: away,
  EHOSTUNREACH: away,
  ENETUNREACH: away,
  ENOENT: away,
  ENOTFOUND: away,
  EAI_AGAIN: away,
  ETIMEDOUT: away,
  "57P01": away,
  "57P02": away,
  "57P03": away,
  "28000": refused,
  "28P01": refused,
  "3D000": noDatabase,
  "42501": notAllowed,
  "53300": full,
};

/**
 * Why the server at an address cannot be used and what to do, in one sentence; any other error comes back as it
 * is. The address's password is in no sentence.
 */
export function whyUnusable(error: unknown, address: string): unknown {
  if (!(error instanceof Error) || error instanceof Complaint) return error;
  // pg has no code for a connection that ends in the middle
  const isCut = error.message.startsWith("Connection terminated");
  const explain = isCut ? away : explanations[String((error as { code?: unknown }).code)];
  // a name with several addresses fails with all their errors, and no words of its own
  const [first] = error instanceof AggregateError ? (error.errors as Error[]) : [error];
  return explain ? new Complaint(explain(whereIs(address), first?.message ?? ""), { cause: error }) : error;
}
