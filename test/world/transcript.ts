import { readFileSync, writeFileSync } from "node:fs";
import type { Media, MessageEvent, ReplyTo, Sender } from "../../src/core/event.ts";
import { roles, type Role } from "../../src/core/context.ts";
import type { Feature } from "../../src/core/feature.ts";
import { draw } from "../../src/features/draw/index.ts";
import { features, withModels } from "../../src/features/index.ts";
import { readEntryFile } from "../../src/features/service/importing/read.ts";
import { takeEntries } from "../../src/features/service/importing/take.ts";
import type { EntryContent } from "../../src/features/service/knowledge/content.ts";
import { embedderOf } from "../fakes/embedder.ts";
import { fakeBeacon } from "./beacon.ts";
import { createWorld, plain, readable, rich, type World } from "./index.ts";

/**
 * Golden transcripts: chats as people read them, replayed through the whole application.
 *
 *   # a comment              % language: en          % platform: wechat     % sees: commands
 *   @ 2026-03-01 09:00       the clock moves, what is due is done
 *   ada> 签到                 said in the group;  ada (private)> … to the bot alone
 *   艾达@wechat (private)> …  on another platform, which "% with: wechat" opens; the bot there is bot@wechat
 *   ada> [photo] 壶裂了        with a picture, say: any of Media; what the bot sends on is shown as ↪ photo
 *   {code}                   the code the bot said last; in its own words codes are shown as ‹code›
 *   ada (to ben)> …          said as a reply to ben's message; "@ben" in any words mentions ben
 *   ada (private, to bot)> … said as a reply to the bot's newest message there; "@HearthBot" mentions the bot
 *   + dora joins · + dora leaves · + bot added by olga · + bot made admin by olga · + olga is manager
 *   + ada talked 2025-12-01 to 2026-02-19   once on each of these days, before the transcript
 *   + the shop has its entries   the sixty of the playground's tea shop are in the knowledge base
 *   % meaning: 毛孩子=宠物     with an embedding model, which knows those entries and that this word is about that one
 *   + lots are fixed         whatever a community deals by lot comes out the same every time, and what several
 *                            people are sent alone at once stands in the order of their ids
 *   % drand: on              the beacon answers (it knows one round); otherwise there is no network
 *   % owner: olga            has this role from the start (manager, host, viewer: the same)
 *   olga (anonymous)> …      as an anonymous admin of the group
 *   olga presses Yes         presses the newest button of that label, or "1", "2" …; olga (private) presses … in private;
 *                            where there are no buttons she says its number, or the words where none is offered
 *   ada votes 龙井 + 大红袍    votes in the newest native poll
 *   bot (notice)> …          what only the presser sees
 *   bot> …                   what the bot says; further lines of a message begin with five spaces
 */
export interface Replay {
  given: string;
  played: string;
}

/** A code to link accounts: random, so transcripts do not show it. */
const codes = /\b[2-9A-HJ-NP-TV-Z]{10}\b/;

const start = "2026-03-01 09:00";

/** The product's features with a beacon of their own: no test goes over a network. */
const withBeacon = (own: readonly Feature[], answers: boolean) =>
  own.map((feature) => (feature.name === "draw" ? draw({ fetchBeacon: fakeBeacon(answers) }) : feature));

/** The product's features, with the model that the transcript is played with. */
async function featuresOf(headers: ReadonlyMap<string, string>): Promise<readonly Feature[]> {
  const [word, about] = (headers.get("meaning") ?? "").split("=");
  if (!word || !about) return features;
  const language = headers.get("language") === "en" ? "en" : "zh";
  return withModels({ embedder: embedderOf(await shopEntries(language), { [word]: about }) });
}

/** The entries of the playground's tea shop. */
async function shopEntries(language: "zh" | "en"): Promise<EntryContent[]> {
  const file = new URL(`../../bots/playground/knowledge/tea-shop.${language}.yaml`, import.meta.url);
  const { entries } = await readEntryFile("yaml", readFileSync(file), "tea-shop");
  return entries.map(({ content }) => content);
}

