import { lotteries } from "./beacon.ts";
import { emptyTerms, type DrawPrize, type Terms } from "./terms.ts";
import { clockForm, momentIn } from "./when.ts";

/** What a host's words fix, and what was not understood of them. */
export interface Order {
  terms: Terms;
  /** words left over, as they were written */
  unknown: string[];
}

/** Words that fix one thing each: what they look like, and what they change. */
interface Clause {
  form: RegExp;
  apply(terms: Terms, found: RegExpExecArray): Partial<Terms>;
}

/** A clause begins where a word begins: after a space, a mark, or at the start. */
const clause = (form: string) => new RegExp(String.raw`(?<=^|[\s,，;；。、])(?:${form})(?=$|[\s,，;；。、])`, "iu");
const whole = (found: RegExpExecArray, index = 1): number => Number(found.slice(index).find((one) => one) ?? 0);
const word = (found: RegExpExecArray): string => (found.slice(1).find((one) => one) ?? "").trim();
const withNeed = (terms: Terms, need: Partial<Terms["need"]>) => ({ need: { ...terms.need, ...need } });

/** What follows runs to the next mark, or to where the next thing or the close is named. */
const rest =
  String.raw`[:：]?\s*([^,，;；。\n]{1,80}?)(?=[,，;；。\n]|$|\s+(?:主办方?|联系方式|联系|发放方式|发放|领取方式)[:：\s]|` +
  String.raw`\s+(?:organi[sz]er|contact|delivery):|\s+(?:截止|closes?\b)|\s+${clockForm}\s*(?:截止|开奖|为止))`;
const by = { 积分: "points", 等级: "tier", 连签: "streak", points: "points", tier: "tier", streak: "streak" } as const;

const openToAll = clause("不限条件|人人可参加|open to (?:all|every(?:body|one))|every(?:body|one) may enter");

