// A world in which a round of questions is played, for the tests of quizzes.
import { afterEach } from "vitest";
import type { MessageEvent } from "../../../src/core/event.ts";
import { features } from "../../../src/features/index.ts";
import { saveQuestions, type Question } from "../../../src/features/quiz/bank/index.ts";
import { createWorld, type World, type WorldOptions } from "../../world/index.ts";

export let world: World;
afterEach(() => world.close());

export const question = (more: Partial<Question>): Question => ({
  kind: "open",
  text: "谁写了《茶经》？",
  options: [],
  right: [],
  accepted: [],
  number: null,
  tolerance: 0,
  picture: null,
  difficulty: 1,
  tags: [],
  explanation: "",
  source: "",
  language: "",
  ...more,
});
export const whoWroteIt = question({ accepted: ["陆羽"] });
export const greenTea = question({
  kind: "choice",
  text: "哪种是绿茶？",
  options: ["龙井", "滇红", "铁观音"],
  right: [0],
});
export const oolongs = question({
  kind: "choice",
  text: "哪些是乌龙茶？",
  options: ["大红袍", "冻顶", "龙井"],
  right: [0, 1],
});

/** A world with a host, olga, and one bank in which these questions are. */
export async function open(questions: Question[], more: Partial<WorldOptions> = {}): Promise<void> {
  world = await createWorld({ features, at: "2026-03-01T15:00:00+08:00", ...more });
  await world.giveRole("olga", "host");
  const [community] = await world.query<{ id: number }>("SELECT id FROM community");
  await world.database.prisma.$transaction((tx) => saveQuestions(tx, community?.id ?? 0, "test", questions, world.now));
}

/** Seconds after three in the afternoon. */
export const at = (seconds: number): string =>
  new Date(Date.parse("2026-03-01T15:00:00+08:00") + seconds * 1000).toISOString();
export const said = (name: string, text: string, seconds: number, more: Partial<MessageEvent> = {}) =>
  world.message(world.member(name).sender, text, { at: new Date(at(seconds)), ...more });
/** What the bot said since the last look, without short notices. */
export const heard = () =>
  world.bot.sent
    .splice(0)
    .filter((one) => one.pressId === undefined)
    .map((one) => one.text);
export const notices = () =>
  world.bot.sent
    .splice(0)
    .filter((one) => one.pressId !== undefined)
    .map((one) => one.text);
export const points = async () =>
  Object.fromEntries(
    (
      await world.query<{ name: string; sum: number }>(
        "SELECT m.name, sum(delta)::int AS sum FROM ledger_entry l JOIN member m ON m.id = l.member_id GROUP BY 1 ORDER BY 1",
      )
    ).map((row) => [row.name, row.sum]),
  );

/** Presses the button of the option with these words. */
export async function press(name: string, words: string, seconds: number) {
  const message = world.bot.pressable.findLast((one) => one.text.includes(`. ${words}`));
  const letter = new RegExp(`([A-J])\\. ${words}`).exec(message?.text ?? "")?.[1] ?? "?";
  return world.happens({ ...world.press(world.member(name).sender, letter), at: new Date(at(seconds)) });
}
