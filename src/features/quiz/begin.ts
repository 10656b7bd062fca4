import { Refusal, type Ctx } from "../../core/context.ts";
import { starterBank, starterName } from "./bank/starter.ts";
import { bankNamed, listBanks, type Bank } from "./bank/store.ts";
import type { Format, Rules } from "./formats.ts";
import { countFitting } from "./play/choose.ts";
import { lockQuiz, type Quiz } from "./play/quiz.ts";
import { quizSettings } from "./settings.ts";
import { text } from "./text.ts";

interface NewQuiz {
  /** decides the lot and the order of options; by default of the act's own chance */
  seed?: string;
  format: Format;
  slot: "chat" | "daily" | null;
  bankId: number;
  rules: Rules;
  dueAt: Date;
}

export async function createQuiz(
  ctx: Pick<Ctx, "tx" | "community" | "now" | "rng"> & { chat: { id: number } },
  quiz: NewQuiz,
): Promise<Quiz> {
  const { tx, community, now } = ctx;
  const data = {
    ...quiz,
    communityId: community.id,
    chatId: ctx.chat.id,
    seed: quiz.seed ?? String(ctx.rng.whole(2 ** 48)),
    startedAt: now,
  };
  const { id } = await tx.quiz.create({ data });
  const made = await lockQuiz(tx, community.id, id, "alone");
  if (!made) throw new Error(`quiz ${id} was made and is not there`);
  return made;
}

/** The bank that is meant, with how many questions it has; the starter bank is put in when it is first wanted. */
export async function bankFor(
  ctx: Pick<Ctx, "tx" | "community" | "now" | "settings">,
  name?: string,
  tags: readonly string[] = [],
): Promise<{ bank: Bank; questions: number }> {
  const { tx, community, now } = ctx;
  const wanted = name ?? (await ctx.settings(quizSettings)).bank;
  if (wanted === starterName && !(await bankNamed(tx, community.id, wanted))) await starterBank(tx, community.id, now);
  const banks = await listBanks(tx, community.id);
  const bank = banks.find((one) => one.name.toLowerCase() === wanted.toLowerCase());
  if (!bank)
    throw new Refusal(text.noBank, {
      name: wanted,
      banks: [...new Set([starterName, ...banks.map((one) => one.name)])],
    });
  const questions = await countFitting(tx, community.id, bank.id, { tags, language: community.language });
  if (questions === 0 && tags.length > 0) throw new Refusal(text.noSuchTag, { name: bank.name, tags: [...tags] });
  if (questions === 0) throw new Refusal(text.emptyBank, { name: bank.name });
  return { bank, questions };
}
