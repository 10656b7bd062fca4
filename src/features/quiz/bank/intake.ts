import { z } from "zod";
import { FileTooLarge, PlatformRefusal, PlatformSilence } from "../../../core/bot.ts";
import type { MessageEvent } from "../../../core/event.ts";
import { Refusal, type BaseCtx, type Ctx, type EventCtx, type JobCtx, type MemberInfo } from "../../../core/context.ts";
import { fill, type Text } from "../../../core/text.ts";
import { may } from "../../../members/person.ts";
import { answerLater, asker, askerOf, askLater, heldIn, type Asker } from "../../../operators/later.ts";
import { keyText } from "../rules.ts";
import { text } from "../text.ts";
import { faultText } from "./faults.ts";
import { fileForms, formOf, readBank, type BankFile } from "./file.ts";
import { keyOf, kinds, limits } from "./question.ts";
import { bankNamed, questionsOf, saveQuestions } from "./store.ts";

/** Largest file that is taken: some five thousand questions. */
const mostBytes = 1024 * 1024;
const faultsShown = 8;
const samplesShown = 2;

/** A bank file that somebody who may import sends to the bot alone; false when the message is none. */
export async function takeFile(ctx: EventCtx<MessageEvent>): Promise<boolean> {
  const { event, member, chat } = ctx;
  if (chat.kind !== "private" || !event.file || !member || !may(member.role, "host")) return false;
  if (!formOf(event.file.name)) return false;
  await orderImport(ctx, member, "");
  return true;
}

/** 导入题库 茶文化, with the file or as its caption; without one it says how to do it. */
export async function importCommand(ctx: Ctx): Promise<void> {
  const asking = ctx as Ctx & EventCtx<MessageEvent>;
  const { file } = asking.event;
  if (!file) throw new Refusal(text.howToImport, { kilobytes: mostBytes / 1024 });
  if (!formOf(file.name)) throw new Refusal(text.notABank, { file: file.name });
  await orderImport(asking, ctx.member, ctx.args);
}

const order = z.object({ asker, bank: z.string() });

async function orderImport(ctx: EventCtx<MessageEvent>, member: MemberInfo, bank: string): Promise<void> {
  const { event } = ctx;
  const stem = (event.file?.name ?? "").replace(/\.[^.]*$/u, "");
  const name = (bank === "" ? stem : bank).trim().slice(0, limits.tag);
  const payload = { asker: askerOf(ctx, member), bank: name === "" ? "import" : name };
  await ctx.enqueue({
    name: "quiz.import",
    key: `quiz:import:${event.platform}:${event.account}:${event.key}`,
    payload,
  });
}

/** What is to be imported once it is confirmed: the file itself, and where to. */
const held = z.object({ bank: z.string(), form: z.enum(fileForms), file: z.string() });
type Held = z.infer<typeof held>;

/** Fetches a file and tells what is in it: every fault with its line, or what an import would do, and asks. */
export async function importJob(job: JobCtx): Promise<void> {
  const { asker: to, bank } = order.parse(job.payload);
  const { file } = to.event;
  const form = file && formOf(file.name);
  if (!file || !form) return;
  const bytes = await job.fetchFile(to.event, mostBytes).catch(whyNot);
  await job.act(async (ctx) => {
    if (!(bytes instanceof Uint8Array)) return answerLater(ctx, to, fill(bytes, { file: file.name }));
    const read = withoutPictures(readBank(bytes, form));
    if (read.faults.length > 0) return answerLater(ctx, to, faultsOf(file.name, read));
    await askFor(ctx, to, { bank, form, file: new TextDecoder().decode(bytes) }, read);
  });
}

/** Why a file could not be had. */
function whyNot(error: unknown): Text<{ file: string }> {
  if (error instanceof FileTooLarge) return text.fileTooLarge;
  if (error instanceof PlatformRefusal || error instanceof PlatformSilence) return text.fileNotHad;
  throw error;
}

/** A path in a file from a chat would name any file of this machine. */
function withoutPictures(read: BankFile): BankFile {
  const pictured = read.questions.flatMap(({ picture }, index) =>
    picture === null ? [] : [{ line: read.lines[index] ?? 1, what: faultText.pictureInChat }],
  );
  return { ...read, faults: [...read.faults, ...pictured].toSorted((a, b) => a.line - b.line) };
}

const faultsOf = (file: string, { faults }: BankFile): Text =>
  fill(text.faultyFile, { file, faults: faults.slice(0, faultsShown), more: Math.max(0, faults.length - faultsShown) });

async function askFor(ctx: BaseCtx, to: Asker, holding: Held, { questions }: BankFile): Promise<void> {
  const { tx, community } = ctx;
  const bank = await bankNamed(tx, community.id, holding.bank);
  const known = new Set((bank ? await questionsOf(tx, community.id, bank.id) : []).map(keyOf));
  const summary = fill(text.importPreview, {
    community: community.name,
    bank: holding.bank,
    isNew: bank === null,
    kinds: kinds.map((kind) => ({ kind, count: questions.filter((one) => one.kind === kind).length })),
    total: questions.length,
    again: questions.filter((one) => known.has(keyOf(one))).length,
    samples: questions.slice(0, samplesShown).map((one) => ({
      text: one.text,
      key: keyText(one, null),
    })),
  });
  await askLater(ctx, to, { command: "quiz_take", args: JSON.stringify(holding), summary });
}

/** The import that was confirmed. Importing a file twice is importing it once. */
export async function takeBank(ctx: Ctx): Promise<void> {
  const { bank, form, file } = held.parse(JSON.parse(ctx.args));
  const { questions } = readBank(new TextEncoder().encode(file), form);
  const { added, updated } = await saveQuestions(ctx.tx, ctx.community.id, bank, questions, ctx.now);
  await ctx.reply(text.imported, { bank, added, updated });
}

/** It is only ever given by a press on the question above. */
export async function neverUnasked(): Promise<never> {
  throw new Refusal(text.howToImport, { kilobytes: mostBytes / 1024 });
}

/** For the audit: how many questions, and no words. */
export function auditImport(ctx: Ctx): string {
  const found = heldIn(held, ctx.args);
  return found ? `${found.file.length} characters` : "";
}
