import { expect, test } from "vitest";
import { runSoak } from "./soak.ts";

/** SOAK_MINUTES=60 npm run soak: the same day, less compressed. */
const minutes = Number(process.env.SOAK_MINUTES ?? 10);
const hours = 24;

test(`a day in ${minutes} minutes: memory does not grow by a megabyte an hour, and the books stay true`, async () => {
  const hourMs = (minutes * 60_000) / hours;
  const { messages, memoryMb, slopeMb, wrong } = await runSoak({
    seed: 7,
    hours,
    hourMs,
    messagesPerHour: 200,
    groups: 12,
  });
  const shown = memoryMb.map((value) => value.toFixed(0)).join(" ");
  process.stdout.write(
    `\n${messages} messages in ${hours} hours of ${(hourMs / 1000).toFixed(0)} s; memory by hour, MB: ${shown}; ${slopeMb.toFixed(2)} MB an hour after the first\n`,
  );
  expect(wrong).toEqual([]);
  expect(slopeMb).toBeLessThan(1);
});
