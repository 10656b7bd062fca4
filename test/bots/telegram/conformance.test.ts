import type { Accept } from "../../../src/core/bot.ts";
import type { FakePerson } from "../../fakes/telegram/people.ts";
import { conformance, type Harness } from "../conformance.ts";
import { createRig } from "./rig.ts";

async function connect(accept: Accept): Promise<Harness> {
  const { fake, bot, close } = await createRig();
  await bot.start(accept);
  const group = fake.group("Fireside");
  const people = new Map<string, FakePerson>();
  const person = (name: string) => {
    const known = people.get(name) ?? fake.person(name);
    people.set(name, known);
    return known;
  };
  let last = 0;
  const did = ({ updateId }: { updateId: number }) => {
    last = updateId;
    return Promise.resolve();
  };
  return {
    bot,
    group: String(group.id),
    says: (who, text, { mention, replyTo } = {}) => {
      const words = mention === true ? `@${bot.username} ${text}` : text;
      return did(group.says(person(who), words, replyTo === undefined ? {} : { replyTo: Number(replyTo) }));
    },
    otherBotSays: (text) => did(group.says(fake.person("Other", { is_bot: true, username: "other_bot" }), text)),
    joins: (names) => did(group.joins(names.map(person))),
    leaves: (who) => did(group.leaves(person(who))),
    presses: (who, messageId, data) => did(group.presses(person(who), Number(messageId), data)),
    repeatLast: async () => {
      await fake.drained();
      fake.redeliver(last);
    },
    reads: () => Promise.resolve(group.reads),
    close,
  };
}

conformance("telegram", connect);
