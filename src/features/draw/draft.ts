import { Refusal, type Ctx, type EventCtx } from "../../core/context.ts";
import type { ButtonEvent, MessageEvent } from "../../core/event.ts";
import { lookupForm } from "../../core/commands.ts";
import { saysStop } from "../../core/off-words.ts";
import { withoutMentions } from "../../core/written.ts";
import type { Tx } from "../../core/database/index.ts";
import { dayMs } from "../../core/time.ts";
import { mayHaveMinors } from "../../members/minors.ts";
import { cleanLine } from "../../members/names.ts";
import { may } from "../../members/person.ts";
import { appendAudit } from "../../operators/audit.ts";
import { notice } from "./notice.ts";
import { checkTerms, open } from "./open.ts";
import { fenOf, isOpenToAll, readOrder } from "./order.ts";
import { defaultNeed, flawIn, isByHand, missingIn, prizeLimitFen, prizeWarningFen, type Missing } from "./rules.ts";
import { drawSettings } from "./settings.ts";
import { hostText } from "./text-host.ts";
import { emptyTerms, termsSchema, type Terms } from "./terms.ts";
import { toyTerms } from "./toy.ts";
import { momentIn } from "./when.ts";

/** Under this name a host's next message is waited for. */
const watch = "draw";
const waitMs = 600_000;

/**
 * 开启抽奖 …: opens the draw at once when nothing is missing; else asks for one thing after the
 * other, and shows the notice before it is posted.
 */
export async function newDraw(ctx: Ctx, words: string): Promise<void> {
  if (ctx.chat.kind !== "group") throw new Refusal(hostText.inGroup);
  const { terms, unknown } = readOrder(words, ctx.now, ctx.community.timeZone, await baseTerms(ctx));
  if (unknown.length > 0) throw new Refusal(hostText.notUnderstood, { words: unknown[0] ?? "" });
  await refuseFlaws(ctx, terms);
  const complete = await withDefaults(ctx, terms, words);
  const missing = missingIn(complete);
  if (missing) return askFor(ctx, complete, missing);
  await tx(ctx).drawDraft.deleteMany({ where: draftKey(ctx) });
  await openAs(ctx, complete);
}

const tx = (ctx: EventCtx): Tx => ctx.tx;
const draftKey = (ctx: Ctx | (EventCtx & { member: { id: number } })) => ({
  communityId: ctx.community.id,
  memberId: ctx.member.id,
});

async function baseTerms(ctx: Ctx): Promise<Terms> {
  if (await mayHaveMinors(ctx)) throw new Refusal(hostText.minors);
  const { claimDays } = await ctx.settings(drawSettings);
  return { ...emptyTerms, claimDays, threadId: ctx.event.chat.threadId };
}

async function openAs(ctx: EventCtx & { member: { id: number } }, terms: Terms): Promise<number> {
  return open(ctx, terms, { chatId: ctx.chat.id, by: ctx.member.id, hasButtons: ctx.capabilities.buttons });
}

/** What the community decided, or told with an earlier draw, fills what the words leave open. */
export async function withDefaults(ctx: Ctx, terms: Terms, words: string): Promise<Terms> {
  const settings = await ctx.settings(drawSettings);
  const known = await ctx.tx.community.findUniqueOrThrow({ where: { id: ctx.community.id } });
  const last = await ctx.tx.draw.findFirst({ where: { communityId: ctx.community.id }, orderBy: { id: "desc" } });
  const before = last ? termsSchema.parse(last.terms) : emptyTerms;
  const days = Math.floor((ctx.now.getTime() - known.createdAt.getTime()) / dayMs);
  const said = readOrder(words, ctx.now, ctx.community.timeZone).terms.need;
  const need = {
    ...terms.need,
    ...(isOpenToAll(words) || ctx.capabilities.ownTime ? {} : defaultNeed(settings, days)),
  };
  return {
    ...(ctx.capabilities.ownTime ? toyTerms(terms) : terms),
    organiser: terms.organiser ?? (settings.organiser || before.organiser),
    contact: terms.contact ?? (settings.contact || before.contact),
    need: {
      ...need,
      ...(said.days > 0 ? { days: said.days } : {}),
      ...(said.active > 0 ? { active: said.active } : {}),
    },
  };
}

