import type { Decision } from "../finding/index.ts";
import type { Knowledge } from "../knowledge/shelf.ts";
import type { Inquiry } from "./inquiry.ts";
import { nextQuestionSql } from "./log.ts";
import { hasJustHad, postAnswer } from "./outcomes.ts";
import { isAngry, questionsIn } from "./rules.ts";
import { showable } from "./say.ts";

type Answer = Extract<Decision, { kind: "answer" }>;

/** What answers each question of a message that asks several; none unless each is certain by itself, by an entry of its own. */
async function answersToAll(knowledge: Knowledge, words: string): Promise<[question: string, Answer][]> {
  const answers: [string, Answer][] = [];
  for (const question of questionsIn(words)) {
    const { decision } = await knowledge.find(question);
    if (decision.kind !== "answer" || answers.some(([, { id }]) => id === decision.id)) return [];
    answers.push([question, decision]);
  }
  return answers;
}

/** What a message would be answered with: for each of its questions, or for it as a whole. */
export async function answersTo(knowledge: Knowledge, words: string): Promise<Answer[]> {
  const several = await answersToAll(knowledge, words);
  if (several.length > 0) return several.map(([, answer]) => answer);
  const { decision } = await knowledge.find(words);
  return decision.kind === "answer" ? [decision] : [];
}

/** Answers every question of a message; false, with nothing said, where it asks one or not all are certain. */
export async function answerAll(inquiry: Inquiry): Promise<boolean> {
  const { ctx, member, knowledge, asking } = inquiry;
  const answers = isAngry(asking.text) ? [] : await answersToAll(knowledge, asking.text);
  for (const [, { id }] of answers)
    if (hasJustHad(inquiry, id) || !(await showable(ctx, member, Number(id), knowledge))) return false;
  for (const [index, [text, answer]] of answers.entries()) {
    // each is a question by itself, of the one message that the hash stands for
    const id = index === 0 ? asking.id : await nextId(inquiry);
    await postAnswer({ ...inquiry, asking: { ...asking, id, text } }, answer);
  }
  return answers.length > 0;
}

async function nextId({ ctx, asking }: Inquiry): Promise<number> {
  const [next] = await ctx.tx.$queryRaw<{ id: number }[]>`SELECT ${nextQuestionSql} AS id`;
  return next?.id ?? asking.id;
}
