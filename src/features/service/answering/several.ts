import { Refusal, type ReplyOptions } from "../../../core/context.ts";
import type { Text } from "../../../core/text.ts";
import type { Decision } from "../finding/index.ts";
import type { Knowledge } from "../knowledge/shelf.ts";
import type { Inquiry } from "./inquiry.ts";
import { nextQuestionSql } from "./log.ts";
import { hasJustHad, postAnswer } from "./outcomes.ts";
import { isAngry, questionsIn, standsAlone } from "./rules.ts";
import { showable } from "./say.ts";
import { text } from "./text.ts";

type Answer = Extract<Decision, { kind: "answer" }>;

/** What of a message that asks several things is certain by itself, each by an entry of its own, and what of it is not. */
interface Several {
  answers: [question: string, Answer][];
  rest: string[];
}

async function severalIn(knowledge: Knowledge, words: string): Promise<Several> {
  const answers: Several["answers"] = [];
  const unsure: [question: string, likely: string | undefined][] = [];
  for (const question of questionsIn(words)) {
    const { decision } = await knowledge.find(question);
    if (decision.kind === "answer") answers.push([question, decision]);
    else unsure.push([question, decision.kind === "suggest" ? decision.ids[0] : undefined]);
  }
  const ids = answers.map(([, { id }]) => id);
  // what says little by itself, or is about the same, belongs to what is answered
  const rest = unsure.flatMap(([question, likely]) =>
    standsAlone(question) && !ids.includes(likely ?? "") ? [question] : [],
  );
  const isOne = new Set(ids).size < ids.length || ids.length + rest.length < 2;
  return isOne ? { answers: [], rest: [] } : { answers, rest };
}

/** What a message would be answered with: for its questions, or for it as a whole. */
export async function answersTo(knowledge: Knowledge, words: string): Promise<Answer[]> {
  const { answers } = await severalIn(knowledge, words);
  if (answers.length > 0) return answers.map(([, answer]) => answer);
  const { decision } = await knowledge.find(words);
  return decision.kind === "answer" ? [decision] : [];
}

/**
 * Answers what is certain of a message that asks several things. Gives what is left to be asked, as an inquiry whose
 * replies name it; the inquiry itself where nothing was said, and null where nothing is left.
 */
export async function answerSure(inquiry: Inquiry): Promise<Inquiry | null> {
  const { ctx, member, knowledge, asking } = inquiry;
  if (isAngry(asking.text)) return inquiry;
  const { answers, rest } = await severalIn(knowledge, asking.text);
  if (answers.length === 0) return inquiry;
  for (const [, { id }] of answers)
    if (hasJustHad(inquiry, id) || !(await showable(ctx, member, Number(id), knowledge))) return inquiry;
  for (const [index, [question, answer]] of answers.entries()) {
    // each is a question by itself, of the one message that the hash stands for
    const id = index === 0 ? asking.id : await nextId(inquiry);
    await postAnswer({ ...inquiry, asking: { ...asking, id, text: question } }, answer);
  }
  if (rest.length === 0) return null;
  const left = { ...asking, id: await nextId(inquiry), text: rest.join(" ") };
  return { ...inquiry, ctx: { ...ctx, reply: replyAbout(ctx, left.text) }, asking: left };
}

/** Beside an answer, what is said about the rest says what that is. */
function replyAbout({ reply, language }: Inquiry["ctx"], question: string): Inquiry["ctx"]["reply"] {
  return async (words: Text<unknown>, params?: unknown, more?: ReplyOptions) =>
    reply(text.about, { question, words: words[language](params) }, more ?? {});
}

/** Does something beside which answers were given already; what is refused of it is said, and these stay. */
export async function beside(ctx: Inquiry["ctx"], go: () => Promise<void>): Promise<void> {
  try {
    await go();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    await ctx.reply(error.text, error.params);
  }
}

async function nextId({ ctx, asking }: Inquiry): Promise<number> {
  const [next] = await ctx.tx.$queryRaw<{ id: number }[]>`SELECT ${nextQuestionSql} AS id`;
  return next?.id ?? asking.id;
}
