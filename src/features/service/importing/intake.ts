import { z } from "zod";
import { FileTooLarge, PlatformRefusal, PlatformSilence } from "../../../core/bot.ts";
import type { MessageEvent } from "../../../core/event.ts";
import { Refusal, type BaseCtx, type Ctx, type EventCtx, type JobCtx, type MemberInfo } from "../../../core/context.ts";
import { enqueue, priorities } from "../../../core/outbox.ts";
import { fill, type Text } from "../../../core/text.ts";
import { may } from "../../../members/person.ts";
import { answerLater, asker, askerOf, askLater, heldIn, type Asker } from "../../../operators/later.ts";
import { undoable } from "../../../operators/undo.ts";
import { addEntries, liveEntries } from "../knowledge/entries.ts";
import { learnSoon } from "../knowledge/learn.ts";
import { normalise } from "../finding/index.ts";
import { preview, taken } from "./preview.ts";
import { chatLimits, readApart } from "./apart.ts";
import { kindOf, type ReadEntry } from "./read.ts";
import { amend, incoming, incomingOf } from "./take.ts";
import { text } from "./text.ts";

/** Largest file that is taken in a chat: some ten thousand entries. */
const mostBytes = 2 * 1024 * 1024;
/** Objections and faults that are shown; the rest is counted. */
const shown = 8;
/** Entries that are shown in the message itself; more of them come as a file. */
const samplesShown = 10;

/** Kinds that a bank of questions comes in as well: for these the file's name must say what it is. */
const shared = new Set(["csv", "jsonl", "yaml", "yml"]);
/** What a caption would say: files on WeChat have none. */
const saysAll = /(?:知识库|knowledge|faq)[\s_-]*(?:全部|都要|all\b)/iu;
const saysKnowledge = /faq|knowledge|\bkb\b|q ?& ?a|知识|问答|常见|客服/iu;

/** A file for the knowledge base that a manager sends to the bot alone, without a word; false when the message is none. */
export async function takeFile(ctx: EventCtx<MessageEvent>): Promise<boolean> {
  const { event, member } = ctx;
  const kind = event.file && kindOf(event.file.name);
  if (ctx.chat.kind !== "private" || !event.file || !kind || event.text.trim() !== "") return false;
  if (!member || !may(member.role, "manager")) return false;
  if (shared.has(kind) && !saysKnowledge.test(event.file.name)) return false;
  await orderImport(ctx, member, saysAll.test(event.file.name));
  return true;
}

/** 知识库 导入, as the caption of a file; with 全部 what should be looked at is meant as well. */
export async function importCaptioned(ctx: Ctx): Promise<void> {
  const { event } = ctx;
  const file = event.kind === "message" ? event.file : undefined;
  if (event.kind !== "message" || !file) throw new Refusal(text.howToImport);
  if (ctx.chat.kind !== "private") throw new Refusal(text.inPrivate);
  if (!kindOf(file.name)) throw new Refusal(text.unknownKind, { file: file.name.slice(0, 60) });
  const isAll = /^\S+\s+(?:全部|都要|all)$/iu.test(ctx.args.trim());
  await orderImport(ctx as Ctx & EventCtx<MessageEvent>, ctx.member, isAll);
}

const order = z.object({ asker, all: z.boolean() });

async function orderImport(ctx: EventCtx<MessageEvent>, member: MemberInfo, all: boolean): Promise<void> {
  const { platform, account, key } = ctx.event;
  const payload = { asker: askerOf(ctx, member), all };
  await ctx.enqueue({ name: "service.import", key: `service:import:${platform}:${account}:${key}`, payload });
}

