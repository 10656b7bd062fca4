import { features, withModels } from "../../../src/features/index.ts";
import { addEntries } from "../../../src/features/service/knowledge/entries.ts";
import { entryContent } from "../../../src/features/service/knowledge/content.ts";
import { loadPrompts } from "../../../src/llm/prompts.ts";
import type { Model } from "../../../src/llm/model.ts";
import { createWorld, readable, type World, type WorldOptions } from "../../world/index.ts";
import { teashop } from "./teashop.ts";

/** Each entry of the test's shop, those without an answer too. */
export const shop = teashop.map(({ id, question, alternatives, answer }) => ({
  id,
  question,
  alternatives,
  answer: answer || `见店里的告示（${id}）。`,
}));

export interface ShopOptions {
  /** rephrases what is answered, where the settings have it so */
  model?: Model;
  settings?: Record<string, unknown>;
  others?: NonNullable<WorldOptions["others"]>;
  house?: NonNullable<WorldOptions["house"]>;
}

/** A world whose shop has the test's fourteen entries, and olga who answers in private. */
export async function openShop({ model, settings = {}, others = [], house = {} }: ShopOptions = {}): Promise<World> {
  const served = model ? withModels({ rephraser: { model, prompts: loadPrompts() } }) : features;
  const world = await createWorld({ features: served, at: "2026-03-01T10:00", others, house });
  await world.giveRole("olga", "owner");
  await world.member("olga").whispers("帮助");
  const [community] = await world.query<{ id: number }>("SELECT id FROM community");
  const communityId = community?.id ?? 0;
  const contents = shop.map((entry) => entryContent.parse({ ...entry, alternatives: [...entry.alternatives] }));
  await world.database.prisma.$transaction((tx) =>
    addEntries({ tx, communityId, memberId: null, now: world.now }, contents),
  );
  for (const [key, value] of Object.entries(settings)) {
    await world.query("INSERT INTO setting (community_id, feature, key, value) VALUES ($1, 'service', $2, $3)", [
      communityId,
      key,
      JSON.stringify(value),
    ]);
  }
  return world;
}

export const answerOf = (id: string) => shop.find((entry) => entry.id === id)?.answer ?? "";
export const bare = (answer: string | undefined) => answer?.replace("\n[有用] [没用]", "");

/** What people do in the shop of a test. */
export const doings = (world: () => World) => {
  const privateOf = (name: string) => ({ id: world().member(name).sender.id, kind: "private" as const, title: name });
  const asks = (name: string, words: string) => world().member(name).says(`@HearthBot ${words}`, { mentionsBot: true });
  const presses = (name: string, label: string, isPrivate = false) =>
    world().happens(world().press(world().member(name).sender, label, isPrivate ? privateOf(name) : undefined));
  /** What was sent since the last look. */
  const said = () =>
    world()
      .bot.sent.splice(0)
      .map(readable)
      .filter((words) => words !== "");
  return { privateOf, asks, presses, said };
};
