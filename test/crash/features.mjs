// Features that only the crash test's traffic knows. The product loads them when HEARTH_TEST_FEATURES
// names this file and HEARTH_TEST_BUILD=1 is set.

/** The product's own, as it hands them over. */
let parts;

const same = (words) => ({ zh: () => words, en: () => words });

/** Fails every time. */
const poison = {
  name: "poison",
  commands: [{ name: "poison", aliases: ["毒药"], who: "member", help: same("fails"), run: fail }],
};

async function fail(ctx) {
  // what it did before it failed must be gone
  await parts.award(ctx, 1000, `poison:${ctx.event.key}`);
  await ctx.post(ctx.chat.id, { key: `poison:${ctx.event.key}`, kind: "unasked", priority: 10, text: "poison" });
  throw new Error("poison");
}

/** A point for each time somebody asks. */
const prize = {
  name: "prize",
  commands: [{ name: "prize", aliases: ["要一分"], who: "member", help: same("a point"), run: givePrize }],
};

async function givePrize(ctx) {
  const balance = await parts.award(ctx, 1, `prize:${ctx.event.key}`);
  await ctx.reply(same(`+1 = ${balance}`));
}

/** A message nobody asked for, on request and by the clock. */
const nudge = {
  name: "nudge",
  commands: [{ name: "test_nudge", aliases: ["提醒"], who: "member", help: same("a nudge"), run: nudgeLater }],
  schedules: ["00:20", "04:20", "08:20", "12:20", "16:20", "20:20"].map((at) => ({ name: at, at, run: nudgeAll })),
};

async function nudgeLater(ctx) {
  const key = `nudge:${ctx.event.key}`;
  await ctx.post(ctx.chat.id, { key, kind: "unasked", priority: 10, text: key });
  await ctx.reply(same("ok"));
}

async function nudgeAll(ctx) {
  const chats = await ctx.tx.chat.findMany({ where: { communityId: ctx.community.id, kind: "group" } });
  for (const chat of chats) {
    const key = `tick:${chat.id}:${ctx.now.toISOString()}`;
    await ctx.post(chat.id, { key, kind: "unasked", priority: 10, text: key });
  }
}

/** Somebody leaves nothing behind, at once and without a word; audited, so that the chain grows under kills too. */
const leave = {
  name: "leave",
  commands: [
    { name: "test_leave", aliases: ["忘了我"], who: "member", audited: true, help: same("gone"), run: forgetSender },
  ],
};

async function forgetSender(ctx) {
  const { platform, sender } = ctx.event;
  await parts.forgetPerson(ctx.tx, parts.personHooks, { platform, userId: sender.id }, ctx.now);
}

export function testFeatures(given) {
  parts = given;
  return [poison, prize, nudge, leave];
}
