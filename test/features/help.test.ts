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