/** Plays what people say in a transcript and writes down what the bot says. */
export async function replay(given: string): Promise<string> {
  const lines = given.split("\n");
  const headers = new Map(
    lines.flatMap((line) => {
      const header = /^% *(\w+): *(\S+)/.exec(line);
      return header ? [[header[1] as string, header[2] as string] as const] : [];
    }),
  );
  const platform = headers.get("platform") ?? "telegram";
  const first = lines.find((line) => line.startsWith("@ "))?.slice(2) ?? start;
  const world = await createWorld({
    features: withBeacon(await featuresOf(headers), headers.get("drand") === "on"),
    at: first,
    platform,
    capabilities: {
      ...(platform === "wechat" ? plain : rich),
      ...(headers.get("sees") === "commands" ? { sees: "commands" as const } : {}),
    },
    language: headers.get("language") === "en" ? "en" : "zh",
    others: headers.get("with") === "wechat" ? [{ platform: "wechat", capabilities: plain }] : [],
  });
  let code = "";
  const isByLot = lines.includes(byLot);
  try {
    for (const role of roles) if (headers.has(role)) await world.giveRole(headers.get(role) ?? "", role);
    const played: string[] = [];
    const answered = () => {
      for (const bot of [world.bot, ...world.others]) {
        const where = bot === world.bot ? "" : `@${bot.platform}`;
        const said = bot.sent.splice(0);
        for (const message of isByLot ? inOrder(said) : said) {
          const text = readable(message);
          code = codes.exec(text)?.[0] ?? code;
          if (text === "") continue;
          const chatId = message.pressId === undefined ? message.chatId : "notice";
          played.push(...spoken(text.replaceAll(new RegExp(codes, "g"), "‹code›"), chatId, where));
        }
      }
    };
    for (const line of lines) {
      if (line.startsWith("bot") || line.startsWith("     ")) continue;
      played.push(line);
      if (line.startsWith("@ ")) await world.setTime(line.slice(2));
      else if (line.startsWith("+ ")) await happen(world, line.slice(2));
      else await speak(world, line.replace("{code}", code));
      answered();
    }
    return played.join("\n");
  } finally {
    await world.close();
  }
}

