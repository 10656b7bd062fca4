import { afterEach, expect, test } from "vitest";
import { features, withModels } from "../../src/features/index.ts";
import { entryContent } from "../../src/features/service/knowledge/content.ts";
import { addEntries } from "../../src/features/service/knowledge/entries.ts";
import { loadPrompts } from "../../src/llm/prompts.ts";
import { drifters, journeyWorld, laterMorning, morning, privately, starts } from "../features/journeys/life.ts";
import { FakeModel } from "../fakes/model.ts";
import { createWorld, type World } from "../world/index.ts";

let world: World;
afterEach(() => world.close());

/** What draws do there is tested with them (features/draw/entering). */
const minors = (state: "on" | "off") => world.member("olga").says(`/settings privacy.minors ${state}`);

test("where minors may be present nobody is written to first, and journeys go on when they no longer may", async () => {
  world = await journeyWorld(features);
  await world.giveRole("olga", "owner");
  await drifters(world, 8);
  await world.setTime("2026-03-02 03:11");
  await starts(world, "drifting");
  await minors("on");
  await morning(world, "2026-03-03");
  expect(privately(world)).toEqual([]);
  expect(await world.query("SELECT 1 FROM nudge")).toEqual([]);
  await minors("off");
  await laterMorning(world, "2026-03-04");
  expect(privately(world).length).toBeGreaterThan(0);
});

test("where minors may be present no model is asked: answers come as written, and no question is drafted", async () => {
  const answer = "每天上午九点到晚上九点，节假日不休息。";
  const model = new FakeModel(() => ({ ids: [1], quotes: ["每天上午"], reply: `${answer.slice(0, -1)}哦。` }));
  const prompts = loadPrompts();
  world = await createWorld({
    features: withModels({ rephraser: { model, prompts }, drafts: loadPrompts(undefined, "draft") }),
  });
  await world.giveRole("olga", "owner");
  const [community] = await world.query<{ id: number }>("SELECT id FROM community");
  const entry = entryContent.parse({ question: "几点开门？", answer });
  await world.database.prisma.$transaction((tx) =>
    addEntries({ tx, communityId: community?.id ?? 0, memberId: null, now: world.now }, [entry]),
  );
  await world.member("olga").says("/settings service.mode rephrase");
  const asks = (name: string) => world.member(name).whispers("几点开门？");
  expect((await asks("ada"))[0]).toContain("哦。");
  expect(model.asked).toHaveLength(1);

  expect(await minors("on")).toContainEqual(expect.stringContaining("可能有未成年人：关 → 开。这里可能有未成年人"));
  await world.setTime("2026-03-01 09:05"); // within the ten minutes in which the same answer is given again
  expect((await asks("ben"))[0]).toContain(answer);
  expect((await world.member("olga").whispers("出题 3"))[0]).toContain("可能有未成年人");
  expect(model.asked).toHaveLength(1);
  expect((await world.member("ada").whispers("隐私"))[0]).toContain("不用语言模型，也不主动私聊任何人");
});

test("news of a tier is not sent in private to whoever wants no reminders, nor where minors may be present", async () => {
  world = await createWorld({ features });
  await world.giveRole("olga", "owner");
  await world.query("INSERT INTO setting SELECT id, 'tiers', 'tiers', $1 FROM community", [
    JSON.stringify(["新芽", "常客", "老友", "守炉人"].map((zh, index) => ({ zh, en: `T${index}`, from: index * 10 }))),
  ]);
  const [ada, ben] = [world.member("ada"), world.member("ben")];
  await ada.whispers("/nudge off");
  expect(await ada.says("签到")).toEqual(["签到成功！+10 分，连续 1 天，共 10 分。"]);
  await ben.whispers("帮助");
  await minors("on");
  expect((await ben.says("签到")).join()).not.toContain("升到");
  expect((await ben.says("积分"))[0]).toContain("等级「常客」");
});
