import { isDeepStrictEqual } from "node:util";
import type { Tx } from "../../../core/database/index.ts";
import { keyOf, rowOf, type Question } from "./question.ts";

/** What an import did. */
export interface Imported {
  added: number;
  /** known there before, and otherwise than the file says now */
  updated: number;
}

/**
 * Puts questions into a bank, which is made when it is new. A question that is there already is
 * brought to what is said now: importing a file twice is importing it once.
 */
export async function saveQuestions(
  tx: Tx,
  communityId: number,
  bank: string,
  questions: readonly Question[],
  now: Date,
): Promise<Imported> {
  const { id: bankId } = await tx.quizBank.upsert({
    where: { communityId_name: { communityId, name: bank } },
    create: { communityId, name: bank, createdAt: now },
    update: {},
  });
  const before = await tx.quizQuestion.findMany({ where: { communityId, bankId } });
  const known = new Map(before.map((one) => [one.key, one]));
  const fresh = questions.filter((one) => !known.has(keyOf(one)));
  await tx.quizQuestion.createMany({
    data: fresh.map((one) => ({ ...one, communityId, bankId, key: keyOf(one), createdAt: now })),
  });
  let updated = 0;
  for (const question of questions) {
    const old = known.get(keyOf(question));
    if (!old || isDeepStrictEqual(rowOf(asQuestion(old)), rowOf(question))) continue;
    await tx.quizQuestion.update({ where: { communityId_id: { communityId, id: old.id } }, data: question });
    updated++;
  }
  return { added: fresh.length, updated };
}

export interface Bank {
  id: number;
  name: string;
}

/** Every bank with the number of its questions, by name. */
export async function listBanks(tx: Tx, communityId: number): Promise<(Bank & { questions: number })[]> {
  return tx.$queryRaw`
    SELECT b.id, b.name, count(q.id)::int AS questions FROM quiz_bank b LEFT JOIN quiz_question q
      ON q.community_id = b.community_id AND q.bank_id = b.id WHERE b.community_id = ${communityId} GROUP BY b.id, b.name ORDER BY b.name`;
}

export async function bankNamed(tx: Tx, communityId: number, name: string): Promise<Bank | null> {
  return tx.quizBank.findUnique({
    where: { communityId_name: { communityId, name } },
    select: { id: true, name: true },
  });
}

/** Every question of a bank, in the order in which they came. */
export async function questionsOf(tx: Tx, communityId: number, bankId: number): Promise<Question[]> {
  const rows = await tx.quizQuestion.findMany({ where: { communityId, bankId }, orderBy: { id: "asc" } });
  return rows.map(asQuestion);
}

type Row = Omit<Question, "kind" | "language"> & { kind: string; language: string };

/** A row of the table as a question; we wrote it, so its words are ours. */
export function asQuestion<R extends Row>(row: R): R & Question {
  return row as R & Question;
}