async function refuseFlaws(ctx: Ctx, terms: Terms): Promise<void> {
  const { weakLimit } = await ctx.settings(drawSettings);
  const flaw = flawIn(terms, ctx.now, weakLimit * 100);
  if (flaw) throw new Refusal(hostText.flaw, { flaw, limit: prizeLimitFen / 100, weakLimit });
}

/** Keeps the draft, and waits for the host's next message. */
async function askFor(ctx: Ctx, terms: Terms, missing: Missing): Promise<void> {
  await keep(ctx, terms, missing.field);
  const prize = missing.field === "value" ? (terms.prizes[missing.prize]?.name ?? "") : "";
  const choices = Object.entries(hostText.closeChoices).filter(([, label]) => {
    const { at } = momentIn(label[ctx.language](), ctx.now, ctx.community.timeZone) ?? { at: ctx.now };
    return flawIn({ ...terms, closeAt: at }, ctx.now, Infinity) === null;
  });
  const buttons = choices.map(([name, label]) => ({ label: label[ctx.language](), data: `draw:close:${name}` }));
  await ctx.reply(hostText.ask, { missing, prize }, missing.field === "closeAt" ? { buttons: [buttons] } : {});
}

async function keep(ctx: Ctx, terms: Terms, asking: string): Promise<void> {
  const data = { chatId: ctx.chat.id, terms: JSON.parse(JSON.stringify(terms)) as object, asking, at: ctx.now };
  const key = draftKey(ctx);
  const where = { communityId_memberId: key };
  await ctx.tx.drawDraft.upsert({ where, create: { ...key, ...data }, update: data });
  const until = new Date(ctx.now.getTime() + waitMs);
  const watched = { ...key, feature: watch };
  await ctx.tx.watchMember.upsert({
    where: { communityId_memberId_feature: watched },
    create: { ...watched, until },
    update: { until },
  });
}

/** How a host says that there will be no draw after all. */
const dropping = /^(?:不开了|不抽了|取消|算了|drop it|cancel|never ?mind)$/;

const isDropping = (said: string): boolean =>
  saysStop(said) !== null || dropping.test(lookupForm(withoutMentions(said).normalize("NFKC")));

/** Who writes this, as a host who is asked for something here, and their draft; null: nobody asks them. */
async function asked(ctx: EventCtx<MessageEvent>) {
  const { member } = ctx;
  if (!member || ctx.event.forwarded || !may(member.role, "host") || ctx.event.text.trim() === "") return null;
  const host: Ctx = { ...ctx, member, args: ctx.event.text };
  const draft = await ctx.tx.drawDraft.findUnique({ where: { communityId_memberId: draftKey(host) } });
  const isStale = !draft || draft.chatId !== ctx.chat.id || ctx.now.getTime() - draft.at.getTime() > waitMs;
  return isStale ? null : { host, draft };
}

/** A host who is asked for something ends it with a word. True when they did. */
export async function drop(ctx: EventCtx<MessageEvent>): Promise<boolean> {
  const found = isDropping(ctx.event.text) ? await asked(ctx) : null;
  if (!found) return false;
  await ctx.tx.drawDraft.delete({ where: { communityId_memberId: draftKey(found.host) } });
  await ctx.reply(hostText.discarded);
  return true;
}

/** The host's answer to what was asked last. True when this message was one. */
export async function answer(ctx: EventCtx<MessageEvent>): Promise<boolean> {
  if (await drop(ctx)) return true;
  const found = await asked(ctx);
  if (!found || found.draft.asking === "confirm") return false;
  const { host, draft } = found;
  const terms = termsSchema.parse(draft.terms);
  await goOn(host, filled(host, terms, draft.asking, ctx.event.text));
  return true;
}

