import { z } from "zod";
import { FileTooLarge, PlatformRefusal, PlatformSilence } from "../../core/bot.ts";
import type { MessageEvent } from "../../core/event.ts";
import { Refusal, type BaseCtx, type Ctx, type EventCtx, type JobCtx, type MemberInfo } from "../../core/context.ts";
import type { Feature } from "../../core/feature.ts";
import { fill, type Text } from "../../core/text.ts";
import { may } from "../../members/person.ts";
import { answerLater, asker, askerOf, askLater, type Asker } from "../../operators/later.ts";
import { keepChanged } from "./change.ts";
import type { Declaration } from "./declaration.ts";
import { fromYaml } from "./edit.ts";
import { BadDeclaration } from "./faults.ts";
import { previewOf } from "./preview.ts";
import { journeysOf } from "./store.ts";
import { text } from "./text.ts";

/** Largest file that is taken: a journey of ten steps in two languages has some ten. */
const mostBytes = 64 * 1024;
/** What a journey's file is called, so that nobody takes it for a bank of questions: drifting.journey.yaml. */
export const fileNameOf = ({ name }: Declaration): string => `${name}.journey.yaml`;
const isJourneyFile = (name: string): boolean => /\.journey\.ya?ml$/i.test(name);
const isYaml = (name: string): boolean => /\.ya?ml$/i.test(name);

/** A journey's file that a manager sends to the bot alone; false when the message is none. */
export async function takeFile(ctx: EventCtx<MessageEvent>, member: MemberInfo): Promise<boolean> {
  const { file } = ctx.event;
  if (!file || !isJourneyFile(file.name) || !may(member.role, "manager")) return false;
  await orderIntake(ctx, member);
  return true;
}

/** 旅程 保存, as the caption of a file; false when there is none. */
export async function takeCaptioned(ctx: Ctx): Promise<boolean> {
  const asking = ctx as Ctx & EventCtx<MessageEvent>;
  const { file } = asking.event;
  if (!file) return false;
  if (!isYaml(file.name)) throw new Refusal(text.notYaml, { file: file.name.slice(0, 60) });
  await orderIntake(asking, ctx.member);
  return true;
}

function orderIntake(ctx: EventCtx<MessageEvent>, member: MemberInfo): Promise<void> {
  const { platform, account, key } = ctx.event;
  const payload = { asker: askerOf(ctx, member) };
  return ctx.enqueue({ name: "journeys.file", key: `journeys:file:${platform}:${account}:${key}`, payload });
}

const order = z.object({ asker });

/** Fetches a file and tells what is in it: every fault with its line, or whom it would reach, and asks. */
export async function fileJob(job: JobCtx, features: readonly Feature[]): Promise<void> {
  const { asker: to } = order.parse(job.payload);
  const { file } = to.event;
  if (!file) return;
  const bytes = await job.fetchFile(to.event, mostBytes).catch(whyNot);
  await job.act(async (ctx) => {
    if (!(bytes instanceof Uint8Array))
      return answerLater(ctx, to, fill(bytes, { file: file.name, most: mostBytes / 1024 }));
    let source: string;
    try {
      source = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
      return answerLater(ctx, to, fill(text.notUtf8, { file: file.name }));
    }
    try {
      await askFor(ctx, to, { source, declaration: fromYaml(source) }, features);
    } catch (error) {
      if (!(error instanceof BadDeclaration)) throw error;
      await answerLater(ctx, to, fill(text.badFile, { file: file.name, faults: error.faults }));
    }
  });
}

/** Why a file could not be had. */
function whyNot(error: unknown): Text<{ file: string; most: number }> {
  if (error instanceof FileTooLarge) return text.fileTooLarge;
  if (error instanceof PlatformRefusal || error instanceof PlatformSilence) return text.fileNotHad;
  throw error;
}

async function askFor(
  ctx: BaseCtx,
  to: Asker,
  { source, declaration }: { source: string; declaration: Declaration },
  features: readonly Feature[],
): Promise<void> {
  const known = (await journeysOf(ctx)).find((one) => one.declaration.name === declaration.name);
  const preview = await previewOf(ctx, features, declaration, to.language);
  const summary = fill(text.filePreview, { ...preview, isKnown: known !== undefined, steps: declaration.steps.length });
  await askLater(ctx, to, { command: "journey_take", args: source, summary });
}

/** The file that was confirmed. Taking it twice is taking it once. */
export async function takeJourney(ctx: Ctx): Promise<void> {
  const declaration = fromYaml(ctx.args);
  const known = (await journeysOf(ctx)).find((one) => one.declaration.name === declaration.name);
  await ctx.reply(text.saved, await keepChanged(ctx, known ?? null, declaration));
}

/** It is only ever given by a press on the question above. */
export async function neverUnasked(): Promise<never> {
  throw new Refusal(text.usage);
}

/** For the audit: which journey, and no words. */
export function auditFile(ctx: Ctx): string {
  const name = /^name:\s*([a-z][a-z0-9-]{0,31})\s*$/m.exec(ctx.args)?.[1];
  return name === undefined ? "" : `save ${name}`;
}