const clauses: readonly Clause[] = [
  { form: openToAll, apply: () => ({}) },
  // before the limit: its own "max 5" stands inside
  {
    form: clause(
      String.raw`(?:权重|weight(?:\s+by)?)[:：]?\s*(积分|等级|连签|points|tier|streak)(?:\s*(?:最多|max)\s*(\d{1,3}))?`,
    ),
    apply: (terms, f) => ({
      weight: {
        by: by[(f[1] ?? "").toLowerCase() as keyof typeof by],
        most: f[2] ? Math.min(Math.max(Number(f[2]), 1), 100) : terms.weight.most,
      },
    }),
  },
  {
    form: clause(String.raw`(?:满\s*(\d{1,6})\s*人(?:截止|为止)?|(?:limit|max)\s+(\d{1,6})(?:\s+entries)?)`),
    apply: (_, f) => ({ limit: whole(f) }),
  },
  {
    form: clause(String.raw`(?:口令|关键词|keyword)[:：]?\s*([^\s,，;；。]{1,20})`),
    apply: (_, f) => ({ keyword: word(f) }),
  },
  {
    form: clause(String.raw`(?:每人|消耗|花)\s*(\d{1,6})\s*(?:积)?分|costs?\s+(\d{1,6})(?:\s+points?)?`),
    apply: (_, f) => ({ cost: whole(f) }),
  },
  {
    form: clause(String.raw`(?:连续)?签到(?:满)?\s*(\d{1,3})\s*天|streak\s+(\d{1,3})`),
    apply: (_, f) => ({ streak: whole(f) }),
  },
  { form: clause("答题(?:参加|过关)?|quiz"), apply: () => ({ quiz: true }) },
  { form: clause("自动参加|全员参加|auto"), apply: () => ({ auto: true }) },
  {
    form: clause(String.raw`(?:入群|进群)(?:满)?\s*(\d{1,4})\s*天|(\d{1,4})\s+days?\s+in`),
    apply: (t, f) => withNeed(t, { days: whole(f) }),
  },
  {
    form: clause(
      String.raw`(?:近?\s*(\d{1,3})\s*天)?活跃(?:满)?\s*(\d{1,3})\s*天|active\s+(\d{1,3})(?:\s*(?:of|\/)\s*(\d{1,3}))?`,
    ),
    apply: (t, f) => withNeed(t, { active: Number(f[2] ?? f[3]), within: Number(f[1] ?? f[4] ?? 30) || 30 }),
  },
  {
    form: clause(String.raw`积分(?:满|不少于)\s*(\d{1,7})|min\s+(\d{1,7})(?:\s+points)?`),
    apply: (t, f) => withNeed(t, { points: whole(f) }),
  },
  {
    form: clause(String.raw`(?:等级|tier)\s*(?:满|>=|from)?\s*([1-3])(?:\s*以上)?`),
    apply: (t, f) => withNeed(t, { tier: whole(f) }),
  },
  {
    form: clause(String.raw`(?:标签|tag)[:：]?\s*([^\s,，;；。]{1,20})`),
    apply: (t, f) => withNeed(t, { tag: word(f) }),
  },
  {
    form: clause(String.raw`近\s*(\d{1,2})\s*次未中奖|not\s+won\s+(\d{1,2})`),
    apply: (t, f) => withNeed(t, { notWon: whole(f) }),
  },
  {
    form: clause(String.raw`([ABC])\s*级|level\s+([ABC])`),
    apply: (_, f) => ({ level: word(f).toUpperCase() as Terms["level"] }),
  },
  {
    form: clause(String.raw`(双色球|大乐透|快乐8|ssq|dlt|kl8)\s*(?:第)?\s*(\d{5,12})\s*期?`),
    apply: (terms, f) => ({
      level: "B",
      sources: [...terms.sources, { source: lotteryOf(f[1] ?? ""), issue: f[2] ?? "" }],
    }),
  },
  {
    form: clause(String.raw`候补\s*(\d{1,4})\s*[名人]?|alternates?\s+(\d{1,4})`),
    apply: (_, f) => ({ alternates: whole(f) }),
  },
  {
    form: clause(String.raw`(\d{1,3})\s*天内(?:领奖|领取)|claim\s+within\s+(\d{1,3})\s+days?`),
    apply: (_, f) => ({ claimDays: Math.min(Math.max(whole(f), 1), 365) }),
  },
  { form: clause(String.raw`(?:重开|代替|repeats)\s*#?(\d{1,9})(?:\s*号)?`), apply: (_, f) => ({ repeats: whole(f) }) },
  { form: clause(String.raw`(?:主办方?|organi[sz]er)${rest}`), apply: (_, f) => ({ organiser: word(f) }) },
  { form: clause(String.raw`(?:联系方式|联系|contact)${rest}`), apply: (_, f) => ({ contact: word(f) }) },
  { form: clause(String.raw`(?:发放方式|发放|领取方式|delivery)${rest}`), apply: (_, f) => ({ delivery: word(f) }) },
];

/** The host wants no condition but the one that always holds (staff never enter). */
export const isOpenToAll = (words: string): boolean => openToAll.test(words.normalize("NFKC"));

const lotteryOf = (name: string): string =>
  Object.entries(lotteries).find(([source, { zh }]) => zh === name || source === name.toLowerCase())?.[0] ?? name;

const closing = /(?:截止|开奖|为止|closes?|until|ends?|by)/iu;

/**
 * Reads what follows 开启抽奖 or /draw new: prizes ("一等奖 耳机x1(300元)"), the close and every
 * condition, in any order. `now` and the zone give words like 周五 their day. Pure.
 */
export function readOrder(words: string, now: Date, timeZone: string, base: Terms = emptyTerms): Order {
  let terms: Terms = base;
  let left = words.normalize("NFKC").replace(/[×✕]/gu, "x");
  for (const { form, apply } of clauses) {
    for (let found = form.exec(left); found; found = form.exec(left)) {
      terms = { ...terms, ...apply(terms, found) };
      left = `${left.slice(0, found.index)} , ${left.slice(found.index + found[0].length)}`;
    }
  }
  const closed = takeClose(left, now, timeZone);
  if (closed) {
    terms = { ...terms, closeAt: closed.at };
    left = closed.left;
  }
  const { prizes, unknown } = readPrizes(left);
  return { terms: prizes.length > 0 ? { ...terms, prizes } : terms, unknown };
}

