// A telegraf and Prisma bot as tutorials write it: one transaction a message that finds or makes the
// member, updates the counters and keeps the message. On the product's own tables, so that only the
// way of writing differs. What it does not do: notice a message that comes twice.
import { Telegraf, type Context } from "telegraf";
import { message } from "telegraf/filters";
import { openDatabase } from "../../src/core/database/index.ts";

const { TELEGRAM_BOT_TOKEN = "", TELEGRAM_API_ROOT = "", BENCH_DATABASE = "{}" } = process.env;
const database = await openDatabase({ config: JSON.parse(BENCH_DATABASE) as object });
const { prisma } = database;
// with Prisma's own 2 s to begin, most transactions of a batch of 100 fail and their messages are lost
const patience = { maxWait: 80_000, timeout: 80_000 };
const communities = new Map<number, Promise<number>>();

function communityOf(chat: { id: number; title: string }): Promise<number> {
  let community = communities.get(chat.id);
  if (!community) {
    const { title: name } = chat;
    const create = { name, salt: "00", createdAt: new Date() };
    community = prisma.community.upsert({ where: { name }, create, update: {} }).then(({ id }) => id);
    communities.set(chat.id, community);
  }
  return community;
}

async function count(communityId: number, ctx: Context, text: string): Promise<void> {
  const { from, message: said } = ctx;
  if (!from || !said) return;
  const key = { communityId, platform: "telegram", platformUserId: String(from.id) };
  const at = new Date(said.date * 1000);
  const day = new Date(at.toISOString().slice(0, 10));
  await prisma.$transaction(async (tx) => {
    let identity = await tx.identity.findUnique({ where: { communityId_platform_platformUserId: key } });
    if (!identity) {
      const member = await tx.member.create({ data: { communityId, name: from.first_name, createdAt: at } });
      identity = await tx.identity.create({
        data: { ...key, memberId: member.id, name: from.first_name, namedAt: at },
      });
    }
    const { memberId } = identity;
    await tx.memberDay.upsert({
      where: { communityId_memberId_day: { communityId, memberId, day } },
      create: { communityId, memberId, day, messages: 1 },
      update: { messages: { increment: 1 } },
    });
    const number = said.message_id.toString(16).padStart(12, "0");
    const data = { communityId, chatId: 1, identity: `00000000-0000-0001-0000-${number}`, memberId, at, text };
    await tx.messageText.create({ data });
  }, patience);
}

async function answer(communityId: number, ctx: Context): Promise<void> {
  const best = await prisma.memberDay.groupBy({
    by: ["memberId"],
    where: { communityId },
    _sum: { messages: true },
    orderBy: { _sum: { messages: "desc" } },
    take: 10,
  });
  const lines = best.map((row, index) => `${index + 1}. ${row.memberId}: ${row._sum.messages}`);
  const messageId = ctx.message?.message_id;
  await ctx.reply(
    lines.join("\n") || "nobody yet",
    messageId ? { reply_parameters: { message_id: messageId, allow_sending_without_reply: true } } : {},
  );
}

const words = new Set(["/points", "积分", "签到", "/top", "/checkin", "排行榜"]);
const bot = new Telegraf(TELEGRAM_BOT_TOKEN, { telegram: { apiRoot: TELEGRAM_API_ROOT } });
bot.on(message("text"), async (ctx) => {
  const communityId = await communityOf(ctx.chat as { id: number; title: string });
  await count(communityId, ctx, ctx.message.text);
  if (words.has(ctx.message.text)) await answer(communityId, ctx);
});
bot.on(message("new_chat_members"), async (ctx) =>
  count(await communityOf(ctx.chat as { id: number; title: string }), ctx, ""),
);
let failures = 0;
bot.catch(() => void (failures += 1));
process.once("SIGTERM", () => {
  if (failures > 0) process.stderr.write(`the usual bot failed on ${failures} updates\n`);
  process.exit(0);
});
await bot.launch(() => void process.stdout.write("ready: usual\n"));
