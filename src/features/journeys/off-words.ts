import { lookupForm } from "../../core/commands.ts";
import type { EventCtx } from "../../core/context.ts";
import { anyOf } from "../../core/person.ts";
import { dayMs } from "../../core/time.ts";
import { switchedOff } from "../../members/choices.ts";
import { text } from "./text.ts";

/** Plain words for "no more", said in private at any time: nobody says them to a bot and means something else. */
const always = [
  ["不要再发", "不要再发了", "别再发了", "别再发", "不要发了", "别发了", "不要再发消息了", "不要再给我发消息"],
  ["别再打扰我", "不要再打扰我", "不要打扰", "别打扰", "勿扰", "请勿打扰", "取消订阅", "不想收到", "不想再收到"],
  ["不想收到这样的消息", "unsubscribe", "stop messaging me", "stop writing to me", "do not write to me"],
  ["don't write to me", "no more messages"],
].flat();
/** The same only as the answer to one of our nudges; elsewhere they are talk. */
const afterNudge = ["stop", "stop it", "please stop", "stop please", "no more", "leave me alone", "停", "停止", "td"];
/** So long a word in private counts as an answer to the nudge before it. */
const answerDays = 14;

const inForm = (words: readonly string[]): ReadonlySet<string> => new Set(words.map(lookupForm));
const [anyTime, asAnswer] = [inForm(always), inForm(afterNudge)];

const formOf = (said: string): string => lookupForm(said.normalize("NFKC").replaceAll("’", "'").trim());

/**
 * "停", said to a bot that was silent: it is told what is so, when nobody else knows an answer to it.
 * @param said alone with the bot
 */
export async function tellWhatIsSent(ctx: EventCtx, said: string, memberId: number): Promise<void> {
  if (!asAnswer.has(formOf(said))) return;
  await ctx.unlessAnswered(async () => {
    const off = await switchedOff(ctx.tx, { communityId: ctx.community.id, id: memberId });
    await ctx.reply(off.has("nudges") ? text.isOff : text.nothingSent);
  });
}

/** Whether a text in private says, wholly and in plain words, that there should be no more nudges. */
export async function saysStop(ctx: EventCtx, said: string, memberId: number): Promise<boolean> {
  const word = formOf(said);
  if (anyTime.has(word)) return true;
  return asAnswer.has(word) && wasNudged(ctx, memberId);
}

async function wasNudged({ tx, community, now }: EventCtx, memberId: number): Promise<boolean> {
  const since = new Date(now.getTime() - answerDays * dayMs);
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT FROM nudge WHERE community_id = ${community.id} AND member_id = ${anyOf(community.id, memberId)}
      AND way = 'private' AND at BETWEEN ${since} AND ${now} LIMIT 1`;
  return rows.length > 0;
}
