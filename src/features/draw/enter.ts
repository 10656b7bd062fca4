import { Refusal, type BaseCtx, type Ctx, type EventCtx } from "../../core/context.ts";
import { always } from "../../core/text.ts";
import type { ButtonEvent, MessageEvent } from "../../core/event.ts";
import { priorities } from "../../core/outbox.ts";
import { lookupForm } from "../../core/commands.ts";
import { shownNames } from "../../members/lookalike.ts";
import { countSoon } from "./counter.ts";
import { enterSome, type Entry } from "./entries.ts";
import { enter, entryOf, type Entrant } from "./entry.ts";
import { moment } from "./notice.ts";
import { entryButton, wishOfButton } from "./open.ts";
import { isByHand } from "./rules.ts";
import { sayOf } from "./say.ts";
import { drawsIn, groupOf, lockDraw, lockOpen, mustFind, type Draw } from "./store.ts";
import { hostText } from "./text-host.ts";
import { prizeLine } from "./terms.ts";
import { text } from "./text.ts";

type Acting = EventCtx<MessageEvent | ButtonEvent> & Pick<Ctx, "member">;

interface Wish {
  /** agrees to be named in full */
  named?: boolean;
  /** this draw, of several */
  id?: number;
}

/** What follows 公开 or a number: the other of the two (抽奖 公开 2, 抽奖 2 公开). Null when it is something else. */
export function wishIn(words: string): Wish | null {
  const found =
    /^(?:(?<before>public|公开|公开姓名)\s*)?(?:#?(?<id>\d{1,9})(?:\s*号)?\s*(?<after>public|公开|公开姓名)?)?$/iu.exec(
      words,
    );
  const { before, id, after } = found?.groups ?? {};
  if (!found) return null;
  return { named: (before ?? after) !== undefined, ...(id === undefined ? {} : { id: Number(id) }) };
}

/** 抽奖: enters the draw that is open here; of several it asks which, unless they named it (抽奖 2). */
export async function enterHere(ctx: Ctx, { named = false, id }: Wish = {}): Promise<void> {
  const { tx, community, chat } = ctx;
  if (chat.kind !== "group") {
    const elsewhere = await drawsIn(tx, community.id, ["open"]);
    throw new Refusal(elsewhere.length > 0 ? hostText.inGroup : text.noneOpen);
  }
  if (id !== undefined) {
    const meant = await mustFind(ctx, id, true);
    if (meant.chatId !== chat.id) throw new Refusal(text.noSuch, { id });
    return enterOne(ctx as Acting, meant, named);
  }
  // one that has closed and is not frozen yet tells who comes too late
  const open = await lockOpen(tx, community.id, chat.id);
  const inTime = open.filter(({ closeAt }) => closeAt >= ctx.now);
  const possible = inTime.length > 0 ? inTime : open;
  const [only, ...others] = possible;
  if (!only) throw new Refusal(text.noneOpen);
  if (others.length > 0) return askWhich(ctx, possible, named);
  await enterOne(ctx as Acting, only, named);
}

async function askWhich(ctx: Ctx, open: readonly Draw[], named: boolean): Promise<void> {
  const { language } = ctx;
  const label = text.enter[language]() + (named ? text.publicly[language]() : "");
  const buttons = open.map(({ id }) => [{ label: `${label} ${id}`, data: entryButton(id, named) }]);
  const draws = open.map(({ id, prizes }) => ({ id, prizes: prizeLine(prizes, ctx.language) }));
  await ctx.reply(text.several, { draws }, { buttons });
}

/** A press on a draw's own button. True when it was one. */
export async function pressEntry(ctx: EventCtx<ButtonEvent>): Promise<boolean> {
  const wish = wishOfButton(ctx.event.data);
  if (wish === null || !ctx.member) return false;
  await enterOne({ ...ctx, member: ctx.member }, await mustFind(ctx, wish.id, true), wish.named);
  return true;
}

/** A plain message that is the keyword of a draw here. */
export async function hearKeyword(ctx: EventCtx<MessageEvent>): Promise<boolean> {
  if (!ctx.member || ctx.chat.kind !== "group") return false;
  const said = lookupForm(ctx.event.text.normalize("NFKC").trim());
  const open = await drawsIn(ctx.tx, ctx.community.id, ["open"], ctx.chat.id);
  const meant = open.find(
    ({ terms }) => terms.keyword !== null && lookupForm(terms.keyword.normalize("NFKC")) === said,
  );
  if (!meant) return false;
  await enterOne({ ...ctx, member: ctx.member }, await mustFind(ctx, meant.id, true), false);
  return true;
}

