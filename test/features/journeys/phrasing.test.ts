import { afterEach, expect, test } from "vitest";
import { withModels } from "../../../src/features/index.ts";
import { nameMark } from "../../../src/features/journeys/phrasing.ts";
import { loadPrompts } from "../../../src/llm/prompts.ts";
import { FakeModel } from "../../fakes/model.ts";
import type { World } from "../../world/index.ts";
import { drifters, journeyWorld, privately, starts } from "./life.ts";

let world: World;
afterEach(() => world.close());

const said = (reply: string) => () => ({ ids: [1], quotes: ["大家有点想念"], reply });

/** A journey whose words a model may put in another order; everybody hears the same template. */
async function begun(model: FakeModel, members: number): Promise<void> {
  const prompts = loadPrompts();
  world = await journeyWorld(withModels({ rephraser: { model, prompts }, nudges: loadPrompts(undefined, "nudge") }));
  await drifters(world, members);
  await world.setTime("2026-03-02 03:11");
  const mona = world.member("mona");
  await mona.whispers("旅程 修改 drifting phrasing model");
  await mona.whispers(
    '旅程 修改 drifting steps.0.variants [{zh: "{name}，好久没听到你的想法了，大家有点想念。最近怎么样？", en: "Hello"}]',
  );
  const [preview = ""] = await starts(world, "drifting");
  expect(preview).toContain("私聊由模型换个说法");
  await world.setTime("2026-03-02 10:06");
  await world.house.runJobs();
  await world.house.settle();
}
const phrasings = () => world.query<{ phrasing: string }>("SELECT phrasing FROM nudge ORDER BY member_id");
const calls = () => world.query<{ verdict: string; reason: string | null }>("SELECT verdict, reason FROM llm_call");

test("a private word may come in a model's words, once, with the name and the off word, and it is written down", async () => {
  const model = new FakeModel(said(`最近怎么样，${nameMark}？大家有点想念，好久没听到你的想法了。`));
  await begun(model, 6);
  const texts = privately(world).map(({ text }) => text);
  expect(texts.length).toBeGreaterThan(3);
  for (const text of texts)
    expect(text).toMatch(
      /^最近怎么样，member\d？大家有点想念，好久没听到你的想法了。\n\n（不想收到这样的消息，回复“别打扰我”就好。）$/,
    );
  expect(new Set((await phrasings()).map(({ phrasing }) => phrasing))).toEqual(new Set(["model"]));
  expect(await calls()).toEqual(texts.map(() => ({ verdict: "passed", reason: null })));
  // names stay here
  expect(model.asked.some(({ system, user }) => /member\d/.test(system + user))).toBe(false);
  expect((await world.member("mona").whispers("旅程 统计 drifting"))[0]).toContain(
    `私聊 ${texts.length} 条（${texts.length} 条由模型换过说法）`,
  );
});

test("what the gate refuses, and what a model without money or voice cannot say, is said as the template has it", async () => {
  const model = new FakeModel(said(`${nameMark}，现在回来送你 100 分！`));
  await begun(model, 3);
  for (const { text } of privately(world)) expect(text).toMatch(/^member\d，好久没听到你的想法了/);
  expect(new Set((await phrasings()).map(({ phrasing }) => phrasing))).toEqual(new Set(["template"]));
  expect(new Set((await calls()).map(({ verdict }) => verdict))).toEqual(new Set(["refused"]));
  await world.close();

  const poor = new FakeModel(said("…"));
  poor.monthlyCap = 0;
  await begun(poor, 3);
  expect(poor.asked).toEqual([]);
  for (const { text } of privately(world)) expect(text).toMatch(/^member\d，好久没听到你的想法了/);
});

test("who says the off word while the model thinks hears nothing more, and who wants no model hears the template", async () => {
  const model = new FakeModel(said(`${nameMark}，最近怎么样？`));
  world = await journeyWorld(
    withModels({ rephraser: { model, prompts: loadPrompts() }, nudges: loadPrompts(undefined, "nudge") }),
  );
  const [first = 0, second = 0, ...others] = await drifters(world, 6);
  await world.query("INSERT INTO opt_out VALUES (1, $1, 'llm', '2026-03-01')", [second]);
  await world.setTime("2026-03-02 03:11");
  await world.member("mona").whispers("旅程 修改 drifting phrasing model");
  await world.member("mona").whispers("旅程 修改 drifting holdOut 5");
  await starts(world, "drifting");
  const silent = [first, ...others];
  model.before = async () => {
    await world.query(
      "INSERT INTO opt_out SELECT 1, id, 'nudges', '2026-03-02' FROM unnest($1::int[]) id ON CONFLICT DO NOTHING",
      [silent],
    );
  };
  await world.setTime("2026-03-02 10:06");
  await world.house.runJobs();
  await world.house.settle();
  const texts = privately(world).map(({ text }) => text);
  expect(texts).toHaveLength(1);
  expect(texts[0]).toMatch(/^member2，/);
});
