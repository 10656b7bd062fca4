import { Complaint, type Saying, UsageError } from "../../core/errors.ts";
import { text as words, type Text } from "../../core/text.ts";

/** What `hearth move` says, and what it refuses. Places are addresses without a password, or folders. */
export const moveText = {
  moved: words<{ rows: number; tables: number; place: string; found: number }>({
    zh: ({ rows, tables, place, found }) =>
      `${tables} 张表、${rows} 行已经在 ${place}${found > 0 ? `（其中 ${found} 行上一次就在了）` : ""}。`,
    en: ({ rows, tables, place, found }) =>
      `${rows} rows of ${tables} tables are in ${place}${found > 0 ? ` (${found} were there from a run before)` : ""}.`,
  }),
  compared: words({
    zh: "每张表在两边都逐行数过、加过：没有不同。",
    en: "Every table was counted and summed on both sides, row by row: no difference.",
  }),
  figures: words<{ points: string; chains: readonly { community: number; end: string }[] }>({
    zh: ({ points, chains }) =>
      `积分合计：${points}。操作记录的链：${chains.map(({ community, end }) => `${community} 号社群到 ${end}`).join("，") || "还没有"}。`,
    en: ({ points, chains }) =>
      `Points in all: ${points}. Audit chains: ${chains.map(({ community, end }) => `${community} ends at ${end}`).join(", ") || "none"}.`,
  }),
  next: words<{ isBack: boolean }>({
    zh: ({ isBack }) =>
      `${isBack ? "从配置里去掉 DATABASE_URL" : "把 DATABASE_URL 设成它"}，再启动。原来的数据库留着一份，但不再让人用。`,
    en: ({ isBack }) =>
      `${isBack ? "Take DATABASE_URL out of your configuration" : "Set DATABASE_URL to it"} and start again. The former database keeps its copy and refuses to be used.`,
  }),
  help: words({
    zh: "把全部数据搬到另一个数据库：服务器的，或搬回自带的",
    en: "move everything to another database: a server's, or back to the embedded one",
  }),
  toHelp: words({
    zh: "postgresql://用户@主机/数据库（密码可以放在 PGPASSWORD），或 embedded（自带的）",
    en: 'postgresql://user@host/database (its password may be in PGPASSWORD), or "embedded"',
  }),
  done: words<{ place: string }>({
    zh: ({ place }) => `数据已经都在 ${place}，没有要搬的；启动时 DATABASE_URL 要指向那里（自带的数据库：不设）。`,
    en: ({ place }) =>
      `The books are all in ${place} already: nothing is left to move. Start with DATABASE_URL set to it (not set, where it is the embedded one).`,
  }),
  badTarget: words<{ to: string }>({
    zh: ({ to }) => `--to 是“${to}”；可以是：embedded（自带的），或 postgresql://用户@主机:5432/数据库`,
    en: ({ to }) => `--to is "${to}"; allowed: "embedded", or postgresql://user@host:5432/database`,
  }),
  alreadyEmbedded: words({
    zh: "--to 是 embedded，而数据就在自带的数据库里；从哪里搬，就把 DATABASE_URL 设成哪里",
    en: '--to is "embedded", and the books are there; set DATABASE_URL to where they are to be moved from',
  }),
  unreachable: words<{ place: string; why: string }>({
    zh: ({ place, why }) => `连不上 ${place}：${why}`,
    en: ({ place, why }) => `${place} cannot be reached: ${why}`,
  }),
  lost: words<{ place: string; why: string }>({
    zh: ({ place, why }) => `和 ${place} 的连接断了（${why}）；什么都没丢：等它恢复了，再运行一次同样的 hearth move`,
    en: ({ place, why }) =>
      `the connection to ${place} broke (${why}); nothing is lost: once it is back, run the same hearth move again`,
  }),
  full: words<{ place: string }>({
    zh: ({ place }) => `${place} 的磁盘满了；什么都没丢：腾出空间，再运行一次同样的 hearth move`,
    en: ({ place }) => `the disk of ${place} is full; nothing is lost: make room and run the same hearth move again`,
  }),
  served: words<{ place: string; holder: string }>({
    zh: ({ place, holder }) => `Hearth 正在 ${place} 上运行（${holder}）；先停掉它`,
    en: ({ place, holder }) => `Hearth runs on ${place} (${holder}); stop it first`,
  }),
  isThere: words<{ place: string }>({
    zh: ({ place }) => `数据已经在 ${place}；请给另一个数据库`,
    en: ({ place }) => `the books are in ${place} already; give another database to move them to`,
  }),
  unfinished: words<{ from: string; into: string }>({
    zh: ({ from, into }) => `从 ${from} 搬到 ${into} 还没有搬完；请先再运行一次`,
    en: ({ from, into }) => `a move from ${from} to ${into} did not finish; run it again first`,
  }),
  gone: words<{ from: string; into: string }>({
    zh: ({ from, into }) => `数据已经从 ${from} 搬到 ${into}；请从那里搬`,
    en: ({ from, into }) => `the books were moved from ${from} to ${into}; move them from there`,
  }),
  others: words<{ place: string }>({
    zh: ({ place }) => `${place} 里是别的社群的数据；请给一个空的数据库`,
    en: ({ place }) => `${place} holds the books of another community; give an empty database`,
  }),
  busy: words<{ place: string; name: string }>({
    zh: ({ place, name }) => `${name} 正在用 ${place}；等它结束，或停掉它`,
    en: ({ place, name }) => `${name} works on ${place}; wait for it to end, or stop it`,
  }),
  foreign: words<{ place: string; name: string }>({
    zh: ({ place, name }) => `${place} 里有别的程序的表（${name}）；请给一个空的数据库`,
    en: ({ place, name }) => `${place} holds tables of another program (${name}); give an empty database`,
  }),
  differs: words<{ table: string; place: string; here: number; there: number }>({
    zh: ({ table, place, here, there }) =>
      `${table} 这边 ${here} 行，${place} 那边 ${there} 行，或内容不同；请再搬一次`,
    en: ({ table, place, here, there }) =>
      `${table} has ${here} rows here and ${there} in ${place}, or others; run the move again`,
  }),
  figuresDiffer: words<{ place: string }>({
    zh: ({ place }) => `${place} 里的积分或操作记录和这边不一样；请再搬一次`,
    en: ({ place }) => `points or audit chains in ${place} are not those that were here; run the move again`,
  }),
};

function both<Given>(text: Text<Given>, given: Given): Saying {
  return { zh: text.zh(given), en: text.en(given) };
}

export const complaint = <Given>(text: Text<Given>, given: Given, options?: ErrorOptions): Complaint =>
  new Complaint(both(text, given), options);

export const mistake = <Given>(text: Text<Given>, given: Given): UsageError => new UsageError(both(text, given));
