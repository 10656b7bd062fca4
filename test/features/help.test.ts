import { afterEach, expect, test } from "vitest";
import { features } from "../../src/features/index.ts";
import { createWorld, type World } from "../world/index.ts";

let world: World;
afterEach(() => world.close());

test("whoever asks for help in the other language is told how to have it", async () => {
  world = await createWorld({ features });
  const ann = world.member("ann");
  const last = async (words: string) => (await ann.says(words)).at(-1)?.split("\n").at(-1);
  expect(await last("/help")).toBe("In English: /language en");
  expect(await last("帮助")).toMatch(/^怎么用？/);
  await ann.says("/language en");
  expect(await last("帮助")).toBe("说中文：语言 zh");
  expect(await last("/help")).toMatch(/^More about a group/);
});

test("before all members an owner reads what members read, and where to read the rest: in private, or at the desk", async () => {
  world = await createWorld({ features });
  await world.giveRole("olga", "owner");
  const olga = world.member("olga");
  const [open = ""] = await olga.says("帮助");
  expect(open).not.toContain("管理：");
  expect(open.split("\n").at(-1)).toBe("管理的命令：私聊我发“帮助”。");
  expect((await olga.whispers("帮助"))[0]).toContain("管理：");
  await olga.says("客服台");
  expect((await olga.says("帮助"))[0]).toContain("管理：");
});

test("whoever reads English is told English words for a command, and those that the community chose", async () => {
  world = await createWorld({ features, language: "en" });
  await world.giveRole("olga", "owner");
  const olga = world.member("olga");
  expect((await olga.whispers("/help source"))[0]).toBe("/source: where my last answer comes from");
  const settings = "What can be set: /settings answers. Off in one group: say /feature answers off there.";
  expect((await olga.whispers("/help answers"))[0]?.split("\n").at(-1)).toBe(settings);
  expect((await world.member("ada").whispers("/help answers"))[0]).not.toContain("/settings");
  await olga.whispers("/alias 出处在哪 source");
  expect((await olga.whispers("/help source"))[0]).toMatch(/\nYou can say: \/source, 出处在哪$/u);
});