async function speak(world: World, line: string): Promise<void> {
  const pressed = /^([^\s%#@>+][^>(]*?)( \(private\))? presses (.+)$/u.exec(line);
  if (pressed) return press(world, pressed[1] ?? "", pressed[3] ?? "", pressed[2] !== undefined);
  const voted = /^([^\s%#@>+][^>(]*?) votes (.+)$/u.exec(line);
  if (voted) {
    const { sender } = world.member(voted[1] ?? "");
    return void (await world.happens(world.vote(sender, ...(voted[2] ?? "").split(" + "))));
  }
  const heard = /^([^\s%#@>][^>(]*?)(?: \((?:(private|anonymous)|(?:(private), )?to ([^)]+))\))?> (.*)$/u.exec(line);
  if (!heard) return;
  const [, name = "", place = "", privately = "", answered, words = ""] = heard;
  const how = place || privately;
  const [own = "", platform = world.bot.platform] = name.split("@");
  const { sender } = world.member(own, platform);
  const mentions = [...words.matchAll(/@([\p{L}\p{N}_]+)/gu)]
    .map(([, mentioned = ""]) => mentioned)
    .filter((mentioned) => world.knows(mentioned))
    .map((mentioned) => ({ id: world.member(mentioned).sender.id, name: mentioned }));
  const mentionsBot = words.includes(`@${world.bot.username}`);
  const more: Partial<MessageEvent> = { platform, mentions, mentionsBot };
  if (how === "private") more.chat = { id: sender.id, kind: "private", title: own };
  if (answered) {
    const toBot = answered === "bot";
    const chatId = more.chat?.id ?? world.message(null, "").chat.id;
    const theirs = newest.get(world)?.get(answered);
    more.replyTo = toBot
      ? answering(world, chatId)
      : {
          messageId: theirs?.messageId ?? "1",
          toBot,
          from: world.member(answered).sender,
          ...(theirs?.media ? { media: theirs.media } : {}),
        };
  }
  const group: Sender = { kind: "anonymousAdmin", id: "-1001", name: "Tea House" };
  const [, media, caption = ""] = /^\[(\w+)\] ?(.*)$/u.exec(words) ?? [];
  if (media !== undefined) more.media = media as Media;
  const said = media === undefined ? words : caption;
  const message = world.message(how === "anonymous" ? group : sender, said, more);
  if (how === "") newest.set(world, new Map(newest.get(world)).set(name, message));
  await world.happens(message);
}

/** An answer to the bot's newest message there: as on WeChat, where nothing shows what is answered, its words alone. */
function answering({ bot }: World, chatId: string): ReplyTo {
  if (bot.capabilities.replies) return { messageId: bot.newestIn(chatId) ?? "1", toBot: true };
  return { messageId: "", toBot: true, words: bot.newestWordsIn(chatId) };
}

/** What everybody said last in the group. */
const newest = new WeakMap<World, ReadonlyMap<string, MessageEvent>>();

async function press(world: World, name: string, label: string, isPrivate: boolean): Promise<void> {
  const { sender } = world.member(name);
  const chat = isPrivate ? ({ id: sender.id, kind: "private", title: name } as const) : undefined;
  if (!world.bot.capabilities.buttons) {
    const { id } = chat ?? world.message(null, "").chat;
    const words = world.bot.numberOf(label, id) ?? label;
    return void (await world.happens(world.message(sender, words, chat ? { chat } : {})));
  }
  await world.happens(world.press(sender, label, chat));
}

const byLot = "+ lots are fixed";

/** Chats have their queues: which of several people hears first is nobody's business. */
function inOrder<M extends { chatId: string }>(sent: readonly M[]): M[] {
  const isAlone = ({ chatId }: M) => !chatId.startsWith("-");
  const alone = sent.filter(isAlone).toSorted((a, b) => Number(a.chatId) - Number(b.chatId));
  return sent.map((message) => (isAlone(message) ? (alone.shift() ?? message) : message));
}

/** What happens beside talk; see above. */
async function happen(world: World, what: string): Promise<void> {
  if (`+ ${what}` === byLot) return void (await world.query("UPDATE community SET salt = '00'"));
  if (what === "the shop has its entries") return furnish(world);
  const [, speaker = "", from = "", to = ""] = /^(.+?) talked (\S+) to (\S+)$/u.exec(what) ?? [];
  if (speaker !== "") return talked(world, await world.giveRole(speaker, null), from, to);
  const [, earner = "", points = "", on = ""] = /^(.+?) earned (\d+) on (\S+)$/u.exec(what) ?? [];
  if (earner !== "") return earned(world, await world.giveRole(earner, null), Number(points), on);
  const [, name = "", did = ""] = /^(.+?) (joins|leaves|is \w+|added by .+|made admin by .+)$/u.exec(what) ?? [];
  const { platform, account, key, chat, at, messageId } = world.message(null, "");
  const base = { platform, account, key, chat, at };
  if (did.startsWith("is ")) {
    await world.giveRole(name, did.slice("is ".length) as Role);
    return;
  }
  if (name === "bot") {
    const status = did.startsWith("made") ? "admin" : "added";
    await world.happens({ ...base, kind: "botStatus", status, by: world.member(did.split(" by ")[1] ?? "").sender });
    return;
  }
  if (did === "") throw new Error(`a transcript does not know "+ ${what}"`);
  const member = world.member(name).sender;
  const kind = did === "joins" ? "join" : "leave";
  await world.happens({ ...base, kind, messageId, member, memberName: name });
}

/** The shop's entries, in the language of the community. */
async function furnish(world: World): Promise<void> {
  const [community] = await world.query<{ id: number; language: "zh" | "en" }>("SELECT id, language FROM community");
  if (community) await takeEntries(world.database, community.id, await shopEntries(community.language), world.now);
}

/** What a word on each of these days left behind. */
async function talked(world: World, member: number, from: string, to: string): Promise<void> {
  const days = "generate_series($1::date, $2::date, interval '1 day') AS day";
  await world.query(
    `INSERT INTO member_day (community_id, member_id, day, messages) SELECT 1, $3, day, 1 FROM ${days} ON CONFLICT DO NOTHING`,
    [from, to, member],
  );
  await world.query(
    `INSERT INTO chat_hour (community_id, chat_id, day, hour, messages) SELECT 1, 1, day, 12, 1 FROM ${days} ON CONFLICT DO NOTHING`,
    [from, to],
  );
}

/** Points of a day that is over. */
async function earned(world: World, member: number, points: number, day: string): Promise<void> {
  await world.query(
    `INSERT INTO ledger_entry (community_id, member_id, key, delta, reason, at, day)
     VALUES (1, $1, 'earned:' || $3, $2, 'chat', $3::date, $3::date)`,
    [member, points, day],
  );
}

function spoken(text: string, chatId: string, where = ""): string[] {
  const how = chatId === "notice" ? " (notice)" : chatId.startsWith("-") ? "" : " (private)";
  const who = `bot${where}${how}> `;
  return text.split("\n").map((line, index) => (index === 0 ? who + line : `     ${line}`));
}

/** Replays a file; with UPDATE=1 writes it again, to be read like copy in the diff. */
export async function replayFile(file: string): Promise<Replay> {
  const given = readFileSync(file, "utf8");
  const played = await replay(given);
  if (process.env.UPDATE === "1" && played !== given) {
    writeFileSync(file, played);
    return { given: played, played };
  }
  return { given, played };
}
