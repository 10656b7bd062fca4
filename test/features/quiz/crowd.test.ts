import { afterEach, expect, test } from "vitest";
import { readBank, saveQuestions } from "../../../src/features/quiz/bank/index.ts";
import { features } from "../../../src/features/index.ts";
import { createWorld, type World } from "../../world/index.ts";

let world: World;
afterEach(() => world.close());

/** How many people answer at once; the measure of docs/benchmarks.md asks for 2,000 (HEARTH_TEST_CROWD). */
const crowd = Number(process.env.HEARTH_TEST_CROWD ?? 60);
const offeredMs = 3000;

test(
  "everybody of a crowd that answers at once is counted once, and the standing is right",
  { timeout: 300_000 },
  async () => {
    world = await createWorld({ features, at: "2026-03-01T15:00:00+08:00" });
    await world.giveRole("olga", "host");
    const people = Array.from({ length: crowd }, (_, index) => world.member(`p${index}`));
    await world.happens(...people.map((one) => world.message(one.sender, "大家好，我来了")));
    const { questions } = readBank(
      Buffer.from("- question: 哪种是绿茶？\n  options: [龙井, 滇红]\n  answer: 龙井\n"),
      "yaml",
    );
    const [community] = await world.query<{ id: number }>("SELECT id FROM community");
    await world.database.prisma.$transaction((tx) =>
      saveQuestions(tx, community?.id ?? 0, "tea", questions, world.now),
    );
    await world.member("olga").says("开始答题 轮答 1 tea");
    const [turn] = await world.query<{ order: number[] }>(`SELECT "order" FROM quiz_turn`);
    const shownRight = turn?.order.indexOf(0) ?? 0;
    world.bot.sent.length = 0;

    const given = new Map<string, number>();
    const acknowledged = new Map<string, number>();
    const send = world.bot.send.bind(world.bot);
    world.bot.send = async (chat, message) => {
      if (message.pressId !== undefined) acknowledged.set(message.pressId, performance.now());
      return send(chat, message);
    };
    const began = performance.now();
    const taken = people.map(async (one, index) => {
      await new Promise((resolve) => setTimeout(resolve, (index / crowd) * offeredMs * (crowd > 100 ? 1 : 0)));
      const isRight = index % 2 === 0;
      const event = world.press(one.sender, String((isRight ? shownRight : shownRight === 0 ? 1 : 0) + 1));
      given.set(event.pressId, performance.now());
      await world.bot.accept({
        ...event,
        at: new Date(world.now.getTime() + 1 + Math.floor((index * offeredMs) / crowd)),
      });
    });
    await Promise.all(taken);
    await world.house.settle();
    const waits = [...given].map(([id, at]) => (acknowledged.get(id) ?? Infinity) - at).sort((a, b) => a - b);
    const quantile = (share: number) => Math.round(waits[Math.ceil(share * waits.length) - 1] ?? 0);
    console.log(
      `${crowd} answers: acknowledged p50 ${quantile(0.5)} ms, p95 ${quantile(0.95)} ms, all in ${Math.round(performance.now() - began)} ms`,
    );

    await world.setTime("2026-03-01T15:00:33+08:00");
    expect(
      await world.query("SELECT count(*)::int AS n, count(*) FILTER (WHERE is_right)::int AS right FROM quiz_answer"),
    ).toEqual([{ n: crowd, right: crowd / 2 }]);
    const paid = await world.query<{ n: number; people: number }>(
      "SELECT count(*)::int AS n, count(DISTINCT member_id)::int AS people FROM ledger_entry WHERE reason = 'quiz'",
    );
    expect(paid).toEqual([{ n: crowd / 2, people: crowd / 2 }]);
  },
);