/** Takes the close out: the moment that stands with 截止 or "closes", or the only one there is. */
function takeClose(left: string, now: Date, timeZone: string): { at: Date; left: string } | null {
  const moment = momentIn(left, now, timeZone);
  if (!moment) return null;
  const at = left.indexOf(moment.words);
  const before = left.slice(0, at).replace(new RegExp(String.raw`${closing.source}[:：]?\s*$`, "iu"), "");
  const after = left.slice(at + moment.words.length).replace(new RegExp(String.raw`^\s*${closing.source}`, "iu"), "");
  return { at: moment.at, left: `${before} , ${after}` };
}

const rankWord =
  /^(特等奖|[一二三四五六七八九十]+等奖|参与奖|幸运奖|纪念奖|(?:first|second|third|fourth|grand)\s+prize:?)\s*/iu;
const money = String.raw`[(\[]?\s*(?:价值|值|worth|@|¥|￥)?\s*(\d{1,7}(?:\.\d{1,2})?)\s*(?:元|块|yuan|rmb|cny)?\s*(?:每份|each)?\s*[)\]]?`;
const prizeForm = new RegExp(
  String.raw`^(?<name>.+?)\s*(?:[(\[](?<inner>[^)\]]*)[)\]])?\s*[x*]\s*(?<count>\d{1,5})(?!\d)\s*(?:份|个|张|名)?(?:\s*(?<value>(?:[(\[]|价值|值|worth|@|¥|￥)\s*.*))?$`,
  "iu",
);

/** Prizes are what is left: each ends with its number, "x3", and may bear the value of one. */
function readPrizes(left: string): { prizes: DrawPrize[]; unknown: string[] } {
  const prizes: DrawPrize[] = [];
  const unknown: string[] = [];
  for (const part of prizeParts(left)) {
    const rank = (rankWord.exec(part)?.[1] ?? "").replace(/:$/, "");
    const found = prizeForm.exec(part.replace(rankWord, ""));
    if (!found?.groups?.name || Number(found.groups.count) === 0) {
      unknown.push(part);
      continue;
    }
    const { name, count, inner, value } = found.groups;
    const told = value ?? inner;
    prizes.push({
      rank,
      name: name.replaceAll(";", ","),
      count: Number(count),
      value: told === undefined ? null : fenOf(told),
      points: pointsOf(name),
    });
  }
  return { prizes, unknown };
}

/** Cuts "一等奖 耳机x1(300元) 二等奖 贴纸x5" after each number and its value, and at marks. */
function prizeParts(left: string): string[] {
  const ending = String.raw`[x*]\s*\d{1,5}(?!\d)\s*(?:份|个|张|名)?(?:\s*(?:[(\[][^)\]]*[)\]]|(?:价值|值|worth|@|¥|￥)\s*\d+(?:\.\d+)?\s*(?:元|块|yuan|each)?))?`;
  return left
    .replace(new RegExp(String.raw`(${ending})`, "giu"), "$1\n")
    .split(/[\n,，;；。、]/u)
    .map((part) => part.trim())
    .filter((part) => part !== "" && !closing.test(part.replace(/\s/g, "")) && !/^(奖品|prizes?)[:：]?$/iu.test(part));
}

/** "300元", "5.5" → fen; null when it is no sum of money. */
export function fenOf(words: string): number | null {
  const found = new RegExp(`^${money}$`, "iu").exec(words.normalize("NFKC").trim());
  return found ? Math.round(Number(found[1]) * 100) : null;
}

/** "50积分" and "50 points" are paid by the bot itself. */
function pointsOf(name: string): number {
  const found = /^(\d{1,6})\s*(?:积分|分|points?)$/iu.exec(name.trim());
  return found ? Number(found[1]) : 0;
}
