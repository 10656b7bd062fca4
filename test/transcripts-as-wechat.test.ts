import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { long } from "./long.ts";
import { replay } from "./world/transcript.ts";

// Transcripts of Telegram are played again as on WeChat: what a member reads there differs only
// where a capability is missing: a press is the choice's number, and its notice an answer in the group.

const folder = fileURLToPath(new URL("transcripts/", import.meta.url));
// A fingerprint is made of the group's address, too: transcripts that show one differ in every line of it.
const aboutTelegram = /^% (platform|with|sees):|^\S+ votes |\(anonymous\)|\((?:to) |fingerprint|指纹/m;
/** Two buttons of one message are pressed in these: on WeChat the first number uses up the others. They have their own (*.wechat.*). */
const pressesTwice = [
  "service-answers.zh.chat",
  "service-people.en.chat",
  "service-people.zh.chat",
  "service-same-question.en.chat",
  "service-same-question.zh.chat",
];
const names = readdirSync(folder);
/**
 * What is written in both languages is played in Chinese, as WeChat's groups speak, and not where WeChat has a transcript
 * of its own; all of it in the long run.
 */
const isPlayed = (name: string) =>
  long ||
  (!(name.endsWith(".en.chat") && names.includes(name.replace(".en.", ".zh."))) &&
    !names.includes(name.replace(".zh.", ".wechat.zh.")));
const files = names.filter(
  (name) =>
    name.endsWith(".chat") &&
    isPlayed(name) &&
    !pressesTwice.includes(name) &&
    !aboutTelegram.test(readFileSync(folder + name, "utf8")),
);

/** Without buttons there are numbered choices or letters, and a line that says so. */
const choices =
  /^ {5}(?:\d+\. .*|回复数字选择|Reply with a number|Write (?:true or false|the letter); your first answer counts\.|发送(?:字母|“对”或“错”)，以第一次为准。)?$/;
/** Without visible replies an answer in the group begins with the name of whoever is answered. */
const named = /^bot> @[^\s（(]+(?:（[^）]*）| \([^)]*\))? /u;

/** After its two minutes a number is only a number again: it is told so in other words, and in private only. */
const tooLate =
  /^bot \(notice\)> (?:两分钟已过，请重新发命令。|Two minutes are over)|^bot \(private\)> (?:这个数字现在不对应|That number stands for no choice)/;

/** … and a person's answer with what it answers. */
const about = /^(bot> (?:@\S+ )?)(?:关于“[^”]*”：|about "[^"]*":)\n {5}/gmu;

/** Who is not its friend there cannot write to it alone. */
const befriending = /；还不是好友的话，先加我，通过了就能用|; if we are not friends here yet, add me first/gu;

const asRead = (text: string): string[] =>
  text
    .replace(about, "$1")
    .replace(befriending, "")
    .split("\n")
    .filter(saidToAll())
    .filter((line) => !choices.test(line) && !/^ {5}\[.*\]$/.test(line) && !tooLate.test(line))
    .map(wherePressed())
    .map((line) => line.replace(named, "bot> "));

/** To an answer in a quiz nothing is said where everybody would read it. */
function saidToAll(): (line: string) => boolean {
  let isAnswer = false;
  return (line) => {
    if (line.startsWith("bot (notice)> ")) return !isAnswer || line.includes("too late");
    isAnswer = / presses (?:[A-F]|True|False|对|错)$/u.test(line);
    return true;
  };
}

/** A notice that only the presser sees is an answer where they gave the number. */
function wherePressed(): (line: string) => string {
  let isPrivate = false;
  return (line) => {
    if (/^\S.* presses /.test(line)) isPrivate = line.includes(" (private) presses ");
    return line.replace(/^bot \(notice\)> /, isPrivate ? "bot (private)> " : "bot> ");
  };
}

test.each(files)("%s reads the same on WeChat", async (name) => {
  const given = readFileSync(folder + name, "utf8");
  const played = await replay(`% platform: wechat\n${given}`);
  expect(asRead(played).slice(1)).toEqual(asRead(given));
});
