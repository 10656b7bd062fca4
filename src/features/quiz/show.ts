import { Refusal, type Ctx } from "../../core/context.ts";
import { shownNames } from "../../members/lookalike.ts";
import { memberIdsOf } from "../../members/person.ts";
import { DateTime } from "luxon";
import { startOfDay, type Day } from "../../core/time.ts";
import { listBanks } from "./bank/store.ts";
import { quizIn, lockQuiz, turnOf } from "./play/quiz.ts";
import { ownRecord, seasonStart, standing } from "./standing.ts";
import { answerButtons, pictureOf } from "./rules.ts";
import { text } from "./text.ts";

export const spans = ["week", "season", "all"] as const;
export type Span = (typeof spans)[number];

const words: Readonly<Record<string, Span>> = {
  "": "season",
  season: "season",
  赛季: "season",
  本季: "season",
  week: "week",
  周: "week",
  本周: "week",
  周榜: "week",
  all: "all",
  总: "all",
  总榜: "all",
  全部: "all",
};
const boardLength = 10;
const everSince = new Date(0);

/** 答题: the question that is on, once more, or how to play. */
export async function show(ctx: Ctx): Promise<void> {
  if (ctx.args !== "") throw new Refusal(text.unknownWord, { word: ctx.args.slice(0, 30) });
  const { tx, community, chat } = ctx;
  for (const slot of ["chat", "daily"] as const) {
    const id = await quizIn(tx, community.id, chat.id, slot);
    const quiz = id === null ? null : await lockQuiz(tx, community.id, id, "shared");
    const turn = quiz && (await turnOf(tx, quiz, quiz.position));
    if (!quiz || !turn || turn.settledAt) continue;
    const { question, order, position, closesAt } = turn;
    const buttons = ctx.capabilities.buttons ? answerButtons(question, quiz.id, position, ctx.language) : [];
    const asked = { quiz, position, question, order, closesAt, timeZone: community.timeZone };
    return ctx.reply(text.asked, asked, { ...(buttons.length > 0 ? { buttons } : {}), ...pictureOf(question) });
  }
  const exams = await tx.quiz.count({ where: { communityId: community.id, format: "exam", status: "open" } });
  await ctx.reply(text.howToPlay, {
    mayStart: ctx.member.role !== null && ctx.member.role !== "viewer",
    hasExam: exams > 0,
  });
}

async function sinceOf(ctx: Ctx, span: Span): Promise<Date> {
  if (span === "week") return startOfDay(mondayOf(ctx.today), ctx.community.timeZone);
  return span === "all" ? everSince : ((await seasonStart(ctx.tx, ctx.community.id)).since ?? everSince);
}

const mondayOf = (day: Day): Day => (DateTime.fromISO(day, { zone: "utc" }).startOf("week").toISODate() ?? day) as Day;

/** 答题榜 周: the standing of a span. */
export async function showTop(ctx: Ctx): Promise<void> {
  const span = words[ctx.args.toLowerCase()];
  if (!span) throw new Refusal(text.unknownSpan, { word: ctx.args.slice(0, 20) });
  const places = await standing(ctx.tx, ctx.community.id, { since: await sinceOf(ctx, span) });
  if (places.length === 0) throw new Refusal(text.emptyBoard);
  const first = places.slice(0, boardLength);
  const names = await shownNames(
    ctx.tx,
    ctx.community.id,
    first.map((one) => ({ id: one.person, name: one.name })),
    ctx.language,
  );
  const own = places.find((one) => one.person === ctx.member.id) ?? null;
  await ctx.reply(text.board, { span, lines: first.map((one, index) => ({ ...one, name: names[index] ?? "" })), own });
}

/** 我的答题: accuracy and streak. */
export async function showOwn(ctx: Ctx): Promise<void> {
  const ids = await memberIdsOf(ctx.tx, ctx.community.id, ctx.member.id);
  const season = await ownRecord(ctx.tx, ctx.community.id, ids, await sinceOf(ctx, "season"));
  const all = await ownRecord(ctx.tx, ctx.community.id, ids, everSince);
  if (all.answered === 0) throw new Refusal(text.neverPlayed);
  await ctx.reply(text.own, { season, all });
}

/** 题库: what there is to play with. */
export async function showBanks(ctx: Ctx): Promise<void> {
  await ctx.reply(text.banks, { banks: await listBanks(ctx.tx, ctx.community.id) });
}
