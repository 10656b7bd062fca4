import { Refusal, type BaseCtx, type Ctx } from "../../core/context.ts";
import { defineFeature, type Feature } from "../../core/feature.ts";
import { priorities } from "../../core/outbox.ts";
import { always } from "../../core/text.ts";
import { parseWeek } from "../../engagement/figures.ts";
import { buildDigest } from "./build.ts";
import { orderTelling, tell } from "./asked.ts";
import { deliver, keep, mailLetter, mayTell, order, pictureFor, type Sources } from "./deliver.ts";
import { headingOf, toText } from "./forms/lines.ts";
import { toPage } from "./forms/page.ts";
import { headingOfAll, rollUpText } from "./forms/rollup-lines.ts";
import { rollUpPage } from "./forms/rollup-page.ts";
import type { Office } from "./office.ts";
import { lastOver, weekPeriod, type Period, type Span } from "./period.ts";
import { chooseDigests, privateChatOf } from "./readers.ts";
import { communitiesOf, lastWeekIn, rollUp } from "./rollup.ts";
import { settings } from "./settings.ts";
import { text } from "./text.ts";
import { rollUpPictureFor, rollUpWithThings } from "./together.ts";
import { explainFigure } from "./why.ts";
import type { Scribe } from "./wording/scribe.ts";

/** What a week, a day or a month was like: to managers in private every Monday, and whenever they ask. */
export function digest(features: () => readonly Feature[], office: Office = {}, scribe: Scribe | null = null): Feature {
  return defineFeature({
    name: "digest",
    title: text.title,
    commands: [
      {
        name: "digest",
        aliases: ["群周报", "周报"],
        who: "viewer",
        takesArguments: true,
        help: text.help,
        run: (ctx) => run(ctx, { features, office, scribe }),
      },
    ],
    schedules: [
      { name: "daily", at: "09:00", run: (ctx) => order(ctx, lastOver("day", ctx.today)) },
      { name: "weekly", at: "09:00", weekday: 1, run: (ctx) => order(ctx, lastOver("week", ctx.today)) },
      { name: "monthly", at: "09:00", run: orderMonth },
    ],
    jobs: {
      "digest.send": (job) => deliver(job, { features, office, scribe }),
      "digest.tell": (job) => tell(job, { features, office, scribe }),
      "digest.mail": (job) => mailLetter(job, office),
      "digest.keep": (job) => keep(job, office),
    },
    settings,
    settingTexts: { mailTo: text.mailToSetting, model: text.modelSetting },
    why: (ctx, word) => explainFigure(ctx, word, features()),
    person: {
      export: async (tx, communityId, memberIds) => ({
        digest_choice: await tx.digestChoice.findMany({ where: { communityId, memberId: { in: memberIds } } }),
      }),
      forget: async (tx, communityId, memberIds) => {
        await tx.digestChoice.deleteMany({ where: { communityId, memberId: { in: memberIds } } });
      },
      // who gets something in either community gets it in the joint one
      move: async (tx) => {
        await tx.$executeRaw`
          INSERT INTO digest_choice AS d (community_id, member_id, daily, weekly, monthly)
          SELECT to_community, to_member, bool_or(daily), bool_or(weekly), bool_or(monthly) FROM digest_choice
            JOIN moving ON community_id = from_community AND member_id = from_member GROUP BY 1, 2
          ON CONFLICT (community_id, member_id) DO UPDATE SET daily = d.daily OR excluded.daily,
            weekly = d.weekly OR excluded.weekly, monthly = d.monthly OR excluded.monthly`;
        await tx.$executeRaw`
          DELETE FROM digest_choice USING moving WHERE community_id = from_community AND member_id = from_member`;
      },
    },
  });
}

/** On the first of a month, the month that is over. */
async function orderMonth(ctx: BaseCtx): Promise<void> {
  if (ctx.today.endsWith("-01")) await order(ctx, lastOver("month", ctx.today));
}

const spanWords: readonly (readonly [RegExp, Span])[] = [
  [/^(daily|day|yesterday|日报|每日|每天|昨天|昨日)$/i, "day"],
  [/^(weekly|week|last|周报|每周|上周|上星期)$/i, "week"],
  [/^(monthly|month|月报|每月|上月|上个月)$/i, "month"],
];
const spanOf = (word: string): Span | undefined => spanWords.find(([pattern]) => pattern.test(word))?.[1];
const switchOf = (word: string): boolean | undefined =>
  /^(on|开|开启|订阅)$/i.test(word) ? true : /^(off|关|关闭|退订)$/i.test(word) ? false : undefined;

/** Alone with the bot "here" is where the digest goes anyway; in the group is somewhere else. */
const isInGroup = (word: string): boolean => /^(group|群里)$/i.test(word);
const isPlace = (word: string): boolean => isInGroup(word) || /^(here|这里)$/i.test(word);
const isPage = (word: string): boolean => /^(page|html|整页|网页)$/i.test(word);

