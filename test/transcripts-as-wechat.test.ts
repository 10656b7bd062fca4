import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { replay } from "./world/transcript.ts";

// Every transcript of Telegram is played again as on WeChat: what a member reads there differs only
// where a capability is missing. Transcripts with presses have one of their own there (*.wechat.*.chat).

const folder = fileURLToPath(new URL("transcripts/", import.meta.url));
// A fingerprint is made of the group's address, too: transcripts that show one differ in every line of it.
const aboutTelegram = /^% (platform|with|sees):|presses|^\S+ votes |\(anonymous\)|\((?:to) |fingerprint|指纹/m;
const files = readdirSync(folder).filter(
  (name) => name.endsWith(".chat") && !aboutTelegram.test(readFileSync(folder + name, "utf8")),
);

/** Without buttons there are numbered choices or letters, and a line that says so. */
const choices =
  /^ {5}(?:\d+\. .*|回复数字选择|Reply with a number|Write (?:true or false|the letter); your first answer counts\.)?$/;
/** Without visible replies an answer in the group begins with the name of whoever is answered. */
const named = /^bot> @[^\s（(]+(?:（[^）]*）| \([^)]*\))? /u;

const asRead = (text: string): string[] =>
  text
    .split("\n")
    .filter((line) => !choices.test(line) && !/^ {5}\[.*\]$/.test(line))
    .map((line) => line.replace(named, "bot> "));

test.each(files)("%s reads the same on WeChat", async (name) => {
  const given = readFileSync(folder + name, "utf8");
  const played = await replay(`% platform: wechat\n${given}`);
  expect(asRead(played).slice(1)).toEqual(asRead(given));
});