/** @param draw its row locked */
async function enterOne(ctx: Acting, draw: Draw, named: boolean): Promise<void> {
  const { event, member } = ctx;
  const { id } = draw;
  if (!isByHand(draw.terms)) {
    const how = draw.terms.auto ? "auto" : draw.terms.quiz ? "quiz" : "streak";
    throw new Refusal(text.notByHand, { id, how, days: draw.terms.streak ?? 0 });
  }
  const before = named ? await entryOf(ctx, draw, member.id) : null;
  if (before) {
    await ctx.tx.drawEntry.updateMany({
      where: { communityId: ctx.community.id, drawId: id, number: before.number },
      data: { named: true },
    });
    return ctx.reply(text.named, { id });
  }
  const isNotice = event.kind === "button" && event.pressId !== "";
  const entrant = entrantOf(ctx);
  const toldBy = isNotice ? null : `re:${event.platform}:${event.account}:${event.key}`;
  const entered = await enter(ctx, draw, entrant, { at: event.at, named, toldBy });
  await ctx.notice(text.entered, entered);
  await countSoon(ctx, draw, ctx.capabilities.edits);
}

function entrantOf({ event, member }: Acting): Entrant {
  const { sender } = event;
  if (!sender) throw new Error("an entry needs a sender");
  return { memberId: member.id, via: member.via, platform: event.platform, userId: sender.id };
}

/**
 * Enters people by something they did (a streak, a quiz they scored in), into every open draw that is
 * entered so; one message a draw tells it. `deed` names what they did, once.
 */
export async function enterByDeed(
  ctx: BaseCtx,
  deed: string,
  people: readonly number[],
  isEarned: (draw: Draw) => boolean,
): Promise<void> {
  const { tx, community } = ctx;
  if (people.length === 0) return;
  for (const { id } of (await drawsIn(tx, community.id, ["open"])).filter(isEarned)) {
    const draw = await lockDraw(tx, community.id, id);
    if (!draw) continue;
    const key = `draw:${id}:in:${deed}`;
    const entries = await enterSome(ctx, draw, groupOf(draw).split(":")[0] ?? "", people, key);
    // not everybody who checks in or plays may enter: no word about it
    if (entries.length === 0) continue;
    const words = await deedWords(ctx, draw, entries);
    await sayOf(ctx, draw, { key, priority: priorities.quiz, text: words });
  }
}

async function deedWords({ tx, community }: BaseCtx, draw: Draw, entries: readonly Entry[]): Promise<string> {
  const [first] = entries;
  const last = entries.at(-1);
  if (!first || !last) return "";
  if (last !== first) {
    const { id } = draw;
    return text.enteredTogether[community.language]({ id, from: first.number, to: last.number, head: last.head });
  }
  const where = { communityId_id: { communityId: community.id, id: first.who.memberId } };
  const [name = ""] = await shownNames(
    tx,
    community.id,
    [await tx.member.findUniqueOrThrow({ where })],
    community.language,
  );
  return text.enteredByDeed[community.language]({ ...first, id: draw.id, paid: draw.terms.cost, name });
}

/** 抽奖详情: what is open, and one's own ticket; with a number, that draw's notice again and what was added since. */
export async function info(ctx: Ctx, words: string): Promise<void> {
  const { tx, community, chat, language } = ctx;
  const number = /^#?(\d{1,9})$/.exec(words.trim())?.[1];
  if (number !== undefined) {
    const draw = await mustFind(ctx, Number(number));
    return ctx.reply(always([draw.notice, ...draw.supplements.map((one) => one.text)].join("\n\n")));
  }
  const open = await drawsIn(tx, community.id, ["open", "frozen"], chat.kind === "group" ? chat.id : undefined);
  if (open.length === 0) throw new Refusal(text.noneOpen);
  const lines = [];
  for (const draw of open) {
    const own = await entryOf(ctx, draw, ctx.member.id);
    const close = moment(draw.closeAt, community.timeZone, language);
    lines.push({
      id: draw.id,
      prizes: prizeLine(draw.prizes, language),
      close,
      isClosed: draw.closeAt < ctx.now,
      count: draw.entries,
      own: own?.ticket ?? null,
    });
  }
  await ctx.reply(text.info, { lines });
}
