// Features that end the process, for the tests of faults (see test/crash/features.mjs). Only with
// DEADLY=1, so that the next life does what this one died of.
const help = { zh: () => "", en: () => "" };
const survived = { zh: () => "还活着", en: () => "alive" };

async function reject(ctx) {
  if (process.env.DEADLY) void Promise.reject(new Error("nobody handles this"));
  await ctx.reply(survived);
}

async function exhaust(ctx) {
  const kept = [];
  while (process.env.DEADLY) kept.push(Array.from({ length: 100_000 }, (_, index) => ({ index })));
  await ctx.reply(survived);
}

export const testFeatures = () => [
  {
    name: "deadly",
    commands: [
      { name: "reject", aliases: ["没人管"], who: "member", help, run: reject },
      { name: "exhaust", aliases: ["爆内存"], who: "member", help, run: exhaust },
    ],
  },
];
