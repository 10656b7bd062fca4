import { Refusal, type Ctx } from "../../../core/context.ts";
import { inTopic } from "../../../core/event.ts";
import type { Question } from "../../../core/feature.ts";
import { priorities } from "../../../core/outbox.ts";
import { fill } from "../../../core/text.ts";
import { seal, secretBytes } from "../../../core/vault.ts";
import { mayHaveMinors } from "../../../members/minors.ts";
import { quicknet } from "../beacon.ts";
import { firstHead, H, saltHash } from "../scheme.ts";
import { drawSettings } from "../settings.ts";
import { hostText } from "../text-host.ts";
import { emptyTerms, termsSchema } from "../terms.ts";
import {
  chainLink,
  expectedCost,
  instantFlaw,
  instantSchema,
  instantScheme,
  readInstant,
  type InstantTerms,
} from "./rules.ts";
import { instantText } from "./text.ts";

/** 开启刮刮乐 …: the host is told what it will cost on average, and opens it with a press. */
export const opening = {
  confirm: async (ctx: Ctx): Promise<Question> => {
    const terms = await termsFrom(ctx);
    const most = terms.prizes.reduce((sum, { points, stock }) => sum + points * stock, 0);
    return { summary: fill(instantText.askOpen, { ...expectedCost(terms), cost: terms.cost, most }) };
  },
  run: async (ctx: Ctx) => openInstant(ctx, await termsFrom(ctx)),
};

async function termsFrom(ctx: Ctx): Promise<InstantTerms> {
  if (ctx.chat.kind !== "group") throw new Refusal(hostText.inGroup);
  const order = readInstant(ctx.args);
  if (order.unknown.length > 0) throw new Refusal(instantText.notUnderstood, { words: order.unknown[0] ?? "" });
  if (await mayHaveMinors(ctx)) throw new Refusal(hostText.minors);
  const settings = await ctx.settings(drawSettings);
  const told = await toldBefore(ctx);
  const organiser = order.organiser ?? (settings.organiser || told.organiser);
  const contact = order.contact ?? (settings.contact || told.contact);
  // without a network, or where time runs ahead of the world's, there is only the committed chain
  const level = settings.fetchBeacon && !ctx.capabilities.ownTime ? order.level : "C";
  const flaw = instantFlaw({ ...order, organiser, contact, level });
  if (flaw) throw new Refusal(instantText.flaw, { flaw });
  if (await openHere(ctx)) throw new Refusal(instantText.alreadyOpen);
  const { prizes, cost } = order;
  return { prizes, cost: cost ?? 0, level, organiser: organiser ?? "", contact: contact ?? "" };
}

/** Who held the community's last draw of either kind. */
async function toldBefore({ tx, community }: Ctx): Promise<{ organiser: string | null; contact: string | null }> {
  const newest = { where: { communityId: community.id }, orderBy: { openedAt: "desc" } } as const;
  const drawn = await tx.draw.findFirst(newest);
  const instant = await tx.instantDraw.findFirst(newest);
  if (instant && (!drawn || instant.openedAt > drawn.openedAt)) return instantSchema.parse(instant.terms);
  return drawn ? termsSchema.parse(drawn.terms) : emptyTerms;
}

/** The instant draw that is open in this chat. */
export async function openHere(ctx: Ctx) {
  return ctx.tx.instantDraw.findFirst({
    where: { communityId: ctx.community.id, chatId: ctx.chat.id, state: "open" },
    orderBy: { id: "desc" },
  });
}

async function openInstant(ctx: Ctx, terms: InstantTerms): Promise<void> {
  const { tx, community, chat, now } = ctx;
  const { language } = community;
  // two hosts at once: the second waits for the first, and finds it open
  await tx.$executeRaw`SELECT 1 FROM chat WHERE community_id = ${community.id} AND id = ${chat.id} FOR UPDATE`;
  if (await openHere(ctx)) throw new Refusal(instantText.alreadyOpen);
  const rows = await tx.$queryRaw<
    { id: number }[]
  >`SELECT nextval(pg_get_serial_sequence('instant_draw', 'id'))::int AS id`;
  const id = rows[0]?.id ?? 0;
  const salt = secretBytes(32);
  const seed = terms.level === "C" ? secretBytes(32).toString("hex") : null;
  const notice = instantText.notice[language]({ id, terms });
  const announcement = announced(ctx, { id, terms, salt: saltHash(salt), seed, notice });
  await tx.instantDraw.create({
    data: {
      communityId: community.id,
      id,
      chatId: chat.id,
      terms,
      announcement,
      salt: salt.toString("hex"),
      seed: seed === null ? null : seal(seed, `instant:${id}:seed`),
      openedAt: now,
      openedBy: ctx.member.id,
      head: firstHead(announcement),
      stock: terms.prizes.map(({ stock }) => stock),
    },
  });
  const common = { kind: "receipt", priority: priorities.drawResult, ...inTopic(ctx.event.chat.threadId) } as const;
  await ctx.post(chat.id, { ...common, key: `instant:${id}:notice`, text: notice });
  const words = instantText.announcement[language]({ id, hash: H(announcement).slice(0, 8), announcement });
  await ctx.post(chat.id, { ...common, key: `instant:${id}:announcement`, text: words });
}

interface Announced {
  id: number;
  terms: InstantTerms;
  salt: string;
  seed: string | null;
  notice: string;
}

/** The text that is hashed: prizes with their parts of a million, and where the chance comes from. */
function announced({ event, chat }: Ctx, { id, terms, salt, seed, notice }: Announced): string {
  return [
    instantScheme,
    `id=${id}`,
    `group=${chat.platform}:${event.chat.id}`,
    `prizes=${terms.prizes.map(({ ppm, stock, name }) => `${ppm}ppm*${stock}x${name}`).join(";")}`,
    `cost=${terms.cost}`,
    `beacon=${seed === null ? `drand:${quicknet.chain}:next` : `chain:${chainLink(seed, 0)}`}`,
    `salt=${salt}`,
    `notice=${H(notice)}`,
  ].join("\n");
}

/** 停止刮刮乐: no more plays; those made are still revealed. */
export async function stopInstant(ctx: Ctx): Promise<void> {
  const open = await openHere(ctx);
  if (!open) throw new Refusal(instantText.none);
  const where = { communityId_id: { communityId: ctx.community.id, id: open.id } };
  await ctx.tx.instantDraw.update({ where, data: { state: "over", endedAt: ctx.now } });
  await ctx.reply(instantText.stopped, { id: open.id, plays: open.plays });
}
