import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { speaking } from "../../src/cli/context.ts";
import { journeyCommand } from "../../src/cli/journey.ts";
import type { Language } from "../../src/core/text.ts";

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "hearth-journey-"));
  file = path.join(folder, "log.jsonl");
  await writeFile(file, log().join("\n"));
});
afterAll(() => rm(folder, { recursive: true }));

/** 70 days in which ada comes daily; forty others do so for fifty days and are gone. */
function log(): string[] {
  const line = (author: string, day: number) => {
    const date = new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10);
    return JSON.stringify({ author, author_name: author, sent_at: `${date}T12:00:00Z` });
  };
  const all: string[] = [];
  for (let day = 0; day < 70; day++) {
    all.push(line("ada", day));
    if (day < 50) for (let one = 0; one < 40; one++) all.push(line(`m${one}`, day));
  }
  return all;
}

async function simulate(language: Language): Promise<string[]> {
  const lines: string[] = [];
  const context = {
    open: () => Promise.reject(new Error("a simulation opens no database")),
    ...speaking(language),
    out: (line: string) => void lines.push(line),
  };
  await journeyCommand(context)
    .exitOverride()
    .parseAsync(["simulate", file, "--journey", "drifting"], { from: "user" });
  return lines;
}

test("a journey is rehearsed in the terminal's language, with the same figures", async () => {
  const [zh, en] = [await simulate("zh"), await simulate("en")];
  expect(zh.at(-1)).toBe("什么都没有发。大家做了什么，是没人写信给他们时做的。");
  expect(en.at(-1)).toBe("Nothing was sent. What people did is what they did unwritten to.");
  expect(zh.join("\n")).toMatch(/^\S+ {2}第 1 步 .*m\d+$/mu);
  expect(zh.join("\n")).toMatch(/^\S+ {2}不发，对照 .*m\d+$/mu);
  expect(zh.join("\n").replaceAll("drifting", "")).not.toMatch(/\b[A-Za-z]{3,}/);
  const figures = (lines: string[]) => lines.map((line) => line.match(/\d+/gu)?.map(Number).toSorted() ?? []);
  expect(figures(zh)).toEqual(figures(en));
});