/** @throws Refusal when the answer is none; the question stands */
function filled(ctx: Ctx, terms: Terms, asking: string, said: string): Terms {
  const words = cleanLine(said.normalize("NFKC"));
  if (asking === "organiser" || asking === "contact") return { ...terms, [asking]: words.slice(0, 80) };
  if (asking === "value") {
    const value = fenOf(words);
    if (value === null) throw new Refusal(hostText.notAValue);
    const at = terms.prizes.findIndex((prize) => prize.value === null);
    return { ...terms, prizes: terms.prizes.map((prize, index) => (index === at ? { ...prize, value } : prize)) };
  }
  if (asking === "closeAt") {
    const found = momentIn(words, ctx.now, ctx.community.timeZone);
    if (!found) throw new Refusal(hostText.notAMoment);
    return { ...terms, closeAt: found.at };
  }
  const order = readOrder(words, ctx.now, ctx.community.timeZone, terms);
  if (order.unknown.length > 0 || order.terms.prizes.length === 0) {
    throw new Refusal(hostText.notUnderstood, { words: order.unknown[0] ?? words });
  }
  return order.terms;
}

/** Asks for the next thing, or shows the notice. */
async function goOn(ctx: Ctx, terms: Terms): Promise<void> {
  await refuseFlaws(ctx, terms);
  const missing = missingIn(terms);
  if (missing) return askFor(ctx, terms, missing);
  const full = await checkTerms(ctx, terms, ctx.chat.id);
  await keep(ctx, terms, "confirm");
  const { language, timeZone } = ctx.community;
  const dearest = Math.max(...full.prizes.map(({ value }) => value ?? 0));
  const next = await ctx.tx.draw.aggregate({ _max: { id: true } });
  const shown = notice[language]({
    id: (next._max.id ?? 0) + 1,
    terms: full,
    timeZone,
    hasButtons: ctx.capabilities.buttons && isByHand(full),
  });
  const buttons = [
    { label: hostText.publish[language](), data: `draw:publish:${ctx.member.id}` },
    { label: hostText.discard[language](), data: `draw:discard:${ctx.member.id}` },
  ];
  const warning = dearest > prizeWarningFen ? dearest : null;
  await ctx.reply(hostText.preview, { notice: shown, warning }, { buttons: [buttons] });
}

/** A press on a button of the dialogue. True when it was one. */
export async function pressDraft(ctx: EventCtx<ButtonEvent>): Promise<boolean> {
  const found = /^draw:(close|publish|discard):(\w+)$/.exec(ctx.event.data);
  if (!found || !ctx.member) return false;
  const host: Ctx = { ...ctx, member: ctx.member, args: "" };
  if (!may(host.member.role, "host")) throw new Refusal(hostText.hostOnly);
  const [, what, value = ""] = found;
  if (what !== "close" && Number(value) !== host.member.id) throw new Refusal(hostText.notYours);
  await ctx.tx
    .$executeRaw`SELECT 1 FROM draw_draft WHERE community_id = ${ctx.community.id} AND member_id = ${host.member.id} FOR UPDATE`;
  const where = { communityId_memberId: draftKey(host) };
  const draft = await ctx.tx.drawDraft.findUnique({ where });
  if (!draft || draft.chatId !== ctx.chat.id) throw new Refusal(hostText.noDraft);
  const terms = termsSchema.parse(draft.terms);
  if (what === "close") {
    const label = hostText.closeChoices[value as keyof typeof hostText.closeChoices];
    // pressed late, when something else is asked: that is asked again
    const isAsked = draft.asking === "closeAt";
    await goOn(host, isAsked ? filled(host, terms, "closeAt", label[ctx.language]()) : terms);
    return true;
  }
  await ctx.tx.drawDraft.delete({ where });
  if (what === "discard") {
    await ctx.reply(hostText.discarded);
    return true;
  }
  const id = await openAs(host, terms);
  await auditHost(host, "new_draw", String(id));
  return true;
}

/** A host's act that no command of its own wrote into the audit. Last in the act. */
export async function auditHost(ctx: Ctx, command: string, args: string): Promise<void> {
  const { member, chat, now } = ctx;
  const who = { actor: "person", memberId: member.id, role: member.role } as const;
  await appendAudit(ctx.tx, ctx.community.id, { at: now, ...who, chatId: chat.id, command, args, result: "done" });
}