/** "/digest", "/digest 2026-W20", "/digest month", "/digest page", "/digest all", "/digest all page", "/digest here", "/digest off", "/digest daily on". */
async function run(ctx: Ctx, sources: Sources): Promise<void> {
  const [first = "", second = ""] = ctx.args.split(/\s+/);
  const span = spanOf(first);
  const turned = switchOf(first) ?? (span ? switchOf(second) : undefined);
  if (turned !== undefined) {
    const { communityId, id, via, role } = ctx.member;
    await chooseDigests(ctx.tx, { communityId, id, via, role: role ?? "" }, span ?? "all", turned);
    return ctx.reply(text.chosen, { span: span ?? "all", on: turned });
  }
  if (/^(all|全部|汇总)$/i.test(first)) {
    const everywhere = switchOf(second);
    if (everywhere !== undefined) return chooseEverywhere(ctx, everywhere);
    return isPage(second) ? pageOfAll(ctx, sources) : showAll(ctx, sources);
  }
  if (isPage(first) || isPage(second)) return pageOf(ctx, sources, periodOf(ctx, isPage(first) ? second : first));
  if (ctx.chat.kind === "private" && (isInGroup(first) || isInGroup(second))) throw new Refusal(text.hereInGroup);
  const isHere = isPlace(first) || isPlace(second);
  const period = periodOf(ctx, isHere && !span && !/^\d/.test(first) ? "" : first);
  await show(ctx, sources, period, isHere);
}

function periodOf(ctx: Ctx, word: string): Period {
  const span = spanOf(word);
  if (word === "" || span) return lastOver(span ?? "week", ctx.today);
  try {
    const period = weekPeriod(parseWeek(word.toUpperCase()));
    if (period.toDay < ctx.today) return period;
  } catch {
    throw new Refusal(text.unknownPeriod, { word: word.slice(0, 20) });
  }
  throw new Refusal(text.notOver, { week: word, last: lastOver("week", ctx.today).key });
}

/** The weekly digests of every community that the asker looks after, on or off. */
async function chooseEverywhere(ctx: Ctx, on: boolean): Promise<void> {
  const all = await communitiesOf(ctx.tx, ctx.member.communityId, ctx.member.id);
  for (const { id: communityId, person, role } of all)
    await chooseDigests(ctx.tx, { communityId, id: person, via: person, role }, "all", on);
  await ctx.reply(text.chosenEverywhere, { on, communities: all.length });
}

/** Every community that the asker looks after, in one message to them alone. */
async function showAll(ctx: Ctx, { features, office }: Sources): Promise<void> {
  const all = await communitiesOf(ctx.tx, ctx.member.communityId, ctx.member.id);
  const rows = await rollUp(ctx.tx, all, lastWeekIn(ctx.now));
  const together = await rollUpWithThings(ctx, features(), rows);
  const picture = await rollUpPictureFor(together, ctx.language, office);
  await answerAlone(ctx, rollUpText(together, ctx.language, text.rollUpFoot), picture);
}

/** All of them as a page with charts. */
async function pageOfAll(ctx: Ctx, { features }: Sources): Promise<void> {
  const all = await communitiesOf(ctx.tx, ctx.member.communityId, ctx.member.id);
  const rows = await rollUp(ctx.tx, all, lastWeekIn(ctx.now));
  await sendPage(ctx, headingOfAll(rows, ctx.language), async () =>
    rollUpPage(await rollUpWithThings(ctx, features(), rows), ctx.language),
  );
}

/** In private it answers; in a group it goes to the asker alone, unless they want it there. */
async function show(ctx: Ctx, { features, office, scribe }: Sources, period: Period, isHere: boolean) {
  const isPublic = ctx.chat.kind !== "private";
  const chatId = isPublic && !isHere ? await ownChat(ctx) : null;
  if (ctx.event.kind === "message" && (await mayTell(ctx, scribe, period))) {
    await orderTelling(ctx, period, chatId ?? ctx.chat.id, isPublic && isHere);
    return ctx.reply(isPublic && !isHere ? text.sentInPrivate : text.beingTold);
  }
  const made = await buildDigest(ctx, features(), period);
  const picture = await pictureFor(made, ctx.language, office);
  if (!isPublic || !isHere) return answerAlone(ctx, toText(made, ctx.language, text.chatFoot), picture);
  await ctx.reply(always(toText(made, ctx.language)), undefined, picture ? { picture } : {});
}

/** One community's whole page as a file. */
async function pageOf(ctx: Ctx, { features }: Sources, period: Period): Promise<void> {
  const made = await buildDigest(ctx, features(), period);
  await sendPage(ctx, headingOf(made, ctx.language), () => toPage(made, ctx.language), period.key);
}

/** A page names who is silent: it is for one pair of eyes. */
async function sendPage(ctx: Ctx, heading: string, make: () => Promise<string>, key = "all"): Promise<void> {
  if (ctx.chat.kind !== "private") throw new Refusal(text.pageInPrivate);
  if (!ctx.capabilities.files) throw new Refusal(text.noFiles);
  await ctx.reply(text.pageFile, { heading }, { file: { name: `digest-${key}.html`, content: await make() } });
}

/** The asker's own chat with the bot. @throws Refusal where they have none */
async function ownChat({ tx, member }: Ctx): Promise<number> {
  const chatId = await privateChatOf(tx, member.communityId, member.id);
  if (chatId === null) throw new Refusal(text.writeFirst);
  return chatId;
}

/** Answers in private; in a group it says there that it did. */
async function answerAlone(ctx: Ctx, words: string, picture: { png: string; alt: string } | null): Promise<void> {
  const more = picture ? { picture } : {};
  if (ctx.chat.kind === "private") return ctx.reply(always(words), undefined, more);
  const key = `digest:asked:${ctx.event.platform}:${ctx.event.key}`;
  await ctx.post(await ownChat(ctx), { key, kind: "receipt", priority: priorities.answer, text: words, ...more });
  await ctx.reply(text.sentInPrivate);
}