/** Fetches a file and tells what is in it, as the command line does, and asks; nothing goes live by this. */
export async function importJob(job: JobCtx): Promise<void> {
  const { asker: to, all } = order.parse(job.payload);
  const { file } = to.event;
  const kind = file && kindOf(file.name);
  if (!file || !kind) return;
  const bytes = await job.fetchFile(to.event, mostBytes).catch(whyNot);
  const timeZone = await job.read((ctx) => Promise.resolve(ctx.community.timeZone));
  const reading = bytes instanceof Uint8Array ? { kind, bytes, name: file.name, timeZone } : null;
  const read = reading && (await readApart(reading, chatLimits, job.signal));
  await job.act(async (ctx) => {
    if (!read) return answerLater(ctx, to, fill(bytes as Text<{ file: string }>, { file: file.name }));
    const found = preview(read, await liveEntries(ctx.tx, ctx.community.id));
    const { fresh, changed } = taken(found, all);
    const news = [...fresh, ...changed.map(({ entry }) => entry)];
    const isListed = news.length > samplesShown && (await sendList(ctx, to, file.name, news));
    const faults = [found.gone, found.flagged, found.unreadable].map((list) => Math.max(0, list.length - shown));
    const summary = fill(text.preview, {
      file: file.name,
      taken: fresh.length,
      samples: fresh.slice(0, samplesShown).map(({ content }) => content),
      changed: changed.length,
      changes: changed
        .slice(0, samplesShown)
        .map(({ entry, was }) => ({ id: was.id, question: was.question, was: was.answer, now: entry.content.answer })),
      isListed,
      flagged: found.flagged.slice(0, shown),
      gone: found.gone.slice(0, shown),
      there: found.there,
      unreadable: found.unreadable.slice(0, shown),
      more: faults.reduce((sum, count) => sum + count, 0),
      left: all ? 0 : found.flagged.filter(({ flags }) => !flags.includes("duplicate")).length,
      isAll: all,
    });
    if (news.length === 0) return answerLater(ctx, to, summary);
    const args = JSON.stringify(incomingOf({ fresh, changed }));
    await askLater(ctx, to, { command: "faq_take", args, summary });
  });
}

/** All that would come in, word for word, as a file where the platform takes one: nothing goes live unseen. */
async function sendList(ctx: BaseCtx, to: Asker, file: string, entries: readonly ReadEntry[]): Promise<boolean> {
  const { event, chatId, language } = to;
  if (!ctx.capabilitiesOf(event.platform).files) return false;
  const name = `${file.replace(/\.[^.]*$/u, "").slice(0, 40)}-${language === "zh" ? "预览" : "preview"}.md`;
  const content = entries.map(({ place, content: entry }) => text.listed[language]({ place, ...entry })).join("\n");
  await enqueue(ctx.tx, {
    communityId: ctx.community.id,
    chatId,
    key: `re:${event.platform}:${event.account}:${event.key}:list`,
    kind: "receipt",
    priority: priorities.answer,
    message: { text: text.list[language]({ count: entries.length }), file: { name, content } },
    createdAt: ctx.now,
  });
  return true;
}

/** Why a file could not be had. */
function whyNot(error: unknown): Text<{ file: string }> {
  if (error instanceof FileTooLarge) return text.tooLarge;
  if (error instanceof PlatformRefusal || error instanceof PlatformSilence) return text.notHad;
  throw error;
}

/** The import that was confirmed, taken back as one. What came in meanwhile is not there twice. */
export async function takeImport(ctx: Ctx): Promise<void> {
  const { entries, changes } = incoming.parse(JSON.parse(ctx.args));
  const same = ({ question, answer }: { question: string; answer: string }) =>
    `${normalise(question)}\n${normalise(answer)}`;
  const known = new Set((await liveEntries(ctx.tx, ctx.community.id)).map(same));
  const fresh = entries.filter((entry) => !known.has(same(entry)));
  const { tx, community, member, now } = ctx;
  const writer = { tx, communityId: community.id, memberId: member.id, now };
  const added = await addEntries(writer, fresh);
  const amended = await amend(writer, changes);
  if (added.length + amended.length === 0) return ctx.reply(text.nothingNew);
  await learnSoon(ctx);
  const more = await undoable(ctx, "faq", { added, amended });
  const again = entries.length - added.length;
  await ctx.reply(text.imported, { added: added.length, changed: amended.length, again }, more);
}

/** It is only ever given by a press on the question above. */
export async function neverUnasked(): Promise<never> {
  throw new Refusal(text.howToImport);
}

/** For the audit: how many entries, and no words. */
export function auditImport(ctx: Ctx): string {
  const found = heldIn(incoming, ctx.args);
  return found ? `${found.entries.length + found.changes.length} entries` : "";
}
