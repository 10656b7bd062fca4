import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { decode } from "../../../bots/telegram/decode.ts";
import type { Update } from "../../../bots/telegram/wire.ts";

interface Case {
  case: string;
  update: Update;
  events?: unknown;
}

const self = { id: "7000000001", username: "hearth_bot" };
const now = new Date("2026-03-01T00:05:00Z");
const folder = new URL("fixtures/", import.meta.url);

for (const file of readdirSync(folder).filter((name) => name.endsWith(".json"))) {
  const path = fileURLToPath(new URL(file, folder));
  let cases = JSON.parse(readFileSync(path, "utf8")) as Case[];
  if (process.env.UPDATE === "1") {
    cases = cases.map((one) => ({ ...one, events: decoded(one.update) }));
    writeFileSync(path, `${JSON.stringify(cases, null, 2)}\n`);
  }
  describe(`decoding ${file}`, () => {
    test.for(cases.map((one) => [one.case, one] as const))("%s", ([, { update, events }]) => {
      expect(decoded(update)).toEqual(events);
    });
  });
}

test("names platform and account in every event", () => {
  const message = { message_id: 1, date: 1, chat: { id: -1, type: "group" as const }, text: "x" };
  const [event] = decode({ update_id: 5, message }, self, now);
  expect(event).toMatchObject({ platform: "telegram", account: self.id, key: "update:5", sender: null });
});

/** The events as the fixtures hold them: as JSON, without platform and account. */
function decoded(update: Update): unknown {
  const events = decode(update, self, now).map(({ platform: _platform, account: _account, ...rest }) => rest);
  return JSON.parse(JSON.stringify(events));
}
